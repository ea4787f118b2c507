package gnark

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/plonk"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	proofplonk "github.com/muster-zk/muster/proof/plonk"
)

// maxVerifyingKey bounds a verifying key, in bytes.
const maxVerifyingKey = 16 << 20

// circuit is a circuit that is loaded. Solving changes the constraint system,
// so only one proof may be made of it at a time.
type circuit struct {
	curve     ecc.ID
	system    constraint.ConstraintSystem
	groth16   groth16.ProvingKey // nil for PLONK
	plonk     plonk.ProvingKey   // nil for Groth16
	verifying []byte
}

func (c *circuit) constraints() int { return c.system.GetNbConstraints() }

// prove makes a proof in raw form.
func (c *circuit) prove(w witness.Witness, target string) ([]byte, error) {
	var p interface {
		WriteRawTo(io.Writer) (int64, error)
	}
	if c.plonk != nil {
		options, err := proofplonk.ProverOptions(c.curve, target)
		if err != nil {
			return nil, err
		}
		if p, err = plonk.Prove(c.system, c.plonk, w, options...); err != nil {
			return nil, err
		}
	} else {
		options, err := proofgroth16.ProverOptions(c.curve, target)
		if err != nil {
			return nil, err
		}
		if p, err = groth16.Prove(c.system, c.groth16, w, options...); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if _, err := p.WriteRawTo(&b); err != nil {
		return nil, fmt.Errorf("encode proof: %w", err)
	}
	return b.Bytes(), nil
}

// load reads a circuit's files.
func load(ctx context.Context, source muster.KeySource, files muster.CircuitFiles) (*circuit, error) {
	curve, err := proof.ParseCurve(files.Curve)
	if err != nil {
		return nil, err
	}
	c := &circuit{curve: curve}
	if files.System == proofplonk.System {
		c.system, c.plonk = plonk.NewCS(curve), plonk.NewProvingKey(curve)
	} else {
		c.system, c.groth16 = groth16.NewCS(curve), groth16.NewProvingKey(curve)
	}
	err = read(ctx, source, files.ConstraintSystem, func(r io.Reader) error {
		_, err := c.system.ReadFrom(r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("constraint system: %w", err)
	}
	err = read(ctx, source, files.ProvingKey, c.readProving)
	if err != nil {
		return nil, fmt.Errorf("proving key: %w", err)
	}
	err = read(ctx, source, files.VerifyingKey, func(r io.Reader) (err error) {
		c.verifying, err = io.ReadAll(io.LimitReader(r, maxVerifyingKey))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("verifying key: %w", err)
	}
	if err := c.fits(); err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("its files do not belong together: %w", err))
	}
	return c, nil
}

// dumped is what a dump of a Groth16 proving key begins with.
var dumped = binary.LittleEndian.AppendUint64(nil, 0xdeadbeef)

// readProving reads a proving key: of Groth16 a dump, which is read many times
// faster, or either of gnark's encodings.
func (c *circuit) readProving(r io.Reader) error {
	b := bufio.NewReader(r)
	if c.plonk != nil {
		_, err := c.plonk.UnsafeReadFrom(b)
		return err
	}
	if mark, err := b.Peek(len(dumped)); err == nil && bytes.Equal(mark, dumped) {
		return c.groth16.ReadDump(b)
	}
	_, err := c.groth16.UnsafeReadFrom(b)
	return err
}

// fits compares what was loaded, of which each may be right by itself. gnark
// panics over what does not fit, also where nobody can recover.
func (c *circuit) fits() error {
	if c.plonk != nil {
		key, err := proofplonk.DecodeKey(c.curve, c.verifying)
		if err == nil && key.Public != c.system.GetNbPublicVariables() {
			err = fmt.Errorf("constraint system has %d public inputs, verifying key %d", c.system.GetNbPublicVariables(), key.Public)
		}
		return err
	}
	key, err := proofgroth16.DecodeKey(c.curve, c.verifying)
	if err != nil {
		return err
	}
	return keys.Fits(c.system, c.groth16, key.Key)
}

// takes compares a witness, whose public part is the statement's, with what the
// circuit takes.
func (c *circuit) takes(w witness.Witness, s muster.Statement) error {
	n, err := proof.CheckWitness(c.curve, s.Public)
	if err != nil {
		return err
	}
	public, secret := c.system.GetNbPublicVariables(), c.system.GetNbSecretVariables()
	if c.plonk == nil {
		public-- // the constant wire
	}
	if got := reflect.ValueOf(w.Vector()).Len() - n.Public; n.Public != public || got != secret {
		return fmt.Errorf("the witness is another circuit's: it has %d public and %d secret values, the circuit takes %d and %d", n.Public, got, public, secret)
	}
	return nil
}

// read decodes a file whose hash was compared before. A panic in decode is an
// error: the file is right, but of another format or kind.
func read(ctx context.Context, keys muster.KeySource, a muster.Artifact, decode func(io.Reader) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decode: panic: %v", r)
		}
	}()
	path, err := keys.Path(ctx, a)
	if err != nil {
		return err
	}
	if path == "" {
		b, err := whole(ctx, keys, a)
		if err != nil {
			return err
		}
		return decode(bytes.NewReader(b))
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := decode(bufio.NewReaderSize(f, 1<<20)); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// whole reads a file that is not on disk to its end, where the reader tells
// whether its hash is right: nothing may be decoded before.
func whole(ctx context.Context, keys muster.KeySource, a muster.Artifact) (_ []byte, err error) {
	r, err := keys.Open(ctx, a)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return b, nil
}
