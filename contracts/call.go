package contracts

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/muster-zk/muster"
)

// Call is what Groth16Verifier's functions take.
type Call struct {
	Proof         [8]*big.Int // A, B, C
	Commitment    [2]*big.Int
	CommitmentPok [2]*big.Int
	Inputs        []*big.Int
}

const (
	word         = 32
	pointsSize   = 8 * word // A, B and C
	witnessHead  = 12
	mostInputs   = 1000
	infinityMark = 0x40 // gnark's first byte for the point at infinity, uncompressed
)

// CallOf encodes a proof in gnark's raw form, 324 bytes without and 388 bytes
// with one commitment, and a public witness in gnark's binary form. It looks
// at the sizes only: the contract judges the content. Returns CodeInvalid for
// sizes that can't be.
//
// A proof with a commitment must have been made with the prover options for
// Solidity (solidity.WithProverTargetSolidityVerifier).
func CallOf(proof, publicWitness []byte) (Call, error) {
	var c Call
	inputs, err := parseWitness(publicWitness)
	if err != nil {
		return Call{}, err
	}
	c.Inputs = inputs
	// A 64 | B 128 | C 64 | number of commitments 4 | commitments | PoK 64
	if len(proof) < pointsSize+4 {
		return Call{}, sizeError("proof", "324 or 388 bytes", len(proof))
	}
	commitments := binary.BigEndian.Uint32(proof[pointsSize:])
	if commitments > 1 || len(proof) != pointsSize+4+int(commitments)*2*word+2*word {
		return Call{}, sizeError("proof", "324 bytes without or 388 bytes with one commitment", len(proof))
	}
	points := c.Proof[:]
	readPoint(points[0:2], proof[0:])
	readPoint(points[2:6], proof[2*word:])
	readPoint(points[6:8], proof[6*word:])
	rest := proof[pointsSize+4:]
	c.Commitment = [2]*big.Int{new(big.Int), new(big.Int)}
	c.CommitmentPok = [2]*big.Int{new(big.Int), new(big.Int)}
	if commitments == 1 {
		readPoint(c.Commitment[:], rest)
		readPoint(c.CommitmentPok[:], rest[2*word:])
	}
	return c, nil
}

// readPoint reads coordinates; infinity is all noughts to the EVM.
func readPoint(into []*big.Int, raw []byte) {
	for i := range into {
		into[i] = new(big.Int).SetBytes(raw[i*word : (i+1)*word])
	}
	if into[0].Cmp(infinity) != 0 {
		return
	}
	for _, v := range into[1:] {
		if v.Sign() != 0 {
			return
		}
	}
	into[0].SetInt64(0)
}

var infinity = new(big.Int).Lsh(big.NewInt(infinityMark), 8*(word-1))

// parseWitness reads nbPublic | nbSecret | length, 4 bytes each, and elements.
func parseWitness(raw []byte) ([]*big.Int, error) {
	if len(raw) < witnessHead {
		return nil, sizeError("public witness", "a header of 12 bytes", len(raw))
	}
	public, secret, length := binary.BigEndian.Uint32(raw), binary.BigEndian.Uint32(raw[4:]), binary.BigEndian.Uint32(raw[8:])
	if secret != 0 || public != length || public > mostInputs || len(raw) != witnessHead+int(public)*word {
		return nil, muster.Errorf(muster.CodeInvalid,
			"public witness: %d bytes with a header for %d public, %d secret and %d elements", len(raw), public, secret, length)
	}
	inputs := make([]*big.Int, public)
	for i := range inputs {
		inputs[i] = new(big.Int).SetBytes(raw[witnessHead+i*word : witnessHead+(i+1)*word])
	}
	return inputs, nil
}

func sizeError(field, expected string, got int) error {
	return muster.InvalidField(field, expected, fmt.Sprintf("%d bytes", got))
}

// PackAccept encodes a call of acceptProof.
func (c Call) PackAccept() []byte {
	return NewGroth16Verifier().PackAcceptProof(c.Proof, c.Commitment, c.CommitmentPok, c.Inputs)
}

// PackVerify encodes a call of verifyProof.
func (c Call) PackVerify() []byte {
	return NewGroth16Verifier().PackVerifyProof(c.Proof, c.Commitment, c.CommitmentPok, c.Inputs)
}
