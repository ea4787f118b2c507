package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/algopts"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bn254"
	"github.com/consensys/gnark/std/algebra/emulated/sw_emulated"
	"github.com/consensys/gnark/std/lookup/logderivlookup"
	"github.com/consensys/gnark/std/math/bits"
	"github.com/consensys/gnark/std/math/emulated"
	"github.com/consensys/gnark/std/recursion"
)

// foldVerifier verifies Groth16 proofs on BN254 with one commitment, under a
// constant key or one given as witness.
type foldVerifier struct {
	api    frontend.API
	field  *emulated.Field[sw_bn254.BaseField]
	curve  *sw_emulated.Curve[emulated.BN254Fp, emulated.BN254Fr]
	miller *millerBN254
	hash   *sponge
	// foldKey and wrapKey are prepared keys.
	foldKey, wrapKey []*bn254Element
}

// newFoldVerifier asserts that the last public input is the digest of the key
// in f and starts the transcript with all public inputs.
func newFoldVerifier(api frontend.API, f *Fold) (*foldVerifier, error) {
	miller, err := newMillerBN254(api)
	if err != nil {
		return nil, err
	}
	curve, err := sw_emulated.New[emulated.BN254Fp, emulated.BN254Fr](api, sw_emulated.GetBN254Params())
	if err != nil {
		return nil, fmt.Errorf("curve: %w", err)
	}
	v := &foldVerifier{api: api, field: miller.field, curve: curve, miller: miller}
	digest, err := newSponge(api, keyDomain())
	if err != nil {
		return nil, err
	}
	for i := range f.Key {
		v.foldKey = append(v.foldKey, &f.Key[i])
		v.wrapKey = append(v.wrapKey, v.field.NewElement(new(big.Int).Set(f.wrapKey[i])))
		digest.absorbLimbs(f.Key[i].Limbs...)
	}
	sum, err := digest.squeeze()
	if err != nil {
		return nil, err
	}
	api.AssertIsEqual(f.Inputs[KeyDigest], sum)
	if v.hash, err = newSponge(api, f.wrapDigest); err != nil {
		return nil, err
	}
	v.hash.absorb(f.Inputs[:]...)
	return v, nil
}

// prove proves the pairing products of all proofs asserted.
func (v *foldVerifier) prove() error { return v.miller.prove(v.hash) }

// assertProof asserts that proof holds for inputs under the key its Folded
// flag selects:
//
//	e(A, B) * e(K_0 + sum_j x_j K_j + D, -gamma) * e(C, -delta) * e(-alpha, beta) = 1
//	e(D, -sigma G) * e(D', G) = 1
//
// with D the commitment, D' its proof of knowledge and the last x_j the hash
// of D. The order of BN254 is prime, so being on the curve is being in G1.
func (v *foldVerifier) assertProof(p *FoldProof, inputs []frontend.Variable) error {
	v.api.AssertIsBoolean(p.Folded)
	key := make([]*bn254Element, len(v.foldKey))
	for i := range key {
		key[i] = v.field.Select(p.Folded, v.foldKey[i], v.wrapKey[i])
	}
	v.hash.absorb(p.Folded)
	v.hash.absorb(inputs...)
	for _, point := range []*bn254Point{&p.Ar, &p.Krs, &p.Commitment, &p.Knowledge} {
		assertOnCurve(v.field, point, 3)
		v.hash.absorbLimbs(point.X.Limbs...)
		v.hash.absorbLimbs(point.Y.Limbs...)
	}
	b := &twistPoint{x: fp2{&p.Bs[0], &p.Bs[1]}, y: fp2{&p.Bs[2], &p.Bs[3]}}
	v.miller.assertOnTwist(b)
	for i := range p.Bs {
		v.hash.absorbLimbs(p.Bs[i].Limbs...)
	}

	public, err := v.publicCommitment(key, p, inputs)
	if err != nil {
		return err
	}
	lines := func(list int) []*bn254Element {
		at := keyLines + list*keyLineCount()
		return key[at : at+keyLineCount()]
	}
	if err := v.miller.add(&p.Ar, b); err != nil {
		return err
	}
	v.miller.addLines(public, lines(lineGamma))
	v.miller.addLines(&p.Krs, lines(lineDelta))
	v.miller.assertOne(key[keyPairing():])

	v.miller.addLines(&p.Commitment, lines(lineCommitment))
	v.miller.addLines(&p.Knowledge, lines(lineKnowledge))
	v.miller.assertOne(nil)
	return nil
}

