package noir

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/muster-zk/muster/backend/node"
)

// The reference string for circuits of up to 2^12 gates: the first points of
// Aztec's Ignition ceremony (2019, 176 participants) as bb has them in its own
// folder. Each g1 is the one before times the ceremony's secret, g2 that of the
// other group; a test checks both.
var (
	//go:embed crs/bn254_g1.dat
	crsG1 []byte
	//go:embed crs/bn254_g2.dat
	crsG2 []byte
	//go:embed prover.mjs
	prover []byte
	//go:embed compile.mjs
	compiler []byte
)

// EmbeddedPoints is how many points of the reference string muster brings.
const EmbeddedPoints = 1 << 12

const (
	g1Name     = "bn254_g1.dat"
	g2Name     = "bn254_g2.dat"
	proverName = "prover.mjs"
	compileMJS = "compile.mjs"
)

var kitFiles = map[string]*[]byte{g1Name: &crsG1, g2Name: &crsG2, proverName: &prover, compileMJS: &compiler}

// kit returns a folder with the files that programs need of this package. It is
// named after their digest and made whole or not at all, so that any number of
// processes may do it at once.
func kit() (string, error) {
	h := sha256.New()
	for _, name := range []string{g1Name, g2Name, proverName, compileMJS} {
		fmt.Fprintf(h, "%s %d\n", name, len(*kitFiles[name]))
		h.Write(*kitFiles[name])
	}
	root, err := node.Root()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "noir-kit-"+hex.EncodeToString(h.Sum(nil)[:6]))
	if kitIsWhole(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("folder for the noir backend: %w", err)
	}
	aside, err := os.MkdirTemp(root, ".kit-")
	if err != nil {
		return "", fmt.Errorf("folder for the noir backend: %w", err)
	}
	defer func() { _ = os.RemoveAll(aside) }() // it is gone when all went well
	for name, b := range kitFiles {
		if err := os.WriteFile(filepath.Join(aside, name), *b, 0o644); err != nil {
			return "", fmt.Errorf("folder for the noir backend: %w", err)
		}
	}
	if err := os.Chmod(aside, 0o755); err != nil {
		return "", fmt.Errorf("folder for the noir backend: %w", err)
	}
	if err := os.Rename(aside, dir); err != nil && !kitIsWhole(dir) {
		// A damaged one makes room.
		err = errors.Join(os.RemoveAll(dir), os.Rename(aside, dir))
		if err != nil && !kitIsWhole(dir) {
			return "", fmt.Errorf("folder for the noir backend: %w", err)
		}
	}
	return dir, nil
}

// kitIsWhole looks at sizes: nobody changes the files, a full disk cuts them.
func kitIsWhole(dir string) bool {
	for name, b := range kitFiles {
		if i, err := os.Stat(filepath.Join(dir, name)); err != nil || i.Size() != int64(len(*b)) {
			return false
		}
	}
	return true
}

// crsFolders are where the reference string is looked for: the kit, the
// configured folder, and last bb's own, which it fills from the network.
func crsFolders(kit, configured string) []string {
	all := []string{kit}
	if configured != "" {
		all = append(all, configured)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return append(all, filepath.Join(home, ".bb-crs"))
}
