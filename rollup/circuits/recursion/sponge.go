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

// limbsPerWord emulated-field limbs of limbBits bits make one absorbed word.
const (
	limbBits     = 64
	limbsPerWord = 3
)

// sponge hashes a number of BN254 scalars that the circuit fixes.
type sponge struct {
	api     frontend.API
	perm    *gadget.Permutation
	state   []frontend.Variable
	pending []frontend.Variable
	limbs   []frontend.Variable
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

// absorb absorbs native words. Words and limbs of one squeeze are hashed words
// first.
func (s *sponge) absorb(words ...frontend.Variable) {
	s.pending = append(s.pending, words...)
}

// absorbLimbs absorbs limbs of emulated elements, which must have been checked
// to be 64 bits each.
func (s *sponge) absorbLimbs(limbs ...frontend.Variable) {
	s.limbs = append(s.limbs, limbs...)
}

// packLimbs packs the absorbed limbs injectively into words.
func (s *sponge) packLimbs() {
	for len(s.limbs) > 0 {
		part := s.limbs[:min(limbsPerWord, len(s.limbs))]
		s.limbs = s.limbs[len(part):]
		var word frontend.Variable = 0
		for i, limb := range part {
			word = s.api.Add(word, s.api.Mul(limb, new(big.Int).Lsh(big.NewInt(1), limbBits*uint(i))))
		}
		s.pending = append(s.pending, word)
	}
}

// squeeze permutes what was absorbed and returns one word of the state. What
// is absorbed afterwards is hashed on top.
func (s *sponge) squeeze() (frontend.Variable, error) {
	s.packLimbs()
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
