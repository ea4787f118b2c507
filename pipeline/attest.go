package pipeline

import "go.yaml.in/yaml/v3"

// Attest says that a committee of signers attests the pipeline's batches once
// they are proven.
type Attest struct {
	// Committee is its name; empty for the only one that the coordinator has.
	Committee string `json:"committee,omitempty"`
}

// attest reads `attest: true`, or `attest: {committee: NAME}`.
func (r *reader) attest(o object) *Attest {
	n := o.fields["attest"]
	if n.Kind == yaml.ScalarNode {
		if on, ok := o.boolean("attest"); ok && on {
			return &Attest{}
		}
		return nil
	}
	in, ok := r.object(n, "attest", "committee")
	if !ok || !in.need("committee", "the name of a committee") {
		return nil
	}
	return &Attest{Committee: in.name("committee")}
}
