package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
)

// Origin says who made a key pair.
type Origin string

// The origins.
const (
	OriginDevelopment Origin = "development" // made by this program: the maker could forge proofs
	OriginImported    Origin = "imported"    // brought from elsewhere, as a ceremony's keys are
)

// The files of an entry.
const (
	ConstraintsFile  = "circuit.ccs"
	ProvingKeyFile   = "proving.key"
	VerifyingKeyFile = "verifying.key"
	ManifestFile     = "manifest.json"
)

var keyFiles = []string{ConstraintsFile, ProvingKeyFile, VerifyingKeyFile}

// manifestFormat changes when the meaning of a manifest or of its files does.
const manifestFormat = 1

// File is what the manifest knows about one file of the entry.
type File struct {
	Size   int64         `json:"size"` // bytes
	SHA256 muster.Digest `json:"sha256"`
}

// Manifest describes an entry.
type Manifest struct {
	Format       int               `json:"format"`
	Name         string            `json:"name"`
	Recipe       map[string]string `json:"recipe"`
	RecipeDigest muster.Digest     `json:"recipe_digest"`
	System       string            `json:"system"` // "groth16"
	Curve        string            `json:"curve"`  // gnark's name, such as "bn254"
	Circuit      muster.Digest     `json:"circuit"`
	Constraints  int               `json:"constraints"`
	PublicInputs int               `json:"public_inputs"` // without the constant wire
	Commitments  int               `json:"commitments"`
	Origin       Origin            `json:"origin"`
	Created      time.Time         `json:"created"`
	Files        map[string]File   `json:"files"`
}

// Entry is a circuit of the store: its manifest and where its files are.
type Entry struct {
	Manifest
	Dir string
}

// Path returns the place of one of the entry's files.
func (e Entry) Path(file string) string { return filepath.Join(e.Dir, file) }

func (e Entry) curve() (ecc.ID, error) {
	curve, err := ecc.IDFromString(e.Curve)
	if err != nil {
		return ecc.UNKNOWN, fmt.Errorf("%s: curve %q: %w", e.Path(ManifestFile), e.Curve, err)
	}
	return curve, nil
}

// readEntry returns fs.ErrNotExist when there is no such folder and
// ErrDamaged when there is one whose manifest or file sizes are wrong. The
// entry then holds what could be read.
func readEntry(dir string) (Entry, error) {
	e := Entry{Dir: dir}
	if _, err := os.Stat(dir); err != nil {
		return e, err
	}
	path := e.Path(ManifestFile)
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return e, fmt.Errorf("read manifest: %w", err)
	}
	if err == nil {
		err = json.Unmarshal(raw, &e.Manifest)
	}
	if err != nil {
		e.Manifest = Manifest{}
		return e, damaged(e, ManifestFile, err.Error())
	}
	if e.Format != manifestFormat || e.System != "groth16" || e.Files[VerifyingKeyFile].SHA256 != e.Circuit {
		return e, damaged(e, ManifestFile, "it contradicts itself or has another format")
	}
	for _, name := range keyFiles {
		info, err := os.Stat(e.Path(name))
		if errors.Is(err, fs.ErrNotExist) {
			return e, damaged(e, name, "it is missing")
		}
		if err != nil {
			return e, fmt.Errorf("look at key file: %w", err)
		}
		if want := e.Files[name].Size; info.Size() != want {
			return e, damaged(e, name, fmt.Sprintf("it has %d bytes, its manifest says %d", info.Size(), want))
		}
	}
	return e, nil
}

// ErrDamaged is in the chain of every error about an entry whose files are not
// what its manifest says.
var ErrDamaged = errors.New("key files are damaged")

// damaged says which file is wrong, how, and what to do about it.
func damaged(e Entry, file, how string) error {
	remedy := "run the key set-up again, it makes this entry anew"
	switch e.Origin {
	case OriginDevelopment:
	case OriginImported:
		remedy = "put the file back from a copy, or remove the folder and import the keys again"
	default:
		remedy = "remove the folder and run the key set-up again, or import the keys again if they were imported"
	}
	return &muster.Error{
		Code:    muster.CodeState,
		Message: fmt.Sprintf("%s is damaged: %s; %s", e.Path(file), how, remedy),
		Err:     ErrDamaged,
	}
}
