package settle_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settletest"
)

// TestWalk has everything go wrong in any order: reorganisations above what is
// final, lost transactions, crashes at each step, foreign transactions, fees
// that rise, nodes that fail. What must always hold is looked at after each
// action, and once the chain behaves again all gets final.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{T: t, world: newWorld()}
		w.policy = settle.Policy{Ceiling: "100000000000", Retries: 1}
		w.done = w.look
		for range rapid.IntRange(10, 120).Draw(t, "steps") {
			w.step()
		}
		w.behave()
	})
}

// depth is how many blocks are above a final one.
const depth = 4

type walk struct {
	*rapid.T
	*world
	batches int
	final   map[muster.BatchID]bool
}

func (w *walk) step() {
	switch n := rapid.IntRange(0, 31).Draw(w.T, "event"); {
	case n < 12:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(w.T, "seconds")) * time.Second)
		w.turn()
	case n < 17:
		w.fake.Mine(rapid.IntRange(1, 3).Draw(w.T, "blocks"))
	case n < 20:
		if w.batches < 6 {
			id := muster.BatchID(fmt.Sprintf("b%d", w.batches))
			w.claims[id] = settletest.ClaimOf(id, w.batches)
			w.store.Insert(id, w.now, chainName)
			w.batches++
		}
	case n < 22:
		if w.batches > 0 {
			w.store.Prove(muster.BatchID(fmt.Sprintf("b%d", rapid.IntRange(0, w.batches-1).Draw(w.T, "proven"))), w.now)
		}
	case n == 22:
		w.fake.Reorg(w.deep(), rapid.Bool().Draw(w.T, "lost"))
	case n == 23:
		w.fake.Drop(w.deep(), rapid.Bool().Draw(w.T, "lost"))
		w.fake.Mine(rapid.IntRange(1, 4).Draw(w.T, "blocks"))
	case n == 24:
		w.fake.Lose()
	case n == 25:
		w.fake.Spend(account)
	case n == 26:
		w.fake.SetFees(int64(rapid.SampledFrom([]int{1, 5, 10, 20, 45, 60}).Draw(w.T, "base")), int64(rapid.IntRange(1, 3).Draw(w.T, "tip")))
	case n == 27:
		w.fake.SetFaulty(rapid.IntRange(0, 1).Draw(w.T, "faulty"))
	case n == 28:
		w.restart()
	case n == 29:
		at := rapid.SampledFrom([]string{"signed", "stored", "send", "sent", "move", "moved"}).Draw(w.T, "crash")
		w.crash = func(step string) bool {
			if step != at {
				return false
			}
			w.crash = nil
			return true
		}
	case n == 30:
		method := rapid.SampledFrom([]string{"observe", "check", "sign", "send"}).Draw(w.T, "method")
		failure := failures(rapid.SampledFrom([]string{"unavailable", "exhausted", "internal", "odd"}).Draw(w.T, "how"))
		times, done := rapid.IntRange(1, 5).Draw(w.T, "times"), rapid.Bool().Draw(w.T, "done")
		w.fake.Hook(func(c settletest.Call) error {
			if c.Method != method || c.Done != done || times == 0 {
				return nil
			}
			times--
			return failure
		})
	default:
		w.fake.SetBalance(account, rapid.SampledFrom([]muster.Wei{"0", "10000000000000000", ether}).Draw(w.T, "balance"))
	}
}

// deep draws how many blocks a reorganisation takes, all above what was ever
// final.
func (w *walk) deep() int {
	return min(rapid.IntRange(0, 3).Draw(w.T, "deep"), int(w.fake.Height()-w.fake.Final()))
}

func (w *walk) turn() settle.Decision {
	d, err := w.poll(w.fake.As(account))
	if err != nil && !errors.Is(err, errCrash) {
		w.Fatalf("%v", err)
	}
	return d
}

// behave ends the trouble, and has an operator do what is the operator's.
func (w *walk) behave() {
	w.crash = nil
	w.fake.Hook(nil)
	w.fake.SetFees(10, 1)
	w.fake.SetFaulty(0)
	for i := range w.batches {
		w.store.Prove(muster.BatchID(fmt.Sprintf("b%d", i)), w.now)
	}
	for range 400 {
		w.fake.SetBalance(account, ether)
		d := w.turn()
		switch d.Class {
		case settle.ClassFailed:
			for _, e := range w.line() {
				if e.State == muster.SettlementFailed {
					if _, err := w.store.SettlementMove(w.Context(), muster.SettlementMoveParams{Batch: e.Batch, Chain: chainName, To: muster.SettlementPrepared, Now: w.now}); err != nil {
						w.Fatalf("retry: %v", err)
					}
				}
			}
		case settle.ClassNonceGap:
			w.fake.Spend(account)
		default:
		}
		if len(w.line()) == 0 {
			break
		}
		w.now = w.now.Add(6 * time.Second)
		w.fake.Mine(1)
	}
	if got, want := w.fake.State(), fmt.Sprintf("state %d", w.batches); got != want || len(w.line()) != 0 {
		w.show()
		w.Fatalf("in the end %s, not %s\n%s", got, want, w.trace.String())
	}
}

