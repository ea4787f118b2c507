package ownership

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/rollup/circuits"
)

// maxInput is the most bytes an input may have; a real one has some hundreds.
const maxInput = 16 << 10

// maxDigits bounds the text of one number, leading zeros included.
const maxDigits = 128

// Input is what a batch brings: one JSON object of these fields, all of them
// strings. A number is decimal, or hexadecimal behind 0x. Keys, blindings and
// hashes are scalars of BLS12-377.
type Input struct {
	SpendingKey  string `json:"spending_key"`
	NoteValue    string `json:"note_value"` // 0 to 2^64-1
	NoteBlinding string `json:"note_blinding"`
	NotePosition string `json:"note_position"` // 0 to 2^32-1
	Commitment   string `json:"commitment"`
	Nullifier    string `json:"nullifier"`
	BlindedProxy string `json:"blinded_proxy"`
}

// Note is an input's numbers.
type Note struct {
	SpendingKey, Blinding fr.Element
	Value                 uint64
	Position              uint32
	// Public is commitment, nullifier and blinded proxy, as Statement gives them.
	Public [3]fr.Element
}

// Decode reads an input and checks that commitment, nullifier and blinded proxy
// are those of the note. Errors are CodeInvalid and name the field, without the
// secret ones' values, or CodeTooLarge.
func Decode(input []byte) (*Note, error) {
	if len(input) > maxInput {
		return nil, muster.Errorf(muster.CodeTooLarge, "input of %d bytes: at most %d", len(input), maxInput)
	}
	var in Input
	if err := strictjson.Unmarshal(input, &in); err != nil {
		return nil, err
	}
	return in.note()
}

func (in *Input) note() (*Note, error) {
	n := &Note{}
	for _, f := range []struct {
		name, text string
		out        *fr.Element
		secret     bool
	}{
		{"spending_key", in.SpendingKey, &n.SpendingKey, true},
		{"note_blinding", in.NoteBlinding, &n.Blinding, true},
		{"commitment", in.Commitment, &n.Public[0], false},
		{"nullifier", in.Nullifier, &n.Public[1], false},
		{"blinded_proxy", in.BlindedProxy, &n.Public[2], false},
	} {
		v, err := number(f.name, f.text, fr.Modulus(), "a scalar of BLS12-377", f.secret)
		if err != nil {
			return nil, err
		}
		f.out.SetBigInt(v)
	}
	one := big.NewInt(1)
	value, err := number("note_value", in.NoteValue, new(big.Int).Lsh(one, circuits.ValueBits), "a number below 2^64", true)
	if err != nil {
		return nil, err
	}
	position, err := number("note_position", in.NotePosition, new(big.Int).Lsh(one, circuits.PositionBits), "a number below 2^32", true)
	if err != nil {
		return nil, err
	}
	n.Value, n.Position = value.Uint64(), uint32(position.Uint64())
	for i, want := range n.hashes() {
		if n.Public[i] != want {
			return nil, muster.InvalidField(publicNames[i], "that of the note, "+text(want), text(n.Public[i]))
		}
	}
	return n, nil
}

// publicNames are the fields of the public inputs, in their order.
var publicNames = [3]string{"commitment", "nullifier", "blinded_proxy"}

// hashes are what the public inputs have to be.
func (n *Note) hashes() [3]fr.Element {
	commitment := circuits.NoteCommitment(circuits.NoteOwner(n.SpendingKey), n.Value, n.Blinding)
	return [3]fr.Element{
		commitment,
		circuits.Nullifier(n.SpendingKey, commitment, n.Position),
		circuits.BlindedProxy(n.SpendingKey, commitment, n.Position),
	}
}

// NewInput writes the input of a note, with its public values.
func NewInput(spendingKey, blinding fr.Element, value uint64, position uint32) Input {
	n := &Note{SpendingKey: spendingKey, Blinding: blinding, Value: value, Position: position}
	public := n.hashes()
	return Input{
		SpendingKey: text(spendingKey), NoteBlinding: text(blinding),
		NoteValue: fmt.Sprint(value), NotePosition: fmt.Sprint(position),
		Commitment: text(public[0]), Nullifier: text(public[1]), BlindedProxy: text(public[2]),
	}
}

func text(e fr.Element) string { return fmt.Sprintf("0x%064x", e.BigInt(new(big.Int))) }

// number reads a number below the bound. What a secret field held is in no
// error.
func number(field, text string, bound *big.Int, expected string, secret bool) (*big.Int, error) {
	got := text
	if secret {
		got = "another value"
	}
	digits, base := text, 10
	if hex, ok := strings.CutPrefix(text, "0x"); ok {
		digits, base = hex, 16
	}
	v, ok := new(big.Int), false
	if len(digits) > 0 && len(digits) <= maxDigits && !strings.ContainsAny(digits, "+-_") {
		v, ok = v.SetString(digits, base)
	}
	if !ok || v.Cmp(bound) >= 0 {
		return nil, muster.InvalidField(field, expected+", decimal or hexadecimal behind 0x", got)
	}
	return v, nil
}
