package rollup

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// Note is a leaf of a batch's note tree before its first transaction: the
// commitment of a note, or the nullifier of one that is spent.
type Note struct {
	Position uint32
	Leaf     fr.Element
}

// Spend is what a shielded transfer has beside its amount, which is the value of
// both notes. Who knows the spending key can move all its owner's notes whose
// value and blinding they know, to whomever: see the package's comment.
type Spend struct {
	SpendingKey, Blinding       fr.Element // of the note that is spent
	Position                    uint32
	OutputOwner, OutputBlinding fr.Element

	// What proves it, in a step: the siblings of the spent note, and where the new
	// note goes, with the siblings in the tree in which the old one is spent.
	Path           []fr.Element
	OutputPosition uint32
	OutputPath     []fr.Element
}

// Input is the commitment of the note that is spent.
func (s *Spend) Input(value uint64) fr.Element {
	return circuits.NoteCommitment(circuits.NoteOwner(s.SpendingKey), value, s.Blinding)
}

// Output is the commitment of the note that is made.
func (s *Spend) Output(value uint64) fr.Element {
	return circuits.NoteCommitment(s.OutputOwner, value, s.OutputBlinding)
}

// Nullifier is what takes the spent note's place.
func (s *Spend) Nullifier(value uint64) fr.Element {
	return circuits.Nullifier(s.SpendingKey, s.Input(value), s.Position)
}

// shield checks a shielded transfer against the note tree of the given root by
// the circuit's rules.
func (s *Step) shield(at roots, f fields) (effect, error) {
	input, output := s.Spend.Input(s.Amount), s.Spend.Output(s.Amount)
	if before := pathRoot(input, s.Spend.Position, s.Spend.Path); before != at.shielded {
		return effect{}, f.refuse(f.senderPath, "a path from the spent note to the shielded root "+elementHex(at.shielded), elementHex(before))
	}
	nullifier := circuits.Nullifier(s.Spend.SpendingKey, input, s.Spend.Position)
	spent := pathRoot(nullifier, s.Spend.Position, s.Spend.Path)
	if before := pathRoot(fr.Element{}, s.Spend.OutputPosition, s.Spend.OutputPath); before != spent {
		return effect{}, f.refuse(f.receiverPath, "a path from an empty leaf to the shielded root "+elementHex(spent), elementHex(before))
	}
	at.shielded = pathRoot(output, s.Spend.OutputPosition, s.Spend.OutputPath)
	return effect{roots: at, digest: circuits.ShieldedDigest(nullifier, output)}, nil
}

// notes is the note tree of a state: nil where the batch has none.
type notes struct {
	tree *tree
	next uint64 // behind the highest position that was ever used
}

func newNotes(list []Note) (*notes, error) {
	if len(list) == 0 {
		return nil, nil
	}
	n := &notes{}
	leaves := make(map[uint32]fr.Element, len(list))
	for i, note := range list {
		if _, twice := leaves[note.Position]; twice {
			return nil, muster.InvalidField(fmt.Sprintf("notes[%d].position", i), "a position of its own", fmt.Sprint(note.Position))
		}
		if note.Leaf.IsZero() {
			return nil, muster.InvalidField(fmt.Sprintf("notes[%d].leaf", i), "a commitment or a nullifier", "zero, an empty leaf")
		}
		leaves[note.Position] = note.Leaf
		n.next = max(n.next, uint64(note.Position)+1)
	}
	n.tree = newTree(circuits.StateDepth, leaves)
	return n, nil
}

// spend fills in what proves a shielded transfer and moves the tree on.
func (n *notes) spend(tx Transaction, f fields) (Spend, error) {
	s := tx.Spend
	switch {
	case tx.Amount == 0:
		return s, f.refuse(f.amount, "an amount above zero", "0")
	case n == nil:
		return s, f.refuse(f.sender, "a note of the batch, which has none", fmt.Sprint(s.Position))
	case n.tree.node(0, s.Position) != s.Input(tx.Amount):
		return s, f.refuse(f.sender, "the position of an unspent note of this key, amount and blinding", fmt.Sprint(s.Position))
	case n.next > 1<<circuits.PositionBits-1:
		return s, f.refuse(f.sender, "a note in a tree that has room for the next", fmt.Sprint(s.Position))
	}
	s.Path = n.tree.path(0, s.Position)
	n.tree.set(s.Position, s.Nullifier(tx.Amount))
	s.OutputPosition = uint32(n.next)
	s.OutputPath = n.tree.path(0, s.OutputPosition)
	n.tree.set(s.OutputPosition, s.Output(tx.Amount))
	n.next++
	return s, nil
}
