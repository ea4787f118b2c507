package market_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func anyInputs() market.Inputs {
	return market.Inputs{
		Batch: "batch_0123456789abcdef0123456789abcdef", Pipeline: "rollup", PipelineVersion: "1.2.0", ProtocolVersion: "0.1.0",
		Params:    map[string]int{"b": 2, "a": 1},
		Statement: muster.Statement{System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("key")), Public: []byte{1}, Target: muster.TargetSolidity},
		Input:     []byte("transfers"),
	}
}

func TestInputsReadWhatTheyWrite(t *testing.T) {
	in := anyInputs()
	raw, err := in.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := in.Encode()
	if err != nil || !bytes.Equal(raw, again) {
		t.Fatalf("the same inputs are two documents (%v)", err)
	}
	out, err := market.DecodeInputs(bytes.NewReader(raw), muster.DigestOf(raw))
	if err != nil || !reflect.DeepEqual(in, out) {
		t.Fatalf("read back %+v (%v)", out, err)
	}
}

func TestInputsThatAreNotTheOnesNamed(t *testing.T) {
	raw, err := anyInputs().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, doc := range map[string]string{
		"nothing":          "",
		"no JSON":          "{",
		"a list":           "[]",
		"an unknown field": strings.Replace(string(raw), `"pipeline"`, `"pipelines"`, 1),
		"a second object":  string(raw) + "{}",
		"a brace behind":   string(raw) + "}",
		"a list's end":     string(raw) + "]",
	} {
		if _, err := market.DecodeInputs(strings.NewReader(doc), muster.DigestOf([]byte(doc))); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := market.DecodeInputs(bytes.NewReader(raw), muster.DigestOf([]byte("others"))); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("other bytes than the digest's: %v", err)
	}
	if _, err := market.DecodeInputs(endless{}, muster.Digest{}); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("an endless document: %v", err)
	}
}

// endless is a server that never stops.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestInputsURLReadsWhatItWrites(t *testing.T) {
	d := muster.DigestOf([]byte("document"))
	for _, at := range []string{"http://127.0.0.1:8090/inputs/1", "https://bucket.example/a?signature=x&expires=9"} {
		got, digest, err := market.ParseInputsURL(market.InputsURL(at, d))
		if err != nil || got != at || digest != d {
			t.Errorf("%s reads as %s, %s (%v)", at, got, digest, err)
		}
	}
	good := "#sha256=" + d.String()
	for _, s := range []string{
		"", "#", "http://host", "http://host#sha256=", "http://host#sha256=00", "http://host#md5=" + d.String(),
		"file:///etc/passwd" + good, "/inputs" + good, "http://" + good, "ftp://host/x" + good, "http://ho st/" + good, "http://host/%zz" + good,
		"http://host/" + good + "#" + d.String(), "http://host/" + strings.Repeat("x", market.MostURLBytes) + good,
	} {
		if at, _, err := market.ParseInputsURL(s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%.60q reads as %s (%v)", s, at, err)
		}
	}
}

func FuzzDecodeInputs(f *testing.F) {
	raw, err := anyInputs().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"input":null}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		in, err := market.DecodeInputs(bytes.NewReader(doc), muster.DigestOf(doc))
		if err != nil {
			if muster.CodeOf(err) != muster.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		again, err := in.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := market.DecodeInputs(bytes.NewReader(again), muster.DigestOf(again))
		if err != nil {
			t.Fatalf("what was written of it is refused: %v", err)
		}
		if twice, err := back.Encode(); err != nil || !bytes.Equal(again, twice) {
			t.Fatalf("it reads otherwise the second time (%v)", err)
		}
	})
}

func FuzzParseInputsURL(f *testing.F) {
	f.Add(market.InputsURL("https://host/path?x=1", muster.Digest{}))
	f.Add("http://[::1]:80/#sha256=")
	f.Fuzz(func(t *testing.T, s string) {
		at, d, err := market.ParseInputsURL(s)
		if err != nil {
			if muster.CodeOf(err) != muster.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		if again, e, err := market.ParseInputsURL(market.InputsURL(at, d)); err != nil || again != at || e != d {
			t.Fatalf("%q reads as %q, written and read again it is %q (%v)", s, at, again, err)
		}
	})
}
