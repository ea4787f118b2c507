package main

import (
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/set"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// openVerifier makes what verifies proofs, by the coordinator's own keys and
// those of registered circuits, and returns what checks the circuits that are to
// be registered.
func (p *plane) openVerifier() *registry.Checker {
	keys := registry.NewKeys(p.ring, p.store, p.artifacts)
	systems, checks := registry.Systems(keys), registry.PureKeys()
	systems = append(systems, ultrahonk.New(keys, ultrahonk.Options{BB: noir.BB}))
	checks[ultrahonk.System] = registry.UltraHonkKey(noir.BB)
	if p.app.cfg.MockProver {
		systems = append(systems, mock.Verifier{})
	}
	systems = append(systems, set.New(proof.New(systems...))) // last: a set holds proofs of all others
	p.verifier = proof.New(systems...)
	return registry.NewChecker(registry.Config{Files: p.artifacts, Keys: checks, Kinds: registry.PureKinds()})
}
