package recursion

import (
	"errors"
	"fmt"
	"math/big"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/std/math/emulated"
)

// A Miller product f passes the final exponentiation exactly if it is a power
// of the loop length L: the prover shows a u with f u^L = 1 (A. Novakovic and
// L. Eagen, On Proving Pairings, eprint 2024/640, section 4). L is a multiple
// of the group order r, and the squarings of u^L are those of the Miller loop.
//
// On BN254, L is also a multiple of 3, so f is first multiplied by a factor s
// of the subfield Fp6, which the final exponentiation ignores, that makes it a
// cube.

// residueField is what solving for u takes on one curve.
type residueField struct {
	// inverse is 1/L modulo the order of the subgroup that f s lies in.
	inverse *big.Int
	// cofactor is the order of that subgroup; root generates the powers of s
	// to choose from, nil on a curve that needs none.
	cofactor *big.Int
	root     coefficients
}

var residueFields = map[int]func() (*residueField, error){
	6:  sync.OnceValues(residueBW6761),
	12: sync.OnceValues(residueBN254),
}

// residueOrder returns (p^k-1)/r.
func residueOrder(curve ecc.ID, k int64) *big.Int {
	order := new(big.Int).Exp(curve.BaseField(), big.NewInt(k), nil)
	order.Sub(order, big.NewInt(1))
	return order.Div(order, curve.ScalarField())
}

func residueBW6761() (*residueField, error) {
	x := bw6Seed()
	p := ecc.BW6_761.BaseField()
	// L = x + 1 + p (x^3 - x^2 - x)
	length := new(big.Int).Exp(x, big.NewInt(3), nil)
	length.Sub(length, new(big.Int).Mul(x, x)).Sub(length, x).Mul(length, p)
	length.Add(length, x).Add(length, big.NewInt(1))
	order := residueOrder(ecc.BW6_761, 6)
	inverse := new(big.Int).ModInverse(length, order)
	if inverse == nil {
		return nil, errors.New("BW6-761 loop length has no inverse")
	}
	return &residueField{inverse: inverse, cofactor: order}, nil
}

// bw6Seed is the parameter x of BLS12-377 and BW6-761.
func bw6Seed() *big.Int { return new(big.Int).SetUint64(9586122913090633729) }

func residueBN254() (*residueField, error) {
	p := ecc.BN254.BaseField()
	x := new(big.Int).SetUint64(4965661367192848881)
	// L = 6x + 2 + p - p^2 + p^3
	length := new(big.Int).Mul(x, big.NewInt(6))
	length.Add(length, big.NewInt(2)).Add(length, p)
	length.Sub(length, new(big.Int).Exp(p, big.NewInt(2), nil))
	length.Add(length, new(big.Int).Exp(p, big.NewInt(3), nil))
	order := residueOrder(ecc.BN254, 12)
	for new(big.Int).Mod(order, big.NewInt(3)).Sign() == 0 {
		order.Div(order, big.NewInt(3))
	}
	inverse := new(big.Int).ModInverse(length, order)
	if inverse == nil {
		return nil, errors.New("BN254 loop length has no inverse")
	}
	// An element of Fp6 that generates the 3-part of the group f lies in: any
	// one whose power by the rest of the group order has full order.
	a := &arithmetic{ext: extensionBN254, modulus: p}
	field := new(big.Int).Exp(p, big.NewInt(6), nil)
	field.Sub(field, big.NewInt(1))
	rest, three := new(big.Int).Set(field), big.NewInt(1)
	for new(big.Int).Mod(rest, big.NewInt(3)).Sign() == 0 {
		rest.Div(rest, big.NewInt(3))
		three.Mul(three, big.NewInt(3))
	}
	for i := int64(1); i < 100; i++ {
		candidate := zeros(12)
		candidate[0].SetInt64(i)
		candidate[2].SetInt64(1)
		root := a.exp(candidate, rest)
		if !a.isOne(a.exp(root, new(big.Int).Div(three, big.NewInt(3)))) {
			return &residueField{inverse: inverse, cofactor: order, root: root}, nil
		}
	}
	return nil, errors.New("BN254: no root of unity of 3-power order found")
}

// solve returns u, 1/u and the subfield factor s for the Miller product f. If
// the pairings' product is not one, no u exists and what it returns fails the
// check in the circuit.
func (r *residueField) solve(a *arithmetic, f coefficients) (u, v, s coefficients) {
	s = a.one()
	if r.root != nil {
		// f^cofactor lies in the 3-part, which has few elements; s cancels it.
		part := a.exp(f, r.cofactor)
		step := a.exp(r.root, r.cofactor)
		for tries := 0; !a.isOne(part) && tries < residueTries; tries++ {
			part = a.times(part, step)
			s = a.times(s, r.root)
		}
		f = a.times(f, s)
	}
	v = a.exp(f, r.inverse)
	u = a.exp(v, new(big.Int).Sub(r.cofactor, big.NewInt(1)))
	return u, v, s
}

