package artifact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"
	_ "gocloud.dev/blob/s3blob" // registers s3://
	"gocloud.dev/gcerrors"

	"github.com/muster-zk/muster"
)

// uploadsPrefix is where signed uploads wait until they were checked.
const uploadsPrefix = "uploads/"

// longestSignature is how long S3 lets a signed URL live.
const longestSignature = 7 * 24 * time.Hour

// bucket keeps blobs as objects.
type bucket struct {
	b        *blob.Bucket
	spoolDir string
}

func openMemory(opts Options) *bucket {
	return &bucket{b: memblob.OpenBucket(nil), spoolDir: opts.SpoolDir}
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
	r, err := p.spool.reader()
	if err != nil {
		return err
	}
	// The object counts when Close succeeds; ending the context before Close
	// is how a write is given up.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := p.bucket.b.NewWriter(ctx, key(d), &blob.WriterOptions{
		ContentType: "application/octet-stream", DisableContentTypeDetection: true,
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

func (p *pendingObject) discard() { p.spool.close() }

// s3Bucket is a bucket that signs URLs itself.
type s3Bucket struct {
	bucket
	limit int64 // of uploads, in bytes
}

func openS3(ctx context.Context, place string, opts Options) (*s3Bucket, error) {
	b, err := blob.OpenBucket(ctx, place)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "artifacts: open bucket: %w", err)
	}
	ok, err := b.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("there is no such bucket, or it may not be used")
	}
	if err != nil {
		return nil, errors.Join(muster.Errorf(muster.CodeUnavailable, "artifacts: reach bucket: %w", err), b.Close())
	}
	return &s3Bucket{bucket: bucket{b: b, spoolDir: opts.SpoolDir}, limit: opts.UploadLimit}, nil
}

func (b *s3Bucket) open(ctx context.Context, d muster.Digest) (io.ReadCloser, int64, error) {
	r, size, err := b.bucket.open(ctx, d)
	if !errors.Is(err, muster.ErrNotFound) {
		return r, size, err
	}
	if _, err := b.admit(ctx, d); err != nil {
		return nil, 0, err
	}
	return b.bucket.open(ctx, d)
}

func (b *s3Bucket) stat(ctx context.Context, d muster.Digest) (int64, error) {
	size, err := b.bucket.stat(ctx, d)
	if !errors.Is(err, muster.ErrNotFound) {
		return size, err
	}
	return b.admit(ctx, d)
}

// admit checks an upload, puts it in its place and returns its size. It
// returns ErrNotFound where there is none, or one of other bytes, which is
// deleted. Doing it twice at once does no harm.
func (b *s3Bucket) admit(ctx context.Context, d muster.Digest) (size int64, err error) {
	name := uploadsPrefix + key(d)
	r, err := b.b.NewReader(ctx, name, nil)
	if err != nil {
		return 0, bucketError("open upload", d, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	p := &pendingObject{bucket: &b.bucket, spool: spool{dir: b.spoolDir}}
	defer p.discard()
	got, err := copyHashing(ctx, p, r, b.limit)
	switch {
	case err == nil && got.Digest == d:
		if err := p.commit(ctx, d); err != nil {
			return 0, err
		}
	case err == nil || muster.CodeOf(err) == muster.CodeTooLarge:
		err = notFound(d)
	default:
		return 0, bucketError("check upload", d, err)
	}
	if gone := b.b.Delete(ctx, name); gone != nil && gcerrors.Code(gone) != gcerrors.NotFound {
		return 0, errors.Join(err, bucketError("delete upload", d, gone))
	}
	return got.Size, err
}

func (b *s3Bucket) signGet(ctx context.Context, d muster.Digest, lasts time.Duration) (string, error) {
	u, err := b.b.SignedURL(ctx, key(d), &blob.SignedURLOptions{Method: http.MethodGet, Expiry: min(lasts, longestSignature)})
	if err != nil {
		return "", bucketError("sign download", d, err)
	}
	return u, nil
}

// signPut signs the length too, so that the service refuses an upload of
// another one.
func (b *s3Bucket) signPut(ctx context.Context, a muster.Artifact, lasts time.Duration) (string, error) {
	u, err := b.b.SignedURL(ctx, uploadsPrefix+key(a.Digest), &blob.SignedURLOptions{
		Method: http.MethodPut, Expiry: min(lasts, longestSignature),
		BeforeSign: func(as func(any) bool) error {
			var in *s3.PutObjectInput
			if !as(&in) {
				return errors.New("the driver signs no S3 request")
			}
			in.ContentLength = &a.Size
			return nil
		},
	})
	if err != nil {
		return "", bucketError("sign upload", a.Digest, err)
	}
	return u, nil
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
