package sp1

import (
	"crypto/sha256"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
)

const (
	// MaxPublicValues is the most bytes of public values that are hashed.
	MaxPublicValues = 16 << 20
	// digestBits is how many bits of a digest are left, so that it is a scalar.
	digestBits = 253
	word       = 32
)

// PublicDigest returns how public values enter a proof: their SHA-256 without
// its three highest bits.
func PublicDigest(publicValues []byte) [32]byte {
	d := sha256.Sum256(publicValues)
	d[0] &= 0xff >> (8*word - digestBits)
	return d
}

// EncodePublic returns Statement.Public of SP1's proofs, 64 bytes: the program's
// verifying key and the digest of its public values. A program that is no scalar
// of BN254 is CodeInvalid, more than MaxPublicValues bytes are CodeTooLarge.
func EncodePublic(program [32]byte, publicValues []byte) ([]byte, error) {
	if len(publicValues) > MaxPublicValues {
		return nil, muster.Errorf(muster.CodeTooLarge, "public values of %d bytes, at most %d", len(publicValues), MaxPublicValues)
	}
	if !isScalar(program[:]) {
		return nil, muster.Errorf(muster.CodeInvalid, "program key %x is no scalar of bn254", program)
	}
	digest := PublicDigest(publicValues)
	return append(program[:], digest[:]...), nil
}

// DecodePublic reads Statement.Public. It takes only what EncodePublic can have
// given; all else is CodeInvalid.
func DecodePublic(b []byte) (program, digest [32]byte, err error) {
	if len(b) != 2*word {
		return program, digest, muster.Errorf(muster.CodeInvalid,
			"public part of a statement about SP1: %d bytes, expected a program key and a digest of %d each", len(b), word)
	}
	program, digest = [32]byte(b[:word]), [32]byte(b[word:])
	if !isScalar(program[:]) {
		return program, digest, muster.Errorf(muster.CodeInvalid, "program key %x is no scalar of bn254", program)
	}
	if digest[0]>>(digestBits-8*(word-1)) != 0 {
		return program, digest, muster.Errorf(muster.CodeInvalid, "digest of public values %x has more than %d bits", digest, digestBits)
	}
	return program, digest, nil
}

func isScalar(b []byte) bool {
	return new(big.Int).SetBytes(b).Cmp(ecc.BN254.ScalarField()) < 0
}
