package ownership

import (
	"embed"

	"github.com/muster-zk/muster/rollup/circuits"
)

//go:embed *.go
var source embed.FS

// SourceDigest returns a digest over this package's source, as
// circuits.SourceDigest does.
func SourceDigest() string { return circuits.DigestSource(source) }
