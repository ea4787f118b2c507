package snarkjs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/snarkjs"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

// file reads what testdata/make.sh made.
func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// kit is a proof with all that it is verified by.
type kit struct{ key, public, proof []byte }

func kitOf(t testing.TB, name string) kit {
	return kit{file(t, name+".key"), file(t, name+".public"), file(t, name+".proof")}
}

func (k kit) verify(t testing.TB) error {
	_, err := snarkjs.Verify(t.Context(), k.key, k.public, k.proof)
	return err
}

func TestVerify(t *testing.T) {
	for _, name := range []string{"factors", "other"} {
		k := kitOf(t, name)
		s, err := snarkjs.Verify(t.Context(), k.key, k.public, k.proof)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		parsed, err := snarkjs.ParseKey(k.key)
		if err != nil {
			t.Fatal(err)
		}
		vk, err := parsed.Encode()
		if err != nil || s.Circuit != muster.DigestOf(vk) || s.System != "groth16" || s.Curve != "bn254" {
			t.Errorf("%s: statement %+v, %v", name, s, err)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	k := kitOf(t, "factors")
	_, _ = snarkjs.Verify(ended, k.key, k.public, k.proof) // does not hang
}

// TestRoundTrip: to gnark's encodings and back nothing changes.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"factors", "other"} {
		k := kitOf(t, name)
		key, err := snarkjs.ParseKey(k.key)
		if err != nil {
			t.Fatal(err)
		}
		vk, err := key.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := snarkjs.DecodeKey(vk); err != nil {
			t.Error(err)
		} else {
			sameJSON(t, again.JSON, k.key, "vk_alphabeta_12")
		}
		proof, err := snarkjs.ParseProof(k.proof)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := proof.Encode()
		if err != nil || len(raw) != groth16.ProofSize(ecc.BN254, 0) {
			t.Fatalf("%d bytes, %v", len(raw), err)
		}
		if again, err := snarkjs.DecodeProof(raw); err != nil {
			t.Error(err)
		} else {
			sameJSON(t, again.JSON, k.proof)
		}
		witness, err := snarkjs.ParsePublic(k.public)
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, func() ([]byte, error) { return snarkjs.PublicJSON(witness) }, k.public)
	}
}

func sameJSON(t *testing.T, write func() ([]byte, error), want []byte, without ...string) {
	t.Helper()
	b, err := write()
	if err != nil {
		t.Error(err)
		return
	}
	normal := func(b []byte) string {
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Error(err)
		}
		if m, ok := v.(map[string]any); ok {
			for _, name := range without {
				delete(m, name)
			}
		}
		out, _ := json.Marshal(v)
		return string(out)
	}
	if got, want := normal(b), normal(want); got != want {
		t.Errorf("written again:\n%s\nexpected:\n%s", got, want)
	}
}

