package groth16_test

import (
	"bytes"
	"fmt"
	"math/big"
	"os"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	gnark "github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

func verifier(keys proof.VerifyingKeys) muster.Verifier { return proof.New(groth16.New(keys)) }

func TestVectors(t *testing.T) {
	for _, curve := range proof.Curves {
		for commitments := range 3 {
			if commitments == 2 && curve != ecc.BN254 {
				continue
			}
			t.Run(fmt.Sprint(curve, " with ", commitments), func(t *testing.T) {
				t.Parallel()
				c, other := prooftest.Groth16(t, curve, commitments), prooftest.Groth16(t, curve, commitments)
				foreign := prooftest.Groth16(t, prooftest.Foreign(curve), commitments)
				prooftest.Exercise(t, verifier, c, other, foreign)
			})
		}
	}
}

// TestProofSizes pins the sizes that others rely on.
func TestProofSizes(t *testing.T) {
	for _, c := range []struct {
		curve             ecc.ID
		commitments, want int
	}{{ecc.BN254, 0, 324}, {ecc.BN254, 1, 388}, {ecc.BLS12_377, 0, 484}, {ecc.BW6_761, 0, 772}} {
		if got := groth16.ProofSize(c.curve, c.commitments); got != c.want {
			t.Errorf("%s with %d commitments: %d bytes, expected %d", c.curve, c.commitments, got, c.want)
		}
	}
}

// TestTargets: with a commitment a proof for one target is none for the other,
// without one there is no difference.
func TestTargets(t *testing.T) {
	for commitments := range 2 {
		c := prooftest.Groth16(t, ecc.BN254, commitments)
		v := verifier(prooftest.NewKeys(c))
		for _, made := range []string{"", muster.TargetSolidity} {
			s, p := c.Prove(t, 3, made)
			for _, asked := range []string{"", muster.TargetSolidity} {
				s.Target = asked
				want := muster.Code("")
				if made != asked && commitments > 0 {
					want = muster.CodeInvalidProof
				}
				if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != want {
					t.Errorf("%d commitments, made for %q, asked for %q: %v", commitments, made, asked, err)
				}
			}
		}
	}
	c := prooftest.Groth16(t, ecc.BLS12_377, 0)
	s, p := c.Prove(t, 3, "")
	s.Target = muster.TargetSolidity
	if err := verifier(prooftest.NewKeys(c)).Verify(t.Context(), s, p); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("for the EVM on bls12_377: %v", err)
	}
}

// negated returns the proof with A and B negated, which holds as well: why the
// bytes of proofs are never an identity.
func negated(p []byte) []byte {
	p = bytes.Clone(p)
	for _, at := range []int{32, 128, 160} { // y of A, both halves of B's
		y := new(big.Int).SetBytes(p[at : at+32])
		y.Sub(ecc.BN254.BaseField(), y).FillBytes(p[at : at+32])
	}
	return p
}

func TestSuite(t *testing.T) {
	for commitments := range 2 {
		c, other := prooftest.Groth16(t, ecc.BN254, commitments), prooftest.Groth16(t, ecc.BN254, commitments)
		prooftest.Refuse(t, prooftest.Suite{
			Verifier:  proof.New(groth16.New(prooftest.NewKeys(c, other))),
			Samples:   [2]prooftest.Sample{c.Sample(t, 3), c.Sample(t, 5)},
			Other:     other.Digest(),
			Malleated: negated,
		})
	}
}

