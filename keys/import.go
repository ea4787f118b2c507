package keys

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys/internal/shape"
)

// ImportFiles are the places of keys made elsewhere, each as gnark's WriteTo
// or WriteRawTo writes it. A dump of a proving key is refused: nothing in it
// can be checked.
type ImportFiles struct {
	Curve        ecc.ID // of the constraint system, whose file does not say
	Constraints  string
	ProvingKey   string
	VerifyingKey string
}

// Import adds keys that a ceremony made. Every point is checked to be on the
// curve and in its subgroup, the keys to have the dimensions of the constraint
// system, and by pairings that the two keys are of one set-up. That they are
// honest, and for these very constraints, only the ceremony's transcript shows.
//
// It takes a minute of processor time for each 140 MB of proving key. Returns
// CodeConflict if the recipe has other keys already, CodeInvalid if a check
// does not pass; nothing is kept then.
func (s *Store) Import(ctx context.Context, r Recipe, files ImportFiles, progress func(Progress)) (Entry, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	imported := false
	e, err := s.obtain(ctx, r, progress, func() (parts, error) {
		imported = true
		return readParts(ctx, files, progress)
	})
	if err != nil {
		return Entry{}, err
	}
	if imported {
		return e, nil
	}
	vk, err := readVerifying(ctx, files)
	if err != nil {
		return Entry{}, fmt.Errorf("keys of %s: %w", r.Name, err)
	}
	circuit, err := Identity(vk)
	if err != nil {
		return Entry{}, fmt.Errorf("keys of %s: %w", r.Name, err)
	}
	if e.Circuit != circuit || e.Origin != OriginImported {
		return Entry{}, muster.Errorf(muster.CodeConflict,
			"%s has %s keys already, of circuit %s: remove that folder first to replace them", e.Dir, e.Origin, e.Circuit)
	}
	return e, nil
}

func readParts(ctx context.Context, files ImportFiles, progress func(Progress)) (parts, error) {
	p := parts{origin: OriginImported}
	p.ccs = newConstraints(files.Curve)
	if p.ccs == nil {
		return parts{}, muster.Errorf(muster.CodeUnsupported, "keys on %s can't be imported", files.Curve)
	}
	if err := readWhole(ctx, files.Constraints, progress, boundedRead(p.ccs)); err != nil {
		return parts{}, err
	}
	if curve, err := curveOf(p.ccs); err != nil || curve != files.Curve {
		return parts{}, muster.Errorf(muster.CodeInvalid, "%s is not a constraint system on %s", files.Constraints, files.Curve)
	}
	var err error
	if p.vk, err = readVerifying(ctx, files); err != nil {
		return parts{}, err
	}
	p.pk = groth16.NewProvingKey(files.Curve)
	if err := readWhole(ctx, files.ProvingKey, progress, plainRead(p.pk)); err != nil {
		return parts{}, err
	}
	if err := shape.Fits(p.ccs, p.pk, p.vk); err != nil {
		return parts{}, muster.Errorf(muster.CodeInvalid, "the keys do not fit: %w", err)
	}
	if err := shape.Agrees(p.pk, p.vk); err != nil {
		return parts{}, muster.Errorf(muster.CodeInvalid, "the keys do not fit: %w", err)
	}
	return p, nil
}

func readVerifying(ctx context.Context, files ImportFiles) (groth16.VerifyingKey, error) {
	if newConstraints(files.Curve) == nil {
		return nil, muster.Errorf(muster.CodeUnsupported, "keys on %s can't be imported", files.Curve)
	}
	vk := groth16.NewVerifyingKey(files.Curve)
	if err := readWhole(ctx, files.VerifyingKey, func(Progress) {}, plainRead(vk)); err != nil {
		return nil, err
	}
	return vk, nil
}

// newConstraints returns nil for a curve that the store does not keep.
func newConstraints(curve ecc.ID) constraint.ConstraintSystem {
	switch curve {
	case ecc.BN254, ecc.BLS12_377, ecc.BW6_761:
		return groth16.NewCS(curve)
	default:
		return nil
	}
}

// readWhole decodes a file that must end where its content does.
func readWhole(ctx context.Context, path string, progress func(Progress), decode func(r *bufio.Reader, size int64) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open key to import: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("open key to import: %w", err)
	}
	watched := &watchedReader{ctx: ctx, r: f, total: info.Size(), progress: progress}
	buffered := bufio.NewReaderSize(watched, 1<<20)
	err = decodeGuarded(func() error { return decode(buffered, info.Size()) })
	if err == nil {
		if _, end := buffered.ReadByte(); end != io.EOF {
			err = errors.New("there are bytes after its end")
		}
	}
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if err != nil {
		return muster.Errorf(muster.CodeInvalid, "read %s: %w", path, err)
	}
	return nil
}

func plainRead(into io.ReaderFrom) func(*bufio.Reader, int64) error {
	return func(r *bufio.Reader, _ int64) error {
		_, err := into.ReadFrom(r)
		return err
	}
}

// boundedRead is for constraint systems, whose decoder takes as much memory as
// the file's first word says, before it reads on.
func boundedRead(ccs constraint.ConstraintSystem) func(*bufio.Reader, int64) error {
	return func(r *bufio.Reader, size int64) error {
		head, err := r.Peek(8)
		if err != nil {
			return err
		}
		if length := binary.LittleEndian.Uint64(head); length > uint64(size) {
			return fmt.Errorf("it states a length of %d bytes and has %d", length, size)
		}
		_, err = ccs.ReadFrom(r)
		return err
	}
}

// watchedReader tells how far the file is read and stops when ctx ends.
type watchedReader struct {
	ctx         context.Context
	r           io.Reader
	done, total int64
	progress    func(Progress)
}

func (w *watchedReader) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(p)
	w.done += int64(n)
	w.progress(Progress{Step: StepRead, Done: w.done, Total: w.total})
	return n, err
}

// decodeGuarded turns a panic of a decoder into an error.
func decodeGuarded(decode func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("decoder gave up: %v", cause)
		}
	}()
	return decode()
}
