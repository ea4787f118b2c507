package contracts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
)

// The bindings can't be made again without npm, but whoever changes a contract
// without making them is found out.
func TestBindingsAreOfTheseSources(t *testing.T) {
	raw, err := os.ReadFile("sources.sha256")
	if err != nil {
		t.Fatal(err)
	}
	listed := make(map[string]bool)
	for line := range strings.Lines(string(raw)) {
		digest, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("line %q", line)
		}
		listed[name] = true
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if muster.DigestOf(source).String() != digest {
			t.Errorf("%s has changed since: run go generate ./contracts", name)
		}
	}
	contracts, err := filepath.Glob("*.sol")
	if err != nil || len(contracts) == 0 {
		t.Fatal("no contracts", err)
	}
	for _, name := range contracts {
		if !listed[name] {
			t.Errorf("%s has no bindings: run go generate ./contracts", name)
		}
	}
}
