package circuits

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"strings"
)

//go:embed *.go
var source embed.FS

// SourceDigest returns a digest over this package's source. It is part of the
// recipe of the circuits' keys, so that keys of other code are never used.
func SourceDigest() string { return DigestSource(source) }

// DigestSource digests the Go files of a folder but for tests, by name.
func DigestSource(folder fs.FS) string {
	h := sha256.New()
	// Compiled in, so always readable.
	names, _ := fs.Glob(folder, "*.go")
	for _, name := range names { // sorted
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, _ := fs.ReadFile(folder, name)
		sum := sha256.Sum256(b)
		h.Write([]byte(name))
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
