package rollup

import (
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster/rollup/circuits"
)

// tree is a sparse Merkle tree: only nodes that differ from the empty subtree
// are held. levels[0] are the leaves.
type tree struct {
	levels []map[uint32]fr.Element
}

// newTree returns a tree of the given depth, at most circuits.StateDepth, with
// the given leaves. Each inner node is hashed once.
func newTree(depth int, leaves map[uint32]fr.Element) *tree {
	t := &tree{levels: make([]map[uint32]fr.Element, depth+1)}
	t.levels[0] = leaves
	for level := range depth {
		parents := make(map[uint32]fr.Element, (len(t.levels[level])+1)/2)
		for index := range t.levels[level] {
			parent := index >> 1
			if _, done := parents[parent]; !done {
				parents[parent] = circuits.Compress(t.node(level, parent<<1), t.node(level, parent<<1|1))
			}
		}
		t.levels[level+1] = parents
	}
	return t
}

func (t *tree) depth() int { return len(t.levels) - 1 }

func (t *tree) node(level int, index uint32) fr.Element {
	if n, ok := t.levels[level][index]; ok {
		return n
	}
	return circuits.EmptyNode(level)
}

func (t *tree) root() fr.Element { return t.node(t.depth(), 0) }

// set replaces a leaf and rehashes its path.
func (t *tree) set(index uint32, leaf fr.Element) {
	t.levels[0][index] = leaf
	for level := range t.depth() {
		index >>= 1
		t.levels[level+1][index] = circuits.Compress(t.node(level, index<<1), t.node(level, index<<1|1))
	}
}

// path returns the siblings from a node up, lowest first.
func (t *tree) path(level int, index uint32) []fr.Element {
	siblings := make([]fr.Element, 0, t.depth()-level)
	for ; level < t.depth(); level++ {
		siblings = append(siblings, t.node(level, index^1))
		index >>= 1
	}
	return siblings
}

// pathRoot hashes a node up its path.
func pathRoot(node fr.Element, index uint32, siblings []fr.Element) fr.Element {
	for _, sibling := range siblings {
		if index&1 == 1 {
			node = circuits.Compress(sibling, node)
		} else {
			node = circuits.Compress(node, sibling)
		}
		index >>= 1
	}
	return node
}
