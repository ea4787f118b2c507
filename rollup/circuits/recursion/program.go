package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/math/emulated"
)

func init() {
	solver.RegisterHint(quotientHint)
	solver.RegisterHint(residueHint)
}

// program is the list of identities of a product as the prover's hints see it:
// the same shape, with elements as integers.
type program struct {
	ext        extension
	elements   int
	identities []identity
}

// encode writes the program as integers, for a hint takes nothing else.
func (p *program) encode() []frontend.Variable {
	var out []frontend.Variable
	put := func(values ...int) {
		for _, v := range values {
			out = append(out, v)
		}
	}
	index := map[*polynomial]int{}
	var polynomials []*polynomial
	name := func(poly *polynomial) int {
		if poly == nil {
			return 0
		}
		if index[poly] == 0 {
			polynomials = append(polynomials, poly)
			index[poly] = len(polynomials)
		}
		return index[poly]
	}
	for _, id := range p.identities {
		name(id.start)
		name(id.target)
		for _, m := range id.moves {
			for _, f := range m.factors {
				name(f)
			}
		}
	}
	// Integers are kept non-negative: the field's moduli differ.
	put(p.ext.degree, p.ext.low+encodingOffset, p.ext.high+encodingOffset, p.elements, len(polynomials), len(p.identities))
	for _, poly := range polynomials {
		put(len(*poly))
		for _, t := range *poly {
			put(t.weight+encodingOffset, t.coefficient+1, t.scale+1, t.exp)
		}
	}
	for _, id := range p.identities {
		put(flag(id.opens), name(id.start), name(id.target), len(id.moves))
		for _, m := range id.moves {
			put(flag(m.square), len(m.factors))
			for _, f := range m.factors {
				put(name(f))
			}
		}
	}
	return out
}

// encodingOffset makes small negative integers non-negative.
const encodingOffset = 1 << 10

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decodeProgram reads what encode wrote.
func decodeProgram(in []*big.Int) (*program, error) {
	failed := false
	take := func() int {
		if len(in) == 0 || !in[0].IsInt64() {
			failed = true
			return 0
		}
		v := int(in[0].Int64())
		in = in[1:]
		return v
	}
	p := &program{ext: extension{degree: take(), low: take() - encodingOffset, high: take() - encodingOffset}}
	p.elements = take()
	polynomials := make([]*polynomial, take())
	p.identities = make([]identity, take())
	for i := range polynomials {
		poly := make(polynomial, take())
		for j := range poly {
			poly[j] = term{weight: take() - encodingOffset, coefficient: take() - 1, scale: take() - 1, exp: take()}
		}
		polynomials[i] = &poly
	}
	named := func(i int) *polynomial {
		if i == 0 || i > len(polynomials) {
			return nil
		}
		return polynomials[i-1]
	}
	for i := range p.identities {
		p.identities[i] = identity{opens: take() == 1, start: named(take()), target: named(take()), moves: make([]move, take())}
		for j := range p.identities[i].moves {
			m := move{square: take() == 1, factors: make([]*polynomial, take())}
			for k := range m.factors {
				m.factors[k] = named(take())
			}
			p.identities[i].moves[j] = m
		}
	}
	if failed {
		return nil, errors.New("malformed program")
	}
	return p, nil
}

// degree returns the highest degree among the identities' left sides.
func (p *program) degree() int {
	highest := 0
	of := func(poly *polynomial) int {
		d := 0
		for _, t := range *poly {
			d = max(d, t.exp)
		}
		return d
	}
	for _, id := range p.identities {
		d := of(id.start)
		for _, m := range id.moves {
			if m.square {
				d *= 2
			}
			for _, f := range m.factors {
				d += of(f)
			}
		}
		highest = max(highest, d)
	}
	return highest
}

// coefficients are those of a polynomial in w, the constant one first.
type coefficients []*big.Int

// arithmetic multiplies polynomials modulo a prime.
type arithmetic struct {
	ext     extension
	modulus *big.Int
	// elements are the values that terms refer to; nil where not yet known.
	elements []*big.Int
}

// known tells whether every element poly refers to has a value.
func (a *arithmetic) known(poly *polynomial) bool {
	for _, t := range *poly {
		if t.coefficient != absent && a.elements[t.coefficient] == nil || t.scale != absent && a.elements[t.scale] == nil {
			return false
		}
	}
	return true
}

func (a *arithmetic) expand(poly *polynomial) coefficients {
	n := 0
	for _, t := range *poly {
		n = max(n, t.exp+1)
	}
	out := zeros(n)
	for _, t := range *poly {
		v := big.NewInt(int64(t.weight))
		if t.coefficient != absent {
			v.Mul(v, a.elements[t.coefficient])
		}
		if t.scale != absent {
			v.Mul(v, a.elements[t.scale])
		}
		out[t.exp].Add(out[t.exp], v)
		out[t.exp].Mod(out[t.exp], a.modulus)
	}
	return out
}

