package witnesses_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/program/witnesses"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// TestRun: what a zkVM's program did is stated as its verifier takes it.
func TestRun(t *testing.T) {
	program, values := [32]byte{1: 0xa1, 31: 7}, []byte("twenty")
	of := func(system string) []byte {
		t.Helper()
		in := input(fmt.Sprintf(`{"slices": [{"circuit": "guest", "run": {"program": "0x%x", "values": %q}, "input": "c3RkaW4="}]}`,
			program, base64.StdEncoding.EncodeToString(values)))
		guest := in.Registered["guest"]
		guest.System = system
		in.Registered["guest"] = guest
		p, err := witnesses.Program{}.Prepare(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return p.Slices[0].Public
	}
	want, err := sp1.EncodePublic(program, values)
	if err != nil {
		t.Fatal(err)
	}
	for _, system := range []string{sp1.Groth16, sp1.PLONK} {
		if got := of(system); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, expected %x", system, got, want)
		}
	}
	claim, err := risc0.DecodeClaim(of(risc0.System))
	if err != nil || claim != risc0.Success(program, values) {
		t.Errorf("claim %+v (%v)", claim, err)
	}
	if claim.Journal != muster.DigestOf(values) {
		t.Errorf("journal %s", claim.Journal)
	}
}
