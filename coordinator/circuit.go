package coordinator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Circuits that users register.

// CircuitChecker knows proof systems, which the coordinator does not.
type CircuitChecker interface {
	// Verifies returns CodeUnsupported for a proof system that is not verified
	// here, saying what to do about it.
	Verifies(system string) error
	// Check reads the stored files of a circuit that is to be registered and
	// returns it with what they say of it. Errors: CodeInvalid for files that
	// can't be read or do not belong together, naming both sides.
	Check(ctx context.Context, c muster.Circuit) (muster.Circuit, error)
}

// BuiltIn is a circuit that every pipeline may name and that has no files.
type BuiltIn struct {
	Files muster.CircuitFiles
	Key   []byte // stands where others have a verifying key: the bytes of Files.VerifyingKey
}

const (
	defaultCircuitFiles = 4 << 30
	// circuitUpload is how long the URL of an upload takes a circuit's file.
	circuitUpload = 6 * time.Hour
	mostCircuits  = 10_000 // registered ones, all versions
	mostRelease   = 64     // bytes of a release's name
)

// UploadCircuitFile returns what takes a file of a circuit that is to be
// registered; nothing of one that a registered circuit has. CodeTooLarge over
// the limit.
func (c *Coordinator) UploadCircuitFile(ctx context.Context, a muster.Artifact) (muster.Upload, error) {
	if err := c.canRegister(); err != nil {
		return muster.Upload{}, err
	}
	if a.IsZero() {
		return muster.Upload{}, muster.InvalidField("digest", "the SHA-256 of the file", "")
	}
	if err := c.checkCircuitFile("size", a); err != nil {
		return muster.Upload{}, err
	}
	if here, err := c.fileOfRegistered(ctx, a.Digest); err != nil {
		return muster.Upload{}, err
	} else if here { // which keeps it
		if found, err := c.cfg.Artifacts.Stat(ctx, a.Digest); err == nil && found == a {
			return muster.Upload{}, nil
		}
	}
	upload, err := c.cfg.Artifacts.SignPut(ctx, a, c.now().Add(circuitUpload))
	if err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload of circuit file: %w", err)
	}
	return upload, nil
}

func (c *Coordinator) canRegister() error {
	if c.cfg.CircuitChecker == nil {
		return muster.Errorf(muster.CodeUnsupported, "no circuits can be registered here")
	}
	return nil
}

func (c *Coordinator) checkCircuitFile(field string, a muster.Artifact) error {
	switch {
	case a.Size <= 0:
		return muster.InvalidField(field, "the size of the file in bytes", fmt.Sprint(a.Size))
	case a.Size > c.cfg.CircuitFileLimit:
		return muster.Errorf(muster.CodeTooLarge, "%s: %d bytes, at most %d are taken of a circuit's file", field, a.Size, c.cfg.CircuitFileLimit)
	}
	return nil
}

// circuitFile is a file of a circuit with what it is called.
type circuitFile struct {
	field string
	*muster.Artifact
}

func filesOf(c *muster.CircuitFiles) []circuitFile {
	return []circuitFile{
		{"verifying_key", &c.VerifyingKey}, {"proving_key", &c.ProvingKey},
		{"constraint_system", &c.ConstraintSystem}, {"program", &c.Program},
	}
}

// RegisterCircuit registers a circuit whose files are uploaded, and reports
// whether it is new: the same one again is returned as it is stored. Public
// inputs that are not told are taken from the key. Errors: CodeNotFound for a
// file that is not there, CodeInvalid for files that do not belong together,
// CodeUnsupported for a proof system that is not verified here, CodeConflict for
// a version that is registered with other files, and for a verifying key that is
// registered for another system or curve.
func (c *Coordinator) RegisterCircuit(ctx context.Context, circuit muster.Circuit) (muster.Circuit, bool, error) {
	if err := c.canRegister(); err != nil {
		return muster.Circuit{}, false, err
	}
	if err := checkCircuitNames(circuit); err != nil {
		return muster.Circuit{}, false, err
	}
	if err := c.cfg.CircuitChecker.Verifies(circuit.System); err != nil {
		return muster.Circuit{}, false, err
	}
	for _, f := range filesOf(&circuit.CircuitFiles) {
		if err := c.findCircuitFile(ctx, f); err != nil {
			return muster.Circuit{}, false, err
		}
	}
	if err := c.checkRoom(ctx, circuit); err != nil {
		return muster.Circuit{}, false, err
	}
	checked, err := c.cfg.CircuitChecker.Check(ctx, circuit)
	if err != nil {
		return muster.Circuit{}, false, fmt.Errorf("circuit %s@%s: %w", circuit.Name, circuit.Version, err)
	}
	stored, created, err := c.cfg.Store.CircuitInsert(ctx, muster.CircuitInsertParams{Circuit: checked, Now: c.now()})
	if err != nil {
		return muster.Circuit{}, false, fmt.Errorf("register circuit: %w", err)
	}
	if created {
		c.log.InfoContext(ctx, "circuit registered", "circuit", stored.Name, "version", stored.Version, "system", stored.System,
			"kind", stored.Kind, "key", stored.VerifyingKey.Digest.Short())
		c.prepares.ring()
	}
	// A collection that began before does not know that the files are in use.
	for _, f := range filesOf(&stored.CircuitFiles) {
		if f.IsZero() {
			continue
		}
		if _, err := c.cfg.Artifacts.Stat(ctx, f.Digest); err != nil {
			return muster.Circuit{}, false, fmt.Errorf("circuit %s@%s, %s: upload it again: %w", stored.Name, stored.Version, f.field, err)
		}
	}
	return stored, created, nil
}

