package muster

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestIncidentsHaveTheirTests holds docs/incidents.md against the code: every
// row names tests, and every test that it names exists.
func TestIncidentsHaveTheirTests(t *testing.T) {
	text, err := os.ReadFile("docs/incidents.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z0-9/]+)\\.([A-Z][A-Za-z0-9_]*)`")
	rows := 0
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| What ") {
			continue
		}
		rows++
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 3 || !named.MatchString(cells[2]) {
			t.Errorf("not what happened, where, and our test: %s", line)
		}
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			if !declares(t, m[1], m[2]) {
				t.Errorf("%s has no test %s", m[1], m[2])
			}
		}
	}
	if rows < 30 {
		t.Errorf("%d incidents were read", rows)
	}
}

// declares reports whether a package has a test of the name, or a conformance
// suite a test under it.
func declares(t *testing.T, folder, name string) bool {
	t.Helper()
	pattern, decl := "*_test.go", "\nfunc "+name+"("
	if !strings.HasPrefix(name, "Test") {
		pattern, decl = "*.go", "\n\t\""+name+"\": func("
	}
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), decl) {
			return true
		}
	}
	return false
}