// edit changes one value of a JSON object: path leads to it.
func edit(t testing.TB, b []byte, v any, path ...any) []byte {
	t.Helper()
	var root any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	at := root
	for _, step := range path[:len(path)-1] {
		switch s := step.(type) {
		case string:
			at = at.(map[string]any)[s]
		case int:
			at = at.([]any)[s]
		}
	}
	switch last := path[len(path)-1].(type) {
	case string:
		at.(map[string]any)[last] = v
	case int:
		at.([]any)[last] = v
	}
	out, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func value(t testing.TB, b []byte, path ...any) any {
	t.Helper()
	var at any
	if err := json.Unmarshal(b, &at); err != nil {
		t.Fatal(err)
	}
	for _, step := range path {
		switch s := step.(type) {
		case string:
			at = at.(map[string]any)[s]
		case int:
			at = at.([]any)[s]
		}
	}
	return at
}

// plus adds to a decimal string.
func plus(t testing.TB, s any, n *big.Int) string {
	t.Helper()
	v, ok := new(big.Int).SetString(s.(string), 10)
	if !ok {
		t.Fatalf("%v is no number", s)
	}
	return v.Add(v, n).String()
}

// negated is a point with -y.
func negated(t testing.TB, b []byte, field string) []byte {
	t.Helper()
	p := ecc.BN254.BaseField()
	minus := func(path ...any) {
		y, _ := new(big.Int).SetString(value(t, b, path...).(string), 10)
		b = edit(t, b, y.Sub(p, y).String(), path...)
	}
	if field == "pi_b" {
		minus(field, 1, 0)
		minus(field, 1, 1)
		return b
	}
	minus(field, 1)
	return b
}

func TestProofThatIsRefused(t *testing.T) {
	p, r := ecc.BN254.BaseField(), ecc.BN254.ScalarField()
	good, other, plonk := kitOf(t, "factors"), kitOf(t, "other"), kitOf(t, "plonk")
	at := func(path ...any) any { return value(t, good.proof, path...) }
	for name, c := range map[string]struct {
		change func(*kit)
		want   muster.Code
		says   string
	}{
		"as it is":           {func(*kit) {}, "", ""},
		"another's proof":    {func(k *kit) { k.proof = other.proof }, muster.CodeInvalidProof, ""},
		"another's key":      {func(k *kit) { k.key = other.key }, muster.CodeInvalid, "1 of them, and the verification key is for 2"},
		"another's public":   {func(k *kit) { k.public = other.public }, muster.CodeInvalid, "2 of them, and the verification key is for 1"},
		"wrong public":       {func(k *kit) { k.public = []byte(`["4295098370"]`) }, muster.CodeInvalidProof, ""},
		"public plus order":  {func(k *kit) { k.public = edit(t, k.public, plus(t, "4295098369", r), 0) }, muster.CodeInvalid, "[0]"},
		"no public":          {func(k *kit) { k.public = []byte(`[]`) }, muster.CodeInvalid, "0 of them"},
		"public is null":     {func(k *kit) { k.public = []byte(`null`) }, muster.CodeInvalid, ""},
		"public are numbers": {func(k *kit) { k.public = []byte(`[4295098369]`) }, muster.CodeInvalid, ""},
		"public in hex":      {func(k *kit) { k.public = []byte(`["0x100020001"]`) }, muster.CodeInvalid, "decimal"},
		"public with zeros":  {func(k *kit) { k.public = []byte(`["04295098369"]`) }, muster.CodeInvalid, "decimal"},
		"public with sign":   {func(k *kit) { k.public = []byte(`["+4295098369"]`) }, muster.CodeInvalid, "decimal"},
		"public with space":  {func(k *kit) { k.public = []byte(`[" 4295098369"]`) }, muster.CodeInvalid, "decimal"},
		"public negative":    {func(k *kit) { k.public = []byte(`["-1"]`) }, muster.CodeInvalid, "decimal"},
		"public empty":       {func(k *kit) { k.public = []byte(`[""]`) }, muster.CodeInvalid, "decimal"},
		"endless public":     {func(k *kit) { k.public = []byte(`["` + strings.Repeat("9", 1<<20) + `"]`) }, muster.CodeInvalid, "decimal"},
		"too much public": {func(k *kit) { k.public = bytes.Repeat([]byte(" "), snarkjs.MaxPublic+1) },
			muster.CodeTooLarge, "at most"},
		"too many public": {func(k *kit) { k.public = []byte(`[` + strings.Repeat(`"1",`, 1<<16) + `"1"]`) },
			muster.CodeInvalid, "at most 65536"},

		"A and C swapped": {func(k *kit) {
			k.proof = edit(t, edit(t, k.proof, at("pi_c"), "pi_a"), at("pi_a"), "pi_c")
		}, muster.CodeInvalidProof, ""},
		"the parts of B swapped": {func(k *kit) {
			k.proof = edit(t, k.proof, []any{[]any{at("pi_b", 0, 1), at("pi_b", 0, 0)}, []any{at("pi_b", 1, 1), at("pi_b", 1, 0)}, []any{"1", "0"}}, "pi_b")
		}, muster.CodeInvalid, "the real part of each coordinate first"},
		"A negated": {func(k *kit) { k.proof = negated(t, k.proof, "pi_a") }, muster.CodeInvalidProof, ""},
		// Whoever has a proof has this one too: it is as good, and in canonical form.
		"A and B negated": {func(k *kit) { k.proof = negated(t, negated(t, k.proof, "pi_a"), "pi_b") }, "", ""},
		"A.x plus the order": {func(k *kit) {
			k.proof = edit(t, k.proof, plus(t, at("pi_a", 0), p), "pi_a", 0)
		}, muster.CodeInvalid, "pi_a[0]"},
		"B.y1 plus the order": {func(k *kit) {
			k.proof = edit(t, k.proof, plus(t, at("pi_b", 1, 1), p), "pi_b", 1, 1)
		}, muster.CodeInvalid, "pi_b[1][1]"},
		"A off the curve": {func(k *kit) {
			k.proof = edit(t, k.proof, plus(t, at("pi_a", 0), big.NewInt(1)), "pi_a", 0)
		}, muster.CodeInvalid, "a point on BN254"},
		"A is (0, 0)":       {func(k *kit) { k.proof = edit(t, k.proof, []any{"0", "0", "1"}, "pi_a") }, muster.CodeInvalid, "a point on BN254"},
		"A at infinity":     {func(k *kit) { k.proof = edit(t, k.proof, []any{"0", "1", "0"}, "pi_a") }, muster.CodeInvalid, "pi_a"},
		"C at infinity":     {func(k *kit) { k.proof = edit(t, k.proof, []any{"0", "1", "0"}, "pi_c") }, muster.CodeInvalid, "pi_c"},
		"A in other coords": {func(k *kit) { k.proof = edit(t, k.proof, "2", "pi_a", 2) }, muster.CodeInvalid, "pi_a"},
		"B in other coords": {func(k *kit) { k.proof = edit(t, k.proof, "1", "pi_b", 2, 1) }, muster.CodeInvalid, "pi_b"},
		"B on the twist, outside the subgroup": {func(k *kit) {
			x0, x1, y0, y1 := outsideSubgroup(t)
			k.proof = edit(t, k.proof, []any{[]any{x0, x1}, []any{y0, y1}, []any{"1", "0"}}, "pi_b")
		}, muster.CodeInvalid, "in the subgroup"},
		"A too short":   {func(k *kit) { k.proof = edit(t, k.proof, []any{"1", "2"}, "pi_a") }, muster.CodeInvalid, "pi_a"},
		"A too long":    {func(k *kit) { k.proof = edit(t, k.proof, []any{"1", "2", "1", "1"}, "pi_a") }, muster.CodeInvalid, "pi_a"},
		"B half":        {func(k *kit) { k.proof = edit(t, k.proof, []any{"1"}, "pi_b", 0) }, muster.CodeInvalid, "pi_b"},
		"no A":          {func(k *kit) { k.proof = edit(t, k.proof, nil, "pi_a") }, muster.CodeInvalid, "pi_a"},
		"more fields":   {func(k *kit) { k.proof = edit(t, k.proof, "x", "pi_d") }, muster.CodeInvalid, "pi_d"},
		"twice A":       {func(k *kit) { k.proof = append([]byte(`{"pi_a":["1","2","1"],`), k.proof[1:]...) }, muster.CodeInvalid, "pi_a"},
		"cut off":       {func(k *kit) { k.proof = k.proof[:len(k.proof)-20] }, muster.CodeInvalid, "too early"},
		"more behind":   {func(k *kit) { k.proof = append(bytes.Clone(k.proof), "{}"...) }, muster.CodeInvalid, "nothing after"},
		"empty":         {func(k *kit) { k.proof = nil }, muster.CodeInvalid, ""},
		"too large":     {func(k *kit) { k.proof = append(bytes.Clone(k.proof), make([]byte, snarkjs.MaxProof)...) }, muster.CodeTooLarge, "at most"},
		"PLONK's proof": {func(k *kit) { k.proof = plonk.proof }, muster.CodeUnsupported, `protocol "plonk": muster reads snarkjs's groth16 only`},
		"fflonk's proof": {func(k *kit) {
			k.proof = []byte(`{"polynomials":{},"evaluations":{},"protocol":"fflonk","curve":"bn128"}`)
		},
			muster.CodeUnsupported, `protocol "fflonk"`},
		"proof on BLS12-381":    {func(k *kit) { k.proof = edit(t, k.proof, "bls12381", "curve") }, muster.CodeUnsupported, `"bls12381": muster reads bn128`},
		"proof without curve":   {func(k *kit) { k.proof = without(t, k.proof, "curve") }, "", ""},
		"proof of no protocol":  {func(k *kit) { k.proof = edit(t, k.proof, "", "protocol") }, muster.CodeInvalid, "protocol"},
		"proof, key swapped":    {func(k *kit) { k.proof = k.key }, muster.CodeInvalid, "proof"},
		"proof, public swapped": {func(k *kit) { k.proof, k.public = k.public, k.proof }, muster.CodeInvalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := good
			c.change(&k)
			err := k.verify(t)
			if got := muster.CodeOf(err); got != c.want {
				t.Errorf("code %q, expected %q (%v)", got, c.want, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %q, not %q", err, c.says)
			}
		})
	}
}

func without(t testing.TB, b []byte, field string) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	delete(m, field)
	out, _ := json.Marshal(m)
	return out
}

