package submitter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// view reads all that a decision about a batch follows from. Returns ErrNotFound
// for a batch that the muster does not have.
func (s *Submitter) view(ctx context.Context, w *watch) (View, error) {
	status, err := s.cfg.Muster.Batch(ctx, w.batch)
	if notFound(err) {
		s.muster.note(ctx, nil)
		return View{}, err
	}
	s.muster.note(ctx, err)
	if err != nil {
		return View{}, fmt.Errorf("read batch %s: %w", w.batch, err)
	}
	w.known = true
	v := View{
		Batch: status.Batch, Sourcing: s.policy.sourcing(status.Batch), ID: w.id,
		Trouble: w.trouble, Sending: w.sent != nil, Held: w.held,
	}
	for _, t := range status.Tasks {
		v.Tasks += t.Count
	}
	err = s.viewChain(ctx, w, &v)
	s.node.note(ctx, err)
	if err != nil {
		return View{}, err
	}
	if err := s.viewMuster(ctx, &v, status.Tasks); err != nil {
		s.muster.note(ctx, err)
		return View{}, err
	}
	return v, nil
}

// viewChain reads the request.
func (s *Submitter) viewChain(ctx context.Context, w *watch, v *View) (err error) {
	if v.Request, err = maybe(s.chain.Request(ctx, w.id)); err != nil {
		return err
	}
	if v.Firm, err = s.firm(ctx, w.id, v.Request); err != nil {
		return err
	}
	v.Chain = s.clock.now(s.cfg.Now())
	s.mu.Lock()
	v.Free, v.Paused = s.free, s.paused
	s.mu.Unlock()
	r := v.Request
	if r == nil {
		return nil
	}
	v.Network = s.network(ctx, r.Network)
	if now := (seenState{r.Number, r.State}); w.seen != now {
		w.seen = now
		s.observer.RequestSeen(v.Network, r.State)
		s.log.InfoContext(ctx, "request seen", w.attrs(*v)...)
	}
	if w.judged == (proofKey{r.Number, r.ProofHash}) {
		v.Verdict = w.verdict
	}
	if s.cfg.Now().Sub(w.marked) > look && (r.State == muster.RequestUnacknowledged || r.State == muster.RequestTimedOut) {
		err := s.chain.Try(ctx, s.cfg.Account, s.chain.Mark(w.id, r.State))
		if err != nil && !errors.Is(err, evm.ErrReverted) {
			return err
		}
		v.Unmarked = err == nil
	}
	return nil
}

// firm reads a request as it was confirmations deep.
func (s *Submitter) firm(ctx context.Context, id market.RequestID, newest *market.Request) (*market.Request, error) {
	if s.cfg.Confirmations == 0 {
		return newest, nil
	}
	head, ok := s.clock.head()
	if !ok || head < s.cfg.Confirmations {
		return nil, nil
	}
	block := head - s.cfg.Confirmations
	if newest != nil && block < newest.Block {
		return nil, nil
	}
	r, err := maybe(s.chain.RequestAt(ctx, id, block))
	if errors.Is(err, market.ErrOtherAnswer) { // the contract is younger
		return nil, nil
	}
	return r, err
}

// maybe makes nothing of what is not there.
func maybe(r market.Request, err error) (*market.Request, error) {
	switch {
	case notFound(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &r, nil
}

// viewMuster reads what only some decisions need.
func (s *Submitter) viewMuster(ctx context.Context, v *View, tasks []muster.TaskCount) error {
	unasked := v.open() && v.Batch.State == muster.BatchProving && (v.Request == nil || v.Request.State.Dead())
	if unasked && v.Request == nil && v.Sourcing == muster.SourceOwnFirst && !v.held(s.cfg.Now()) {
		e, err := s.cfg.Muster.Explain(ctx, v.Batch.ID)
		if err != nil {
			return fmt.Errorf("ask when batch %s will be done: %w", v.Batch.ID, err)
		}
		v.OwnEnd, v.Idle = e.ETA, idle(e.Cause)
	}
	if unasked && s.policy.Price.PerHour > 0 {
		q, err := s.cfg.Muster.QueueReport(ctx)
		if err != nil {
			return fmt.Errorf("ask how long the tasks of batch %s take: %w", v.Batch.ID, err)
		}
		v.Work = work(tasks, q.Pools)
	}
	proven := v.Request != nil && v.Request.State == muster.RequestProven && v.Verdict == VerdictValid
	if proven && s.policy.JudgeAfter == AfterSettlement && len(v.Batch.Targets) > 0 {
		all, err := s.cfg.Muster.Settlements(ctx, muster.SettlementFilter{Batch: v.Batch.ID})
		if err != nil {
			return fmt.Errorf("ask for the settlements of batch %s: %w", v.Batch.ID, err)
		}
		v.Settled = len(all) > 0
		for i := range all {
			v.Settled = v.Settled && all[i].State.Terminal()
		}
	}
	return nil
}

// idle reports whether a cause says that no worker can take a batch's tasks.
func idle(c muster.Cause) bool {
	switch c {
	case muster.CauseNoWorkers, muster.CauseWorkersOffline, muster.CauseWorkersDrained, muster.CauseWorkersSuspended,
		muster.CauseUnmetBackend, muster.CauseUnmetPipeline, muster.CauseUnmetVersion, muster.CauseUnmetCircuit, muster.CauseUnmetStage,
		muster.CauseUnmetMemory, muster.CauseUnmetVRAM, muster.CauseUnmetGPU, muster.CauseUnmetCores, muster.CauseUnmetRegion,
		muster.CauseUnmetGroup, muster.CauseUnmet, muster.CauseOutgrown:
		return true
	default:
		return false
	}
}

// work estimates how long a batch's tasks take one after the other: each as its
// like in the pools, and those whose like is not known as long as the mean of
// the others.
func work(tasks []muster.TaskCount, pools []muster.QueuePool) time.Duration {
	type kind struct {
		round          int
		circuit, stage string
	}
	each := make(map[kind]time.Duration)
	for i := range pools {
		if p := &pools[i]; p.Each > 0 {
			each[kind{p.Needs.Round, p.Needs.CircuitName, p.Needs.Stage}] = p.Each
		}
	}
	var sum time.Duration
	known, unknown := 0, 0
	for _, t := range tasks {
		if d := each[kind{t.Round, t.Circuit, t.Stage}]; d > 0 {
			sum += d * time.Duration(t.Count)
			known += t.Count
		} else {
			unknown += t.Count
		}
	}
	if known == 0 {
		return 0
	}
	return sum + sum/time.Duration(known)*time.Duration(unknown)
}
