package devchain

import (
	"os"
	"os/exec"
	"path/filepath"

	"github.com/muster-zk/muster"
)

// FindGeth returns the path of geth: $MUSTER_GETH, else in the tools folder
// ($MUSTER_TOOLS, else .cache/tools/bin of the project that the working
// directory is in), else on PATH. Returns CodeNotFound with what to do.
func FindGeth() (string, error) {
	if named := os.Getenv("MUSTER_GETH"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", muster.Errorf(muster.CodeNotFound, "MUSTER_GETH: %w", err)
		}
		return path, nil
	}
	for _, folder := range toolFolders() {
		if path, err := exec.LookPath(filepath.Join(folder, "geth")); err == nil {
			return path, nil
		}
	}
	if path, err := exec.LookPath("geth"); err == nil {
		return path, nil
	}
	return "", muster.Errorf(muster.CodeNotFound, "geth is not installed: run `make tools`, or set MUSTER_GETH to where it is")
}

func toolFolders() []string {
	if tools := os.Getenv("MUSTER_TOOLS"); tools != "" {
		return []string{tools}
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return []string{filepath.Join(dir, ".cache", "tools", "bin")}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
	}
}
