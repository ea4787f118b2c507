package witnesses_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/program/witnesses"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/set"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

func registered() map[string]muster.Circuit {
	c := func(name, kind, system, curve string, public int) muster.Circuit {
		return muster.Circuit{CircuitFiles: muster.CircuitFiles{Name: name, System: system, Curve: curve}, Kind: kind, Version: "1.2.0", Public: public}
	}
	return map[string]muster.Circuit{
		"cube":   c("cube", "gnark", "groth16", "bn254", 2),
		"chain":  c("chain", "gnark", "plonk", "bls12_377", 1),
		"adder":  c("adder", "circom", "groth16", "bn254", 1),
		"merkle": c("merkle", "noir", "ultrahonk", "bn254", 0),
		"guest":  c("guest", "sp1", "sp1-groth16", "bn254", 0),
	}
}

var base = []string{"cube", "chain", "adder", "merkle", "guest"}

func input(text string) muster.ProgramInput {
	return muster.ProgramInput{Input: []byte(text), Circuits: base, MostSlices: 4, Registered: registered()}
}

// full returns a full witness in base64.
func full(t testing.TB, curve ecc.ID, public []int64, secret ...int64) string {
	t.Helper()
	w, err := witness.New(curve.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	values := make(chan any)
	go func() {
		defer close(values)
		for _, v := range append(slices.Clone(public), secret...) {
			values <- v
		}
	}()
	if err := w.Fill(len(public), len(secret), values); err != nil {
		t.Fatal(err)
	}
	b, err := w.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func encoded(t *testing.T, curve ecc.ID, values ...int64) []byte {
	t.Helper()
	var all []*big.Int
	for _, v := range values {
		all = append(all, big.NewInt(v))
	}
	b, err := proof.EncodePublic(curve, all)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPrepare(t *testing.T) {
	cube, chain := full(t, ecc.BN254, []int64{9, 27}, 3), full(t, ecc.BLS12_377, []int64{5}, 1, 2)
	in := input(fmt.Sprintf(`{"slices": [
		{"circuit": "cube", "input": %q},
		{"circuit": "adder", "public": ["0x2A"], "input": {"a": "40",  "b": "2"}},
		{"circuit": "cube", "public": ["9", "0x001b"], "input": %q},
		{"circuit": "chain", "input": %q}]}`, cube, cube, chain))
	circuits, err := witnesses.Program{}.Size(t.Context(), in)
	if err != nil || !slices.Equal(circuits, []string{"cube", "adder", "cube", "chain"}) {
		t.Fatalf("size %v: %v", circuits, err)
	}
	p, err := witnesses.Program{}.Prepare(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]byte{encoded(t, ecc.BN254, 9, 27), encoded(t, ecc.BN254, 42), encoded(t, ecc.BN254, 9, 27), encoded(t, ecc.BLS12_377, 5)}
	for i, s := range p.Slices {
		if !bytes.Equal(s.Public, want[i]) {
			t.Errorf("slice %d states %x, expected %x", i, s.Public, want[i])
		}
	}
	if got := string(p.Slices[1].Input); got != `{"a": "40",  "b": "2"}` {
		t.Errorf("the adder's input is %q", got)
	}
	if got := base64.StdEncoding.EncodeToString(p.Slices[0].Input); got != cube {
		t.Errorf("the cube's input is %s", got)
	}
	if string(p.Result) != `{"slices":{"adder":1,"chain":1,"cube":2}}` {
		t.Errorf("result %s", p.Result)
	}
	children := []muster.Statement{{System: "groth16", Public: want[0]}, {System: "plonk", Public: want[3]}}
	stated, err := p.Combine(muster.CombineJob{RoundName: "all", Circuit: set.Circuit(), Inputs: children})
	if err != nil {
		t.Fatal(err)
	}
	if public, err := set.Public(children); err != nil || !bytes.Equal(public, stated) {
		t.Errorf("the set states %x, expected %x (%v)", stated, public, err)
	}
	if _, err := p.Combine(muster.CombineJob{Circuit: muster.CircuitFiles{Name: "other"}, Inputs: children}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a job that nothing was said of: %v", err)
	}
	if got, err := p.Combine(muster.CombineJob{Slice: &p.Slices[1], Inputs: children}); err != nil || !bytes.Equal(got, want[1]) {
		t.Errorf("a slice with references: %x, %v", got, err)
	}
}

func TestOtherSystems(t *testing.T) {
	in := input(`{"slices": [
		{"circuit": "merkle", "public": [], "input": {"leaf": "1"}},
		{"circuit": "guest", "public_bytes": "cHVibGlj", "input": "c3RkaW4="},
		{"circuit": "guest", "public_bytes": ""}]}`)
	p, err := witnesses.Program{}.Prepare(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p.Slices[0].Public, make([]byte, 12)) || string(p.Slices[1].Public) != "public" || string(p.Slices[1].Input) != "stdin" || p.Slices[2].Input != nil {
		t.Errorf("slices %+v", p.Slices)
	}
}

// A single job above the slices states what final says.
func TestFinal(t *testing.T) {
	in := input(`{"slices": [{"circuit": "adder", "public": ["1"]}, {"circuit": "adder", "public": ["2"]}], "final": {"public": ["3"]}}`)
	in.Circuits = []string{"adder", "merkle", "guest", "cube"}
	p, err := witnesses.Program{}.Prepare(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	job := muster.CombineJob{Circuit: muster.CircuitFiles{Name: "chain"}, Inputs: make([]muster.Statement, 2)}
	if got, err := p.Combine(job); err != nil || !bytes.Equal(got, encoded(t, ecc.BLS12_377, 3)) {
		t.Errorf("final %x: %v", got, err)
	}
	if _, err := p.Combine(job); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("a second such job: %v", err)
	}
	in.Input = []byte(`{"slices": [{"circuit": "adder", "public": ["1"]}, {"circuit": "adder", "public": ["2"]}]}`)
	if err := (witnesses.Program{}).Check(t.Context(), in); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "circuit chain") {
		t.Errorf("nothing said of circuit chain: %v", err)
	}
}

// The mock prover has no circuits: all that could be right is.
func TestRehearsal(t *testing.T) {
	in := input(fmt.Sprintf(`{"slices": [
		{"circuit": "cube", "input": %q}, {"circuit": "adder", "public": ["1", "2", "3"], "input": {}},
		{"circuit": "guest", "public_bytes": "AA=="}, {"circuit": "merkle", "public": ["1"], "input": "c3RkaW4="}], "final": {"public": []}}`,
		full(t, ecc.BN254, []int64{1}, 2)))
	in.Registered = nil
	p, err := witnesses.Program{}.Prepare(t.Context(), in)
	if err != nil || !bytes.Equal(p.Slices[0].Public, encoded(t, ecc.BN254, 1)) {
		t.Errorf("%+v: %v", p, err)
	}
	in.Input = []byte(`{"slices": [{"circuit": "cube", "input": "c3RkaW4="}]}`)
	if err := (witnesses.Program{}).Check(t.Context(), in); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("nothing is stated: %v", err)
	}
}

func TestRefused(t *testing.T) {
	cube := full(t, ecc.BN254, []int64{9, 27}, 3)
	over := `["` + ecc.BN254.ScalarField().String() + `"]`
	many := strings.Repeat(`{"circuit":"adder","public":["1"]},`, 4)
	for name, c := range map[string]struct{ text, field, says string }{
		"no JSON":                {`{`, "body", ""},
		"no slices":              {`{}`, "slices", ""},
		"empty":                  {`{"slices": []}`, "slices", "at least one"},
		"an unknown field":       {`{"slices": [{"circuit": "adder", "public": ["1"], "witness": 1}]}`, "slices[0].witness", ""},
		"unknown circuit":        {`{"slices": [{"circuit": "other", "public": ["1"]}]}`, "slices[0].circuit", "cube, chain, adder"},
		"no circuit":             {`{"slices": [{"public": ["1"]}]}`, "slices[0].circuit", ""},
		"nothing stated":         {`{"slices": [{"circuit": "adder", "input": {}}]}`, "slices[0].public", ""},
		"no bytes stated":        {`{"slices": [{"circuit": "guest", "input": ""}]}`, "slices[0].run", ""},
		"a run without program":  {`{"slices": [{"circuit": "guest", "run": {"program": "0x12", "values": ""}}]}`, "slices[0].run.program", "0x12"},
		"a run beyond the field": {`{"slices": [{"circuit": "guest", "run": {"program": "` + strings.Repeat("f", 64) + `", "values": ""}}]}`, "slices[0].run", "ffff"},
		"a run of a circuit":     {`{"slices": [{"circuit": "adder", "run": {"program": "` + strings.Repeat("0", 64) + `", "values": ""}}]}`, "slices[0].run", "runs no programs"},
		"a run and bytes":        {`{"slices": [{"circuit": "guest", "public_bytes": "", "run": {"program": "00", "values": ""}}]}`, "slices[0].run", "more"},
		"both stated":            {`{"slices": [{"circuit": "guest", "public": [], "public_bytes": ""}]}`, "slices[0].public_bytes", "both"},
		"bytes for numbers":      {`{"slices": [{"circuit": "adder", "public_bytes": ""}]}`, "slices[0].public_bytes", "groth16"},
		"numbers for bytes":      {`{"slices": [{"circuit": "guest", "public": ["1"]}]}`, "slices[0].public", "sp1-groth16"},
		"a number":               {`{"slices": [{"circuit": "adder", "public": [1]}]}`, "slices[0].public[0]", ""},
		"too many":               {`{"slices": [{"circuit": "adder", "public": ["1", "2"]}]}`, "slices[0].public", "1 public inputs, as circuit adder version 1.2.0 has"},
		"too large":              {`{"slices": [{"circuit": "adder", "public": ` + over + `}]}`, "slices[0].public[0]", "below the order of bn254"},
		"negative":               {`{"slices": [{"circuit": "adder", "public": ["-1"]}]}`, "slices[0].public[0]", ""},
		"a plus":                 {`{"slices": [{"circuit": "adder", "public": ["+1"]}]}`, "slices[0].public[0]", ""},
		"a leading zero":         {`{"slices": [{"circuit": "adder", "public": ["01"]}]}`, "slices[0].public[0]", ""},
		"an underscore":          {`{"slices": [{"circuit": "adder", "public": ["1_0"]}]}`, "slices[0].public[0]", ""},
		"hexadecimal without 0x": {`{"slices": [{"circuit": "adder", "public": ["ff"]}]}`, "slices[0].public[0]", ""},
		"no digits":              {`{"slices": [{"circuit": "adder", "public": ["0x"]}]}`, "slices[0].public[0]", ""},
		"empty text":             {`{"slices": [{"circuit": "adder", "public": [""]}]}`, "slices[0].public[0]", ""},
		"long":                   {`{"slices": [{"circuit": "adder", "public": ["0x` + strings.Repeat("0", 300) + `"]}]}`, "slices[0].public[0]", ""},
		"no base64":              {`{"slices": [{"circuit": "adder", "public": ["1"], "input": "***"}]}`, "slices[0].input", "base64"},
		"base64 in lines":        {`{"slices": [{"circuit": "adder", "public": ["1"], "input": "AAAA\nAAAA"}]}`, "slices[0].input", "base64"},
		"an array as input":      {`{"slices": [{"circuit": "adder", "public": ["1"], "input": [1]}]}`, "slices[0].input", "object"},
		"null as input":          {`{"slices": [{"circuit": "adder", "public": ["1"], "input": null}]}`, "slices[0].input", "object"},
		"no witness":             {`{"slices": [{"circuit": "cube", "public": ["9", "27"]}]}`, "slices[0].input", "full witness"},
		"an object for gnark":    {`{"slices": [{"circuit": "cube", "public": ["9", "27"], "input": {}}]}`, "slices[0].input", "full witness"},
		"another curve's":        {`{"slices": [{"circuit": "cube", "input": "` + full(t, ecc.BW6_761, []int64{9, 27}, 3) + `"}]}`, "slices[0].input", "bn254"},
		"another circuit's":      {`{"slices": [{"circuit": "cube", "input": "` + full(t, ecc.BN254, []int64{9}, 3) + `"}]}`, "slices[0].input", "2 public inputs, as circuit cube version 1.2.0 has"},
		"another statement":      {`{"slices": [{"circuit": "cube", "public": ["9", "28"], "input": "` + cube + `"}]}`, "slices[0].public[1]", "the witness's 27, got \"28\""},
		"a final for nobody":     {`{"slices": [{"circuit": "adder", "public": ["1"]}], "final": {"public": []}}`, "final", "no circuit"},
		"something behind":       {`{"slices": [{"circuit": "adder", "public": ["1"]}]} {}`, "body", ""},
		"the second is wrong":    {`{"slices": [{"circuit": "adder", "public": ["1"]}, {"circuit": "adder", "public": ["x"]}]}`, "slices[1].public[0]", ""},
	} {
		in := input(c.text)
		err := witnesses.Program{}.Check(t.Context(), in)
		var coded *muster.Error
		if !errors.As(err, &coded) || coded.Code != muster.CodeInvalid || len(coded.Fields) == 0 || coded.Fields[0].Field != c.field || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, expected %s about %q", name, err, c.field, c.says)
		}
		if _, again := (witnesses.Program{}).Prepare(t.Context(), in); again == nil || again.Error() != err.Error() {
			t.Errorf("%s: Prepare says %v", name, again)
		}
	}
	if err := (witnesses.Program{}).Check(t.Context(), input(`{"slices": [`+many+`{"circuit":"adder","public":["1"]}]}`)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("five slices of four: %v", err)
	}
	two := `{"slices": [{"circuit": "adder", "public": ["x"]}, {"circuit": "other"}]}`
	var coded *muster.Error
	if err := (witnesses.Program{}).Check(t.Context(), input(two)); !errors.As(err, &coded) || len(coded.Fields) != 2 || !strings.Contains(coded.Message, "and 1 more") {
		t.Errorf("two wrong fields: %v", err)
	}
}

