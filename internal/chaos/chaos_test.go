package chaos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/sqlite"
)

// seedsOf returns the seeds to run.
func seedsOf(t *testing.T, standard int) []uint64 {
	if s := os.Getenv("MUSTER_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("MUSTER_SEED: %v", err)
		}
		return []uint64{seed}
	}
	if s := os.Getenv("MUSTER_SEEDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("MUSTER_SEEDS: %v", err)
		}
		standard = n
	}
	seeds := make([]uint64, standard)
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	return seeds
}

func TestInvariantsHoldWhateverGoesWrong(t *testing.T) {
	dir := dbtest.Dir(t)
	for _, seed := range seedsOf(t, 1000) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { play(t, filepath.Join(dir, fmt.Sprint(seed)), seed) })
			if t.Failed() {
				t.Logf("run it alone: MUSTER_SEED=%d go test -v ./internal/chaos", seed)
			}
		})
	}
}

// play runs one seed: some minutes of faults, and then peace.
func play(t *testing.T, dir string, seed uint64) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the test's own folder goes anyway
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "muster.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close() //nolint:errcheck // nothing is in it that is needed
	ctx, end := context.WithCancel(context.Background())
	f := &faults{luck: newLuck(seed, 1)}
	w := &world{
		t: t, seed: seed, ctx: ctx, end: end, faults: f, truth: store,
		db: &database{Store: store, faults: f}, shelf: &shelf{faults: f, held: make(map[muster.Digest][]byte), at: make(map[muster.Digest]time.Time)},
		luck: newLuck(seed, 2), accepted: make(map[string]muster.BatchID), cancels: make(map[muster.BatchID]bool),
		fences: make(map[muster.TaskID]int64), done: make(map[muster.TaskID]muster.Artifact), ended: make(map[muster.BatchID]muster.BatchState),
	}
	batches := 2 + w.luck.below(3)
	switch w.luck.below(4) {
	case 0:
		w.poison = fmt.Sprintf("batch-%d", w.luck.below(batches))
	case 1:
		w.killer = fmt.Sprintf("batch-%d", w.luck.below(batches))
	}
	for i := range 2 {
		r := &replica{w: w, n: i, luck: newLuck(seed, uint64(10+i))}
		r.start()
		w.replicas = append(w.replicas, r)
	}
	for i := range 3 {
		p := &prover{w: w, name: fmt.Sprintf("%d-prover", i), luck: newLuck(seed, uint64(20+i))}
		w.spawn(p.run)
	}
	client := make(chan struct{})
	w.spawn(func() { defer close(client); w.client(batches) })
	fate := make(chan struct{})
	w.spawn(func() { defer close(fate); w.fate() })
	w.spawn(w.watch)
	w.pause(w.luck.between(20*time.Second, 3*time.Minute))
	f.over.Store(true)
	<-fate
	<-client
	w.settle()
	w.check(make(map[muster.BatchID]bool), true)
	w.verdict()
	end()
	w.all.Wait()
	for _, r := range w.replicas {
		r.kill()
	}
}
