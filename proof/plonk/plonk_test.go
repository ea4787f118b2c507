package plonk_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	gnark "github.com/consensys/gnark/backend/plonk/bn254"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/prooftest"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

func verifier(keys proof.VerifyingKeys) muster.Verifier { return proof.New(plonk.New(keys)) }

func TestVectors(t *testing.T) {
	for _, curve := range proof.Curves {
		for commitments := range 2 {
			if commitments == 0 && curve != ecc.BN254 {
				continue
			}
			t.Run(fmt.Sprint(curve, " with ", commitments), func(t *testing.T) {
				t.Parallel()
				c := prooftest.PLONK(t, curve, commitments)
				// Keys over one reference string are the same for the same circuit.
				other := prooftest.PLONK(t, curve, 1-commitments)
				foreign := prooftest.PLONK(t, prooftest.Foreign(curve), commitments)
				prooftest.Exercise(t, verifier, c, other, foreign)
			})
		}
	}
}

func TestSuite(t *testing.T) {
	c, other := prooftest.PLONK(t, ecc.BN254, 1), prooftest.PLONK(t, ecc.BN254, 0)
	prooftest.Refuse(t, prooftest.Suite{
		Verifier: proof.New(plonk.New(prooftest.NewKeys(c, other))),
		Samples:  [2]prooftest.Sample{c.Sample(t, 3), c.Sample(t, 5)},
		Other:    other.Digest(),
	})
}

func TestTargets(t *testing.T) {
	c := prooftest.PLONK(t, ecc.BN254, 0)
	v := verifier(prooftest.NewKeys(c))
	for _, made := range []string{"", muster.TargetSolidity} {
		s, p := c.Prove(t, 3, made)
		for _, asked := range []string{"", muster.TargetSolidity} {
			s.Target = asked
			want := muster.Code("")
			if made != asked {
				want = muster.CodeInvalidProof
			}
			if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != want {
				t.Errorf("made for %q, asked for %q: %v", made, asked, err)
			}
		}
	}
}

// TestZeroLines: a key whose pairing lines are zeroes makes gnark accept
// anything. Here it is as good as any other.
func TestZeroLines(t *testing.T) {
	c := prooftest.PLONK(t, ecc.BN254, 0)
	var vk gnark.VerifyingKey
	if _, err := vk.ReadFrom(bytes.NewReader(c.Verifying)); err != nil {
		t.Fatal(err)
	}
	clear(vk.Kzg.Lines[:])
	var zeroed bytes.Buffer
	if _, err := vk.WriteTo(&zeroed); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(zeroed.Bytes(), c.Verifying) {
		t.Fatal("nothing was zeroed")
	}
	s, p := c.Prove(t, 3, "")
	s.Circuit = muster.DigestOf(zeroed.Bytes())
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", zeroed.Bytes())
	v := verifier(keys)
	if err := v.Verify(t.Context(), s, p); err != nil {
		t.Errorf("valid: %v", err)
	}
	// The points of the two openings, exchanged.
	size := 64
	first, second := 7*size, 8*size+4+6*32
	forged := bytes.Clone(p)
	copy(forged[first:first+size], p[second:second+size])
	copy(forged[second:second+size], p[first:first+size])
	if err := v.Verify(t.Context(), s, forged); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("forged: %v", err)
	}
}

func TestDecodeKey(t *testing.T) {
	for _, curve := range proof.Curves {
		c := prooftest.PLONK(t, curve, 1)
		k, err := plonk.DecodeKey(curve, c.Verifying)
		if err != nil || k.Public != 2 || k.Commitments != 1 {
			t.Errorf("%s: %d public, %d commitments, %v", curve, k.Public, k.Commitments, err)
		}
		b := c.Verifying
		for _, bad := range [][]byte{nil, b[:len(b)-1], append(bytes.Clone(b), 0), make([]byte, len(b))} {
			if _, err := decodeKey(curve, bad); err == nil {
				t.Errorf("%s: a key of %d bytes was read", curve, len(bad))
			}
		}
	}
}

func decodeKey(curve ecc.ID, b []byte) (k plonk.Key, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return plonk.DecodeKey(curve, b)
}

func FuzzProof(f *testing.F) {
	c := prooftest.PLONK(f, ecc.BN254, 1)
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
