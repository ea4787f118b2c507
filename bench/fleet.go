package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/rpc"
	"github.com/muster-zk/muster/worker"
)

// Coordinator is the worker protocol as one simulated worker speaks it.
// rpc.Client is one.
type Coordinator interface {
	Register(ctx context.Context, r muster.Registration) (muster.Worker, error)
	Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error)
	Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error)
	SignUpload(ctx context.Context, w muster.WorkerID, t muster.TaskID, fence int64, output muster.Artifact) (muster.Upload, error)
	Complete(ctx context.Context, r muster.Completion) (muster.CompletionAnswer, error)
	CompleteAll(ctx context.Context, all []muster.Completion) ([]rpc.Outcome, error)
	Fail(ctx context.Context, r muster.FailureReport) error
}

// atOnce bounds the uploads and downloads that one worker has under way.
const atOnce = 8

// almost is how long before the end of a run errors are put down to that.
const almost = 100 * time.Millisecond

// pause is how long a worker waits after an error.
const pause = time.Second

// simulated is one worker.
type simulated struct {
	cfg      Config
	name     string
	plane    Coordinator
	transfer worker.Transfer
	rec      *recorder
	rnd      *rand.Rand
	caps     muster.Capabilities

	mu   sync.Mutex
	held map[muster.TaskID]int64 // fencing tokens of what it holds
	gone map[muster.TaskID]bool  // what it was told to stop
}

// run registers the worker, then leases and delivers until ctx ends. Start
// is closed when leasing may begin.
func (s *simulated) run(ctx context.Context, start <-chan struct{}) {
	for !s.register(ctx) {
		if !sleep(ctx, pause) {
			return
		}
	}
	var beats sync.WaitGroup
	defer beats.Wait()
	if s.cfg.Beat > 0 {
		first := time.Duration(s.rnd.Float64() * float64(s.cfg.Beat)) // not all at once
		beats.Go(func() { s.beat(ctx, first) })
	}
	select {
	case <-start:
	case <-ctx.Done():
		return
	}
	for ctx.Err() == nil {
		asked := time.Now()
		grants, err := s.plane.Lease(ctx, muster.LeaseRequest{Capabilities: s.caps, Max: s.cfg.Lease, Wait: s.cfg.Wait})
		if err != nil {
			s.wrong(ctx, TimeLease, err)
			sleep(ctx, pause)
			continue
		}
		s.rec.lease(grants, asked, time.Now())
		s.hold(grants)
		if sleep(ctx, s.took()) {
			s.deliver(ctx, grants)
		}
		s.drop(grants)
	}
}

func (s *simulated) register(ctx context.Context) bool {
	_, err := s.plane.Register(ctx, muster.Registration{
		Name: s.name, Version: "bench", Group: s.cfg.Group, Zone: s.cfg.Zone, Capabilities: s.caps,
	})
	if err != nil {
		s.wrong(ctx, "register", err)
	}
	return err == nil
}

// took draws how long a lease's tasks take.
func (s *simulated) took() time.Duration {
	return time.Duration(float64(s.cfg.Took) * (1 + s.cfg.Jitter*(2*s.rnd.Float64()-1)))
}

// wrong records an error that is not the end of the run.
func (s *simulated) wrong(ctx context.Context, call string, err error) {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < almost {
		return // the server hears of deadlines, and may notice this one first
	}
	if ctx.Err() == nil {
		s.rec.fault(call, err, time.Now())
	}
}

func (s *simulated) hold(grants []muster.Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range grants {
		s.held[g.Task.ID] = g.Fence
	}
}

func (s *simulated) drop(grants []muster.Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range grants {
		delete(s.held, g.Task.ID)
		delete(s.gone, g.Task.ID)
	}
}

