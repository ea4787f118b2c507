package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// A process that ends between deleting a batch and the last of its tasks leaves
// the rest to the next call.
func TestPruneGoesOnAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "muster.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b, err := insert(t, s, "key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BatchStart(t.Context(), muster.BatchMoveParams{ID: b.ID, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	root := b.ID.Task(0)
	_, err = s.BatchPlan(t.Context(), muster.BatchPlanParams{
		ID: b.ID, Root: root, Tasks: []muster.Task{{ID: root, Name: "root", MaxAttempts: 1}}, Now: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{`DELETE FROM batches`, `INSERT INTO pruned SELECT batch FROM task_specs`} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := s.Prune(t.Context(), muster.PruneParams{Before: time.Now(), Limit: 1, Now: time.Now()})
	if err != nil || len(gone) != 0 {
		t.Errorf("pruned %v (%v), want no further batch", gone, err)
	}
	for _, table := range []string{"task_specs", "tasks", "attempts", "event_blocks", "pruned"} {
		var n int
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s has %d rows (%v)", table, n, err)
		}
	}
}
