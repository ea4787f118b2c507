package rollup

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/twistededwards"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// ChunkInput is everything that one chunk proof is made from.
type ChunkInput struct {
	Public         [circuits.Inputs]fr.Element
	Slots          int
	Steps          []Step // at most Slots; the other slots are empty
	WithdrawalPath []fr.Element
}

// Statement returns the chunk's public inputs.
func (c *ChunkInput) Statement() []*big.Int {
	out := make([]*big.Int, len(c.Public))
	for i := range c.Public {
		out[i] = c.Public[i].BigInt(new(big.Int))
	}
	return out
}

// chunkVersion is the version of a chunk input's encoding.
const chunkVersion = 2

type chunkJSON struct {
	Version        int        `json:"version"`
	Slots          int        `json:"slots"`
	Public         []string   `json:"public"`
	WithdrawalPath []string   `json:"withdrawal_path"`
	Steps          []stepJSON `json:"steps"`
}

type stepJSON struct {
	Type      string     `json:"type"`
	Amount    uint64     `json:"amount"`
	Sender    *entryJSON `json:"sender,omitempty"`
	Receiver  *entryJSON `json:"receiver,omitempty"`
	Recipient string     `json:"recipient,omitempty"`
	Create    bool       `json:"create,omitempty"`
	Signature string     `json:"signature,omitempty"`
	Spend     *spendJSON `json:"spend,omitempty"`
}

type entryJSON struct {
	Index   uint32   `json:"index"`
	Pubkey  string   `json:"pubkey"`
	Balance uint64   `json:"balance"`
	Nonce   uint64   `json:"nonce"`
	Path    []string `json:"path"`
}

type spendJSON struct {
	SpendingKey    string   `json:"spending_key"`
	Blinding       string   `json:"blinding"`
	Position       uint32   `json:"position"`
	Path           []string `json:"path"`
	OutputOwner    string   `json:"output_owner"`
	OutputBlinding string   `json:"output_blinding"`
	OutputPosition uint32   `json:"output_position"`
	OutputPath     []string `json:"output_path"`
}

// Encode writes the chunk input as JSON; the same input gives the same bytes.
func (c *ChunkInput) Encode() ([]byte, error) {
	out := chunkJSON{Version: chunkVersion, Slots: c.Slots, Public: elementsHex(c.Public[:]),
		WithdrawalPath: elementsHex(c.WithdrawalPath), Steps: make([]stepJSON, len(c.Steps))}
	for i := range c.Steps {
		s := &c.Steps[i]
		j := stepJSON{Type: kindName(s.Kind), Amount: s.Amount, Create: s.Create}
		if s.signed() {
			j.Sender, j.Signature = s.Sender.json(), s.Signature.String()
		}
		switch {
		case s.Kind == circuits.Shielded:
			j.Spend = s.Spend.json()
		case s.receives():
			j.Receiver = s.Receiver.json()
		default:
			j.Recipient = hex.EncodeToString(s.Recipient[:])
		}
		out.Steps[i] = j
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write chunk input: %w", err)
	}
	return raw, nil
}

func (e *Entry) json() *entryJSON {
	return &entryJSON{e.Index, e.Key.String(), e.Balance, e.Nonce, elementsHex(e.Path)}
}

func (s *Spend) json() *spendJSON {
	return &spendJSON{
		SpendingKey: elementHex(s.SpendingKey), Blinding: elementHex(s.Blinding), Position: s.Position, Path: elementsHex(s.Path),
		OutputOwner: elementHex(s.OutputOwner), OutputBlinding: elementHex(s.OutputBlinding),
		OutputPosition: s.OutputPosition, OutputPath: elementsHex(s.OutputPath),
	}
}

