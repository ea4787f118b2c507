package node

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/muster-zk/muster"
)

// Oldest is the oldest major version of Node.js that is used.
const Oldest = 18

// Node is an installed Node.js.
type Node struct {
	Path    string
	Version string // such as "v20.20.2"
}

// Find returns the Node.js that $MUSTER_NODE names, else the one on PATH.
// Returns CodeNotFound where there is none or it is too old, saying what to do.
func Find(ctx context.Context) (Node, error) {
	name := os.Getenv("MUSTER_NODE")
	if name == "" {
		name = "node"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return Node{}, muster.Errorf(muster.CodeNotFound, "Node.js %d or later is needed: install it so that `node` is on PATH, or set MUSTER_NODE to where it is: %w", Oldest, err)
	}
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if ended := ctx.Err(); ended != nil {
		return Node{}, ended
	}
	version := strings.TrimSpace(string(out[:min(len(out), 64)]))
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	n, notNumber := strconv.Atoi(major)
	if err != nil || notNumber != nil {
		return Node{}, muster.Errorf(muster.CodeNotFound, "%s does not say its version (%.64q): Node.js %d or later is needed", path, version, Oldest)
	}
	if n < Oldest {
		return Node{}, muster.Errorf(muster.CodeNotFound, "%s is Node.js %s: %d or later is needed", path, version, Oldest)
	}
	return Node{Path: path, Version: version}, nil
}
