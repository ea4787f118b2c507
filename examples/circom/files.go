// Package circom holds a small circuit of circom's with its keys, for the
// demonstration and for tests. build.sh made them.
package circom

import _ "embed" // the files

// The circuit proves knowledge of two factors of a public number.
var (
	//go:embed build/factors.wasm
	Program []byte // makes the witness
	//go:embed build/factors.zkey
	ProvingKey []byte
	//go:embed build/verification_key.json
	VerifyingKey []byte
	//go:embed build/factors.r1cs
	ConstraintSystem []byte
	//go:embed input.json
	Input []byte
)
