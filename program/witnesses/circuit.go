package witnesses

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
)

// kindGnark is the kind of circuits whose inputs are full witnesses of gnark.
const kindGnark = "gnark"

// fieldSystems are the proof systems whose public inputs are field elements.
var fieldSystems = []string{"groth16", "groth16-sha256", "plonk", "ultrahonk"}

// circuit is what is known of a circuit; nothing but its name under the mock
// prover, which takes all that could be right.
type circuit struct {
	muster.Circuit
	registered bool
}

func circuitOf(in muster.ProgramInput, name string) *circuit {
	c, ok := in.Registered[name]
	c.Name = name
	return &circuit{c, ok}
}

// upperOf returns the circuit above the base round that is no set, or nil. Of
// several the first by name: their jobs are refused when they are combined.
func upperOf(in muster.ProgramInput) *circuit {
	for _, name := range slices.Sorted(maps.Keys(in.Registered)) {
		if !slices.Contains(in.Circuits, name) {
			return circuitOf(in, name)
		}
	}
	return nil
}

// curve is that of the field; of an unknown circuit BN254.
func (c *circuit) curve() (ecc.ID, error) {
	if !c.registered {
		return ecc.BN254, nil
	}
	curve, err := proof.ParseCurve(c.Curve)
	if err != nil {
		return curve, fmt.Errorf("circuit %s: %w", c.Name, err)
	}
	return curve, nil
}

// stated encodes what a proof states.
func (c *circuit) stated(field string, public *[]string, raw *[]byte) ([]byte, error) {
	fields := slices.Contains(fieldSystems, c.System)
	switch {
	case public != nil && raw != nil:
		return nil, muster.InvalidField(field+".public_bytes", "either public or public_bytes", "both")
	case raw != nil && c.registered && fields:
		return nil, muster.InvalidField(field+".public_bytes", fmt.Sprintf("public: circuit %s is of system %s, whose public inputs are numbers", c.Name, c.System), "bytes")
	case raw != nil:
		return orEmpty(*raw), nil
	case c.registered && !fields:
		return nil, muster.InvalidField(field+".public", fmt.Sprintf("public_bytes: circuit %s is of system %s, whose public inputs are no numbers of a field", c.Name, c.System), "numbers")
	}
	curve, err := c.curve()
	if err != nil {
		return nil, err
	}
	if c.registered && len(*public) != c.Public {
		return nil, c.miscounted(field+".public", len(*public))
	}
	return encode(field+".public", *public, curve)
}

func (c *circuit) miscounted(field string, n int) error {
	return muster.InvalidField(field, fmt.Sprintf("%d public inputs, as circuit %s version %s has", c.Public, c.Name, c.Version), fmt.Sprint(n))
}

// unstated is the error for a slice that does not say what it proves.
func (c *circuit) unstated(field string) error {
	switch {
	case c.registered && runs[c.System] != nil:
		return muster.InvalidField(field+".run", "the program and the values that it makes public", "nothing")
	case c.registered && !slices.Contains(fieldSystems, c.System):
		return muster.InvalidField(field+".public_bytes", "what the proof states, in base64", "nothing")
	case c.registered && c.Kind == kindGnark:
		return muster.InvalidField(field+".input", "a full witness of gnark in base64", "nothing")
	}
	return muster.InvalidField(field+".public", "the public inputs: only a full witness of gnark brings them itself", "nothing")
}

// takesWitness reports whether the input has to be a full witness of gnark, or
// under the mock prover may be one.
func (c *circuit) takesWitness(raw json.RawMessage) bool {
	if c.registered {
		return c.Kind == kindGnark
	}
	return len(raw) > 0 && raw[0] == '"'
}

// fromWitness takes the public inputs from a full witness, and compares them
// with those that were stated, where they were.
func (c *circuit) fromWitness(field string, full, stated []byte) ([]byte, error) {
	curve, err := c.curve()
	if err != nil {
		return nil, err
	}
	wrong := func(got string) error {
		return muster.InvalidField(field+".input", fmt.Sprintf("a full witness of gnark on %s, in binary, for circuit %s", curve, c.Name), got)
	}
	if full == nil {
		return nil, wrong("nothing")
	}
	n, err := proof.CheckWitness(curve, full)
	if !c.registered && err != nil {
		return stated, nil
	}
	if err != nil {
		return nil, wrong(err.Error())
	}
	if c.registered && n.Public != c.Public {
		return nil, c.miscounted(field+".input", n.Public)
	}
	if n.Public > mostPublic {
		return nil, muster.InvalidField(field+".input", fmt.Sprintf("at most %d public inputs", mostPublic), fmt.Sprint(n.Public))
	}
	const header = 12
	scalar := (curve.ScalarField().BitLen() + 7) / 8
	public := make([]byte, header, header+n.Public*scalar)
	binary.BigEndian.PutUint32(public, uint32(n.Public))
	binary.BigEndian.PutUint32(public[8:], uint32(n.Public))
	public = append(public, full[header:header+n.Public*scalar]...)
	values, err := proof.DecodePublic(curve, public)
	if err != nil {
		return nil, wrong(err.Error())
	}
	if stated == nil || bytes.Equal(stated, public) {
		return public, nil
	}
	said, err := proof.DecodePublic(curve, stated)
	if err != nil || len(said) != len(values) {
		return nil, muster.InvalidField(field+".public", fmt.Sprintf("the %d public inputs of the witness", len(values)), "others")
	}
	for i := range said {
		if said[i].Cmp(values[i]) != 0 {
			return nil, muster.InvalidField(fmt.Sprintf("%s.public[%d]", field, i), "the witness's "+values[i].String(), said[i].String())
		}
	}
	return public, nil
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
