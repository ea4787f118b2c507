package registry_test

import (
	"context"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/registry"
)

// circuits are those that are registered.
type circuits struct {
	muster.CircuitStore
	of map[muster.Digest]muster.Circuit
}

func (c circuits) CircuitByKey(_ context.Context, key muster.Digest) (muster.Circuit, error) {
	if found, ok := c.of[key]; ok {
		return found, nil
	}
	return muster.Circuit{}, muster.Errorf(muster.CodeNotFound, "no circuit with key %s", key.Short())
}

// Own and registered circuits are verified side by side.
func TestKeys(t *testing.T) {
	f, of := make(files), make(map[muster.Digest]muster.Circuit)
	own, theirs, stranger := prooftest.Groth16(t, ecc.BN254, 0), prooftest.PLONK(t, ecc.BN254, 0), prooftest.Groth16(t, ecc.BN254, 0)
	of[theirs.Digest()] = f.made(t, theirs)
	v := proof.New(registry.Systems(registry.NewKeys(prooftest.NewKeys(own), circuits{of: of}, f))...)
	for _, c := range []*prooftest.Circuit{own, theirs} {
		s, p := c.Prove(t, 3, "")
		if err := v.Verify(t.Context(), s, p); err != nil {
			t.Errorf("%s: %v", c.System, err)
		}
		s.Circuit = stranger.Digest()
		if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("an unknown key: %v", err)
		}
	}
	// Bytes that are not the key's are no key.
	f[own.Digest()] = []byte("damaged")
	of[stranger.Digest()] = of[theirs.Digest()]
	s, p := stranger.Prove(t, 3, "")
	if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != muster.CodeInternal {
		t.Errorf("a damaged key: %v", err)
	}
}
