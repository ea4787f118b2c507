package artifact

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"cloud.google.com/go/storage"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // registers azblob://
	_ "gocloud.dev/blob/gcsblob"   // registers gs://

	"github.com/muster-zk/muster"
)

// cloudBucket is a bucket of Google Cloud Storage or Azure Blob Storage. One
// signed PUT takes an upload of any size up to the limit. Neither service
// compares it with a SHA-256, so that it goes to uploads/ and Finish reads and
// places it.
type cloudBucket struct {
	bucket
	scheme string
}

const (
	schemeGoogle = "gs"
	schemeAzure  = "azblob"
)

// credentials says what signing needs, by scheme.
var credentials = map[string]string{
	schemeGoogle: "the key of a service account (GOOGLE_APPLICATION_CREDENTIALS, or access_id and private_key_path in the URL)",
	schemeAzure:  "the account's name and key (AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or AZURE_STORAGE_CONNECTION_STRING)",
}

// largest is what one PUT takes, in bytes, by scheme.
var largest = map[string]int64{schemeGoogle: 5 << 40, schemeAzure: 5000 << 20}

func openCloud(ctx context.Context, place string, opts Options) (*cloudBucket, error) {
	u, err := url.Parse(place)
	if err != nil || u.Host == "" {
		scheme, _, _ := strings.Cut(place, "://")
		return nil, muster.InvalidField("artifacts", scheme+"://bucket", place)
	}
	if opts.UploadLimit > largest[u.Scheme] {
		return nil, muster.InvalidField("artifacts", fmt.Sprintf("uploads of at most %d bytes", largest[u.Scheme]), fmt.Sprint(opts.UploadLimit))
	}
	b := &cloudBucket{scheme: u.Scheme}
	if b.bucket, err = openBucket(ctx, place, opts); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%w; %s:// needs %s", err, u.Scheme, credentials[u.Scheme])
	}
	// Better now than when the first worker asks.
	if _, err := b.signGet(ctx, muster.Digest{}, time.Minute); err != nil {
		err = muster.Errorf(muster.CodeInvalid, "artifacts: %s:// can't sign URLs without %s: %w", u.Scheme, credentials[u.Scheme], err)
		return nil, errors.Join(err, b.close())
	}
	if err := b.reach(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *cloudBucket) signGet(ctx context.Context, d muster.Digest, lasts time.Duration) (string, error) {
	return b.sign(ctx, key(d), &blob.SignedURLOptions{Method: http.MethodGet, BeforeSign: b.google(nil)}, lasts)
}

// signPut signs the length too where the service can hold an upload to it.
func (b *cloudBucket) signPut(ctx context.Context, a muster.Artifact, lasts time.Duration) (muster.Upload, error) {
	o := &blob.SignedURLOptions{Method: http.MethodPut}
	headers := make(map[string]string)
	switch b.scheme {
	case schemeGoogle:
		length := fmt.Sprintf("%d,%d", a.Size, a.Size)
		headers["X-Goog-Content-Length-Range"] = length
		o.ContentType = contentType
		o.BeforeSign = b.google([]string{"x-goog-content-length-range:" + length})
	case schemeAzure:
		headers["X-Ms-Blob-Type"] = "BlockBlob"
	}
	u, err := b.sign(ctx, uploadsPrefix+key(a.Digest), o, lasts)
	if err != nil {
		return muster.Upload{}, err
	}
	return muster.Upload{Parts: []muster.UploadPart{{URL: u, Size: a.Size}}, Headers: headers}, nil
}

func (b *cloudBucket) sign(ctx context.Context, name string, o *blob.SignedURLOptions, lasts time.Duration) (string, error) {
	o.Expiry = min(lasts, longestSignature)
	u, err := b.b.SignedURL(ctx, name, o)
	if err != nil {
		return "", fmt.Errorf("sign URL: %w", err)
	}
	return u, nil
}

// google adds headers to what a Google URL signs, and points it to an emulator
// where the library was told of one.
func (b *cloudBucket) google(headers []string) func(func(any) bool) error {
	if b.scheme != schemeGoogle {
		return nil
	}
	return func(as func(any) bool) error {
		var o *storage.SignedURLOptions
		if !as(&o) {
			return errors.New("the driver signs no Google request")
		}
		o.Scheme, o.Headers = storage.SigningSchemeV4, headers
		if host := os.Getenv("STORAGE_EMULATOR_HOST"); host != "" {
			name, found := strings.CutPrefix(host, "http://")
			o.Hostname, o.Insecure = name, found || !strings.Contains(host, "://")
		}
		return nil
	}
}

func (b *cloudBucket) finish(ctx context.Context, a muster.Artifact) error {
	err := b.admitByWriting(ctx, a)
	if errors.Is(err, muster.ErrNotFound) {
		_, err = b.stat(ctx, a.Digest) // it may have been finished before
	}
	return err
}
