package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/muster-zk/muster"
)

func open(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func TestSetOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	for i, want := range []bool{true, false} {
		if fresh, err := j.Set([]byte("a"), []byte("1")); err != nil || fresh != want {
			t.Fatalf("call %d: %v, %v", i, fresh, err)
		}
	}
	if _, err := j.Set([]byte("a"), []byte("2")); muster.CodeOf(err) != muster.CodeConflict {
		t.Fatal(err)
	}
	j.Close()
	j = open(t, path)
	if !j.Has([]byte("a")) || !j.Is([]byte("a"), []byte("1")) || j.Is([]byte("a"), []byte("2")) || j.Has([]byte("b")) {
		t.Error("after opening it again it says something else")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A crash leaves any part of the last line.
func TestTornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	for _, k := range []string{"a", "b"} {
		if _, err := j.Set([]byte(k), nil); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := line; cut < 2*line; cut++ {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := Open(path)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if !j.Has([]byte("a")) || j.Has([]byte("b")) {
			t.Errorf("cut at %d: it has other keys", cut)
		}
		if fresh, err := j.Set([]byte("b"), nil); !fresh || err != nil {
			t.Errorf("cut at %d: %v, %v", cut, fresh, err)
		}
		j.Close()
		if got, err := os.ReadFile(path); err != nil || string(got) != string(whole) {
			t.Errorf("cut at %d: the file is another one, %v", cut, err)
		}
	}
}

func TestDamageIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	if _, err := j.Set([]byte("a"), nil); err != nil {
		t.Fatal(err)
	}
	j.Close()
	if _, err := j.Set([]byte("b"), nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("set after close: %v", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bads := map[string][]byte{"a line twice": slices.Concat(b, b)}
	for _, at := range []int{0, 64, line - 1} {
		bad := slices.Clone(b)
		bad[at] = 'x'
		bads[fmt.Sprint("byte ", at)] = bad
	}
	for name, bad := range bads {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if j, err := Open(path); err == nil {
			t.Errorf("damage is not seen: %s", name)
			j.Close()
		}
	}
}
