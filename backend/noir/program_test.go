package noir

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
)

func TestDecodeProgram(t *testing.T) {
	for name, want := range map[string][]string{
		"square":    {"y"},
		"returns":   {"y", "return"},
		"texts":     {"count"},
		"transfers": {"before", "after", "transfers"},
	} {
		p, err := DecodeProgram(programOf(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(p.Public, want) || p.Version != NoirVersion || p.CheckVersion() != nil {
			t.Errorf("%s: %+v", name, p)
		}
		refused := p.CheckSunspot()
		if (refused != nil) != (name == "returns" || name == "texts") || refused != nil && muster.CodeOf(refused) != muster.CodeUnsupported {
			t.Errorf("%s for Sunspot: %v", name, refused)
		}
	}
}

// abi is a program of no code with these inputs.
func abi(parameters, returns string) []byte {
	return []byte(`{"noir_version": "1.0.0-beta.26+40d6", "bytecode": "AAAA", "abi": {"parameters": [` + parameters + `], "return_type": ` + returns + `}}`)
}

func TestNamesOfPublicInputs(t *testing.T) {
	p, err := DecodeProgram(abi(
		`{"name": "a", "visibility": "private", "type": {"kind": "field"}},
		 {"name": "b", "visibility": "public", "type": {"kind": "array", "length": 2, "type": {"kind": "struct", "path": "P", "fields": [
			{"name": "x", "type": {"kind": "integer", "sign": "unsigned", "width": 8}}, {"name": "t", "type": {"kind": "tuple", "fields": [{"kind": "boolean"}, {"kind": "field"}]}}]}}},
		 {"name": "s", "visibility": "public", "type": {"kind": "string", "length": 2}}`,
		`{"abi_type": {"kind": "tuple", "fields": [{"kind": "field"}]}, "visibility": "public"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := "b[0].x b[0].t.0 b[0].t.1 b[1].x b[1].t.0 b[1].t.1 s[0] s[1] return.0"
	if got := strings.Join(p.Public, " "); got != want || p.Returns != 1 {
		t.Errorf("%s, %d returned; expected %s", got, p.Returns, want)
	}
}

func TestProgramsThatAreNone(t *testing.T) {
	array := func(n string) string {
		return `{"name": "a", "visibility": "public", "type": {"kind": "array", "length": ` + n + `, "type": {"kind": "field"}}}`
	}
	nested := strings.Repeat(`{"kind": "array", "length": 1, "type": `, 40) + `{"kind": "field"}` + strings.Repeat("}", 40)
	for name, c := range map[string]struct {
		program []byte
		want    muster.Code
	}{
		"nothing":         {nil, muster.CodeInvalid},
		"text":            {[]byte("fn main() {}"), muster.CodeInvalid},
		"an object":       {[]byte("{}"), muster.CodeInvalid},
		"a list":          {[]byte("[]"), muster.CodeInvalid},
		"no ABI":          {[]byte(`{"noir_version": "1", "bytecode": "AA"}`), muster.CodeInvalid},
		"databus":         {abi(`{"name": "a", "visibility": "databus", "type": {"kind": "field"}}`, "null"), muster.CodeUnsupported},
		"returned on it":  {abi("", `{"visibility": "databus", "abi_type": {"kind": "field"}}`), muster.CodeUnsupported},
		"unknown kind":    {abi(`{"name": "a", "visibility": "public", "type": {"kind": "function"}}`, "null"), muster.CodeInvalid},
		"array of none":   {abi(`{"name": "a", "visibility": "public", "type": {"kind": "array", "length": 1}}`, "null"), muster.CodeInvalid},
		"negative":        {abi(array("-1"), "null"), muster.CodeInvalid},
		"too many":        {abi(array("70000"), "null"), muster.CodeInvalid},
		"far too many":    {abi(array("9007199254740993"), "null"), muster.CodeInvalid},
		"nested too deep": {abi(`{"name": "a", "visibility": "public", "type": `+nested+`}`, "null"), muster.CodeInvalid},
		"fields of none":  {abi(`{"name": "a", "visibility": "public", "type": {"kind": "struct"}}`, "null"), muster.CodeInvalid},
		"too large":       {make([]byte, MaxProgram+1), muster.CodeTooLarge},
	} {
		if p, err := DecodeProgram(c.program); muster.CodeOf(err) != c.want {
			t.Errorf("%s: %v, %+v", name, err, p)
		}
	}
}

func TestExact(t *testing.T) {
	got, err := exact([]byte(`{"a": 18446744073709551617, "b": [1, "0x2", {"c": -3}], "d": true}`))
	if err != nil || string(got) != `{"a":"18446744073709551617","b":["1","0x2",{"c":"-3"}],"d":true}` {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{
		"", "null", "[]", "3", `{"a": 1} {}`, `{"a": 1.0}`, `{"a": 1e3}`, `{"a": null}`, `{"a": [null]}`, `{"a"`,
		`{"a": ` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`,
	} {
		if got, err := exact([]byte(bad)); err == nil {
			t.Errorf("%s became %s", bad, got)
		}
	}
}

func FuzzDecodeProgram(f *testing.F) {
	for _, name := range []string{"square", "returns", "texts", "old", "transfers"} {
		f.Add(programOf(f, name))
	}
	f.Add(abi(`{"name": "a", "visibility": "public", "type": {"kind": "array", "length": 3, "type": {"kind": "tuple", "fields": [{"kind": "field"}]}}}`, "null"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := DecodeProgram(b)
		if err == nil && (p.Returns > len(p.Public) || len(p.Public) > maxInputs) {
			t.Errorf("%d returned of %d", p.Returns, len(p.Public))
		}
	})
}

func FuzzExact(f *testing.F) {
	f.Add([]byte(`{"x": 3, "y": [9, "0x1"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := exact(b)
		if err != nil {
			return
		}
		var v any
		if err := json.Unmarshal(got, &v); err != nil {
			t.Errorf("%s is no JSON: %v", got, err)
		}
		again, err := exact(got)
		if err != nil || string(again) != string(got) {
			t.Errorf("%s became %s, %v", got, again, err)
		}
	})
}

func FuzzSplit(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 9, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		public, proof, err := split(b)
		if err == nil && len(public)+len(proof)+4 != len(b) {
			t.Errorf("%d and %d of %d bytes", len(public), len(proof), len(b))
		}
		if p, err := publicOf("ultrahonk", public); err == nil && len(p) != len(public)+12 {
			t.Errorf("a public witness of %d bytes from %d", len(p), len(public))
		}
	})
}

// TestPackagesArePinned: every package in the lock has a hash, and none comes
// from a place that the lock names.
func TestPackagesArePinned(t *testing.T) {
	var all struct {
		Packages map[string]struct {
			Version, Integrity, Resolved string
			Link                         bool
		}
	}
	if err := json.Unmarshal(lock, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Packages) < 20 {
		t.Errorf("%d packages", len(all.Packages))
	}
	for name, p := range all.Packages {
		if name != "" && (p.Integrity == "" || p.Version == "" || p.Resolved != "" || p.Link) {
			t.Errorf("%s is not pinned: %+v", name, p)
		}
	}
	named, err := Packages.Packages()
	if err != nil || len(named) != 3 || !slices.Contains(named, node.Package{Name: "@noir-lang/noir_js", Version: NoirVersion}) {
		t.Errorf("%v, %v", named, err)
	}
}
