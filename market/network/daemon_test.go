package network

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func TestProvesARequestAndIsPaid(t *testing.T) {
	w := newWorld(t)
	d := w.daemon(func(c *Config) { c.Policy.ClaimAt = 1 })
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	w.wantBatches(muster.BatchCompleted)
	if b := w.muster.batches[0]; b.Sourcing != muster.SourceOwnOnly || b.Deadline.After(w.local.Add(10*time.Minute)) {
		t.Errorf("batch with sourcing %q and deadline %s, at %s", b.Sourcing, b.Deadline, w.local)
	}
	w.judge(id, true)
	w.pass(time.Minute)
	w.until(d, id, muster.RequestPaid, 3)
	if n := w.ours.count("bring the proof"); n != 1 {
		t.Errorf("%d proofs were brought", n)
	}
	if s := d.Status(); s.Name != "ours" || s.Node != "" || s.Muster != "" {
		t.Errorf("status %+v", s)
	}
}

func TestRefusesInTime(t *testing.T) {
	tests := []struct {
		name  string
		setup func(w *world, c *Config)
		log   string
		batch []muster.BatchState
	}{
		{"the fleet is too slow", func(w *world, _ *Config) { w.muster.left = time.Hour }, "the fleet needs about 1h0m0s", []muster.BatchState{muster.BatchCancelled}},
		{"nobody knows how long", func(w *world, _ *Config) { w.muster.left, w.muster.proveAfter = -1, 100 }, "can't say how long", []muster.BatchState{muster.BatchCancelled}},
		{"no workers", func(w *world, c *Config) {
			w.muster.left, w.muster.proveAfter, w.muster.cause, c.Policy.CommitUnknown = -1, 100, muster.CauseNoWorkers, true
		}, "nobody could work on it", []muster.BatchState{muster.BatchCancelled}},
		{"never planned", func(w *world, _ *Config) { w.muster.planAfter, w.muster.proveAfter = 100, 100 }, "not planned yet", []muster.BatchState{muster.BatchCancelled}},
		{"another circuit", func(w *world, _ *Config) {
			w.muster.states = func(muster.Batch) muster.Statement {
				s := theStatement
				s.Circuit = muster.DigestOf([]byte("another"))
				return s
			}
		}, "would prove something else", []muster.BatchState{muster.BatchCancelled}},
		{"other public inputs", func(w *world, _ *Config) {
			w.muster.states = func(muster.Batch) muster.Statement { s := theStatement; s.Public = []byte("other roots"); return s }
		}, "other public inputs", []muster.BatchState{muster.BatchCancelled}},
		{"another target", func(w *world, _ *Config) {
			w.muster.states = func(muster.Batch) muster.Statement { s := theStatement; s.Target = ""; return s }
		}, "a proof of kind groth16/bn254/", []muster.BatchState{muster.BatchCancelled}},
		{"the deadline is refused", func(w *world, _ *Config) {
			w.muster.refuse = func(muster.Submission) error { return muster.InvalidField("deadline", "later", "soon") }
		}, "submit to the muster: deadline", nil},
		{"the muster is full", func(w *world, _ *Config) {
			w.muster.refuse = func(muster.Submission) error { return muster.Errorf(muster.CodeExhausted, "quota") }
		}, "quota", nil},
		{"the muster is away", func(w *world, _ *Config) {
			w.muster.fail = func(string) (error, error) { return errors.New("connection refused"), nil }
		}, "has to be answered", nil},
		{"wrong digest", func(w *world, _ *Config) {
			w.serve = func(rw http.ResponseWriter, _ *http.Request) bool {
				_, _ = rw.Write([]byte("something else"))
				return true
			}
		}, "they hash to", nil},
		{"too large", func(_ *world, c *Config) { c.Fetch.MostBytes = 10 }, "at most 10 are taken", nil},
		{"too large, and does not say so", func(w *world, c *Config) {
			c.Fetch.MostBytes = 1000
			w.serve = func(rw http.ResponseWriter, _ *http.Request) bool {
				for range 100 {
					_, _ = rw.Write(make([]byte, 1000))
					rw.(http.Flusher).Flush()
				}
				return true
			}
		}, "more than 1000 bytes", nil},
		{"the server is down", func(w *world, _ *Config) {
			w.serve = func(rw http.ResponseWriter, _ *http.Request) bool {
				rw.WriteHeader(http.StatusInternalServerError)
				return true
			}
		}, "the server answered 500", nil},
		{"private address", func(_ *world, c *Config) { c.Fetch.AllowPrivate = false }, "not a public one", nil},
		{"reward too low", func(_ *world, c *Config) { c.Policy.LeastReward = 4_000_001 }, "it pays at most 4 USDC", nil},
		{"protocol version", func(_ *world, c *Config) { c.Policy.Protocols = [][3]uint32{{0, 30, 0}} }, "protocol version 0.29.1", nil},
		{"pipeline", func(_ *world, c *Config) { c.Policy.Pipelines = []string{"other"} }, "is not accepted", nil},
		{"no server answers", func(w *world, _ *Config) { w.server.Close() }, "refused", nil},
	}
	w := newWorld(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.muster, w.serve, w.ours.sent = newFakeMuster(func() time.Time { return w.local }), nil, nil
			w.logs.Reset()
			id := w.request(20 * time.Minute)
			d := w.daemon(func(c *Config) { test.setup(w, c) })
			w.until(d, id, muster.RequestRefused, 45) // turns of 3 s: two minutes are over by then
			w.muster.fail = nil
			w.turn(d)
			w.wantBatches(test.batch...)
			w.wantLog(test.log)
			if n := w.ours.count("acknowledge"); n != 1 {
				t.Errorf("%d acknowledgements", n)
			}
		})
	}
}

