package artifact

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gocloud.dev/blob"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact/artifacttest"
)

var secret = bytes.Repeat([]byte{7}, 32)

// open opens a store whose handler is served.
func open(t *testing.T, place string) *Store {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	s, err := Open(t.Context(), place, Options{
		BaseURL: "http://" + server.Listener.Addr().String() + "/", Secret: secret, UploadLimit: 100 << 20, SpoolDir: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s.Handler()
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestFolder(t *testing.T) {
	artifacttest.Exercise(t, func(t *testing.T) artifacttest.Subject {
		dir := t.TempDir()
		s := open(t, dir)
		return artifacttest.Subject{
			Artifacts: s,
			Damage: func(t *testing.T, d muster.Digest, b []byte) {
				if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(key(d))), b, 0o600); err != nil {
					t.Fatal(err)
				}
			},
			Leftovers: func(t *testing.T) []string { return files(t, filepath.Join(dir, tempDir)) },
		}
	})
}

func TestMemory(t *testing.T) {
	artifacttest.Exercise(t, func(t *testing.T) artifacttest.Subject {
		s := open(t, "mem://")
		return bucketSubject(s, s.blobs.(*bucket))
	})
}

func TestS3(t *testing.T) {
	server := startS3(t)
	artifacttest.Exercise(t, func(t *testing.T) artifacttest.Subject {
		s := open(t, server.bucket(t))
		return bucketSubject(s, &s.blobs.(*s3Bucket).bucket)
	})
}

func bucketSubject(s *Store, b *bucket) artifacttest.Subject {
	return artifacttest.Subject{
		Artifacts: s,
		Damage: func(t *testing.T, d muster.Digest, content []byte) {
			if err := b.b.WriteAll(t.Context(), key(d), content, nil); err != nil {
				t.Fatal(err)
			}
		},
		Leftovers: func(t *testing.T) []string {
			left := files(t, b.spoolDir)
			for o, err := range listed(t, b.b) {
				if err != nil {
					t.Fatal(err)
				}
				left = append(left, o)
			}
			return left
		},
	}
}

// listed yields the keys below uploads/.
func listed(t *testing.T, b *blob.Bucket) func(func(string, error) bool) {
	return func(yield func(string, error) bool) {
		it := b.List(&blob.ListOptions{Prefix: uploadsPrefix})
		for {
			o, err := it.Next(t.Context())
			if err != nil {
				if err.Error() != "EOF" {
					yield("", err)
				}
				return
			}
			if !yield(o.Key, nil) {
				return
			}
		}
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestFolderSurvivesAKill stands for a process killed in mid-write: what it
// left does not count, and is cleared away when it is old.
func TestFolderSurvivesAKill(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	b := []byte("half of it")
	p, err := s.blobs.create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write(b); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), muster.DigestOf(b)); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("half a write counts: %v", err)
	}
	open(t, dir)
	if left := files(t, filepath.Join(dir, tempDir)); len(left) != 1 {
		t.Errorf("a write of another process was cleared: %v", left)
	}
	if _, err := Open(t.Context(), dir, Options{Now: func() time.Time { return time.Now().Add(2 * abandoned) }}); err != nil {
		t.Fatal(err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// faulty fails at one step with an error of the operating system.
type faulty struct {
	file
	step string
	err  error
	log  *[]string
}

func (f faulty) Write(p []byte) (int, error) {
	if f.step == "write" {
		n, _ := f.file.Write(p[:len(p)/2])
		return n, &fs.PathError{Op: "write", Path: f.Name(), Err: f.err}
	}
	return f.file.Write(p)
}

func (f faulty) Sync() error {
	*f.log = append(*f.log, "sync")
	if f.step == "sync" {
		return &fs.PathError{Op: "sync", Path: f.Name(), Err: f.err}
	}
	return f.file.Sync()
}

func TestFolderFull(t *testing.T) {
	b := bytes.Repeat([]byte("x"), 100_000)
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT} {
		for _, step := range []string{"create", "write", "sync"} {
			t.Run(fmt.Sprint(step, " ", errno), func(t *testing.T) {
				dir := t.TempDir()
				s := open(t, dir)
				f := s.blobs.(*folder)
				create := f.createTemp
				f.createTemp = func(dir string) (file, error) {
					if step == "create" {
						return nil, &fs.PathError{Op: "open", Path: dir, Err: errno}
					}
					file, err := create(dir)
					return faulty{file: file, step: step, err: errno, log: new([]string)}, err
				}
				_, err := s.Put(t.Context(), bytes.NewReader(b), 1<<20)
				if muster.CodeOf(err) != muster.CodeStorageFull || !errors.Is(err, errno) {
					t.Errorf("put: %v", err)
				}
				if left := files(t, dir); len(left) != 0 {
					t.Errorf("left behind: %v", left)
				}
				u, err := s.SignPut(t.Context(), muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}, time.Now().Add(time.Minute))
				if err != nil {
					t.Fatal(err)
				}
				resp := do(t, http.MethodPut, u.Parts[0].URL, b)
				if resp.StatusCode != http.StatusInsufficientStorage || resp.Header.Get("Content-Type") != "application/problem+json" {
					t.Errorf("PUT: %s, %s", resp.Status, resp.Header.Get("Content-Type"))
				}
			})
		}
	}
}

// TestFolderSyncsBeforeTheName can't see the disk, but the order of the calls.
func TestFolderSyncsBeforeTheName(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	f := s.blobs.(*folder)
	var log []string
	create := f.createTemp
	f.createTemp = func(dir string) (file, error) {
		file, err := create(dir)
		return faulty{file: file, log: &log}, err
	}
	if _, err := s.Put(t.Context(), strings.NewReader("durable"), 100); err != nil {
		t.Fatal(err)
	}
	if len(log) != 1 {
		t.Errorf("the file was synced %d times", len(log))
	}
}

func do(t *testing.T, method, url string, body []byte) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestSignedURLExpires(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	server := httptest.NewUnstartedServer(nil)
	s, err := Open(t.Context(), "mem://", Options{
		BaseURL: "http://" + server.Listener.Addr().String(), Secret: secret, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s.Handler()
	server.Start()
	defer server.Close()
	a, err := s.Put(t.Context(), strings.NewReader("bytes"), 100)
	if err != nil {
		t.Fatal(err)
	}
	get, err := s.SignGet(t.Context(), a.Digest, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	put, err := s.SignPut(t.Context(), a, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(59 * time.Second)
	if resp := do(t, http.MethodGet, get, nil); resp.StatusCode != http.StatusOK {
		t.Errorf("GET in time: %s", resp.Status)
	}
	if resp := do(t, http.MethodHead, get, nil); resp.StatusCode != http.StatusOK || resp.ContentLength != a.Size {
		t.Errorf("HEAD in time: %s, %d bytes", resp.Status, resp.ContentLength)
	}
	now = now.Add(time.Second)
	if resp := do(t, http.MethodGet, get, nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("GET too late: %s", resp.Status)
	}
	if resp := do(t, http.MethodPut, put.Parts[0].URL, []byte("bytes")); resp.StatusCode != http.StatusForbidden {
		t.Errorf("PUT too late: %s", resp.Status)
	}
}

// TestSignedURLBindsTheSize changes the only parameter the suite can't name.
func TestSignedURLBindsTheSize(t *testing.T) {
	s := open(t, "mem://")
	b := []byte("twelve bytes")
	up, err := s.SignPut(t.Context(), muster.Artifact{Digest: muster.DigestOf(b), Size: 5}, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	u := up.Parts[0].URL
	if resp := do(t, http.MethodPut, strings.Replace(u, "size=5", "size=12", 1), b); resp.StatusCode != http.StatusForbidden {
		t.Errorf("another size: %s", resp.Status)
	}
	if resp := do(t, http.MethodPut, u, b); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("more than signed for: %s", resp.Status)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, place := range []string{"", "ftp://bucket", "gs://", "azblob://", "s3://", "file://host/path", "file://", "mem://x", "s3://bucket?region=x&nonsense=1", "s3://bucket?part_size=1MiB", "s3://bucket?part_size=x", "gs://bucket?nonsense=1", "azblob://container?nonsense=1"} {
		if _, err := Open(t.Context(), place, Options{}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v", place, err)
		}
	}
	if _, err := Open(t.Context(), "mem://", Options{Secret: []byte("short")}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("short secret: %v", err)
	}
	s, err := Open(t.Context(), "mem://", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SignGet(t.Context(), muster.DigestOf(nil), time.Now().Add(time.Minute)); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("sign without a secret: %v", err)
	}
}
