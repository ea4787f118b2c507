package noir

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

const (
	// mostCircuits is how many stay decoded; each has the names of its public
	// inputs.
	mostCircuits = 256
	// maxKey is the most bytes a verifying key may have.
	maxKey = 16 << 20
)

// circuit is what a job's files say of its circuit.
type circuit struct {
	program   *Program
	public    int // by the key
	proofSize int
	verifier  muster.Verifier // nil where the tool has verified
	files     muster.CircuitFiles
}

// circuits reads and keeps them.
type circuits struct {
	keys muster.KeySource
	open func(c *circuit, s muster.Statement, key []byte) error

	mu   sync.Mutex
	kept map[identity]*circuit
}

// identity is all that a circuit's check depends on.
type identity struct {
	program, key muster.Digest
	system       string
}

func newCircuits(keys muster.KeySource, open func(*circuit, muster.Statement, []byte) error) *circuits {
	return &circuits{keys: keys, open: open, kept: make(map[identity]*circuit)}
}

// get returns the circuit of a job, compared with the job's statement.
func (all *circuits) get(ctx context.Context, job muster.Job) (*circuit, error) {
	s, files := job.Statement, job.Circuit
	switch {
	case s.System != files.System || s.Curve != files.Curve:
		return nil, fmt.Errorf("statement is on %.40q %.40q, circuit %s on %.40q %.40q", s.System, s.Curve, files.Name, files.System, files.Curve)
	case s.Circuit != files.VerifyingKey.Digest:
		return nil, fmt.Errorf("statement is about circuit %s, the job's files are of %s", s.Circuit.Short(), files.VerifyingKey.Digest.Short())
	case s.Curve != ultrahonk.Curve:
		return nil, fmt.Errorf("circuit %s is on %.40q: Noir programs are proven on %s", files.Name, s.Curve, ultrahonk.Curve)
	case files.Program.IsZero():
		return nil, fmt.Errorf("circuit %s has no compiled program: register it with --noir", files.Name)
	case all.keys == nil:
		return nil, fmt.Errorf("nothing here gives the files of circuit %s", files.Name)
	}
	id := identity{files.Program.Digest, s.Circuit, s.System}
	all.mu.Lock()
	c := all.kept[id]
	all.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c = &circuit{files: files}
	b, err := all.read(ctx, files.Program, MaxProgram)
	if err != nil {
		return nil, fmt.Errorf("program of circuit %s: %w", files.Name, err)
	}
	if c.program, err = DecodeProgram(b); err != nil {
		return nil, fmt.Errorf("circuit %s: %w", files.Name, err)
	}
	if err := c.program.CheckVersion(); err != nil {
		return nil, fmt.Errorf("circuit %s: %w", files.Name, err)
	}
	if b, err = all.read(ctx, files.VerifyingKey, maxKey); err != nil {
		return nil, fmt.Errorf("verifying key of circuit %s: %w", files.Name, err)
	}
	if err := all.open(c, s, b); err != nil {
		return nil, fmt.Errorf("circuit %s: %w", files.Name, err)
	}
	if c.public != len(c.program.Public) {
		return nil, fmt.Errorf("the program of circuit %s has %d public inputs, its verifying key %s has %d: they are of two circuits",
			files.Name, len(c.program.Public), s.Circuit.Short(), c.public)
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	for other := range all.kept {
		if len(all.kept) < mostCircuits {
			break
		}
		delete(all.kept, other)
	}
	all.kept[id] = c
	return c, nil
}

func (all *circuits) read(ctx context.Context, a muster.Artifact, most int64) ([]byte, error) {
	if a.Size > most {
		return nil, fmt.Errorf("%d bytes, at most %d", a.Size, most)
	}
	r, err := all.keys.Open(ctx, a)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // only read from
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("more than %d bytes", most)
	}
	return b, nil
}

// openUltraHonk reads bb's key.
func openUltraHonk(c *circuit, s muster.Statement, key []byte) error {
	if s.System != ultrahonk.System {
		return fmt.Errorf("proofs of %.40q are not made here, only those of %s", s.System, ultrahonk.System)
	}
	k, err := ultrahonk.DecodeKey(key)
	if err != nil {
		return fmt.Errorf("verifying key: %w", err)
	}
	c.public, c.proofSize = k.Public, k.ProofSize()
	return nil
}

// compare sees that what was proven is the statement. Public is a public witness.
func (c *circuit) compare(job muster.Job, public []byte) error {
	proven, err := publicOf(job.Statement.System, public)
	if err != nil {
		return fmt.Errorf("public inputs that the prover wrote: %w", err)
	}
	if bytes.Equal(proven, job.Statement.Public) {
		return nil
	}
	got, err := proof.DecodePublic(ecc.BN254, proven)
	if err != nil {
		return fmt.Errorf("public inputs that the prover wrote: %w", err)
	}
	want, err := proof.DecodePublic(ecc.BN254, job.Statement.Public)
	if err != nil {
		return fmt.Errorf("public inputs of the statement: %w", err)
	}
	if len(got) != len(want) {
		return fmt.Errorf("the statement has %d public inputs, program %s has %d", len(want), c.files.Name, len(got))
	}
	for i := range got {
		if got[i].Cmp(want[i]) != 0 {
			return fmt.Errorf("public input %s is %s by the statement and %s by the inputs of the slice", c.program.Public[i], short(want[i]), short(got[i]))
		}
	}
	return errors.New("the statement's public inputs are not encoded as a public witness")
}

func short(v *big.Int) string { return fmt.Sprintf("%#x", v) }

// publicOf turns what a tool wrote into a public witness: Sunspot's is one, bb
// writes the numbers alone.
func publicOf(system string, b []byte) ([]byte, error) {
	if system != ultrahonk.System {
		return b, nil
	}
	const word = 32
	if len(b)%word != 0 {
		return nil, fmt.Errorf("%d bytes, expected a multiple of %d", len(b), word)
	}
	values := make([]*big.Int, 0, len(b)/word)
	for i := 0; i < len(b); i += word {
		values = append(values, new(big.Int).SetBytes(b[i:i+word]))
	}
	return proof.EncodePublic(ecc.BN254, values)
}
