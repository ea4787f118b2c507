package settler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// Store is what a settler needs of the plane's store.
type Store interface {
	muster.SettlementStore
	muster.LeaderStore
}

// Proofs tells what is settled.
type Proofs interface {
	// Claim returns a proven batch with its final proof.
	Claim(ctx context.Context, b muster.BatchID) (settle.Claim, error)
}

// Config is what a settler is made of.
type Config struct {
	Store    Store
	Chain    settle.Chain
	Proofs   Proofs
	Policy   settle.Policy
	Name     string           // of this settler, unlike all others'
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger     // nil: none
	Observer Observer         // nil: none
	// Poll is the pause between two looks at the chain: 2 s. After errors it
	// grows up to a minute.
	Poll time.Duration
	// OfficeFor is how long a settler that dies keeps others from going on: 15 s.
	OfficeFor time.Duration
	// CallFor bounds each call of the chain, the store and the proofs: 20 s. A
	// look at the chain gets so much more for every 20 attempts that it is about.
	CallFor time.Duration
	// Jitter returns numbers from 0 to 1 that spread pauses after errors; nil:
	// random ones.
	Jitter func() float64
}

// maxPause bounds the pauses after errors.
const maxPause = time.Minute

// Settler carries out the settlements of one chain.
type Settler struct {
	cfg    Config
	office string
	log    *slog.Logger
	wake   chan struct{}
}

// New returns a settler that does nothing until Run. Returns CodeInvalid, naming
// the field, where the configuration makes no sense.
func New(cfg Config) (*Settler, error) {
	switch {
	case cfg.Store == nil || cfg.Chain == nil || cfg.Proofs == nil:
		return nil, muster.Errorf(muster.CodeInvalid, "a settler needs a store, a chain and proofs")
	case cfg.Name == "":
		return nil, muster.InvalidField("name", "a name unlike other settlers'", "")
	case cfg.Chain.Name() == "":
		return nil, muster.InvalidField("chain", "a name", "")
	case cfg.Poll < 0 || cfg.OfficeFor < 0 || cfg.CallFor < 0:
		return nil, muster.Errorf(muster.CodeInvalid, "a settler's durations can't be negative")
	}
	if err := cfg.Policy.Check(); err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Observer == nil {
		cfg.Observer = nobody{}
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	cfg.Poll = cmp.Or(cfg.Poll, 2*time.Second)
	cfg.OfficeFor = cmp.Or(cfg.OfficeFor, 15*time.Second)
	cfg.CallFor = cmp.Or(cfg.CallFor, 20*time.Second)
	return &Settler{
		cfg: cfg, office: Office(cfg.Chain.Name()),
		log:  cfg.Logger.With("chain", cfg.Chain.Name(), "settler", cfg.Name),
		wake: make(chan struct{}, 1),
	}, nil
}

// Office returns the name of the office of a chain's settlers.
func Office(chain string) string { return "settle/" + chain }

// Wake has the settler look at once, because something is to be settled.
func (s *Settler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run settles until the context ends, and gives the office up then.
func (s *Settler) Run(ctx context.Context) error {
	defer s.cfg.Observer.Settling(Report{Chain: s.cfg.Chain.Name()})
	for failed := 0; ctx.Err() == nil; {
		until, err := s.hold(ctx)
		if err == nil {
			failed = 0
			s.term(ctx, until)
			continue
		}
		s.cfg.Observer.Settling(Report{Chain: s.cfg.Chain.Name()})
		pause := s.cfg.OfficeFor / 4
		if !errors.Is(err, errElsewhere) && ctx.Err() == nil {
			s.log.WarnContext(ctx, "take office", "error", err)
			failed++
			pause = s.backoff(failed)
		}
		s.wait(ctx, pause, nil)
	}
	return nil
}

// errElsewhere says that another settler has the office.
var errElsewhere = errors.New("another settler is active")

// hold takes or renews the office and returns until when it has it.
func (s *Settler) hold(ctx context.Context) (time.Time, error) {
	limit, cancel := context.WithTimeout(ctx, s.cfg.OfficeFor)
	defer cancel()
	row, err := s.cfg.Store.LeaderHold(limit, muster.LeaderHoldParams{Office: s.office, Holder: s.cfg.Name, For: s.cfg.OfficeFor, Now: s.cfg.Now()})
	if err != nil {
		return time.Time{}, fmt.Errorf("hold %s: %w", s.office, err)
	}
	if row.Holder != s.cfg.Name {
		return time.Time{}, errElsewhere
	}
	return row.Until, nil
}

// term settles while this settler has the office, and gives it up if it ends by
// itself.
func (s *Settler) term(ctx context.Context, until time.Time) {
	s.log.InfoContext(ctx, "this settler is active")
	held, lose := context.WithCancelCause(ctx)
	var renewal sync.WaitGroup
	renewal.Go(func() { s.renew(held, lose, until) })
	t := &term{Settler: s, lose: lose, over: map[muster.BatchID]bool{}}
	t.run(held)
	lose(nil)
	renewal.Wait()
	if cause := context.Cause(held); ctx.Err() == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		s.log.WarnContext(ctx, "this settler is active no more", "error", cause)
		s.wait(ctx, s.cfg.OfficeFor/4, nil)
		return
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.cfg.Store.LeaderLeave(last, s.office, s.cfg.Name); err != nil {
		s.log.WarnContext(ctx, "leave an office, which ends by itself", "error", err)
	}
}

// renew renews the office until it is lost.
func (s *Settler) renew(ctx context.Context, lose context.CancelCauseFunc, until time.Time) {
	tick := time.NewTicker(s.cfg.OfficeFor / 4)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		next, err := s.hold(ctx)
		switch {
		case err == nil:
			until = next
		case errors.Is(err, errElsewhere) || !s.cfg.Now().Before(until):
			lose(fmt.Errorf("renew office: %w", err))
			return
		}
	}
}

// wait waits for a pause, a channel or the end.
func (s *Settler) wait(ctx context.Context, pause time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}

// backoff returns the pause after so many errors in a row.
func (s *Settler) backoff(failed int) time.Duration {
	pause := min(s.cfg.Poll<<min(failed, 10), maxPause)
	return pause/2 + time.Duration(s.cfg.Jitter()*float64(pause/2))
}
