package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	fr_bn254 "github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/poseidon2"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bn254 "github.com/consensys/gnark/backend/groth16/bn254"
)

// Wrap and fold keys are prepared outside the circuit into one vector of
// BN254 base-field elements of one layout, so that a child's key is chosen by
// a selection per element and nothing that follows from the key alone is
// computed inside. The digest of a key is the hash of that vector.
const (
	// foldScalars public scalars multiply key points: the public inputs of a
	// fold proof, then the hash of the commitment.
	foldScalars      = FoldInputs + 1
	commitmentScalar = FoldInputs
	// tableBits bits of a scalar select one of tableSize multiples.
	tableBits = 4
	tableSize = 1 << tableBits
	// scalarWindows windows hold a BN254 scalar.
	scalarWindows = 64

	// Layout: the starting point, the tables, the lines of -gamma, -delta and
	// the two points of the commitment key, the Miller value of -alpha, beta.
	keyTables = 2
	keyLines  = keyTables + 2*tableSize*foldScalars
)

// Which of a key's line lists is which.
const (
	lineGamma = iota
	lineDelta
	lineCommitment
	lineKnowledge
	lineLists
)

func keyLineCount() int { return lineValues * len(bn254Lines()) }
func keyPairing() int   { return keyLines + lineLists*keyLineCount() }
func keyLength() int    { return keyPairing() + extensionBN254.degree }

// prepareKey returns the vector of vk, which must have one commitment that
// covers no public input and the given number of public inputs. Missing public
// inputs of a wrap key are points at infinity.
func prepareKey(vk groth16.VerifyingKey, inputs int) ([]*big.Int, error) {
	key, ok := vk.(*groth16_bn254.VerifyingKey)
	if !ok || key == nil {
		return nil, fmt.Errorf("key %T: %w", vk, ErrWrongCurve)
	}
	if len(key.CommitmentKeys) != 1 || len(key.PublicAndCommitmentCommitted) != 1 || len(key.PublicAndCommitmentCommitted[0]) != 0 {
		return nil, fmt.Errorf("key with %d commitments, want one that covers no public input", len(key.CommitmentKeys))
	}
	if len(key.G1.K) != inputs+2 {
		return nil, fmt.Errorf("key with %d public inputs, want %d", len(key.G1.K)-2, inputs)
	}
	bases := make([]bn254.G1Affine, foldScalars)
	copy(bases, key.G1.K[1:1+inputs])
	bases[commitmentScalar] = key.G1.K[1+inputs]

	offset, err := groupBN254().offset()
	if err != nil {
		return nil, fmt.Errorf("offset: %w", err)
	}
	var back bn254.G1Affine
	back.ScalarMultiplication(&offset, tableOffset())
	back.Neg(&back)
	back.Add(&back, &key.G1.K[0])
	points := []bn254.G1Affine{back}
	for _, base := range bases {
		entry := offset
		for range tableSize {
			points = append(points, entry)
			entry.Add(&entry, &base)
		}
		offset.Double(&offset)
	}

	var out []*big.Int
	for i := range points {
		if points[i].IsInfinity() {
			return nil, errors.New("key with a multiple at infinity")
		}
		x, y := groupBN254().xy(&points[i])
		out = append(out, x, y)
	}
	var gammaNeg, deltaNeg bn254.G2Affine
	gammaNeg.Neg(&key.G2.Gamma)
	deltaNeg.Neg(&key.G2.Delta)
	for _, q := range [lineLists]bn254.G2Affine{
		lineGamma: gammaNeg, lineDelta: deltaNeg,
		lineCommitment: key.CommitmentKeys[0].GSigmaNeg, lineKnowledge: key.CommitmentKeys[0].G,
	} {
		if q.IsInfinity() {
			return nil, errors.New("key with a point at infinity")
		}
		out = append(out, bn254LineVector(q)...)
	}
	var alphaNeg bn254.G1Affine
	alphaNeg.Neg(&key.G1.Alpha)
	pairing, err := bn254.MillerLoop([]bn254.G1Affine{alphaNeg}, []bn254.G2Affine{key.G2.Beta})
	if err != nil {
		return nil, fmt.Errorf("alpha and beta: %w", err)
	}
	return append(out, bn254Coefficients(pairing)...), nil
}

// bn254Coefficients returns the coefficients of a tower element in powers of w.
func bn254Coefficients(e bn254.E12) []*big.Int {
	p := ecc.BN254.BaseField()
	out := zeros(12)
	for i, c := range []bn254.E2{e.C0.B0, e.C1.B0, e.C0.B1, e.C1.B1, e.C0.B2, e.C1.B2} {
		a, b := c.A0.BigInt(new(big.Int)), c.A1.BigInt(new(big.Int))
		out[i].Mul(b, big.NewInt(-9))
		out[i].Add(out[i], a).Mod(out[i], p)
		out[i+6] = b
	}
	return out
}

// tableOffset returns the multiple of the offset point that the windows of one
// child's scalars add up to: the table of scalar j is shifted by 2^j times it.
func tableOffset() *big.Int {
	total := new(big.Int)
	window := big.NewInt(1<<foldScalars - 1)
	for range scalarWindows {
		total.Lsh(total, tableBits)
		total.Add(total, window)
	}
	return total.Mod(total, ecc.BN254.ScalarField())
}

// keyDomain separates key digests from other uses of the sponge.
func keyDomain() *big.Int { return new(big.Int).SetBytes([]byte("muster/fold-key")) }

// VerifyingKeyDigest returns the digest of a fold verifying key, a BN254
// scalar: the eighth public input of every proof made under it. It returns
// ErrWrongCurve for a key of another curve and an error for a key of another
// shape than a fold's.
func VerifyingKeyDigest(foldKey groth16.VerifyingKey) (*big.Int, error) {
	vector, err := prepareKey(foldKey, FoldInputs)
	if err != nil {
		return nil, fmt.Errorf("fold key digest: %w", err)
	}
	return vectorDigest(vector)
}

// vectorDigest hashes a prepared key as the circuit's sponge does.
func vectorDigest(vector []*big.Int) (*big.Int, error) {
	var words []fr_bn254.Element
	word, used := new(big.Int), 0
	mask := new(big.Int).SetUint64(^uint64(0))
	flush := func() {
		var e fr_bn254.Element
		e.SetBigInt(word)
		words = append(words, e)
		word, used = new(big.Int), 0
	}
	for _, v := range vector {
		for limb := range uint(4) {
			l := new(big.Int).Rsh(v, limb*limbBits)
			l.And(l, mask)
			word.Or(word, l.Lsh(l, uint(used)*limbBits))
			if used++; used == limbsPerWord {
				flush()
			}
		}
	}
	if used > 0 {
		flush()
	}
	perm := poseidon2.NewPermutation(spongeWidth, spongeFullRounds, spongePartialRounds)
	state := make([]fr_bn254.Element, spongeWidth)
	state[spongeRate].SetBigInt(keyDomain())
	for len(words) > 0 {
		n := min(spongeRate, len(words))
		for i := range n {
			state[i].Add(&state[i], &words[i])
		}
		words = words[n:]
		if err := perm.Permutation(state); err != nil {
			return nil, fmt.Errorf("poseidon2: %w", err)
		}
	}
	return state[0].BigInt(new(big.Int)), nil
}
