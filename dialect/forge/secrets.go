package forge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// labelSecret marks batches whose input holds spending keys. The input is
	// deleted when the batch has ended, but for one that failed and that an
	// operator may retry.
	labelSecret = "forge_secret"
	// secretRetry says that an operator may retry the batch when it has failed.
	secretRetry = "retry"
	// secretOnce says that nobody may: who wants the proof brings the key again.
	secretOnce = "once"

	sweepEvery = 10 * time.Second
	// lookEvery is the pause between two looks for what others accepted.
	lookEvery = time.Minute
)

// secrets are batches whose inputs are still to be deleted.
type secrets struct {
	mu   sync.Mutex
	open map[muster.BatchID]bool
}

func (s *secrets) add(id muster.BatchID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = make(map[muster.BatchID]bool)
	}
	s.open[id] = true
}

func (s *secrets) list() []muster.BatchID {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]muster.BatchID, 0, len(s.open))
	for id := range s.open {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

func (s *secrets) remove(id muster.BatchID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, id)
}

// Run deletes the inputs of ended batches that hold spending keys, also those
// that another process accepted and did not live to forget, until ctx ends.
func (h *Handler) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var seen int64
	var looked time.Time
	for ctx.Err() == nil {
		if now := time.Now(); now.Sub(looked) >= lookEvery {
			last, err := h.findSecrets(ctx, seen)
			if err == nil {
				seen, looked = last, now
			} else if ctx.Err() == nil {
				h.opt.Log.WarnContext(ctx, "look for inputs that hold spending keys", "dialect", "forge", "error", err)
			}
		}
		h.Sweep(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	return nil
}

// findSecrets enters the stored batches whose inputs hold spending keys, those
// that came since the one seen last, and returns the newest.
func (h *Handler) findSecrets(ctx context.Context, seen int64) (newest int64, err error) {
	newest = seen
	for before := int64(0); ; {
		page, err := h.svc.Batches(ctx, muster.BatchFilter{Before: before, Limit: pageSize})
		if err != nil {
			return 0, err
		}
		for _, b := range page {
			newest, before = max(newest, b.Sequence), b.Sequence
			if b.Labels[labelSecret] != "" {
				h.secrets.add(b.ID)
			}
		}
		if len(page) < pageSize || before <= seen-overlap {
			return newest, nil
		}
	}
}

// Sweep deletes the inputs with spending keys of batches that have ended.
func (h *Handler) Sweep(ctx context.Context) {
	for _, id := range h.secrets.list() {
		if err := h.forget(ctx, id); err != nil && ctx.Err() == nil {
			h.opt.Log.WarnContext(ctx, "delete an input that holds spending keys", "dialect", "forge", "batch", id, "error", err)
		}
	}
}

// forget deletes a batch's input if it has ended for good. Where it is too early
// a later sweep does it.
func (h *Handler) forget(ctx context.Context, id muster.BatchID) error {
	b, err := h.svc.Batch(ctx, id)
	if errors.Is(err, muster.ErrNotFound) { // collected with the batch
		h.secrets.remove(id)
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up batch: %w", err)
	}
	if !b.State.Terminal() || b.State == muster.BatchFailed && b.Labels[labelSecret] == secretRetry {
		return nil
	}
	err = h.svc.Forget(ctx, id)
	if errors.Is(err, muster.ErrState) {
		return nil
	}
	if err != nil {
		return err
	}
	h.secrets.remove(id)
	return nil
}
