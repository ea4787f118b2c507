package risc0

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/cache"
	"github.com/muster-zk/muster/proof/internal/guard"
)

const (
	// System is what statements call these proofs.
	System = "risc0-groth16"
	// SealSize is the length of a seal in bytes: the selector, then A, B and C
	// uncompressed, big endian, imaginary parts first.
	SealSize = selectorSize + 8*32

	selectorSize = len(Selector{})
)

// Verifier implements proof.System. It is safe for concurrent use.
type Verifier struct{ keys *cache.Keys[*Key] }

// New returns a verifier that finds its key in the registry, encoded as
// [Key.Encoded] has it, and believes the pins. Decoded keys are kept.
func New(keys proof.VerifyingKeys, pins Pins) *Verifier {
	decode := func(curve ecc.ID, b []byte) (*Key, error) {
		if curve != ecc.BN254 {
			return nil, muster.Errorf(muster.CodeInvalid, "a key on %s, RISC Zero's is on bn254", curve)
		}
		key, err := pins.decodeKey(b)
		if err != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "RISC Zero verifying key: %w", err)
		}
		return key, nil
	}
	return &Verifier{keys: cache.New(keys, decode)}
}

// Name implements proof.System.
func (v *Verifier) Name() string { return System }

// Verify implements muster.Verifier. A statement that no seal could hold for (a
// key that is not the pinned one, another curve, a target, what is no claim) is
// CodeInvalid: it was not the prover's doing.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, seal []byte) error {
	if s.System != System {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not %s", s.System, System)
	}
	if s.Curve != ecc.BN254.String() {
		return muster.Errorf(muster.CodeInvalid, "curve %.40q: RISC Zero's receipts are on bn254", s.Curve)
	}
	if s.Target != "" {
		return muster.Errorf(muster.CodeInvalid, "target %.40q: RISC Zero's receipts have none", s.Target)
	}
	claim, err := DecodeClaim(s.Public)
	if err != nil {
		return err
	}
	key, err := v.keys.Get(ctx, s.Circuit, ecc.BN254)
	if err != nil {
		return err
	}
	return VerifyClaim(key, seal, claim)
}

// Verify checks a seal for the claim that a program halted with exit code 0 and
// left the journal; see [VerifyClaim].
func Verify(key *Key, seal []byte, imageID [32]byte, journal []byte) error {
	return VerifyClaim(key, seal, Success(imageID, journal))
}

// VerifyClaim checks a seal for any claim. Errors: CodeInvalid for what is no
// key or no claim, CodeInvalidProof for everything about the seal. A seal is no
// identity: without the witness, others that hold can be made from it.
func VerifyClaim(key *Key, seal []byte, claim Claim) error {
	if key == nil || key.key == nil {
		return muster.Errorf(muster.CodeInvalid, "no RISC Zero verifying key")
	}
	if err := claim.check(); err != nil {
		return err
	}
	if err := guard.Run(func() error { return key.verify(seal, claim) }); err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "RISC Zero seal: %w", err)
	}
	return nil
}

// verify returns uncoded errors and may panic.
func (k *Key) verify(seal []byte, claim Claim) error {
	if len(seal) != SealSize {
		return fmt.Errorf("%d bytes, expected %d", len(seal), SealSize)
	}
	release, err := k.pins.find(Selector(seal[:selectorSize]))
	if err != nil {
		return err
	}
	decoded, err := decodePoints(seal[selectorSize:])
	if err != nil {
		return fmt.Errorf("release %s: %w", release.Name, err)
	}
	root, id := release.inputs()
	digest := halves(claim.Digest())
	public, err := proof.EncodePublic(ecc.BN254, []*big.Int{root[0], root[1], digest[0], digest[1], id})
	if err != nil {
		return err
	}
	witness, err := proof.PublicWitness(ecc.BN254, public)
	if err != nil {
		return err
	}
	if err := groth16.Verify(decoded, k.key, witness); err != nil {
		return fmt.Errorf("release %s: it does not prove the claim of image %x with a journal of digest %s, exit codes %d and %d: %w",
			release.Name, claim.ImageID, claim.Journal, claim.System, claim.User, err)
	}
	return nil
}

// decodePoints reads A, B and C. They are encoded as in gnark's raw form, which
// goes on with the number of commitments and a proof of knowledge of them: none,
// and the point at infinity, all zero both. Points at infinity are in no proof
// that a prover makes.
func decodePoints(b []byte) (groth16.Proof, error) {
	const a, bb, c = 0, 64, 192
	for _, p := range [][]byte{b[a:bb], b[bb:c], b[c:]} {
		if allZero(p) {
			return nil, errors.New("a point at infinity")
		}
	}
	raw := make([]byte, proofgroth16.ProofSize(ecc.BN254, 0))
	copy(raw, b)
	return proofgroth16.DecodeProof(ecc.BN254, 0, raw)
}

func allZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
