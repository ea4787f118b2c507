package worker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestOutboxDropsTornResults: a loss of power may leave a result's name with
// other bytes than were written.
func TestOutboxDropsTornResults(t *testing.T) {
	dir := t.TempDir()
	box, err := openOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	for n, proof := range []string{"whole", "torn", "emptied"} {
		if err := box.save(taskID(n), 1, []byte(strings.Repeat(proof, 100))); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.close(); err != nil {
		t.Fatal(err)
	}
	for n, size := range map[int]int64{1: 200, 2: 0} {
		if err := os.Truncate(box.path(taskID(n), 1), size); err != nil {
			t.Fatal(err)
		}
	}
	if box, err = openOutbox(dir); err != nil {
		t.Fatal(err)
	}
	defer box.close()
	left, err := box.load()
	if err != nil || len(left) != 1 || string(left[0].output) != strings.Repeat("whole", 100) {
		t.Errorf("loaded %d results, %v", len(left), err)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*"+resultSuffix)); len(names) != 1 {
		t.Errorf("torn results stay: %v", names)
	}
}

// TestOutboxSyncsOnlyWhatWaits: what is delivered at once has nothing left to
// sync, and closing leaves no goroutine behind.
func TestOutboxSyncsOnlyWhatWaits(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		box, err := openOutbox(dir)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if err := box.save(taskID(n), 1, []byte("proof")); err != nil {
				t.Fatal(err)
			}
		}
		if err := box.drop(taskID(0), 1); err != nil {
			t.Fatal(err)
		}
		if n := waiting(box); n != 2 {
			t.Errorf("%d syncs to come, want those of 2", n)
		}
		time.Sleep(2 * syncAfter)
		synctest.Wait()
		if n := waiting(box); n != 0 {
			t.Errorf("%d were not synced", n)
		}
		if err := box.save(taskID(3), 1, []byte("proof")); err != nil {
			t.Fatal(err)
		}
		if err := box.close(); err != nil {
			t.Fatal(err)
		}
	})
}

func waiting(box *outbox) int {
	box.mu.Lock()
	defer box.mu.Unlock()
	return len(box.later)
}
