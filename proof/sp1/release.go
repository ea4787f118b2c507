package sp1

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// What statements call these proofs.
const (
	Groth16 = "sp1-groth16"
	PLONK   = "sp1-plonk"
)

// Release is a verifying key of SP1 with what holds for the proofs under it.
type Release struct {
	// Versions are those of SP1 that use the key, for people.
	Versions string
	// System is Groth16 or PLONK.
	System string
	// Key is the SHA-256 of the key's file, VERIFIER_HASH in SP1's contracts.
	Key muster.Digest
	// Root is the root of the recursion keys that a proof has to carry, VK_ROOT
	// in SP1's contracts. Unset for version 5 and before, whose proofs carry
	// none, nor an exit code and a nonce.
	Root [32]byte
}

// Selector is what proofs under the key begin with.
func (r Release) Selector() [4]byte { return [4]byte(r.Key[:4]) }

// String names the release for errors.
func (r Release) String() string {
	return fmt.Sprintf("SP1 %s %s (selector %x)", r.Versions, strings.TrimPrefix(r.System, "sp1-"), r.Selector())
}

// headed reports whether its proofs carry an exit code, a root and a nonce.
func (r Release) headed() bool { return r.Root != [32]byte{} }

// inputs is how many public inputs its circuit has.
func (r Release) inputs() int {
	if r.headed() {
		return 5
	}
	return 2
}

const (
	root60 = "008cd56e10c2fe24795cff1e1d1f40d3a324528d315674da45d26afb376e8670"
	root61 = "002f850ee998974d6cc00e50cd0814b098c05bfade466d28573240d057f25352"
)

// known is taken from VERIFIER_HASH and VK_ROOT of github.com/succinctlabs/sp1-contracts.
var known = []Release{
	release("v4", Groth16, "11b6a09d63d255ad425ee3a7f6211d5ec63fbde9805b40551c3136275b6f4eb4", ""),
	release("v5", Groth16, "a4594c59bbc142f3b81c3ecb7f50a7c34bc9af7c4c444b5d48b795427e285913", ""),
	release("v6.0", Groth16, "0e78f4db7a6771a3a6a7d9c3b0de6fe73d58781368967a7fe84d87aefffec896", root60),
	release("v6.1 to v6.4", Groth16, "4388a21c687fdd5f218d7e3d13190cac4c5355818d3605fd5fb811df468ee696", root61),
	release("v4", PLONK, "1b34fe11a637737f0c75c88241669dcf9ca3c03713659265b8241f398a2d286d", ""),
	release("v5", PLONK, "d4e8ecd2357dd882209800acd6abb443d231cf287d77ba62b732ce937c8b56e7", ""),
	release("v6.0", PLONK, "bb1a6f2930e94bfe8b35e794faf43133214534a17d2ad8e51358cad437b3c317", root60),
	release("v6.1 to v6.4", PLONK, "5a093a2fcb46394f5cadfe55c44d4d572fad9cec7aeb38026b0278322ef07fac", root61),
}

func release(versions, system, key, root string) Release {
	r := Release{Versions: versions, System: system}
	mustHex(r.Key[:], key)
	if root != "" {
		mustHex(r.Root[:], root)
	}
	return r
}

func mustHex(dst []byte, s string) {
	if n, err := hex.Decode(dst, []byte(s)); err != nil || n != len(dst) {
		panic(fmt.Sprintf("sp1: constant %q", s))
	}
}

// Releases returns the keys of SP1 that are known, oldest first. Append to them
// for one that came later.
func Releases() []Release { return slices.Clone(known) }

// describe names a selector for errors.
func describe(selector []byte) string {
	for _, r := range known {
		if s := r.Selector(); slices.Equal(selector, s[:]) {
			return r.String()
		}
	}
	return fmt.Sprintf("no known release of SP1 (selector %x)", selector)
}
