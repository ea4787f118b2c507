package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/math/emulated"
)

// This file checks products in an extension field Fp[w]/(w^k - high w^(k/2) -
// low) whose base field is emulated, such as the accumulator of a Miller loop.
//
// Multiplying in the extension coefficient by coefficient takes k emulated
// multiplications and more. Instead the prover supplies the accumulator after
// every few steps, and each group of steps becomes an identity of polynomials
// in w, modulo the field polynomial m:
//
//	start^(2^s) * prod factors - target = q m
//
// With a challenge c the identities are added up into one quotient
// Q = sum_t c^t q_t, and with a second challenge z the sum is evaluated at
// w = z, where a factor is a single emulated number. Both challenges hash what
// the polynomials are determined by, c before Q exists and z after. A false
// identity survives with a chance of about 2^-240.

// extension describes w^degree = low + high w^(degree/2).
type extension struct {
	degree    int
	low, high int
}

// absent marks a missing element of a term, standing for 1.
const absent = -1

// term is weight * coefficient * scale * w^exp, where coefficient and scale are
// indexes of elements. One scale serves many terms, so that its product with a
// power of z is computed once.
type term struct {
	weight             int
	coefficient, scale int
	exp                int
}

// polynomial is a sum of terms. Its identity as a pointer names it: equal
// pointers are evaluated once.
type polynomial []term

// move is one step of an accumulator: an optional squaring, then factors.
type move struct {
	square  bool
	factors []*polynomial
}

// identity states that the moves lead from start to target, or to 1 if target
// is nil. A Miller product is a run of identities of which only the first has
// opens set; see assertMiller.
type identity struct {
	opens  bool
	start  *polynomial
	moves  []move
	target *polynomial
}

// product collects identities over indexed elements and proves them.
type product[F emulated.FieldParams] struct {
	api        frontend.API
	field      *emulated.Field[F]
	ext        extension
	elements   []*emulated.Element[F]
	identities []identity
}

// element gives e an index.
func (p *product[F]) element(e *emulated.Element[F]) int {
	p.elements = append(p.elements, e)
	return len(p.elements) - 1
}

// constant gives the constant v an index.
func (p *product[F]) constant(v *big.Int) int {
	return p.element(p.field.NewElement(new(big.Int).Set(v)))
}

// reserve returns the dense polynomial of n coefficients at multiples of
// stride whose elements are set later, by assign.
func (p *product[F]) reserve(n, stride int) *polynomial {
	out := make(polynomial, n)
	for i := range out {
		out[i] = term{weight: 1, coefficient: p.element(nil), scale: absent, exp: i * stride}
	}
	return &out
}

// unset returns the indexes reserved and not yet assigned, in order.
func (p *product[F]) unset() []int {
	var at []int
	for i, e := range p.elements {
		if e == nil {
			at = append(at, i)
		}
	}
	return at
}

// assert proves the identities. free lists the elements that the prover chose,
// the coefficients of accumulators and residues; the hash must have absorbed
// what determines all others.
func (p *product[F]) assert(hash *sponge, free []int) error {
	for _, i := range free {
		hash.absorbLimbs(p.elements[i].Limbs...)
	}
	c, err := p.challenge(hash)
	if err != nil {
		return err
	}
	quotient, err := p.quotient(c)
	if err != nil {
		return err
	}
	for _, e := range quotient {
		hash.absorbLimbs(e.Limbs...)
	}
	z, err := p.challenge(hash)
	if err != nil {
		return err
	}
	p.assertAt(c, z, quotient)
	return nil
}

// challenge squeezes a native element and reads its canonical bits as an
// element of the emulated field.
func (p *product[F]) challenge(hash *sponge) (*emulated.Element[F], error) {
	v, err := hash.squeeze()
	if err != nil {
		return nil, err
	}
	return p.field.FromBits(p.api.ToBinary(v)...), nil
}