// look checks what must hold after each action.
func (w *walk) look(a settle.Action) {
	if len(w.memory.Taken) != 0 {
		w.Fatalf("a nonce of two settlements: %v", w.memory.Taken)
	}
	all := w.list(false, 1000)
	owner := map[uint64]muster.BatchID{}
	for _, d := range all {
		for i, t := range d.Tries {
			if o, ok := owner[t.Nonce]; ok && o != d.Batch {
				w.Fatalf("nonce %d of %s and %s", t.Nonce, o, d.Batch)
			}
			owner[t.Nonce] = d.Batch
			if i > 0 && d.Tries[i-1].Nonce == t.Nonce && !tenthMore(d.Tries[i-1].Fees, t.Fees) {
				w.Fatalf("replacement pays too little: %+v after %+v", t.Fees, d.Tries[i-1].Fees)
			}
		}
	}
	switch a := a.(type) {
	case settle.Attempt:
		w.attempted(a, all)
	case settle.Send:
		if _, err := w.store.SettlementGet(w.Context(), a.Attempt.Batch, chainName); err != nil || a.Attempt.Number == 0 {
			w.Fatalf("sent and not stored: %+v", a.Attempt)
		}
	case settle.Move:
		w.moved(a, all)
	}
}

func (w *walk) attempted(a settle.Attempt, all []muster.SettlementDetail) {
	if a.Fees.Cap.Big().Cmp(w.policy.Ceiling.Big()) > 0 {
		w.Fatalf("%s is above the ceiling", a)
	}
	fresh := true
	for _, d := range all {
		if n := len(d.Tries); d.Batch == a.Batch && n > 1 {
			fresh = d.Tries[n-2].Nonce != a.Nonce
		}
	}
	for _, d := range all {
		if d.Batch == a.Batch {
			w.alone(a, d)
			return
		}
		if !fresh {
			continue // the nonce is its own already
		}
		if d.State != muster.SettlementIncluded && !d.State.Terminal() {
			w.Fatalf("%s, and %s before it is %s", a, d.Batch, d.State)
		}
	}
}

// alone checks that no attempt with another nonce may yet be mined.
func (w *walk) alone(a settle.Attempt, d muster.SettlementDetail) {
	o, err := settletest.Look(w.fake, account, d.Tries)
	if err != nil {
		w.Fatalf("%v", err)
	}
	for _, t := range d.Tries {
		if t.Nonce == a.Nonce {
			continue
		}
		if s := o.Seen[t.TxHash]; t.Nonce >= o.FinalNonce || s.Mined && !s.Reverted {
			w.Fatalf("%s, and attempt %d with nonce %d may be mined: final nonce %d, %+v", a, t.Number, t.Nonce, o.FinalNonce, s)
		}
	}
}

func (w *walk) moved(m settle.Move, all []muster.SettlementDetail) {
	if w.final == nil {
		w.final = map[muster.BatchID]bool{}
	}
	if m.To == muster.SettlementFinal {
		w.final[m.Batch] = true
	}
	for _, d := range all {
		if w.final[d.Batch] && d.State != muster.SettlementFinal {
			w.Fatalf("%s was final and is %s", d.Batch, d.State)
		}
	}
	if m.To != muster.SettlementIncluded || m.From == m.To {
		return
	}
	for _, d := range all {
		if d.Batch == m.Batch {
			return
		}
		if d.State != muster.SettlementIncluded && !d.State.Terminal() {
			w.Fatalf("%s is included, and %s before it is %s", m.Batch, d.Batch, d.State)
		}
	}
}

func tenthMore(a, b muster.Fees) bool {
	more := func(x, y muster.Wei) bool {
		return new(big.Int).Mul(y.Big(), big.NewInt(10)).Cmp(new(big.Int).Mul(x.Big(), big.NewInt(11))) >= 0
	}
	return more(a.Cap, b.Cap) && more(a.Tip, b.Tip)
}
