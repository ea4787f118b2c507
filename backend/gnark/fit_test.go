package gnark

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
)

// A proving key may come in any of gnark's forms.
func TestFormsOfProvingKeys(t *testing.T) {
	s := newSource(t)
	g, p := prooftest.Groth16(t, ecc.BN254, 1), prooftest.PLONK(t, ecc.BN254, 0)
	for name, form := range map[string]struct {
		of    *prooftest.Circuit
		write func(io.Writer) (int64, error)
	}{
		"groth16, raw":        {g, g.Groth16.WriteRawTo},
		"groth16, compressed": {g, g.Groth16.WriteTo},
		"plonk, compressed":   {p, p.PLONK.WriteTo},
	} {
		var pk bytes.Buffer
		if _, err := form.write(&pk); err != nil {
			t.Fatal(err)
		}
		files := s.files(t, "powers", form.of)
		files.ProvingKey = s.put(t, pk.Bytes())
		j := job(t, files, form.of, 3, "")
		out, err := New(s, Options{}).Run(t.Context(), j, func(int, string) {})
		if err == nil {
			err = verifierOf(form.of).Verify(t.Context(), j.Statement, out)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Files of two circuits, and a witness of another one, fail for good before
// gnark sees them, naming both sides.
func TestWhatDoesNotFit(t *testing.T) {
	s := newSource(t)
	g, committed := prooftest.Groth16(t, ecc.BN254, 0), prooftest.Groth16(t, ecc.BN254, 2)
	p := prooftest.PLONK(t, ecc.BN254, 0)
	mixed := s.files(t, "powers", g)
	mixed.ConstraintSystem = s.files(t, "committed", committed).ConstraintSystem
	other := s.files(t, "committed", committed)
	other.ConstraintSystem = s.files(t, "powers", g).ConstraintSystem

	larger, err := witness.New(ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	values := make(chan any, 5)
	for _, v := range []int{9, 27, 3, 4, 5} {
		values <- v
	}
	close(values)
	if err := larger.Fill(2, 3, values); err != nil {
		t.Fatal(err)
	}
	foreign := func(c *prooftest.Circuit) muster.Job {
		j := job(t, s.files(t, "powers", c), c, 3, "")
		j.Slice = prooftest.Binary(t, larger)
		return j
	}
	one := foreign(g)
	public, err := proof.DecodePublic(ecc.BN254, one.Statement.Public)
	if err != nil {
		t.Fatal(err)
	}
	if one.Statement.Public, err = proof.EncodePublic(ecc.BN254, public[:1]); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		job  muster.Job
		says []string
	}{
		"another constraint system":  {job(t, mixed, g, 3, ""), []string{"do not belong together", "proving key"}},
		"keys of a larger circuit":   {job(t, other, committed, 3, ""), []string{"do not belong together"}},
		"a witness with more":        {foreign(g), []string{"2 public and 3 secret", "takes 2 and 1"}},
		"a witness with more, plonk": {foreign(p), []string{"2 public and 3 secret", "takes 2 and 1"}},
		"fewer public inputs":        {one, []string{"witness has 2 public inputs, statement 1"}},
	} {
		_, err := New(s, Options{}).Run(t.Context(), test.job, func(int, string) {})
		var failed *muster.JobError
		if !errors.As(err, &failed) || failed.Class != muster.FailDeterministic || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, text := range test.says {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %q does not say %q", name, err, text)
			}
		}
	}
}
