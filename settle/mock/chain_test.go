package mock_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/mock"
	"github.com/muster-zk/muster/settle/settletest"
)

func options() mock.Options {
	clock := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	return mock.Options{
		Name: "mock", Genesis: "state 0", Now: func() time.Time { return clock },
		Verify: func(_ context.Context, _ muster.Statement, proof []byte) error {
			if string(proof) != "holds" {
				return muster.Errorf(muster.CodeInvalidProof, "the proof does not hold")
			}
			return nil
		},
		States: func(s muster.Statement) (from, to string, err error) {
			from, to, ok := strings.Cut(string(s.Public), ">")
			if !ok {
				return "", "", muster.Errorf(muster.CodeInvalid, "claim %.40q", s.Public)
			}
			return from, to, nil
		},
	}
}

func open(t *testing.T, o mock.Options) *mock.Chain {
	t.Helper()
	c, err := mock.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func batch(n int) muster.BatchID { return muster.BatchID(fmt.Sprintf("batch_%032x", n)) }

// The chain can't be reorganised, nobody gives out funds on it, and its accounts
// make no transactions but settlements.
func TestConformance(t *testing.T) {
	for name, file := range map[string]string{"memory": "", "file": "chain"} {
		t.Run(name, func(t *testing.T) {
			settletest.Exercise(t, func(t *testing.T) settletest.Harness {
				o := options()
				if file != "" {
					o.File = filepath.Join(t.TempDir(), file)
				}
				c := open(t, o)
				return settletest.Harness{
					Chain: c.As("rich", mock.Funds), Poor: c.As("poor", "0"),
					Claim:   func(n int) settle.Claim { return settletest.ClaimOf(batch(n), n) },
					Invalid: func(n int) settle.Claim { return settletest.InvalidOf(batch(n), n) },
					Mine:    func() {},
				}
			})
		})
	}
}

// settled settles claim n and returns its attempt.
func settled(t *testing.T, c settle.Chain, n int) muster.SettlementAttempt {
	t.Helper()
	o, err := c.Observe(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Sign(t.Context(), settletest.ClaimOf(batch(n), n), o.Nonce, o.Fees)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(t.Context(), a.Raw); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRestartChangesNothing(t *testing.T) {
	o := options()
	o.File = filepath.Join(t.TempDir(), "chain")
	first := open(t, o)
	var tries []muster.SettlementAttempt
	for n := range 2 {
		tries = append(tries, settled(t, first.As("rich", mock.Funds), n))
	}
	before, err := first.As("rich", mock.Funds).Observe(t.Context(), tries)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	// A crash in the middle of a line.
	f, err := os.OpenFile(o.File, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"block":3,"tx_h`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again := open(t, o).As("rich", mock.Funds)
	after, err := again.Observe(t.Context(), tries)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("after a restart:\n%s", diff)
	}
	if err := again.Send(t.Context(), tries[1].Raw); err != nil {
		t.Errorf("sent again: %v", err)
	}
	third := settled(t, again, 2)
	if o, err := again.Observe(t.Context(), []muster.SettlementAttempt{third}); err != nil || o.Head != 3 || !o.Seen[third.TxHash].Mined || o.Seen[third.TxHash].Reverted {
		t.Errorf("third settlement: %+v, %v", o, err)
	}
}

func TestBrokenJournalIsRefused(t *testing.T) {
	for name, content := range map[string]string{"no JSON": "nonsense\n", "gap": `{"block":2,"sender":"a"}` + "\n", "nonce": `{"block":1,"sender":"a","nonce":1}` + "\n"} {
		o := options()
		o.File = filepath.Join(t.TempDir(), "chain")
		if err := os.WriteFile(o.File, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := mock.Open(o); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	if _, err := mock.Open(mock.Options{}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("without a name: %v", err)
	}
}

// Without the options that say otherwise anything settles, in any order.
func TestAnythingSettles(t *testing.T) {
	c := open(t, mock.Options{Name: "mock"}).As("rich", mock.Funds)
	for _, n := range []int{3, 1} {
		if err := c.Check(t.Context(), settletest.InvalidOf(batch(n), n)); err != nil {
			t.Error(err)
		}
		a := settled(t, c, n)
		if o, err := c.Observe(t.Context(), []muster.SettlementAttempt{a}); err != nil || o.Seen[a.TxHash].Reverted || o.Final != o.Head {
			t.Errorf("%+v, %v", o, err)
		}
	}
}

// What keeps a proof from being checked says nothing of it: nothing is recorded,
// and the same transaction settles later.
func TestUncheckedIsNotReverted(t *testing.T) {
	o := options()
	verify := o.Verify
	var why error
	o.Verify = func(ctx context.Context, s muster.Statement, proof []byte) error {
		if why != nil {
			return why
		}
		return verify(ctx, s, proof)
	}
	c := open(t, o).As("rich", mock.Funds)
	seen, err := c.Observe(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Sign(t.Context(), settletest.ClaimOf(batch(0), 0), seen.Nonce, seen.Fees)
	if err != nil {
		t.Fatal(err)
	}
	why = muster.Errorf(muster.CodeUnavailable, "no verifying key at the moment")
	if err := c.Send(t.Context(), a.Raw); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("sent: %v", err)
	}
	why = nil
	if err := c.Send(t.Context(), a.Raw); err != nil {
		t.Fatal(err)
	}
	seen, err = c.Observe(t.Context(), []muster.SettlementAttempt{a})
	if is := seen.Seen[a.TxHash]; err != nil || !is.Mined || is.Reverted || is.Block != 1 {
		t.Errorf("%+v, %v", is, err)
	}
}
