package snarkjs

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"github.com/muster-zk/muster"
)

var (
	baseField   = ecc.BN254.BaseField()
	scalarField = ecc.BN254.ScalarField()
)

// mostDigits are enough for both fields.
const mostDigits = 77

// number reads a canonical decimal number below the order.
func number(field, s string, order *big.Int) (*big.Int, error) {
	bad := func() (*big.Int, error) {
		return nil, muster.InvalidField(field, "a decimal number below the field's order, in its one form", s)
	}
	if len(s) == 0 || len(s) > mostDigits || s[0] == '0' && len(s) > 1 {
		return bad()
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return bad()
		}
	}
	n, ok := new(big.Int).SetString(s, 10)
	if !ok || n.Cmp(order) >= 0 {
		return bad()
	}
	return n, nil
}

func coordinate(field, s string, e *fp.Element) error {
	n, err := number(field, s, baseField)
	if err != nil {
		return err
	}
	e.SetBigInt(n)
	return nil
}

// pointG1 reads a point that is on the curve and not at infinity.
func pointG1(field string, text []string) (p bn254.G1Affine, err error) {
	if len(text) != 3 || text[2] != "1" {
		return p, muster.InvalidField(field, `["x", "y", "1"]`, shown(text))
	}
	if err := coordinate(field+"[0]", text[0], &p.X); err != nil {
		return p, err
	}
	if err := coordinate(field+"[1]", text[1], &p.Y); err != nil {
		return p, err
	}
	// (0, 0) stands for infinity in gnark; it is not on the curve.
	if p.IsInfinity() || !p.IsOnCurve() {
		return p, muster.InvalidField(field, "a point on BN254", shown(text))
	}
	return p, nil
}

// pointG1OrInfinity takes the point at infinity too.
func pointG1OrInfinity(field string, text []string) (bn254.G1Affine, error) {
	if len(text) == 3 && text[0] == "0" && text[1] == "1" && text[2] == "0" {
		return bn254.G1Affine{}, nil
	}
	return pointG1(field, text)
}

// pointG2 reads a point that is in the subgroup and not at infinity.
func pointG2(field string, text [][]string) (p bn254.G2Affine, err error) {
	if len(text) != 3 || len(text[0]) != 2 || len(text[1]) != 2 || len(text[2]) != 2 || text[2][0] != "1" || text[2][1] != "0" {
		return p, muster.InvalidField(field, `[["x0", "x1"], ["y0", "y1"], ["1", "0"]]`, shown(text))
	}
	for _, c := range []struct {
		at   string
		text string
		to   *fp.Element
	}{
		{"[0][0]", text[0][0], &p.X.A0}, {"[0][1]", text[0][1], &p.X.A1},
		{"[1][0]", text[1][0], &p.Y.A0}, {"[1][1]", text[1][1], &p.Y.A1},
	} {
		if err := coordinate(field+c.at, c.text, c.to); err != nil {
			return p, err
		}
	}
	if p.IsInfinity() || !p.IsOnCurve() {
		return p, muster.InvalidField(field, "a point on BN254's twist, the real part of each coordinate first", shown(text))
	}
	if !p.IsInSubGroup() {
		return p, muster.InvalidField(field, "a point in the subgroup of BN254's order", shown(text))
	}
	return p, nil
}

func textG1(p *bn254.G1Affine) []string {
	if p.IsInfinity() {
		return []string{"0", "1", "0"}
	}
	return []string{decimal(&p.X), decimal(&p.Y), "1"}
}

func textG2(p *bn254.G2Affine) [][]string {
	return [][]string{
		{decimal(&p.X.A0), decimal(&p.X.A1)},
		{decimal(&p.Y.A0), decimal(&p.Y.A1)},
		{"1", "0"},
	}
}

// decimal writes a coordinate; the element's own String writes large ones as
// negative numbers.
func decimal(e *fp.Element) string {
	var n big.Int
	return e.BigInt(&n).String()
}

// shown is the beginning of what came, for an error.
func shown(v any) string { return fmt.Sprintf("%.120s", fmt.Sprint(v)) }
