package main

import (
	"os"
	"strings"
	"testing"

	"github.com/muster-zk/muster/pipeline"
)

// The commands of the circuits' page take the flags that it shows, and its
// pipeline can be used.
func TestCircuitsPage(t *testing.T) {
	const file = "../../docs/circuits.md"
	if checked := checkCommands(t, file); checked < 60 {
		t.Errorf("%d words were looked at", checked)
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	shown, _, _ := strings.Cut(rest, "```")
	example, err := os.ReadFile("../../examples/gnark/pipeline.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{"the page's": shown, "the example's": string(example)} {
		if problems := pipeline.Lint(name, []byte(src)); len(problems) > 0 {
			t.Errorf("%s pipeline: %v", name, problems)
		}
	}
}
