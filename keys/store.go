package keys

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

const (
	tempDir  = ".tmp"
	locksDir = ".locks"
)

// Store is a folder of circuits with their keys. All methods may be called
// from many goroutines, and many processes may share the folder.
type Store struct {
	dir string

	// Fixed but in tests.
	now    func() time.Time
	random io.Reader
	create func(path string) (output, error)
}

// Open returns the store in dir, which is made if missing, and clears away
// what processes that were killed have left half-made.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, now: time.Now, random: rand.Reader, create: createFile}
	for _, sub := range []string{tempDir, locksDir} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("open key store: %w", err)
		}
	}
	leftovers, err := os.ReadDir(filepath.Join(dir, tempDir))
	if err != nil {
		return nil, fmt.Errorf("open key store: %w", err)
	}
	for _, left := range leftovers {
		if err := s.clear(left.Name()); err != nil {
			return nil, fmt.Errorf("open key store: clear %s: %w", left.Name(), err)
		}
	}
	return s, nil
}

// clear removes a temporary folder unless its maker is alive.
func (s *Store) clear(name string) error {
	l, err := tryLock(filepath.Join(s.dir, locksDir, strings.TrimSuffix(name, oldSuffix)))
	if err != nil || l == nil {
		return err
	}
	return errors.Join(os.RemoveAll(filepath.Join(s.dir, tempDir, name)), l.unlock())
}

// Dir returns the store's folder.
func (s *Store) Dir() string { return s.dir }

// List returns all entries, by name. Entries whose manifest can't be read are
// left out: Verify reports them.
func (s *Store) List() ([]Entry, error) {
	var entries []Entry
	err := s.each(func(e Entry, err error) error {
		if errors.Is(err, ErrDamaged) && e.Name == "" {
			return nil
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return entries, nil
}

// each calls fn for every folder that is named as an entry.
func (s *Store) each(fn func(Entry, error) error) error {
	folders, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if !folder.IsDir() || strings.HasPrefix(folder.Name(), ".") {
			continue
		}
		e, err := readEntry(filepath.Join(s.dir, folder.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // replaced just now by another process
		}
		if err := fn(e, err); err != nil {
			return err
		}
	}
	return nil
}

// Lookup returns the entry made from the recipe. It compares the files' sizes,
// not their checksums. Returns CodeNotFound if there is no such entry and
// ErrDamaged if its files are not what they should be.
func (s *Store) Lookup(r Recipe) (Entry, error) {
	if err := r.check(); err != nil {
		return Entry{}, err
	}
	e, err := readEntry(filepath.Join(s.dir, r.folder()))
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, muster.Errorf(muster.CodeNotFound, "no keys for %s with this recipe (%s)", r.Name, r.Digest().Short())
	}
	if err != nil {
		return Entry{}, err
	}
	if e.RecipeDigest != r.Digest() {
		return Entry{}, damaged(e, ManifestFile, "it is for another recipe")
	}
	return e, nil
}

// Get returns the entry of a circuit by its identity, the digest of its
// verifying key. Returns CodeNotFound if the store does not have it.
func (s *Store) Get(circuit muster.Digest) (Entry, error) {
	var found Entry
	var fault error
	err := s.each(func(e Entry, err error) error {
		if e.Circuit == circuit && found.Dir == "" {
			found, fault = e, err
		}
		return nil
	})
	switch {
	case err != nil:
		return Entry{}, fmt.Errorf("look for keys: %w", err)
	case found.Dir == "" || circuit.IsZero():
		return Entry{}, muster.Errorf(muster.CodeNotFound, "no keys for circuit %s", circuit)
	default:
		return found, fault
	}
}
