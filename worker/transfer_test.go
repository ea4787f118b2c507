package worker

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
