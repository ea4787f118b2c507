package chaos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
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
		standard = (standard*n + usual - 1) / usual
	}
	seeds := make([]uint64, standard)
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	return seeds
}

// usual is how many seeds the largest test runs where nobody says otherwise;
// the others run their share.
const usual = 1000

// bySeed runs a test for each seed, in virtual time.
func bySeed(t *testing.T, seeds []uint64, play func(t *testing.T, dir string, seed uint64)) {
	dir := dbtest.Dir(t)
	t.Run("seed", func(t *testing.T) { // ends when all have
		for _, seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { play(t, filepath.Join(dir, fmt.Sprint(seed)), seed) })
				if t.Failed() {
					t.Logf("run it alone: MUSTER_SEED=%d go test -v -run '^%s$' ./internal/chaos", seed, filepath.Dir(filepath.Dir(t.Name())))
				}
			})
		}
	})
}

// empty is a database without content, migrated once: that takes as long as
// many a seed.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster-empty")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "muster.db")
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// newDatabase makes an empty one in a folder that it makes.
func newDatabase(dir string) (path string, err error) {
	file, err := empty()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, "muster.db")
	return path, os.WriteFile(path, file, 0o600)
}

func removeDatabase(dir string) { _ = os.RemoveAll(dir) } // the test's own folder goes anyway

func TestInvariantsHoldWhateverGoesWrong(t *testing.T) {
	if _, err := empty(); err != nil { // outside of virtual time
		t.Fatal(err)
	}
	seeds := seedsOf(t, usual)
	bySeed(t, seeds, play)
	got := seen.all()
	t.Logf("what happened: %v", got)
	if len(seeds) < usual/2 {
		return
	}
	for _, what := range []string{
		"attempt expired worker_lost", "attempt failed deterministic", "attempt failed invalid_proof", "attempt failed resource",
		"attempt failed transient", "attempt interrupted", "attempt superseded", "attempt succeeded", "attempt beside another",
		"batch cancelled", "batch completed", "batch failed", "batch failed by reference", "batch relined", "batch retried",
		"batch held", "batch.hold proving", "batch freed", "proof brought", "batch of a network's proof",
		"settlement final", "settlement abandoned", "chain reorganised",
		"task of a bigger machine", "task quarantined", "task released", "task requeued", "worker moved", "worker resumed", "worker.state suspended",
	} {
		if got[what] == 0 {
			t.Errorf("in %d seeds there was no: %s", len(seeds), what)
		}
	}
}

// play runs one seed: some minutes of faults, and then peace.
func play(t *testing.T, dir string, seed uint64) {
	w, stop := newWorld(t, dir, seed)
	defer stop()
	batches := 2 + w.luck.below(3)
	afflicted := fmt.Sprintf("batch-%d", w.luck.below(batches))
	switch w.luck.below(6) {
	case 0:
		w.poison = afflicted
	case 1:
		w.killer = afflicted
	case 2, 3:
		w.hungry = afflicted
	}
	if w.luck.one(3) {
		w.hedged = true
		w.learned()
	}
	w.dealt = true
	w.staff()
	for i, memory := range []int64{small, small, large} {
		p := &prover{w: w, name: fmt.Sprintf("%d-prover", i), luck: newLuck(seed, uint64(20+i)), memory: memory}
		w.spawn(p.run)
	}
	client := make(chan struct{})
	w.spawn(func() { defer close(client); w.client(batches) })
	fate := make(chan struct{})
	w.spawn(func() { defer close(fate); w.fate() })
	operator := make(chan struct{})
	w.spawn(func() { defer close(operator); w.operator() })
	market := make(chan struct{})
	w.spawn(func() { defer close(market); w.market() })
	w.spawn(w.blocks)
	w.spawn(w.unblock)
	w.spawn(w.watch)
	w.pause(w.luck.between(20*time.Second, 3*time.Minute))
	w.faults.over.Store(true)
	<-fate
	<-client
	<-operator
	<-market
	w.peace()
	w.deal()
	for i, memory := range []int64{small, large} {
		p := &prover{
			w: w, name: fmt.Sprintf("good-%d", i), luck: newLuck(seed, uint64(300+i)), good: true, memory: memory,
			least: 100 * time.Millisecond, most: 8 * time.Second,
		}
		w.spawn(p.run)
	}
	w.settle(30 * time.Minute)
	w.check(make(map[muster.BatchID]bool), true)
	w.verdict()
	w.checkSettled()
}

// learned tells the coordinators that tasks take a second or two, so that those
// which take longer are hedged.
func (w *world) learned() {
	var d muster.Durations
	for range 30 {
		d.Add(1500 * time.Millisecond)
	}
	var all []muster.Estimate
	for _, circuit := range []string{"a", "b", "node", "bundle"} {
		for _, stage := range []string{"witness", "prove"} {
			name := "tree"
			if circuit == "bundle" {
				name = "bundle"
			}
			all = append(all, muster.Estimate{
				EstimateKey: muster.EstimateKey{Circuit: muster.DigestOf([]byte(name + circuit)), Stage: stage}, Durations: d, UpdatedAt: time.Now(),
			})
		}
	}
	if err := w.truth.EstimateMerge(w.ctx, all); err != nil {
		w.t.Fatal(err)
	}
}
