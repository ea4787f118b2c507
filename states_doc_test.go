package muster

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var updateDocs = flag.Bool("update", false, "draw the states' diagrams in the documentation anew")

// The diagrams of the documentation are drawn from the tables that the code
// goes by.
func TestDiagramsOfStatesInDocs(t *testing.T) {
	inDocs(t, "docs/market.md", "request", diagram(RequestTransitions, RequestPending))
	inDocs(t, "docs/signers.md", "session", diagram(SessionTransitions, SessionIdle))
	inDocs(t, "docs/architecture.md", "settlement", diagram(SettlementTransitions, SettlementWaiting))
}

// inDocs sees that a page has a text between the markers of a name.
func inDocs(t *testing.T, page, name, want string) {
	t.Helper()
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	begin, end := fmt.Sprintf("<!-- states: %s -->\n", name), fmt.Sprintf("<!-- end of states: %s -->", name)
	before, rest, ok := strings.Cut(text, begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place between %q and %q", page, strings.TrimSpace(begin), end)
	}
	if got == want {
		return
	}
	if *updateDocs {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s shows other states of a %s than the table has; run go test -run TestDiagramsOfStatesInDocs -update . It should show:\n%s", page, name, want)
}

// diagram draws a table for Mermaid, from its first state on and in the order
// in which states are reached.
func diagram[S ~string](table Transitions[S], first S) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```mermaid\nstateDiagram-v2\n    [*] --> %s\n", first)
	for line := []S{first}; len(line) > 0; {
		from := line[0]
		line = line[1:]
		for _, to := range table[from] {
			fmt.Fprintf(&b, "    %s --> %s\n", from, to)
			if !seen(&b, to) && !slices.Contains(line, to) {
				line = append(line, to)
			}
		}
		if len(table[from]) == 0 {
			fmt.Fprintf(&b, "    %s --> [*]\n", from)
		}
	}
	b.WriteString("```\n")
	return b.String()
}

// seen reports whether arrows from a state were drawn.
func seen[S ~string](b *strings.Builder, s S) bool {
	return strings.Contains(b.String(), "    "+string(s)+" --> ")
}
