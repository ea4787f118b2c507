package rollup

import (
	"encoding/json"
	"testing"

	"github.com/muster-zk/muster"
	state "github.com/muster-zk/muster/rollup"
)

func TestSizeIsWhatPrepareGives(t *testing.T) {
	program := New(nil)
	for _, transactions := range []int{0, 1, 16, 17, 40} {
		b, err := state.Generate(1, 7, state.Mix{Accounts: 4, Transactions: transactions, Notes: 1, Shielded: 30})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		in := muster.ProgramInput{Input: raw, Params: map[string]int{paramSlots: 4, paramArity: 4}, Circuits: []string{Chunk}, MostSlices: 1000}
		prepared, err := program.Prepare(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		size, err := program.Size(t.Context(), in)
		if err != nil || len(size) != len(prepared.Slices) || size[0] != Chunk {
			t.Errorf("%d transactions: %v, %v; prepared %d slices", transactions, size, err, len(prepared.Slices))
		}
		in.MostSlices = 3
		if _, err := program.Size(t.Context(), in); muster.CodeOf(err) != muster.CodeTooLarge {
			t.Errorf("%d transactions, 3 slices allowed: %v", transactions, err)
		}
	}
}
