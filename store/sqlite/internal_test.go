package sqlite

import (
	"bufio"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/storetest"
)

func insert(t testing.TB, s muster.Store, key string) (muster.Batch, error) {
	t.Helper()
	ids := muster.IDs{Now: time.Now, Rand: rand.Reader}
	b, _, err := s.BatchInsert(t.Context(), muster.BatchInsertParams{
		Batch: muster.Batch{ID: ids.Batch(), Tenant: "acme", Key: key, Labels: map[string]string{"fill": key + string(make([]byte, 2000))}},
		Now:   time.Now(),
	})
	return b, err
}

// A full disk is an error that changes nothing, and reading goes on.
func TestFullDisk(t *testing.T) {
	s, err := open(t.Context(), filepath.Join(t.TempDir(), "muster.db"), "_txlock=immediate&_pragma=max_page_count(80)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	stored := 0
	for ; stored < 1000; stored++ {
		if _, err = insert(t, s, fmt.Sprint(stored)); err != nil {
			break
		}
	}
	if muster.CodeOf(err) != muster.CodeStorageFull {
		t.Fatalf("after %d batches: got %v, want storage_full", stored, err)
	}
	all, err := s.BatchList(t.Context(), muster.BatchFilter{Limit: 1000})
	if err != nil || len(all) != stored {
		t.Errorf("%d batches are stored (%v), want the %d acknowledged", len(all), err, stored)
	}
	last, err := s.EventLast(t.Context())
	if err != nil || last != int64(stored) {
		t.Errorf("%d events are stored (%v), want %d", last, err, stored)
	}
}

// Every schema that was ever released can be brought up to date.
func TestUpgradeFromEveryVersion(t *testing.T) {
	path := func(version int64) string { return filepath.Join(t.TempDir(), fmt.Sprintf("v%d.db", version)) }
	versions := func(path string, to int64) (last int64) {
		db, err := sql.Open("sqlite", dsn(path, ""))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		provider, err := migrations(db)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		for _, source := range provider.ListSources() {
			last = max(last, source.Version)
		}
		return last
	}
	last := versions(path(1), 1)
	for version := int64(1); version <= last; version++ {
		old := path(version)
		versions(old, version)
		s, err := Open(t.Context(), old)
		if err != nil {
			t.Fatalf("from version %d: %v", version, err)
		}
		if _, err := insert(t, s, "key"); err != nil {
			t.Errorf("from version %d: %v", version, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Work that was under way goes on in the new schema.
func TestUpgradeKeepsWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "muster.db")
	db, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	provider, err := migrations(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), storetest.Version1()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	storetest.CheckUpgraded(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// crashFile makes the test binary play the process that is killed.
const crashFile = "MUSTER_TEST_CRASH_FILE"

// Invariant 1: what is acknowledged survives kill -9.
func TestInvariant1_AcknowledgedSurvivesKill(t *testing.T) {
	if path := os.Getenv(crashFile); path != "" {
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			if _, err := insert(t, s, fmt.Sprint(n)); err != nil {
				t.Fatal(err)
			}
			fmt.Printf("acknowledged %d\n", n)
		}
	}
	path := filepath.Join(t.TempDir(), "muster.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), crashFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := -1
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var n int
		if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d", &n); err != nil {
			continue
		}
		acknowledged = n
		if n == 25 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the process ended by itself")
	}
	if acknowledged < 25 {
		t.Fatalf("%d batches were acknowledged, want 25 and more", acknowledged)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	all, err := s.BatchList(t.Context(), muster.BatchFilter{Limit: 1000})
	if err != nil || len(all) < acknowledged+1 {
		t.Errorf("%d batches are stored (%v), %d were acknowledged", len(all), err, acknowledged+1)
	}
	last, err := s.EventLast(t.Context())
	if err != nil || last != int64(len(all)) {
		t.Errorf("%d events for %d batches (%v)", last, len(all), err)
	}
}
