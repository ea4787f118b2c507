package pipeline_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/muster-zk/muster/pipeline"
)

// Names stay names: the version stands beside them.
func TestPinnedVersions(t *testing.T) {
	const file = `
name: mine
version: 1.0.0
program: witnesses
limits: {slices: 8, input: 1MiB}
defaults: {backend: circuit}
rounds:
  - {name: base, circuits: [cube@1.2.3, adder]}
  - {name: leaf, per: circuit, circuits: {cube: join@2.0.0, adder: join@2.0.0}, arity: 2}
  - {name: all, circuit: set, arity: 8}
`
	p, err := pipeline.Parse("p.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"cube": "1.2.3", "join": "2.0.0"}; !maps.Equal(p.Versions, want) {
		t.Errorf("versions %v, want %v", p.Versions, want)
	}
	if got := strings.Join(p.Rounds[0].Circuits, " ") + ", " + strings.Join(p.Rounds[1].Circuits, " "); got != "cube adder, join join" {
		t.Errorf("circuits %s", got)
	}
}
