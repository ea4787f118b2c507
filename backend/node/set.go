package node

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/muster-zk/muster"
)

// Set is a set of npm packages, pinned by a lock file.
type Set struct {
	Name     string // what `muster backend install` calls it
	Manifest []byte // package.json, with exact versions
	Lock     []byte // package-lock.json
	Bytes    int64  // what it takes on disk, about
}

// Package is a package that a set names itself, its version as pinned.
type Package struct{ Name, Version string }

func (p Package) String() string { return p.Name + " " + p.Version }

// Folder is the name of the set's folder below a root.
func (s Set) Folder() string {
	sum := sha256.Sum256(bytes.Join([][]byte{s.Manifest, s.Lock}, []byte{0}))
	return s.Name + "-" + hex.EncodeToString(sum[:6])
}

// Packages returns the packages that the set names, by name, without what they
// need themselves.
func (s Set) Packages() ([]Package, error) {
	var manifest struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(s.Manifest, &manifest); err != nil {
		return nil, fmt.Errorf("package.json of %s: %w", s.Name, err)
	}
	var all []Package
	for _, name := range slices.Sorted(maps.Keys(manifest.Dependencies)) {
		all = append(all, Package{name, manifest.Dependencies[name]})
	}
	return all, nil
}

// count is how many packages the lock names in all.
func (s Set) count() (int, error) {
	var lock struct {
		Packages map[string]json.RawMessage `json:"packages"`
	}
	if err := json.Unmarshal(s.Lock, &lock); err != nil {
		return 0, fmt.Errorf("package-lock.json of %s: %w", s.Name, err)
	}
	delete(lock.Packages, "") // the set itself
	return len(lock.Packages), nil
}

// Root is where sets are installed when no folder is named: npm in the tools
// folder $MUSTER_TOOLS where that is set, else muster/npm in the user's folder
// for caches.
func Root() (string, error) {
	if tools := os.Getenv("MUSTER_TOOLS"); tools != "" {
		return filepath.Join(tools, "npm"), nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("folder for npm packages: %w", err)
	}
	return filepath.Join(cache, "muster", "npm"), nil
}

// roots are the folders where sets are looked for: Root, and in tests, unless
// $MUSTER_TOOLS says otherwise, the tools folder of the project that the working
// directory is in. Elsewhere nothing is run for lying in a folder that somebody
// has gone to.
func roots() ([]string, error) {
	root, err := Root()
	if err != nil || os.Getenv("MUSTER_TOOLS") != "" || !testing.Testing() {
		return []string{root}, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return []string{root}, nil
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return []string{root, filepath.Join(dir, ".cache", "tools", "bin", "npm")}, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return []string{root}, nil
		}
		dir = parent
	}
}

// Locate returns the folder in which the set is installed: the one that holds
// node_modules. Returns CodeNotFound with the command that installs it.
func (s Set) Locate() (string, error) {
	all, err := roots()
	if err != nil {
		return "", err
	}
	for _, root := range all {
		if dir := filepath.Join(root, s.Folder()); s.check(dir) == nil {
			return dir, nil
		}
	}
	packages, err := s.Packages()
	if err != nil {
		return "", err
	}
	return "", muster.Errorf(muster.CodeNotFound, "the npm packages of %s (%v) are not installed: run `muster backend install %s`", s.Name, packages, s.Name)
}

// check sees that a folder holds the packages in their versions.
func (s Set) check(dir string) error {
	packages, err := s.Packages()
	if err != nil {
		return err
	}
	for _, p := range packages {
		b, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(p.Name), "package.json"))
		if err != nil {
			return err
		}
		var found struct {
			Version string `json:"version"`
		}
		if err := json.Unmarshal(b, &found); err != nil {
			return fmt.Errorf("package.json of %s: %w", p.Name, err)
		}
		if found.Version != p.Version {
			return fmt.Errorf("%s is %s, expected %s", p.Name, found.Version, p.Version)
		}
	}
	return nil
}
