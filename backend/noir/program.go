package noir

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
)

// MaxProgram is the most bytes a compiled program may have.
const MaxProgram = 64 << 20

const (
	// maxNesting of types in an ABI.
	maxNesting = 32
	// maxInputs is the most values that a program's inputs may have, flattened.
	maxInputs = 1 << 20
)

// Program is what muster reads of a compiled Noir program.
type Program struct {
	// Version of Noir that compiled it, without the commit.
	Version string
	// Public are the names of its public inputs in their order, those it returns
	// last: "root", "list[2].amount", "return".
	Public []string
	// Returns is how many of them are returned.
	Returns int
	// strings says that an input is a text, which has a field for each byte.
	strings bool
}

// abiType is a type as the ABI describes it.
type abiType struct {
	Kind   string          `json:"kind"`
	Length int             `json:"length"` // of arrays and strings
	Type   *abiType        `json:"type"`   // an array's
	Fields json.RawMessage `json:"fields"` // of structs (named) and tuples
}

// DecodeProgram reads a compiled program, of at most MaxProgram bytes. It looks
// at its ABI, not at its bytecode. What is no program is CodeInvalid.
func DecodeProgram(b []byte) (*Program, error) {
	if len(b) > MaxProgram {
		return nil, muster.Errorf(muster.CodeTooLarge, "compiled program of %d bytes, at most %d", len(b), MaxProgram)
	}
	var file struct {
		Version  string `json:"noir_version"`
		Bytecode string `json:"bytecode"`
		ABI      *struct {
			Parameters []struct {
				Name       string  `json:"name"`
				Type       abiType `json:"type"`
				Visibility string  `json:"visibility"`
			} `json:"parameters"`
			Return *struct {
				Type       abiType `json:"abi_type"`
				Visibility string  `json:"visibility"`
			} `json:"return_type"`
		} `json:"abi"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "compiled program: %w", err)
	}
	if file.Version == "" || file.Bytecode == "" || file.ABI == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "no compiled Noir program: expected noir_version, bytecode and abi, as nargo writes them to target/")
	}
	version, _, _ := strings.Cut(file.Version, "+")
	p := &Program{Version: version}
	f := flattener{program: p}
	for _, in := range file.ABI.Parameters {
		switch in.Visibility {
		case "public", "private":
			f.flatten(in.Name, in.Type, in.Visibility == "public", 0)
		default:
			return nil, muster.Errorf(muster.CodeUnsupported, "input %.80q has visibility %.40q: only public and private ones are proven here", in.Name, in.Visibility)
		}
	}
	if r := file.ABI.Return; r != nil {
		if r.Visibility != "public" && r.Visibility != "private" {
			return nil, muster.Errorf(muster.CodeUnsupported, "the return value has visibility %.40q: only public ones are proven here", r.Visibility)
		}
		before := len(p.Public)
		f.flatten("return", r.Type, true, 0)
		p.Returns = len(p.Public) - before
	}
	if f.err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "compiled program: %w", f.err)
	}
	return p, nil
}

// CheckVersion returns CodeUnsupported for a program that can't be executed
// here.
func (p *Program) CheckVersion() error {
	if p.Version == NoirVersion {
		return nil
	}
	return muster.Errorf(muster.CodeUnsupported,
		"the program was compiled by Noir %.60s, this muster executes those of Noir %s: compile it again with nargo %s", p.Version, NoirVersion, NoirVersion)
}

// CheckSunspot returns CodeUnsupported for a program of which a proof by Sunspot
// would say less than it seems to.
func (p *Program) CheckSunspot() error {
	switch {
	case p.Returns > 0:
		return muster.Errorf(muster.CodeUnsupported,
			"the program returns %d values, and Sunspot's public inputs hold none of them: the proof would leave them open. Make them public inputs and assert that they are equal", p.Returns)
	case p.strings:
		// It counts a text as one input, so all behind it would be taken for
		// their neighbours.
		return muster.Errorf(muster.CodeUnsupported, "the program takes a str, which Sunspot counts as one value: its public inputs would be others. Use an array of u8")
	}
	return nil
}

// flattener names the values that an input has.
type flattener struct {
	program *Program
	values  int
	err     error
}

func (f *flattener) flatten(name string, t abiType, public bool, depth int) {
	if f.err != nil {
		return
	}
	if depth > maxNesting {
		f.err = fmt.Errorf("types nested deeper than %d", maxNesting)
		return
	}
	switch t.Kind {
	case "field", "boolean", "integer":
		f.leaf(name, public)
	case "string":
		f.program.strings = true
		f.repeat(t.Length, func(i int) { f.leaf(fmt.Sprintf("%s[%d]", name, i), public) })
	case "array":
		if t.Type == nil {
			f.err = fmt.Errorf("array %.80q of nothing", name)
			return
		}
		f.repeat(t.Length, func(i int) { f.flatten(fmt.Sprintf("%s[%d]", name, i), *t.Type, public, depth+1) })
	case "tuple":
		var fields []abiType
		if f.err = json.Unmarshal(t.Fields, &fields); f.err != nil {
			return
		}
		f.repeat(len(fields), func(i int) { f.flatten(fmt.Sprintf("%s.%d", name, i), fields[i], public, depth+1) })
	case "struct":
		var fields []struct {
			Name string  `json:"name"`
			Type abiType `json:"type"`
		}
		if f.err = json.Unmarshal(t.Fields, &fields); f.err != nil {
			return
		}
		f.repeat(len(fields), func(i int) { f.flatten(name+"."+fields[i].Name, fields[i].Type, public, depth+1) })
	default:
		f.err = fmt.Errorf("input %.80q has a type of unknown kind %.40q", name, t.Kind)
	}
}

// repeat calls do for each of n parts. Parts without any value count too, so
// that an ABI can't say more than can be read.
func (f *flattener) repeat(n int, do func(i int)) {
	if n < 0 || n > maxInputs-f.values {
		f.err = fmt.Errorf("more than %d values", maxInputs)
		return
	}
	for i := 0; i < n && f.err == nil; i++ {
		if f.values++; f.values > maxInputs {
			f.err = fmt.Errorf("more than %d values", maxInputs)
			return
		}
		do(i)
	}
}

func (f *flattener) leaf(name string, public bool) {
	if !public {
		return
	}
	const most = 120
	if len(name) > most {
		name = name[:most] + "…"
	}
	if f.program.Public = append(f.program.Public, name); len(f.program.Public) > proof.MaxPublic {
		f.err = fmt.Errorf("more than %d public inputs", proof.MaxPublic)
	}
}
