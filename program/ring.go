package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
)

// Definition declares a circuit of a program.
type Definition struct {
	Name string
	// Inner names the circuits whose verifying keys are constants of this one.
	Inner []string
	// Inputs are what the circuit is compiled from beside the inner keys:
	// parameters and a digest of its source.
	Inputs map[string]string
	// Compile builds the constraint system. Inner holds the keys by name.
	Compile func(ctx context.Context, inner map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error)
}

// Definitions declares a program's circuits at a pipeline's parameters, each
// behind those it has inside.
type Definitions func(params map[string]int) ([]Definition, error)

// Options of a Ring.
type Options struct {
	// Make lets the ring make missing development keys when a circuit is first
	// asked for, in Run.
	Make bool
	// Production refuses development keys.
	Production bool
	Logger     *slog.Logger
	// Progress is told about keys being made; nil logs the steps.
	Progress func(circuit string, p keys.Progress)
}

// Ring finds the keys of programs' circuits. It implements the coordinator's
// Circuits.
type Ring struct {
	store    *keys.Store
	programs map[string]Definitions
	opts     Options
	wanted   chan request

	mu    sync.Mutex
	found map[string]muster.CircuitFiles // by program, parameters and name
	files map[muster.Digest]string       // paths of the files of what was found
	doing map[string]string              // keys being made or that can't be: why they are not here
}

type request struct {
	program string
	params  map[string]int
	name    string
}

// NewRing returns a ring over the store for the named programs.
func NewRing(store *keys.Store, programs map[string]Definitions, opts Options) *Ring {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	return &Ring{
		store: store, programs: programs, opts: opts, wanted: make(chan request, 64),
		found: make(map[string]muster.CircuitFiles),
		files: make(map[muster.Digest]string),
		doing: make(map[string]string),
	}
}

// Run makes keys that are asked for and missing, until ctx ends.
func (r *Ring) Run(ctx context.Context) error {
	for {
		select {
		case w := <-r.wanted:
			r.opts.Logger.InfoContext(ctx, "making development keys", "circuit", w.name, "params", w.params)
			err := r.Setup(ctx, w.program, w.params, []string{w.name}, r.progress)
			if ctx.Err() != nil {
				return nil
			}
			r.mu.Lock()
			if err != nil {
				r.opts.Logger.ErrorContext(ctx, "make keys", "circuit", w.name, "error", err)
				r.doing[key(w.program, w.params, w.name)] = "its keys could not be made: " + err.Error()
			} else {
				delete(r.doing, key(w.program, w.params, w.name))
			}
			r.mu.Unlock()
		case <-ctx.Done():
			return nil
		}
	}
}

func (r *Ring) progress(circuit string, p keys.Progress) {
	if r.opts.Progress != nil {
		r.opts.Progress(circuit, p)
	}
}

// Circuit returns the files of a pipeline's circuit. Errors: CodeUnavailable
// while its keys are missing or being made, CodeUnsupported where the program
// has no such circuit or its keys may not be used.
func (r *Ring) Circuit(_ context.Context, p *pipeline.Pipeline, params map[string]int, name string) (muster.CircuitFiles, error) {
	k := key(p.Program, params, name)
	r.mu.Lock()
	files, ok := r.found[k]
	r.mu.Unlock()
	if ok {
		return files, nil
	}
	entry, err := r.lookup(p.Program, params, name)
	if errors.Is(err, muster.ErrNotFound) || errors.Is(err, keys.ErrDamaged) {
		return muster.CircuitFiles{}, r.missing(request{p.Program, params, name}, err)
	}
	if err != nil {
		return muster.CircuitFiles{}, err
	}
	if r.opts.Production && entry.Origin == keys.OriginDevelopment {
		return muster.CircuitFiles{}, muster.Errorf(muster.CodeUnsupported,
			"circuit %s has development keys only, which --production refuses; import a ceremony's with `muster keys import`", name)
	}
	files = FilesOf(entry)
	files.Name = name
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found[k] = files
	for _, f := range []string{keys.ConstraintsFile, keys.ProvingKeyFile, keys.VerifyingKeyFile} {
		r.files[entry.Files[f].SHA256] = entry.Path(f)
	}
	return files, nil
}

// missing asks for keys to be made, where that is allowed, and says so.
func (r *Ring) missing(w request, why error) error {
	if !r.opts.Make || r.opts.Production {
		return muster.Errorf(muster.CodeUnavailable, "the keys of circuit %s are not usable here (%w); make them with `muster keys setup --circuits %s`, or import a ceremony's", w.name, why, w.name)
	}
	k := key(w.program, w.params, w.name)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.doing[k] == "" {
		select {
		case r.wanted <- w:
			r.doing[k] = "its keys are being made"
		default:
			return muster.Errorf(muster.CodeUnavailable, "circuit %s: too many keys wait to be made", w.name)
		}
	}
	return muster.Errorf(muster.CodeUnavailable, "circuit %s: %s", w.name, r.doing[k])
}

