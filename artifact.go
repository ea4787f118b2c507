package muster

import (
	"context"
	"io"
	"time"
)

// Artifact names bytes by their SHA-256.
type Artifact struct {
	Digest Digest `json:"digest"`
	Size   int64  `json:"size"` // bytes
}

// IsZero reports whether a is unset.
func (a Artifact) IsZero() bool { return a.Digest.IsZero() }

// ArtifactInfo is a stored artifact with its age.
type ArtifactInfo struct {
	Artifact
	StoredAt time.Time // when it was put last
}

// Upload says how to bring an artifact to a store: each part by one HTTP PUT
// to its URL with exactly the Headers, in any order, several at once or again.
// Parts that are there already are left out, so that there may be none.
type Upload struct {
	Parts   []UploadPart
	Headers map[string]string // of every PUT, by canonical name
}

// UploadPart is one piece of an upload.
type UploadPart struct {
	URL    string
	Offset int64 // of its first byte in the artifact
	Size   int64 // bytes
}

// Artifacts is a content-addressed store of immutable bytes.
type Artifacts interface {
	// Put stores what r gives, at most limit bytes, durably before it returns.
	// Bytes that are there already are as if put now: Delete with a time before
	// that keeps them. Errors: CodeTooLarge over the limit, CodeStorageFull
	// without room; nothing is kept in either case.
	Put(ctx context.Context, r io.Reader, limit int64) (Artifact, error)
	// Get opens an artifact. The reader fails with an error when the bytes do
	// not hash to the digest. Returns ErrNotFound if it is not stored.
	Get(ctx context.Context, d Digest) (io.ReadCloser, error)
	// Stat returns the artifact with its size, or ErrNotFound.
	Stat(ctx context.Context, d Digest) (Artifact, error)
	// SignGet returns a URL that serves the artifact until the given time.
	SignGet(ctx context.Context, d Digest, until time.Time) (string, error)
	// SignPut returns what takes exactly the named artifact (digest and size)
	// until the given time. Called again it says what is still to be sent.
	SignPut(ctx context.Context, a Artifact, until time.Time) (Upload, error)
	// Finish puts in its place what was uploaded as SignPut said; before, the
	// artifact may not be found. Doing it again changes nothing. Returns
	// ErrNotFound while parts are missing, and where other bytes were uploaded,
	// which are thrown away.
	Finish(ctx context.Context, a Artifact) error
	// List calls f with every stored artifact, in no order, until f returns an
	// error, which it returns. What is put or deleted meanwhile may be missed.
	List(ctx context.Context, f func(ArtifactInfo) error) error
	// Delete removes an artifact that was put last before the given time. One
	// that was put later is kept: ErrState. One that is not there is deleted.
	Delete(ctx context.Context, d Digest, before time.Time) error
	// Clean removes what broken puts and unfinished uploads left before the
	// given time. It touches no artifact.
	Clean(ctx context.Context, before time.Time) error
}
