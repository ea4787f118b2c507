package submitter

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market/markettest"
)

// story is a batch with the ones around it, turn by turn.
type story struct {
	sourcing muster.Sourcing
	// batch changes it as it is admitted.
	batch func(*world, *muster.Batch)
	// network does what the request's network does at a state.
	network map[muster.RequestState]func(w *world, b muster.BatchID)
	// slow keeps the own fleet from finishing for so many turns once it has the
	// batch.
	slow int
	want func(o outcome, from string) bool
}

const fromNetwork = "network network-"

func byNetwork(from string) bool {
	return len(from) > len(fromNetwork) && from[:len(fromNetwork)] == fromNetwork
}

var stories = map[string]story{
	"market-first, proven": {
		sourcing: muster.SourceMarketFirst,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending:   func(w *world, b muster.BatchID) { w.acknowledge(b, true) },
			muster.RequestCommitted: func(w *world, b muster.BatchID) { w.prove(b, true) },
		},
		want: func(o outcome, _ string) bool { return o.submitted == 1 && o.invalid == 0 },
	},
	"market-first, refused": {
		sourcing: muster.SourceMarketFirst,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending: func(w *world, b muster.BatchID) { w.acknowledge(b, false) },
		},
		want: func(o outcome, from string) bool { return from == "fleet" && o.valid == 0 },
	},
	"market-first, unacknowledged": {
		sourcing: muster.SourceMarketFirst,
		want: func(o outcome, from string) bool {
			return from == "fleet" && o.submitted == o.unacknowledged && o.valid == 0
		},
	},
	"market-first, committed and vanished": {
		sourcing: muster.SourceMarketFirst,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending: func(w *world, b muster.BatchID) { w.acknowledge(b, true) },
		},
		want: func(o outcome, from string) bool { return from == "fleet" && o.submitted == o.timedOut && o.valid == 0 },
	},
	"market-first, invalid proof": {
		sourcing: muster.SourceMarketFirst,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending:   func(w *world, b muster.BatchID) { w.acknowledge(b, true) },
			muster.RequestCommitted: func(w *world, b muster.BatchID) { w.prove(b, false) },
		},
		slow: 3,
		want: func(o outcome, from string) bool { return from == "fleet" && o.invalid == o.submitted && o.valid == 0 },
	},
	"market-only, refused once": {
		sourcing: muster.SourceMarketOnly,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending:   func(w *world, b muster.BatchID) { w.acknowledge(b, w.request(b).Attempt > 1) },
			muster.RequestCommitted: func(w *world, b muster.BatchID) { w.prove(b, true) },
		},
		want: func(o outcome, from string) bool { return byNetwork(from) && o.submitted == 2 && o.valid == 1 },
	},
	"market-only, invalid once": {
		sourcing: muster.SourceMarketOnly,
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending:   func(w *world, b muster.BatchID) { w.acknowledge(b, true) },
			muster.RequestCommitted: func(w *world, b muster.BatchID) { w.prove(b, w.request(b).Attempt > 1) },
		},
		want: func(o outcome, from string) bool {
			return byNetwork(from) && o.submitted == 2 && o.valid == 1 && o.invalid == 1
		},
	},
	"own-first, late": {
		sourcing: muster.SourceOwnFirst,
		batch: func(w *world, b *muster.Batch) {
			b.Deadline = w.now().Add(time.Hour)
			w.muster.explain[b.ID] = muster.Explanation{Cause: muster.CauseNoWorkers}
		},
		network: map[muster.RequestState]func(*world, muster.BatchID){
			muster.RequestPending:   func(w *world, b muster.BatchID) { w.acknowledge(b, true) },
			muster.RequestCommitted: func(w *world, b muster.BatchID) { w.prove(b, true) },
		},
		slow: 1000,
		want: func(o outcome, from string) bool { return byNetwork(from) && o.submitted == 1 && o.valid == 1 },
	},
}

