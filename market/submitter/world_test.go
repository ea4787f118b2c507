package submitter

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
	"github.com/muster-zk/muster/proof/mock"
)

// world is a submitter between a real contract and a muster in memory, which
// moves step by step.
type world struct {
	t      testing.TB
	chain  *markettest.Chain
	muster *fakeMuster
	cfg    Config
	s      *Submitter
	log    *lines
	seen   *tally
	skew   time.Duration // our clock less the chain's
	// send replaces how transactions are sent; nil: into a block at once.
	send func(ctx context.Context, c evm.Call) (*types.Receipt, error)
}

var batchNumber struct {
	sync.Mutex
	n int
}

// nextBatch returns an id that no test has used.
func nextBatch() muster.BatchID {
	batchNumber.Lock()
	defer batchNumber.Unlock()
	batchNumber.n++
	return muster.BatchID(fmt.Sprintf("batch_00000000abcdef%018x", batchNumber.n))
}

func newWorld(t testing.TB, c *markettest.Chain, changes ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, chain: c, log: new(lines), seen: newTally()}
	w.muster = newMuster(t, w.now)
	folder, err := OpenFolder(t.TempDir(), "http://inputs.example")
	if err != nil {
		t.Fatal(err)
	}
	w.cfg = Config{
		Muster: w.muster, Node: c.Client(), Contract: c.Contract, Sender: w, Account: c.Submitter.Address(), Inputs: folder,
		Policy:    Policy{Price: Price{Fixed: 2_000_000}, Timeout: leastTimeout, Pause: 10 * time.Second},
		AllowMock: true, Observer: w.seen, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelInfo})), Now: w.now,
	}
	for _, change := range changes {
		change(&w.cfg)
	}
	w.restart()
	return w
}

// restart replaces the submitter by one that remembers nothing.
func (w *world) restart() {
	w.t.Helper()
	s, err := New(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := s.check(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	s.spawn = func(f func()) { f() }
	w.s = s
}

func (w *world) now() time.Time { return w.chain.Now().Add(w.skew) }

// Send implements Sender.
func (w *world) Send(ctx context.Context, c evm.Call) (*types.Receipt, error) {
	if w.send != nil {
		return w.send(ctx, c)
	}
	w.muster.effect("send")
	defer w.muster.effect("sent")
	return w.chain.Submitter.Send(ctx, c)
}

// turn has the submitter look at everything once.
func (w *world) turn() error {
	ctx := context.Background()
	err := w.s.round(ctx)
	w.s.unstarted()
	var all []*watch
	for _, v := range w.s.watches {
		all = append(all, v)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].batch < all[j].batch })
	for _, v := range all {
		select {
		case <-v.kick:
		default:
		}
		if _, done := w.s.advance(ctx, v); done {
			w.s.forget(v)
		}
	}
	return err
}

// turns has it look, and fails on errors.
func (w *world) turns(n int) {
	w.t.Helper()
	for range n {
		if err := w.turn(); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) id(b muster.BatchID) market.RequestID {
	w.t.Helper()
	id, err := market.RequestFor(1337, b)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// request returns a batch's request, nil where there is none.
func (w *world) request(b muster.BatchID) *market.Request {
	w.t.Helper()
	r, err := maybe(w.chain.Contract.Request(context.Background(), w.id(b)))
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) wantRequest(b muster.BatchID, s muster.RequestState) market.Request {
	w.t.Helper()
	r := w.request(b)
	if r == nil || r.State != s {
		w.t.Fatalf("request of %s is %+v, expected %s\n%s", b, r, s, w.log)
	}
	return *r
}

func (w *world) acknowledge(b muster.BatchID, accept bool) {
	w.t.Helper()
	w.chain.AssignedTo(w.id(b)).Must(w.chain.Contract.Acknowledge(w.id(b), accept))
}

// prove has the network bring a valid proof, or another.
func (w *world) prove(b muster.BatchID, valid bool) {
	w.t.Helper()
	proof := mock.Prove(w.muster.peek(b).Statement)
	if !valid {
		proof = []byte("no proof")
	}
	w.chain.AssignedTo(w.id(b)).Must(w.chain.Contract.Prove(w.id(b), proof, 1_500_000))
}

// outcome is what the chain tells of a batch's requests.
type outcome struct{ submitted, unacknowledged, timedOut, valid, invalid, earned int }

func (w *world) outcome(b muster.BatchID) (o outcome) {
	w.t.Helper()
	events, err := w.chain.Contract.Events(context.Background(), 0, w.chain.Head().Number.Uint64())
	if err != nil {
		w.t.Fatal(err)
	}
	id := w.id(b)
	for _, e := range events {
		switch {
		case e.Submitted != nil && e.Submitted.ID == id:
			o.submitted++
		case e.Unacknowledged != nil && e.Unacknowledged.ID == id:
			o.unacknowledged++
		case e.TimedOut != nil && e.TimedOut.ID == id:
			o.timedOut++
		case e.Judged != nil && e.Judged.ID == id && e.Judged.Valid:
			o.valid++
		case e.Judged != nil && e.Judged.ID == id:
			o.invalid++
		case e.Earned != nil && e.Earned.ID == id:
			o.earned++
		}
	}
	return o
}

// lines is a log that tests read.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *lines) count(text string) int { return strings.Count(l.String(), text) }

// tally is an observer that counts.
type tally struct {
	mu    sync.Mutex
	n     map[string]int
	free  market.USDC
	skew  time.Duration
	watch [2]int
}

func newTally() *tally { return &tally{n: map[string]int{}} }

func (c *tally) add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name]++
}

