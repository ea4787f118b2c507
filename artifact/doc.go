// Package artifact stores immutable bytes by their SHA-256: in a local folder, in
// a bucket of S3, Google Cloud Storage or Azure Blob Storage, or in memory for
// tests.
//
// Keys are content-addressed: sha256/ab/cdef… holds the bytes whose digest is
// abcdef….
//
// # What holds
//
// Put returns when the bytes are durable. In a folder they are written below
// .tmp, synced, renamed to their name, and the folder of that name is synced;
// a process that is killed before that leaves a file below .tmp, which Open
// clears away once nobody has written to it for an hour. This driver is our
// own because Go CDK's fileblob never syncs. A bucket is Go CDK's: an object is
// durable when the service has answered.
//
// Get never hands out damaged bytes to the end: the last piece is held back
// until the digest of the whole is known to be right.
//
// # Signed URLs
//
// A folder and memory have none of their own, so the store signs URLs of the
// coordinator (HMAC-SHA256 over method, digest, size and expiry) and Handler
// serves them. It takes an upload only if it is exactly the artifact named.
//
// A bucket signs for itself, and bytes go between workers and the service. What
// one PUT to S3 takes goes straight to its place, with our digest signed as the
// checksum that the service holds the bytes against; whether it does is tried
// out once. Everything else goes to uploads/ab/cdef…, which nobody reads as an
// artifact: uploads to S3 in parts, those to Google and Azure, which compare no
// SHA-256, and those to S3-like services that do not either. Finish reads such
// an upload, compares its digest and puts it in its place, on S3 by a copy
// within the service of exactly the version that was read. An upload of other
// bytes is deleted, and the artifact stays not found: a wrong upload can neither
// take an artifact's place nor keep the right one out.
//
// An upload in parts is found again by its key, so that it goes on after a
// restart of whoever took part. Clean removes what never was finished.
//
// # Deleting
//
// Delete removes what was put last before a given time, and a put of the same
// bytes at the same moment wins: in a folder a lock parts the two, in a bucket
// marks below deleting/ do.
package artifact
