package recursion

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/witness"
)

// maxPublicBytes bounds a public witness; the longest here is a chunk's.
const maxPublicBytes = 4 << 10

// pointBytes are the lengths of a curve's points uncompressed; compressed ones
// take half.
var pointBytes = map[ecc.ID]struct{ g1, g2 int }{
	ecc.BN254:     {64, 128},
	ecc.BLS12_377: {96, 192},
	ecc.BW6_761:   {192, 192},
}

// checkProofLayout tells whether data has the length of a proof of curve with
// at most one commitment, compressed or not, and says so in its count. gnark
// allocates by that count before it reads on.
func checkProofLayout(curve ecc.ID, data []byte) error {
	size, ok := pointBytes[curve]
	if !ok {
		return fmt.Errorf("proof of curve %s: %w", curve, ErrWrongCurve)
	}
	for _, compression := range []int{1, 2} {
		// A, B, C, the count, the commitments and their proof of knowledge.
		at := (2*size.g1 + size.g2) / compression
		for n := range 2 {
			if len(data) == at+4+(n+1)*size.g1/compression && binary.BigEndian.Uint32(data[at:]) == uint32(n) {
				return nil
			}
		}
	}
	return fmt.Errorf("%d bytes are no %s proof", len(data), curve)
}

// publicHeader is the length of gnark's public-witness header: three
// big-endian 32-bit counts.
const publicHeader = 12

// ErrWrongCurve reports a proof, key or witness of another curve than the
// circuit verifies.
var ErrWrongCurve = errors.New("wrong curve")

// Child is an inner proof together with its public inputs.
type Child struct {
	Proof  groth16.Proof
	Public []*big.Int
}

// NewChild pairs a proof with the public part of w. It returns ErrWrongCurve
// when the two are of different curves.
func NewChild(proof groth16.Proof, w witness.Witness) (Child, error) {
	if proof == nil || w == nil {
		return Child{}, errors.New("child: proof or witness missing")
	}
	public, err := w.Public()
	if err != nil {
		return Child{}, fmt.Errorf("child: public witness: %w", err)
	}
	data, err := public.MarshalBinary()
	if err != nil {
		return Child{}, fmt.Errorf("child: marshal public witness: %w", err)
	}
	inputs, err := decodePublic(proof.CurveID(), data)
	if err != nil {
		return Child{}, fmt.Errorf("child: %w", err)
	}
	return Child{Proof: proof, Public: inputs}, nil
}

// DecodeChild reads a proof and a public witness in gnark's binary form, as
// artifacts and tasks carry them. The bytes may come from anybody: points are
// checked to be in their subgroups, values to be canonical, trailing bytes are
// refused.
func DecodeChild(curve ecc.ID, proof, public []byte) (child Child, err error) {
	// gnark's decoders index by counts they read; a panic in them means the
	// bytes are malformed, not that we are.
	defer func() {
		if r := recover(); r != nil {
			child, err = Child{}, fmt.Errorf("child: malformed proof: %v", r)
		}
	}()
	if err := checkProofLayout(curve, proof); err != nil {
		return Child{}, fmt.Errorf("child: %w", err)
	}
	p := groth16.NewProof(curve)
	r := bytes.NewReader(proof)
	if _, err := p.ReadFrom(r); err != nil {
		return Child{}, fmt.Errorf("child: read proof: %w", err)
	}
	if r.Len() != 0 {
		return Child{}, fmt.Errorf("child: %d bytes after the proof", r.Len())
	}
	inputs, err := decodePublic(curve, public)
	if err != nil {
		return Child{}, fmt.Errorf("child: %w", err)
	}
	return Child{Proof: p, Public: inputs}, nil
}

// decodePublic reads a public witness of curve into plain integers, all
// canonical.
func decodePublic(curve ecc.ID, data []byte) ([]*big.Int, error) {
	field := curve.ScalarField()
	size := (field.BitLen() + 7) / 8
	if len(data) < publicHeader || len(data) > maxPublicBytes {
		return nil, fmt.Errorf("public witness of %d bytes", len(data))
	}
	count := func(at int) int { return int(binary.BigEndian.Uint32(data[at:])) }
	n := count(0)
	if count(4) != 0 || count(8) != n || len(data) != publicHeader+n*size {
		return nil, fmt.Errorf("public witness of %d bytes is not %d %s scalars: %w", len(data), n, curve, ErrWrongCurve)
	}
	inputs := make([]*big.Int, n)
	for i := range inputs {
		inputs[i] = new(big.Int).SetBytes(data[publicHeader+i*size : publicHeader+(i+1)*size])
		if inputs[i].Cmp(field) >= 0 {
			return nil, fmt.Errorf("public input %d is not a canonical %s scalar", i, curve)
		}
	}
	return inputs, nil
}