func (c *tally) of(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[name]
}

func (c *tally) RequestSeen(network string, s muster.RequestState) { c.add(network + " " + string(s)) }
func (c *tally) FellBack(why string)                               { c.add("fell back: " + why) }
func (c *tally) Sent(tx, failed string)                            { c.add("sent " + tx + " " + failed) }
func (c *tally) AttemptsSpent()                                    { c.add("attempts spent") }
func (c *tally) LateProof(string)                                  { c.add("late proof") }
func (c *tally) Funds(free market.USDC) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = free
}
func (c *tally) Skew(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = d
}
func (c *tally) Watching(batches, alerts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watch = [2]int{batches, alerts}
}

func (c *tally) watched() (batches, alerts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.watch[0], c.watch[1]
}

func (c *tally) Reachable(what string, ok bool) { c.add(fmt.Sprintf("%s reachable: %t", what, ok)) }

func TestMarketFirstFromAdmissionToPayment(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c)
	folder := w.cfg.Inputs.(*Folder)
	server := httptest.NewServer(folder.Handler())
	defer server.Close()
	folder.base = server.URL
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	w.turns(1)
	r := w.wantRequest(b, muster.RequestPending)
	if r.MaxReward != 2_000_000 || r.Protocol != [3]uint32{0, 1, 0} || r.ProveBy.Sub(r.SubmittedAt) != leastTimeout {
		t.Errorf("asked for as %+v", r)
	}
	// What a network does with the URL.
	sub, err := c.Contract.Submission(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	at, digest, err := market.ParseInputsURL(sub.InputsURL)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Client().Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	in, err := market.DecodeInputs(resp.Body, digest)
	if err != nil || in.Batch != b || string(in.Input) != "input of "+string(b) || !bytes.Equal(in.Statement.Public, []byte(b)) {
		t.Fatalf("inputs %+v (%v)", in, err)
	}

	hold := w.muster.peek(b).Hold
	if !strings.Contains(hold.Reason, "network network-1 until") || hold.Until.Sub(w.now()) < 2*time.Minute {
		t.Errorf("held until %s (now %s): %s", hold.Until, w.now(), hold.Reason)
	}
	w.acknowledge(b, true)
	w.turns(1)
	if hold := w.muster.peek(b).Hold; !strings.Contains(hold.Reason, "is with network network-1 until") || hold.Until.Sub(r.ProveBy) < 0 || hold.Until.Sub(r.ProveBy) > time.Minute {
		t.Errorf("held until %s, prove by %s: %s", hold.Until, r.ProveBy, hold.Reason)
	}
	w.prove(b, true)
	w.turns(2)
	w.wantRequest(b, muster.RequestValidated)
	if w.muster.peek(b).State != muster.BatchCompleted || w.muster.from[b] != "network network-1" {
		t.Errorf("batch %s, proven by %q", w.muster.peek(b).State, w.muster.from[b])
	}
	if o := w.outcome(b); o != (outcome{submitted: 1, valid: 1, earned: 1}) {
		t.Errorf("%+v", o)
	}
	if len(w.s.watches) != 0 {
		t.Errorf("%d watches are left", len(w.s.watches))
	}
}
