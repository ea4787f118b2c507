package process

import (
	"strings"
	"syscall"
)

// starved are the words in which languages and tools say that memory or disk
// was refused to them, in lower case.
var starved = []string{
	"out of memory",          // Go, V8, CUDA, the kernel
	"memoryerror",            // Python
	"bad_alloc",              // C++
	"memory allocation of",   // Rust
	"cannot allocate memory", // libc's ENOMEM
	"memory exhausted",       // gnulib
	"no space left",          // libc's ENOSPC
}

// Starved reports whether a text says that memory or disk was refused.
func Starved(text string) bool {
	text = strings.ToLower(text)
	for _, words := range starved {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// Starved reports whether the program ended for want of memory or disk, as far
// as its end and its last words tell.
func (r Result) Starved() bool {
	switch {
	case r.OutOfMemory, r.Signal == syscall.SIGKILL, r.Signal == FileTooLarge:
		return true
	case r.Signal == 0 && r.Status == 0:
		return false
	case r.Status == 128+int(syscall.SIGKILL): // as a shell tells of it
		return true
	}
	return Starved(string(r.Stderr))
}
