package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark/frontend"
	gadget "github.com/consensys/gnark/std/permutation/poseidon2"
)

// The Poseidon2 instance of the sponge: the widest one with published
// constants over the BN254 scalar field, which hashes an element for the
// fewest constraints.
const (
	spongeWidth         = 16
	spongeRate          = spongeWidth - 1
	spongeFullRounds    = 8
	spongePartialRounds = 57
)

// limbsPerWord emulated-field limbs of 64 bits make one absorbed word.
const limbsPerWord = 3

// sponge hashes a number of BN254 scalars that the circuit fixes.
type sponge struct {
	api     frontend.API
	perm    *gadget.Permutation
	state   []frontend.Variable
	pending []frontend.Variable
}

// newSponge starts a sponge. domain separates the uses of the hash.
func newSponge(api frontend.API, domain *big.Int) (*sponge, error) {
	perm, err := gadget.NewPoseidon2FromParameters(api, spongeWidth, spongeFullRounds, spongePartialRounds)
	if err != nil {
		return nil, fmt.Errorf("poseidon2: %w", err)
	}
	state := make([]frontend.Variable, spongeWidth)
	for i := range state {
		state[i] = 0
	}
	state[spongeRate] = domain
	return &sponge{api: api, perm: perm, state: state}, nil
}

func (s *sponge) absorb(words ...frontend.Variable) {
	s.pending = append(s.pending, words...)
}

// absorbElement absorbs an emulated element by its limbs, which must have been
// checked to be 64 bits each.
func (s *sponge) absorbElement(limbs []frontend.Variable) {
	s.absorb(packLimbs(s.api, limbs)...)
}

// packLimbs packs 64-bit limbs injectively into native words.
func packLimbs(api frontend.API, limbs []frontend.Variable) []frontend.Variable {
	var words []frontend.Variable
	for at := 0; at < len(limbs); at += limbsPerWord {
		var word frontend.Variable = 0
		for i, limb := range limbs[at:min(at+limbsPerWord, len(limbs))] {
			word = api.Add(word, api.Mul(limb, new(big.Int).Lsh(big.NewInt(1), 64*uint(i))))
		}
		words = append(words, word)
	}
	return words
}

// squeeze permutes what was absorbed and returns one word of the state. What
// is absorbed afterwards is hashed on top.
func (s *sponge) squeeze() (frontend.Variable, error) {
	for first := true; first || len(s.pending) > 0; first = false {
		block := s.pending[:min(spongeRate, len(s.pending))]
		s.pending = s.pending[len(block):]
		for i, word := range block {
			s.state[i] = s.api.Add(s.state[i], word)
		}
		if err := s.perm.Permutation(s.state); err != nil {
			return nil, fmt.Errorf("poseidon2: %w", err)
		}
	}
	return s.state[0], nil
}
