package forge

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

type workersData struct {
	Workers []workerData `json:"workers"`
	Total   int          `json:"total"`
	Ready   int          `json:"ready"`
}

type workerData struct {
	URL              string `json:"url"` // workers dial in: this only tells them apart
	WorkerID         uint32 `json:"worker_id"`
	Ready            bool   `json:"ready"`
	ActiveJobs       int    `json:"active_jobs"`
	TotalProofs      uint64 `json:"total_proofs"`
	AvgProvingTimeMS uint64 `json:"avg_proving_time_ms"`
	LastHealthCheck  int64  `json:"last_health_check"` // Unix seconds
}

type swarmHealth struct {
	Status                string `json:"status"`
	WorkersAvailable      int    `json:"workers_available"`
	WorkersReady          int    `json:"workers_ready"`
	PendingBatches        int    `json:"pending_batches"`
	TotalBatchesProcessed int    `json:"total_batches_processed"`
}

// workerNumber is a worker's number in Forge's 32 bits. Nothing is found by it:
// two workers may share one.
func workerNumber(id muster.WorkerID) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	return h.Sum32()
}

// countWorkers returns how many workers there are and how many take work.
func countWorkers(all []muster.Worker) (there, ready int) {
	for _, w := range all {
		if w.State != muster.WorkerOffline {
			there++
		}
		if w.State == muster.WorkerOnline {
			ready++
		}
	}
	return there, ready
}

func (h *Handler) swarmWorkers(w http.ResponseWriter, r *http.Request) {
	data, err := h.workers(r.Context())
	if err != nil {
		h.refuseSwarm(w, r, err)
		return
	}
	h.answer(w, data)
}

func (h *Handler) workers(ctx context.Context) (*workersData, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.Require(auth.RightRead); err != nil {
		return nil, err
	}
	all, err := h.svc.Workers(ctx)
	if err != nil {
		return nil, err
	}
	made, err := h.tally.count(ctx, h.svc)
	if err != nil {
		return nil, err
	}
	out := &workersData{Workers: make([]workerData, len(all)), Total: len(all)}
	for i, w := range all {
		m := made[w.ID]
		out.Workers[i] = workerData{
			URL: "muster://" + string(w.ID), WorkerID: workerNumber(w.ID), Ready: w.State == muster.WorkerOnline, ActiveJobs: w.Held,
			TotalProofs: m.proofs, AvgProvingTimeMS: m.average(), LastHealthCheck: w.SeenAt.Unix(),
		}
	}
	_, out.Ready = countWorkers(all)
	return out, nil
}

// made is what a worker made.
type made struct {
	proofs uint64
	took   time.Duration
}

func (m made) average() uint64 {
	if m.proofs == 0 {
		return 0
	}
	return uint64((m.took / time.Duration(m.proofs)).Milliseconds())
}

const (
	// tallyBack is how many of the log's newest events are read at first.
	tallyBack = 100_000
	tallyPage = 10_000
)

// tally counts what each worker made, as far back as the event log is read.
type tally struct {
	mu     sync.Mutex
	begun  bool
	cursor int64
	open   map[muster.AttemptID]time.Time // when leased
	made   map[muster.WorkerID]made
}

// count reads what the log has new and returns a copy.
func (t *tally) count(ctx context.Context, svc Service) (map[muster.WorkerID]made, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.begun {
		last, err := svc.LastEvent(ctx)
		if err != nil {
			return nil, fmt.Errorf("count proofs: %w", err)
		}
		t.begun, t.cursor = true, max(0, last-tallyBack)
		t.open, t.made = make(map[muster.AttemptID]time.Time), make(map[muster.WorkerID]made)
	}
	for {
		events, err := svc.Events(ctx, t.cursor, "", tallyPage)
		if err != nil {
			return nil, fmt.Errorf("count proofs: %w", err)
		}
		for _, e := range events {
			t.add(e)
			t.cursor = e.Cursor
		}
		if len(events) < tallyPage {
			break
		}
	}
	out := make(map[muster.WorkerID]made, len(t.made))
	for id, m := range t.made {
		out[id] = m
	}
	return out, nil
}

func (t *tally) add(e muster.Event) {
	if e.Kind != muster.EventTaskState || e.Attempt == "" {
		return
	}
	var d struct {
		State muster.TaskState `json:"state"`
	}
	if err := json.Unmarshal(e.Data, &d); err != nil {
		return // an event of a later version tells nothing here
	}
	if d.State == muster.TaskLeased {
		t.open[e.Attempt] = e.At
		return
	}
	began, ok := t.open[e.Attempt]
	delete(t.open, e.Attempt)
	if d.State == muster.TaskDone && ok {
		m := t.made[e.Worker]
		m.proofs++
		m.took += e.At.Sub(began)
		t.made[e.Worker] = m
	}
}

func (h *Handler) swarmHealth(w http.ResponseWriter, r *http.Request) {
	data, err := h.countSwarm(r.Context())
	if err != nil {
		h.refuseSwarm(w, r, err)
		return
	}
	h.answer(w, data)
}

// countSwarm counts batches, each kind up to a thousand, at most once per
// second: anybody may ask.
func (h *Handler) countSwarm(ctx context.Context) (swarmHealth, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.swarmAsked) < countFor {
		return h.swarmWas, nil
	}
	workers, err := h.svc.Workers(ctx)
	if err != nil {
		return swarmHealth{}, err
	}
	of := func(b muster.Batch) bool { _, ours := nameOf(b); return ours }
	open, err := h.count(ctx, of, muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling)
	if err != nil {
		return swarmHealth{}, err
	}
	ended, err := h.count(ctx, of, muster.BatchCompleted, muster.BatchFailed, muster.BatchCancelled)
	if err != nil {
		return swarmHealth{}, err
	}
	h.swarmWas = swarmHealth{Status: "ok", PendingBatches: open, TotalBatchesProcessed: ended}
	h.swarmWas.WorkersAvailable, h.swarmWas.WorkersReady = countWorkers(workers)
	h.swarmAsked = time.Now()
	return h.swarmWas, nil
}
