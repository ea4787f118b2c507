package ownership

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr/poseidon2"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/math/emulated"
	"github.com/consensys/gnark/std/math/emulated/emparams"
)

type (
	scalars = emparams.BLS12377Fr
	element = emulated.Element[scalars]
)

// hasher is the compression of package circuits over emulated scalars.
type hasher struct {
	field  *emulated.Field[scalars]
	params *poseidon2.Parameters
}

func newHasher(api frontend.API) (*hasher, error) {
	field, err := emulated.NewField[scalars](api)
	if err != nil {
		return nil, err
	}
	return &hasher{field: field, params: poseidon2.GetDefaultParameters()}, nil
}

// compress is circuits.Compress.
func (h *hasher) compress(l, r *element) *element {
	full, partial := h.params.NbFullRounds/2, h.params.NbPartialRounds
	a, b := h.external(l, r)
	for round := range 2*full + partial {
		keys := h.params.RoundKeys[round]
		a = h.sbox(h.plus(a, keys[0]))
		if round >= full && round < full+partial {
			a, b = h.field.Sum(a, a, b), h.field.Add(a, h.field.MulConst(b, big.NewInt(3)))
			if round%partialsPerReduction == 0 {
				b = h.field.Reduce(b)
			}
			continue
		}
		b = h.sbox(h.plus(b, keys[1]))
		a, b = h.external(a, b)
	}
	return h.field.Add(b, r)
}

// partialsPerReduction is how many partial rounds pass before the element that
// they only add up is reduced: each makes it two bits longer, and a product
// costs more the longer its factors are.
const partialsPerReduction = 3

func (h *hasher) external(a, b *element) (*element, *element) {
	return h.field.Sum(a, a, b), h.field.Sum(a, b, b)
}

func (h *hasher) plus(a *element, key fr.Element) *element {
	return h.field.Add(a, h.constant(key))
}

func (h *hasher) constant(e fr.Element) *element {
	return h.field.NewElement(e.BigInt(new(big.Int)))
}

// sbox raises to the 17th power.
func (h *hasher) sbox(x *element) *element {
	y := x
	for range 4 {
		y = h.field.Mul(y, y)
	}
	return h.field.Mul(y, x)
}
