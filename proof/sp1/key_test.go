package sp1_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	plonk_bn254 "github.com/consensys/gnark/backend/plonk/bn254"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

func TestKeysArePinned(t *testing.T) {
	c, other := sp1test.New(t, sp1.Groth16, false), sp1test.New(t, sp1.Groth16, false)
	parse(t, c)
	committed := prooftest.Groth16(t, ecc.BN254, 1).Verifying
	ground := other.Release // a selector that was ground for
	ground.Key = other.Release.Key
	ground.Key[31] ^= 1
	of := func(b []byte, change func(*sp1.Release)) sp1.Release {
		r := c.Release
		r.Key = muster.DigestOf(b)
		change(&r)
		return r
	}
	same := func(*sp1.Release) {}
	for name, v := range map[string]struct {
		key     []byte
		release []sp1.Release
		code    muster.Code
		want    string
	}{
		"of no release":       {c.Key, nil, muster.CodeUnsupported, "no known release"},
		"another":             {other.Key, []sp1.Release{c.Release}, muster.CodeUnsupported, other.Release.Key.String()},
		"a ground selector":   {other.Key, []sp1.Release{ground}, muster.CodeUnsupported, ground.Key.String()},
		"too long":            {make([]byte, 64<<10+1), nil, muster.CodeTooLarge, "65537"},
		"empty":               {nil, nil, muster.CodeUnsupported, "0 bytes"},
		"pinned, no key":      {[]byte("key"), []sp1.Release{of([]byte("key"), same)}, muster.CodeInvalid, "test of v5"},
		"pinned, cut":         {c.Key[:300], []sp1.Release{of(c.Key[:300], same)}, muster.CodeInvalid, "test of v5"},
		"pinned, commits":     {committed, []sp1.Release{of(committed, same)}, muster.CodeInvalid, "1 commitments, expected 2 and 0"},
		"pinned as v6":        {c.Key, []sp1.Release{of(c.Key, func(r *sp1.Release) { r.Root = sp1test.Root })}, muster.CodeInvalid, "2 public inputs and 0 commitments, expected 5"},
		"pinned as plonk":     {c.Key, []sp1.Release{of(c.Key, func(r *sp1.Release) { r.System = sp1.PLONK })}, muster.CodeInvalid, "plonk"},
		"of a strange system": {c.Key, []sp1.Release{of(c.Key, func(r *sp1.Release) { r.System = "stark" })}, muster.CodeInvalid, "stark"},
	} {
		_, err := sp1.ParseKey(v.key, v.release...)
		if muster.CodeOf(err) != v.code || !strings.Contains(err.Error(), v.want) {
			t.Errorf("%s: code %q: %v", name, muster.CodeOf(err), err)
		}
	}
}

func TestReleases(t *testing.T) {
	want := map[string]string{
		"11b6a09d": "SP1 v4 groth16", "a4594c59": "SP1 v5 groth16", "0e78f4db": "SP1 v6.0 groth16", "4388a21c": "SP1 v6.1 to v6.4 groth16",
		"1b34fe11": "SP1 v4 plonk", "d4e8ecd2": "SP1 v5 plonk", "bb1a6f29": "SP1 v6.0 plonk", "5a093a2f": "SP1 v6.1 to v6.4 plonk",
	}
	releases := sp1.Releases()
	for _, r := range releases {
		selector := r.Key.String()[:8]
		if r.String() != want[selector]+" (selector "+selector+")" {
			t.Errorf("%s: %s", selector, r)
		}
		delete(want, selector)
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
	releases[0].Key = muster.Digest{}
	if sp1.Releases()[0].Key.IsZero() {
		t.Error("the table can be changed from outside")
	}
}

// TestZeroLines: the PLONK keys that SP1 publishes have pairing lines of zeroes,
// with which gnark takes any proof.
func TestZeroLines(t *testing.T) {
	c := sp1test.New(t, sp1.PLONK, true)
	p := c.Prove(t, program, values)
	var vk plonk_bn254.VerifyingKey
	lines := binary.Size(vk.Kzg.Lines)
	end := len(c.Key) - 4 - 8 // behind the lines: one index
	zeroed := bytes.Clone(c.Key)
	clear(zeroed[end-lines : end])
	if bytes.Equal(zeroed, c.Key) {
		t.Fatal("there are no lines")
	}
	c.Key, c.Release.Key = zeroed, muster.DigestOf(zeroed)
	selector := c.Release.Selector()
	copy(p, selector[:])
	key := parse(t, c)
	if err := sp1.Verify(key, p, program, values); err != nil {
		t.Errorf("the real one: %v", err)
	}
	if err := sp1.Verify(key, p, program, values[1:]); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("other public values: %v", err)
	}
}

