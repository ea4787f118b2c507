package groth16_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

// sunspotFiles are what Sunspot 0a3acea made of two Noir programs, transfers with
// one commitment and square with none.
func sunspotFiles(t *testing.T, name string) (s muster.Statement, key, proof []byte) {
	t.Helper()
	read := func(ending string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", "sunspot", name+ending))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	key = read(".vk")
	return muster.Statement{Curve: "bn254", Circuit: muster.DigestOf(key), Public: read(".pw")}, key, read(".proof")
}

// TestSunspot: the proofs of a tool that hashes commitments with SHA-256 hold
// under the system that says so, alone and together, and no other do.
func TestSunspot(t *testing.T) {
	keys := prooftest.NewKeys()
	for name, want := range map[string]int{"transfers": 388, "square": 324} {
		s, key, proof := sunspotFiles(t, name)
		if len(proof) != want {
			t.Errorf("%s has %d bytes, expected %d", name, len(proof), want)
		}
		keys.Set(s.Circuit, "bn254", key)
		verify := func(v *groth16.Verifier, s muster.Statement, proof []byte) muster.Code {
			s.System = v.Name()
			return muster.CodeOf(v.Verify(context.Background(), s, proof))
		}
		sha, own := groth16.NewSHA256(keys), groth16.New(keys)
		if code := verify(sha, s, proof); code != "" {
			t.Errorf("%s: %s", name, code)
		}
		// A challenge hashed in another way is another one; without commitments
		// there is none.
		other := muster.CodeInvalidProof
		if name == "square" {
			other = ""
		}
		if code := verify(own, s, proof); code != other {
			t.Errorf("%s as %s: %q, expected %q", name, own.Name(), code, other)
		}
		all := make([]muster.Statement, 6)
		proofs := make([][]byte, len(all))
		for i := range all {
			all[i], proofs[i] = s, proof
			all[i].System = groth16.SHA256System
		}
		proofs[4] = bytes.Clone(proof)
		proofs[4][40] ^= 1
		for i, err := range sha.VerifyAll(t.Context(), all, proofs) {
			if (err != nil) != (i == 4) {
				t.Errorf("%s: proof %d of many: %v", name, i, err)
			}
		}
		s.Target = muster.TargetSolidity
		if code := verify(sha, s, proof); code != muster.CodeInvalid {
			t.Errorf("%s for a target: %q", name, code)
		}
		s.Target = ""
		swapped := bytes.Clone(s.Public)
		if name == "transfers" {
			copy(swapped[12:], s.Public[44:76])
			copy(swapped[44:], s.Public[12:44])
		} else {
			swapped[43] ^= 1
		}
		s.Public = swapped
		if code := verify(sha, s, proof); code != muster.CodeInvalidProof {
			t.Errorf("%s, other public inputs: %q", name, code)
		}
		if got := groth16.ProofSize(ecc.BN254, map[string]int{"transfers": 1}[name]); got != want {
			t.Errorf("size %d", got)
		}
	}
	s, _, _ := sunspotFiles(t, "square")
	s.System = groth16.System
	if err := groth16.NewSHA256(keys).Verify(t.Context(), s, nil); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("a statement of another system: %v", err)
	}
}
