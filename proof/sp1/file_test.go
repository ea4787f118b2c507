package sp1_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/sp1"
)

func TestParseFile(t *testing.T) {
	vkey := "0x" + strings.Repeat("0b", 32)
	f, err := sp1.ParseFile([]byte(`{"vkey": "` + vkey + `", "publicValues": "0x1a6d", "proof": "11B6a09d", "made": "by a template"}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.Program != [32]byte(bytes.Repeat([]byte{0xb}, 32)) || string(f.PublicValues) != "\x1a\x6d" || string(f.Proof) != "\x11\xb6\xa0\x9d" {
		t.Errorf("read as %x", f)
	}
	for name, v := range map[string]struct {
		text string
		code muster.Code
		want string
	}{
		"nothing":         {``, muster.CodeInvalid, "proof file"},
		"no object":       {`[]`, muster.CodeInvalid, "proof file"},
		"cut":             {`{"vkey": "0x`, muster.CodeInvalid, "proof file"},
		"two":             {`{"vkey":"` + vkey + `","publicValues":"","proof":""}{}`, muster.CodeInvalid, "behind"},
		"no fields":       {`{}`, muster.CodeInvalid, "vkey"},
		"no values":       {`{"vkey":"` + vkey + `","proof":""}`, muster.CodeInvalid, "publicValues"},
		"no proof":        {`{"vkey":"` + vkey + `","publicValues":""}`, muster.CodeInvalid, "proof"},
		"a short key":     {`{"vkey":"0x0b","publicValues":"","proof":""}`, muster.CodeInvalid, "vkey"},
		"a long key":      {`{"vkey":"` + vkey + `0b","publicValues":"","proof":""}`, muster.CodeTooLarge, "vkey"},
		"no digits":       {`{"vkey":"` + vkey + `","publicValues":"0xzz","proof":""}`, muster.CodeInvalid, "publicValues"},
		"an odd digit":    {`{"vkey":"` + vkey + `","publicValues":"","proof":"0x123"}`, muster.CodeInvalid, "proof"},
		"a number":        {`{"vkey":7}`, muster.CodeInvalid, "proof file"},
		"a long proof":    {`{"vkey":"` + vkey + `","publicValues":"","proof":"` + strings.Repeat("00", 5000) + `"}`, muster.CodeTooLarge, "proof"},
		"forty megabytes": {strings.Repeat(" ", 40<<20), muster.CodeTooLarge, "proof file"},
	} {
		_, err := sp1.ParseFile([]byte(v.text))
		if muster.CodeOf(err) != v.code || !strings.Contains(err.Error(), v.want) {
			t.Errorf("%s: code %q: %v", name, muster.CodeOf(err), err)
		}
	}
}
