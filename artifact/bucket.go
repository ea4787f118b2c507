package artifact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"
	"gocloud.dev/gcerrors"

	"github.com/muster-zk/muster"
)

const (
	artifactsPrefix = "sha256/"
	// uploadsPrefix is where signed uploads wait until they were checked.
	uploadsPrefix = "uploads/"
)

// longestSignature is how long the services let a signed URL live.
const longestSignature = 7 * 24 * time.Hour

// bucket keeps blobs as objects.
type bucket struct {
	b        *blob.Bucket
	spoolDir string
	now      func() time.Time
}

func openMemory(opts Options) *bucket {
	return &bucket{b: memblob.OpenBucket(nil), spoolDir: opts.SpoolDir, now: opts.Now}
}

// openBucket opens a Go CDK bucket.
func openBucket(ctx context.Context, place string, opts Options) (bucket, error) {
	b, err := blob.OpenBucket(ctx, place)
	if err != nil {
		return bucket{}, muster.Errorf(muster.CodeInvalid, "artifacts: open bucket: %w", err)
	}
	return bucket{b: b, spoolDir: opts.SpoolDir, now: opts.Now}, nil
}

// reach sees whether the bucket is there.
func (b *bucket) reach(ctx context.Context) error {
	ok, err := b.b.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("there is no such bucket, or it may not be used")
	}
	if err != nil {
		return muster.Errorf(muster.CodeUnavailable, "artifacts: reach bucket: %w", err)
	}
	return nil
}

func (b *bucket) create() (pending, error) {
	return &pendingObject{bucket: b, spool: spool{dir: b.spoolDir}}, nil
}

func (b *bucket) open(ctx context.Context, d muster.Digest) (io.ReadCloser, int64, error) {
	r, err := b.b.NewReader(ctx, key(d), nil)
	if err != nil {
		return nil, 0, bucketError("open object", d, err)
	}
	return r, r.Size(), nil
}

func (b *bucket) stat(ctx context.Context, d muster.Digest) (int64, error) {
	attrs, err := b.b.Attributes(ctx, key(d))
	if err != nil {
		return 0, bucketError("look at object", d, err)
	}
	return attrs.Size, nil
}

// each calls f with every object below a prefix.
func (b *bucket) each(ctx context.Context, prefix string, f func(*blob.ListObject) error) error {
	it := b.b.List(&blob.ListOptions{Prefix: prefix})
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bucketError("list objects", muster.Digest{}, err)
		}
		if err := f(o); err != nil {
			return err
		}
	}
}

func (b *bucket) list(ctx context.Context, f func(muster.ArtifactInfo) error) error {
	return b.each(ctx, artifactsPrefix, func(o *blob.ListObject) error {
		d, ok := digestOf(o.Key)
		if !ok {
			return nil // not ours
		}
		return f(muster.ArtifactInfo{Artifact: muster.Artifact{Digest: d, Size: o.Size}, StoredAt: o.ModTime})
	})
}

func (b *bucket) clean(ctx context.Context, before time.Time) error {
	err := b.each(ctx, uploadsPrefix, func(o *blob.ListObject) error {
		if !o.ModTime.Before(before) {
			return nil
		}
		return b.remove(ctx, o.Key)
	})
	if err != nil {
		return fmt.Errorf("clear uploads: %w", err)
	}
	return b.cleanDeletions(ctx, before)
}

// remove deletes an object, also one that is not there.
func (b *bucket) remove(ctx context.Context, name string) error {
	if err := b.b.Delete(ctx, name); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return bucketError("delete object", muster.Digest{}, err)
	}
	return nil
}

func (b *bucket) close() error {
	if err := b.b.Close(); err != nil {
		return fmt.Errorf("close bucket: %w", err)
	}
	return nil
}

// pendingObject is spooled here until its digest, and so its key, is known.
type pendingObject struct {
	bucket *bucket
	spool  spool
}

func (p *pendingObject) Write(b []byte) (int, error) { return p.spool.Write(b) }

