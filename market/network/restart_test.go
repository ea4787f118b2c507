package network

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

var errKilled = errors.New("killed")

// killer ends a daemon at its n-th call of muster or sender: before the call has
// its effect, or after it and before the daemon hears of it.
type killer struct {
	mu    sync.Mutex
	calls int
	at    int
	after bool
	dead  bool
	op    string
}

func (k *killer) call(op string) (before, after error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dead {
		return errKilled, nil
	}
	k.calls++
	if k.calls != k.at {
		return nil, nil
	}
	k.dead, k.op = true, op
	if k.after {
		return nil, errKilled
	}
	return errKilled, nil
}

// A daemon that is killed at any of its calls, and started again, forgets no
// request, proves each once, and brings no proof twice.
func TestRestartAtEveryStep(t *testing.T) {
	w := newWorld(t)
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			k := &killer{at: at, after: after}
			w.muster = newFakeMuster(func() time.Time { return w.local })
			w.muster.proveAfter = 6
			w.ours.sent = nil
			w.ours.fail, w.muster.fail = k.call, k.call
			id := w.request(15 * time.Minute)
			d := w.daemon()
			for turns := 0; !k.dead && w.read(id).State != muster.RequestProven && turns < 20; turns++ {
				w.turn(d)
			}
			where := fmt.Sprintf("killed at call %d, %s (after: %t)", at, k.op, after)
			w.ours.fail, w.muster.fail = nil, nil
			// The inputs are gone once the batch is there.
			if w.muster.submitted > 0 {
				clear(w.documents)
			}
			w.until(w.daemon(), id, muster.RequestProven, 20)
			if n := w.muster.submitted; n != 1 {
				t.Errorf("%s: %d batches were submitted", where, n)
			}
			if n := w.ours.count("bring the proof"); n != 1 {
				t.Errorf("%s: the proof was brought %d times", where, n)
			}
			if n := w.ours.count("acknowledge"); n != 1 {
				t.Errorf("%s: it was acknowledged %d times", where, n)
			}
			w.judge(id, true)
			if !k.dead {
				t.Logf("%d calls (after: %t)", k.calls, after)
				break
			}
		}
	}
}

// The same for a request that the daemon refuses: it is refused, and no batch
// goes on.
func TestRestartAtEveryStepOfARefusal(t *testing.T) {
	w := newWorld(t)
	for at := 1; ; at++ {
		for _, after := range []bool{false, true} {
			k := &killer{at: at, after: after}
			w.muster = newFakeMuster(func() time.Time { return w.local })
			w.muster.left, w.muster.proveAfter = time.Hour, 1000
			w.ours.fail, w.muster.fail = k.call, k.call
			id := w.request(15 * time.Minute)
			d := w.daemon()
			for turns := 0; !k.dead && turns < 6; turns++ {
				w.turn(d)
			}
			w.ours.fail, w.muster.fail = nil, nil
			d = w.daemon()
			w.until(d, id, muster.RequestRefused, 10)
			w.turn(d)
			for _, s := range w.muster.all() {
				if s != muster.BatchCancelled {
					t.Errorf("killed at call %d, %s (after: %t): a batch is %s\n%s", at, k.op, after, s, w.logs)
				}
			}
			if !k.dead {
				return
			}
		}
	}
}

// A daemon that was down while its request timed out cancels the batch when it
// is back, although no event tells of it any more.
func TestRestartAfterTheDeadline(t *testing.T) {
	w := newWorld(t)
	w.muster.proveAfter = 1000
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.pass(3 * time.Hour)
	d = w.daemon(func(c *Config) { c.Lookback = time.Minute })
	w.turn(d)
	w.wantBatches(muster.BatchCancelled)
}

// The muster forgets everything, or somebody cancels the batch: it is submitted
// again, a few times.
func TestBatchIsLost(t *testing.T) {
	w := newWorld(t)
	w.muster.proveAfter = 1000
	d := w.daemon()
	id := w.request(30 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.muster.batches = nil
	w.turn(d)
	if n := w.muster.submitted; n != 2 {
		t.Errorf("%d batches were submitted", n)
	}
	for range 5 {
		w.muster.batches[len(w.muster.batches)-1].State = muster.BatchCancelled
		w.turn(d)
	}
	w.wantBatches(muster.BatchCancelled, muster.BatchCancelled, muster.BatchCancelled)
	w.wantLog("committed, and the batch was cancelled")
}

func TestBatchFailsAfterTheCommitment(t *testing.T) {
	w := newWorld(t)
	w.muster.proveAfter = 1000
	d := w.daemon()
	id := w.request(10 * time.Minute)
	w.until(d, id, muster.RequestCommitted, 5)
	w.muster.batches[0].State, w.muster.batches[0].Failure = muster.BatchFailed, "out of luck"
	w.turn(d)
	w.turn(d)
	w.wantLog("out of luck")
	if s := d.Status(); len(s.Requests) != 1 || s.Requests[0].Doing != Wait {
		t.Errorf("status %+v", s.Requests)
	}
}