// quotient returns the coefficients of Q, computed by the prover.
func (p *product[F]) quotient(c *emulated.Element[F]) ([]*emulated.Element[F], error) {
	program := p.program()
	n := program.degree() - p.ext.degree + 1
	inputs := append([]*emulated.Element[F]{c}, p.elements...)
	_, out, err := p.field.NewHintGeneric(quotientHint, 0, n, program.encode(), inputs)
	if err != nil {
		return nil, fmt.Errorf("quotient: %w", err)
	}
	return out, nil
}

// evaluationBlock is the number of terms in one evaluation. The emulated field
// widens the quotient of an evaluation with each term.
const evaluationBlock = 16

// assertAt asserts sum_t c^t (start^.. - target) = Q m at w = z.
func (p *product[F]) assertAt(c, z *emulated.Element[F], quotient []*emulated.Element[F]) {
	type el = emulated.Element[F]
	f := p.field
	powers := []*el{f.One(), z}
	for len(powers) <= max(evaluationBlock, p.ext.degree) {
		powers = append(powers, f.Mul(powers[len(powers)-1], z))
	}

	type scaleKey struct{ scale, exp int }
	scaled := map[scaleKey]*el{}
	scaledBy := func(scale, exp int) *el {
		switch {
		case scale == absent:
			return powers[exp]
		case exp == 0:
			return p.elements[scale]
		}
		k := scaleKey{scale, exp}
		if scaled[k] == nil {
			scaled[k] = f.Mul(p.elements[scale], powers[exp])
		}
		return scaled[k]
	}
	values := map[*polynomial]*el{}
	value := func(poly *polynomial) *el {
		if v, ok := values[poly]; ok {
			return v
		}
		terms := make([][]*el, len(*poly))
		weights := make([]int, len(*poly))
		for i, t := range *poly {
			weights[i] = t.weight
			if t.coefficient != absent {
				terms[i] = append(terms[i], p.elements[t.coefficient])
			}
			if t.scale != absent || t.exp != 0 || t.coefficient == absent {
				terms[i] = append(terms[i], scaledBy(t.scale, t.exp))
			}
		}
		values[poly] = f.Eval(terms, weights)
		return values[poly]
	}

	// sum adds up c^t times the difference of both sides, a block at a time.
	var sum *el
	var block [][]*el
	var signs []int
	flush := func() {
		if sum != nil {
			block, signs = append(block, []*el{sum}), append(signs, 1)
		}
		sum = f.Eval(block, signs)
		block, signs = nil, nil
	}
	weight := f.One()
	for t, id := range p.identities {
		if t > 0 {
			weight = f.Mul(weight, c)
		}
		acc := value(id.start)
		for _, m := range id.moves {
			if m.square {
				acc = f.Mul(acc, acc)
			}
			for _, factor := range m.factors {
				acc = f.Mul(acc, value(factor))
			}
		}
		target := powers[0]
		if id.target != nil {
			target = value(id.target)
		}
		block = append(block, []*el{weight, acc}, []*el{weight, target})
		signs = append(signs, 1, -1)
		if len(block) >= evaluationBlock {
			flush()
		}
	}
	flush()

	// Q(z) by blocks, the highest first: Q = Q' z^block + ...
	var q *el
	for at := (len(quotient) - 1) / evaluationBlock * evaluationBlock; at >= 0; at -= evaluationBlock {
		var terms [][]*el
		var plus []int
		for i := at; i < min(at+evaluationBlock, len(quotient)); i++ {
			terms, plus = append(terms, []*el{quotient[i], powers[i-at]}), append(plus, 1)
		}
		if q != nil {
			terms, plus = append(terms, []*el{q, powers[evaluationBlock]}), append(plus, 1)
		}
		q = f.Eval(terms, plus)
	}
	modulus := f.Eval([][]*el{{powers[p.ext.degree]}, {powers[p.ext.degree/2]}, {powers[0]}}, []int{1, -p.ext.high, -p.ext.low})
	f.AssertEvalIsZero([][]*el{{sum}, {q, modulus}}, []int{1, -1})
}

// program returns the identities in the form the hints take.
func (p *product[F]) program() *program {
	return &program{ext: p.ext, elements: len(p.elements), identities: p.identities}
}
