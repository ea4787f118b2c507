package rpc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/muster-zk/muster"
)

// seekable is a reader over a file; stream hides that it can seek.
type seekable struct{ *bytes.Reader }

func (seekable) Close() error { return nil }

func TestDownloads(t *testing.T) {
	file := bytes.Repeat([]byte("0123456789"), 10000)
	a := muster.Artifact{Digest: muster.DigestOf(file), Size: int64(len(file))}
	open := map[string]func(muster.Artifact) (io.ReadCloser, error){
		"a file":   func(muster.Artifact) (io.ReadCloser, error) { return seekable{bytes.NewReader(file)}, nil },
		"a stream": func(muster.Artifact) (io.ReadCloser, error) { return io.NopCloser(bytes.NewBuffer(file)), nil },
	}
	for kind, key := range open {
		for _, c := range []struct {
			size, from, starts int64
		}{
			{a.Size, 0, 0}, {a.Size, 54321, 54321}, {a.Size, a.Size - 1, a.Size - 1}, {0, 0, 0},
		} {
			t.Run(fmt.Sprintf("%s of %d from %d", kind, c.size, c.from), func(t *testing.T) {
				f := setUp(t)
				f.service.key = key
				want := muster.Artifact{Digest: a.Digest, Size: c.size}
				r, starts, err := f.client.OpenKeyAt(t.Context(), want, c.from)
				if err != nil {
					t.Fatal(err)
				}
				defer r.Close()
				got, err := io.ReadAll(r)
				if err != nil || starts != c.starts || !bytes.Equal(got, file[starts:]) {
					t.Errorf("%d bytes from %d, %v", len(got), starts, err)
				}
				if f.service.last() != any(want) {
					t.Errorf("asked for %+v", f.service.last())
				}
			})
		}
	}
	t.Run("a stream of unknown size starts over", func(t *testing.T) {
		f := setUp(t)
		f.service.key = open["a stream"]
		r, starts, err := f.client.OpenKeyAt(t.Context(), muster.Artifact{Digest: a.Digest}, 500)
		if err != nil || starts != 0 {
			t.Fatalf("starts at %d, %v", starts, err)
		}
		r.Close()
	})
}

func TestADownloadThatBreaksIsNoticed(t *testing.T) {
	f := setUp(t)
	f.service.key = func(muster.Artifact) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), bad{})), nil
	}
	r, err := f.client.OpenKey(t.Context(), blob)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if n, err := io.Copy(io.Discard, r); err == nil {
		t.Errorf("%d bytes came and no error", n)
	}
}

type bad struct{}

func (bad) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

func TestDownloadErrors(t *testing.T) {
	f := setUp(t)
	for _, code := range []muster.Code{muster.CodeNotFound, muster.CodeForbidden, muster.CodeUnavailable, muster.CodeInvalid} {
		f.service.err = muster.Errorf(code, "no")
		if _, err := f.client.OpenKey(t.Context(), blob); muster.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
}
