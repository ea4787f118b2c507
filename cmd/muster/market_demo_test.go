package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The demonstration with mocks: each batch has the fate that it is meant to
// have, and the audit finds that the books are in order.
func TestMarketDemoRehearsed(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := run(t, "market", "demo", "--mock-prover", "--chain", "in-process", "--data-dir", dir)
	if code != exitOK {
		t.Fatalf("ended with %d\n%s%s", code, out, errs)
	}
	for batch, fate := range map[string][]string{
		"1": {"request to swift", "swift commits", "swift brings a proof", "verified: swift earned it", "completed"},
		"2": {"request to tortoise", "tortoise commits", "tortoise brings a proof", "verified: tortoise earned it", "completed"},
		"3": {"request to tortoise", "tortoise commits", "tortoise missed its deadline: the own fleet proves it", "completed"},
		"4": {"request to mayfly", "mayfly commits", "mayfly brings a proof", "the proof of mayfly does not hold: the own fleet proves it", "completed"},
		"5": {"request to swift", "swift commits", "swift brings a proof", "verified: swift earned it", "completed"},
	} {
		told := regexp.MustCompile(`(?m)^ *\d+:\d\d  batch `+batch+` +(.*)$`).FindAllStringSubmatch(out, -1)
		if len(told) != len(fate) {
			t.Errorf("batch %s has %d things happen to it, not %d", batch, len(told), len(fate))
			continue
		}
		for _, event := range fate { // what the chain and what the muster tell have no order
			if !slices.ContainsFunc(told, func(line []string) bool { return strings.HasPrefix(line[1], event) }) {
				t.Errorf("batch %s: %q is not among %q", batch, event, told)
			}
		}
	}
	for _, want := range []string{"USDC to swift", "1.5 USDC to tortoise", "mayfly is inactive", "total                                 5          3        0               0          1        1     0"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q", want)
		}
	}
	if strings.Contains(out, "DO NOT BALANCE") {
		t.Error("the audit found differences")
	}
	for _, name := range []string{"audit.svg", "audit.json"} {
		found, err := filepath.Glob(filepath.Join(dir, "market", "*", name))
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %v (%v)", name, found, err)
			continue
		}
		if info, err := os.Stat(found[0]); err != nil || info.Size() < 1000 {
			t.Errorf("%s is %v (%v)", name, info, err)
		}
	}
	if t.Failed() {
		t.Log(out, errs)
	}
}
