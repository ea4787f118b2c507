package artifact

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // registers s3://
	"golang.org/x/sync/singleflight"

	"github.com/muster-zk/muster"
)

const (
	defaultPartSize = 64 << 20
	minPartSize     = 5 << 20 // S3 takes no smaller part but the last
	mostParts       = 10_000
	// largestCopy is what S3 copies by one request, in bytes.
	largestCopy = 5 << 30

	contentType = "application/octet-stream"
)

// s3Bucket is a bucket that signs URLs itself.
//
// What one PUT can take goes straight to its place, with the digest signed as
// the checksum that the service holds the bytes against. A larger one goes to
// uploads/ in parts, as does every one where the service turns out not to
// compare checksums; Finish checks those and has the service copy them.
type s3Bucket struct {
	bucket
	client    *s3.Client
	presign   *s3.PresignClient
	name      string
	prefix    string
	finishing singleflight.Group
	partSize  int64
	compares  atomic.Int32 // whether the service compares checksums: 0 unknown
}

// What compares holds.
const (
	comparesYes = 1
	comparesNo  = 2
)

func openS3(ctx context.Context, place string, opts Options) (*s3Bucket, error) {
	u, err := url.Parse(place)
	if err != nil || u.Host == "" {
		return nil, muster.InvalidField("artifacts", "s3://bucket?region=…", place)
	}
	if opts.UploadLimit > largestCopy {
		return nil, muster.InvalidField("artifacts", fmt.Sprintf("uploads of at most %d bytes", int64(largestCopy)), fmt.Sprint(opts.UploadLimit))
	}
	q := u.Query()
	b := &s3Bucket{name: u.Host, prefix: q.Get("prefix"), partSize: defaultPartSize}
	if v := q.Get("part_size"); v != "" {
		if b.partSize, err = parseSize(v); err != nil || b.partSize < minPartSize || b.partSize > largestCopy {
			return nil, muster.InvalidField("artifacts: part_size", "5MiB to 5GiB", v)
		}
		q.Del("part_size")
		u.RawQuery = q.Encode()
	}
	if b.bucket, err = openBucket(ctx, u.String(), opts); err != nil {
		return nil, err
	}
	if !b.b.As(&b.client) {
		return nil, errors.Join(muster.Errorf(muster.CodeInvalid, "artifacts: %s opens no S3 bucket", u.Scheme), b.close())
	}
	if err := b.reach(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	b.presign = s3.NewPresignClient(b.client, func(o *s3.PresignOptions) {
		// In the query, where the SDK would put them, not every service heeds
		// the headers that are signed.
		o.Presigner = v4.NewSigner(func(so *v4.SignerOptions) {
			so.DisableHeaderHoisting, so.DisableURIPathEscaping = true, true
		})
	})
	return b, nil
}

// parseSize reads a number of bytes such as 16MiB.
func parseSize(s string) (int64, error) {
	var n int64
	var unit string
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read size: %w", err)
	}
	shift, ok := map[string]int{"": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40}[unit]
	if !ok || n < 0 || n > 1<<62>>shift {
		return 0, errors.New("not a number of bytes")
	}
	return n << shift, nil
}

func (b *s3Bucket) object(name string) *string { return aws.String(b.prefix + name) }

func (b *s3Bucket) signGet(ctx context.Context, d muster.Digest, lasts time.Duration) (string, error) {
	// Here nothing but the URL may be needed.
	req, err := s3.NewPresignClient(b.client).PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: b.object(key(d))}, lasting(lasts))
	if err != nil {
		return "", bucketError("sign download", d, err)
	}
	return req.URL, nil
}

func lasting(d time.Duration) func(*s3.PresignOptions) {
	return s3.WithPresignExpires(min(d, longestSignature))
}

// signPut signs the length too, so that the service refuses an upload of
// another one.
func (b *s3Bucket) signPut(ctx context.Context, a muster.Artifact, lasts time.Duration) (muster.Upload, error) {
	if a.Size > b.partSize {
		return b.signParts(ctx, a, lasts)
	}
	compares, err := b.comparesChecksums(ctx)
	if err != nil {
		return muster.Upload{}, err
	}
	name := key(a.Digest)
	if !compares {
		name = uploadsPrefix + name
	}
	return b.signOne(ctx, name, a, compares, lasts)
}

func (b *s3Bucket) signOne(ctx context.Context, name string, a muster.Artifact, checksum bool, lasts time.Duration) (muster.Upload, error) {
	in := &s3.PutObjectInput{Bucket: &b.name, Key: b.object(name), ContentLength: &a.Size}
	if checksum {
		in.ChecksumSHA256 = aws.String(base64.StdEncoding.EncodeToString(a.Digest[:]))
	}
	req, err := b.presign.PresignPutObject(ctx, in, lasting(lasts))
	if err != nil {
		return muster.Upload{}, bucketError("sign upload", a.Digest, err)
	}
	return muster.Upload{Parts: []muster.UploadPart{{URL: req.URL, Size: a.Size}}, Headers: sent(req.SignedHeader)}, nil
}

