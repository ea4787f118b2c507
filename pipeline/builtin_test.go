package pipeline

import (
	"errors"
	"testing"

	"github.com/muster-zk/muster"
)

func TestBuiltinPipelinesAreFreeOfProblems(t *testing.T) {
	names := BuiltinNames()
	if len(names) < 5 {
		t.Fatalf("got %d pipelines: %v", len(names), names)
	}
	for _, name := range names {
		src, err := BuiltinSource(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range Lint(name+".yaml", src) {
			t.Error(problem)
		}
		p, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != name {
			t.Errorf("file %s.yaml declares pipeline %q", name, p.Name)
		}
	}
	if _, err := Builtin("no-such"); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("unknown pipeline: got %v, want not found", err)
	}
}
