package rollup

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// shieldedWitness is a batch of transfers, withdrawals and shielded transfers in
// the witness form.
func shieldedWitness(t testing.TB) []byte {
	b, err := Generate(4, 8, Mix{Accounts: 4, Notes: 2, Transactions: 6, Withdrawals: 17, Shielded: 50, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), Params{4, 2})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := b.MarshalWitness(trace)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDecodeShieldedWitness(t *testing.T) {
	b, err := Decode(shieldedWitness(t))
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), Params{2, 3})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(trace.Result.Shielded); n < 2 || b.Len() != 6 {
		t.Errorf("%d of %d transactions are shielded", n, b.Len())
	}
	solveChunks(t, trace)
	again, err := b.MarshalWitness(trace)
	if err != nil || string(again) != string(shieldedWitness(t)) {
		t.Errorf("writing what was read gives something else (%v)", err)
	}
}

// The entries have the fields that sequencers send, and the two that say where
// the new note goes.
func TestShieldedWitnessFields(t *testing.T) {
	var got []string
	edit(t, shieldedWitness(t), func(v map[string]any) { got = slices.Sorted(maps.Keys(at(v, "shielded", 0))) })
	want := strings.Fields(`input_blinding input_commitment input_merkle_path input_path_indices input_position input_value
		nullifier output_blinding output_commitment output_merkle_path output_owner output_position output_value spending_key`)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestShieldedWitnessRefuses(t *testing.T) {
	set := func(field string, value any) func(map[string]any) {
		return func(v map[string]any) { at(v, "shielded", 1)[field] = value }
	}
	other := strings.Repeat("0", 63) + "7"
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"shielded", func(v map[string]any) { v["shielded"] = "none" }},
		{"shielded[1].extra", set("extra", 1)},
		{"shielded[1].input_commitment", set("input_commitment", other)},
		{"shielded[1].input_commitment", set("input_commitment", "")},
		{"shielded[1].input_commitment", set("input_blinding", other)},
		{"shielded[1].input_commitment", set("spending_key", other)},
		{"shielded[1].output_value", set("input_value", 1)},
		{"shielded[1].output_value", set("output_value", 1)},
		{"shielded[1].input_value", set("input_value", nil)},
		{"shielded[1].input_value", set("input_value", -1)},
		{"shielded[1].input_value", set("input_value", json.Number("18446744073709551616"))},
		{"shielded[1].input_position", set("input_position", 1000)},
		{"shielded[1].input_position", set("input_position", json.Number("4294967296"))},
		{"shielded[1].input_path_indices", set("input_path_indices", []any{})},
		{"shielded[1].input_path_indices[0]", set("input_path_indices", append([]any{2}, make([]any, 31)...))},
		{"shielded[1].input_merkle_path", set("input_merkle_path", []any{})},
		{"shielded[1].input_merkle_path[3]", func(v map[string]any) {
			at(v, "shielded", 1)["input_merkle_path"].([]any)[3] = strings.Repeat("f", 64)
		}},
		{"shielded[1].input_merkle_path", func(v map[string]any) { at(v, "shielded", 1)["input_merkle_path"].([]any)[3] = other }},
		{"shielded[1].spending_key", set("spending_key", strings.Repeat("f", 64))},
		{"shielded[1].spending_key", set("spending_key", nil)},
		{"shielded[1].spending_key", set("spending_key", "0x"+other+"7")},
		{"shielded[1].spending_key", set("spending_key", json.Number("31415926535"))},
		{"shielded[1].input_blinding", set("input_blinding", "not "+other)},
		{"shielded[1].output_commitment", set("output_owner", other)},
		{"shielded[1].output_commitment", set("output_blinding", other)},
		{"shielded[1].output_commitment", set("output_commitment", other)},
		{"shielded[1].output_position", set("output_position", nil)},
		{"shielded[1].output_merkle_path", set("output_merkle_path", nil)},
		{"shielded[1].output_merkle_path", set("output_position", 0)},
		{"shielded[1].nullifier", set("nullifier", other)},
		{"shielded[1].input_position", func(v map[string]any) { v["shielded"].([]any)[1] = v["shielded"].([]any)[0] }},
		{"shielded[0].input_merkle_path", func(v map[string]any) {
			list := v["shielded"].([]any)
			list[0], list[1] = list[1], list[0]
		}},
		{"shielded[0].input_merkle_path", func(v map[string]any) { v["pre_shielded_root"] = other }},
		{"post_shielded_root", func(v map[string]any) { v["post_shielded_root"] = other }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			var secrets []string
			b, err := Decode(edit(t, shieldedWitness(t), func(v map[string]any) {
				tc.change(v)
				secrets = secretsOf(v["shielded"])
			}))
			if err == nil {
				_, err = b.Execute(t.Context(), Params{4, 2})
			}
			wantField(t, err, muster.CodeInvalid, tc.field)
			for _, secret := range secrets {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("the error shows a secret: %v", err)
				}
			}
		})
	}
}

