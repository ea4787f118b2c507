package circom

import (
	"encoding/json"
	"testing"
)

// TestPackagesArePinned: every package in the lock has a hash, and none comes
// from a place that the lock names.
func TestPackagesArePinned(t *testing.T) {
	var all struct {
		Packages map[string]struct {
			Version, Integrity, Resolved string
			Link                         bool
		}
	}
	if err := json.Unmarshal(lock, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Packages) < 30 {
		t.Errorf("%d packages", len(all.Packages))
	}
	for name, p := range all.Packages {
		if name != "" && (p.Integrity == "" || p.Version == "" || p.Resolved != "" || p.Link) {
			t.Errorf("%s is not pinned: %+v", name, p)
		}
	}
	if named, err := Packages.Packages(); err != nil || len(named) != 1 || named[0].String() != "snarkjs 0.7.6" {
		t.Errorf("%v, %v", named, err)
	}
}