func (p *pendingObject) commit(ctx context.Context, d muster.Digest) error {
	return p.bucket.placed(ctx, d, func() error {
		r, err := p.spool.reader()
		if err != nil {
			return err
		}
		return p.bucket.write(ctx, key(d), d, r)
	})
}

func (p *pendingObject) discard() { p.spool.close() }

// write stores an object.
func (b *bucket) write(ctx context.Context, name string, d muster.Digest, r io.Reader) error {
	// The object counts when Close succeeds; ending the context before Close
	// is how a write is given up.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := b.b.NewWriter(ctx, name, &blob.WriterOptions{
		ContentType: contentType, DisableContentTypeDetection: true,
	})
	if err != nil {
		return bucketError("write object", d, err)
	}
	if _, err := io.Copy(w, r); err != nil {
		cancel()
		_ = w.Close() // its error is that of the context
		return bucketError("write object", d, err)
	}
	if err := w.Close(); err != nil {
		return bucketError("write object", d, err)
	}
	return nil
}

// admit checks an upload and puts it in its place by the given step, which
// gets a reader of its bytes. It returns ErrNotFound where there is none, or
// one of other bytes, which is deleted. Doing it twice at once does no harm.
func (b *bucket) admit(ctx context.Context, a muster.Artifact, place func(p *pendingObject, r *blob.Reader) error) (err error) {
	name := uploadsPrefix + key(a.Digest)
	r, err := b.b.NewReader(ctx, name, nil)
	if err != nil {
		return bucketError("open upload", a.Digest, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	p := &pendingObject{bucket: b, spool: spool{dir: b.spoolDir}}
	defer p.discard()
	err = place(p, r)
	if err != nil && !errors.Is(err, errOtherBytes) {
		return err
	}
	if err != nil {
		err = muster.Errorf(muster.CodeNotFound, "no artifact %s: %w", a.Digest, err)
	}
	return errors.Join(err, b.remove(ctx, name))
}

// errOtherBytes says that an upload is not what was signed for.
var errOtherBytes = errors.New("other bytes were uploaded")

// hashed copies an upload and compares it with what it should be.
func hashed(ctx context.Context, w io.Writer, r io.Reader, want muster.Artifact) error {
	got, err := copyHashing(ctx, w, r, want.Size)
	switch {
	case err == nil && got == want:
		return nil
	case err == nil, muster.CodeOf(err) == muster.CodeTooLarge:
		return errOtherBytes
	}
	return bucketError("check upload", want.Digest, err)
}

// admitByWriting is admit where the service can't be told to copy exactly what
// was checked.
func (b *bucket) admitByWriting(ctx context.Context, a muster.Artifact) error {
	return b.admit(ctx, a, func(p *pendingObject, r *blob.Reader) error {
		if err := hashed(ctx, p, r, a); err != nil {
			return err
		}
		return p.commit(ctx, a.Digest)
	})
}

// bucketError gives a service's error its code.
func bucketError(doing string, d muster.Digest, err error) error {
	var coded *muster.Error
	var api smithy.APIError
	switch code := gcerrors.Code(err); {
	case errors.As(err, &coded), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	case code == gcerrors.NotFound:
		return notFound(d)
	case code == gcerrors.PermissionDenied:
		return fmt.Errorf("%s: the bucket refuses: %w", doing, err)
	case code == gcerrors.ResourceExhausted || (errors.As(err, &api) && quota[api.ErrorCode()]):
		return &muster.Error{Code: muster.CodeStorageFull, Message: doing + ": the bucket takes no more", Err: err}
	default:
		return &muster.Error{Code: muster.CodeUnavailable, Message: doing + ": the bucket can't be used now", Err: err}
	}
}

// quota holds what S3-compatible services answer when they are full.
var quota = map[string]bool{
	"QuotaExceeded": true, "XMinioStorageFull": true, "XMinioAdminBucketQuotaExceeded": true, "InsufficientStorage": true,
}

// digestOf is the reverse of key.
func digestOf(name string) (muster.Digest, bool) {
	d, err := muster.ParseDigest(strings.ReplaceAll(strings.TrimPrefix(name, artifactsPrefix), "/", ""))
	return d, err == nil && key(d) == name
}
