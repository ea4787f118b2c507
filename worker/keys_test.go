package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// keyServer serves one file and cuts streams short.
type keyServer struct {
	mu      sync.Mutex
	file    []byte
	cut     int // bytes after which a stream ends in an error; 0: never
	cuts    int // how many streams are cut
	opened  int
	offsets []int64
}

func (s *keyServer) OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	r, _, err := s.OpenKeyAt(ctx, a, 0)
	return r, err
}

func (s *keyServer) OpenKeyAt(_ context.Context, _ muster.Artifact, from int64) (io.ReadCloser, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	s.offsets = append(s.offsets, from)
	var r io.Reader = bytes.NewReader(s.file[from:])
	if s.cuts > 0 {
		s.cuts--
		r = io.MultiReader(io.LimitReader(r, int64(s.cut)), broken{})
	}
	return io.NopCloser(r), from, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func lookup(files map[muster.Digest]string) KeyLookup {
	return func(d muster.Digest) (string, bool) {
		p, ok := files[d]
		return p, ok
	}
}

func artifactOf(b []byte) muster.Artifact {
	return muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
}

func newKeys(t *testing.T, cfg KeysConfig) *Keys {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	k, err := NewKeys(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func read(t *testing.T, k *Keys, a muster.Artifact) string {
	t.Helper()
	r, err := k.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestKeysAreLookedForOnThisMachineFirst(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pk")
	if err := os.WriteFile(file, []byte("proving key"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := artifactOf([]byte("proving key"))
	s := &keyServer{}
	k := newKeys(t, KeysConfig{Local: []KeyLookup{lookup(nil), lookup(map[muster.Digest]string{a.Digest: file})}, From: s})
	if got, err := k.Path(t.Context(), a); err != nil || got != file {
		t.Errorf("path %q, %v; want the local file", got, err)
	}
	if s.opened != 0 {
		t.Error("downloaded what is here")
	}
}

func TestABrokenLocalFileIsPassedOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pk")
	if err := os.WriteFile(file, []byte("proving kex"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := artifactOf([]byte("proving key"))
	k := newKeys(t, KeysConfig{Local: []KeyLookup{lookup(map[muster.Digest]string{a.Digest: file})}, From: &keyServer{file: []byte("proving key")}})
	if got := read(t, k, a); got != "proving key" {
		t.Errorf("read %q", got)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the local file is not ours to remove: %v", err)
	}
}

func TestDownloadsGoOnWhereTheyWereCut(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		file := bytes.Repeat([]byte("0123456789"), 1000)
		s := &keyServer{file: file, cut: 4000, cuts: 2}
		k := newKeys(t, KeysConfig{Dir: dir, From: s})
		if got := read(t, k, artifactOf(file)); got != string(file) {
			t.Errorf("read %d bytes that differ", len(got))
		}
		if want := []int64{0, 4000, 8000}; len(s.offsets) != 3 || s.offsets[1] != want[1] || s.offsets[2] != want[2] {
			t.Errorf("streams started at %v, want %v", s.offsets, want)
		}
		again := newKeys(t, KeysConfig{Dir: dir, From: s})
		if got := read(t, again, artifactOf(file)); got != string(file) || s.opened != 3 {
			t.Errorf("after a restart: %d downloads, want none", s.opened-3)
		}
	})
}

func TestWrongBytesAreRefused(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &keyServer{file: []byte("evil key!!!")}
		k := newKeys(t, KeysConfig{Dir: dir, From: s})
		a := artifactOf([]byte("proving key"))
		if _, err := k.Path(t.Context(), a); muster.CodeOf(err) != muster.CodeUnavailable {
			t.Fatalf("path: %v, want unavailable", err)
		}
		if s.opened != keyTries {
			t.Errorf("%d tries, want %d", s.opened, keyTries)
		}
		s.file = []byte("proving key") // what was wrong must not stay in the way
		if got := read(t, k, a); got != "proving key" {
			t.Errorf("read %q", got)
		}
	})
}

func TestAFileThatGoesBadOnDisk(t *testing.T) {
	s := &keyServer{file: []byte("proving key")}
	dir := t.TempDir()
	a := artifactOf(s.file)
	k := newKeys(t, KeysConfig{Dir: dir, From: s})
	path, err := k.Path(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("proving kex"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := k.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r); err == nil {
		t.Error("the reader did not notice")
	}
	r.Close()
	if got := read(t, newKeys(t, KeysConfig{Dir: dir, From: s}), a); got != "proving key" {
		t.Errorf("after a restart: %q", got)
	}
}

func TestManyAskForOneFile(t *testing.T) {
	s := &keyServer{file: bytes.Repeat([]byte("k"), 1<<20)}
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 { // four processes of three tasks each
		k := newKeys(t, KeysConfig{Dir: dir, From: s})
		for range 3 {
			wg.Go(func() {
				if _, err := k.Path(context.Background(), artifactOf(s.file)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if s.opened != 1 {
		t.Errorf("%d downloads, want 1", s.opened)
	}
}

func TestTheLeastRecentlyUsedKeyMakesRoom(t *testing.T) {
	dir := t.TempDir()
	var files []muster.Artifact
	for i, b := range [][]byte{[]byte("first key."), []byte("second key"), []byte("third key.")} {
		k := newKeys(t, KeysConfig{Dir: dir, From: &keyServer{file: b}, Limit: 25})
		files = append(files, artifactOf(b))
		path, err := k.Path(t.Context(), files[i])
		if err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []bool{false, true, true} {
		_, err := os.Stat(filepath.Join(dir, files[i].Digest.String()))
		if (err == nil) != want {
			t.Errorf("file %d: %v, want there: %v", i, err, want)
		}
	}
}

func TestNobodyHasTheKey(t *testing.T) {
	k := newKeys(t, KeysConfig{})
	if _, err := k.Path(t.Context(), artifactOf([]byte("x"))); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("path: %v, want not found", err)
	}
	if _, err := k.Path(t.Context(), muster.Artifact{}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("path of nothing: %v, want invalid", err)
	}
}
