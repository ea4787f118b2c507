// Package artifact stores immutable bytes by their SHA-256, in a local folder,
// in an S3 bucket, or in memory for tests.
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
// An S3 bucket signs for itself, and the service can't compare an upload with
// our digest. So a signed upload goes to uploads/ab/cdef…, which nobody reads
// as an artifact; the first Stat or Get of the digest checks it and moves it to
// its place. An upload of other bytes is deleted then, and the artifact stays
// not found: a wrong upload can neither take an artifact's place nor keep the
// right one out. Uploads that are never asked for stay there: give the prefix
// uploads/ a life-cycle rule of a day.
package artifact
