package exec

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// Exit statuses of a program. All others are transient.
const (
	Done          = 0  // the output is written
	Transient     = 10 // elsewhere, after a pause
	Resource      = 11 // out of memory, disk or VRAM: on a bigger machine
	Deterministic = 12 // unsatisfied witness, bad input: nowhere
	Interrupted   = 13 // stopped by SIGTERM
)

// contracted reports whether the contract names a status.
func contracted(status int) bool {
	return status == Done || status >= Transient && status <= Interrupted
}

// verdict returns the failure that an end means, nil for none.
func verdict(e process.Result, s *speech) error {
	said := s.reason
	if said == "" {
		said = strings.TrimSpace(plain(string(s.last)))
	}
	// A shell tells of a command's signal by its status.
	signal := e.Signal
	if signal == 0 && e.Status > 128 && e.Status <= 128+64 {
		signal = syscall.Signal(e.Status - 128)
	}
	class, what := muster.FailTransient, fmt.Sprintf("the prover left with status %d", e.Status)
	switch {
	case e.OutOfMemory:
		class, what = muster.FailResource, "the prover was killed over its memory limit"
	case signal == syscall.SIGKILL:
		// Nobody but the kernel short of memory does this unasked.
		class, what = muster.FailResource, "the prover was killed, as is done for want of memory"
	case signal == process.FileTooLarge:
		class, what = muster.FailResource, "the prover wrote a file larger than its directory may be"
	case signal != 0:
		class, what = unclear(said), fmt.Sprintf("the prover ended by signal %d (%s)", signal, signal)
	case e.Status == Done:
		return nil
	case e.Status == Transient:
	case e.Status == Resource:
		class = muster.FailResource
	case e.Status == Deterministic:
		class = muster.FailDeterministic
	case e.Status == Interrupted:
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
	if process.Starved(said) {
		return muster.FailResource
	}
	return muster.FailTransient
}
