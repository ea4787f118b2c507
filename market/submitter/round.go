package submitter

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

const (
	// lookBack is how old requests may be that are still to be judged or marked:
	// older ones have ended, whatever became of them.
	lookBack = market.LongestTimeout + market.ValidateWithin + time.Hour
	// scanRange is how many blocks' events are asked for at once.
	scanRange = 1000
	// overlap is how many blocks are looked at again, besides those that may be
	// reorganised: other nodes behind one address may lag.
	overlap   = 8
	batchPage = 500
)

// scan is how far events were looked for. They wake batches' watches, and tell
// of requests whose batches have ended.
type scan struct {
	begun bool
	next  uint64              // first block that was not looked at
	seen  map[eventKey]uint64 // events of the blocks that are looked at again
}

type eventKey struct {
	block common.Hash
	index uint
}

// round looks at the chain and at the muster once, and wakes the watches of what
// changed. An error of one does not keep it from the other.
func (s *Submitter) round(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	head, chainErr := s.lookAtChain(ctx)
	s.node.note(ctx, chainErr)
	if chainErr == nil {
		// They are hints: without them all goes on, later.
		chainErr = s.scanEvents(ctx, head)
		s.events.note(ctx, chainErr)
	}
	batchErr := s.lookAtBatches(ctx)
	s.muster.note(ctx, batchErr)
	s.mu.Lock()
	alerts := 0
	for _, w := range s.watches {
		if w.alert.Load() != nil {
			alerts++
		}
	}
	count := len(s.watches)
	s.mu.Unlock()
	s.observer.Watching(count, alerts)
	return errors.Join(chainErr, batchErr)
}

// lookAtChain reads the clock and the funds, and returns the newest block's
// number.
func (s *Submitter) lookAtChain(ctx context.Context) (head uint64, _ error) {
	h, err := s.cfg.Node.HeaderByNumber(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("read the newest block: %w", err)
	}
	if s.clock.observe(s.cfg.Now(), h) {
		s.tellSkew(ctx)
	}
	s.stirDue(s.clock.now(s.cfg.Now()))
	balance, bound, err := s.chain.Funds(ctx)
	if err != nil {
		return 0, err
	}
	paused, err := s.chain.Paused(ctx)
	if err != nil {
		return 0, fmt.Errorf("read whether the market is paused: %w", err)
	}
	free := balance - min(balance, bound)
	s.observer.Funds(free)
	s.mu.Lock()
	s.free, s.paused = free, paused
	s.mu.Unlock()
	return h.Number.Uint64(), nil
}

func (s *Submitter) tellSkew(ctx context.Context) {
	skew, known := s.clock.ahead()
	if !known {
		return
	}
	s.observer.Skew(skew)
	if loud := skew.Abs() > loudSkew; loud != s.loud {
		s.loud = loud
		if loud {
			s.log.WarnContext(ctx, "our clock differs from the chain's: deadlines may be missed; set the clock", "ahead", skew.Round(time.Second))
		} else {
			s.log.InfoContext(ctx, "our clock agrees with the chain's again", "ahead", skew.Round(time.Second))
		}
	}
}

// scanEvents looks for events up to the head, and once more in the last blocks
// that it looked at before.
func (s *Submitter) scanEvents(ctx context.Context, head uint64) error {
	sc := &s.scan
	if !sc.begun {
		from, err := s.blockAt(ctx, s.clock.now(s.cfg.Now()).Add(-lookBack), head)
		if err != nil {
			return err
		}
		sc.next, sc.begun = from, true
	}
	back := s.cfg.Confirmations + overlap
	from := sc.next - min(sc.next, back)
	for size := uint64(scanRange); from <= head; {
		to := min(from+size-1, head)
		events, err := s.chain.Events(ctx, from, to)
		if market.TooMuch(err) && to > from {
			size = (to - from + 1) / 2
			continue
		}
		if err != nil {
			return err
		}
		for i := range events {
			s.event(&events[i])
		}
		// It moves on with or without events. A head that went back is followed.
		from, sc.next = to+1, to+1
	}
	for k, block := range sc.seen {
		if block+back < sc.next {
			delete(sc.seen, k)
		}
	}
	return nil
}

// event wakes the watch of the request that an event tells of, and begins one
// where there is none.
func (s *Submitter) event(e *market.Event) {
	var id market.RequestID
	switch {
	case e.Submitted != nil:
		id = e.Submitted.ID
	case e.Acknowledged != nil:
		id = e.Acknowledged.ID
	case e.Proven != nil:
		id = e.Proven.ID
	case e.Unacknowledged != nil:
		id = e.Unacknowledged.ID
	case e.TimedOut != nil:
		id = e.TimedOut.ID
	case e.Judged != nil:
		id = e.Judged.ID
	default:
		return
	}
	key := eventKey{e.BlockHash, e.LogIndex}
	if _, seen := s.scan.seen[key]; seen {
		return
	}
	s.scan.seen[key] = e.Block
	if own, err := market.RequestFor(s.cfg.Chain, id.Batch()); err != nil || own != id {
		return // another submitter's
	}
	s.stir(id, id.Batch(), func(*watch) bool { return true })
}

// blockAt returns the first block not before a time, at most head.
func (s *Submitter) blockAt(ctx context.Context, at time.Time, head uint64) (uint64, error) {
	low, high := uint64(0), head
	for low < high {
		mid := low + (high-low)/2
		h, err := s.cfg.Node.HeaderByNumber(ctx, new(big.Int).SetUint64(mid))
		if err != nil {
			return 0, fmt.Errorf("read block %d: %w", mid, err)
		}
		if time.Unix(int64(h.Time), 0).Before(at) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, nil
}

// lookAtBatches wakes the watches of open batches that changed, and of those
// that are not open any more.
func (s *Submitter) lookAtBatches(ctx context.Context) error {
	f := muster.BatchFilter{
		States: []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving}, Limit: batchPage,
	}
	open := make(map[market.RequestID]bool)
	for {
		page, err := s.cfg.Muster.Batches(ctx, f)
		if err != nil {
			return fmt.Errorf("list open batches: %w", err)
		}
		for i := range page {
			b := &page[i]
			if s.policy.sourcing(*b) == muster.SourceOwnOnly {
				continue
			}
			id, err := market.RequestFor(s.cfg.Chain, b.ID)
			if err != nil {
				return err
			}
			open[id] = true
			s.stir(id, b.ID, func(w *watch) bool {
				before := w.listed
				w.listed = listed{b.State, b.UpdatedAt, b.Hold}
				return w.listed != before
			})
		}
		if len(page) < f.Limit {
			break
		}
		f.Before = page[len(page)-1].Sequence
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, w := range s.watches {
		if !open[id] && w.listed != (listed{}) {
			w.listed = listed{}
			w.wake()
		}
	}
	return nil
}

// listed is what a list showed of a batch.
type listed struct {
	state   muster.BatchState
	updated time.Time
	hold    muster.Hold
}