// residueTries exceeds the order of the 3-part, 27.
const residueTries = 30

// residueHint returns the elements a Miller product leaves unset: u, 1/u, the
// subfield factor where there is one, and the accumulators. Its native inputs
// are the program and, after it, the indexes of the unset elements; emulated
// inputs are the other elements in order.
func residueHint(mod *big.Int, in, out []*big.Int) error {
	return emulated.UnwrapHintContext(mod, in, out, func(ctx emulated.HintContext) error {
		moduli := ctx.EmulatedModuli()
		if len(moduli) != 1 {
			return errors.New("residue: want one modulus")
		}
		native, _ := ctx.NativeInputsOutputs()
		values, outputs := ctx.InputsOutputs(moduli[0])
		n := len(outputs)
		if len(native) < n {
			return errors.New("residue: too few inputs")
		}
		p, err := decodeProgram(native[:len(native)-n])
		if err != nil {
			return fmt.Errorf("residue: %w", err)
		}
		a := &arithmetic{ext: p.ext, modulus: moduli[0], elements: make([]*big.Int, p.elements)}
		unset := make(map[int]*big.Int, n)
		for i, at := range native[len(native)-n:] {
			unset[int(at.Int64())] = outputs[i]
		}
		if len(values)+n != p.elements {
			return errors.New("residue: wrong number of elements")
		}
		for i := range a.elements {
			if unset[i] == nil {
				a.elements[i], values = values[0], values[1:]
			}
		}
		solver, ok := residueFields[p.ext.degree]
		if !ok {
			return fmt.Errorf("residue: extension of degree %d", p.ext.degree)
		}
		field, err := solver()
		if err != nil {
			return fmt.Errorf("residue: %w", err)
		}
		return p.fill(a, field, func(poly *polynomial, c coefficients) error {
			for _, t := range *poly {
				e := unset[t.coefficient]
				if e == nil || t.exp >= len(c) {
					return errors.New("residue: polynomial is not a reserved one")
				}
				e.Set(c[t.exp])
				a.elements[t.coefficient] = e
			}
			return nil
		})
	})
}

// fill computes the unset polynomials of each Miller product in the order of
// their dependence and hands them to set. See assertMiller for the form.
func (p *program) fill(a *arithmetic, field *residueField, set func(*polynomial, coefficients) error) error {
	for at := 0; at < len(p.identities); {
		end := at + 1
		for end < len(p.identities) && !p.identities[end].opens {
			end++
		}
		if err := fillProduct(a, field, p.identities[at], p.identities[at+1:end], set); err != nil {
			return err
		}
		at = end
	}
	return nil
}

func fillProduct(a *arithmetic, field *residueField, inverse identity, loop []identity, set func(*polynomial, coefficients) error) error {
	f := a.one()
	for _, id := range loop {
		f = a.run(id, f, a.times)
	}
	u, v, s := field.solve(a, f)
	if err := set(inverse.start, u); err != nil {
		return err
	}
	if err := set(inverse.moves[0].factors[0], v); err != nil {
		return err
	}
	if field.root != nil {
		last := loop[len(loop)-1]
		factors := last.moves[len(last.moves)-1].factors
		if err := set(factors[len(factors)-1], s); err != nil {
			return err
		}
	}
	for _, id := range loop {
		if id.target == nil {
			continue
		}
		if err := set(id.target, a.run(id, a.expand(id.start), a.times)); err != nil {
			return err
		}
	}
	return nil
}

// assertMiller lets the prover fill in what is unset and proves the identities,
// which must be a list of Miller products, each of the form:
//
//   - an identity that opens it, from u by the single factor v to 1;
//   - identities that lead from one accumulator to the next, the first starting
//     from powers of u alone, the last ending in 1; on BN254 the last factor of
//     all is the subfield factor s.
func (p *product[F]) assertMiller(hash *sponge) error {
	unset := p.unset()
	native := p.program().encode()
	for _, i := range unset {
		native = append(native, i)
	}
	var known []*emulated.Element[F]
	for _, e := range p.elements {
		if e != nil {
			known = append(known, e)
		}
	}
	_, out, err := p.field.NewHintGeneric(residueHint, 0, len(unset), native, known)
	if err != nil {
		return fmt.Errorf("residue: %w", err)
	}
	for i, at := range unset {
		p.elements[at] = out[i]
	}
	return p.assert(hash, unset)
}
