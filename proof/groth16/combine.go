package groth16

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
)

// combiner checks claims of one key together.
type combiner interface {
	// combine reports whether all claims hold: always where they do, and with a
	// probability below 2^-127 where one does not.
	combine(claims []*claim, random io.Reader) (bool, error)
}

// keyPoints are a verifying key's parts.
type keyPoints[G1, G2 any] struct {
	alpha              G1
	k                  []G1 // by public wire, the constant's first, the commitments' last
	beta, gamma, delta G2
	bases, sigmas      []G2 // G and -σG, by commitment
	committed          [][]int
}

// proofPoints are a proof's parts.
type proofPoints[G1, G2 any] struct {
	a, c        G1
	b           G2
	commitments []G1
	knowledge   G1 // of what all commitments hold
}

// pairing is what combining needs of a curve, under the library's own names for
// its methods.
type pairing[G1 comparable, J1 any, G2 comparable, GT, Fr, Fp any] struct {
	key     func(groth16.VerifyingKey) keyPoints[G1, G2]
	proof   func(groth16.Proof) proofPoints[G1, G2]
	neg     func(p, a *G1) *G1
	scale   func(p, a *G1, s *big.Int) *G1
	double  func(*J1) *J1
	add     func(p *J1, a *G1) *J1
	affine  func(p *G1, a *J1) *G1
	x       func(*G1) *Fp
	times   func(z, x, y *Fp) *Fp
	field   func(z *Fp, v *big.Int) *Fp
	base    func() *big.Int // the modulus of coordinates
	sum     func(p *G1, points []G1, scalars []Fr, config ecc.MultiExpConfig) (*G1, error)
	marshal func(*G1) []byte
	scalar  func(z *Fr, v *big.Int) *Fr
	value   func(z *Fr, v *big.Int) *big.Int
	hash    func(message, domain []byte, count int) ([]Fr, error)
	miller  func([]G1, []G2) (GT, error)
	final   func(*GT, ...*GT) GT
	isOne   func(*GT) bool
}

// section is how many pairs one Miller loop takes: enough to share its
// squarings, few enough to stay near the core.
const section = 64

// combine multiplies each proof's equation
//
//	e(A, B) = e(α, β) · e(K, γ) · e(C, δ), K = K₀ + Σ xⱼ·Kⱼ + Σ Dⱼ
//
// by a random coefficient r (in the exponent) and adds them up: the last three
// pairings have points of the key on one side, so the sums go to the other.
// Likewise, with coefficients of their own, the proofs of knowledge of the
// commitments D, e(Σ cʲ·Dⱼ, σG) = e(P, G), where the prover had to use the
// challenge c for them.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) combine(claims []*claim, random io.Reader) (bool, error) {
	if len(claims) == 0 {
		return true, nil
	}
	key, n := g.key(claims[0].key.Key), len(claims)
	for _, base := range key.bases {
		if base != key.bases[0] {
			return false, errors.New("commitment keys do not share their base")
		}
	}
	turn := g.endomorphism(claims[0].curve.ScalarField(), &key.alpha)
	coefficients, err := draw(random, turn.lambda, claims[0].curve.ScalarField(), 2*n)
	if err != nil {
		return false, err
	}
	r, s := coefficients[:n], coefficients[n:]
	proofs := make([]proofPoints[G1, G2], n)
	as, bs := make([]G1, n), make([]G2, n)
	values := make([][]*big.Int, n) // of the commitment wires
	sections := (n + section - 1) / section
	parts := make([]GT, sections+1)
	err = parallel(sections, func(i int) error {
		from, to := i*section, min(n, (i+1)*section)
		for at := from; at < to; at++ {
			var err error
			proofs[at] = g.proof(claims[at].proof)
			if values[at], err = g.committed(claims[at], &key, &proofs[at]); err != nil {
				return err
			}
			as[at] = g.multiply(&proofs[at].a, &r[at], &turn.beta)
			bs[at] = proofs[at].b
		}
		var err error
		parts[i], err = g.miller(as[from:to], bs[from:to])
		return err
	})
	if err != nil {
		return false, err
	}
	left, right, err := g.sums(claims, &key, proofs, values, r, s)
	if err != nil {
		return false, err
	}
	if parts[sections], err = g.miller(left, right); err != nil {
		return false, err
	}
	rest := make([]*GT, 0, sections)
	for i := range parts[1:] {
		rest = append(rest, &parts[i+1])
	}
	out := g.final(&parts[0], rest...)
	return g.isOne(&out), nil
}