// secretsOf are the values by which the entries' notes are opened.
func secretsOf(shielded any) (secrets []string) {
	entries, _ := shielded.([]any)
	for _, e := range entries {
		for _, name := range []string{"spending_key", "input_blinding", "output_owner", "output_blinding"} {
			if s := fmt.Sprint(e.(map[string]any)[name]); s != "<nil>" {
				secrets = append(secrets, s)
			}
		}
	}
	return secrets
}

// Entries that don't say where the new note goes have a place all the same.
func TestShieldedWitnessWithoutPlace(t *testing.T) {
	for _, position := range []uint32{0, 1, 6} {
		s := newShieldedScene(t)
		s.add(move(position, 1, 2))
		trace := s.trace(Params{2, 1})
		raw, err := s.batch.MarshalWitness(trace)
		if err != nil {
			t.Fatal(err)
		}
		place := func(root string) []byte {
			return edit(t, raw, func(v map[string]any) {
				delete(at(v, "shielded", 0), "output_position")
				delete(at(v, "shielded", 0), "output_merkle_path")
				v["post_shielded_root"] = root
			})
		}
		// Leaves 0, 1, 6 and 7 are taken, and 2, 3 are the lowest free subtree
		// behind 0 and 1.
		at := map[uint32]uint32{0: 2, 1: 2, 6: 8}[position]
		tx := &s.batch.Transactions[0]
		tree := newTree(circuits.StateDepth, map[uint32]fr.Element{})
		for _, n := range s.batch.Notes {
			tree.set(n.Position, n.Leaf)
		}
		tree.set(position, tx.Spend.Nullifier(tx.Amount))
		tree.set(at, tx.Spend.Output(tx.Amount))
		b, err := Decode(place(elementHex(tree.root())))
		if err != nil {
			t.Fatal(err)
		}
		if trace, err = b.Execute(t.Context(), Params{2, 1}); err != nil {
			t.Fatalf("position %d: %v", position, err)
		}
		solveChunks(t, trace)
		if got := trace.Result.Shielded[0].Position; got != at {
			t.Errorf("the new note of %d goes to %d, want %d", position, got, at)
		}
	}
	last := Spend{Position: 1<<32 - 1, Path: make([]fr.Element, circuits.StateDepth)}
	if last.place(1) {
		t.Error("a place behind the last leaf")
	}
}

func TestMarshalShieldedWitnessRefuses(t *testing.T) {
	s := newShieldedScene(t)
	s.add(move(0, 1, 2))
	s.transfer("alice", "bob", 1)
	if _, err := s.batch.MarshalWitness(s.trace(Params{2, 1})); err == nil {
		t.Error("a transfer after a shielded one is written")
	}
}

