package groth16_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

// many returns n proofs of the circuit, of which at most eight are distinct:
// proving is what takes long.
func many(t testing.TB, c *prooftest.Circuit, n int) ([]muster.Statement, [][]byte) {
	t.Helper()
	statements, proofs := make([]muster.Statement, n), make([][]byte, n)
	for i := range n {
		if i < 8 {
			statements[i], proofs[i] = c.Prove(t, int64(i+2), "")
		} else {
			statements[i], proofs[i] = statements[i%8], proofs[i%8]
		}
	}
	return statements, proofs
}

// codes gives the indexes of what was refused, and how.
func codes(errs []error) map[int]muster.Code {
	refused := make(map[int]muster.Code)
	for i, err := range errs {
		if err != nil {
			refused[i] = muster.CodeOf(err)
		}
	}
	return refused
}

func expect(t *testing.T, errs []error, code muster.Code, bad ...int) {
	t.Helper()
	got := codes(errs)
	for _, i := range bad {
		if got[i] != code {
			t.Errorf("%d of %d: %v, expected %s", i, len(errs), errs[i], code)
		}
		delete(got, i)
	}
	if len(got) != 0 {
		t.Errorf("refused though they hold: %v", got)
	}
}

func TestVerifyAll(t *testing.T) {
	for _, curve := range proof.Curves {
		for commitments := range 3 {
			if commitments == 2 && curve != ecc.BN254 && curve != ecc.BW6_761 {
				continue
			}
			t.Run(fmt.Sprint(curve, " with ", commitments), func(t *testing.T) {
				t.Parallel()
				c := prooftest.Groth16(t, curve, commitments)
				v := groth16.New(prooftest.NewKeys(c))
				statements, proofs := many(t, c, 11)
				expect(t, v.VerifyAll(t.Context(), statements, proofs), "")
				for _, digits := range []always{0, 0x01, 0x80, 0xb5, 0xff} { // whatever is drawn, what holds is taken
					expect(t, groth16.NewWithRandom(prooftest.NewKeys(c), digits).VerifyAll(t.Context(), statements, proofs), "")
				}
				for name, bad := range map[string][]int{"first": {0}, "last": {10}, "some": {2, 3, 9}, "most": {0, 1, 2, 3, 4, 5, 6, 8}} {
					t.Run(name, func(t *testing.T) {
						changed := slices.Clone(proofs)
						for _, i := range bad { // right points, wrong witness
							changed[i] = proofs[(i+1)%8]
						}
						expect(t, v.VerifyAll(t.Context(), statements, changed), muster.CodeInvalidProof, bad...)
					})
				}
				if commitments == 0 {
					return
				}
				size := curvePoint(curve)
				for _, point := range []int{1, commitments} { // the proof of knowledge, the last commitment
					changed := slices.Clone(proofs)
					changed[4] = swapTail(proofs[4], proofs[5], size, point)
					expect(t, v.VerifyAll(t.Context(), statements, changed), muster.CodeInvalidProof, 4)
				}
			})
		}
	}
}

// curvePoint is the length of an uncompressed point of G1.
func curvePoint(curve ecc.ID) int { return groth16.ProofSize(curve, 1) - groth16.ProofSize(curve, 0) }

// swapTail takes the n-th point from the end out of another proof.
func swapTail(p, other []byte, size, n int) []byte {
	changed, at := bytes.Clone(p), len(p)-n*size
	copy(changed[at:at+size], other[at:])
	return changed
}

// TestVerifyAllAnswersLikeVerify runs everything that one verification has to
// refuse, among proofs that hold.
func TestVerifyAllAnswersLikeVerify(t *testing.T) {
	for commitments := range 2 {
		c, other := prooftest.Groth16(t, ecc.BN254, commitments), prooftest.Groth16(t, ecc.BN254, commitments)
		foreign := prooftest.Groth16(t, ecc.BLS12_377, commitments)
		v := proof.New(groth16.New(prooftest.NewKeys(c, other, foreign)))
		var statements []muster.Statement
		var proofs [][]byte
		vectors := prooftest.Vectors(t, c, other, foreign)
		for _, vector := range vectors {
			statements, proofs = append(statements, vector.Statement), append(proofs, vector.Proof)
		}
		for i, err := range v.VerifyAll(t.Context(), statements, proofs) {
			if got := muster.CodeOf(err); got != vectors[i].Want {
				t.Errorf("%d commitments: %s: code %q, expected %q (%v)", commitments, vectors[i].Name, got, vectors[i].Want, err)
			}
		}
	}
}

