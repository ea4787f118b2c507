// Package journal remembers, durably, what a signer may do only once.
//
// A journal maps keys to values. A key that is set never changes; what Set has
// returned without an error survives a crash. It is a file of lines, appended
// and synced; keys and values are kept as SHA-256, so that the size of an entry
// is bounded.
package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/muster-zk/muster"
)

// Most is how many entries a journal takes. A signer whose journal is full
// refuses; it never forgets.
const Most = 4_000_000

type digest = [sha256.Size]byte

// line is two digests in hex, a space between them and the line's end.
const line = 4*sha256.Size + 2

// Journal is safe for concurrent use.
type Journal struct {
	mu      sync.Mutex
	file    *os.File
	size    int64 // of the lines that are whole
	entries map[digest]digest
	broken  error
}

// Open reads a journal, making it where it is missing, with permissions for its
// owner alone. A last line that a crash cut short was never acknowledged and is
// dropped; any other damage is an error.
func Open(path string) (_ *Journal, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("read journal %s: %w", path, err), f.Close())
		}
	}()
	j := &Journal{file: f, entries: make(map[digest]digest)}
	r := bufio.NewReader(f)
	buf := make([]byte, line)
	for {
		n, err := io.ReadFull(r, buf)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if n > 0 {
				if err := f.Truncate(j.size); err != nil {
					return nil, err
				}
			}
			break
		}
		if err != nil {
			return nil, err
		}
		k, v, err := parse(buf)
		if err != nil {
			return nil, fmt.Errorf("at byte %d: %w", j.size, err)
		}
		if _, twice := j.entries[k]; twice || len(j.entries) >= Most {
			return nil, fmt.Errorf("at byte %d: a key for the second time, or more than %d lines", j.size, Most)
		}
		j.entries[k] = v
		j.size += line
	}
	if _, err := f.Seek(j.size, io.SeekStart); err != nil {
		return nil, err
	}
	// The file itself has to survive a crash, not only its lines.
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return nil, err
	}
	return j, nil
}

func parse(b []byte) (k, v digest, err error) {
	const half = 2 * sha256.Size
	if b[half] != ' ' || b[line-1] != '\n' {
		return k, v, errors.New("this is no line of a journal")
	}
	if _, err := hex.Decode(k[:], b[:half]); err != nil {
		return k, v, err
	}
	_, err = hex.Decode(v[:], b[half+1:line-1])
	return k, v, err
}

// Set sets a key for ever. It reports false where the key has this value
// already. Returns CodeConflict where it has another one, CodeExhausted when
// the journal is full.
func (j *Journal) Set(key, value []byte) (bool, error) {
	k, v := sha256.Sum256(key), sha256.Sum256(value)
	j.mu.Lock()
	defer j.mu.Unlock()
	if is, ok := j.entries[k]; ok {
		if is != v {
			return false, muster.Errorf(muster.CodeConflict, "it was set before, to something else")
		}
		return false, nil
	}
	switch {
	case j.broken != nil:
		return false, fmt.Errorf("the journal could not be written before: %w", j.broken)
	case len(j.entries) >= Most:
		return false, muster.Errorf(muster.CodeExhausted, "the journal has %d entries, which is all it takes", Most)
	}
	b := hex.AppendEncode(make([]byte, 0, line), k[:])
	b = append(b, ' ')
	b = hex.AppendEncode(b, v[:])
	b = append(b, '\n')
	if _, err := j.file.Write(b); err != nil {
		return false, j.fail(err)
	}
	if err := j.file.Sync(); err != nil {
		// What is on the disk is unknown from here on.
		return false, j.fail(err)
	}
	j.size += line
	j.entries[k] = v
	return true, nil
}

func (j *Journal) fail(err error) error {
	j.broken = err
	return fmt.Errorf("write journal: %w", err)
}

// Has reports whether a key is set.
func (j *Journal) Has(key []byte) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, ok := j.entries[sha256.Sum256(key)]
	return ok
}

// Is reports whether a key is set to this value.
func (j *Journal) Is(key, value []byte) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	is, ok := j.entries[sha256.Sum256(key)]
	v := sha256.Sum256(value)
	return ok && bytes.Equal(is[:], v[:])
}

// Close closes the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.broken = os.ErrClosed
	return j.file.Close()
}
