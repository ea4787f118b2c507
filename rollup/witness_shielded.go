package rollup

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// witnessShielded is a shielded transfer of the witness form. The input's path is
// of the note tree before the transfer, the output's of the tree in which the
// input's leaf is already its nullifier.
type witnessShielded struct {
	InputCommitment string   `json:"input_commitment"`
	InputValue      *uint64  `json:"input_value"`
	InputBlinding   string   `json:"input_blinding"`
	InputPosition   *uint64  `json:"input_position"`
	InputPath       []string `json:"input_merkle_path"`
	InputIndices    []bit    `json:"input_path_indices"`
	SpendingKey     string   `json:"spending_key"`

	OutputOwner      string  `json:"output_owner"`
	OutputValue      *uint64 `json:"output_value"`
	OutputBlinding   string  `json:"output_blinding"`
	OutputCommitment string  `json:"output_commitment"`
	// Both or neither: without them the new note goes where Spend.place says.
	OutputPosition *uint64  `json:"output_position,omitempty"`
	OutputPath     []string `json:"output_merkle_path,omitempty"`

	Nullifier string `json:"nullifier"`
}

func (w *witnessShielded) step(path string) (s Step, err error) {
	s.Kind = circuits.Shielded
	n := &s.Spend
	if err := decodeSecrets(path, []secretField{
		{"input_blinding", w.InputBlinding, &n.Blinding}, {"spending_key", w.SpendingKey, &n.SpendingKey},
		{"output_owner", w.OutputOwner, &n.OutputOwner}, {"output_blinding", w.OutputBlinding, &n.OutputBlinding},
	}); err != nil {
		return s, err
	}
	if s.Amount, err = w.value(path); err != nil {
		return s, err
	}
	if n.Position, err = position(path+".input_position", w.InputPosition); err != nil {
		return s, err
	}
	index, err := indexOf(path+".input_path_indices", w.InputIndices)
	if err != nil {
		return s, err
	}
	if index != n.Position {
		return s, muster.InvalidField(path+".input_position", fmt.Sprintf("%d, where input_path_indices lead from", index), fmt.Sprint(n.Position))
	}
	if n.Path, err = decodeElements(path+".input_merkle_path", w.InputPath, circuits.StateDepth); err != nil {
		return s, err
	}
	if err := w.hashes(path, &s); err != nil {
		return s, err
	}
	if w.OutputPosition == nil && w.OutputPath == nil {
		if !n.place(s.Amount) {
			err = muster.InvalidField(path+".output_position", "the new note's place, as the spent note's path shows no empty subtree behind it", "nothing")
		}
		return s, err
	}
	if n.OutputPosition, err = position(path+".output_position", w.OutputPosition); err != nil {
		return s, err
	}
	n.OutputPath, err = decodeElements(path+".output_merkle_path", w.OutputPath, circuits.StateDepth)
	return s, err
}

// place finds an empty place for the new note that the spent note's path proves
// to be such: the first leaf of the lowest subtree to the right that is empty.
// It tells whether there is one. Behind the last note this is the next leaf; it
// leaves gaps behind an older one, so a sequencer better says the place.
func (s *Spend) place(value uint64) bool {
	node := s.Nullifier(value)
	for level, sibling := range s.Path {
		if s.Position>>level&1 == 0 && sibling == circuits.EmptyNode(level) {
			s.OutputPosition = (s.Position>>level | 1) << level
			for below := range level {
				s.OutputPath = append(s.OutputPath, circuits.EmptyNode(below))
			}
			s.OutputPath = append(append(s.OutputPath, node), s.Path[level+1:]...)
			return true
		}
		node = pathRoot(node, s.Position>>level, s.Path[level:level+1])
	}
	return false
}

// value is that of both notes. Like what opens them it is in no error.
func (w *witnessShielded) value(path string) (uint64, error) {
	in, err := number(path+".input_value", w.InputValue)
	if err != nil {
		return 0, err
	}
	out, err := number(path+".output_value", w.OutputValue)
	if err == nil && in != out {
		err = muster.InvalidField(path+".output_value", "the input_value", "another value")
	}
	return in, err
}

// hashes compares the given hashes with those of the notes.
func (w *witnessShielded) hashes(path string, s *Step) error {
	for _, h := range []struct {
		name, text, of string
		want           fr.Element
	}{
		{"input_commitment", w.InputCommitment, "that of spending_key, input_value and input_blinding", s.Spend.Input(s.Amount)},
		{"output_commitment", w.OutputCommitment, "that of output_owner, output_value and output_blinding", s.Spend.Output(s.Amount)},
		{"nullifier", w.Nullifier, "that of spending_key, input_commitment and input_position", s.Spend.Nullifier(s.Amount)},
	} {
		got, err := decodeElement(path+"."+h.name, h.text)
		if err != nil {
			return err
		}
		if got != h.want {
			return muster.InvalidField(path+"."+h.name, h.of+", "+elementHex(h.want), elementHex(got))
		}
	}
	return nil
}

// position reads a place in the note tree.
func position(path string, n *uint64) (uint32, error) {
	v, err := number(path, n)
	if err == nil && v >= 1<<circuits.PositionBits {
		err = muster.InvalidField(path, "an integer from 0 to 2^32-1", fmt.Sprint(v))
	}
	return uint32(v), err
}

func (s *Step) witnessShielded() witnessShielded {
	n := &s.Spend
	input, output := uint64(n.Position), uint64(n.OutputPosition)
	return witnessShielded{
		InputCommitment: elementHex(n.Input(s.Amount)), InputValue: &s.Amount, InputBlinding: elementHex(n.Blinding),
		InputPosition: &input, InputPath: elementsHex(n.Path), InputIndices: indexBits(n.Position), SpendingKey: elementHex(n.SpendingKey),
		OutputOwner: elementHex(n.OutputOwner), OutputValue: &s.Amount, OutputBlinding: elementHex(n.OutputBlinding),
		OutputCommitment: elementHex(n.Output(s.Amount)), OutputPosition: &output, OutputPath: elementsHex(n.OutputPath),
		Nullifier: elementHex(n.Nullifier(s.Amount)),
	}
}
