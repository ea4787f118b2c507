package client

// WitnessInput is the input of a batch whose pipeline has the program
// witnesses, to be marshalled as JSON.
type WitnessInput struct {
	Slices []Witness `json:"slices"`
	Final  *Stated   `json:"final,omitempty"` // of a job of a registered circuit above the slices
}

// Witness is one slice: a witness and what it is to prove.
type Witness struct {
	Circuit string `json:"circuit"`
	// Public is what is stated, in decimal or with 0x; a full witness of gnark
	// may leave it out.
	Public []string `json:"public,omitzero"`
	// PublicBytes stand for it where public inputs are no field elements.
	PublicBytes []byte `json:"public_bytes,omitzero"`
	// Run stands for it where a proof is of a zkVM's run; nil for all others.
	Run *Run `json:"run,omitempty"`
	// Input is what the circuit's backend takes: []byte, or what marshals to a
	// JSON object.
	Input any `json:"input,omitempty"`
}

// Run is a run of a zkVM's program: it ended well and made these values public.
type Run struct {
	Program string `json:"program"`          // SP1's program vkey or RISC Zero's image id, in hexadecimal
	Values  []byte `json:"values,omitempty"` // SP1's public values or RISC Zero's journal
}

// Stated is what a proof states; see Witness.
type Stated struct {
	Public      []string `json:"public,omitzero"`
	PublicBytes []byte   `json:"public_bytes,omitzero"`
}