// DecodeChunk reads what Encode wrote. Errors are CodeInvalid and name the
// field. It checks the shape only; whether the steps hold is for the circuit.
func DecodeChunk(raw []byte) (*ChunkInput, error) {
	if len(raw) > MaxInput {
		return nil, muster.Errorf(muster.CodeTooLarge, "chunk input of %d bytes: at most %d", len(raw), MaxInput)
	}
	var in chunkJSON
	if err := decodeJSON("", raw, &in); err != nil {
		return nil, err
	}
	if in.Version != chunkVersion {
		return nil, muster.InvalidField("version", fmt.Sprint(chunkVersion), fmt.Sprint(in.Version))
	}
	if _, err := circuits.NewChunk(in.Slots); err != nil {
		return nil, muster.InvalidField("slots", fmt.Sprintf("a power of two from 1 to %d", circuits.MaxSlots), fmt.Sprint(in.Slots))
	}
	if len(in.Steps) > in.Slots {
		return nil, muster.InvalidField("steps", fmt.Sprintf("at most %d entries", in.Slots), fmt.Sprint(len(in.Steps)))
	}
	c := &ChunkInput{Slots: in.Slots, Steps: make([]Step, len(in.Steps))}
	public, err := decodeElements("public", in.Public, circuits.Inputs)
	if err != nil {
		return nil, err
	}
	copy(c.Public[:], public)
	height := bits.TrailingZeros(uint(in.Slots))
	if c.WithdrawalPath, err = decodeElements("withdrawal_path", in.WithdrawalPath, circuits.WithdrawalDepth-height); err != nil {
		return nil, err
	}
	for i := range in.Steps {
		if c.Steps[i], err = in.Steps[i].step(fmt.Sprintf("steps[%d]", i)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (j *stepJSON) step(path string) (s Step, err error) {
	kind, ok := kindNames[j.Type]
	if !ok {
		return s, muster.InvalidField(path+".type", kindList, j.Type)
	}
	s = Step{Kind: kind, Amount: j.Amount, Create: j.Create}
	if kind == circuits.Shielded {
		s.Spend, err = j.Spend.spend(path + ".spend")
		return s, err
	}
	if s.signed() {
		if s.Sender, err = j.Sender.entry(path + ".sender"); err != nil {
			return s, err
		}
		if err = decodeHex(path+".signature", j.Signature, s.Signature[:]); err != nil {
			return s, err
		}
	}
	if s.receives() {
		s.Receiver, err = j.Receiver.entry(path + ".receiver")
	} else {
		err = decodeHex(path+".recipient", j.Recipient, s.Recipient[:])
	}
	return s, err
}

func (j *entryJSON) entry(path string) (e Entry, err error) {
	if j == nil {
		return e, muster.InvalidField(path, "an object", "nothing")
	}
	e = Entry{Index: j.Index, Balance: j.Balance, Nonce: j.Nonce}
	if err = decodeHex(path+".pubkey", j.Pubkey, e.Key[:]); err != nil {
		return e, err
	}
	e.Path, err = decodeElements(path+".path", j.Path, circuits.StateDepth)
	return e, err
}

func (j *spendJSON) spend(path string) (s Spend, err error) {
	if j == nil {
		return s, muster.InvalidField(path, "an object", "nothing")
	}
	s = Spend{Position: j.Position, OutputPosition: j.OutputPosition}
	if err := decodeSecrets(path, []secretField{
		{"spending_key", j.SpendingKey, &s.SpendingKey}, {"blinding", j.Blinding, &s.Blinding},
		{"output_owner", j.OutputOwner, &s.OutputOwner}, {"output_blinding", j.OutputBlinding, &s.OutputBlinding},
	}); err != nil {
		return s, err
	}
	if s.Path, err = decodeElements(path+".path", j.Path, circuits.StateDepth); err != nil {
		return s, err
	}
	s.OutputPath, err = decodeElements(path+".output_path", j.OutputPath, circuits.StateDepth)
	return s, err
}

// ChunkAssignment reads an encoded chunk input and returns the chunk circuit
// with all its values, of which a worker makes the witness. Errors are those
// of DecodeChunk, and CodeInvalid for a key or signature that is no point.
func ChunkAssignment(raw []byte) (frontend.Circuit, error) {
	c, err := DecodeChunk(raw)
	if err != nil {
		return nil, err
	}
	return c.Assign()
}

// Assign returns the chunk circuit with all its values.
func (c *ChunkInput) Assign() (*circuits.Chunk, error) {
	out, err := circuits.NewChunk(c.Slots)
	if err != nil {
		return nil, err
	}
	for i := range c.Public {
		out.Public[i] = c.Public[i]
	}
	for i := range out.WithdrawalPath {
		out.WithdrawalPath[i] = c.WithdrawalPath[i]
	}
	for i := range out.Slots {
		out.Slots[i] = emptySlot()
		if i >= len(c.Steps) {
			continue
		}
		if err := c.Steps[i].assign(&out.Slots[i]); err != nil {
			return nil, muster.InvalidField(fmt.Sprintf("steps[%d]", i), "keys and a signature on the curve", err.Error())
		}
	}
	return out, nil
}

// emptySlot is a slot without a transaction. Its sender has the base point as
// key, as the circuit can evaluate no signature under one of small order.
func emptySlot() circuits.Slot {
	base := twistededwards.GetEdwardsCurve().Base
	neutral := circuits.Point{X: 0, Y: 1}
	entry := circuits.Entry{Index: 0, Key: circuits.Point{X: base.X, Y: base.Y}, Balance: 0, Nonce: 0}
	for i := range entry.Path {
		entry.Path[i] = 0
	}
	return circuits.Slot{Kind: 0, Amount: 0, Sender: entry, Receiver: entry, Create: 0,
		Signature: circuits.Signature{R: neutral, S: 0},
		Spend:     circuits.Spend{SpendingKey: 0, Blinding: 0, OutputOwner: 0, OutputBlinding: 0}}
}

func (s *Step) assign(slot *circuits.Slot) error {
	slot.Kind, slot.Amount = uint64(s.Kind), s.Amount
	if s.Kind == circuits.Shielded {
		s.Spend.assign(slot, s.Amount)
		return nil
	}
	if s.signed() {
		if err := s.Sender.assign(&slot.Sender); err != nil {
			return fmt.Errorf("sender: %w", err)
		}
		sig, err := s.Signature.parts()
		if err != nil {
			return err
		}
		slot.Signature = circuits.Signature{R: circuits.Point{X: sig.R.X, Y: sig.R.Y}, S: new(big.Int).SetBytes(sig.S[:])}
	}
	if s.receives() {
		if s.Create {
			slot.Create = 1
		}
		if err := s.Receiver.assign(&slot.Receiver); err != nil {
			return fmt.Errorf("receiver: %w", err)
		}
		return nil
	}
	high, low := circuits.RecipientParts(s.Recipient)
	slot.Receiver.Key = circuits.Point{X: high, Y: low}
	return nil
}

func (s *Spend) assign(slot *circuits.Slot, value uint64) {
	slot.Spend = circuits.Spend{SpendingKey: s.SpendingKey, Blinding: s.Blinding, OutputOwner: s.OutputOwner, OutputBlinding: s.OutputBlinding}
	slot.Sender.Index, slot.Receiver.Index = s.Position, s.OutputPosition
	for i := range circuits.StateDepth {
		slot.Sender.Path[i], slot.Receiver.Path[i] = s.Path[i], s.OutputPath[i]
	}
	slot.Receiver.Key = circuits.Point{X: s.Nullifier(value), Y: circuits.TagShielded}
}

func (e *Entry) assign(out *circuits.Entry) error {
	point, err := e.Key.point()
	if err != nil {
		return err
	}
	out.Index, out.Balance, out.Nonce = e.Index, e.Balance, e.Nonce
	out.Key = circuits.Point{X: point.X, Y: point.Y}
	for i := range out.Path {
		out.Path[i] = e.Path[i]
	}
	return nil
}