func TestKeysFromTheRegistry(t *testing.T) {
	c, other := prooftest.Groth16(t, ecc.BN254, 1), prooftest.Groth16(t, ecc.BN254, 1)
	s, p := c.Prove(t, 3, "")
	flipped := bytes.Clone(c.Verifying)
	flipped[100] ^= 1
	for name, set := range map[string]func(*prooftest.Keys){
		"another key":      func(k *prooftest.Keys) { k.Set(c.Digest(), "bn254", other.Verifying) },
		"a bit flipped":    func(k *prooftest.Keys) { k.Set(c.Digest(), "bn254", flipped) },
		"nothing":          func(k *prooftest.Keys) { k.Set(c.Digest(), "bn254", nil) },
		"an unknown curve": func(k *prooftest.Keys) { k.Set(c.Digest(), "ed25519", c.Verifying) },
		"a wrong curve":    func(k *prooftest.Keys) { k.Set(c.Digest(), "bls12_377", c.Verifying) },
	} {
		keys := prooftest.NewKeys(c)
		set(keys)
		v := verifier(keys)
		err := v.Verify(t.Context(), s, p)
		if code := muster.CodeOf(err); code == "" || code == muster.CodeInvalidProof {
			t.Errorf("%s: the prover was blamed or believed: %v", name, err)
		}
		// What was wrong is not remembered.
		keys.Set(c.Digest(), "bn254", c.Verifying)
		if err := v.Verify(t.Context(), s, p); err != nil {
			t.Errorf("%s: after it was mended: %v", name, err)
		}
	}
}

func TestDecodeKey(t *testing.T) {
	for _, curve := range proof.Curves {
		c := prooftest.Groth16(t, curve, 1)
		vk := gnark.NewVerifyingKey(curve)
		if _, err := vk.ReadFrom(bytes.NewReader(c.Verifying)); err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		if _, err := vk.WriteRawTo(&raw); err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{c.Verifying, raw.Bytes()} {
			k, err := groth16.DecodeKey(curve, b)
			if err != nil || k.Public != 2 || k.Commitments != 1 {
				t.Errorf("%s: %+v, %v", curve, k, err)
			}
			for _, bad := range [][]byte{nil, b[:len(b)-1], append(bytes.Clone(b), 0), make([]byte, len(b))} {
				if _, err := decodeKey(curve, bad); err == nil {
					t.Errorf("%s: a key of %d bytes was read", curve, len(bad))
				}
			}
		}
	}
}

// TestDecodeKeyBoundsCounts: nothing is allocated by a count that the bytes don't bear out: four
// billion points would end the process.
func TestDecodeKeyBoundsCounts(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 1)
	at := 3*32 + 3*64 // of the number of public wires
	for _, n := range []byte{0xff, 0x7f, 0x01} {
		b := bytes.Clone(c.Verifying)
		b[at] = n
		if _, err := decodeKey(ecc.BN254, b); err == nil {
			t.Errorf("count %#x…: a key was read", n)
		}
	}
}

func decodeKey(curve ecc.ID, b []byte) (k groth16.Key, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return groth16.DecodeKey(curve, b)
}

func TestVerifyAtOnce(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 1)
	s, p := c.Prove(t, 3, "")
	_, wrong := c.Prove(t, 5, "")
	v := verifier(prooftest.NewKeys(c))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if err := v.Verify(t.Context(), s, p); err != nil {
					t.Errorf("valid: %v", err)
				}
				if err := v.Verify(t.Context(), s, wrong); muster.CodeOf(err) != muster.CodeInvalidProof {
					t.Errorf("invalid: %v", err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzProof(f *testing.F) {
	c := prooftest.Groth16(f, ecc.BN254, 1)
	s, p := c.Prove(f, 3, "")
	v := verifier(prooftest.NewKeys(c))
	f.Add(p)
	f.Add(p[:100])
	f.Add(make([]byte, len(p)))
	shifted := bytes.Clone(p) // a form of point that is shorter
	shifted[0] |= 0x80
	f.Add(shifted)
	f.Fuzz(func(t *testing.T, b []byte) {
		err := v.Verify(t.Context(), s, b)
		if err == nil && len(b) != len(p) {
			t.Errorf("%d bytes were taken for a proof", len(b))
		}
		if err != nil && muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
	})
}

func FuzzKey(f *testing.F) {
	c := prooftest.Groth16(f, ecc.BN254, 1)
	f.Add(c.Verifying)
	f.Add(c.Verifying[:300])
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = decodeKey(ecc.BN254, b) // must end, and in little memory
	})
}
