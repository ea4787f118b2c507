package submitter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/proof/mock"
)

// memory is a chain in memory that lives in virtual time, a block each two
// seconds. It is its own node, and the sender's.
type memory struct {
	mu       sync.Mutex
	begun    time.Time
	ahead    time.Duration // of our clock
	requests map[market.RequestID]*market.Request
	proofs   map[market.RequestID][]byte
	earned   map[market.RequestID]int
	calls    int
	err      error // of every read
	network  func(r *market.Request, m *memory)
	do       map[string]func() error
	sent     map[string]int
	// slow is called before a transaction gets into a block.
	slow func(ctx context.Context, label string) error
}

func newMemory() *memory {
	return &memory{
		begun: time.Now(), requests: map[market.RequestID]*market.Request{}, proofs: map[market.RequestID][]byte{}, earned: map[market.RequestID]int{},
		do: map[string]func() error{}, sent: map[string]int{}, network: func(*market.Request, *memory) {}, slow: func(context.Context, string) error { return nil },
	}
}

// read counts a read, and has time pass for the requests.
func (m *memory) read() error {
	m.calls++
	for _, r := range m.requests {
		m.network(r, m)
		switch now := time.Now().Add(m.ahead); {
		case r.State == muster.RequestPending && now.After(r.AcknowledgeBy()):
			r.State = muster.RequestUnacknowledged
		case r.State == muster.RequestCommitted && now.After(r.ProveBy):
			r.State = muster.RequestTimedOut
		}
	}
	return m.err
}

func (m *memory) HeaderByNumber(_ context.Context, n *big.Int) (*types.Header, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n == nil {
		n = big.NewInt(int64(time.Since(m.begun) / (2 * time.Second)))
	}
	return &types.Header{Number: n, Time: uint64(m.begun.Add(m.ahead).Unix()) + 2*n.Uint64()}, m.read()
}

func (m *memory) ChainID(context.Context) (*big.Int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return big.NewInt(1337), m.read()
}

func (m *memory) Request(_ context.Context, id market.RequestID) (market.Request, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.read(); err != nil {
		return market.Request{}, err
	}
	if r, ok := m.requests[id]; ok {
		return *r, nil
	}
	return market.Request{}, muster.ErrNotFound
}

func (m *memory) RequestAt(ctx context.Context, id market.RequestID, _ uint64) (market.Request, error) {
	return m.Request(ctx, id)
}

func (m *memory) ProofOf(_ context.Context, r market.Request, _ uint64) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.proofs[r.ID], m.read()
}

func (m *memory) Events(context.Context, uint64, uint64) ([]market.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return nil, m.read()
}

func (m *memory) Network(_ context.Context, n uint8) (market.Network, error) {
	return market.Network{Number: n, Name: "lagrange"}, nil
}

func (m *memory) Funds(context.Context) (balance, obligations market.USDC, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return 1 << 40, 0, m.read()
}

func (m *memory) Paused(context.Context) (bool, error) { return false, nil }

func (m *memory) HasRole(context.Context, market.Role, common.Address) (bool, error) {
	return true, nil
}

// Try says that whatever it is would do, as a node that lags behind may.
func (m *memory) Try(context.Context, common.Address, evm.Call) error { return nil }

func (m *memory) call(label string, f func() error) evm.Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.do[label] = f
	return evm.Call{Label: label}
}

func (m *memory) Submit(id market.RequestID, p market.RequestParams) evm.Call {
	return m.call("ask "+id.String(), func() error {
		if r := m.requests[id]; r != nil && !r.State.Dead() {
			return &contracts.RevertError{Name: "DuplicatedProofRequest"}
		}
		now := time.Now()
		m.requests[id] = &market.Request{
			ID: id, State: muster.RequestPending, Number: uint64(len(m.requests) + 1), Attempt: 1, Network: 1, SubmittedAt: now, ProveBy: now.Add(p.Timeout),
			MaxReward: p.MaxReward,
		}
		return nil
	})
}

func (m *memory) Mark(id market.RequestID, s muster.RequestState) evm.Call {
	return m.call(fmt.Sprintf("mark %s %s", id, s), func() error { return nil })
}

func (m *memory) JudgeProof(r market.Request, valid bool) evm.Call {
	id := r.ID
	return m.call(fmt.Sprintf("judge %s %t", id, valid), func() error {
		if m.requests[id].ProofHash != r.ProofHash {
			return &contracts.RevertError{Name: "ProofMismatch"}
		}
		if m.requests[id].State != muster.RequestProven {
			return &contracts.RevertError{Name: "ProofRequestIsNotProven"}
		}
		if m.requests[id].State = muster.RequestValidationFailed; valid {
			m.requests[id].State = muster.RequestValidated
			m.earned[id]++
		}
		return nil
	})
}

func (m *memory) Send(ctx context.Context, c evm.Call) (*types.Receipt, error) {
	if err := m.slow(ctx, c.Label); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent[c.Label]++
	return nil, m.do[c.Label]()
}

// honest proves within five minutes.
func honest(f *fakeMuster) func(*market.Request, *memory) {
	return func(r *market.Request, m *memory) {
		switch age := time.Since(r.SubmittedAt); {
		case r.State == muster.RequestPending && age > 20*time.Second:
			r.State = muster.RequestCommitted
		case r.State == muster.RequestCommitted && age > 5*time.Minute:
			proof := mock.Prove(f.peek(r.ID.Batch()).Statement)
			m.proofs[r.ID] = proof
			r.State, r.ProvenAt, r.ProofHash = muster.RequestProven, time.Now(), crypto.Keccak256Hash(proof)
		}
	}
}

