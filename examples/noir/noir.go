// Package noir holds a Noir program, compiled, and a batch for it, for the
// demonstration and for tests. build.sh made them.
package noir

import _ "embed" // the files

// The program proves four transfers between four accounts, whose balances stay
// secret.
var (
	//go:embed transfers.json
	Program []byte // as nargo writes it to target/
	//go:embed batch.json
	Batch []byte // three slices, each from where the one before ends
)
