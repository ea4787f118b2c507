package settletest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Store holds settlements and offices in memory, as a muster.Store does. It is
// safe for concurrent use.
type Store struct {
	mu      sync.Mutex
	rows    map[row]*muster.SettlementDetail
	claims  map[claimed]muster.BatchID
	batches map[muster.BatchID]muster.BatchState
	offices map[string]muster.Leader
	line    int64
	hook    func(Write) error
	moves   []muster.SettlementMoveParams
}

// Write is a call that writes to the store, before or after the store has done
// it.
type Write struct {
	Method string // attempt, move, sent, hold or leave
	Done   bool
}

type row struct {
	batch muster.BatchID
	chain string
}

type claimed struct {
	chain, sender string
	nonce         uint64
}

var (
	_ muster.SettlementStore = (*Store)(nil)
	_ muster.LeaderStore     = (*Store)(nil)
)

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{rows: map[row]*muster.SettlementDetail{}, claims: map[claimed]muster.BatchID{}, batches: map[muster.BatchID]muster.BatchState{}, offices: map[string]muster.Leader{}}
}

// Hook has every write ask f first, before it does anything and once it is done;
// an error of f is the write's. Nil ends that.
func (s *Store) Hook(hook func(Write) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = hook
}

// Insert adds a batch that is settled on the chains, last in line.
func (s *Store) Insert(b muster.BatchID, now time.Time, chains ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line++
	s.batches[b] = muster.BatchProving
	for _, c := range chains {
		s.rows[row{b, c}] = &muster.SettlementDetail{Settlement: muster.Settlement{Batch: b, Chain: c, Sequence: s.line, State: muster.SettlementWaiting, CreatedAt: now, UpdatedAt: now}}
	}
}

// Prove moves a batch's settlements to prepared.
func (s *Store) Prove(b muster.BatchID, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches[b] = muster.BatchSettling
	for k, d := range s.rows {
		if k.batch == b && d.State == muster.SettlementWaiting {
			d.State, d.UpdatedAt = muster.SettlementPrepared, now
		}
	}
}

// Batch returns the state of a batch.
func (s *Store) Batch(b muster.BatchID) muster.BatchState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batches[b]
}

// Moves returns the moves that were done, in order.
func (s *Store) Moves() []muster.SettlementMoveParams {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.moves)
}

func (s *Store) write(ctx context.Context, method string, do func() error) error {
	s.mu.Lock()
	hook := s.hook
	s.mu.Unlock()
	for _, done := range []bool{false, true} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if hook != nil {
			if err := hook(Write{Method: method, Done: done}); err != nil {
				return err
			}
		}
		if !done {
			s.mu.Lock()
			err := do()
			s.mu.Unlock()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// SettlementGet returns a settlement or ErrNotFound.
func (s *Store) SettlementGet(_ context.Context, b muster.BatchID, chain string) (muster.Settlement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.get(b, chain)
	if err != nil {
		return muster.Settlement{}, err
	}
	return d.Settlement, nil
}

func (s *Store) get(b muster.BatchID, chain string) (*muster.SettlementDetail, error) {
	if d, ok := s.rows[row{b, chain}]; ok {
		return d, nil
	}
	return nil, muster.Errorf(muster.CodeNotFound, "no settlement of %s on %s", b, chain)
}

// SettlementList returns settlements in their order.
func (s *Store) SettlementList(_ context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []muster.Settlement
	for _, d := range s.rows {
		if (f.Batch == "" || d.Batch == f.Batch) && (f.Chain == "" || d.Chain == f.Chain) && (f.States == nil || slices.Contains(f.States, d.State)) {
			list = append(list, d.Settlement)
		}
	}
	slices.SortFunc(list, func(a, b muster.Settlement) int {
		bySequence := cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.Batch, b.Batch))
		if f.Newest {
			bySequence = -bySequence
		}
		return cmp.Or(cmp.Compare(a.Chain, b.Chain), bySequence)
	})
	return list[:min(len(list), cmp.Or(f.Limit, 100), 1000)], nil
}

// SettlementAttempts returns the attempts of a settlement.
func (s *Store) SettlementAttempts(_ context.Context, b muster.BatchID, chain string) ([]muster.SettlementAttempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.get(b, chain)
	if err != nil {
		return nil, err
	}
	return slices.Clone(d.Tries), nil
}

// SettlementAttempt stores a signed transaction.
func (s *Store) SettlementAttempt(ctx context.Context, p muster.SettlementAttemptParams) (got muster.Settlement, err error) {
	a := p.Attempt
	err = s.write(ctx, "attempt", func() error {
		d, err := s.get(a.Batch, a.Chain)
		if err != nil {
			return err
		}
		if err := s.held(p.Office, p.Holder, p.Now); err != nil {
			return err
		}
		for _, old := range d.Tries {
			if old.TxHash == a.TxHash {
				got = d.Settlement
				return nil
			}
		}
		if err := s.turn(d); err != nil {
			return err
		}
		key := claimed{a.Chain, a.Sender, a.Nonce}
		if owner, ok := s.claims[key]; ok && owner != a.Batch {
			return muster.Errorf(muster.CodeConflict, "nonce %d is claimed by %s", a.Nonce, owner)
		}
		s.claims[key] = a.Batch
		a.Number = len(d.Tries) + 1
		d.Tries = append(d.Tries, a)
		d.State, d.Sender, d.Nonce, d.Attempts, d.UpdatedAt = muster.SettlementSubmitted, a.Sender, a.Nonce, a.Number, p.Now
		got = d.Settlement
		return nil
	})
	return got, err
}

