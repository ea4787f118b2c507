package proof

import (
	"context"
	"testing"

	"github.com/muster-zk/muster"
)

type yes string

func (y yes) Name() string                                         { return string(y) }
func (yes) Verify(context.Context, muster.Statement, []byte) error { return nil }

func TestRegistryPicksByName(t *testing.T) {
	r := New(yes("a"), yes("b"))
	for system, want := range map[string]muster.Code{"a": "", "b": "", "c": muster.CodeUnsupported, "": muster.CodeUnsupported} {
		if err := r.Verify(t.Context(), muster.Statement{System: system}, nil); muster.CodeOf(err) != want {
			t.Errorf("%q: %v", system, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Verify(ended, muster.Statement{System: "a"}, nil); err == nil {
		t.Error("verified under a context that has ended")
	}
}

func TestRegistryRefusesTwins(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two systems of one name were registered")
		}
	}()
	New(yes("a"), yes("a"))
}

// alone is a system that can't check proofs together.
type alone struct{ name string }

func (s alone) Name() string { return s.name }

func (s alone) Verify(_ context.Context, _ muster.Statement, proof []byte) error {
	if string(proof) != s.name {
		return muster.Errorf(muster.CodeInvalidProof, "not %s", s.name)
	}
	return nil
}

// together is one that can, and says so.
type together struct {
	alone
	calls *[]int
}

func (s together) VerifyAll(ctx context.Context, statements []muster.Statement, proofs [][]byte) []error {
	*s.calls = append(*s.calls, len(statements))
	errs := make([]error, len(statements))
	for i := range statements {
		errs[i] = s.Verify(ctx, statements[i], proofs[i])
	}
	return errs
}

func TestVerifyAllAsksEachSystemForItsOwn(t *testing.T) {
	var calls []int
	r := New(alone{"a"}, together{alone{"b"}, &calls})
	names := []string{"b", "a", "c", "b", "a", "b"}
	statements, proofs := make([]muster.Statement, len(names)), make([][]byte, len(names))
	for i, name := range names {
		statements[i].System, proofs[i] = name, []byte(name)
	}
	proofs[3], proofs[4] = []byte("a"), []byte("b")
	want := []muster.Code{"", "", muster.CodeUnsupported, muster.CodeInvalidProof, muster.CodeInvalidProof, ""}
	for i, err := range r.VerifyAll(t.Context(), statements, proofs) {
		if got := muster.CodeOf(err); got != want[i] {
			t.Errorf("%d: %v, expected %q", i, err, want[i])
		}
	}
	if len(calls) != 1 || calls[0] != 3 {
		t.Errorf("asked for %v proofs at a time, expected 3 once", calls)
	}
}
