package keys

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys/internal/shape"
)

// Report is what Verify found out about one entry.
type Report struct {
	Entry Entry
	Err   error // nil when the entry is whole
}

// Verify reads every file of every entry anew: checksums, decoding, and that
// the keys and the constraint system fit together. It takes the memory of the
// largest proving key and stops early only when ctx ends.
func (s *Store) Verify(ctx context.Context) ([]Report, error) {
	var reports []Report
	err := s.each(func(e Entry, err error) error {
		if err == nil {
			err = e.verify(ctx)
		}
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		reports = append(reports, Report{Entry: e, Err: err})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify keys: %w", err)
	}
	return reports, nil
}

func (e Entry) verify(ctx context.Context) error {
	if want := (Recipe{Name: e.Name, Inputs: e.Recipe}); e.Recipe["gnark"] == want.complete()["gnark"] && want.Digest() != e.RecipeDigest {
		return damaged(e, ManifestFile, "its recipe does not have the digest it states")
	}
	vk, err := e.LoadVerifying(ctx)
	if err != nil {
		return err
	}
	ccs, err := e.LoadConstraints(ctx)
	if err != nil {
		return err
	}
	pk, err := e.LoadProving(ctx)
	if err != nil {
		return err
	}
	if err := shape.Fits(ccs, pk, vk); err != nil {
		return damaged(e, ProvingKeyFile, err.Error())
	}
	if e.Constraints != ccs.GetNbConstraints() || e.PublicInputs != ccs.GetNbPublicVariables()-1 || e.Commitments != shape.Commitments(ccs) {
		return damaged(e, ManifestFile, "its figures are not those of the constraint system")
	}
	return nil
}

// Identity is the digest by which a circuit is known: of its verifying key as
// the store writes it.
func Identity(vk groth16.VerifyingKey) (muster.Digest, error) {
	if vk == nil {
		return muster.Digest{}, errors.New("no verifying key")
	}
	h := sha256.New()
	if _, err := vk.WriteTo(h); err != nil {
		return muster.Digest{}, fmt.Errorf("encode verifying key: %w", err)
	}
	return muster.Digest(h.Sum(nil)), nil
}
