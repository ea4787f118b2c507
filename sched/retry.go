package sched

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Pauses before a failed task is offered again.
const (
	firstPause = 500 * time.Millisecond
	mostPause  = 30 * time.Second
)

// AvoidFor is how long a worker is kept from a task that it failed, so that
// others try it first.
const AvoidFor = 30 * time.Second

// SuspendFor is how long a suspended worker stays so, unless an operator brings
// it back earlier.
const SuspendFor = 15 * time.Minute

// suspendAfter is how many refused proofs a worker may bring before it is
// suspended.
const suspendAfter = 3

// Failure is an attempt that failed.
type Failure struct {
	Task    muster.Task
	Class   muster.FailureClass
	Message string        // what the worker said
	Worker  muster.Worker // that failed
	// Attempts are the task's, oldest first. The one that failed may be among
	// them, still running.
	Attempts []muster.Attempt
	// Fleet are the known workers, also those offline: they are named in the
	// evidence, and a task that ran out of memory waits for a bigger worker only
	// if there is one. nil: nobody looked, there may be one.
	Fleet  []muster.Worker
	Groups Groups
	Now    time.Time
}

// Decision says what follows a failure.
type Decision struct {
	Next      muster.TaskState // ready or quarantined
	NotBefore time.Time        // when ready
	Refund    bool             // the attempt was the worker's fault: the task does not pay for it
	Needs     *muster.Needs    // the task's from now on, where they change
	Why       string           // for people; with the evidence, when quarantined
}

// AfterFailure decides what follows a failure.
//
//   - transient, worker lost: again after a pause that doubles, elsewhere.
//   - resource: only a bigger worker gets it. One that does not tell its size,
//     or is the biggest there is, is avoided like after a transient failure.
//   - deterministic, for the second time and on another worker: a third would
//     fail alike, so the task is quarantined.
//   - invalid proof: the worker pays. The attempt is refunded, as often as the
//     task has attempts.
//
// When its attempts are spent the task is quarantined, unless another attempt
// still runs on it.
func AfterFailure(f Failure) Decision {
	past := f.sinceRelease()
	if f.Class == muster.FailDeterministic {
		alike := func(a muster.Attempt) bool { return a.Class == f.Class && a.Worker != f.Worker.ID }
		if i := slices.IndexFunc(past, alike); i >= 0 {
			return Decision{Next: muster.TaskQuarantined, Why: "it failed alike on two workers: " +
				f.evidence(past[i].Worker, past[i].Message) + "; " + f.evidence(f.Worker.ID, f.Message)}
		}
	}
	again := Decision{Next: muster.TaskReady, NotBefore: f.Now.Add(pause(f.Task.Attempts))}
	if f.Class == muster.FailInvalidProof {
		invalid := 1
		for _, a := range past {
			if a.Class == f.Class {
				invalid++
			}
		}
		if invalid <= f.Task.MaxAttempts {
			again.Refund, again.Why = true, "the worker's proof was refused; the task does not pay for it"
			return again
		}
	}
	if f.Task.Attempts >= f.Task.MaxAttempts && !f.anotherRuns() {
		return Decision{Next: muster.TaskQuarantined, Why: f.spent(past)}
	}
	if f.Class == muster.FailResource {
		if needs, why := f.bigger(); needs != nil {
			return Decision{Next: muster.TaskReady, NotBefore: f.Now, Needs: needs, Why: why}
		}
	}
	return again
}

// pause doubles with each attempt spent.
func pause(spent int) time.Duration {
	p := firstPause
	for range max(0, spent-1) {
		if p *= 2; p >= mostPause {
			return mostPause
		}
	}
	return p
}

// sinceRelease returns the failed and expired attempts that the task's count of
// spent attempts tells of. Those from before an operator's release are left
// out: what was wrong then may be mended.
func (f Failure) sinceRelease() []muster.Attempt {
	budget := f.Task.Attempts - 1 // the failing one is not among the past
	var past []muster.Attempt
	for i, a := range slices.Backward(f.Attempts) {
		if a.State != muster.AttemptFailed && a.State != muster.AttemptExpired {
			continue
		}
		if a.Class != muster.FailInvalidProof && !f.hedged(i) {
			if budget <= 0 {
				break
			}
			budget--
		}
		past = append(past, a)
	}
	slices.Reverse(past)
	return past
}

// hedged reports whether an attempt began while another ran, and so spent
// nothing.
func (f Failure) hedged(i int) bool {
	start := f.Attempts[i].StartedAt
	return slices.ContainsFunc(f.Attempts[:i], func(b muster.Attempt) bool {
		return b.State == muster.AttemptRunning || b.EndedAt.After(start)
	})
}

