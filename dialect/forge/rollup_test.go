package forge_test

import (
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup"
)

// The built-in program reads what this dialect stores: a request with real
// signatures and Merkle paths, taken and stored, executes to its own roots.
func TestStoredInputIsReadByTheRollup(t *testing.T) {
	batch, err := rollup.Generate(5, 1, rollup.Mix{Accounts: 4, Transactions: 20, Withdrawals: 30, Shielded: 20, Notes: 3, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	p := rollup.Params{SlotsPerChunk: 4, Arity: 4}
	trace, err := batch.Execute(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	request, err := batch.MarshalWitness(trace)
	if err != nil {
		t.Fatal(err)
	}
	d := newDialect(t, nil)
	status, body := d.do("POST", "/v2/batch/prove", string(request))
	if status != 200 || !strings.Contains(body, `"batch_id":5,"estimated_time_ms":130000`) {
		t.Fatalf("%d %s", status, body)
	}
	stored := d.Input(muster.BatchID("batch_" + first))
	read, err := rollup.Decode(stored)
	if err != nil {
		t.Fatal(err)
	}
	again, err := read.Execute(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if again.Result.PostShieldedRoot == again.Result.PreShieldedRoot || again.Result.PostShieldedRoot != trace.Result.PostShieldedRoot {
		t.Errorf("shielded roots %s and %s, want %s", again.Result.PreShieldedRoot, again.Result.PostShieldedRoot, trace.Result.PostShieldedRoot)
	}
	if read.ID != 5 || again.Result.PostStateRoot != trace.Result.PostStateRoot || again.Result.WithdrawalRoot != trace.Result.WithdrawalRoot {
		t.Errorf("got %+v, want %+v", again.Result, trace.Result)
	}
}
