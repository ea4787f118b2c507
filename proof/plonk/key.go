package plonk

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/backend/plonk"
	plonk_bls12377 "github.com/consensys/gnark/backend/plonk/bls12-377"
	plonk_bls12381 "github.com/consensys/gnark/backend/plonk/bls12-381"
	plonk_bn254 "github.com/consensys/gnark/backend/plonk/bn254"
	plonk_bw6761 "github.com/consensys/gnark/backend/plonk/bw6-761"

	"github.com/muster-zk/muster/proof/internal/encoding"
)

// Key is a decoded verifying key with its dimensions.
type Key struct {
	Key         plonk.VerifyingKey
	Public      int // public inputs
	Commitments int
}

// DecodeKey reads a verifying key in either of gnark's forms. The bytes may
// come from anybody: counts are compared with the length before anything is
// allocated, and points are checked. It may panic on what is no key.
//
// A key carries precomputed pairing lines. With lines of zeroes every proof is
// accepted, and no reader checks them, so they are computed anew.
func DecodeKey(curve ecc.ID, b []byte) (Key, error) {
	k := Key{Key: plonk.NewVerifyingKey(curve)}
	w := encoding.Walk(curve, b)
	if w.Uint64() == 0 { // the mark of a versioned key; older ones begin with their size
		w.Uint64()
		w.Uint64()
	}
	w.Bytes(2 * w.Scalar) // 1/size, generator
	public := w.Uint64()
	w.Bytes(w.Scalar) // coset shift
	w.PointsG1(3 + 5) // S, Q
	k.Commitments = w.Count(w.G1)
	w.PointsG1(k.Commitments)
	w.PointsG1(1)
	w.PointsG2(2)
	w.Bytes(linesSize(k.Key))
	if indexes := w.Words(); indexes != k.Commitments {
		return Key{}, fmt.Errorf("%d commitments with %d indexes", k.Commitments, indexes)
	}
	if err := w.End(); err != nil {
		return Key{}, err
	}
	if public > 1<<32 {
		return Key{}, fmt.Errorf("%d public inputs", public)
	}
	k.Public = int(public)
	if _, err := k.Key.ReadFrom(bytes.NewReader(b)); err != nil {
		return Key{}, err
	}
	computeLines(k.Key)
	return k, nil
}

// linesSize is the length of the encoded pairing lines.
func linesSize(key plonk.VerifyingKey) int {
	switch k := key.(type) {
	case *plonk_bn254.VerifyingKey:
		return binary.Size(k.Kzg.Lines)
	case *plonk_bls12377.VerifyingKey:
		return binary.Size(k.Kzg.Lines)
	case *plonk_bls12381.VerifyingKey:
		return binary.Size(k.Kzg.Lines)
	case *plonk_bw6761.VerifyingKey:
		return binary.Size(k.Kzg.Lines)
	default:
		return -1
	}
}

func computeLines(key plonk.VerifyingKey) {
	switch k := key.(type) {
	case *plonk_bn254.VerifyingKey:
		for i, p := range k.Kzg.G2 {
			k.Kzg.Lines[i] = bn254.PrecomputeLines(p)
		}
	case *plonk_bls12377.VerifyingKey:
		for i, p := range k.Kzg.G2 {
			k.Kzg.Lines[i] = bls12377.PrecomputeLines(p)
		}
	case *plonk_bls12381.VerifyingKey:
		for i, p := range k.Kzg.G2 {
			k.Kzg.Lines[i] = bls12381.PrecomputeLines(p)
		}
	case *plonk_bw6761.VerifyingKey:
		for i, p := range k.Kzg.G2 {
			k.Kzg.Lines[i] = bw6761.PrecomputeLines(p)
		}
	}
}
