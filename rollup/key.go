package rollup

import (
	"encoding/hex"
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr/poseidon2"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/twistededwards"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/twistededwards/eddsa"

	"github.com/muster-zk/muster/rollup/circuits"
)

// Key is a compressed public key on the twisted Edwards curve of BLS12-377.
type Key [32]byte

// String returns the key in hex.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// point decompresses the key. It refuses every encoding but the canonical one
// of a point in the prime-order subgroup that is not the identity.
func (k Key) point() (twistededwards.PointAffine, error) {
	var pub eddsa.PublicKey
	if _, err := pub.SetBytes(k[:]); err != nil {
		return pub.A, fmt.Errorf("decompress key: %w", err)
	}
	if pub.A.IsZero() || !pub.A.IsOnCurve() || !pub.A.IsInSubGroup() {
		return pub.A, fmt.Errorf("key is not in the prime-order subgroup")
	}
	if Key(pub.A.Bytes()) != k {
		return pub.A, fmt.Errorf("key is not canonical")
	}
	return pub.A, nil
}

// Signature is an EdDSA signature, R compressed and then S.
type Signature [64]byte

// String returns the signature in hex.
func (s Signature) String() string { return hex.EncodeToString(s[:]) }

// parts returns R and S of a well-formed signature.
func (s Signature) parts() (eddsa.Signature, error) {
	var sig eddsa.Signature
	if _, err := sig.SetBytes(s[:]); err != nil {
		return sig, fmt.Errorf("decode signature: %w", err)
	}
	return sig, nil
}

// verify tells whether s signs the digest under the key at point.
func (s Signature) verify(point twistededwards.PointAffine, digest fr.Element) error {
	if _, err := s.parts(); err != nil {
		return err
	}
	pub := eddsa.PublicKey{A: point}
	message := digest.Bytes()
	ok, err := pub.Verify(s[:], message[:], poseidon2.NewMerkleDamgardHasher())
	switch {
	case err != nil:
		return fmt.Errorf("verify signature: %w", err)
	case !ok:
		return fmt.Errorf("signature does not hold")
	}
	return nil
}

// Signer holds an account's private key.
type Signer struct {
	private *eddsa.PrivateKey
}

// NewSigner makes a key from 32 bytes of seed.
func NewSigner(seed io.Reader) (*Signer, error) {
	var buf [32]byte
	if _, err := io.ReadFull(seed, buf[:]); err != nil {
		return nil, fmt.Errorf("read seed: %w", err)
	}
	private, err := eddsa.GenerateKey(oneRead(buf[:]))
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	return &Signer{private: private}, nil
}

// oneRead is a reader of one slice; GenerateKey reads once and ignores how
// much it got.
type oneRead []byte

func (r oneRead) Read(p []byte) (int, error) { return copy(p, r), nil }

// Key returns the public key.
func (s *Signer) Key() Key { return Key(s.private.PublicKey.Bytes()) }

// Sign signs a transaction's digest. It is deterministic.
func (s *Signer) Sign(d circuits.Digest) (Signature, error) {
	hash := d.Hash()
	message := hash.Bytes()
	sig, err := s.private.Sign(message[:], poseidon2.NewMerkleDamgardHasher())
	if err != nil {
		return Signature{}, fmt.Errorf("sign: %w", err)
	}
	return Signature(sig), nil
}
