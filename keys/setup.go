package keys

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys/devsetup"
	"github.com/muster-zk/muster/keys/internal/shape"
)

// Step is a part of the work that progress is told about.
type Step string

// The steps, in their order.
const (
	StepWait    Step = "waiting"   // another process makes the same keys; Done is seconds
	StepCheck   Step = "checking"  // comparing what is there with its checksums
	StepRead    Step = "reading"   // reading and checking keys to import
	StepCompile Step = "compiling" // the circuit
	StepSetup   Step = "setup"     // Done of Total multiplications
	StepWrite   Step = "writing"
)

// Progress is told to the caller as the work goes on. Done and Total are nought
// in steps that can't be measured.
type Progress struct {
	Step        Step
	Done, Total int64
}

// oldSuffix marks the folder of a damaged entry that is being replaced.
const oldSuffix = ".old"

// Setup returns the entry for the recipe, and compiles the circuit and makes
// DEVELOPMENT keys where there is none. An entry that is there is checked in
// full against its checksums; a damaged one of our making is made anew, with
// other keys and so another identity.
//
// progress may be nil; it is called one at a time. Setup waits while another
// process makes the same entry. Returns ErrDamaged if an imported entry is
// damaged, CodeStorageFull if the disk is full, the context's error when it
// ends; in all these cases no new entry has come to be.
func (s *Store) Setup(ctx context.Context, r Recipe, compile func() (constraint.ConstraintSystem, error), progress func(Progress)) (Entry, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	return s.obtain(ctx, r, progress, func() (parts, error) {
		progress(Progress{Step: StepCompile})
		ccs, err := compile()
		if err != nil {
			return parts{}, fmt.Errorf("compile: %w", err)
		}
		pk, vk, err := devsetup.UnsafeSetup(ctx, ccs, s.random, func(done, total int64) {
			progress(Progress{Step: StepSetup, Done: done, Total: total})
		})
		if err != nil {
			return parts{}, err
		}
		return parts{OriginDevelopment, ccs, pk, vk}, nil
	})
}

// parts are what an entry is written from.
type parts struct {
	origin Origin
	ccs    constraint.ConstraintSystem
	pk     groth16.ProvingKey
	vk     groth16.VerifyingKey
}

// obtain returns the entry that is there or writes the parts that build returns.
func (s *Store) obtain(ctx context.Context, r Recipe, progress func(Progress), build func() (parts, error)) (_ Entry, err error) {
	if err := r.check(); err != nil {
		return Entry{}, err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("keys of %s: %w", r.Name, err)
		}
	}()
	folder := r.folder()
	l, err := s.lockEntry(ctx, folder, progress)
	if err != nil {
		return Entry{}, err
	}
	defer func() { err = errors.Join(err, l.unlock()) }()

	e, err := s.present(ctx, r, progress)
	if err == nil || !replaceable(e, err) {
		return e, err
	}
	p, err := build()
	if err != nil {
		return Entry{}, err
	}
	if err := ctx.Err(); err != nil {
		return Entry{}, err
	}
	progress(Progress{Step: StepWrite})
	return s.write(r, p)
}

// present returns the recipe's entry if it is there and whole.
func (s *Store) present(ctx context.Context, r Recipe, progress func(Progress)) (Entry, error) {
	e, err := readEntry(filepath.Join(s.dir, r.folder()))
	if err != nil {
		return e, err
	}
	if e.RecipeDigest != r.Digest() {
		return e, damaged(e, ManifestFile, "it is for another recipe")
	}
	progress(Progress{Step: StepCheck})
	for _, name := range keyFiles {
		f, err := openChecked(ctx, e, name)
		if err != nil {
			return e, err
		}
		if err := f.Close(); err != nil {
			return e, fmt.Errorf("close %s: %w", name, err)
		}
	}
	return e, nil
}

func replaceable(e Entry, err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged) && e.Origin == OriginDevelopment
}

// write makes the entry durable and then visible. The caller holds its lock.
func (s *Store) write(r Recipe, p parts) (_ Entry, err error) {
	folder := r.folder()
	temp := filepath.Join(s.dir, tempDir, folder)
	if err := os.RemoveAll(temp); err != nil {
		return Entry{}, fmt.Errorf("clear temporary folder: %w", err)
	}
	if err := os.Mkdir(temp, 0o755); err != nil {
		return Entry{}, writeError(temp, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
		}
	}()

	m := Manifest{
		Format:       manifestFormat,
		Name:         r.Name,
		Recipe:       r.complete(),
		RecipeDigest: r.Digest(),
		System:       "groth16",
		Curve:        p.pk.CurveID().String(),
		Constraints:  p.ccs.GetNbConstraints(),
		PublicInputs: p.ccs.GetNbPublicVariables() - 1,
		Commitments:  shape.Commitments(p.ccs),
		Origin:       p.origin,
		Created:      s.now().UTC(),
		Files:        make(map[string]File, len(keyFiles)),
	}
	writers := map[string]func(io.Writer) error{
		ConstraintsFile:  func(w io.Writer) error { _, err := p.ccs.WriteTo(w); return err },
		ProvingKeyFile:   p.pk.WriteDump,
		VerifyingKeyFile: func(w io.Writer) error { _, err := p.vk.WriteTo(w); return err },
	}
	for _, name := range keyFiles {
		if m.Files[name], err = s.writeFile(filepath.Join(temp, name), writers[name]); err != nil {
			return Entry{}, err
		}
	}
	m.Circuit = m.Files[VerifyingKeyFile].SHA256
	_, err = s.writeFile(filepath.Join(temp, ManifestFile), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	})
	if err != nil {
		return Entry{}, err
	}
	if err := syncDir(temp); err != nil {
		return Entry{}, err
	}
	return Entry{Manifest: m, Dir: filepath.Join(s.dir, folder)}, s.publish(folder)
}

// publish gives the temporary folder its final name. A damaged entry of that
// name is moved out of the way first: a folder can't be replaced in one step.
func (s *Store) publish(folder string) error {
	temp, final := filepath.Join(s.dir, tempDir, folder), filepath.Join(s.dir, folder)
	old := temp + oldSuffix
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("clear replaced entry: %w", err)
	}
	if err := os.Rename(final, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("move damaged entry away: %w", err)
	}
	if err := os.Rename(temp, final); err != nil {
		return fmt.Errorf("publish entry: %w", err)
	}
	if err := syncDir(s.dir); err != nil {
		return err
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("clear replaced entry: %w", err)
	}
	return nil
}

// curveOf returns the curve that a constraint system is for.
func curveOf(ccs constraint.ConstraintSystem) (ecc.ID, error) {
	for _, curve := range []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761} {
		if ccs.Field().Cmp(curve.ScalarField()) == 0 {
			return curve, nil
		}
	}
	return ecc.UNKNOWN, muster.Errorf(muster.CodeUnsupported, "the constraint system is over a field of %d bits that no supported curve has", ccs.FieldBitLen())
}
