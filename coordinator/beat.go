package coordinator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// seenEvery is the pause between two writes of which workers were seen.
	seenEvery = time.Second
	// seenParts says how precisely the store knows when a worker was seen: to
	// one part in this many of the time after which a silent one is offline. A
	// worker that beats three times in a lease may lose a beat and is still seen
	// in time.
	seenParts = 6
	// mostSeen is how many workers one write tells of.
	mostSeen = 2000
)

// Heartbeat extends a worker's leases and brings it commands. One without
// leases asks nothing of the store.
func (c *Coordinator) Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	w, err := c.fleet.last(ctx, h.Worker)
	if err != nil {
		return muster.HeartbeatAnswer{}, fmt.Errorf("heartbeat: %w", err)
	}
	now := c.now()
	c.seen.beat(h.Worker, now)
	if err := c.comesBack(ctx, w); err != nil {
		return muster.HeartbeatAnswer{}, fmt.Errorf("heartbeat: %w", err)
	}
	answer := muster.HeartbeatAnswer{Drain: w.State == muster.WorkerDraining || w.State == muster.WorkerSuspended}
	if len(h.Leases) == 0 {
		return answer, nil
	}
	answer.Leases, err = c.cfg.Store.LeaseExtend(ctx, muster.LeaseExtendParams{
		Worker: h.Worker, Leases: h.Leases, LeaseFor: c.cfg.LeaseFor, Now: now,
	})
	if err != nil {
		return muster.HeartbeatAnswer{}, fmt.Errorf("extend leases of %s: %w", h.Worker, err)
	}
	return answer, nil
}

// Known returns a worker as this process remembers it, however long ago it was
// read; one that it does not know it reads, or returns ErrNotFound.
func (c *Coordinator) Known(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.fleet.last(ctx, id)
}

// comesBack brings a worker online that was taken for lost.
func (c *Coordinator) comesBack(ctx context.Context, w muster.Worker) error {
	if w.State != muster.WorkerOffline {
		return nil
	}
	// First, lest it be taken for lost again at once.
	now := c.now()
	if err := c.cfg.Store.WorkerSeen(ctx, map[muster.WorkerID]time.Time{w.ID: now}); err != nil {
		return fmt.Errorf("mark worker as seen: %w", err)
	}
	back, err := c.cfg.Store.WorkerMove(ctx, w.ID, muster.WorkerOnline, now)
	if errors.Is(err, muster.ErrState) { // it came back elsewhere, or was suspended
		back, err = c.cfg.Store.WorkerGet(ctx, w.ID)
	}
	if err != nil {
		return fmt.Errorf("bring worker back online: %w", err)
	}
	c.fleet.put(back)
	c.changed()
	return nil
}

// seen remembers when workers beat, so that the store is told of many at once
// and of each now and then.
type seen struct {
	mu sync.Mutex
	of map[muster.WorkerID]sighting
}

// sighting is when a worker beat last, and what the store was told of that.
type sighting struct{ beat, told time.Time }

func (s *seen) beat(id muster.WorkerID, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = make(map[muster.WorkerID]sighting)
	}
	at := s.of[id]
	at.beat = now
	s.of[id] = at
}

// due returns up to a number of workers of whose beats the store knows none
// within the span before. It forgets those that were told of and went silent.
func (s *seen) due(now time.Time, span time.Duration, most int) map[muster.WorkerID]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := make(map[muster.WorkerID]time.Time)
	for id, at := range s.of {
		switch since := at.beat.Sub(at.told); {
		case since >= span || since < 0: // the clock went backwards
			due[id] = at.beat
		case now.Sub(at.beat) > 2*seenParts*span:
			delete(s.of, id)
		}
		if len(due) == most {
			break
		}
	}
	return due
}

// told notes what the store knows.
func (s *seen) told(seen map[muster.WorkerID]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range seen {
		known := s.of[id]
		known.told = at
		s.of[id] = known
	}
}

// tellSeen tells the store which workers were seen.
func (c *Coordinator) tellSeen(ctx context.Context) error {
	for {
		due := c.seen.due(c.now(), c.cfg.OfflineFor/seenParts, mostSeen)
		if len(due) == 0 {
			return nil
		}
		if err := c.cfg.Store.WorkerSeen(ctx, due); err != nil {
			return fmt.Errorf("mark workers as seen: %w", err)
		}
		c.seen.told(due)
		if len(due) < mostSeen {
			return nil
		}
	}
}

// seenLoop tells the store which workers were seen, until ctx ends. What the
// store can't be told it is told later.
func (c *Coordinator) seenLoop(ctx context.Context) error {
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()
	failed := false
	for {
		err := c.tellSeen(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			c.log.WarnContext(ctx, "tell the store of heartbeats", "error", err)
		}
		failed = err != nil
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
