package sp1

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	gnark "github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/encoding"
)

const (
	selectorSize = 4
	groth16Size  = 8 * word
)

// head is what a proof carries before its points from version 6 on.
type head struct{ exitCode, root, nonce [32]byte }

// size is the only length that a proof under the key can have.
func (k *Key) size() int {
	n := selectorSize + groth16Size
	if k.Release.System == PLONK {
		n = selectorSize + k.plonkSize()
	}
	if k.Release.headed() {
		n += 3 * word
	}
	return n
}

// open takes a proof apart and checks all but the points. The errors name what
// came and what the key is for.
func (k *Key) open(encoded []byte) (head, []byte, error) {
	if len(encoded) < selectorSize {
		return head{}, nil, fmt.Errorf("%d bytes, expected %d", len(encoded), k.size())
	}
	selector := k.Release.Selector()
	if !bytes.Equal(encoded[:selectorSize], selector[:]) {
		return head{}, nil, fmt.Errorf("the proof is for %s", describe(encoded[:selectorSize]))
	}
	if len(encoded) != k.size() {
		return head{}, nil, fmt.Errorf("%d bytes, expected %d", len(encoded), k.size())
	}
	body := encoded[selectorSize:]
	if !k.Release.headed() {
		return head{}, body, nil
	}
	h := head{[32]byte(body), [32]byte(body[word:]), [32]byte(body[2*word:])}
	if h.exitCode != [32]byte{} {
		return head{}, nil, fmt.Errorf("the program ended with exit code %#x, expected 0", bytes.TrimLeft(h.exitCode[:], "\x00"))
	}
	if h.root != k.Release.Root {
		return head{}, nil, fmt.Errorf("root of the recursion keys %x, expected %x: it was made by another version", h.root, k.Release.Root)
	}
	if !isScalar(h.nonce[:]) {
		return head{}, nil, fmt.Errorf("nonce %x is no scalar of bn254", h.nonce)
	}
	return h, body[3*word:], nil
}

// verifyGroth16 checks A, B and C. It may panic on what is no proof.
func (k *Key) verifyGroth16(body []byte, public witness.Witness) error {
	if len(body) != groth16Size {
		return errors.New("not A, B and C")
	}
	// gnark's raw form has the same points in the same order, then the number of
	// commitments and the proof of knowledge of none.
	raw := append(bytes.Clone(body), 0, 0, 0, 0)
	raw = append(raw, encoding.SizesOf(ecc.BN254).RawInfinity()...)
	p, err := groth16.DecodeProof(ecc.BN254, 0, raw)
	if err != nil {
		return err
	}
	return gnark.Verify(p, k.groth16.Key, public)
}