// Whatever is sent, it is refused with a code or gives slices whose public
// inputs are right for their circuits, twice the same.
func FuzzInput(f *testing.F) {
	f.Add([]byte(`{"slices": [{"circuit": "cube", "input": "` + full(f, ecc.BN254, []int64{9, 27}, 3) + `"}]}`))
	f.Add([]byte(`{"slices": [{"circuit": "adder", "public": ["0x2a"], "input": {"a": 1}}], "final": {"public_bytes": "AA=="}}`))
	f.Add([]byte(`{"slices": [{"circuit": "guest", "run": {"program": "0x00", "values": "AA=="}}]}`))
	f.Add([]byte(`{"slices": [{"circuit": "chain", "public": ["1"], "input": "AAAAAQAAAAAAAAABAAAA"}, {"circuit": "guest", "public_bytes": ""}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range []muster.ProgramInput{
			{Input: b, Circuits: base, MostSlices: 4, Registered: registered()}, {Input: b, Circuits: base, MostSlices: 4},
		} {
			p, err := witnesses.Program{}.Prepare(t.Context(), in)
			if err != nil {
				if code := muster.CodeOf(err); code != muster.CodeInvalid && code != muster.CodeTooLarge {
					t.Fatalf("code %s: %v", code, err)
				}
				continue
			}
			again, err := witnesses.Program{}.Prepare(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			first, _ := json.Marshal(p.Slices)
			second, _ := json.Marshal(again.Slices)
			if !bytes.Equal(first, second) {
				t.Fatalf("%s, then %s", first, second)
			}
			for _, s := range p.Slices {
				c, ok := in.Registered[s.Circuit]
				if !ok || c.Name == "guest" {
					continue
				}
				curve, err := proof.ParseCurve(c.Curve)
				if err != nil {
					t.Fatal(err)
				}
				if values, err := proof.DecodePublic(curve, s.Public); err != nil || len(values) != c.Public {
					t.Fatalf("%s states %v: %v", s.Circuit, values, err)
				}
			}
		}
	})
}
