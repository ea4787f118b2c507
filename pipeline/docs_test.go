package pipeline

import (
	"os"
	"strings"
	"testing"
)

// The user's page must not teach what Parse refuses.
func TestExamplesOnTheUsersPageAreAccepted(t *testing.T) {
	page, err := os.ReadFile("../docs/pipelines.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, part := range strings.Split(string(page), "```yaml\n")[1:] {
		src, _, _ := strings.Cut(part, "```")
		if !strings.HasPrefix(src, "name:") {
			continue // a fragment
		}
		examples++
		for _, problem := range Lint("example.yaml", []byte(src)) {
			t.Errorf("%s\n%s", problem, src)
		}
	}
	if examples < 2 {
		t.Errorf("%d whole pipelines on the page", examples)
	}
	for _, name := range BuiltinNames() {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("the page does not tell of pipeline %s", name)
		}
	}
	for _, field := range append([]string{
		"name", "version", "description", "program", "protocol", "params", "limits", "target", "attest", "defaults", "rounds", "slices", "references", "input",
		"default", "override", "circuit", "circuits", "arity", "per", "until", "carry", "pad", "optional", "stages",
	}, stageFields...) {
		if !strings.Contains(string(page), "| `"+field+"`") {
			t.Errorf("the page has no row for field %s", field)
		}
	}
}
