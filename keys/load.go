package keys

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
)

// LoadProving reads a circuit's proving key, after its checksum was found to
// be right. It takes about as much memory as the file is long.
// Returns CodeNotFound or ErrDamaged.
func (s *Store) LoadProving(ctx context.Context, circuit muster.Digest) (groth16.ProvingKey, error) {
	e, err := s.Get(circuit)
	if err != nil {
		return nil, err
	}
	return e.LoadProving(ctx)
}

// LoadVerifying reads a circuit's verifying key. Its points are checked.
// Returns CodeNotFound or ErrDamaged.
func (s *Store) LoadVerifying(ctx context.Context, circuit muster.Digest) (groth16.VerifyingKey, error) {
	e, err := s.Get(circuit)
	if err != nil {
		return nil, err
	}
	return e.LoadVerifying(ctx)
}

// LoadConstraints reads a circuit's constraint system, which is many times
// faster than to compile it. Returns CodeNotFound or ErrDamaged.
func (s *Store) LoadConstraints(ctx context.Context, circuit muster.Digest) (constraint.ConstraintSystem, error) {
	e, err := s.Get(circuit)
	if err != nil {
		return nil, err
	}
	return e.LoadConstraints(ctx)
}

// LoadProving reads the entry's proving key. See Store.LoadProving.
func (e Entry) LoadProving(ctx context.Context) (pk groth16.ProvingKey, err error) {
	err = e.load(ctx, ProvingKeyFile, func(curve ecc.ID, r io.Reader) error {
		pk = groth16.NewProvingKey(curve)
		return pk.ReadDump(r)
	})
	return pk, err
}

// LoadVerifying reads the entry's verifying key. See Store.LoadVerifying.
func (e Entry) LoadVerifying(ctx context.Context) (vk groth16.VerifyingKey, err error) {
	err = e.load(ctx, VerifyingKeyFile, func(curve ecc.ID, r io.Reader) error {
		vk = groth16.NewVerifyingKey(curve)
		_, err := vk.ReadFrom(r)
		return err
	})
	return vk, err
}

// LoadConstraints reads the entry's constraint system. See
// Store.LoadConstraints.
func (e Entry) LoadConstraints(ctx context.Context) (ccs constraint.ConstraintSystem, err error) {
	err = e.load(ctx, ConstraintsFile, func(curve ecc.ID, r io.Reader) error {
		ccs = groth16.NewCS(curve)
		_, err := ccs.ReadFrom(r)
		return err
	})
	return ccs, err
}

func (e Entry) load(ctx context.Context, name string, decode func(ecc.ID, io.Reader) error) (err error) {
	defer func() {
		if err != nil && !errors.Is(err, ErrDamaged) {
			err = fmt.Errorf("load %s: %w", e.Path(name), err)
		}
	}()
	curve, err := e.curve()
	if err != nil {
		return err
	}
	f, err := openChecked(ctx, e, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return decodeGuarded(func() error { return decode(curve, bufio.NewReaderSize(f, 1<<20)) })
}