// tell plays a story to its end. crashAt is the point at which the submitter
// dies, once; 0 is never. Where not mined, it may die while a transaction waits
// in the pool, and it waits for confirmations. It returns how many points there were.
func tell(t *testing.T, c *markettest.Chain, s story, crashAt int, mined bool) (points int) {
	t.Helper()
	var point func(name string)
	w := newWorld(t, c, func(cfg *Config) {
		cfg.Inputs = watched{cfg.Inputs, func(name string) { point(name) }}
		if !mined {
			cfg.Confirmations = 2
		}
	})
	point = func(name string) {
		points++
		if points == crashAt {
			panic(crash(name))
		}
	}
	w.muster.effect = point
	w.send = func(ctx context.Context, call evm.Call) (*types.Receipt, error) {
		point("send")
		if _, err := c.Submitter.Post(ctx, &call.To, nil, call.Data); err != nil {
			return nil, err
		}
		if !mined {
			point("in the pool")
		}
		if err := c.Mine(1); err != nil {
			return nil, err
		}
		point("sent")
		return nil, nil
	}
	b := nextBatch()
	w.muster.add(b, s.sourcing, func(batch *muster.Batch) {
		if s.batch != nil {
			s.batch(w, batch)
		}
	})
	died, diedAt, owned := "", 0, 0
	const most = 60
	for turn := range most {
		func() {
			defer func() {
				if r := recover(); r != nil {
					name, ok := r.(crash)
					if !ok {
						panic(r)
					}
					died, diedAt = string(name), turn
					w.restart()
				}
			}()
			if err := w.turn(); err != nil {
				t.Fatal(err)
			}
		}()
		if r := w.request(b); r != nil && s.network[r.State] != nil {
			s.network[r.State](w, b)
		}
		batch := w.muster.peek(b)
		if batch.State == muster.BatchProving && !w.muster.held(b) {
			if owned++; owned > s.slow+1 {
				w.muster.proveByFleet(b)
			}
		}
		if batch.State == muster.BatchCompleted && len(w.s.watches) == 0 && turn > diedAt {
			break
		}
		c.Pass(20 * time.Second)
	}
	o, r := w.outcome(b), w.request(b)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("killed at %d (%s): %s: %+v, request %+v, proven by %q\n%s", crashAt, died, fmt.Sprintf(format, args...), o, r, w.muster.from[b], w.log)
	}
	switch {
	case crashAt > 0 && died == "":
		fail("it did not die")
	case w.muster.peek(b).State != muster.BatchCompleted || w.muster.proven[b] != 1:
		fail("the batch is %s, proven %d times", w.muster.peek(b).State, w.muster.proven[b])
	case o.valid > 1 || o.earned != o.valid:
		fail("it was paid %d times", o.earned)
	case byNetwork(w.muster.from[b]) && o.valid != 1:
		fail("the network's proof was taken and not paid")
	case r != nil && !r.State.Dead() && r.State != muster.RequestValidated:
		fail("the request was left alone")
	case o.submitted > 0 && o.submitted != r.Attempt:
		fail("attempts and requests differ")
	case !s.want(o, w.muster.from[b]):
		fail("not what the story says")
	case len(w.s.watches) != 0:
		fail("it is still watched")
	}
	return points
}

// watched is a place for inputs that somebody watches.
type watched struct {
	Inputs
	point func(name string)
}

func (w watched) Put(ctx context.Context, doc []byte) (string, error) {
	w.point("put")
	defer w.point("stored")
	return w.Inputs.Put(ctx, doc)
}

// crash is how the submitter dies in a test.
type crash string

func TestKilledAtEveryStep(t *testing.T) {
	for name, s := range stories {
		for _, mined := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/mined=%t", name, mined), func(t *testing.T) {
				t.Parallel()
				c := markettest.Start(t, markettest.Options{})
				points := tell(t, c, s, 0, mined)
				if points < 2 {
					t.Fatalf("only %d points", points)
				}
				for at := 1; at <= points && !t.Failed(); at++ {
					tell(t, c, s, at, mined)
				}
				t.Logf("killed at each of %d points", points)
			})
		}
	}
}
