package artifact

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/storage"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"gocloud.dev/blob"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact/artifacttest"
)

// The emulators are large and so not part of `make tools`: `scripts/tools
// clouds` installs them, and without them these tests say that they did not run.

// emulator starts a cloud's emulator where it is installed.
func emulator(t *testing.T, name, address string, args ...string) {
	t.Helper()
	path := filepath.Join(toolsDir(), name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not installed; `scripts/tools clouds` does that", name)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = t.TempDir()
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	startServer(t, cmd, &log, address)
}

const azureName, azureKey = "devstoreaccount1", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

func TestAzure(t *testing.T) {
	address := freeAddress(t)
	host, port, _ := strings.Cut(address, ":")
	t.Setenv("AZURE_STORAGE_ACCOUNT", azureName)
	t.Setenv("AZURE_STORAGE_KEY", azureKey)
	emulator(t, "azurite-blob", address, "--blobHost", host, "--blobPort", port, "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry")
	var n atomic.Int64
	artifacttest.Exercise(t, func(t *testing.T) artifacttest.Subject {
		name := fmt.Sprint("artifacts", n.Add(1))
		place := fmt.Sprintf("azblob://%s?protocol=http&localemu=true&domain=%s", name, url.QueryEscape(address))
		create(t, place, func(b *blob.Bucket) error {
			var c *container.Client
			if !b.As(&c) {
				t.Fatal("no container")
			}
			_, err := c.Create(t.Context(), nil)
			return err
		})
		s := open(t, place)
		return bucketSubject(s, &s.blobs.(*cloudBucket).bucket)
	})
}

func TestGoogle(t *testing.T) {
	address := freeAddress(t)
	host, port, _ := strings.Cut(address, ":")
	t.Setenv("STORAGE_EMULATOR_HOST", address)
	emulator(t, "fake-gcs-server", address, "-scheme", "http", "-host", host, "-port", port, "-backend", "memory", "-public-host", address)
	keyPath := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(keyPath, serviceAccountKey(t), 0o600); err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	artifacttest.Exercise(t, func(t *testing.T) artifacttest.Subject {
		place := fmt.Sprintf("gs://artifacts%d?access_id=tests@example.com&private_key_path=%s", n.Add(1), url.QueryEscape(keyPath))
		create(t, place, func(b *blob.Bucket) error {
			var c *storage.Client
			if !b.As(&c) {
				t.Fatal("no client")
			}
			u, _ := url.Parse(place)
			return c.Bucket(u.Host).Create(t.Context(), "tests", nil)
		})
		s := open(t, place)
		subject := bucketSubject(s, &s.blobs.(*cloudBucket).bucket)
		subject.ChecksNoSignatures = true // the emulator, that is
		return subject
	})
}

// create makes a bucket by its own client.
func create(t *testing.T, place string, how func(*blob.Bucket) error) {
	t.Helper()
	b, err := blob.OpenBucket(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := how(b); err != nil {
		t.Fatal(err)
	}
}

func serviceAccountKey(t *testing.T) []byte {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)})
}

// TestCloudSignatures needs no service: what is signed is seen in the URLs.
func TestCloudSignatures(t *testing.T) {
	keyPath := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(keyPath, serviceAccountKey(t), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AZURE_STORAGE_ACCOUNT", azureName)
	t.Setenv("AZURE_STORAGE_KEY", azureKey)
	a := muster.Artifact{Digest: muster.DigestOf([]byte("x")), Size: 12345}
	for scheme, want := range map[string]struct {
		query    string
		get, put []string
		headers  map[string]string
	}{
		schemeGoogle: {
			query:   "?anonymous=true&access_id=tests@example.com&private_key_path=" + url.QueryEscape(keyPath),
			get:     []string{"https://storage.googleapis.com/place/sha256/", "X-Goog-Expires="},
			put:     []string{"https://storage.googleapis.com/place/uploads/sha256/", "x-goog-content-length-range"},
			headers: map[string]string{"X-Goog-Content-Length-Range": "12345,12345"},
		},
		schemeAzure: {
			get:     []string{"https://devstoreaccount1.blob.core.windows.net/place/sha256", "sp=r&"},
			put:     []string{"https://devstoreaccount1.blob.core.windows.net/place/uploads", "sp=cw&"},
			headers: map[string]string{"X-Ms-Blob-Type": "BlockBlob"},
		},
	} {
		b, err := blob.OpenBucket(t.Context(), scheme+"://place"+want.query)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		c := &cloudBucket{bucket: bucket{b: b}, scheme: scheme}
		get, err := c.signGet(t.Context(), a.Digest, 30*longestSignature)
		if err != nil {
			t.Fatal(err)
		}
		put, err := c.signPut(t.Context(), a, longestSignature)
		if err != nil {
			t.Fatal(err)
		}
		if len(put.Parts) != 1 || put.Parts[0].Size != a.Size || fmt.Sprint(put.Headers) != fmt.Sprint(want.headers) {
			t.Errorf("%s: upload %+v", scheme, put)
		}
		for _, s := range want.get {
			if !strings.Contains(get, s) {
				t.Errorf("%s: GET %s has no %s", scheme, get, s)
			}
		}
		for _, s := range want.put {
			if !strings.Contains(put.Parts[0].URL, s) {
				t.Errorf("%s: PUT %s has no %s", scheme, put.Parts[0].URL, s)
			}
		}
	}
}

// TestCloudCredentialsAreNamed leaves Azure out: its driver reads the
// environment once per process.
func TestCloudCredentialsAreNamed(t *testing.T) {
	for place, missing := range map[string]string{
		"gs://bucket?anonymous=true":                 "private_key_path",
		"gs://bucket?private_key_path=/no/such/file": "private_key_path",
	} {
		_, err := Open(t.Context(), place, Options{})
		if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(fmt.Sprint(err), missing) {
			t.Errorf("%s: %v", place, err)
		}
	}
}
