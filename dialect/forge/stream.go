package forge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/sse"
)

// Progress in percent at which Forge's states begin.
const (
	atPreparing = 10
	atProving   = 30
	atProven    = 90
	atSettling  = 95
	atCompleted = 100
)

type statusEvent struct {
	Type        string  `json:"type"`
	JobID       string  `json:"job_id"`
	BatchID     uint64  `json:"batch_id"`
	State       string  `json:"state"`
	ProgressPct int     `json:"progress_pct"`
	Message     string  `json:"message"`
	CreatedAt   int64   `json:"created_at"` // this and the next two are Unix seconds
	UpdatedAt   int64   `json:"updated_at"`
	CompletedAt *int64  `json:"completed_at"`
	Error       *string `json:"error"`
}

type progressEvent struct {
	Type        string `json:"type"`
	JobID       string `json:"job_id"`
	ProgressPct int    `json:"progress_pct"`
	Message     string `json:"message"`
}

type completedEvent struct {
	Type string `json:"type"`
	proofData
}

type failedEvent struct {
	Type  string `json:"type"`
	JobID string `json:"job_id"`
	Error string `json:"error"`
}

func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(h.opt.Closing, cancel)()
	j, after, err := h.jobAt(ctx, r.PathValue("job_id"))
	if errors.Is(err, errNoJob) {
		writeJSON(w, http.StatusNotFound, failure{"error", errNoJob.message, nil})
		return
	}
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	s, err := sse.Open(w)
	if err == nil {
		f := &follower{h: h, s: s, job: j}
		err = f.run(ctx, after)
	}
	if err != nil && ctx.Err() == nil {
		h.opt.Log.WarnContext(ctx, "event stream ended early", "dialect", "forge", "batch", j.ID, "error", err)
	}
}

// jobAt returns a job and the cursor at which it was in that state: no event
// after the cursor tells of a state that it had before.
func (h *Handler) jobAt(ctx context.Context, id string) (job, int64, error) {
	for {
		after, err := h.svc.LastEvent(ctx)
		if err != nil {
			return job{}, 0, err
		}
		j, err := h.job(ctx, id)
		if err != nil {
			return job{}, 0, err
		}
		const most = 1000
		since, err := h.svc.Events(ctx, after, j.ID, most)
		if err != nil {
			return job{}, 0, err
		}
		moved := len(since) == most || slices.ContainsFunc(since, func(e muster.Event) bool {
			_, ok := stateIn(e)
			return ok
		})
		if !moved {
			return j, after, nil
		}
	}
}

// follower tells one subscriber of one job.
type follower struct {
	h   *Handler
	s   *sse.Stream
	job job
	pct int // told last
}

// run tells the job's state and then its changes after the cursor, until its
// end.
func (f *follower) run(ctx context.Context, after int64) error {
	if err := f.now(ctx); err != nil {
		return err
	}
	return sse.Follow(ctx, f.h.svc, f.job.ID, after, func(events []muster.Event) (bool, error) {
		return f.job.State.Terminal(), f.changes(ctx, events)
	}, func() error { return f.s.Comment("ping") })
}

// now tells a new subscriber where the job stands.
func (f *follower) now(ctx context.Context) error {
	f.pct = percentOf(f.job)
	if err := f.tellStatus(f.job.UpdatedAt); err != nil {
		return err
	}
	switch f.job.State {
	case muster.BatchPending:
		return nil
	case muster.BatchPreparing, muster.BatchProving, muster.BatchSettling:
		return f.tellProgress()
	default:
		return f.tellEnd(ctx)
	}
}

// changes tells what a page of events changed.
func (f *follower) changes(ctx context.Context, events []muster.Event) error {
	if len(events) == 0 {
		return nil
	}
	fresh, err := f.h.svc.Batch(ctx, f.job.ID)
	if err != nil {
		return err
	}
	before := f.job.State
	f.job.BatchStatus = fresh
	f.job.State = before
	for _, e := range events {
		to, ok := stateIn(e)
		if !ok || to == f.job.State {
			continue
		}
		f.job.State = to
		if err := f.enter(ctx, e.At); err != nil {
			return err
		}
	}
	if f.job.State != muster.BatchProving {
		return nil
	}
	if pct := percentOf(f.job); pct > f.pct {
		f.pct = pct
		return f.tellProgress()
	}
	return nil
}

// enter tells that the job came to its state.
func (f *follower) enter(ctx context.Context, at time.Time) error {
	switch f.job.State {
	case muster.BatchPreparing:
		f.pct = atPreparing
	case muster.BatchProving:
		f.pct = atProving
	case muster.BatchSettling:
		f.pct = atSettling
		return f.tellProgress()
	default:
		return f.tellEnd(ctx)
	}
	if err := f.tellStatus(at); err != nil {
		return err
	}
	return f.tellProgress()
}

// tellEnd tells of a job that will not move again.
func (f *follower) tellEnd(ctx context.Context) error {
	if f.job.State != muster.BatchCompleted {
		return f.send("failed", failedEvent{"failed", jobID(f.job.ID), whyNot(f.job)})
	}
	data, err := f.h.proofOf(ctx, f.job)
	if err != nil {
		return err
	}
	return f.send("completed", completedEvent{"completed", *data})
}

func (f *follower) tellStatus(at time.Time) error {
	j := f.job
	e := statusEvent{
		Type: "status", JobID: jobID(j.ID), BatchID: j.number, State: stateOf(j.State), ProgressPct: f.pct,
		Message: messageOf(j.State, f.pct), CreatedAt: j.CreatedAt.Unix(), UpdatedAt: at.Unix(),
	}
	switch j.State {
	case muster.BatchCompleted:
		done := j.CompletedAt.Unix()
		e.CompletedAt = &done
	case muster.BatchFailed, muster.BatchCancelled:
		why := whyNot(j)
		e.Error = &why
	default:
	}
	return f.send("status", e)
}

func (f *follower) tellProgress() error {
	return f.send("progress", progressEvent{"progress", jobID(f.job.ID), f.pct, messageOf(f.job.State, f.pct)})
}

func (f *follower) send(name string, v any) error { return f.s.Event("", name, encode(v)) }

// percentOf maps a job's progress to Forge's scale.
func percentOf(j job) int {
	switch j.State {
	case muster.BatchPreparing:
		return atPreparing
	case muster.BatchProving:
		return atProving + j.Percent*(atProven-atProving)/100
	case muster.BatchSettling:
		return atSettling
	case muster.BatchCompleted:
		return atCompleted
	default:
		return 0
	}
}

func messageOf(s muster.BatchState, pct int) string {
	switch s {
	case muster.BatchPending:
		return "Waiting to start"
	case muster.BatchPreparing:
		return "Preparing witness"
	case muster.BatchProving:
		if pct >= atProven {
			return "Finishing the proof"
		}
		return "Generating proof"
	case muster.BatchSettling:
		return "Settling the proof"
	case muster.BatchCompleted:
		return "Proof completed"
	case muster.BatchCancelled:
		return "Cancelled"
	default:
		return "Proof failed"
	}
}

// stateIn returns the batch's state that an event tells, if it tells one.
func stateIn(e muster.Event) (muster.BatchState, bool) {
	if e.Kind != muster.EventBatchState {
		return "", false
	}
	var d struct {
		State muster.BatchState `json:"state"`
	}
	if err := json.Unmarshal(e.Data, &d); err != nil || d.State == "" {
		return "", false
	}
	return d.State, true
}
