package worker

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what is sent
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestFetchChecksWhatComes(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
		code   muster.Code
	}{
		"right":       {"input", 200, ""},
		"other bytes": {"xnput", 200, muster.CodeUnavailable},
		"too short":   {"inp", 200, muster.CodeUnavailable},
		"too long":    {strings.Repeat("input", 1000), 200, muster.CodeUnavailable},
		"gone":        {"", 404, muster.CodeInternal},
		"overloaded":  {"", 503, muster.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			}))
			defer srv.Close()
			b, err := NewHTTPTransfer(srv.Client()).Fetch(t.Context(), artifactOf([]byte("input")), srv.URL+"/?signature=hush")
			if muster.CodeOf(err) != c.code {
				t.Fatalf("fetch: %v, want code %q", err, c.code)
			}
			if err == nil && string(b) != c.body {
				t.Errorf("fetched %q", b)
			}
		})
	}
}

func TestErrorsDoNotTellSignedURLs(t *testing.T) {
	a := artifactOf([]byte("x"))
	for _, url := range []string{"http://127.0.0.1:1/?signature=hush", "http://[::1/?signature=hush", "nope://x/?signature=hush"} {
		tr := NewHTTPTransfer(nil)
		_, fetch := tr.Fetch(t.Context(), a, url)
		store := tr.Store(t.Context(), a, []byte("x"), func(context.Context) (muster.Upload, error) {
			return muster.Upload{Parts: []muster.UploadPart{{URL: url, Size: 1}}}, nil
		})
		for _, err := range []error{fetch, store} {
			if err == nil || strings.Contains(err.Error(), "hush") {
				t.Errorf("%s: error %v", url, err)
			}
		}
	}
}

func TestUpload(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		code   muster.Code
	}{
		"stored": {200, ""}, "created": {201, ""}, "there already": {412, ""},
		"no room": {507, muster.CodeStorageFull}, "refused": {403, muster.CodeInternal}, "down": {502, muster.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			var length int64
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				length = r.ContentLength
				got.Reset() // it is sent again
				io.Copy(&got, r.Body)
				w.WriteHeader(c.status)
			}))
			defer srv.Close()
			err := NewHTTPTransfer(srv.Client()).Store(t.Context(), artifactOf([]byte("proof")), []byte("proof"),
				func(context.Context) (muster.Upload, error) {
					return muster.Upload{Parts: []muster.UploadPart{{URL: srv.URL, Size: 5}}}, nil
				})
			if muster.CodeOf(err) != c.code {
				t.Errorf("store: %v, want code %q", err, c.code)
			}
			if got.String() != "proof" || length != 5 {
				t.Errorf("uploaded %q of announced length %d", got.String(), length)
			}
		})
	}
}

// TestUploadInParts has a server that fails each part once: only what failed is
// sent again, with the headers that were signed.
func TestUploadInParts(t *testing.T) {
	output := bytes.Repeat([]byte("0123456789"), 1000)
	var mu sync.Mutex
	tries, got := map[string]int{}, make([]byte, len(output))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		sum := md5.Sum(b)
		if err != nil || r.Header.Get("X-Signed") != "yes" || r.Header.Get("Content-MD5") != base64.StdEncoding.EncodeToString(sum[:]) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if tries[r.URL.Path]++; tries[r.URL.Path] == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var at int
		fmt.Sscanf(r.URL.Path, "/%d", &at)
		copy(got[at:], b)
	}))
	defer srv.Close()
	up := muster.Upload{Headers: map[string]string{"X-Signed": "yes"}}
	for at := int64(0); at < 10_000; at += 3000 {
		up.Parts = append(up.Parts, muster.UploadPart{URL: fmt.Sprintf("%s/%d", srv.URL, at), Offset: at, Size: min(3000, 10_000-at)})
	}
	err := NewHTTPTransfer(srv.Client()).Store(t.Context(), artifactOf(output), output, func(context.Context) (muster.Upload, error) { return up, nil })
	if err != nil || !bytes.Equal(got, output) {
		t.Fatalf("store: %v, same bytes: %v", err, bytes.Equal(got, output))
	}
	for part, n := range tries {
		if n != 2 {
			t.Errorf("part %s was sent %d times", part, n)
		}
	}
	up.Parts[0].Offset = 1 << 40
	err = NewHTTPTransfer(srv.Client()).Store(t.Context(), artifactOf(output), output, func(context.Context) (muster.Upload, error) { return up, nil })
	if muster.CodeOf(err) != muster.CodeInternal {
		t.Errorf("a part beyond the output: %v", err)
	}
}

// TestSlowServers: one that takes long to make a large part durable is waited
// for, by the part's size; one that is silent is not.
func TestSlowServers(t *testing.T) {
	for name, c := range map[string]struct {
		size   int
		answer time.Duration
		code   muster.Code
	}{
		"small, slow":          {100, 55 * time.Second, ""},
		"small, silent":        {100, 2 * time.Minute, muster.CodeUnavailable},
		"large, slow":          {200 << 20, 4 * time.Minute, ""},
		"large, silent for it": {200 << 20, 6 * time.Minute, muster.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := &http.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
					if _, err := io.Copy(io.Discard, r.Body); err != nil {
						return nil, err
					}
					select {
					case <-time.After(c.answer):
						return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
					case <-r.Context().Done():
						return nil, r.Context().Err()
					}
				})}
				output := make([]byte, c.size)
				err := NewHTTPTransfer(client).Store(t.Context(), artifactOf(output), output, func(context.Context) (muster.Upload, error) {
					return muster.Upload{Parts: []muster.UploadPart{{URL: "http://slow.example/", Size: int64(c.size)}}}, nil
				})
				if muster.CodeOf(err) != c.code {
					t.Errorf("store: %v, want code %q", err, c.code)
				}
			})
		})
	}
}

type answers func(*http.Request) (*http.Response, error)

func (f answers) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