// running is a submitter that runs in a bubble.
type running struct {
	m    *memory
	f    *fakeMuster
	log  *lines
	seen *tally
}

// live runs a submitter for as long as f, and sees it end.
func live(t *testing.T, f func(ctx context.Context, r running)) {
	synctest.Test(t, func(t *testing.T) {
		r := running{m: newMemory(), log: new(lines), seen: newTally()}
		r.f = newMuster(t, time.Now)
		folder, err := OpenFolder(t.TempDir(), "http://inputs.example")
		if err != nil {
			t.Fatal(err)
		}
		s, err := build(Config{
			Muster: r.f, Node: r.m, Sender: r.m, Inputs: folder, Policy: Policy{Price: Price{Fixed: 1_000_000}, Timeout: 30 * time.Minute},
			AllowMock: true, Observer: r.seen, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		}, r.m)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		f(ctx, r)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func batchNamed(n int) muster.BatchID { return muster.BatchID(fmt.Sprintf("batch_%032x", n)) }

func TestRunTakesManyBatchesToTheMarket(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		r.m.network = honest(r.f)
		const n = 200
		for i := range n {
			r.f.add(batchNamed(i), muster.SourceMarketFirst)
			time.Sleep(time.Second)
		}
		time.Sleep(10 * time.Minute)
		for i := range n {
			b := batchNamed(i)
			id, _ := market.RequestFor(1337, b)
			if r.f.peek(b).State != muster.BatchCompleted || r.f.proven[b] != 1 || r.m.earned[id] != 1 {
				t.Errorf("%s is %s, paid %d times\n%s", b, r.f.peek(b).State, r.m.earned[id], r.log)
				return
			}
		}
		if batches, _ := r.seen.watched(); batches != 0 {
			t.Errorf("%d batches are still watched", batches)
		}
	})
}

func TestRunIsSilentWhenThereIsNothingToDo(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		time.Sleep(time.Hour)
		r.m.mu.Lock()
		calls := r.m.calls
		r.m.mu.Unlock()
		time.Sleep(24 * time.Hour)
		if r.log.String() != "" {
			t.Errorf("it says:\n%s", r.log)
		}
		r.m.mu.Lock()
		defer r.m.mu.Unlock()
		if perPoll := float64(r.m.calls-calls) / float64(24*time.Hour/defaultPoll); perPoll > 5 {
			t.Errorf("%.1f reads each time", perPoll)
		}
	})
}

func TestRunOutlivesANodeAndAMuster(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		r.m.network = honest(r.f)
		time.Sleep(time.Minute)
		r.m.mu.Lock()
		r.m.err = errors.New("connection refused")
		before := r.m.calls
		r.m.mu.Unlock()
		time.Sleep(time.Hour)
		r.m.mu.Lock()
		if n := r.m.calls - before; n > 90 {
			t.Errorf("a node that is away was asked %d times in an hour", n)
		}
		r.m.err = nil
		r.m.mu.Unlock()
		r.f.failing(func(string) error { return muster.Errorf(muster.CodeUnavailable, "starting") })
		time.Sleep(time.Hour)
		r.f.failing(nil)
		time.Sleep(2 * time.Minute)
		if r.log.count("does not answer") != 2 || r.log.count("answers again") != 2 {
			t.Errorf("it says:\n%s", r.log)
		}
		b := batchNamed(1)
		r.f.add(b, muster.SourceMarketFirst)
		time.Sleep(10 * time.Minute)
		if r.f.peek(b).State != muster.BatchCompleted {
			t.Errorf("batch %s\n%s", r.f.peek(b).State, r.log)
		}
	})
}

func TestSlowTransactionHoldsUpNoOtherBatch(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		r.m.network = honest(r.f)
		stuck, quick, dead := batchNamed(1), batchNamed(2), batchNamed(3)
		id, _ := market.RequestFor(1337, stuck)
		vanished, _ := market.RequestFor(1337, dead)
		r.m.slow = func(ctx context.Context, label string) error {
			if label == "ask "+id.String() {
				<-ctx.Done() // for ever
				return ctx.Err()
			}
			return nil
		}
		prove := r.m.network
		r.m.network = func(q *market.Request, m *memory) {
			if q.ID != vanished {
				prove(q, m)
			}
		}
		r.f.add(stuck, muster.SourceMarketFirst)
		time.Sleep(10 * time.Second)
		r.f.add(quick, muster.SourceMarketFirst)
		r.f.add(dead, muster.SourceMarketFirst)
		time.Sleep(3 * time.Minute)
		if r.f.held(dead) {
			t.Errorf("the unacknowledged request's batch is held\n%s", r.log)
		}
		r.m.mu.Lock()
		if n := r.m.sent[fmt.Sprintf("mark %s Unacknowledged", vanished)]; n != 1 {
			t.Errorf("it was marked %d times", n)
		}
		r.m.mu.Unlock()
		time.Sleep(5 * time.Minute)
		if r.f.peek(quick).State != muster.BatchCompleted {
			t.Errorf("the other batch is %s\n%s", r.f.peek(quick).State, r.log)
		}
		if r.f.held(stuck) {
			t.Errorf("the stuck batch is kept from the own fleet\n%s", r.log)
		}
	})
}

func TestRunEndsBeforeTheNodeAnswers(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		r.m.mu.Lock()
		r.m.err = errors.New("connection refused")
		r.m.mu.Unlock()
		time.Sleep(time.Hour)
	})
}
