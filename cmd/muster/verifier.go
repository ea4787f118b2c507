package main

import (
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/set"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// externalSystems are those that take another program to verify. It is looked for
// when it is needed.
func externalSystems(keys proof.VerifyingKeys) []proof.System {
	return []proof.System{ultrahonk.New(keys, ultrahonk.Options{BB: noir.BB})}
}

// openVerifier makes what verifies proofs, by the coordinator's own keys and
// those of registered circuits, and returns what checks the circuits that are to
// be registered.
func (p *plane) openVerifier() *registry.Checker {
	keys := registry.NewKeys(p.ring, p.store, p.artifacts)
	systems, checks := registry.Systems(keys), registry.PureKeys()
	systems = append(systems, externalSystems(keys)...)
	checks[ultrahonk.System] = registry.UltraHonkKey(noir.BB)
	if p.app.cfg.MockProver {
		systems = append(systems, mock.Verifier{})
	}
	systems = append(systems, set.New(proof.New(systems...))) // last: a set holds proofs of all others
	p.verifier = proof.New(systems...)
	kinds := registry.PureKinds()
	kinds["circom"], kinds["noir"], kinds["sunspot"] = checkCircomFiles, checkNoirFiles, checkNoirFiles
	return registry.NewChecker(registry.Config{Files: p.artifacts, Keys: checks, Kinds: kinds})
}
