package main

import (
	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/mimc"
	"github.com/consensys/gnark/frontend"
	stdmimc "github.com/consensys/gnark/std/hash/mimc"
)

// depth of the tree: it has 2^depth leaves.
const depth = 4

// curve of the circuit.
const curve = ecc.BN254

// membership states: the prover knows a leaf of the Merkle tree with this root,
// and where it is. Neither is told.
type membership struct {
	Root frontend.Variable `gnark:",public"`
	Leaf frontend.Variable
	Path [depth]frontend.Variable // siblings, from the leaf up
	Side [depth]frontend.Variable // 1 where the sibling is on the left
}

// Define implements frontend.Circuit.
func (c *membership) Define(api frontend.API) error {
	h, err := stdmimc.NewMiMC(api)
	if err != nil {
		return err
	}
	node := c.Leaf
	for i := range depth {
		api.AssertIsBoolean(c.Side[i])
		h.Reset()
		h.Write(api.Select(c.Side[i], c.Path[i], node), api.Select(c.Side[i], node, c.Path[i]))
		node = h.Sum()
	}
	api.AssertIsEqual(c.Root, node)
	return nil
}

// assign makes the witness for a leaf of a list.
func assign(leaves [1 << depth]uint64, at int) *membership {
	level := make([]fr.Element, len(leaves))
	for i, leaf := range leaves {
		level[i].SetUint64(leaf)
	}
	m := &membership{Leaf: leaves[at]}
	for i := range depth {
		m.Path[i], m.Side[i] = level[at^1], at&1
		next := make([]fr.Element, len(level)/2)
		for j := range next {
			next[j] = parent(level[2*j], level[2*j+1])
		}
		level, at = next, at/2
	}
	m.Root = level[0]
	return m
}

func parent(left, right fr.Element) (p fr.Element) {
	h := mimc.NewMiMC()
	for _, e := range []fr.Element{left, right} {
		b := e.Bytes()
		h.Write(b[:]) //nolint:errcheck // it takes every canonical element
	}
	p.SetBytes(h.Sum(nil))
	return p
}
