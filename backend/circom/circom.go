package circom

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strconv"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// Name is what a pipeline's stage calls this backend.
const Name = "circom"

//go:embed prove.js
var program string

// Options of New.
type Options struct {
	Keys muster.KeySource // gives the circuits' files
	// Processes are kept between jobs, at most so many, and so many jobs run at
	// once; 0: each job has a process of its own.
	Processes int
	// Threads of each process; 0: all processors, shared out among the
	// processes.
	Threads int
	// KeepBytes are how many bytes of keys a process keeps; 0: 2 GiB. A key that
	// has more is read from its file each time.
	KeepBytes int64
	Limits    exec.Limits // of each job; memory at least 128 MiB
	Dir       string      // where jobs have their directories; empty: the system's
	Log       *slog.Logger
}

const (
	keep = 2 << 30
	// maxKey is the most bytes of a verifying key.
	maxKey = 64 << 20
	// leastMemory is what Node.js needs to begin with. With less it may hang
	// rather than fail.
	leastMemory = 128 << 20
)

// Backend implements muster.Backend. It is safe for concurrent use.
type Backend struct {
	prover   *exec.Backend
	keys     *registry
	verifier muster.Verifier
}

var _ muster.Backend = (*Backend)(nil)

// New returns a backend. Returns CodeNotFound, saying what to do, where Node.js
// or the packages are not installed.
func New(ctx context.Context, o Options) (*Backend, error) {
	n, err := node.Find(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := Packages.Locate()
	if err != nil {
		return nil, err
	}
	if o.Threads == 0 {
		o.Threads = max(1, runtime.GOMAXPROCS(0)/max(1, o.Processes))
	}
	if o.KeepBytes == 0 {
		o.KeepBytes = keep
	}
	if o.Keys == nil || o.Threads < 0 || o.KeepBytes < 0 {
		return nil, muster.InvalidField("options", "a source of keys and nothing negative", fmt.Sprintf("%d threads, %d bytes", o.Threads, o.KeepBytes))
	}
	if m := o.Limits.Memory; m != 0 && m < leastMemory {
		return nil, muster.InvalidField("limits.memory", fmt.Sprintf("at least %d, which Node.js takes", leastMemory), strconv.FormatInt(m, 10))
	}
	prover, err := exec.New(exec.Options{
		Name:    Name,
		Command: []string{n.Path, "-e", program, folder, strconv.Itoa(o.Threads), strconv.FormatInt(o.KeepBytes, 10)},
		Keys:    o.Keys, Limits: o.Limits, Dir: o.Dir, Log: o.Log,
		Warm: exec.Warm{Processes: o.Processes},
	})
	if err != nil {
		return nil, err
	}
	keys := &registry{source: o.Keys}
	return &Backend{prover: prover, keys: keys, verifier: groth16.New(keys)}, nil
}

// Name implements muster.Backend.
func (b *Backend) Name() string { return Name }

// Resident implements muster.Backend.
func (b *Backend) Resident() []muster.Digest { return b.prover.Resident() }

// Close ends the processes.
func (b *Backend) Close() error { return b.prover.Close() }

// Run implements muster.Backend.
func (b *Backend) Run(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error) {
	if progress == nil {
		progress = func(int, string) {}
	}
	if s := job.Statement; s.System != groth16.System || s.Curve != ecc.BN254.String() || s.Target != "" && s.Target != muster.TargetSolidity {
		return nil, deterministic(fmt.Errorf("snarkjs proves groth16 on bn254, the statement is of %s on %s for target %q", s.System, s.Curve, s.Target))
	}
	if k := job.Circuit.VerifyingKey.Digest; k != job.Statement.Circuit {
		return nil, deterministic(fmt.Errorf("the statement is of circuit %s, the circuit's verifying key is %s", job.Statement.Circuit, k))
	}
	// The last percent is what happens here. exec never calls from two
	// goroutines at once, nor after it has returned.
	made, err := b.prover.Run(ctx, job, func(percent int, message string) {
		progress(min(percent, 99), message)
	})
	if err != nil {
		return nil, err
	}
	out, err := b.finish(ctx, job, made)
	if err != nil {
		return nil, err
	}
	progress(100, "proven")
	return out, nil
}

// finish turns what snarkjs wrote into the job's output.
func (b *Backend) finish(ctx context.Context, job muster.Job, made []byte) ([]byte, error) {
	var files struct {
		Proof  json.RawMessage `json:"proof"`
		Public json.RawMessage `json:"public"`
	}
	if err := json.Unmarshal(made, &files); err != nil {
		return nil, deterministic(fmt.Errorf("what snarkjs wrote: %w", err))
	}
	public, err := snarkjs.ParsePublic(files.Public)
	if err != nil {
		return nil, deterministic(err)
	}
	if err := samePublic(job.Statement.Public, public); err != nil {
		return nil, deterministic(err)
	}
	parsed, err := snarkjs.ParseProof(files.Proof)
	if err != nil {
		return nil, deterministic(err)
	}
	out, err := parsed.Encode()
	if err != nil {
		return nil, deterministic(err)
	}
	b.keys.files.Store(job.Statement.Circuit, job.Circuit.VerifyingKey)
	if err := b.verifier.Verify(ctx, job.Statement, out); err != nil {
		if ended := ctx.Err(); ended != nil {
			return nil, ended
		}
		code := muster.CodeOf(err)
		if code == muster.CodeInvalidProof {
			return nil, deterministic(fmt.Errorf("what snarkjs proved does not hold: the circuit's wasm, or the witness, and its zkey %s are not of one circuit: %w", job.Circuit.ProvingKey.Digest.Short(), err))
		}
		if code == muster.CodeInvalid {
			return nil, deterministic(fmt.Errorf("the statement and the circuit's verifying key: %w", err))
		}
		return nil, &muster.JobError{Class: muster.FailTransient, Err: fmt.Errorf("verify what snarkjs proved: %w", err)}
	}
	return out, nil
}

// samePublic compares the statement's public inputs with the witness's.
func samePublic(stated, made []byte) error {
	want, err := proof.DecodePublic(ecc.BN254, stated)
	if err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	got, err := proof.DecodePublic(ecc.BN254, made)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	if len(want) != len(got) {
		return fmt.Errorf("the statement has %d public signals, the circuit %d (its outputs first, then its public inputs)", len(want), len(got))
	}
	for i := range want {
		if want[i].Cmp(got[i]) != 0 {
			return fmt.Errorf("public signal %d is %s in the statement and %s in the witness", i, want[i], got[i])
		}
	}
	return nil
}

func deterministic(err error) error {
	return &muster.JobError{Class: muster.FailDeterministic, Err: err}
}

// registry finds verifying keys among the files of the circuits that were met.
type registry struct {
	source muster.KeySource
	files  sync.Map // muster.Digest to muster.Artifact
}

// VerifyingKey implements proof.VerifyingKeys.
func (r *registry) VerifyingKey(ctx context.Context, circuit muster.Digest) (string, []byte, error) {
	file, ok := r.files.Load(circuit)
	if !ok {
		return "", nil, muster.Errorf(muster.CodeNotFound, "no circuit %s", circuit)
	}
	in, err := r.source.Open(ctx, file.(muster.Artifact))
	if err != nil {
		return "", nil, err
	}
	b, err := io.ReadAll(io.LimitReader(in, maxKey+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return "", nil, err
	}
	if len(b) > maxKey {
		return "", nil, muster.Errorf(muster.CodeTooLarge, "verifying key of circuit %s: more than %d bytes", circuit, maxKey)
	}
	return ecc.BN254.String(), b, nil
}
