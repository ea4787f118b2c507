package network

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// watcher is an observer that tells of proofs and acknowledgements.
type watcher struct {
	Nothing
	acknowledged chan bool
	proven       chan market.USDC
}

func (o *watcher) Acknowledged(committed bool) { o.acknowledged <- committed }
func (o *watcher) Proven(reward market.USDC)   { o.proven <- reward }

func (w *world) running(t *testing.T, change ...func(*Config)) (stop func() error, o *watcher) {
	o = &watcher{acknowledged: make(chan bool, 10), proven: make(chan market.USDC, 10)}
	d := w.daemon(append(change, func(c *Config) {
		c.Now, c.Poll, c.Observer = time.Now, 2*time.Millisecond, o
		c.Muster = stepping{w.muster}
	})...)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return func() error { cancel(); return <-ended }, o
}

// stepping is a muster whose fleet works a step each time that it is asked.
type stepping struct{ *fakeMuster }

func (s stepping) Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	s.step()
	return s.fakeMuster.Batch(ctx, id)
}

func TestRun(t *testing.T) {
	w := newWorld(t)
	leaks := goleak.IgnoreCurrent()
	stop, o := w.running(t)
	id := w.request(10 * time.Minute)
	if !<-o.acknowledged {
		t.Error("refused")
	}
	if got := <-o.proven; got != 4_000_000 {
		t.Errorf("reward %s", got)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if s := w.read(id).State; s != muster.RequestProven {
		t.Errorf("request is %s", s)
	}
	w.server.CloseClientConnections()
	goleak.VerifyNone(t, leaks)
}

// held is a sender whose transactions take until they are let go.
type held struct {
	Sender
	begun chan string
	letGo chan struct{}
}

func (h *held) Send(ctx context.Context, c evm.Call) (*types.Receipt, error) {
	h.begun <- c.Label
	select {
	case <-h.letGo:
		return h.Sender.Send(ctx, c)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestRunEndsWithItsTransactions(t *testing.T) {
	w := newWorld(t)
	h := &held{Sender: w.ours, begun: make(chan string, 1), letGo: make(chan struct{})}
	stop, _ := w.running(t, func(c *Config) { c.Sender = h })
	id := w.request(10 * time.Minute)
	<-h.begun
	var ended sync.WaitGroup
	ended.Go(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	close(h.letGo)
	ended.Wait()
	if s := w.read(id).State; s != muster.RequestCommitted {
		t.Errorf("request is %s: the acknowledgement was given up", s)
	}
}

func TestRunEndsAfterItsGrace(t *testing.T) {
	w := newWorld(t)
	h := &held{Sender: w.ours, begun: make(chan string, 1), letGo: make(chan struct{})}
	stop, _ := w.running(t, func(c *Config) { c.Sender, c.Grace = h, time.Millisecond })
	w.request(10 * time.Minute)
	<-h.begun
	if err := stop(); err != nil {
		t.Error(err)
	}
	w.wantLog("transactions are still under way")
}

func TestRunBearsANodeThatIsAway(t *testing.T) {
	w := newWorld(t)
	node := &flaky{Backend: w.chain.Client()}
	w.backend = node
	asked := make(chan struct{}, 100)
	stop, o := w.running(t)
	_ = o
	if err := stop(); err != nil {
		t.Error(err)
	}
	node.fail = func(int64) error {
		select {
		case asked <- struct{}{}:
		default:
		}
		return errors.New("away")
	}
	d := w.daemonOn(t, node)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	for range 3 {
		<-asked
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// daemonOn makes a daemon while its node answers, which then does not.
func (w *world) daemonOn(t *testing.T, node *flaky) *Daemon {
	fail := node.fail
	node.fail = nil
	d := w.daemon(func(c *Config) { c.Now, c.Poll = time.Now, time.Millisecond })
	node.fail = fail
	t.Cleanup(d.fetch.close)
	return d
}
