package noir

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/backend/node"
)

// Options of New and NewSunspot.
type Options struct {
	// Keys gives the circuits' files.
	Keys muster.KeySource
	// Tool is the path of bb or of sunspot; empty: BB or SunspotPath finds it.
	Tool string
	// CRS is a folder with bn254_g1.dat and bn254_g2.dat for circuits of more than
	// EmbeddedPoints gates; empty: what $MUSTER_NOIR_CRS names. Without one bb
	// fetches what it needs.
	CRS string
	// Threads of bb or sunspot for one proof; 0: all processors.
	Threads int
	// Processes of Node.js that stay between jobs; 0 means 1. More jobs at once
	// than that wait for each other.
	Processes int
	// Dir is where the jobs' folders are made; empty means the system's folder
	// for temporary files.
	Dir string
	// Limits of each job. Those of memory hold for the process of Node.js too,
	// which takes some 400 MB.
	Limits exec.Limits
	// Log is told what the programs say; nil discards.
	Log *slog.Logger
}

// Backend implements muster.Backend. It is safe for concurrent use.
type Backend struct {
	name     string
	programs *exec.Backend
	circuits *circuits
	finish   func(ctx context.Context, job muster.Job, c *circuit, proof []byte) error
}

var _ muster.Backend = (*Backend)(nil)

// New returns the backend "noir", which makes UltraHonk proofs. Returns
// CodeNotFound where Node.js, the npm packages or bb are missing, saying what to
// install.
func New(ctx context.Context, opts Options) (*Backend, error) {
	if opts.Tool == "" {
		var err error
		if opts.Tool, err = BB(); err != nil {
			return nil, err
		}
	}
	b, err := open(ctx, opts, "noir", "ultrahonk")
	if err != nil {
		return nil, err
	}
	b.circuits = newCircuits(opts.Keys, openUltraHonk)
	b.finish = func(context.Context, muster.Job, *circuit, []byte) error { return nil } // bb has verified
	return b, nil
}

// open starts what both backends have in common.
func open(ctx context.Context, opts Options, name, prover string) (*Backend, error) {
	js, err := node.Find(ctx)
	if err != nil {
		return nil, err
	}
	modules, err := Packages.Locate()
	if err != nil {
		return nil, err
	}
	dir, err := kit()
	if err != nil {
		return nil, err
	}
	if opts.CRS == "" {
		opts.CRS = os.Getenv("MUSTER_NOIR_CRS")
	}
	if opts.Processes == 0 {
		opts.Processes = 1
	}
	parameters := map[string]string{"prover": prover, "tool": opts.Tool, "modules": modules, "crs": strings.Join(crsFolders(dir, opts.CRS), "\n")}
	if opts.Threads > 0 {
		parameters["threads"] = fmt.Sprint(opts.Threads)
	}
	programs, err := exec.New(exec.Options{
		Name: name, Command: []string{js.Path, filepath.Join(dir, proverName)}, Parameters: parameters, Keys: opts.Keys,
		Dir: opts.Dir, Limits: opts.Limits, Log: opts.Log,
		Warm: exec.Warm{Processes: opts.Processes, Idle: 10 * time.Minute, Memory: 2 << 30},
	})
	if err != nil {
		return nil, err
	}
	return &Backend{name: name, programs: programs}, nil
}

// Name implements muster.Backend.
func (b *Backend) Name() string { return b.name }

// Resident implements muster.Backend: bb and sunspot load their keys anew.
func (*Backend) Resident() []muster.Digest { return nil }

// Close ends the processes that stay between jobs.
func (b *Backend) Close() error { return b.programs.Close() }

// Run implements muster.Backend.
func (b *Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := b.circuits.get(ctx, job)
	if err != nil {
		return nil, classified(ctx, err)
	}
	if job.Slice, err = exact(job.Slice); err != nil {
		return nil, deterministic(err)
	}
	told := report
	if report != nil {
		// The proof is looked at after the program has ended.
		told = func(percent int, message string) {
			if percent < 100 {
				report(percent, message)
			}
		}
	}
	out, err := b.programs.Run(ctx, job, told)
	if err != nil {
		return nil, err
	}
	public, proof, err := split(out)
	if err == nil {
		err = c.compare(job, public)
	}
	if err == nil && len(proof) != c.proofSize {
		err = fmt.Errorf("the proof has %d bytes, expected %d", len(proof), c.proofSize)
	}
	if err == nil {
		err = b.finish(ctx, job, c, proof)
	}
	if err != nil {
		return nil, classified(ctx, err)
	}
	if report != nil {
		report(100, "proven")
	}
	return proof, nil
}

// split takes the prover's output apart.
func split(out []byte) (public, proof []byte, err error) {
	const head = 4
	if len(out) < head {
		return nil, nil, fmt.Errorf("the prover wrote %d bytes, expected %d and more", len(out), head)
	}
	n := int64(binary.BigEndian.Uint32(out))
	if n > int64(len(out)-head) {
		return nil, nil, fmt.Errorf("the prover wrote %d bytes and says that %d of them are public inputs", len(out), n)
	}
	return out[head : head+n], out[head+n:], nil
}

func deterministic(err error) error {
	return &muster.JobError{Class: muster.FailDeterministic, Err: err}
}

// classified gives an error its class: what could not be fetched may be there
// the next time, all else would be the same again.
func classified(ctx context.Context, err error) error {
	var f *muster.JobError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &f):
		return err
	case muster.CodeOf(err) == muster.CodeUnavailable:
		return &muster.JobError{Class: muster.FailTransient, Err: err}
	}
	return deterministic(err)
}
