package artifact

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/muster-zk/muster"
)

// ErrDamaged is in the chain of the error that a reader of Get ends in when
// the stored bytes do not hash to the digest.
var ErrDamaged = errors.New("stored bytes are damaged")

// coarse is how far behind the clock the time may be that a file system or a
// service keeps of an artifact.
const coarse = time.Second

// minSecret is the least length of Options.Secret, in bytes.
const minSecret = 32

// Options of Open.
type Options struct {
	// BaseURL is where Handler is served, such as "https://muster.example:8080".
	// Together with Secret it is needed to sign URLs, but not for an S3 bucket,
	// which signs its own.
	BaseURL string
	// Secret is the key that signs URLs, at least 32 bytes. Whoever serves
	// Handler needs the same one; keep it, or signed URLs end with the process.
	Secret []byte
	// UploadLimit is the most bytes a signed URL takes; 0 means 1 GiB.
	UploadLimit int64
	// SpoolDir is where what goes to a bucket waits until its digest is known,
	// if it is longer than a few MiB; empty means the system's temporary folder.
	SpoolDir string
	// Limit is the most bytes that a folder should hold, and Reserve what should
	// stay free on its disk; 0 means no limit, no reserve. Room heeds them, Put
	// does not: what runs may end.
	Limit, Reserve int64
	// Now is the clock that expiry is measured by; nil means time.Now.
	Now func() time.Time
}

// blobs is where the bytes lie. Errors are coded already.
type blobs interface {
	// create begins a blob whose digest is not known yet.
	create() (pending, error)
	// open returns a blob and its size, or ErrNotFound.
	open(ctx context.Context, d muster.Digest) (io.ReadCloser, int64, error)
	// stat returns a blob's size, or ErrNotFound.
	stat(ctx context.Context, d muster.Digest) (int64, error)
	// list, delete and clean are those of muster.Artifacts.
	list(ctx context.Context, f func(muster.ArtifactInfo) error) error
	delete(ctx context.Context, d muster.Digest, before time.Time) error
	clean(ctx context.Context, before time.Time) error
	close() error
}

// pending is a blob that does not count yet.
type pending interface {
	io.Writer
	// commit makes what was written durable under the digest.
	commit(ctx context.Context, d muster.Digest) error
	// discard gives up what was not committed; it may always be called.
	discard()
}

// signer is a blobs that signs URLs itself.
type signer interface {
	signGet(ctx context.Context, d muster.Digest, lasts time.Duration) (string, error)
	signPut(ctx context.Context, a muster.Artifact, lasts time.Duration) (muster.Upload, error)
	// finish puts an upload in its place, or returns ErrNotFound.
	finish(ctx context.Context, a muster.Artifact) error
}

// Store implements muster.Artifacts. It is safe for concurrent use, and many
// processes may share the folder or bucket.
type Store struct {
	blobs blobs
	opts  Options
}

var _ muster.Artifacts = (*Store)(nil)

// Open returns the store at a place: a folder, as a path or a file:// URL, made
// if missing; s3://bucket?region=…&endpoint=…&use_path_style=true&prefix=…&part_size=…,
// gs://bucket or azblob://container, with credentials from the environment; or
// mem://, which forgets everything.
// A place or options that can't be right are CodeInvalid, a bucket that can't
// be reached is CodeUnavailable.
func Open(ctx context.Context, place string, opts Options) (*Store, error) {
	if opts.Secret != nil && len(opts.Secret) < minSecret {
		return nil, muster.Errorf(muster.CodeInvalid, "artifacts: the secret has %d bytes, expected at least %d", len(opts.Secret), minSecret)
	}
	if opts.UploadLimit == 0 {
		opts.UploadLimit = 1 << 30
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.BaseURL = strings.TrimRight(opts.BaseURL, "/")
	b, err := openBlobs(ctx, place, opts)
	if err != nil {
		return nil, err
	}
	return &Store{blobs: b, opts: opts}, nil
}

func openBlobs(ctx context.Context, place string, opts Options) (blobs, error) {
	if place == "" {
		return nil, muster.InvalidField("artifacts", "a folder, s3://bucket, gs://bucket, azblob://container or mem://", place)
	}
	scheme, rest, ok := strings.Cut(place, "://")
	if !ok {
		return openFolder(place, opts)
	}
	switch scheme {
	case "file":
		u, err := url.Parse(place)
		if err != nil || u.Path == "" || u.RawQuery != "" || (u.Host != "" && u.Host != "localhost") {
			return nil, muster.InvalidField("artifacts", "file:///absolute/path", place)
		}
		return openFolder(filepath.FromSlash(u.Path), opts)
	case "mem":
		if rest != "" {
			return nil, muster.InvalidField("artifacts", "mem:// and nothing behind it", place)
		}
		return openMemory(opts), nil
	case "s3":
		return openS3(ctx, place, opts)
	case schemeGoogle, schemeAzure:
		return openCloud(ctx, place, opts)
	default:
		return nil, muster.InvalidField("artifacts", "a folder, s3://bucket, gs://bucket, azblob://container or mem://", scheme+"://…")
	}
}

// Close releases what the store holds open.
func (s *Store) Close() error { return s.blobs.close() }

// Put implements muster.Artifacts.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	return s.put(ctx, r, limit, nil)
}

// put stores what r gives. Where want is set, only exactly that is stored, and
// anything else is CodeInvalid.
func (s *Store) put(ctx context.Context, r io.Reader, limit int64, want *muster.Artifact) (muster.Artifact, error) {
	p, err := s.blobs.create()
	if err != nil {
		return muster.Artifact{}, fmt.Errorf("put artifact: %w", err)
	}
	defer p.discard()
	got, err := copyHashing(ctx, p, r, limit)
	if err != nil {
		return muster.Artifact{}, fmt.Errorf("put artifact: %w", err)
	}
	if want != nil && got != *want {
		return muster.Artifact{}, muster.Errorf(muster.CodeInvalid,
			"expected %d bytes with SHA-256 %s, got %d with %s", want.Size, want.Digest, got.Size, got.Digest)
	}
	if err := p.commit(ctx, got.Digest); err != nil {
		return muster.Artifact{}, fmt.Errorf("put artifact: %w", err)
	}
	return got, nil
}

