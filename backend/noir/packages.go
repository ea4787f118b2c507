package noir

import (
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
)

//go:embed npm/package.json
var manifest []byte

//go:embed npm/package-lock.json
var lock []byte

// Packages are the npm packages that execute, compile and prove.
var Packages = node.Set{Name: "noir", Manifest: manifest, Lock: lock, Bytes: 198 << 20}

// NoirVersion is the version of Noir whose programs can be executed.
const NoirVersion = "1.0.0-beta.26"

// platforms are bb.js' names of the systems that it brings a bb for.
var platforms = map[string]string{
	"linux/amd64": "amd64-linux", "linux/arm64": "arm64-linux", "darwin/amd64": "amd64-macos", "darwin/arm64": "arm64-macos",
}

// BB returns the path of Barretenberg's program: what $MUSTER_BB names, else the
// one of the installed packages. Returns CodeNotFound where there is none,
// saying what to do, CodeUnsupported on a system that it is not made for.
func BB() (string, error) {
	if name := os.Getenv("MUSTER_BB"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", muster.Errorf(muster.CodeNotFound, "bb, which $MUSTER_BB names: %w", err)
		}
		return filepath.Abs(path)
	}
	here := runtime.GOOS + "/" + runtime.GOARCH
	platform, ok := platforms[here]
	if !ok {
		return "", muster.Errorf(muster.CodeUnsupported, "there is no bb for %s", here)
	}
	dir, err := Packages.Locate()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "node_modules", "@aztec", "bb.js", "build", platform, "bb"), nil
}

// SunspotPath returns the path of Sunspot: what $MUSTER_SUNSPOT names, else the
// `sunspot` on PATH. Returns CodeNotFound where there is none.
func SunspotPath() (string, error) {
	name := os.Getenv("MUSTER_SUNSPOT")
	if name == "" {
		name = "sunspot"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", muster.Errorf(muster.CodeNotFound, "Sunspot is needed: install it (https://github.com/reilabs/sunspot) so that `sunspot` is on PATH, or set MUSTER_SUNSPOT to where it is: %w", err)
	}
	return filepath.Abs(path)
}
