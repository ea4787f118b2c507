package forge

import (
	"fmt"
)

// shielded is a shielded transfer. Forge's entries do not say where the new note
// goes and prove nothing about it; the last two fields of the output do, and are
// needed.
type shielded struct {
	InputCommitment string   `json:"input_commitment"`
	InputValue      uint64   `json:"input_value"`
	InputBlinding   string   `json:"input_blinding"`
	InputPosition   uint64   `json:"input_position"`
	InputMerklePath []string `json:"input_merkle_path"`
	InputIndices    []uint32 `json:"input_path_indices"`
	SpendingKey     string   `json:"spending_key"`

	OutputOwner      string   `json:"output_owner"`
	OutputValue      uint64   `json:"output_value"`
	OutputBlinding   string   `json:"output_blinding"`
	OutputCommitment string   `json:"output_commitment"`
	OutputPosition   *uint64  `json:"output_position,omitempty"`
	OutputMerklePath []string `json:"output_merkle_path,omitempty"`

	Nullifier string `json:"nullifier"`
}

// check checks the form of an entry. What is secret is not repeated in errors.
func (s *shielded) check(c *checker, at string) {
	c.hex(at+"input_commitment", &s.InputCommitment, 32)
	c.path(at+"input_merkle_path", s.InputMerklePath)
	c.indices(at+"input_path_indices", s.InputIndices)
	for _, f := range []struct {
		name string
		text *string
	}{{"input_blinding", &s.InputBlinding}, {"spending_key", &s.SpendingKey}, {"output_blinding", &s.OutputBlinding}} {
		var own checker
		if own.hex(at+f.name, f.text, 32); own.err != nil {
			c.wrong(at+f.name, "64 hexadecimal digits", "something else, which is not repeated here")
		}
	}
	c.hex(at+"output_owner", &s.OutputOwner, 32)
	c.hex(at+"output_commitment", &s.OutputCommitment, 32)
	c.hex(at+"nullifier", &s.Nullifier, 32)
	switch {
	case s.OutputPosition == nil:
		c.wrong(at+"output_position", "the leaf that the new note takes, without which post_shielded_root can't be proven", "nothing")
	case len(s.OutputMerklePath) == 0:
		c.wrong(at+"output_merkle_path", fmt.Sprintf("the %d hashes beside the new note once the spent note's leaf is its nullifier, without which post_shielded_root can't be proven", treeDepth), "nothing")
	default:
		c.path(at+"output_merkle_path", s.OutputMerklePath)
	}
}
