package risc0_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/risc0"
)

func TestReadKey(t *testing.T) {
	p := testProver(t)
	if p.key.Digest() != p.pins.Key || p.key.Circuit() != muster.DigestOf(p.key.Encoded()) {
		t.Errorf("digest %s, circuit %s", p.key.Digest(), p.key.Circuit())
	}
	// Spaces and order don't make another circuit.
	var indented bytes.Buffer
	if err := json.Indent(&indented, p.file, "", "  "); err != nil {
		t.Fatal(err)
	}
	again, err := p.pins.ReadKey(indented.Bytes())
	if err != nil || again.Circuit() != p.key.Circuit() {
		t.Errorf("indented: %v", err)
	}
	decoded, err := groth16.DecodeKey(ecc.BN254, p.key.Encoded())
	if err != nil || decoded.Public != 5 || decoded.Commitments != 0 {
		t.Errorf("encoded: %+v, %v", decoded, err)
	}
}

func TestRefusedKeys(t *testing.T) {
	p := testProver(t)
	var numbers map[string]string
	if err := json.Unmarshal(p.file, &numbers); err != nil {
		t.Fatal(err)
	}
	with := func(change func(map[string]string)) []byte {
		changed := make(map[string]string)
		for name, text := range numbers {
			changed[name] = text
		}
		change(changed)
		b, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	set := func(name, text string) []byte { return with(func(m map[string]string) { m[name] = text }) }
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                   {nil, "JSON"},
		"a list":                    {[]byte(`["1"]`), "JSON"},
		"null":                      {[]byte("null"), "decimal"},
		"numbers that are not text": {[]byte(`{"r": 1}`), "JSON"},
		"more behind":               {append(bytes.Clone(p.file), '{'), "JSON"},
		"modulus of another curve":  {set("r", ecc.BLS12_377.ScalarField().String()), "modulus of BN254"},
		"no alphax":                 {with(func(m map[string]string) { delete(m, "alphax") }), "alphax"},
		"one number more":           {set("IC6x", "1"), "28 numbers"},
		"a sign":                    {set("alphax", "-"+numbers["alphax"]), "alphax"},
		"hexadecimal":               {set("alphax", "0x01"), "alphax"},
		"empty":                     {set("alphax", ""), "alphax"},
		"leading zero":              {set("alphax", "0"+numbers["alphax"]), "leading zeros"},
		"a number of 1000 digits":   {set("alphax", strings.Repeat("1", 1000)), "alphax"},
		"the modulus":               {set("alphax", ecc.BN254.BaseField().String()), "below the modulus"},
		"off the curve, in G1":      {set("IC3y", "1"), "IC3x, IC3y: expected a point of G1"},
		"off the curve, in G2":      {set("deltay2", "1"), "delta: expected a point of G2"},
		"infinity":                  {with(func(m map[string]string) { m["IC0x"], m["IC0y"] = "0", "0" }), "IC0x, IC0y: expected a point of G1"},
		"real part first":           {with(func(m map[string]string) { m["betax1"], m["betax2"] = m["betax2"], m["betax1"] }), "beta: expected a point of G2"},
		"inputs in another order": {with(func(m map[string]string) {
			m["IC1x"], m["IC1y"], m["IC2x"], m["IC2y"] = m["IC2x"], m["IC2y"], m["IC1x"], m["IC1y"]
		}), "pinned is " + p.pins.Key.String()},
	} {
		_, err := p.pins.ReadKey(c.file)
		if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: code %q, expected one that says %q: %v", name, muster.CodeOf(err), c.want, err)
		}
	}
	if _, err := p.pins.ReadKey(make([]byte, 1<<20)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("a megabyte: %v", err)
	}
	if _, err := risc0.ReadKey(p.file); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), risc0.Published().Key.String()) {
		t.Errorf("a key that is not RISC Zero's: %v", err)
	}
}

func TestRefusedPins(t *testing.T) {
	p := testProver(t)
	twice := p.pins
	twice.Releases = append(twice.Releases[:1:1], twice.Releases[0])
	over := p.pins
	over.Releases = []risc0.Release{{Name: "9.7", ControlID: [32]byte(bytes.Repeat([]byte{0xff}, 32))}}
	for want, pins := range map[string]risc0.Pins{"the same selector": twice, "9.7: the control id is no scalar": over} {
		if _, err := pins.ReadKey(p.file); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// A key in the registry has one encoding, and is the one pinned.
func TestRegisteredKeys(t *testing.T) {
	p := testProver(t)
	claim := risc0.Success(image, journal)
	seal := p.seal(t, p.pins.Releases[0], claim)
	other, err := newProver("9.8")
	if err != nil {
		t.Fatal(err)
	}
	right := p.key.Encoded()
	decoded, err := groth16.DecodeKey(ecc.BN254, right)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := decoded.Key.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"another key": other.key.Encoded(), "raw": raw.Bytes(), "cut": right[:len(right)-1],
		"more behind": append(bytes.Clone(right), 0), "the file": p.file, "nothing": nil,
	} {
		keys := registry()
		keys.Set(muster.DigestOf(b), "bn254", b)
		s := p.key.Statement(claim)
		s.Circuit = muster.DigestOf(b)
		if err := risc0.New(keys, p.pins).Verify(t.Context(), s, seal); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
