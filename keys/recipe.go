package keys

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"regexp"
	"slices"

	"github.com/consensys/gnark"

	"github.com/muster-zk/muster"
)

// Recipe is all that decides a circuit's constraint system. Whatever changes
// the compiled circuit must change the recipe, or old keys will be found for
// the new circuit.
type Recipe struct {
	// Name is a word for people and for the entry's folder: lower-case letters,
	// digits, dots, dashes and underscores, at most 64.
	Name string

	// Inputs are the circuit's parameters, a digest of its source, digests of
	// the verifying keys within it, and so on. The version of gnark is added.
	Inputs map[string]string
}

// Digest names the recipe. It depends on the name, the inputs and the version
// of gnark that this program is built with.
func (r Recipe) Digest() muster.Digest {
	inputs := r.complete()
	h := sha256.New()
	write := func(s string) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(s)))
		h.Write(size[:])
		h.Write([]byte(s))
	}
	write("muster circuit recipe 1")
	write(r.Name)
	for _, key := range slices.Sorted(maps.Keys(inputs)) {
		write(key)
		write(inputs[key])
	}
	return muster.Digest(h.Sum(nil))
}

// complete adds what is the same for all circuits of this program. The dump of
// a proving key has no version of its own.
func (r Recipe) complete() map[string]string {
	inputs := make(map[string]string, len(r.Inputs)+1)
	maps.Copy(inputs, r.Inputs)
	inputs["gnark"] = gnark.Version.String()
	return inputs
}

func (r Recipe) folder() string { return r.Name + "-" + r.Digest().Short() }

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func (r Recipe) check() error {
	if !nameForm.MatchString(r.Name) {
		return muster.InvalidField("name", "a circuit name of lower-case letters, digits, dots, dashes and underscores", r.Name)
	}
	return nil
}