func TestKeyThatIsRefused(t *testing.T) {
	good, other := kitOf(t, "factors"), kitOf(t, "other")
	x0, x1, y0, y1 := outsideSubgroup(t)
	outside := []any{[]any{x0, x1}, []any{y0, y1}, []any{"1", "0"}}
	for name, c := range map[string]struct {
		key  []byte
		want muster.Code
		says string
	}{
		"no contribution":     {file(t, "bare.key"), muster.CodeInvalid, "snarkjs zkey contribute"},
		"PLONK":               {file(t, "plonk.key"), muster.CodeUnsupported, `protocol "plonk"`},
		"another curve":       {edit(t, good.key, "bls12381", "curve"), muster.CodeUnsupported, `"bls12381"`},
		"no curve":            {without(t, good.key, "curve"), muster.CodeInvalid, "curve"},
		"no α":                {without(t, good.key, "vk_alpha_1"), muster.CodeInvalid, "vk_alpha_1"},
		"α at infinity":       {edit(t, good.key, []any{"0", "1", "0"}, "vk_alpha_1"), muster.CodeInvalid, "vk_alpha_1"},
		"β not in the group":  {edit(t, good.key, outside, "vk_beta_2"), muster.CodeInvalid, "vk_beta_2: expected a point in the subgroup"},
		"γ not in the group":  {edit(t, good.key, outside, "vk_gamma_2"), muster.CodeInvalid, "vk_gamma_2"},
		"δ not in the group":  {edit(t, good.key, outside, "vk_delta_2"), muster.CodeInvalid, "vk_delta_2"},
		"a point too few":     {edit(t, good.key, []any{value(t, good.key, "IC", 0)}, "IC"), muster.CodeInvalid, "nPublic is 1 and IC has 1 points"},
		"nPublic too large":   {edit(t, good.key, 2, "nPublic"), muster.CodeInvalid, "nPublic is 2 and IC has 2 points"},
		"nPublic negative":    {edit(t, edit(t, good.key, -1, "nPublic"), []any{}, "IC"), muster.CodeInvalid, "nPublic is -1"},
		"nPublic huge":        {edit(t, good.key, 1e15, "nPublic"), muster.CodeInvalid, "nPublic"},
		"nPublic is a text":   {edit(t, good.key, "1", "nPublic"), muster.CodeInvalid, "nPublic"},
		"IC off the curve":    {edit(t, good.key, "7", "IC", 1, 0), muster.CodeInvalid, "IC[1]"},
		"a proof":             {good.proof, muster.CodeInvalid, "verification key"},
		"too large":           {make([]byte, snarkjs.MaxKey+1), muster.CodeTooLarge, "at most"},
		"garbage":             {bytes.Repeat([]byte{0xff}, 1000), muster.CodeInvalid, "UTF-8"},
		"nested":              {[]byte(strings.Repeat("[", 100000)), muster.CodeInvalid, ""},
		"IC at infinity":      {edit(t, good.key, []any{"0", "1", "0"}, "IC", 1), "", ""},
		"αβ is not looked at": {edit(t, good.key, "what you like", "vk_alphabeta_12"), "", ""},
		"without αβ":          {without(t, good.key, "vk_alphabeta_12"), "", ""},
		"another":             {other.key, "", ""},
	} {
		_, err := snarkjs.ParseKey(c.key)
		if got := muster.CodeOf(err); got != c.want {
			t.Errorf("%s: code %q, expected %q (%v)", name, got, c.want, err)
		}
		if err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: says %q, not %q", name, err, c.says)
		}
	}
}

// TestDetect tells the files apart.
func TestDetect(t *testing.T) {
	for name, want := range map[string]snarkjs.Kind{
		"factors.key": snarkjs.KindKey, "factors.proof": snarkjs.KindProof, "factors.public": snarkjs.KindPublic,
		"plonk.key": snarkjs.KindKey, "plonk.proof": snarkjs.KindProof, "plonk.public": snarkjs.KindPublic,
	} {
		if got, ok := snarkjs.Detect(file(t, name)); !ok || got != want {
			t.Errorf("%s: %q, %t", name, got, ok)
		}
	}
	for _, none := range []string{"", "{}", "null", "[1]", `{"protocol":"groth16"}`, `{"batch":"batch_1"}`, "\xff"} {
		if got, ok := snarkjs.Detect([]byte(none)); ok {
			t.Errorf("%q is detected as %s", none, got)
		}
	}
}