// turn returns ErrState where a settlement takes no attempt.
func (s *Store) turn(d *muster.SettlementDetail) error {
	switch d.State {
	case muster.SettlementSubmitted:
		return nil
	case muster.SettlementPrepared:
	default:
		return muster.Errorf(muster.CodeState, "the settlement of %s is %s", d.Batch, d.State)
	}
	if s.batches[d.Batch] != muster.BatchSettling {
		return muster.Errorf(muster.CodeState, "batch %s is %s", d.Batch, s.batches[d.Batch])
	}
	for _, other := range s.rows {
		switch other.State {
		case muster.SettlementWaiting, muster.SettlementPrepared, muster.SettlementFailed:
			if other.Chain == d.Chain && other.Sequence < d.Sequence {
				return muster.Errorf(muster.CodeState, "batch %s goes first", other.Batch)
			}
		default:
		}
	}
	return nil
}

// Fail fails a batch, whose settlements stay as they are.
func (s *Store) Fail(b muster.BatchID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches[b] = muster.BatchFailed
}

// allowed returns ErrState for a move that is nobody's to make.
func allowed(d *muster.SettlementDetail, to muster.SettlementState) error {
	if d.State == to {
		return nil
	}
	bad := !muster.SettlementTransitions.Allows(d.State, to) || to == muster.SettlementSubmitted && len(d.Tries) == 0
	if bad || d.State == muster.SettlementWaiting && to == muster.SettlementPrepared {
		return muster.Errorf(muster.CodeState, "the settlement of %s is %s, which can't become %s", d.Batch, d.State, to)
	}
	return nil
}

// SettlementMove moves a settlement.
func (s *Store) SettlementMove(ctx context.Context, p muster.SettlementMoveParams) (got muster.Settlement, err error) {
	err = s.write(ctx, "move", func() error {
		d, err := s.get(p.Batch, p.Chain)
		if err != nil {
			return err
		}
		if p.Office != "" {
			if err := s.held(p.Office, p.Holder, p.Now); err != nil {
				return err
			}
		}
		if err := allowed(d, p.To); err != nil {
			return err
		}
		if d.State == p.To && d.State.Terminal() {
			got = d.Settlement
			return nil
		}
		if d.Waiting != p.Waiting {
			d.Waiting, d.Since = p.Waiting, p.Now
		}
		if p.Waiting == "" {
			d.Since = time.Time{}
		}
		if p.To == muster.SettlementFinal && d.State != p.To {
			d.FinalAt = p.Now
		}
		d.State, d.Failure, d.UpdatedAt = p.To, p.Failure, p.Now
		d.TxHash, d.Block, d.BlockHash, d.GasUsed, d.Fee = p.TxHash, p.Block, p.BlockHash, p.GasUsed, p.Fee
		s.moves = append(s.moves, p)
		s.finish(p.Batch)
		got = d.Settlement
		return nil
	})
	return got, err
}

// finish completes or fails a settling batch of which nothing is open.
func (s *Store) finish(b muster.BatchID) {
	final := false
	for k, d := range s.rows {
		if k.batch == b && !d.State.Terminal() {
			return
		}
		final = final || k.batch == b && d.State == muster.SettlementFinal
	}
	if s.batches[b] != muster.BatchSettling {
		return
	}
	s.batches[b] = muster.BatchFailed
	if final {
		s.batches[b] = muster.BatchCompleted
	}
}

// SettlementSent records what came of sending an attempt.
func (s *Store) SettlementSent(ctx context.Context, p muster.SettlementSentParams) error {
	return s.write(ctx, "sent", func() error {
		d, err := s.get(p.Batch, p.Chain)
		if err != nil {
			return err
		}
		for i := range d.Tries {
			a := &d.Tries[i]
			if a.TxHash != p.TxHash {
				continue
			}
			a.Error = p.Error // a success clears it
			if p.Error == "" && a.SentAt.IsZero() {
				a.SentAt = p.Now
			}
			return nil
		}
		return muster.Errorf(muster.CodeNotFound, "no attempt %s of %s", p.TxHash, p.Batch)
	})
}

func (s *Store) held(office, holder string, now time.Time) error {
	if l := s.offices[office]; l.Holder != holder || holder == "" || !now.Before(l.Until) {
		return muster.Errorf(muster.CodeLeaseLost, "%s does not hold %s", holder, office)
	}
	return nil
}

// LeaderHold takes or renews an office.
func (s *Store) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (got muster.Leader, err error) {
	err = s.write(ctx, "hold", func() error {
		l := s.offices[p.Office]
		switch {
		case l.Holder == p.Holder:
			l.Until = p.Now.Add(p.For)
		case l.Holder == "" || !p.Now.Before(l.Until):
			l = muster.Leader{Office: p.Office, Holder: p.Holder, Term: l.Term + 1, Since: p.Now, Until: p.Now.Add(p.For)}
		}
		s.offices[p.Office] = l
		got = l
		return nil
	})
	return got, err
}

// LeaderLeave gives an office up.
func (s *Store) LeaderLeave(ctx context.Context, office, holder string) error {
	return s.write(ctx, "leave", func() error {
		if l := s.offices[office]; l.Holder == holder {
			s.offices[office] = muster.Leader{Office: office, Term: l.Term}
		}
		return nil
	})
}
