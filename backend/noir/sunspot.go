package noir

import (
	"context"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
)

// NewSunspot returns the backend "sunspot", which makes Groth16 proofs that
// proof/groth16 verifies. Returns CodeNotFound where Node.js, the npm packages or
// sunspot are missing, saying what to install.
func NewSunspot(ctx context.Context, opts Options) (*Backend, error) {
	if opts.Tool == "" {
		var err error
		if opts.Tool, err = SunspotPath(); err != nil {
			return nil, err
		}
	}
	b, err := open(ctx, opts, "sunspot", "sunspot")
	if err != nil {
		return nil, err
	}
	b.circuits = newCircuits(opts.Keys, openSunspot)
	b.finish = func(ctx context.Context, job muster.Job, c *circuit, proof []byte) error {
		if err := c.verifier.Verify(ctx, job.Statement, proof); err != nil {
			return fmt.Errorf("the proof made for %s does not hold, so its proving key is another circuit's: %w", job.Circuit.Name, err)
		}
		return nil
	}
	return b, nil
}

// SystemOf returns the proof system of a program's proofs by Sunspot: one whose
// key has commitments hashes them in its own way.
func SystemOf(key groth16.Key) string {
	if key.Commitments > 0 {
		return groth16.SHA256System
	}
	return groth16.System
}

// openSunspot reads gnark's key.
func openSunspot(c *circuit, s muster.Statement, key []byte) error {
	if s.System != groth16.System && s.System != groth16.SHA256System {
		return fmt.Errorf("proofs of %.40q are not made by Sunspot, only those of %s and %s", s.System, groth16.System, groth16.SHA256System)
	}
	if err := c.program.CheckSunspot(); err != nil {
		return err
	}
	if c.files.ConstraintSystem.IsZero() || c.files.ProvingKey.IsZero() {
		return errors.New("it has no constraint system or no proving key: register it with --ccs, --pk and --vk as Sunspot wrote them")
	}
	k, err := groth16.ReadKey(ecc.BN254, key)
	if err != nil {
		return fmt.Errorf("verifying key: %w", err)
	}
	if want := SystemOf(k); k.Commitments > 0 && s.System != want {
		return fmt.Errorf("it is registered as %s, but its key has %d commitments, which Sunspot hashes as %s does: register it again with --noir", s.System, k.Commitments, want)
	}
	c.public, c.proofSize = k.Public, groth16.ProofSize(ecc.BN254, k.Commitments)
	c.verifier = groth16.New(ownKey(key))
	if s.System == groth16.SHA256System {
		c.verifier = groth16.NewSHA256(ownKey(key))
	}
	return nil
}

// ownKey is a registry of one key.
type ownKey []byte

// VerifyingKey implements proof.VerifyingKeys. Whether it is the key that is
// asked for, its digest tells the caller.
func (k ownKey) VerifyingKey(context.Context, muster.Digest) (string, []byte, error) {
	return ecc.BN254.String(), k, nil
}
