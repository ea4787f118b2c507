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
