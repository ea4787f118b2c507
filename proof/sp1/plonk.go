package sp1

import (
	"encoding/binary"
	"errors"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	gnark "github.com/consensys/gnark/backend/plonk"
	plonk_bn254 "github.com/consensys/gnark/backend/plonk/bn254"
	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/plonk"
)

const (
	point = 2 * word
	// opened is how many values a proof opens beside those of commitments: the
	// linearised polynomial, l, r, o, s1, s2.
	opened = 6
)

// plonkSize is the length of what gnark gives to its Solidity verifier. The
// value of the linearised polynomial is not in it.
func (k *Key) plonkSize() int {
	return 9*point + opened*word + k.plonk.Commitments*(point+word)
}

// verifyPLONK checks a proof in the form of gnark's Solidity verifier. It may
// panic on what is no proof.
func (k *Key) verifyPLONK(body []byte, public witness.Witness) error {
	raw, err := rawPLONK(body, k.plonk.Commitments)
	if err != nil {
		return err
	}
	decoded, err := plonk.DecodeProof(ecc.BN254, k.plonk.Commitments, raw)
	if err != nil {
		return err
	}
	p, isProof := decoded.(*plonk_bn254.Proof)
	vk, isKey := k.plonk.Key.(*plonk_bn254.VerifyingKey)
	values, isVector := public.Vector().(fr.Vector)
	if !isProof || !isKey || !isVector {
		return errors.New("not on bn254")
	}
	if p.BatchedProof.ClaimedValues[0], err = linearised(vk, p, values); err != nil {
		return err
	}
	options, err := plonk.VerifierOptions(ecc.BN254, muster.TargetSolidity)
	if err != nil {
		return err
	}
	return gnark.Verify(p, vk, public, options...)
}

// rawPLONK reorders a proof into gnark's raw form, with 0 for the value of the
// linearised polynomial.
func rawPLONK(body []byte, commitments int) ([]byte, error) {
	rest := body
	short := false
	take := func(n int) []byte {
		if n > len(rest) {
			short = true
			return nil
		}
		b := rest[:n]
		rest = rest[n:]
		return b
	}
	wires, quotient := take(3*point), take(3*point)
	values := take((opened - 1) * word)
	z, zShifted := take(point), take(word)
	opening, openingShifted := take(point), take(point)
	committed, points := take(commitments*word), take(commitments*point)
	if short || len(rest) != 0 {
		return nil, errors.New("not a proof for gnark's Solidity verifier")
	}
	raw := make([]byte, 0, plonk.ProofSize(ecc.BN254, commitments))
	for _, b := range [][]byte{wires, z, quotient, opening} {
		raw = append(raw, b...)
	}
	raw = binary.BigEndian.AppendUint32(raw, uint32(opened+commitments))
	raw = append(raw, make([]byte, word)...)
	for _, b := range [][]byte{values, committed, openingShifted, zShifted} {
		raw = append(raw, b...)
	}
	raw = binary.BigEndian.AppendUint32(raw, uint32(commitments))
	return append(raw, points...), nil
}
