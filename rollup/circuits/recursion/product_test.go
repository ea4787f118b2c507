package recursion

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bn254"
	"github.com/consensys/gnark/std/math/emulated"
	"github.com/consensys/gnark/test"
)

// productCircuit proves first^2 * factor = second and second * factor = 1 for
// elements the prover chooses at will, all of them witnesses.
type productCircuit struct {
	First, Factor, Second [12]emulated.Element[sw_bn254.BaseField]
}

func (c *productCircuit) Define(api frontend.API) error {
	field, err := emulated.NewField[sw_bn254.BaseField](api)
	if err != nil {
		return err
	}
	p := &product[sw_bn254.BaseField]{api: api, field: field, ext: extensionBN254}
	name := func(e *[12]emulated.Element[sw_bn254.BaseField]) *polynomial {
		poly := p.reserve(len(e), 1)
		for i, t := range *poly {
			p.elements[t.coefficient] = &e[i]
		}
		return poly
	}
	first, factor, second := name(&c.First), name(&c.Factor), name(&c.Second)
	p.identities = []identity{
		{start: first, moves: []move{{square: true, factors: []*polynomial{factor}}}, target: second},
		{start: second, moves: []move{{factors: []*polynomial{factor}}}},
	}
	hash, err := newSponge(api, big.NewInt(1))
	if err != nil {
		return err
	}
	var free []int
	for i := range p.elements {
		free = append(free, i)
	}
	return p.assert(hash, free)
}

func TestProduct(t *testing.T) {
	a := &arithmetic{ext: extensionBN254, modulus: ecc.BN254.BaseField()}
	// first = x^-1 and factor = x satisfy first^2 x = x^-1 and x^-1 x = 1.
	x := zeros(12)
	for i := range x {
		x[i].SetInt64(int64(i*i + 3))
	}
	order := new(big.Int).Exp(a.modulus, big.NewInt(12), nil)
	inverse := a.exp(x, order.Sub(order, big.NewInt(2)))
	if !a.isOne(a.times(x, inverse)) {
		t.Fatal("inverse is wrong")
	}
	assignment := func() *productCircuit {
		var c productCircuit
		for i := range 12 {
			c.First[i] = emulated.ValueOf[sw_bn254.BaseField](inverse[i])
			c.Factor[i] = emulated.ValueOf[sw_bn254.BaseField](x[i])
			c.Second[i] = emulated.ValueOf[sw_bn254.BaseField](inverse[i])
		}
		return &c
	}
	solved := func(c *productCircuit) error {
		return test.IsSolved(&productCircuit{}, c, ecc.BN254.ScalarField())
	}
	if err := solved(assignment()); err != nil {
		t.Fatal(err)
	}
	one := emulated.ValueOf[sw_bn254.BaseField](1)
	for i := range 12 {
		for name, change := range map[string]func(*productCircuit){
			"first":  func(c *productCircuit) { c.First[i] = one },
			"factor": func(c *productCircuit) { c.Factor[i] = one },
			"second": func(c *productCircuit) { c.Second[i] = one },
		} {
			c := assignment()
			change(c)
			if solved(c) == nil {
				t.Errorf("coefficient %d of %s changed: accepted", i, name)
			}
		}
	}
	zero := &productCircuit{}
	for i := range 12 {
		none := emulated.ValueOf[sw_bn254.BaseField](0)
		zero.First[i], zero.Factor[i], zero.Second[i] = none, none, none
	}
	if solved(zero) == nil {
		t.Error("all zeros accepted")
	}
}

func TestProgramSurvivesEncoding(t *testing.T) {
	x, y := &polynomial{{weight: 1, coefficient: 0, scale: absent, exp: 2}}, &polynomial{{weight: -9, coefficient: absent, scale: 1, exp: 11}}
	p := &program{ext: extensionBN254, elements: 2, identities: []identity{
		{opens: true, start: x, moves: []move{{square: true, factors: []*polynomial{y, x}}, {}}, target: y},
		{start: y},
	}}
	var native []*big.Int
	for _, v := range p.encode() {
		native = append(native, big.NewInt(int64(v.(int))))
	}
	q, err := decodeProgram(native)
	if err != nil {
		t.Fatal(err)
	}
	if q.ext != p.ext || q.elements != 2 || len(q.identities) != 2 || q.identities[1].target != nil ||
		!q.identities[0].opens || q.identities[0].start != q.identities[0].moves[0].factors[1] ||
		(*q.identities[0].target)[0] != (*y)[0] || q.degree() != p.degree() {
		t.Errorf("got %+v", q)
	}
	if _, err := decodeProgram(native[:len(native)-1]); err == nil {
		t.Error("truncated program accepted")
	}
}