func TestSystem(t *testing.T) {
	c, other := sp1test.New(t, sp1.Groth16, true), sp1test.New(t, sp1.Groth16, true)
	plonk, unpinned := sp1test.New(t, sp1.PLONK, true), sp1test.New(t, sp1.Groth16, true)
	keys := prooftest.NewKeys()
	for _, c := range []*sp1test.Circuit{c, other, plonk, unpinned} {
		keys.Set(c.Release.Key, "bn254", c.Key)
	}
	damaged := muster.DigestOf([]byte("damaged"))
	keys.Set(damaged, "bn254", c.Key)
	releases := []sp1.Release{c.Release, other.Release, plonk.Release}
	registry := proof.New(sp1.New(sp1.Groth16, keys, releases...), sp1.New(sp1.PLONK, keys, releases...))
	public, err := sp1.EncodePublic(program, values)
	if err != nil {
		t.Fatal(err)
	}
	valid := muster.Statement{System: sp1.Groth16, Curve: "bn254", Circuit: c.Release.Key, Public: public}
	byPLONK := valid
	byPLONK.System, byPLONK.Circuit = sp1.PLONK, plonk.Release.Key
	p := c.Prove(t, program, values)
	if err := registry.Verify(t.Context(), byPLONK, plonk.Prove(t, program, values)); err != nil {
		t.Errorf("plonk: %v", err)
	}
	with := func(change func(*muster.Statement)) muster.Statement {
		changed := valid
		changed.Public = bytes.Clone(public)
		change(&changed)
		return changed
	}
	for name, v := range map[string]struct {
		s    muster.Statement
		want muster.Code
	}{
		"valid":              {valid, ""},
		"for the EVM":        {with(func(s *muster.Statement) { s.Target = muster.TargetSolidity }), ""},
		"another target":     {with(func(s *muster.Statement) { s.Target = "moon" }), muster.CodeInvalid},
		"another curve":      {with(func(s *muster.Statement) { s.Curve = "bls12_381" }), muster.CodeInvalid},
		"another system":     {with(func(s *muster.Statement) { s.System = "groth16" }), muster.CodeUnsupported},
		"a key of plonk":     {with(func(s *muster.Statement) { s.Circuit = plonk.Release.Key }), muster.CodeInvalid},
		"another key":        {with(func(s *muster.Statement) { s.Circuit = other.Release.Key }), muster.CodeInvalidProof},
		"no key":             {with(func(s *muster.Statement) { s.Circuit = muster.DigestOf(nil) }), muster.CodeNotFound},
		"a key not pinned":   {with(func(s *muster.Statement) { s.Circuit = unpinned.Release.Key }), muster.CodeUnsupported},
		"a damaged key":      {with(func(s *muster.Statement) { s.Circuit = damaged }), muster.CodeInternal},
		"another program":    {with(func(s *muster.Statement) { s.Public[31] ^= 1 }), muster.CodeInvalidProof},
		"no scalar":          {with(func(s *muster.Statement) { s.Public[0] = 0xff }), muster.CodeInvalid},
		"other values":       {with(func(s *muster.Statement) { s.Public[63] ^= 1 }), muster.CodeInvalidProof},
		"the whole SHA-256":  {with(func(s *muster.Statement) { s.Public[32] |= 0x20 }), muster.CodeInvalid},
		"no public part":     {with(func(s *muster.Statement) { s.Public = nil }), muster.CodeInvalid},
		"a long public part": {with(func(s *muster.Statement) { s.Public = append(s.Public, 0) }), muster.CodeInvalid},
	} {
		if err := registry.Verify(t.Context(), v.s, p); muster.CodeOf(err) != v.want {
			t.Errorf("%s: code %q, expected %q (%v)", name, muster.CodeOf(err), v.want, err)
		}
	}
	if err := sp1.New(sp1.PLONK, keys, releases...).Verify(t.Context(), valid, p); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("asked past the registry: %v", err)
	}
}
