package auth

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/muster-zk/muster"
)

func TestAnIdentityOutlivesTheProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "worker")
	first, err := OpenIdentity(dir, "", rand.Reader, clock)
	if err != nil {
		t.Fatal(err)
	}
	second, err := OpenIdentity(dir, "", rand.Reader, clock)
	if err != nil {
		t.Fatal(err)
	}
	if first.ID() != second.ID() {
		t.Errorf("ids %s and %s", first.ID(), second.ID())
	}
	if _, err := muster.ParseWorkerID(string(first.ID())); err != nil {
		t.Error(err)
	}
	st, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("key file %v, %v; want mode 0600", st.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%d files in the folder, want the key alone", len(files))
	}
}

func TestProcessesThatStartAtOnceShareAKey(t *testing.T) {
	dir := t.TempDir()
	ids := make([]muster.WorkerID, 8)
	var wg sync.WaitGroup
	for n := range ids {
		wg.Go(func() {
			i, err := OpenIdentity(dir, "", rand.Reader, clock)
			if err != nil {
				t.Error(err)
				return
			}
			ids[n] = i.ID()
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("ids %v", ids)
		}
	}
}

func TestAKeyFileThatIsNotSafe(t *testing.T) {
	for name, write := range map[string]func(path string) error{
		"readable by others": func(path string) error { return os.Chmod(path, 0o644) },
		"not a key":          func(path string) error { return os.WriteFile(path, []byte("x"), 0o600) },
		"empty":              func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := OpenIdentity(dir, "", rand.Reader, clock); err != nil {
				t.Fatal(err)
			}
			if err := write(filepath.Join(dir, keyFile)); err != nil {
				t.Fatal(err)
			}
			if _, err := OpenIdentity(dir, "", rand.Reader, clock); err == nil {
				t.Error("it was taken")
			}
		})
	}
}
