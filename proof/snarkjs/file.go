package snarkjs

import (
	"encoding/json"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
)

// The protocol and the curve, as snarkjs calls them.
const (
	Protocol = "groth16"
	Curve    = "bn128"
)

const (
	// MaxProof is the most bytes of a proof file; real ones have 800.
	MaxProof = 16 << 10
	// MaxPublic is the most bytes of a file of public inputs.
	MaxPublic = 8 << 20
	// MaxKey is the most bytes of a verification key's file.
	MaxKey = 24 << 20
	// mostInputs is the most public inputs that a statement may have.
	mostInputs = 1 << 16
)

// Kind is what a file of snarkjs holds.
type Kind string

// The kinds of files.
const (
	KindKey    Kind = "verification key"
	KindProof  Kind = "proof"
	KindPublic Kind = "public inputs"
)

// Detect tells from its content what a file is, or was meant to be, and false
// where it is none of snarkjs's. A file of another protocol than groth16 is
// detected too, so that reading it can say so.
func Detect(b []byte) (Kind, bool) {
	var list []string
	if len(b) <= MaxPublic && json.Unmarshal(b, &list) == nil && list != nil {
		return KindPublic, true
	}
	if len(b) > MaxKey {
		return "", false
	}
	var f map[string]json.RawMessage
	if json.Unmarshal(b, &f) != nil || f["protocol"] == nil {
		return "", false
	}
	has := func(names ...string) bool {
		for _, name := range names {
			if f[name] != nil {
				return true
			}
		}
		return false
	}
	switch {
	case has("nPublic", "vk_alpha_1", "IC", "Qm"):
		return KindKey, true
	case has("pi_a", "pi_b", "pi_c", "A", "Z", "polynomials"):
		return KindProof, true
	}
	return "", false
}

// decode reads an object of groth16 on bn128 into v. The protocol and the curve
// are looked at first: what another one holds would only be called malformed.
func decode(what Kind, b []byte, most int, v any) error {
	if len(b) > most {
		return muster.Errorf(muster.CodeTooLarge, "snarkjs %s: %d bytes, at most %d", what, len(b), most)
	}
	var is struct{ Protocol, Curve string }
	if err := json.Unmarshal(b, &is); err == nil {
		if is.Protocol != Protocol && is.Protocol != "" {
			return muster.Errorf(muster.CodeUnsupported, "snarkjs %s of protocol %.40q: muster reads snarkjs's %s only", what, is.Protocol, Protocol)
		}
		if is.Curve != Curve && is.Curve != "" {
			return muster.Errorf(muster.CodeUnsupported, "snarkjs %s on curve %.40q: muster reads %s, which is BN254, only", what, is.Curve, Curve)
		}
	}
	if err := strictjson.Unmarshal(b, v); err != nil {
		return fmt.Errorf("snarkjs %s: %w", what, err)
	}
	return nil
}
