package keys

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	curve_bn254 "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
)

// ceremony is a set of keys as another tool would write them.
type ceremony struct {
	ccs constraint.ConstraintSystem
	pk  groth16.ProvingKey
	vk  groth16.VerifyingKey
}

func hold(t *testing.T, curve ecc.ID, power int) ceremony {
	t.Helper()
	ccs, err := compiler(curve, power)()
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		t.Fatal(err)
	}
	return ceremony{ccs, pk, vk}
}

func writeTo(t *testing.T, path string, write func(io.Writer) error) string {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func counted(write func(io.Writer) (int64, error)) func(io.Writer) error {
	return func(w io.Writer) error { _, err := write(w); return err }
}

func (c ceremony) files(t *testing.T, curve ecc.ID) ImportFiles {
	dir := t.TempDir()
	return ImportFiles{
		Curve:        curve,
		Constraints:  writeTo(t, filepath.Join(dir, "c"), counted(c.ccs.WriteTo)),
		ProvingKey:   writeTo(t, filepath.Join(dir, "p"), counted(c.pk.WriteRawTo)),
		VerifyingKey: writeTo(t, filepath.Join(dir, "v"), counted(c.vk.WriteTo)),
	}
}

func TestImportKeepsForeignKeys(t *testing.T) {
	for _, curve := range []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761} {
		s := openStore(t, t.TempDir())
		files := hold(t, curve, 3).files(t, curve)
		read := int64(0)
		e, err := s.Import(t.Context(), cube, files, func(p Progress) { read = max(read, p.Done) })
		if err != nil {
			t.Fatal(err)
		}
		if e.Origin != OriginImported || read == 0 {
			t.Errorf("origin %s, %d bytes read", e.Origin, read)
		}
		reports, err := s.Verify(t.Context())
		if err != nil || len(reports) != 1 || reports[0].Err != nil {
			t.Fatalf("%s: %v, %v", curve, reports, err)
		}
		again, err := s.Import(t.Context(), cube, files, nil)
		if err != nil || again.Circuit != e.Circuit {
			t.Errorf("importing the same again: %v, %v", again, err)
		}
		other := hold(t, curve, 3).files(t, curve)
		if _, err := s.Import(t.Context(), cube, other, nil); muster.CodeOf(err) != muster.CodeConflict {
			t.Errorf("importing others: %v", err)
		}
		if e, err := s.Setup(t.Context(), cube, mustNotCompile(t), nil); err != nil || e.Origin != OriginImported {
			t.Errorf("set-up over imported keys: %v, %v", e, err)
		}

		if err := os.Truncate(e.Path(ProvingKeyFile), 100); err != nil {
			t.Fatal(err)
		}
		_, err = s.Setup(t.Context(), cube, mustNotCompile(t), nil)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "import the keys again") {
			t.Errorf("set-up over damaged imported keys: %v", err)
		}
	}
}

func TestImportRefuses(t *testing.T) {
	good, twin, longer := hold(t, ecc.BN254, 3), hold(t, ecc.BN254, 3), hold(t, ecc.BN254, 9)
	edit := func(change func(pk *groth16_bn254.ProvingKey)) func(*ImportFiles) {
		return func(f *ImportFiles) {
			pk := hold(t, ecc.BN254, 3)
			altered := pk.pk.(*groth16_bn254.ProvingKey)
			change(altered)
			fresh := pk.files(t, ecc.BN254)
			f.ProvingKey, f.VerifyingKey = fresh.ProvingKey, fresh.VerifyingKey
		}
	}
	tests := []struct {
		name  string
		spoil func(*ImportFiles)
		want  string
	}{
		{"a verifying key of another set-up", func(f *ImportFiles) { f.VerifyingKey = twin.files(t, ecc.BN254).VerifyingKey }, "different set-ups"},
		{"keys of a longer circuit", func(f *ImportFiles) { f.Constraints = longer.files(t, ecc.BN254).Constraints }, "do not fit"},
		{"a point that differs between the groups", edit(func(pk *groth16_bn254.ProvingKey) { pk.G1.B[0] = pk.G1.B[1] }), "B differs"},
		{"a β that differs between the groups", edit(func(pk *groth16_bn254.ProvingKey) { pk.G1.Beta = pk.G1.Alpha }), "β differs"},
		{"a commitment key that does not match", edit(func(pk *groth16_bn254.ProvingKey) {
			pk.CommitmentKeys[0].BasisExpSigma[0] = pk.G1.Alpha
		}), "commitment 0"},
		{"a point off the curve", edit(func(pk *groth16_bn254.ProvingKey) { pk.G1.K[0].X.SetOne(); pk.G1.K[0].Y.SetOne() }), "read "},
		{"a point outside the subgroup", edit(func(pk *groth16_bn254.ProvingKey) { pk.G2.B[0] = strayPoint(t) }), "read "},
		{"another curve", func(f *ImportFiles) { f.Curve = ecc.BLS12_377 }, ""},
		{"a curve that is not kept", func(f *ImportFiles) { f.Curve = ecc.BLS12_381 }, "can't be imported"},
		{"a dump", func(f *ImportFiles) {
			f.ProvingKey = writeTo(t, filepath.Join(t.TempDir(), "dump"), good.pk.WriteDump)
		}, "read "},
		{"bytes after the end", func(f *ImportFiles) {
			f.VerifyingKey = writeTo(t, filepath.Join(t.TempDir(), "v"), func(w io.Writer) error {
				if _, err := good.vk.WriteTo(w); err != nil {
					return err
				}
				_, err := w.Write([]byte{0})
				return err
			})
		}, "after its end"},
		{"keys for constraints", func(f *ImportFiles) { f.Constraints = f.ProvingKey }, "states a length"},
		{"an empty file", func(f *ImportFiles) {
			f.ProvingKey = writeTo(t, filepath.Join(t.TempDir(), "e"), func(io.Writer) error { return nil })
		}, "read "},
		{"no file", func(f *ImportFiles) { f.ProvingKey += "-missing" }, "no such file"},
	}
	for _, tt := range tests {
		s := openStore(t, t.TempDir())
		files := good.files(t, ecc.BN254)
		tt.spoil(&files)
		_, err := s.Import(t.Context(), cube, files, nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v", tt.name, err)
		}
		expectEmpty(t, s)
	}
}

func TestImportStopsWithTheContext(t *testing.T) {
	s := openStore(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Import(ctx, cube, hold(t, ecc.BN254, 3).files(t, ecc.BN254), func(p Progress) {
		if p.Step == StepRead {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	expectEmpty(t, s)
}

// strayPoint is on the twist and in no subgroup that a key uses.
func strayPoint(t *testing.T) curve_bn254.G2Affine {
	t.Helper()
	var u curve_bn254.E2
	for range 100 {
		if _, err := u.SetRandom(); err != nil {
			t.Fatal(err)
		}
		if p := curve_bn254.MapToCurve2(&u); p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
	}
	t.Fatal("every point is in the subgroup")
	return curve_bn254.G2Affine{}
}
