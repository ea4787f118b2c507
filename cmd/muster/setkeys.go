package main

import (
	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/set"
)

// keysOf names the circuits whose verifying keys a final proof brings beside
// its own: those of a set's proofs.
func keysOf(s muster.Statement, encoded []byte) ([]muster.Digest, error) {
	if s.System != set.System {
		return nil, nil
	}
	return set.Circuits(encoded)
}
