package ultrahonk

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"github.com/muster-zk/muster/proof"
)

const (
	word = 32
	// A key is three numbers and 28 points: commitments to what a circuit is.
	keyNumbers = 3
	keyPoints  = 28
	// KeySize is the length of a verifying key in bytes.
	KeySize = word * (keyNumbers + 2*keyPoints)
	// carried are the public inputs that bb adds to the program's own: a pairing
	// equation that recursion would hand on. They are part of the proof.
	carried = 8
	// maxLogSize is the largest circuit that bb's keys allow, as a power of two.
	maxLogSize = 28
	// A proof has so many numbers, and so many more for each round of sumcheck.
	// Measured on circuits of 2^5, 2^12 and 2^13 gates with bb 5.0.0.
	proofNumbers, roundNumbers = 82, 12
)

// Key is what a verifying key says.
type Key struct {
	LogSize int // the circuit has 2^LogSize gates
	Public  int // public inputs of the program, return values among them
	bytes   []byte
}

// Size is the number of the circuit's gates, and so of the points of the
// reference string that proving takes.
func (k Key) Size() int { return 1 << k.LogSize }

// ProofSize is the length of a proof under the key in bytes.
func (k Key) ProofSize() int { return word * (proofNumbers + roundNumbers*k.LogSize) }

// DecodeKey reads a verifying key as bb writes it. It takes only keys of this
// one encoding, whose points are on the curve.
func DecodeKey(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, fmt.Errorf("%d bytes, expected %d", len(b), KeySize)
	}
	var numbers [keyNumbers]uint64
	for i := range numbers {
		w := b[i*word : (i+1)*word]
		for _, zero := range w[:word-8] {
			if zero != 0 {
				return Key{}, fmt.Errorf("number %d does not fit 64 bits", i)
			}
		}
		numbers[i] = binary.BigEndian.Uint64(w[word-8:])
	}
	size, public, offset := numbers[0], numbers[1], numbers[2]
	switch {
	case size < 1 || size > maxLogSize:
		return Key{}, fmt.Errorf("circuit of 2^%d gates: expected 2^1 to 2^%d", size, maxLogSize)
	case public < carried || public-carried > proof.MaxPublic:
		return Key{}, fmt.Errorf("%d public inputs: expected %d to %d, with the %d that every proof carries", public, carried, carried+proof.MaxPublic, carried)
	case offset > 1<<size || public > 1<<size-offset:
		return Key{}, fmt.Errorf("%d public inputs from row %d of 2^%d", public, offset, size)
	}
	for i := range keyPoints {
		if err := checkPoint(b[word*(keyNumbers+2*i):]); err != nil {
			return Key{}, fmt.Errorf("point %d: %w", i, err)
		}
	}
	return Key{LogSize: int(size), Public: int(public - carried), bytes: b}, nil
}

// checkPoint looks at the two coordinates that b begins with. Infinity is the
// commitment to a column of zeroes, and written as zeroes.
func checkPoint(b []byte) error {
	var p bn254.G1Affine
	for i, c := range []*fp.Element{&p.X, &p.Y} {
		if err := c.SetBytesCanonical(b[i*word : (i+1)*word]); err != nil {
			return fmt.Errorf("coordinate %d is not canonical", i)
		}
	}
	if !p.IsInfinity() && !p.IsOnCurve() {
		return fmt.Errorf("not on %s", ecc.BN254)
	}
	return nil
}

// checkProof compares a proof with the only length it can have and looks at
// each of its numbers.
func checkProof(k Key, b []byte) error {
	if want := k.ProofSize(); len(b) != want {
		return fmt.Errorf("%d bytes, expected %d", len(b), want)
	}
	field := ecc.BN254.ScalarField()
	for i := 0; i < len(b); i += word {
		if new(big.Int).SetBytes(b[i:i+word]).Cmp(field) >= 0 {
			return fmt.Errorf("number %d is not canonical", i/word)
		}
	}
	return nil
}