// beat sends heartbeats until ctx ends.
func (s *simulated) beat(ctx context.Context, first time.Duration) {
	if !sleep(ctx, first) {
		return
	}
	tick := time.NewTicker(s.cfg.Beat)
	defer tick.Stop()
	for {
		s.beatOnce(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *simulated) beatOnce(ctx context.Context) {
	var h muster.Heartbeat
	s.mu.Lock()
	for id, fence := range s.held {
		h.Leases = append(h.Leases, muster.LeaseProgress{Task: id, Fence: fence, Progress: 50})
	}
	s.mu.Unlock()
	asked := time.Now()
	answer, err := s.plane.Heartbeat(ctx, h)
	if err != nil {
		s.wrong(ctx, TimeBeat, err)
		return
	}
	s.rec.time(TimeBeat, time.Since(asked))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range answer.Leases {
		// What was delivered meanwhile is not held any more, rightly.
		if _, ours := s.held[l.Task]; ours && !l.Held && !s.gone[l.Task] {
			s.gone[l.Task] = true
		}
	}
}

// stopped reports whether the worker was told to stop a task.
func (s *simulated) stopped(id muster.TaskID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gone[id]
}

// deliver ends the tasks of one lease: some fail, the others are uploaded and
// completed in one call.
func (s *simulated) deliver(ctx context.Context, grants []muster.Grant) {
	var failing, proving []muster.Grant
	for _, g := range grants {
		switch {
		case s.stopped(g.Task.ID):
			s.rec.count(&s.rec.lost)
		case s.rnd.Float64() < s.cfg.Failures:
			failing = append(failing, g)
		default:
			proving = append(proving, g)
		}
	}
	outputs := make([]*muster.Completion, len(proving))
	var each errgroup.Group
	each.SetLimit(atOnce)
	for _, g := range failing {
		each.Go(func() error { s.fail(ctx, g); return nil })
	}
	for i, g := range proving {
		each.Go(func() error { outputs[i] = s.prove(ctx, g); return nil })
	}
	_ = each.Wait() // none returns an error
	var done []muster.Completion
	var tasks []muster.Task
	for i, g := range proving {
		if outputs[i] != nil {
			done = append(done, *outputs[i])
			tasks = append(tasks, g.Task)
		}
	}
	s.complete(ctx, tasks, done)
}

func (s *simulated) fail(ctx context.Context, g muster.Grant) {
	asked := time.Now()
	err := s.plane.Fail(ctx, muster.FailureReport{Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient, Message: "asked to fail"})
	if err != nil {
		s.wrong(ctx, TimeFail, err)
		return
	}
	s.rec.time(TimeFail, time.Since(asked))
	s.rec.count(&s.rec.given)
}

// prove fetches a task's inputs, makes its output, and uploads it, unless it may
// come with the completion. Nil means that it did not work out.
func (s *simulated) prove(ctx context.Context, g muster.Grant) *muster.Completion {
	inputs := g.Inputs
	if !g.Slice.Artifact.IsZero() {
		inputs = append([]muster.GrantInput{g.Slice}, inputs...)
	}
	if s.cfg.Inputs {
		for _, in := range inputs {
			if s.cfg.Inline && in.Inline != nil {
				continue
			}
			asked := time.Now()
			if _, err := s.transfer.Fetch(ctx, in.Artifact, in.URL); err != nil {
				s.wrong(ctx, TimeFetch, err)
				return nil
			}
			s.rec.time(TimeFetch, time.Since(asked))
		}
	}
	out := outputOf(g.Task)
	a := muster.Artifact{Digest: muster.DigestOf(out), Size: int64(len(out))}
	done := &muster.Completion{Task: g.Task.ID, Fence: g.Fence, Output: a}
	if s.cfg.Inline && a.Size <= g.InlineLimit {
		done.Inline = out
		return done
	}
	asked := time.Now()
	var signed time.Duration
	err := s.transfer.Store(ctx, a, out, func(ctx context.Context) (muster.Upload, error) {
		began := time.Now()
		u, err := s.plane.SignUpload(ctx, "", g.Task.ID, g.Fence, a)
		signed = time.Since(began)
		return u, err
	})
	if err != nil {
		s.wrong(ctx, TimeUpload, err)
		return nil
	}
	s.rec.time(TimeSign, signed)
	s.rec.time(TimeUpload, time.Since(asked)-signed)
	return done
}

// outputOf is what the mock prover would make of a task, or for a stage that
// makes no proof, bytes that are its own.
func outputOf(t muster.Task) []byte {
	if t.Statement.System != "" {
		return mock.Prove(t.Statement)
	}
	sum := sha256.Sum256([]byte("muster bench " + t.ID))
	return sum[:]
}

// complete names the outputs, several in one call.
func (s *simulated) complete(ctx context.Context, tasks []muster.Task, done []muster.Completion) {
	if len(done) == 0 {
		return
	}
	asked := time.Now()
	outcomes := make([]rpc.Outcome, 1)
	var err error
	if len(done) == 1 {
		outcomes[0].Answer, outcomes[0].Err = s.plane.Complete(ctx, done[0])
	} else {
		outcomes, err = s.plane.CompleteAll(ctx, done)
	}
	if err != nil {
		s.wrong(ctx, TimeComplete, err)
		return
	}
	now := time.Now()
	s.rec.time(TimeComplete, now.Sub(asked))
	for i, o := range outcomes {
		switch {
		case o.Err != nil:
			s.wrong(ctx, TimeComplete, o.Err)
		case o.Answer.Accepted:
			s.rec.accept(tasks[i], now)
		default:
			s.rec.count(&s.rec.refused)
		}
	}
}

// sleep reports whether the time passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// nameOf names the n-th worker.
func nameOf(n int) string { return fmt.Sprintf("bench-%d", n) }
