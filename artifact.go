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

// Artifacts is a content-addressed store of immutable bytes.
type Artifacts interface {
	// Put stores what r gives, at most limit bytes, durably before it returns.
	// Putting the same bytes again is free. Errors: CodeTooLarge over the
	// limit, CodeStorageFull without room; nothing is kept in either case.
	Put(ctx context.Context, r io.Reader, limit int64) (Artifact, error)
	// Get opens an artifact. The reader fails with an error when the bytes do
	// not hash to the digest. Returns ErrNotFound if it is not stored.
	Get(ctx context.Context, d Digest) (io.ReadCloser, error)
	// Stat returns the artifact with its size, or ErrNotFound.
	Stat(ctx context.Context, d Digest) (Artifact, error)
	// SignGet returns a URL that serves the artifact until the given time.
	SignGet(ctx context.Context, d Digest, until time.Time) (string, error)
	// SignPut returns a URL that takes exactly the named artifact (digest and
	// size) by HTTP PUT until the given time.
	SignPut(ctx context.Context, a Artifact, until time.Time) (string, error)
}
