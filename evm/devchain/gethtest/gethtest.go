// Package gethtest gives tests a real geth.
package gethtest

import (
	"os"
	"testing"

	"github.com/muster-zk/muster/evm/devchain"
)

// Start starts a geth that ends with the test. Where geth is not installed the
// test is skipped, unless $CI or $MUSTER_REQUIRE_GETH is set: then it fails.
func Start(t testing.TB, o devchain.GethOptions) *devchain.GethNode {
	t.Helper()
	if o.Bin == "" {
		bin, err := devchain.FindGeth()
		if err != nil && os.Getenv("CI") == "" && os.Getenv("MUSTER_REQUIRE_GETH") == "" {
			t.Skipf("NOT TESTED on a real node: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		o.Bin = bin
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	g, err := devchain.Geth(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}
