package recursion

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	fr_bn254 "github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/frontend"
	gadget "github.com/consensys/gnark/std/permutation/poseidon2"
	"github.com/consensys/gnark/test"
)

// encoded returns a valid proof and public witness in binary.
func encoded(t testing.TB) (Child, []byte, []byte) {
	t.Helper()
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	child := chunk.prove(t, 0, chunkInputs(1)[0])
	var proof bytes.Buffer
	if _, err := child.Proof.WriteTo(&proof); err != nil {
		t.Fatal(err)
	}
	public := []byte{0, 0, 0, ChunkInputs, 0, 0, 0, 0, 0, 0, 0, ChunkInputs}
	for _, v := range child.Public {
		public = append(public, v.FillBytes(make([]byte, 32))...)
	}
	return child, proof.Bytes(), public
}

func TestDecodeChild(t *testing.T) {
	child, proof, public := encoded(t)
	got, err := DecodeChild(ecc.BLS12_377, proof, public)
	if err != nil {
		t.Fatal(err)
	}
	for i := range child.Public {
		if got.Public[i].Cmp(child.Public[i]) != 0 {
			t.Errorf("public input %d is %s, want %s", i, got.Public[i], child.Public[i])
		}
	}
	changed := func(data []byte, at int, v byte) []byte {
		out := bytes.Clone(data)
		out[at] = v
		return out
	}
	cases := map[string]struct {
		curve         ecc.ID
		proof, public []byte
	}{
		"no proof":                 {ecc.BLS12_377, nil, public},
		"truncated proof":          {ecc.BLS12_377, proof[:len(proof)-1], public},
		"trailing byte":            {ecc.BLS12_377, append(bytes.Clone(proof), 0), public},
		"oversized proof":          {ecc.BLS12_377, make([]byte, 1<<20), public},
		"another curve":            {ecc.BW6_761, proof, public},
		"no public witness":        {ecc.BLS12_377, proof, nil},
		"truncated public witness": {ecc.BLS12_377, proof, public[:len(public)-1]},
		"count too high":           {ecc.BLS12_377, proof, changed(public, 3, 11)},
		"secret part":              {ecc.BLS12_377, proof, changed(public, 7, 1)},
		"value not canonical":      {ecc.BLS12_377, proof, changed(public, publicHeader, 0xff)},
		"many commitments":         {ecc.BLS12_377, append(bytes.Clone(proof[:len(proof)-52]), bytes.Repeat([]byte{0xff}, 52)...), public},
	}
	for name, c := range cases {
		if _, err := DecodeChild(c.curve, c.proof, c.public); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzDecodeChild(f *testing.F) {
	_, proof, public := encoded(f)
	f.Add(proof, public)
	f.Fuzz(func(_ *testing.T, proof, public []byte) {
		for _, curve := range []ecc.ID{ecc.BLS12_377, ecc.BW6_761, ecc.BN254} {
			_, _ = DecodeChild(curve, proof, public)
		}
	})
}

// foldHashCircuit states Out = compress(L, R) as Fold does.
type foldHashCircuit struct{ L, R, Out frontend.Variable }

func (c *foldHashCircuit) Define(api frontend.API) error {
	perm, err := gadget.NewPoseidon2(api)
	if err != nil {
		return err
	}
	api.AssertIsEqual(c.Out, perm.Compress(c.L, c.R))
	return nil
}

func TestFoldHashIsTheCircuits(t *testing.T) {
	var l, r fr_bn254.Element
	l.SetInt64(-5)
	r.SetUint64(12)
	h := FoldHash(l, r)
	if err := test.IsSolved(&foldHashCircuit{}, &foldHashCircuit{L: l, R: r, Out: h}, ecc.BN254.ScalarField()); err != nil {
		t.Error(err)
	}
	if swapped := FoldHash(r, l); swapped.Equal(&h) {
		t.Error("hash does not depend on the order")
	}
}

func TestFoldStatement(t *testing.T) {
	left, right := ints(1, 2, 3, 4, 5, 6, 7), append(ints(2, 9, 4, 8, 15, 16, 7), big.NewInt(99))
	got, err := FoldStatement(left, right, big.NewInt(99))
	if err != nil {
		t.Fatal(err)
	}
	var five, fifteen fr_bn254.Element
	five.SetUint64(5)
	fifteen.SetUint64(15)
	withdrawals := FoldHash(five, fifteen)
	want := ints(1, 9, 3, 8, 0, 0, 7, 99)
	want[Withdrawals] = withdrawals.BigInt(new(big.Int))
	for i := range want {
		if i != Transactions && got[i].Cmp(want[i]) != 0 {
			t.Errorf("input %d is %s, want %s", i, got[i], want[i])
		}
	}
	if _, err := FoldStatement(left, right, big.NewInt(98)); err == nil {
		t.Error("child of another key accepted")
	}
	for _, at := range []int{PreState, PreShielded, BatchID} {
		changed := append([]*big.Int(nil), right...)
		changed[at] = big.NewInt(1000)
		if _, err := FoldStatement(left, changed, big.NewInt(99)); err == nil {
			t.Errorf("children that differ in input %d accepted", at)
		}
	}
}
