package pipeline

import (
	"strings"
	"testing"
)

// FuzzParse holds the decoder to its promises on any bytes: it ends, it never
// panics, every problem is one line, and what it accepts can be planned.
func FuzzParse(f *testing.F) {
	for _, name := range BuiltinNames() {
		src, err := BuiltinSource(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, src := range []string{
		"", "---\n---\n", "rounds: [", "a: &x [*x]", "? [a]\n: b\n", "<<: {a: b}\n", "name: !!binary aGk=\n",
		"\xff\xfe", "params: {a: 0x10}", "rounds: [{arity: $}]", strings.Repeat("[", 500),
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		problems := Lint("f.yaml", src)
		for _, p := range problems {
			if s := p.String(); strings.ContainsAny(s, "\n\r") || !strings.HasPrefix(s, "f.yaml") {
				t.Errorf("problem %q", s)
			}
		}
		p, err := Parse("f.yaml", src)
		if (p == nil) == (err == nil) {
			t.Fatalf("pipeline %v, error %v", p, err)
		}
		if err != nil {
			return
		}
		params, err := p.Resolve(nil)
		if err != nil {
			t.Fatalf("defaults: %v", err)
		}
		in := Input{}
		if at, ok := p.TakesReferences(); ok {
			in.References = 1
			if at == 0 {
				in.References = min(3, p.Rounds[0].Arity.In(params), p.Limits.References.In(params))
			}
		}
		n := 1
		if _, takes := p.TakesReferences(); !takes {
			n = min(p.Limits.Slices.In(params), 7)
		}
		n += p.Padding(params, n)
		if n > p.Limits.Slices.In(params) || n > 10_000 {
			return
		}
		in.Slices = same(p.Rounds[0].Circuits[0], n)
		plan, err := p.Plan(in)
		if err != nil {
			t.Fatalf("plan %d slices: %v\n%s", n, err, src)
		}
		checkTree(t, plan)
	})
}