func TestVerifyAllOfSeveralKeysAndTargets(t *testing.T) {
	a, b, far := prooftest.Groth16(t, ecc.BN254, 1), prooftest.Groth16(t, ecc.BN254, 0), prooftest.Groth16(t, ecc.BLS12_377, 0)
	v := groth16.New(prooftest.NewKeys(a, b, far))
	var statements []muster.Statement
	var proofs [][]byte
	for i := range int64(5) {
		for _, c := range []*prooftest.Circuit{a, b, far} {
			s, p := c.Prove(t, i+2, "")
			statements, proofs = append(statements, s), append(proofs, p)
		}
		s, p := a.Prove(t, i+2, muster.TargetSolidity)
		statements, proofs = append(statements, s), append(proofs, p)
	}
	expect(t, v.VerifyAll(t.Context(), statements, proofs), "")
	statements[8].Target = muster.TargetSolidity // made for circuits
	statements[5].Public, statements[9].Public = statements[9].Public, statements[5].Public
	expect(t, v.VerifyAll(t.Context(), statements, proofs), muster.CodeInvalidProof, 8, 5, 9)
}

// always is randomness that is none: every coefficient is the same.
type always byte

func (a always) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(a)
	}
	return len(b), nil
}

// TestCoefficientsTellCancellingProofsApart: of two proofs one is too much and
// the other too little by the same point, so that their plain sum holds.
func TestCoefficientsTellCancellingProofsApart(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	keys := prooftest.NewKeys(c)
	statements, proofs := many(t, c, 6)
	_, _, g, _ := bn254.Generators()
	var negative bn254.G1Affine
	negative.Neg(&g)
	for i, add := range map[int]*bn254.G1Affine{1: &g, 4: &negative} {
		const at = 64 + 128 // of C
		var point bn254.G1Affine
		if _, err := point.SetBytes(proofs[i][at : at+64]); err != nil {
			t.Fatal(err)
		}
		point.Add(&point, add)
		raw := point.RawBytes()
		proofs[i] = slices.Concat(proofs[i][:at], raw[:], proofs[i][at+64:])
	}
	expect(t, groth16.NewWithRandom(keys, always(1)).VerifyAll(t.Context(), statements, proofs), "") // so they do cancel
	expect(t, groth16.New(keys).VerifyAll(t.Context(), statements, proofs), muster.CodeInvalidProof, 1, 4)
	// Negating A and B of one is no change of its equation.
	field := ecc.BN254.BaseField()
	negate := func(y []byte) { v := new(big.Int).SetBytes(y); v.Sub(field, v).FillBytes(y) }
	proofs[0] = bytes.Clone(proofs[0])
	negate(proofs[0][32:64])
	negate(proofs[0][128:160])
	negate(proofs[0][160:192])
	expect(t, groth16.New(keys).VerifyAll(t.Context(), statements, proofs), muster.CodeInvalidProof, 1, 4)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("no randomness") }

func TestVerifyAllWithoutRandomnessOrTime(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	keys := prooftest.NewKeys(c)
	statements, proofs := many(t, c, 8)
	proofs[3] = proofs[2]
	expect(t, groth16.NewWithRandom(keys, broken{}).VerifyAll(t.Context(), statements, proofs), muster.CodeInvalidProof, 3)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for i, err := range groth16.New(keys).VerifyAll(ended, statements, proofs) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%d after the end: %v", i, err)
		}
	}
	if errs := groth16.New(keys).VerifyAll(t.Context(), nil, nil); len(errs) != 0 {
		t.Errorf("nothing: %v", errs)
	}
	errs := groth16.New(keys).VerifyAll(t.Context(), statements[:2], proofs[:1])
	if errs[0] != nil || muster.CodeOf(errs[1]) != muster.CodeInvalid {
		t.Errorf("a proof too few: %v", errs)
	}
}

// counting counts how many coefficients were asked for: the pairs that were
// combined.
type counting struct {
	io.Reader
	bytes int
}

func (c *counting) Read(b []byte) (int, error) {
	c.bytes += len(b)
	return c.Reader.Read(b)
}

// TestBisectionIsBounded: however many are bad, they are not combined over and
// over.
func TestBisectionIsBounded(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	statements, proofs := many(t, c, 128)
	for _, every := range []int{1, 2, 16, 128} {
		changed := slices.Clone(proofs)
		var bad []int
		for i := 0; i < len(changed); i += every {
			changed[i] = proofs[(i+1)%8]
			bad = append(bad, i)
		}
		random := &counting{Reader: rand.Reader}
		v := groth16.NewWithRandom(prooftest.NewKeys(c), random)
		expect(t, v.VerifyAll(t.Context(), statements, changed), muster.CodeInvalidProof, bad...)
		if combined := random.bytes / 32; combined > 3*len(proofs)+len(proofs)/2 {
			t.Errorf("every %d bad: %d proofs of %d were combined", every, combined, len(proofs))
		}
	}
}