// sums returns the pairs whose second point is the key's.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) sums(claims []*claim, key *keyPoints[G1, G2], proofs []proofPoints[G1, G2], values [][]*big.Int, r, s []coefficient) (left []G1, right []G2, err error) {
	n, field := len(claims), claims[0].curve.ScalarField()
	wires := make([]*big.Int, len(key.k))
	for i := range wires {
		wires[i] = new(big.Int)
	}
	var product big.Int
	cs, rs := make([]G1, n), make([]Fr, n)
	for i, c := range claims {
		cs[i] = proofs[i].c
		g.scalar(&rs[i], r[i].value)
		wires[0].Add(wires[0], r[i].value)
		for j, x := range append(c.public[:len(c.public):len(c.public)], values[i]...) {
			wires[j+1].Add(wires[j+1], product.Mul(r[i].value, x))
		}
	}
	pair := func(p G1, q G2) { left, right = append(left, p), append(right, q) }
	add := func(points []G1, scalars []Fr, negate bool, q G2) error {
		var p G1
		if _, err := g.sum(&p, points, scalars, ecc.MultiExpConfig{}); err != nil {
			return fmt.Errorf("add points: %w", err)
		}
		if negate {
			g.neg(&p, &p)
		}
		pair(p, q)
		return nil
	}
	if err := add(cs, rs, true, key.delta); err != nil {
		return nil, nil, err
	}
	ks, scalars := append([]G1(nil), key.k...), make([]Fr, len(key.k), len(key.k)+n*len(key.sigmas))
	for j, w := range wires {
		g.scalar(&scalars[j], w.Mod(w, field))
	}
	for i := range proofs {
		for _, d := range proofs[i].commitments {
			ks, scalars = append(ks, d), append(scalars, rs[i])
		}
	}
	if err := add(ks, scalars, true, key.gamma); err != nil {
		return nil, nil, err
	}
	var alpha G1
	g.neg(&alpha, g.scale(&alpha, &key.alpha, wires[0]))
	pair(alpha, key.beta)
	if len(key.sigmas) == 0 {
		return left, right, nil
	}
	challenges, err := g.challenges(values, s, len(key.sigmas), field)
	if err != nil {
		return nil, nil, err
	}
	points := make([]G1, n)
	for j, sigma := range key.sigmas {
		for i := range proofs {
			points[i] = proofs[i].commitments[j]
		}
		if err := add(points, challenges[j], false, sigma); err != nil {
			return nil, nil, err
		}
	}
	for i := range proofs {
		points[i] = proofs[i].knowledge
	}
	if err := add(points, challenges[0], false, key.bases[0]); err != nil {
		return nil, nil, err
	}
	return left, right, nil
}

// committed returns the values of a claim's commitment wires: the commitments
// hashed together with the public inputs that they cover, as the prover had to
// do it.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) committed(c *claim, key *keyPoints[G1, G2], p *proofPoints[G1, G2]) ([]*big.Int, error) {
	if len(key.sigmas) == 0 {
		return nil, nil
	}
	options, err := c.options()
	if err != nil {
		return nil, err
	}
	config, err := backend.NewVerifierConfig(options...)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	h, size := config.HashToFieldFn, scalarBytes(c.curve)
	wires := append([]*big.Int(nil), c.public...)
	for j, covered := range key.committed {
		b := g.marshal(&p.commitments[j])
		for _, wire := range covered {
			b = append(b, wires[wire-1].FillBytes(make([]byte, size))...)
		}
		h.Reset()
		if _, err := h.Write(b); err != nil {
			return nil, fmt.Errorf("hash commitment: %w", err)
		}
		digest := h.Sum(nil)
		v := new(big.Int).SetBytes(digest[:min(size, h.Size())])
		wires = append(wires, v.Mod(v, c.curve.ScalarField()))
	}
	return wires[len(c.public):], nil
}

// challenges returns s·cʲ by commitment and claim, where c is the challenge by
// which the prover folded its proofs of knowledge into one.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) challenges(values [][]*big.Int, s []coefficient, commitments int, field *big.Int) ([][]Fr, error) {
	out := make([][]Fr, commitments)
	for j := range out {
		out[j] = make([]Fr, len(values))
	}
	size := (field.BitLen() + 7) / 8
	for i := range values {
		power := new(big.Int).Set(s[i].value)
		g.scalar(&out[0][i], power)
		if commitments == 1 {
			continue
		}
		var b []byte
		for _, v := range values[i] {
			b = append(b, v.FillBytes(make([]byte, size))...)
		}
		hashed, err := g.hash(b, []byte("G16-BSB22"), 1)
		if err != nil {
			return nil, fmt.Errorf("challenge: %w", err)
		}
		c := g.value(&hashed[0], new(big.Int))
		for j := 1; j < commitments; j++ {
			power.Mod(power.Mul(power, c), field)
			g.scalar(&out[j][i], power)
		}
	}
	return out, nil
}

func scalarBytes(curve ecc.ID) int { return (curve.ScalarField().BitLen() + 7) / 8 }

// cores is how many goroutines share the work.
func cores() int { return runtime.GOMAXPROCS(0) }
