package ownership

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/math/bits"
	"github.com/consensys/gnark/std/math/emulated"

	"github.com/muster-zk/muster/rollup/circuits"
)

// Indexes of the public inputs.
const (
	Commitment = iota
	Nullifier
	BlindedProxy

	// Inputs is the number of public inputs.
	Inputs
)

// Circuit is the statement; see the package's comment.
type Circuit struct {
	Public [Inputs]frontend.Variable `gnark:",public"` // by the indexes above

	SpendingKey, Blinding element
	Value, Position       frontend.Variable
}

// Define states the circuit's constraints.
func (c *Circuit) Define(api frontend.API) error {
	h, err := newHasher(api)
	if err != nil {
		return fmt.Errorf("emulate BLS12-377 scalars: %w", err)
	}
	// Any integer that is congruent to the key or the blinding serves as well.
	key, blinding := &c.SpendingKey, &c.Blinding
	owner := h.compress(key, h.field.NewElement(circuits.TagOwner))
	commitment := h.compress(h.compress(owner, h.tagged(api, c.Value, circuits.TagNote, circuits.ValueBits)), blinding)
	of := func(tag uint64) *element {
		return h.compress(h.compress(key, h.tagged(api, c.Position, tag, circuits.PositionBits)), commitment)
	}
	for i, hash := range [Inputs]*element{
		Commitment: commitment, Nullifier: of(circuits.TagNullifier), BlindedProxy: of(circuits.TagProxy),
	} {
		h.assertPublic(api, hash, c.Public[i])
	}
	return nil
}

// tagged is v + tag·2^width for a v that it constrains to width bits, which are
// no more than a limb's.
func (h *hasher) tagged(api frontend.API, v frontend.Variable, tag uint64, width int) *element {
	api.ToBinary(v, width)
	shifted := new(big.Int).Lsh(new(big.Int).SetUint64(tag), uint(width))
	return h.field.Add(h.field.NewElement([]frontend.Variable{v, 0, 0, 0}), h.field.NewElement(shifted))
}

// assertPublic constrains the native v to be the canonical integer of hash.
func (h *hasher) assertPublic(api frontend.API, hash *element, v frontend.Variable) {
	// Canonical bits are of an integer below BLS12-377's modulus, which is below
	// BN254's, so the sum does not wrap.
	api.AssertIsEqual(bits.FromBinary(api, h.field.ToBitsCanonical(hash)), v)
}

// Assign returns the circuit with all its values. Public are by index.
func Assign(public [Inputs]fr.Element, spendingKey, blinding fr.Element, value uint64, position uint32) *Circuit {
	c := &Circuit{
		SpendingKey: emulated.ValueOf[scalars](spendingKey), Blinding: emulated.ValueOf[scalars](blinding),
		Value: value, Position: position,
	}
	for i := range public {
		c.Public[i] = public[i].BigInt(new(big.Int))
	}
	return c
}