// sent returns the signed headers that an HTTP client does not send by itself.
func sent(signed http.Header) map[string]string {
	out := make(map[string]string)
	for k := range signed {
		if name := http.CanonicalHeaderKey(k); name != "Host" && name != "Content-Length" {
			out[name] = signed.Get(k)
		}
	}
	return out
}

// comparesChecksums finds out, once, whether the service refuses bytes that
// are not those of the checksum that was signed, by sending some.
func (b *s3Bucket) comparesChecksums(ctx context.Context) (bool, error) {
	if known := b.compares.Load(); known != 0 {
		return known == comparesYes, nil
	}
	right, wrong := []byte("right"), []byte("wrong")
	name := uploadsPrefix + "probe/" + muster.DigestOf(right).String()
	up, err := b.signOne(ctx, name, muster.Artifact{Digest: muster.DigestOf(right), Size: int64(len(right))}, true, time.Minute)
	if err != nil {
		return false, err
	}
	for _, body := range [][]byte{right, wrong} {
		status, err := b.send(ctx, up, body)
		if err != nil {
			return false, &muster.Error{Code: muster.CodeUnavailable, Message: "try a signed upload: the bucket can't be used now", Err: err}
		}
		switch took := status/100 == 2; {
		case status/100 == 5 || status == http.StatusTooManyRequests:
			return false, muster.Errorf(muster.CodeUnavailable, "try a signed upload: the bucket answers with status %d", status)
		case !took && string(body) == string(right):
			// It knows no checksums at all.
			b.compares.Store(comparesNo)
			return false, nil
		case string(body) == string(wrong):
			b.compares.Store(comparesYes)
			if took {
				b.compares.Store(comparesNo)
			}
		}
	}
	return b.compares.Load() == comparesYes, b.remove(ctx, name)
}

func (b *s3Bucket) send(ctx context.Context, up muster.Upload, body []byte) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, up.Parts[0].URL, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("the signed URL is malformed")
	}
	for k, v := range up.Headers {
		req.Header.Set(k, v)
	}
	resp, err := b.client.Options().HTTPClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// finish puts an upload in its place. Those who call it at once in one process
// share its result.
func (b *s3Bucket) finish(ctx context.Context, a muster.Artifact) error {
	if a.Size <= b.partSize && b.compares.Load() == comparesYes {
		return nil // it went straight there
	}
	for {
		_, err, shared := b.finishing.Do(a.Digest.String(), func() (any, error) { return nil, b.settle(ctx, a) })
		if shared && errors.Is(err, context.Canceled) && ctx.Err() == nil {
			continue // it was another's context
		}
		return err
	}
}

func (b *s3Bucket) settle(ctx context.Context, a muster.Artifact) error {
	found := joinedNone
	if a.Size > b.partSize {
		var err error
		if found, err = b.join(ctx, a); err != nil {
			return err
		}
	}
	err := b.admitByCopy(ctx, a)
	other := errors.Is(err, errOtherBytes)
	if err == nil && found == joinedHere {
		return b.abortOthers(ctx, a)
	}
	if !errors.Is(err, muster.ErrNotFound) {
		return err
	}
	// Nothing waits: it was finished before, or went straight there.
	_, err = b.stat(ctx, a.Digest)
	if errors.Is(err, muster.ErrNotFound) && found != joinedNone && !other {
		return muster.Errorf(muster.CodeUnavailable, "another coordinator is about to finish it")
	}
	return err
}

// admitByCopy checks an upload and has the service copy exactly what was read.
func (b *s3Bucket) admitByCopy(ctx context.Context, a muster.Artifact) error {
	return b.admit(ctx, a, func(_ *pendingObject, r *blob.Reader) error {
		var out s3.GetObjectOutput
		if !r.As(&out) || out.ETag == nil {
			return muster.Errorf(muster.CodeUnavailable, "check upload: the service names no version of it")
		}
		if err := hashed(ctx, io.Discard, r, a); err != nil {
			return err
		}
		return b.placed(ctx, a.Digest, func() error {
			_, err := b.client.CopyObject(ctx, &s3.CopyObjectInput{
				Bucket: &b.name, Key: b.object(key(a.Digest)), CopySourceIfMatch: out.ETag,
				CopySource: aws.String(url.PathEscape(b.name) + "/" + escaped(*b.object(uploadsPrefix + key(a.Digest)))),
			})
			var gone *types.NoSuchKey
			if errors.As(err, &gone) {
				return notFound(a.Digest)
			}
			if err != nil {
				return bucketError("copy upload", a.Digest, err)
			}
			return nil
		})
	})
}

// escaped is a key in a URL's path.
func escaped(name string) string {
	pieces := strings.Split(name, "/")
	for i := range pieces {
		pieces[i] = url.PathEscape(pieces[i])
	}
	return strings.Join(pieces, "/")
}