func zeros(n int) coefficients {
	out := make(coefficients, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}

// mul multiplies without reducing by the field polynomial.
func (a *arithmetic) mul(x, y coefficients) coefficients {
	out := zeros(len(x) + len(y) - 1)
	t := new(big.Int)
	for j, v := range y {
		if v.Sign() == 0 {
			continue
		}
		for i := range x {
			out[i+j].Add(out[i+j], t.Mul(x[i], v))
		}
	}
	for i := range out {
		out[i].Mod(out[i], a.modulus)
	}
	return out
}

// reduce divides x by the field polynomial and returns quotient and remainder.
func (a *arithmetic) reduce(x coefficients) (q, r coefficients) {
	k := a.ext.degree
	r = zeros(max(k, len(x)))
	for i := range x {
		r[i].Set(x[i])
	}
	q = zeros(max(0, len(r)-k))
	low, high := big.NewInt(int64(a.ext.low)), big.NewInt(int64(a.ext.high))
	t := new(big.Int)
	for i := len(r) - 1; i >= k; i-- {
		lead := new(big.Int).Set(r[i])
		q[i-k].Set(lead)
		r[i].SetInt64(0)
		r[i-k].Add(r[i-k], t.Mul(lead, low))
		r[i-k].Mod(r[i-k], a.modulus)
		r[i-k/2].Add(r[i-k/2], t.Mul(lead, high))
		r[i-k/2].Mod(r[i-k/2], a.modulus)
	}
	return q, r[:k]
}

// times multiplies in the extension field.
func (a *arithmetic) times(x, y coefficients) coefficients {
	_, r := a.reduce(a.mul(x, y))
	return r
}

func (a *arithmetic) one() coefficients {
	out := zeros(a.ext.degree)
	out[0].SetInt64(1)
	return out
}

func (a *arithmetic) exp(x coefficients, e *big.Int) coefficients {
	out := a.one()
	for i := e.BitLen() - 1; i >= 0; i-- {
		out = a.times(out, out)
		if e.Bit(i) == 1 {
			out = a.times(out, x)
		}
	}
	return out
}

func (a *arithmetic) isOne(x coefficients) bool {
	for i, v := range x {
		if want := int64(flag(i == 0)); v.Cmp(big.NewInt(want)) != 0 {
			return false
		}
	}
	return true
}

// run returns where the moves of id lead, by the given multiplication. Factors
// whose elements are unknown are left out.
func (a *arithmetic) run(id identity, start coefficients, mul func(x, y coefficients) coefficients) coefficients {
	acc := start
	for _, m := range id.moves {
		if m.square {
			acc = mul(acc, acc)
		}
		for _, f := range m.factors {
			if a.known(f) {
				acc = mul(acc, a.expand(f))
			}
		}
	}
	return acc
}

// quotientHint returns the coefficients of sum_t c^t q_t. Its emulated inputs
// are c and the elements of the program among its native inputs.
func quotientHint(mod *big.Int, in, out []*big.Int) error {
	return emulated.UnwrapHintContext(mod, in, out, func(ctx emulated.HintContext) error {
		moduli := ctx.EmulatedModuli()
		if len(moduli) != 1 {
			return errors.New("quotient: want one modulus")
		}
		native, _ := ctx.NativeInputsOutputs()
		p, err := decodeProgram(native)
		if err != nil {
			return fmt.Errorf("quotient: %w", err)
		}
		values, q := ctx.InputsOutputs(moduli[0])
		if len(values) != p.elements+1 {
			return errors.New("quotient: wrong number of elements")
		}
		a := &arithmetic{ext: p.ext, modulus: moduli[0], elements: values[1:]}
		for i := range q {
			q[i].SetInt64(0)
		}
		weight := big.NewInt(1)
		for _, id := range p.identities {
			left := a.run(id, a.expand(id.start), a.mul)
			target := coefficients{big.NewInt(1)}
			if id.target != nil {
				target = a.expand(id.target)
			}
			left = append(left, zeros(max(0, len(target)-len(left)))...)
			for i, v := range target {
				left[i].Sub(left[i], v)
				left[i].Mod(left[i], a.modulus)
			}
			// A remainder means that the identity is false, which the circuit
			// finds out.
			part, _ := a.reduce(left)
			for i, v := range part {
				q[i].Add(q[i], new(big.Int).Mul(weight, v))
				q[i].Mod(q[i], a.modulus)
			}
			weight = new(big.Int).Mul(weight, values[0])
			weight.Mod(weight, a.modulus)
		}
		return nil
	})
}