// publicCommitment returns K_0 + sum_j x_j K_j + D.
//
// The scalars are read four bits at a time, the highest first. Every table
// entry carries a multiple of a point whose discrete logarithm nobody knows,
// 2^j for scalar j; the running sum's multiple never equals an addend's, so
// equal x coordinates would show a relation between that point and the key.
func (v *foldVerifier) publicCommitment(key []*bn254Element, p *FoldProof, inputs []frontend.Variable) (*bn254Point, error) {
	commitment, err := v.commitmentHash(p)
	if err != nil {
		return nil, err
	}
	scalars := make([][]frontend.Variable, foldScalars)
	for j, x := range inputs {
		// An alias by the modulus is the same scalar, so canonicity is not
		// asked for.
		scalars[j] = bits.ToBinary(v.api, x, bits.WithNbDigits(ecc.BN254.ScalarField().BitLen()), bits.OmitModulusCheck())
	}
	scalars[commitmentScalar] = commitment
	tables := make([]*pointTable, foldScalars)
	for j := range tables {
		at := keyTables + j*2*tableSize
		tables[j] = newPointTable(v.api, v.field, key[at:at+2*tableSize])
	}
	var acc *bn254Point
	for w := scalarWindows - 1; w >= 0; w-- {
		var chain *chordChain[sw_bn254.BaseField]
		if acc != nil {
			for range tableBits {
				if acc, err = v.double(acc); err != nil {
					return nil, err
				}
			}
			chain = newChordChain(v.field, acc)
		}
		for j, table := range tables {
			entry := table.lookup(window(scalars[j], w))
			if chain == nil {
				chain = newChordChain(v.field, entry)
				continue
			}
			if err := chain.add(entry); err != nil {
				return nil, err
			}
		}
		acc = chain.point()
	}
	chain := newChordChain(v.field, acc)
	if err := chain.add(&bn254Point{X: *key[0], Y: *key[1]}); err != nil {
		return nil, err
	}
	// The prover chooses D, so the chord is asserted to exist.
	v.field.Inverse(v.field.Sub(&p.Commitment.X, chain.x))
	if err := chain.add(&p.Commitment); err != nil {
		return nil, err
	}
	return chain.point(), nil
}

// commitmentHash returns the bits of the scalar that stands for the committed
// values: the hash that InnerProver's options select.
func (v *foldVerifier) commitmentHash(p *FoldProof) ([]frontend.Variable, error) {
	hash, err := recursion.NewHash(v.api, ecc.BN254.ScalarField(), true)
	if err != nil {
		return nil, fmt.Errorf("commitment hash: %w", err)
	}
	hash.Write(v.curve.MarshalG1(p.Commitment, algopts.WithCanonicalBitRepresentation())...)
	return v.api.ToBinary(hash.Sum(), commitmentHashBits), nil
}

// commitmentHashBits is the width of the commitment's hash, 31 bytes.
const commitmentHashBits = 248

// double returns 2p for p of prime order.
func (v *foldVerifier) double(p *bn254Point) (*bn254Point, error) {
	type el = bn254Element
	out, err := v.field.NewHint(tangentHint, 1, &p.X, &p.Y)
	if err != nil {
		return nil, fmt.Errorf("tangent: %w", err)
	}
	slope := out[0]
	v.field.AssertEvalIsZero([][]*el{{slope, &p.Y}, {&p.X, &p.X}}, []int{2, -3})
	x := v.field.Eval([][]*el{{slope, slope}, {&p.X}}, []int{1, -2})
	y := v.field.Eval([][]*el{{slope, v.field.Sub(&p.X, x)}, {&p.Y}}, []int{1, -1})
	return &bn254Point{X: *x, Y: *y}, nil
}

// window returns the bits of window w of a little-endian scalar.
func window(scalar []frontend.Variable, w int) []frontend.Variable {
	from := min(w*tableBits, len(scalar))
	return scalar[from:min(from+tableBits, len(scalar))]
}

// pointTable holds points that a number selects from.
type pointTable struct {
	api   frontend.API
	field *emulated.Field[sw_bn254.BaseField]
	table logderivlookup.Table
	limbs int
}

// newPointTable returns the table of the points whose coordinates are listed.
func newPointTable(api frontend.API, field *emulated.Field[sw_bn254.BaseField], coordinates []*bn254Element) *pointTable {
	t := &pointTable{api: api, field: field, table: logderivlookup.New(api), limbs: len(coordinates[0].Limbs)}
	for _, c := range coordinates {
		for _, l := range c.Limbs {
			t.table.Insert(l)
		}
	}
	return t
}

// lookup returns the point whose index the little-endian bits spell.
func (t *pointTable) lookup(index []frontend.Variable) *bn254Point {
	var base frontend.Variable = 0
	for i, b := range index {
		base = t.api.Add(base, t.api.Mul(b, 2*t.limbs<<i))
	}
	at := make([]frontend.Variable, 2*t.limbs)
	for i := range at {
		at[i] = t.api.Add(base, i)
	}
	out := t.table.Lookup(at...)
	return &bn254Point{
		X: *t.field.UnsafeFromLimbs(out[:t.limbs]),
		Y: *t.field.UnsafeFromLimbs(out[t.limbs:]),
	}
}