// copyHashing copies at most limit bytes and tells what they were.
func copyHashing(ctx context.Context, w io.Writer, r io.Reader, limit int64) (muster.Artifact, error) {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), &bounded{ctx: ctx, r: r, left: limit, limit: limit})
	if err != nil {
		return muster.Artifact{}, err
	}
	return muster.Artifact{Digest: muster.Digest(h.Sum(nil)), Size: n}, nil
}

// bounded fails with CodeTooLarge past its limit, and when ctx ends.
type bounded struct {
	ctx         context.Context
	r           io.Reader
	left, limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	if int64(len(p))-1 > b.left {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, muster.Errorf(muster.CodeTooLarge, "artifact is longer than the limit of %d bytes", b.limit)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("read: %w", err)
	}
	return n, err
}

// Stat implements muster.Artifacts.
func (s *Store) Stat(ctx context.Context, d muster.Digest) (muster.Artifact, error) {
	size, err := s.blobs.stat(ctx, d)
	if err != nil {
		return muster.Artifact{}, fmt.Errorf("look at artifact: %w", err)
	}
	return muster.Artifact{Digest: d, Size: size}, nil
}

// Get implements muster.Artifacts. The reader's error about damaged bytes has
// ErrDamaged in its chain.
func (s *Store) Get(ctx context.Context, d muster.Digest) (io.ReadCloser, error) {
	r, err := s.get(ctx, d)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *Store) get(ctx context.Context, d muster.Digest) (*checkedReader, error) {
	r, size, err := s.blobs.open(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("get artifact: %w", err)
	}
	return newCheckedReader(r, muster.Artifact{Digest: d, Size: size}), nil
}

// SignGet implements muster.Artifacts.
func (s *Store) SignGet(ctx context.Context, d muster.Digest, until time.Time) (string, error) {
	lasts, err := s.lasts(until)
	if err != nil {
		return "", err
	}
	if own, ok := s.blobs.(signer); ok {
		return own.signGet(ctx, d, lasts)
	}
	return s.sign(permit{Method: methodGet, Digest: d, Expires: until.Unix()})
}

// SignPut implements muster.Artifacts. An artifact over Options.UploadLimit is
// CodeTooLarge.
func (s *Store) SignPut(ctx context.Context, a muster.Artifact, until time.Time) (muster.Upload, error) {
	if a.Size < 0 || a.Digest.IsZero() {
		return muster.Upload{}, muster.Errorf(muster.CodeInvalid, "sign upload: expected a digest and a size")
	}
	if a.Size > s.opts.UploadLimit {
		return muster.Upload{}, muster.Errorf(muster.CodeTooLarge, "sign upload: %d bytes, at most %d are taken", a.Size, s.opts.UploadLimit)
	}
	lasts, err := s.lasts(until)
	if err != nil {
		return muster.Upload{}, err
	}
	if own, ok := s.blobs.(signer); ok {
		return own.signPut(ctx, a, lasts)
	}
	u, err := s.sign(permit{Method: methodPut, Digest: a.Digest, Size: a.Size, Expires: until.Unix()})
	if err != nil {
		return muster.Upload{}, err
	}
	return muster.Upload{Parts: []muster.UploadPart{{URL: u, Size: a.Size}}}, nil
}

// Finish implements muster.Artifacts.
func (s *Store) Finish(ctx context.Context, a muster.Artifact) error {
	own, ok := s.blobs.(signer)
	if !ok {
		return nil // Handler stores what it takes
	}
	if err := own.finish(ctx, a); err != nil {
		return fmt.Errorf("finish upload: %w", err)
	}
	return nil
}

// List implements muster.Artifacts.
func (s *Store) List(ctx context.Context, f func(muster.ArtifactInfo) error) error {
	if err := s.blobs.list(ctx, f); err != nil {
		return fmt.Errorf("list artifacts: %w", err)
	}
	return nil
}

// Delete implements muster.Artifacts.
func (s *Store) Delete(ctx context.Context, d muster.Digest, before time.Time) error {
	if err := s.blobs.delete(ctx, d, before); err != nil {
		return fmt.Errorf("delete artifact: %w", err)
	}
	return nil
}

// Clean implements muster.Artifacts.
func (s *Store) Clean(ctx context.Context, before time.Time) error {
	if err := s.blobs.clean(ctx, before); err != nil {
		return fmt.Errorf("clean artifacts: %w", err)
	}
	return nil
}

func (s *Store) lasts(until time.Time) (time.Duration, error) {
	d := until.Sub(s.opts.Now())
	if d <= 0 {
		return 0, muster.Errorf(muster.CodeInvalid, "sign URL: %s is past", until.UTC().Format(time.RFC3339))
	}
	return d, nil
}

// key is the name of a blob.
func key(d muster.Digest) string {
	hex := d.String()
	return artifactsPrefix + hex[:2] + "/" + hex[2:]
}

func notFound(d muster.Digest) error {
	return muster.Errorf(muster.CodeNotFound, "no artifact %s", d)
}

// full turns an error of a full disk into CodeStorageFull and wraps any other.
func full(doing string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &muster.Error{Code: muster.CodeStorageFull, Message: doing + ": no room left for artifacts; nothing was kept", Err: err}
	}
	return fmt.Errorf("%s: %w", doing, err)
}
