package sp1

import (
	"context"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/cache"
	"github.com/muster-zk/muster/proof/internal/guard"
)

// Verify checks that the proof shows that the program, named by its verifying
// key, ended well and committed to the public values. A proof that does not, or
// one for another key, is CodeInvalidProof; a program key that no proof could be
// for is CodeInvalid, more than MaxPublicValues bytes are CodeTooLarge.
func Verify(key *Key, encoded []byte, program [32]byte, publicValues []byte) error {
	public, err := EncodePublic(program, publicValues)
	if err != nil {
		return err
	}
	return key.verify(encoded, public)
}

// Verifier implements proof.System for one of SP1's proof systems.
type Verifier struct {
	system string
	keys   *cache.Keys[*Key]
}

var _ proof.System = (*Verifier)(nil)

// New returns a verifier for the system, Groth16 or PLONK, that finds its keys
// in the registry, under the curve bn254. They have to be those of the releases;
// without any, of Releases. Decoded keys are kept. Statement.Public is what
// EncodePublic returns.
func New(system string, keys proof.VerifyingKeys, releases ...Release) *Verifier {
	return &Verifier{system: system, keys: cache.New(keys, func(_ ecc.ID, b []byte) (*Key, error) {
		return ParseKey(b, releases...)
	})}
}

// Name implements proof.System.
func (v *Verifier) Name() string { return v.system }

// Verify implements muster.Verifier. A statement that no proof could hold for is
// CodeInvalid; a key of no release is CodeUnsupported.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	if s.System != v.system {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not %s", s.System, v.system)
	}
	if s.Curve != ecc.BN254.String() {
		return muster.Errorf(muster.CodeInvalid, "curve %.40q: proofs of SP1 are on bn254", s.Curve)
	}
	if s.Target != "" && s.Target != muster.TargetSolidity {
		return muster.Errorf(muster.CodeInvalid, "target %.40q: expected none or %q", s.Target, muster.TargetSolidity)
	}
	key, err := v.keys.Get(ctx, s.Circuit, ecc.BN254)
	if err != nil {
		return err
	}
	if key.Release.System != v.system {
		return muster.Errorf(muster.CodeInvalid, "verifying key is of %s, the statement is about %s", key.Release, v.system)
	}
	return key.verify(encoded, s.Public)
}

// verify checks a proof against what EncodePublic returned.
func (k *Key) verify(encoded, public []byte) error {
	program, digest, err := DecodePublic(public)
	if err != nil {
		return err
	}
	h, body, err := k.open(encoded)
	if err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "proof under the key of %s: %w", k.Release, err)
	}
	inputs, err := k.witness(program, digest, h)
	if err != nil {
		return err
	}
	err = guard.Run(func() error {
		if k.Release.System == PLONK {
			return k.verifyPLONK(body, inputs)
		}
		return k.verifyGroth16(body, inputs)
	})
	if err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "proof under the key of %s, program key %x, digest of public values %x: %w",
			k.Release, program, digest, err)
	}
	return nil
}

// witness orders the public inputs as SP1's circuit has them.
func (k *Key) witness(program, digest [32]byte, h head) (witness.Witness, error) {
	words := [][32]byte{program, digest, h.exitCode, h.root, h.nonce}[:k.Release.inputs()]
	values := make([]*big.Int, len(words))
	for i := range words {
		values[i] = new(big.Int).SetBytes(words[i][:])
	}
	b, err := proof.EncodePublic(ecc.BN254, values)
	if err != nil {
		return nil, err
	}
	return proof.PublicWitness(ecc.BN254, b)
}
