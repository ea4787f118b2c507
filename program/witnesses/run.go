package witnesses

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// wireRun is what a proof of a zkVM states: this program ran, ended well and
// made these values public.
type wireRun struct {
	Program string `json:"program"`          // SP1's vkey, RISC Zero's image id: 64 hexadecimal digits
	Values  []byte `json:"values,omitempty"` // SP1's public values, RISC Zero's journal, in base64
}

// runs encodes a run by the proof system.
var runs = map[string]func(program [32]byte, values []byte) ([]byte, error){
	sp1.Groth16: sp1.EncodePublic,
	sp1.PLONK:   sp1.EncodePublic,
	risc0.System: func(image [32]byte, journal []byte) ([]byte, error) {
		return risc0.Success(image, journal).Public(), nil
	},
}

// run encodes what a slice says of a run.
func (c *circuit) run(field string, w *wireRun) ([]byte, error) {
	encode, ok := runs[c.System]
	if !ok {
		return nil, muster.InvalidField(field, fmt.Sprintf("public: circuit %s is of system %q, which runs no programs", c.Name, c.System), "a run")
	}
	program, err := hex.DecodeString(strings.TrimPrefix(w.Program, "0x"))
	if err != nil || len(program) != 32 {
		return nil, muster.InvalidField(field+".program", "64 hexadecimal digits: SP1's program vkey, or RISC Zero's image id", w.Program)
	}
	public, err := encode([32]byte(program), w.Values)
	if err != nil {
		return nil, muster.InvalidField(field, err.Error(), w.Program)
	}
	return public, nil
}
