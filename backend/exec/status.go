package exec

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/muster-zk/muster"
)

// Exit statuses of a program. All others are transient.
const (
	Done          = 0  // the output is written
	Transient     = 10 // elsewhere, after a pause
	Resource      = 11 // out of memory, disk or VRAM: on a bigger machine
	Deterministic = 12 // unsatisfied witness, bad input: nowhere
	Interrupted   = 13 // stopped by SIGTERM
)

// end is how a child ended.
type end struct {
	status int            // exit status, where there is no signal
	signal syscall.Signal // that killed it; 0: none
	err    error          // why nothing is known
}

// starved are the words in which languages and tools say that memory was
// refused to them, in lower case. They count only where the status says
// nothing.
var starved = []string{
	"out of memory",          // Go, V8, CUDA, the kernel
	"memoryerror",            // Python
	"bad_alloc",              // C++
	"memory allocation of",   // Rust
	"cannot allocate memory", // libc's ENOMEM
	"memory exhausted",       // gnulib
	"no space left",          // libc's ENOSPC
}

// verdict returns the failure that an end means, nil for none.
func verdict(e end, s *speech) error {
	said := s.reason
	if said == "" {
		said = strings.TrimSpace(plain(string(s.last)))
	}
	// A shell tells of a command's signal by its status.
	signal := e.signal
	if signal == 0 && e.status > 128 && e.status <= 128+64 {
		signal = syscall.Signal(e.status - 128)
	}
	class, what := muster.FailTransient, fmt.Sprintf("the prover left with status %d", e.status)
	switch {
	case signal == syscall.SIGKILL:
		// Nobody but the kernel short of memory does this unasked.
		class, what = muster.FailResource, "the prover was killed, as is done for want of memory"
	case signal == fileTooLarge:
		class, what = muster.FailResource, "the prover wrote a file larger than its directory may be"
	case signal != 0:
		class, what = unclear(said), fmt.Sprintf("the prover ended by signal %d (%s)", signal, signal)
	case e.status == Done:
		return nil
	case e.status == Transient:
	case e.status == Resource:
		class = muster.FailResource
	case e.status == Deterministic:
		class = muster.FailDeterministic
	case e.status == Interrupted:
		what = "the prover says it was stopped, and nobody here stopped it"
	default:
		class = unclear(said)
	}
	if said != "" {
		what += ": " + said
	}
	return failed(class, errors.New(what))
}

// unclear judges an end that the contract does not name by what was said.
func unclear(said string) muster.FailureClass {
	said = strings.ToLower(said)
	for _, words := range starved {
		if strings.Contains(said, words) {
			return muster.FailResource
		}
	}
	return muster.FailTransient
}
