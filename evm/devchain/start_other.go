//go:build !linux

package devchain

import "os/exec"

// bindToParent does nothing: only Linux ends a child with its parent.
func bindToParent(*exec.Cmd) {}