func TestDecodeNativeShieldedRefuses(t *testing.T) {
	s := newShieldedScene(t)
	s.transfer("alice", "bob", 3)
	s.add(move(0, 1, 2))
	raw, err := json.Marshal(s.batch)
	if err != nil {
		t.Fatal(err)
	}
	set := func(i int, field string, value any) func(map[string]any) {
		return func(v map[string]any) { at(v, "transactions", i)[field] = value }
	}
	key := strings.Repeat("0", 63) + "7"
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"notes", func(v map[string]any) { v["notes"] = 5 }},
		{"notes[0].position", func(v map[string]any) { delete(at(v, "notes", 0), "position") }},
		{"notes[0].leaf", func(v map[string]any) { at(v, "notes", 0)["leaf"] = "00" }},
		{"notes[0].owner", func(v map[string]any) { at(v, "notes", 0)["owner"] = key }},
		{"transactions[1].spending_key", set(1, "spending_key", strings.Repeat("f", 64))},
		{"transactions[1].spending_key", set(1, "spending_key", "")},
		{"transactions[1].blinding", set(1, "blinding", "7")},
		{"transactions[1].output_owner", set(1, "output_owner", nil)},
		{"transactions[1].output_blinding", set(1, "output_blinding", "zz")},
		{"transactions[1].position", set(1, "position", nil)},
		{"transactions[1].position", set(1, "position", json.Number("4294967296"))},
		{"transactions[1].from", set(1, "from", key)},
		{"transactions[1].nonce", set(1, "nonce", 0)},
		{"transactions[1].signature", set(1, "signature", key+key)},
		{"transactions[1].recipient", set(1, "recipient", key)},
		{"transactions[0].spending_key", set(0, "spending_key", key)},
		{"transactions[0].output_owner", set(0, "output_owner", key)},
		{"transactions[0].position", set(0, "position", 0)},
	} {
		t.Run(tc.field, func(t *testing.T) {
			_, err := Decode(edit(t, raw, tc.change))
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

func TestDecodeShieldedChunkRefuses(t *testing.T) {
	s := newShieldedScene(t)
	s.add(move(0, 1, 2))
	raw, err := s.trace(Params{2, 1}).Chunks[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	spend := func(v map[string]any) map[string]any { return at(v, "steps", 0)["spend"].(map[string]any) }
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"steps[0].spend", func(v map[string]any) { delete(at(v, "steps", 0), "spend") }},
		{"steps[0].spend.spending_key", func(v map[string]any) { delete(spend(v), "spending_key") }},
		{"steps[0].spend.output_blinding", func(v map[string]any) { spend(v)["output_blinding"] = strings.Repeat("f", 64) }},
		{"steps[0].spend.path", func(v map[string]any) { spend(v)["path"] = []any{} }},
		{"steps[0].spend.output_path[2]", func(v map[string]any) { spend(v)["output_path"].([]any)[2] = "x" }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			_, err := ChunkAssignment(edit(t, raw, tc.change))
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

func TestGenerateShielded(t *testing.T) {
	mix := Mix{Accounts: 5, Transactions: 200, Notes: 3, Deposits: 10, Withdrawals: 10, Shielded: 40}
	b, err := Generate(1, 9, mix)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, tx := range b.Transactions {
		if tx.Kind == circuits.Shielded {
			n++
		}
	}
	if n < 50 || n > 110 {
		t.Errorf("%d of 200 are shielded, about 80 expected", n)
	}
	again, err := Generate(1, 9, mix)
	if err != nil || mustJSON(t, b) != mustJSON(t, again) {
		t.Errorf("another batch from the same seed (%v)", err)
	}
	for _, m := range []Mix{{Accounts: 2, Shielded: 1}, {Accounts: 2, Notes: -1}, {Accounts: 2, Notes: MaxNotes + 1}} {
		if _, err := Generate(1, 1, m); err == nil {
			t.Errorf("%+v: generated", m)
		}
	}
}
