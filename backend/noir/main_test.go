package noir

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/proof"
)

func TestMain(m *testing.M) {
	if os.Getenv("MUSTER_TEST_SUNSPOT") != "" {
		if err := standInSunspot(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "Error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// tools skips the test where the npm packages are not installed, and fails it in
// CI. It returns the path of bb.
func tools(t testing.TB) string {
	t.Helper()
	if _, err := Packages.Locate(); err != nil {
		missing(t, err)
	}
	bb, err := BB()
	if err != nil {
		missing(t, err)
	}
	return bb
}

func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	t.Skipf("SKIPPED, NOTHING IS PROVEN: %v (or: make tools)", err)
}

func file(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// store is a muster.KeySource and a registry of keys for a test.
type store struct{ *backendtest.Shelf }

func newStore(t testing.TB) *store { return &store{backendtest.NewShelf(t)} }

// VerifyingKey implements proof.VerifyingKeys.
func (s *store) VerifyingKey(ctx context.Context, circuit muster.Digest) (string, []byte, error) {
	path, err := s.Path(ctx, muster.Artifact{Digest: circuit})
	if err != nil {
		return "", nil, err
	}
	b, err := os.ReadFile(path)
	return "bn254", b, err
}

var _ proof.VerifyingKeys = (*store)(nil)
