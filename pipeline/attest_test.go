package pipeline

import (
	"strings"
	"testing"
)

func TestAttest(t *testing.T) {
	const rest = "name: p\nversion: 1.0.0\nprogram: counts\nlimits: {slices: 1, input: 1KiB}\nrounds:\n  - name: one\n    stages:\n      - {name: prove, backend: mock}\n"
	for field, want := range map[string]string{
		"": "no", "attest: false\n": "no", "attest: true\n": "", "attest: {committee: watch}\n": "watch",
		"attest: 3\n": "attest", "attest: {}\n": "attest", "attest: {commitee: x}\n": "attest", "attest: [watch]\n": "attest", "attest: {committee: X/Y}\n": "attest",
	} {
		p, err := Parse("p.yaml", []byte(rest+field))
		switch {
		case want == "attest":
			if err == nil || !strings.Contains(err.Error(), "attest") {
				t.Errorf("%q: %v", field, err)
			}
		case err != nil:
			t.Errorf("%q: %v", field, err)
		case want == "no":
			if p.Attest != nil {
				t.Errorf("%q: %+v", field, p.Attest)
			}
		case p.Attest == nil || p.Attest.Committee != want:
			t.Errorf("%q: %+v", field, p.Attest)
		}
	}
}
