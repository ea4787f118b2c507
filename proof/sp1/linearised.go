package sp1

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/hash_to_field"
	fiatshamir "github.com/consensys/gnark-crypto/fiat-shamir"
	plonk_bn254 "github.com/consensys/gnark/backend/plonk/bn254"
)

// linearised computes the value that the linearised polynomial has to have at ζ:
//
//	α²·L₀(ζ) - PI(ζ) - α·(l + β·s1 + γ)·(r + β·s2 + γ)·(o + γ)·z(ωζ)
//
// as PLONK's verifier does (ePrint 2019/953, 8.3; PI with gnark's commitments).
// gnark's verifier computes the same and compares, so a mistake here can refuse
// a proof and can't make one hold.
func linearised(vk *plonk_bn254.VerifyingKey, p *plonk_bn254.Proof, public fr.Vector) (fr.Element, error) {
	if len(p.BatchedProof.ClaimedValues) < opened || len(p.Bsb22Commitments) != len(vk.CommitmentConstraintIndexes) {
		return fr.Element{}, errors.New("too few values")
	}
	c, err := challengesOf(vk, p, public)
	if err != nil {
		return fr.Element{}, err
	}
	var vanishing, one fr.Element
	one.SetOne()
	vanishing.Exp(c.zeta, new(big.Int).SetUint64(vk.Size)).Sub(&vanishing, &one)
	// lagrange is L_i(ζ) = ωⁱ·(ζⁿ-1) / (n·(ζ-ωⁱ)).
	lagrange := func(i uint64) (l fr.Element) {
		var root, below fr.Element
		root.Exp(vk.Generator, new(big.Int).SetUint64(i))
		below.Sub(&c.zeta, &root)
		l.Mul(&vanishing, &root).Mul(&l, &vk.SizeInv).Div(&l, &below)
		return l
	}
	var inputs, term fr.Element
	for i := range public {
		l := lagrange(uint64(i))
		inputs.Add(&inputs, term.Mul(&l, &public[i]))
	}
	toField := hash_to_field.New([]byte("BSB22-Plonk"))
	for i, at := range vk.CommitmentConstraintIndexes {
		toField.Reset()
		if _, err := toField.Write(p.Bsb22Commitments[i].Marshal()); err != nil {
			return fr.Element{}, fmt.Errorf("hash commitment: %w", err)
		}
		var hashed fr.Element
		hashed.SetBytes(toField.Sum(nil)[:fr.Bytes])
		l := lagrange(vk.NbPublicVariables + at)
		inputs.Add(&inputs, term.Mul(&l, &hashed))
	}
	v := p.BatchedProof.ClaimedValues
	l, r, o, s1, s2 := v[1], v[2], v[3], v[4], v[5]
	var product, value fr.Element
	product.Mul(&c.beta, &s1).Add(&product, &l).Add(&product, &c.gamma)
	term.Mul(&c.beta, &s2).Add(&term, &r).Add(&term, &c.gamma)
	product.Mul(&product, &term)
	term.Add(&o, &c.gamma)
	product.Mul(&product, &term).Mul(&product, &c.alpha).Mul(&product, &p.ZShiftedOpening.ClaimedValue)
	value = lagrange(0)
	value.Mul(&value, &c.alpha).Mul(&value, &c.alpha)
	value.Sub(&value, &inputs).Sub(&value, &product)
	return value, nil
}

// challenges of PLONK's transcript.
type challenges struct{ gamma, beta, alpha, zeta fr.Element }

// challengesOf replays the transcript up to ζ.
func challengesOf(vk *plonk_bn254.VerifyingKey, p *plonk_bn254.Proof, public fr.Vector) (challenges, error) {
	var c challenges
	t := fiatshamir.NewTranscript(sha256.New(), "gamma", "beta", "alpha", "zeta")
	type point interface{ Marshal() []byte }
	of := func(into *fr.Element, name string, bound ...point) error {
		for _, b := range bound {
			if err := t.Bind(name, b.Marshal()); err != nil {
				return fmt.Errorf("transcript: %w", err)
			}
		}
		b, err := t.ComputeChallenge(name)
		if err != nil {
			return fmt.Errorf("transcript: %w", err)
		}
		into.SetBytes(b)
		return nil
	}
	first := []point{&vk.S[0], &vk.S[1], &vk.S[2], &vk.Ql, &vk.Qr, &vk.Qm, &vk.Qo, &vk.Qk}
	for i := range vk.Qcp {
		first = append(first, &vk.Qcp[i])
	}
	for i := range public {
		first = append(first, &public[i])
	}
	first = append(first, &p.LRO[0], &p.LRO[1], &p.LRO[2])
	var third []point
	for i := range p.Bsb22Commitments {
		third = append(third, &p.Bsb22Commitments[i])
	}
	third = append(third, &p.Z)
	err := errors.Join(
		of(&c.gamma, "gamma", first...),
		of(&c.beta, "beta"),
		of(&c.alpha, "alpha", third...),
		of(&c.zeta, "zeta", &p.H[0], &p.H[1], &p.H[2]),
	)
	return c, err
}