// Setup makes the development keys of the named circuits, and of those they
// have inside, where they are missing. No names are all the circuits.
func (r *Ring) Setup(ctx context.Context, program string, params map[string]int, names []string, progress func(circuit string, p keys.Progress)) error {
	defs, err := r.definitions(program, params)
	if err != nil {
		return err
	}
	want := make(map[string]bool)
	for i := len(defs) - 1; i >= 0; i-- {
		if len(names) == 0 || want[defs[i].Name] || slices.Contains(names, defs[i].Name) {
			want[defs[i].Name] = true
			for _, in := range defs[i].Inner {
				want[in] = true
			}
		}
	}
	for _, n := range names {
		if !want[n] {
			return unknown(defs, program, n)
		}
	}
	entries := make(map[string]keys.Entry)
	for _, d := range defs {
		if !want[d.Name] {
			continue
		}
		recipe, err := recipeOf(d, entries)
		if err != nil {
			return err
		}
		compile := func() (constraint.ConstraintSystem, error) {
			inner := make(map[string]groth16.VerifyingKey)
			for _, in := range d.Inner {
				if inner[in], err = entries[in].LoadVerifying(ctx); err != nil {
					return nil, fmt.Errorf("load the key of %s: %w", in, err)
				}
			}
			return d.Compile(ctx, inner)
		}
		entry, err := r.store.Setup(ctx, recipe, compile, func(p keys.Progress) { progress(d.Name, p) })
		if err != nil {
			return fmt.Errorf("keys of %s: %w", d.Name, err)
		}
		entries[d.Name] = entry
	}
	return nil
}

// Lookup returns the entry of a circuit, or ErrNotFound.
func (r *Ring) Lookup(program string, params map[string]int, name string) (keys.Entry, error) {
	return r.lookup(program, params, name)
}

// Recipe returns the recipe of a circuit, whose inner circuits need to have
// their keys, for importing a ceremony's.
func (r *Ring) Recipe(program string, params map[string]int, name string) (keys.Recipe, error) {
	defs, err := r.definitions(program, params)
	if err != nil {
		return keys.Recipe{}, err
	}
	entries := make(map[string]keys.Entry)
	for _, d := range defs {
		recipe, err := recipeOf(d, entries)
		if err != nil {
			if d.Name == name {
				return keys.Recipe{}, err
			}
			continue
		}
		if d.Name == name {
			return recipe, nil
		}
		if e, err := r.store.Lookup(recipe); err == nil {
			entries[d.Name] = e
		}
	}
	return keys.Recipe{}, unknown(defs, program, name)
}

func (r *Ring) lookup(program string, params map[string]int, name string) (keys.Entry, error) {
	recipe, err := r.Recipe(program, params, name)
	if err != nil {
		return keys.Entry{}, err
	}
	return r.store.Lookup(recipe)
}

func (r *Ring) definitions(program string, params map[string]int) ([]Definition, error) {
	of, ok := r.programs[program]
	if !ok {
		return nil, muster.Errorf(muster.CodeUnsupported, "program %s has no circuits of its own here; rehearse it with --mock-prover", program)
	}
	return of(params)
}

func unknown(defs []Definition, program, name string) error {
	known := make([]string, len(defs))
	for i, d := range defs {
		known[i] = d.Name
	}
	return muster.InvalidField("circuit", "one of "+strings.Join(known, ", ")+" of program "+program, name)
}

// recipeOf returns ErrNotFound when an inner circuit has no entry.
func recipeOf(d Definition, entries map[string]keys.Entry) (keys.Recipe, error) {
	inputs := make(map[string]string, len(d.Inputs)+len(d.Inner))
	for k, v := range d.Inputs {
		inputs[k] = v
	}
	for _, in := range d.Inner {
		e, ok := entries[in]
		if !ok {
			return keys.Recipe{}, muster.Errorf(muster.CodeNotFound, "circuit %s has the key of %s inside, which is not there", d.Name, in)
		}
		inputs["inner "+in] = e.Circuit.String()
	}
	return keys.Recipe{Name: d.Name, Inputs: inputs}, nil
}

// Open streams a file of a circuit in the store by its digest, or returns
// ErrNotFound.
func (r *Ring) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	path, ok := r.Path(a.Digest)
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no circuit here has a file %s", a.Digest)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open circuit file: %w", err)
	}
	return f, nil
}

// Path returns where the file of a circuit in the store lies, by digest.
func (r *Ring) Path(d muster.Digest) (string, bool) {
	r.mu.Lock()
	path, ok := r.files[d]
	r.mu.Unlock()
	if ok {
		return path, true
	}
	// After a restart, files of circuits that nobody asked for yet.
	entries, err := r.store.List()
	if err != nil {
		return "", false
	}
	for _, e := range entries {
		for name, f := range e.Files {
			if f.SHA256 == d {
				return e.Path(name), true
			}
		}
	}
	return "", false
}

// VerifyingKey returns a circuit's verifying key as the store writes it, with
// its curve, or ErrNotFound.
func (r *Ring) VerifyingKey(_ context.Context, circuit muster.Digest) (curve string, vk []byte, err error) {
	e, err := r.store.Get(circuit)
	if err != nil {
		return "", nil, err
	}
	b, err := os.ReadFile(e.Path(keys.VerifyingKeyFile))
	if err != nil {
		return "", nil, fmt.Errorf("read verifying key: %w", err)
	}
	if muster.DigestOf(b) != circuit {
		return "", nil, fmt.Errorf("verifying key %s: %w", e.Path(keys.VerifyingKeyFile), keys.ErrDamaged)
	}
	return e.Curve, b, nil
}

// FilesOf names an entry's files.
func FilesOf(e keys.Entry) muster.CircuitFiles {
	artifact := func(file string) muster.Artifact {
		return muster.Artifact{Digest: e.Files[file].SHA256, Size: e.Files[file].Size}
	}
	return muster.CircuitFiles{
		Name: e.Name, System: e.System, Curve: e.Curve, Constraints: e.Constraints,
		ConstraintSystem: artifact(keys.ConstraintsFile),
		ProvingKey:       artifact(keys.ProvingKeyFile),
		VerifyingKey:     artifact(keys.VerifyingKeyFile),
	}
}

// key is the name under which a circuit is remembered.
func key(program string, params map[string]int, name string) string {
	b, err := json.Marshal(params) // keys are sorted
	if err != nil {
		return program + "/" + name
	}
	return program + string(b) + name
}
