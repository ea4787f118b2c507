package contracts_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var layoutFlag = flag.String("layout", "", "take the storage layout for the published one: append, if it only adds fields, or replace")

const (
	currentLayout   = "testdata/storage.json"   // of the sources, by generate.sh
	publishedLayout = "testdata/storage.golden" // of what proxies keep
	managerStorage  = "struct ProofManager.ProofManagerStorage"
)

// layout is what compile.mjs writes.
type layout struct {
	Storage []layoutMember        `json:"storage"`
	Types   map[string]layoutType `json:"types"`
}

type layoutType struct {
	Encoding string         `json:"encoding"`
	Bytes    int            `json:"bytes"`
	Members  []layoutMember `json:"members"`
	Base     string         `json:"base"`
	Key      string         `json:"key"`
	Value    string         `json:"value"`
}

type layoutMember struct {
	Label  string `json:"label"`
	Slot   int    `json:"slot"`
	Offset int    `json:"offset"`
	Type   string `json:"type"`
}

func readLayout(t *testing.T, path string) (l layout) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &l); err != nil {
		t.Fatal(path, err)
	}
	if len(l.Types[managerStorage].Members) == 0 {
		t.Fatalf("%s does not hold the Proof Manager's storage", path)
	}
	return l
}

// brokenBy lists what an upgrade from one layout to another would read wrongly.
// A struct may grow only where nothing lies behind it: at the root and as the
// value of a mapping.
func brokenBy(published, current layout) (broken []string) {
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	grows := map[string]bool{managerStorage: true}
	for _, typ := range published.Types {
		if typ.Encoding == "mapping" {
			grows[typ.Value] = true
		}
	}
	for _, typ := range published.Types {
		for _, m := range typ.Members {
			delete(grows, m.Type)
		}
		delete(grows, typ.Base)
	}
	for _, name := range slices.Sorted(maps.Keys(published.Types)) {
		old := published.Types[name]
		typ, ok := current.Types[name]
		if strings.HasPrefix(name, "struct StorageLayout") {
			continue
		}
		if !ok {
			say("%s is gone", name)
			continue
		}
		if typ.Encoding != old.Encoding || typ.Base != old.Base || typ.Key != old.Key || typ.Value != old.Value {
			say("%s is another type", name)
		}
		if typ.Bytes < old.Bytes || typ.Bytes > old.Bytes && !grows[name] {
			say("%s takes %d bytes instead of %d", name, typ.Bytes, old.Bytes)
		}
		for i, m := range old.Members {
			switch {
			case i >= len(typ.Members):
				say("%s has lost %s", name, m.Label)
			case typ.Members[i] != m:
				say("%s has %v where %v was", name, typ.Members[i], m)
			}
		}
	}
	return broken
}

func TestStorageKeepsItsLayout(t *testing.T) {
	current := readLayout(t, currentLayout)
	if *layoutFlag != "replace" {
		for _, broken := range brokenBy(readLayout(t, publishedLayout), current) {
			t.Error(broken)
		}
	}
	if *layoutFlag == "" || t.Failed() {
		return
	}
	raw, err := os.ReadFile(currentLayout)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(publishedLayout, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPublishedLayoutIsOfTheseSources(t *testing.T) {
	current, err := os.ReadFile(currentLayout)
	if err != nil {
		t.Fatal(err)
	}
	published, err := os.ReadFile(publishedLayout)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(current, published) {
		t.Error("the storage has changed since: run go generate ./contracts")
	}
}

func TestBrokenLayoutsAreFound(t *testing.T) {
	root := func(l layout) []layoutMember { return l.Types[managerStorage].Members }
	member := func(name string, edit func([]layoutMember) []layoutMember) func(layout) {
		return func(l layout) {
			typ := l.Types[name]
			typ.Members = edit(typ.Members)
			l.Types[name] = typ
		}
	}
	append1 := func(list []layoutMember) []layoutMember {
		return append(list, layoutMember{"more", 1000, 0, "uint256"})
	}
	const request = "struct ProofManager.ProofRequest"
	tests := []struct {
		name  string
		edit  func(layout)
		bytes map[string]int // added to types
		found bool
	}{
		{"as it is", func(layout) {}, nil, false},
		{"appended at the root", member(managerStorage, append1), map[string]int{managerStorage: 32}, false},
		{"appended to a request", member(request, append1), map[string]int{request: 32}, false},
		{"the wheel has grown into what follows", member("struct RoundRobin.Wheel", append1), map[string]int{"struct RoundRobin.Wheel": 32}, true},
		{"a field moved", member(request, func(m []layoutMember) []layoutMember { m[3].Offset++; return m }), nil, true},
		{"two fields swapped", member(request, func(m []layoutMember) []layoutMember { m[0].Label, m[1].Label = m[1].Label, m[0].Label; return m }), nil, true},
		{"a field of another type", member(managerStorage, func(m []layoutMember) []layoutMember { m[1].Type = "uint128"; return m }), nil, true},
		{"a field less", member(managerStorage, func(m []layoutMember) []layoutMember { return m[:len(m)-1] }), nil, true},
		{"a type less", func(l layout) { delete(l.Types, request) }, nil, true},
		{"a mapping of something else", func(l layout) {
			last := root(l)[len(root(l))-1].Type
			typ := l.Types[last]
			typ.Value = "uint256"
			l.Types[last] = typ
		}, nil, true},
	}
	published := readLayout(t, publishedLayout)
	for _, tt := range tests {
		edited := readLayout(t, publishedLayout)
		tt.edit(edited)
		for name, more := range tt.bytes {
			typ := edited.Types[name]
			typ.Bytes += more
			edited.Types[name] = typ
		}
		if broken := brokenBy(published, edited); len(broken) > 0 != tt.found {
			t.Errorf("%s: %q", tt.name, broken)
		}
	}
}