func checkCircuitNames(c muster.Circuit) error {
	const rule = "a name of lower-case letters, digits, '_' and '-', beginning with a letter, at most 64 long"
	switch {
	case !pipeline.ValidName(c.Name):
		return muster.InvalidField("name", rule, c.Name)
	case c.Name == pipeline.CircuitSet:
		return muster.InvalidField("name", "another name, since "+c.Name+" is built in", c.Name)
	case !pipeline.ValidName(c.Kind):
		return muster.InvalidField("kind", "how the circuit is written, which is its backend's name, such as gnark or circom", c.Kind)
	case len(c.Release) > mostRelease:
		return muster.InvalidField("release", fmt.Sprintf("at most %d bytes", mostRelease), c.Release)
	case c.Public < 0 || c.Constraints < 0:
		return muster.InvalidField("public", "numbers of public inputs and constraints from 0 up", fmt.Sprint(c.Public))
	}
	_, err := muster.CircuitVersion(c.Version)
	return err
}

// findCircuitFile looks whether a file was uploaded, and takes its size from
// the store where it was not told.
func (c *Coordinator) findCircuitFile(ctx context.Context, f circuitFile) error {
	if f.IsZero() {
		if f.field == "verifying_key" {
			return muster.InvalidField(f.field, "the digest of the file", "")
		}
		if f.Size != 0 {
			return muster.InvalidField(f.field+".digest", "the SHA-256 of the file", "")
		}
		return nil
	}
	if f.Size > 0 {
		if err := c.checkCircuitFile(f.field, *f.Artifact); err != nil {
			return err
		}
		err := c.cfg.Artifacts.Finish(ctx, *f.Artifact)
		if err != nil && !errors.Is(err, muster.ErrNotFound) {
			return fmt.Errorf("%s: %w", f.field, err)
		}
	}
	found, err := c.cfg.Artifacts.Stat(ctx, f.Digest)
	switch {
	case errors.Is(err, muster.ErrNotFound):
		return muster.Errorf(muster.CodeNotFound, "%s: no file %s was uploaded", f.field, f.Digest)
	case err != nil:
		return fmt.Errorf("%s: %w", f.field, err)
	case f.Size != 0 && f.Size != found.Size:
		return muster.InvalidField(f.field+".size", fmt.Sprintf("the %d bytes of file %s", found.Size, f.Digest.Short()), fmt.Sprint(f.Size))
	}
	f.Size = found.Size
	return c.checkCircuitFile(f.field, *f.Artifact)
}

// checkRoom refuses a circuit that would be one too many.
func (c *Coordinator) checkRoom(ctx context.Context, circuit muster.Circuit) error {
	all, err := c.cfg.Store.CircuitList(ctx)
	if err != nil {
		return fmt.Errorf("list circuits: %w", err)
	}
	here := func(o muster.Circuit) bool { return o.Name == circuit.Name && o.Version == circuit.Version }
	if len(all) >= mostCircuits && !slices.ContainsFunc(all, here) {
		return muster.Errorf(muster.CodeExhausted, "%d circuits are registered, all that are kept", len(all))
	}
	return nil
}

// Circuits lists the registered circuits, by name and version.
func (c *Coordinator) Circuits(ctx context.Context) ([]muster.Circuit, error) {
	return c.cfg.Store.CircuitList(ctx)
}

// Circuit returns a registered circuit; of an empty version, the newest that is
// not retired. Returns ErrNotFound.
func (c *Coordinator) Circuit(ctx context.Context, name, version string) (muster.Circuit, error) {
	return c.cfg.Store.CircuitGet(ctx, name, version)
}

// RetireCircuit takes a version out of the choice for new batches. Returns
// ErrNotFound.
func (c *Coordinator) RetireCircuit(ctx context.Context, name, version string) (muster.Circuit, error) {
	retired, err := c.cfg.Store.CircuitRetire(ctx, muster.CircuitRetireParams{Name: name, Version: version, Now: c.now()})
	if err != nil {
		return muster.Circuit{}, fmt.Errorf("retire circuit: %w", err)
	}
	c.log.InfoContext(ctx, "circuit retired", "circuit", retired.Name, "version", retired.Version)
	return retired, nil
}