func TestURLOfNoUse(t *testing.T) {
	w := newWorld(t)
	for _, url := range []string{"ftp://example.org/x#sha256=00", "https://example.org/x", "file:///etc/passwd", "x"} {
		w.logs.Reset()
		id := w.requestWith(10*time.Minute, func(market.RequestID) string { return url })
		d := w.daemon()
		w.until(d, id, muster.RequestRefused, 3)
		w.wantLog("proofInputsUrl")
	}
}

func TestASlowServerIsNotWaitedForForLong(t *testing.T) {
	w := newWorld(t)
	release := make(chan struct{})
	w.serve = func(http.ResponseWriter, *http.Request) bool { <-release; return true }
	t.Cleanup(func() { close(release) })
	id := w.request(10 * time.Minute)
	other := w.request(10 * time.Minute)
	d := w.daemon(func(c *Config) { c.Fetch.Timeout = 20 * time.Millisecond })
	w.until(d, id, muster.RequestRefused, 45)
	w.until(d, other, muster.RequestRefused, 8) // it is told to try again at times of its own
	w.wantLog("has to be answered")
}

func TestLeavesOthersRequestsAlone(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.request(10 * time.Minute) // one in two is the other network's
	w.request(10 * time.Minute)
	for range 10 {
		w.turn(d)
	}
	for _, l := range w.ours.sent {
		if strings.Contains(l, "refuse") {
			t.Error(l)
		}
	}
	if n := w.muster.submitted; n != 2 {
		t.Errorf("%d batches for 2 requests of ours", n)
	}
}

func TestTakesNoMoreThanThePolicy(t *testing.T) {
	w := newWorld(t)
	d := w.daemon(func(c *Config) { c.Policy.MostOpen = 1 })
	w.muster.proveAfter = 8
	first, second := w.request(10*time.Minute), w.request(10*time.Minute)
	for range 4 {
		w.turn(d)
	}
	a, b := w.read(first).State, w.read(second).State
	committed, refused := muster.RequestCommitted, muster.RequestRefused
	if (a != committed || b != refused) && (a != refused || b != committed) {
		t.Fatalf("two requests at once are %s and %s", a, b)
	}
	if w.muster.submitted != 1 {
		t.Errorf("%d batches", w.muster.submitted)
	}
	third := w.request(10 * time.Minute)
	w.until(d, third, muster.RequestRefused, 3)
}

func TestTwoRequestsAtOnce(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	first, second := w.request(10*time.Minute), w.request(10*time.Minute)
	w.until(d, first, muster.RequestProven, 10)
	w.until(d, second, muster.RequestProven, 10)
	w.wantBatches(muster.BatchCompleted, muster.BatchCompleted)
}

func TestNothingIsProvenForFree(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	id := w.request(10 * time.Minute)
	w.ours.fail = func(string) (error, error) { return errors.New("node away"), nil }
	for range 10 {
		w.turn(d)
	}
	w.wantBatches(muster.BatchProving)
	w.pass(2 * time.Minute)
	w.turn(d)
	w.turn(d)
	w.wantBatches(muster.BatchCancelled)
	if s := w.read(id).State; s != muster.RequestUnacknowledged {
		t.Errorf("request is %s", s)
	}
	w.wantLog("Unacknowledged")
}

func TestALateProofIsNotSent(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.pass(10*time.Minute - 40*time.Second)
	w.turn(d)
	w.muster.proveAfter = 0
	w.pass(w.read(id).ProveBy.Sub(timeOf(d.clock.head)) - 10*time.Second) // within the margin
	w.turn(d)
	w.pass(time.Minute)
	for range 3 {
		w.turn(d)
	}
	if n := w.ours.count("bring"); n != 0 {
		t.Errorf("%d late proofs were sent", n)
	}
	if s := w.read(id).State; s != muster.RequestTimedOut {
		t.Errorf("request is %s", s)
	}
}

func TestABatchThatCantBeInTimeIsCancelled(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.pass(11 * time.Minute)
	w.turn(d)
	w.wantBatches(muster.BatchCancelled)
	if s := w.read(id).State; s != muster.RequestTimedOut {
		t.Errorf("request is %s", s)
	}
	w.pass(20 * time.Minute)
	w.turn(d)
	if n := len(d.Status().Requests); n != 0 {
		t.Errorf("%d requests are still told of", n)
	}
}

func TestAnotherAttempt(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	w.muster.proveAfter = 1000
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.pass(11 * time.Minute)
	for attempt := 2; ; attempt++ { // until it is ours again
		w.send(w.submitter, w.contract.Submit(id, market.RequestParams{InputsURL: w.publish(id), Timeout: 10 * time.Minute, MaxReward: 1_000_000}))
		if w.read(id).Network == 1 {
			break
		}
		w.pass(3 * time.Minute)
	}
	w.muster.proveAfter = 3
	w.until(d, id, muster.RequestProven, 10)
	w.wantBatches(muster.BatchCancelled, muster.BatchCompleted)
	if got := w.read(id).Reward; got != 1_000_000 {
		t.Errorf("reward %s", got)
	}
}

func TestClaimsValidationThatNobodyGave(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	w.pass(23 * time.Hour)
	w.turn(d)
	if s := w.read(id).State; s != muster.RequestProven {
		t.Fatalf("request is %s after 23 hours", s)
	}
	// A day later another daemon finds it too.
	w.pass(time.Hour + time.Minute)
	w.until(w.daemon(), id, muster.RequestValidated, 3)
}

func TestProofFailedValidation(t *testing.T) {
	w := newWorld(t)
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestProven, 10)
	w.judge(id, false)
	w.pass(time.Minute)
	w.turn(d)
	w.wantLog("level=ERROR msg=request")
}