func (f Failure) anotherRuns() bool {
	return slices.ContainsFunc(f.Attempts, func(a muster.Attempt) bool {
		return a.State == muster.AttemptRunning && a.Worker != f.Worker.ID
	})
}

// bigger returns the needs that only a worker bigger than the one that failed
// meets, or nil where that would help nobody.
func (f Failure) bigger() (*muster.Needs, string) {
	needs, c := f.Task.Needs, f.Worker.Capabilities
	text := strings.ToLower(f.Message)
	what, size, need := "memory", c.Memory, &needs.Memory
	switch {
	case mentions(text, diskWords):
		return nil, "" // its size is not among the needs; elsewhere there may be room
	case mentions(text, vramWords), (needs.GPU || needs.VRAM > 0) && !mentions(text, memoryWords):
		what, size, need = "VRAM", c.VRAM, &needs.VRAM
	}
	if size <= 0 {
		return nil, ""
	}
	*need = max(above(size), *need)
	fits := func(w muster.Worker) bool {
		return lacking(&w, &needs, f.Groups)&^lackState == 0 && w.State != muster.WorkerSuspended
	}
	if f.Fleet != nil && !slices.ContainsFunc(f.Fleet, fits) {
		return nil, ""
	}
	return &needs, fmt.Sprintf("%s ran out of %s with %s; it waits for a worker with at least %s", f.name(f.Worker.ID), what, Size(size), Size(*need))
}

// What provers and their libraries say when something ran out. Where none of
// these words is said, a task that needs a GPU ran out of VRAM, another one out
// of memory.
var (
	diskWords   = []string{"no space left", "disk full", "disk quota", "out of disk"}
	vramWords   = []string{"vram", "cuda", "hip error", "device memory", "gpu memory"}
	memoryWords = []string{"host memory", "killed by the kernel", "oom-kill", "oom killer", "cannot allocate memory"}
)

func mentions(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// above returns a size that machines of the given one do not reach: the next
// step of about a sixteenth, so that a few bytes more are not a bigger machine,
// and that failures on like machines lead to one pool.
func above(size int64) int64 {
	step := int64(1)
	for step*32 <= size {
		step *= 2
	}
	return (size/step + 1) * step
}

// Evidence is kept short: the attempts have it in full.
const (
	mostEvidence = 5
	mostSaid     = 200
)

// spent says what the attempts were spent on.
func (f Failure) spent(past []muster.Attempt) string {
	said := []string{f.evidence(f.Worker.ID, orClass(f.Message, f.Class))}
	for _, a := range slices.Backward(past) {
		if len(said) == mostEvidence {
			said = append(said, "…")
			break
		}
		said = append(said, f.evidence(a.Worker, orClass(a.Message, a.Class)))
	}
	slices.Reverse(said)
	return fmt.Sprintf("its %s are spent: %s", count(f.Task.MaxAttempts, "attempt"), strings.Join(said, "; "))
}

func orClass(message string, class muster.FailureClass) string {
	if message == "" {
		return strings.ReplaceAll(string(class), "_", " ")
	}
	return message
}

// evidence names a worker and what it said.
func (f Failure) evidence(w muster.WorkerID, message string) string {
	message = strings.TrimSpace(message)
	if at := strings.IndexByte(message, '\n'); at >= 0 {
		message = message[:at]
	}
	if len(message) > mostSaid {
		message = strings.ToValidUTF8(message[:mostSaid], "") + "…"
	}
	if message == "" {
		return f.name(w)
	}
	return fmt.Sprintf("%s (%s)", f.name(w), message)
}

// name returns the name of a worker, or its id where it has none.
func (f Failure) name(id muster.WorkerID) string {
	if f.Worker.ID == id && f.Worker.Name != "" {
		return f.Worker.Name
	}
	for _, w := range f.Fleet {
		if w.ID == id && w.Name != "" {
			return w.Name
		}
	}
	return string(id)
}

// Suspend reports whether a worker that brought this many invalid proofs is to
// be suspended.
func Suspend(invalidProofs int) bool { return invalidProofs >= suspendAfter }

// Rest returns how long a worker that failed this many tasks in a row, without
// a success between, is given no further ones: a broken machine fails in
// milliseconds and would draw in every task of a pool.
func Rest(inRow int) time.Duration {
	if inRow < restAfter {
		return 0
	}
	return pause(inRow - restAfter + 2)
}

const restAfter = 3
