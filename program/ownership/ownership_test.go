package ownership

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

func TestMain(m *testing.M) {
	logger.Disable()
	m.Run()
}

func scalar(v uint64) (e fr.Element) {
	e.SetUint64(v)
	return e
}

func raw(t testing.TB, in any) []byte {
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var example = NewInput(scalar(4711), scalar(11), 70, 5)

func TestDecode(t *testing.T) {
	n, err := Decode(raw(t, example))
	if err != nil {
		t.Fatal(err)
	}
	spend := rollup.Spend{SpendingKey: n.SpendingKey, Blinding: n.Blinding, Position: n.Position}
	if n.Public[0] != spend.Input(n.Value) || n.Public[1] != spend.Nullifier(n.Value) {
		t.Error("commitment and nullifier are not those of a shielded transfer")
	}
	decimal := example
	decimal.SpendingKey, decimal.NoteBlinding, decimal.NoteValue = "4711", "0xB", "0x46"
	decimal.Commitment = n.Public[0].String()
	again, err := Decode(raw(t, decimal))
	if err != nil || *again != *n {
		t.Errorf("in other digits: %v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	const secret = "31415926535"
	for name, tc := range map[string]struct {
		field  string
		change func(map[string]any)
	}{
		"another key":       {"commitment", func(v map[string]any) { v["spending_key"] = secret }},
		"another value":     {"commitment", func(v map[string]any) { v["note_value"] = "71" }},
		"another blinding":  {"commitment", func(v map[string]any) { v["note_blinding"] = secret }},
		"another position":  {"nullifier", func(v map[string]any) { v["note_position"] = "6" }},
		"commitment":        {"commitment", func(v map[string]any) { v["commitment"] = "1" }},
		"nullifier":         {"nullifier", func(v map[string]any) { v["nullifier"] = "1" }},
		"proxy":             {"blinded_proxy", func(v map[string]any) { v["blinded_proxy"] = "1" }},
		"key out of range":  {"spending_key", func(v map[string]any) { v["spending_key"] = fr.Modulus().String() }},
		"key of no digits":  {"spending_key", func(v map[string]any) { v["spending_key"] = secret + "z" }},
		"key in bare hex":   {"spending_key", func(v map[string]any) { v["spending_key"] = strings.Repeat("ab", 32) }},
		"key too long":      {"spending_key", func(v map[string]any) { v["spending_key"] = strings.Repeat("0", 200) + secret }},
		"key empty":         {"spending_key", func(v map[string]any) { v["spending_key"] = "" }},
		"key missing":       {"spending_key", func(v map[string]any) { delete(v, "spending_key") }},
		"key a number":      {"spending_key", func(v map[string]any) { v["spending_key"] = json.Number(secret) }},
		"value a number":    {"note_value", func(v map[string]any) { v["note_value"] = json.Number(secret) }},
		"blinding negative": {"note_blinding", func(v map[string]any) { v["note_blinding"] = "-" + secret }},
		"value of 2^64":     {"note_value", func(v map[string]any) { v["note_value"] = "18446744073709551616" }},
		"position of 2^32":  {"note_position", func(v map[string]any) { v["note_position"] = "4294967296" }},
		"proxy of nothing":  {"blinded_proxy", func(v map[string]any) { v["blinded_proxy"] = "0x" }},
		"proxy spaced":      {"blinded_proxy", func(v map[string]any) { v["blinded_proxy"] = " 1" }},
		"extra":             {"colour", func(v map[string]any) { v["colour"] = "red" }},
	} {
		t.Run(name, func(t *testing.T) {
			var v map[string]any
			if err := json.Unmarshal(raw(t, example), &v); err != nil {
				t.Fatal(err)
			}
			tc.change(v)
			err := Program{}.Check(t.Context(), muster.ProgramInput{Input: raw(t, v)})
			var e *muster.Error
			if !errors.As(err, &e) || e.Code != muster.CodeInvalid || len(e.Fields) != 1 || e.Fields[0].Field != tc.field {
				t.Fatalf("got %v, want field %s", err, tc.field)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(e.Fields[0].Got, secret) {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
	if _, err := Decode(bytes.Repeat([]byte(" "), maxInput+1)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("too large: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(raw(f, example))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Decode(b); err != nil && muster.CodeOf(err) == muster.CodeInternal {
			t.Fatalf("uncoded error: %v", err)
		}
	})
}

func TestPrepare(t *testing.T) {
	in := muster.ProgramInput{Input: raw(t, example), MostSlices: 1}
	prepared, err := Program{}.Prepare(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(prepared.Slices[0].Public); len(prepared.Slices) != 1 || n != 108 {
		t.Errorf("%d slices, a statement of %d bytes", len(prepared.Slices), n)
	}
	var r Result
	if err := json.Unmarshal(prepared.Result, &r); err != nil || "0x"+r.Nullifier != example.Nullifier {
		t.Errorf("result %+v (%v)", r, err)
	}
	size, err := Program{}.Size(t.Context(), in)
	if err != nil || !slices.Equal(size, []string{Circuit}) {
		t.Errorf("size %v (%v)", size, err)
	}
	if _, err := prepared.Combine(muster.CombineJob{RoundName: "fold"}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("combined: %v", err)
	}
}

// TestProve makes the keys by the pipeline and proves one ownership.
func TestProve(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys and a proof")
	}
	pl, err := pipeline.Builtin("ownership")
	if err != nil {
		t.Fatal(err)
	}
	store, err := keys.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	ring := program.NewRing(store, map[string]program.Definitions{Name: Definitions}, program.Options{})
	if err := ring.Setup(ctx, Name, nil, nil, func(string, keys.Progress) {}); err != nil {
		t.Fatal(err)
	}
	files, err := ring.Circuit(ctx, pl, nil, Circuit)
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := Program{}.Prepare(ctx, muster.ProgramInput{Input: raw(t, example), MostSlices: 1})
	if err != nil {
		t.Fatal(err)
	}
	slice := prepared.Slices[0]
	w, err := Witness(ctx, muster.Job{Circuit: files, Slice: slice.Input})
	if err != nil {
		t.Fatal(err)
	}
	entry, err := ring.Lookup(Name, nil, Circuit)
	if err != nil {
		t.Fatal(err)
	}
	ccs, err := entry.LoadConstraints(ctx)
	if err != nil {
		t.Fatal(err)
	}
	pk, err := entry.LoadProving(ctx)
	if err != nil {
		t.Fatal(err)
	}
	opts, err := proofgroth16.ProverOptions(curve, muster.TargetSolidity)
	if err != nil {
		t.Fatal(err)
	}
	made, err := groth16.Prove(ccs, pk, w, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := made.WriteRawTo(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() != 388 {
		t.Errorf("the proof has %d bytes", b.Len())
	}
	verify := proof.New(proofgroth16.New(ring))
	s := muster.Statement{System: files.System, Curve: files.Curve, Circuit: files.VerifyingKey.Digest, Target: muster.TargetSolidity, Public: slice.Public}
	if err := verify.Verify(ctx, s, b.Bytes()); err != nil {
		t.Fatal(err)
	}
	other, err := Program{}.Prepare(ctx, muster.ProgramInput{Input: raw(t, NewInput(scalar(4711), scalar(11), 70, 6))})
	if err != nil {
		t.Fatal(err)
	}
	s.Public = other.Slices[0].Public
	if err := verify.Verify(ctx, s, b.Bytes()); err == nil {
		t.Error("the proof holds for the same note at another position")
	}
}

// A note of the rollup's own generator can be shown as owned.
func TestNoteOfABatch(t *testing.T) {
	b, err := rollup.Generate(1, 3, rollup.ShieldedMix(20))
	if err != nil {
		t.Fatal(err)
	}
	for _, tx := range b.Transactions {
		if tx.Kind != circuits.Shielded {
			continue
		}
		in := NewInput(tx.Spend.SpendingKey, tx.Spend.Blinding, tx.Amount, tx.Spend.Position)
		if _, err := Decode(raw(t, in)); err != nil {
			t.Error(err)
		}
		return
	}
	t.Error("the mix has no shielded transfer")
}
