package settler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

const (
	chainName = "l1"
	account   = "settler"
	ether     = muster.Wei("1000000000000000000")
	blockTime = 12 * time.Second
	depth     = 4
)

// plane is a chain with a block every 12 s, a store, and settlers that come and
// go, in a bubble of its own time.
type plane struct {
	*testing.T
	fake  *settletest.Fake
	store *settletest.Store
	quiet atomic.Bool // no blocks come

	mu      sync.Mutex
	claims  map[muster.BatchID]settle.Claim
	reports map[string]settler.Report // by settler
	classes map[settle.Class]bool     // that were ever reported
	acts    map[settler.Act]int
}

// inPlane runs a test in a plane.
func inPlane(t *testing.T, test func(p *plane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &plane{T: t, store: settletest.NewStore(), claims: map[muster.BatchID]settle.Claim{}, reports: map[string]settler.Report{}, classes: map[settle.Class]bool{}, acts: map[settler.Act]int{}}
		p.fake = settletest.NewFake(chainName, depth, time.Now)
		p.fake.SetBalance(account, ether)
		ctx, stop := context.WithCancel(t.Context())
		var blocks sync.WaitGroup
		blocks.Go(func() {
			tick := time.NewTicker(blockTime)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
				case <-ctx.Done():
					return
				}
				if !p.quiet.Load() {
					p.fake.Mine(1)
				}
			}
		})
		test(p)
		stop()
		blocks.Wait()
	})
}

// batch adds a proven batch, the next in line.
func (p *plane) batch() muster.BatchID {
	p.mu.Lock()
	n := len(p.claims)
	id := muster.BatchID(fmt.Sprintf("batch_%032x", n))
	p.claims[id] = settletest.ClaimOf(id, n)
	p.mu.Unlock()
	p.store.Insert(id, time.Now(), chainName)
	p.store.Prove(id, time.Now())
	return id
}

// Claim is the plane's proofs.
func (p *plane) Claim(_ context.Context, b muster.BatchID) (settle.Claim, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.claims[b], nil
}

type watcher struct {
	p    *plane
	name string
}

func (w watcher) Settling(r settler.Report) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	w.p.reports[w.name] = r
	w.p.classes[r.Class] = true
}

func (w watcher) Acted(_ string, a settler.Act) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	w.p.acts[a]++
}

func (p *plane) report(name string) settler.Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reports[name]
}

func (p *plane) was(c settle.Class) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.classes[c]
}

func (p *plane) count(a settler.Act) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.acts[a]
}

// start runs a settler and returns what ends it. change may replace parts of it.
func (p *plane) start(name string, change func(*settler.Config)) (*settler.Settler, context.CancelFunc) {
	p.Helper()
	cfg := settler.Config{
		Store: p.store, Chain: p.fake.As(account), Proofs: p, Name: name, Observer: watcher{p, name},
		Logger: slog.New(slog.NewTextHandler(p.Output(), nil)), Jitter: func() float64 { return 1 },
	}
	if change != nil {
		change(&cfg)
	}
	s, err := settler.New(cfg)
	if err != nil {
		p.Fatal(err)
	}
	ctx, cancel := context.WithCancel(p.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			p.Errorf("run: %v", err)
		}
	})
	return s, func() { cancel(); running.Wait() }
}

func (p *plane) get(b muster.BatchID) muster.Settlement {
	p.Helper()
	s, err := p.store.SettlementGet(p.Context(), b, chainName)
	if err != nil {
		p.Fatal(err)
	}
	return s
}

func (p *plane) tries(b muster.BatchID) []muster.SettlementAttempt {
	p.Helper()
	tries, err := p.store.SettlementAttempts(p.Context(), b, chainName)
	if err != nil {
		p.Fatal(err)
	}
	return tries
}

// until lets time go by until something is so.
func (p *plane) until(what string, ok func() bool) {
	p.Helper()
	for range 3600 {
		synctest.Wait()
		if ok() {
			return
		}
		time.Sleep(time.Second)
	}
	for _, r := range p.all() {
		p.Logf("%+v", r)
	}
	p.Fatalf("an hour, and not yet: %s", what)
}

func (p *plane) all() []muster.Settlement {
	list, err := p.store.SettlementList(p.Context(), muster.SettlementFilter{})
	if err != nil {
		p.Fatal(err)
	}
	return list
}

// finished waits until all settlements are final, and checks that each batch is
// in the chain once.
func (p *plane) finished() {
	p.Helper()
	p.until("all final", func() bool {
		for _, s := range p.all() {
			if s.State != muster.SettlementFinal {
				return false
			}
		}
		return true
	})
	list := p.all()
	if got, want := p.fake.State(), fmt.Sprintf("state %d", len(list)); got != want {
		p.Errorf("the chain is at %s, want %s", got, want)
	}
	owner := map[uint64]muster.BatchID{}
	for _, s := range list {
		if p.store.Batch(s.Batch) != muster.BatchCompleted {
			p.Errorf("batch %s is %s", s.Batch, p.store.Batch(s.Batch))
		}
		if s.Waiting != "" {
			p.Errorf("%s waits: %s", s.Batch, s.Waiting)
		}
		o, err := settletest.Look(p.fake, account, p.tries(s.Batch))
		if err != nil {
			p.Fatal(err)
		}
		mined := 0
		for _, a := range p.tries(s.Batch) {
			if other, ok := owner[a.Nonce]; ok && other != s.Batch {
				p.Errorf("nonce %d of %s and %s", a.Nonce, other, s.Batch)
			}
			owner[a.Nonce] = s.Batch
			if v := o.Seen[a.TxHash]; v.Mined && !v.Reverted {
				mined++
			}
		}
		if mined != 1 {
			p.Errorf("%s settled %d times", s.Batch, mined)
		}
	}
}

func (p *plane) state(b muster.BatchID, want muster.SettlementState) {
	p.Helper()
	p.until(string(want), func() bool { return p.get(b).State == want })
}

var errDead = errors.New("the process is dead")
