//go:build unix && !linux

package dbtest

import "syscall"

// Other systems have no file system in memory at a known place.
const memory = ""

func memoryHasRoom() bool { return false }

// endWithParent has no counterpart here: a killed test binary leaves its server.
func endWithParent(*syscall.SysProcAttr) {}
