package process

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// LeastFile is what a file counts at least: a million empty files fill a disk
// too.
const LeastFile = 4 << 10

var errEnough = errors.New("enough seen")

// Fills reports whether a folder holds more bytes than it may.
func Fills(dir string, most int64) bool {
	var total int64
	// Files come and go while a program runs; what is gone takes no room.
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // see above
		}
		size := int64(LeastFile)
		if i, err := e.Info(); err == nil && i.Mode().IsRegular() {
			size = max(size, i.Size())
		}
		if total += size; total > most {
			return errEnough
		}
		return nil
	})
	return errors.Is(err, errEnough)
}
