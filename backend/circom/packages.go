package circom

import (
	_ "embed"

	"github.com/muster-zk/muster/backend/node"
)

//go:embed npm/package.json
var manifest []byte

//go:embed npm/package-lock.json
var lock []byte

// Packages are the npm packages that prove.
var Packages = node.Set{Name: "circom", Manifest: manifest, Lock: lock, Bytes: 64 << 20}
