package coordinator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// snapshot is what a diagnosis is made from: all counts, and samples of tasks
// and attempts, so that its size does not grow with the batch.
type snapshot struct {
	now      time.Time
	batch    muster.Batch
	counts   []muster.TaskCount
	draining bool // this coordinator hands out nothing

	// Of a batch that is not planned yet.
	stalled *stall // why it waits, as the preparation last said
	keys    error  // what is wrong with its circuits' keys now
	before  int    // batches that are prepared first

	settlements []settlementView // of its targets
	unattested  *muster.Due      // set while it is proven and its committee's word is missing
	references  []muster.Batch   // those that are not completed
	ready       []waitingPool    // pools where its tasks wait
	leased      []muster.Task    // a sample, the longest held first
	quarantined []muster.Task    // a sample
	attempts    map[muster.TaskID][]muster.Attempt
	workers     []muster.Worker
	line        *muster.LinePlace
	eta         time.Time
}

// waitingPool is a pool with ready tasks of the batch.
type waitingPool struct {
	pool   muster.Pool
	ready  int // of the batch
	oldest time.Time
	sample []muster.Task
}

const (
	// patience is how long ready work may lie before free workers and
	// waiting tasks are worth a finding.
	patience = 5 * time.Second
	// lateBy is how often the duration that nine in ten do not exceed has to
	// have passed before a lease is called stuck.
	lateBy = 2
	// toldRunning and toldFailed bound the samples in an explanation.
	toldRunning = 10
	toldFailed  = 10
	toldTasks   = 5
)

// diagnosis is an explanation in the making.
type diagnosis struct {
	snapshot
	rules
	names map[muster.WorkerID]string
	kinds []kind
	muster.Explanation
}

// diagnose says why a batch is not proven. It is pure.
func diagnose(s snapshot, r rules) muster.Explanation {
	d := diagnosis{snapshot: s, rules: r, names: make(map[muster.WorkerID]string), kinds: kindsOf(s.workers)}
	for _, w := range s.workers {
		d.names[w.ID] = w.Name
	}
	b := s.batch
	d.Explanation = muster.Explanation{
		Batch: b.ID, State: b.State, At: s.now, Tasks: s.counts, Line: s.line, Deadline: b.Deadline,
		Findings: []muster.Finding{}, Advice: []muster.Advice{}, Percent: percentOf(b.State, s.counts),
	}
	d.Running, d.Failures = d.running(), d.failures()
	switch b.State {
	case muster.BatchCompleted:
		d.find(muster.CauseCompleted, fmt.Sprintf("It is proven, %s after it was submitted.", span(b.CompletedAt.Sub(b.CreatedAt))), d.settled()...)
		d.advise("fetch its final proof", "muster batch proof %s", b.ID)
		d.attested()
	case muster.BatchCancelled:
		d.find(muster.CauseCancelled, fmt.Sprintf("It was cancelled %s ago: %s.", span(s.now.Sub(b.CompletedAt)), orNothing(b.Failure)))
		d.advise("submit it again with another idempotency key", "muster batch submit --key NEW …")
	case muster.BatchSettling:
		d.settling()
		d.attested()
	case muster.BatchFailed:
		d.failed()
		d.inTheWay()
	case muster.BatchPending, muster.BatchPreparing:
		d.unplanned()
		d.held()
	case muster.BatchProving:
		d.proving()
	}
	e := d.Explanation
	e.Cause, e.Summary = e.Findings[0].Cause, e.Findings[0].Text
	if !b.State.Terminal() {
		e.ETA = s.eta
	}
	return e
}

func (d *diagnosis) find(cause muster.Cause, text string, details ...string) {
	d.Findings = append(d.Findings, muster.Finding{Cause: cause, Text: text, Details: details})
}

func (d *diagnosis) advise(text, command string, args ...any) {
	a := muster.Advice{Text: text, Command: command}
	if len(args) > 0 {
		a.Command = fmt.Sprintf(command, args...)
	}
	if !slices.Contains(d.Advice, a) {
		d.Advice = append(d.Advice, a)
	}
}

// unplanned explains a batch that has no tasks, or not all of them.
func (d *diagnosis) unplanned() {
	b := d.batch
	open := slices.DeleteFunc(slices.Clone(d.references), func(r muster.Batch) bool {
		return r.State != muster.BatchPending && r.State != muster.BatchPreparing
	})
	waits := fmt.Sprintf("It was submitted %s ago and waits for preparation", span(d.now.Sub(b.CreatedAt)))
	switch {
	case d.keys != nil:
		d.find(muster.CauseKeysMissing, fmt.Sprintf("%s: keys are missing: %s.", waits, d.keys))
		d.advise("see which keys are there", "muster keys list")
		d.advise("make development keys (or import a ceremony's with `muster keys import`), on the coordinator's machine", "muster keys setup --pipeline %s", b.Pipeline)
	case d.stalled != nil && d.stalled.code == muster.CodeStorageFull:
		d.find(muster.CauseStorageFull, fmt.Sprintf("%s: for %s there has been no room for its slices: %s.", waits, span(d.now.Sub(d.stalled.since)), d.stalled.why))
		d.advise("free what nothing needs any more", "muster gc")
		d.advise("make room where artifacts are kept, or on the store's disk; it goes on by itself", "")
	case len(open) > 0:
		d.find(muster.CauseReferenceOpen, fmt.Sprintf("%s: %s that it references %s not planned yet.", waits, plural(len(open), "batch", "batches"), isAre(len(open))), batchLines(open)...)
		d.advise("see why the referenced batch is not further", "muster batch explain %s", open[0].ID)
	case d.stalled != nil:
		d.find(muster.CauseUnavailable, fmt.Sprintf("%s, for %s because of this: %s.", waits, span(d.now.Sub(d.stalled.since)), d.stalled.why))
		d.advise("it goes on by itself once that is mended; the coordinator's readiness says what else is away", "curl SERVER/readyz")
	case b.State == muster.BatchPreparing:
		d.find(muster.CausePreparing, fmt.Sprintf("It is being executed and planned, for %s now.", span(d.now.Sub(b.UpdatedAt))))
	default:
		text := waits + "."
		if d.before > 0 {
			text = fmt.Sprintf("%s; %s %s prepared first.", waits, plural(d.before, "batch", "batches"), isAre(d.before))
		}
		d.find(muster.CausePreparationQueued, text)
		if d.before > 0 && b.Priority < muster.PriorityHigh {
			d.advise("put it before the others", "muster batch priority %s high", b.ID)
		}
	}
	if d.draining {
		d.find(muster.CauseCoordinator, "The coordinator that answers is shutting down.")
	}
}

// failed explains a batch that failed.
func (d *diagnosis) failed() {
	b := d.batch
	if !b.Proof.IsZero() {
		d.find(muster.CauseSettlementFailed, fmt.Sprintf("It is proven, and failed on its way to the chain: %s.", orNothing(b.Failure)), d.settled()...)
		d.advise("its final proof is kept", "muster batch proof %s", b.ID)
		return
	}
	for _, r := range d.references {
		if r.State == muster.BatchFailed || r.State == muster.BatchCancelled {
			d.find(muster.CauseReferenceFailed, fmt.Sprintf("It failed because %s, which it references, %s.", r.ID, was(r.State)), batchLines([]muster.Batch{r})...)
			if r.State == muster.BatchFailed {
				d.advise("see why that one failed", "muster batch explain %s", r.ID)
				d.advise("bring that one back, then this one", "muster batch retry %s && muster batch retry %s", r.ID, b.ID)
			} else {
				d.advise("a cancelled batch does not come back: submit both again", "")
			}
			return
		}
	}
	if len(d.quarantined) > 0 {
		d.gaveUp(d.quarantined[0])
		if n := d.total(muster.TaskQuarantined); n > 1 {
			d.find(d.Findings[0].Cause, fmt.Sprintf("In all, %d tasks are quarantined.", n))
			d.advise("when the cause is mended, bring the batch back with fresh attempts for all of them", "muster batch retry %s", b.ID)
		}
		return
	}
	if why, ok := strings.CutPrefix(b.Failure, "prepare: "); ok {
		d.find(muster.CausePreparationFailed, fmt.Sprintf("It could not be prepared: %s.", why))
		d.advise("when the cause is mended, prepare it again; where the input is wrong, submit another", "muster batch retry %s", b.ID)
		return
	}
	d.find(muster.CauseFailed, fmt.Sprintf("It failed: %s.", orNothing(b.Failure)))
	d.advise("when the cause is mended, bring it back", "muster batch retry %s", b.ID)
}

// byOperator is how the store marks a quarantine that an operator decided.
const byOperator = "quarantined by an operator"

// gaveUp explains a quarantined task.
func (d *diagnosis) gaveUp(t muster.Task) {
	alike := make(map[muster.WorkerID]bool)
	classes := make(map[muster.FailureClass]int)
	var last, refused muster.Attempt
	for _, a := range d.attempts[t.ID] {
		if a.State != muster.AttemptFailed && a.State != muster.AttemptExpired {
			continue
		}
		class := classOf(a)
		classes[class]++
		last = a
		if class == muster.FailDeterministic {
			alike[a.Worker] = true
			refused = a
		}
	}
	f := muster.Finding{Tasks: []muster.TaskID{t.ID}, Details: d.attemptLines(t.ID)}
	_, reason, byHand := strings.Cut(d.batch.Failure, byOperator)
	switch {
	case byHand:
		f.Cause = muster.CauseQuarantinedByHand
		f.Text = fmt.Sprintf("Task %s was given up by an operator: %s.", t.Name, orNothing(strings.TrimPrefix(reason, ":")))
		d.advise("give it fresh attempts; the batch goes on where it was", "muster task release %s", t.ID)
	case len(alike) > 1:
		f.Cause = muster.CauseDeterministic
		f.Text = fmt.Sprintf("Task %s fails alike on %d workers, so its input, its circuit or its prover is wrong: %s.", t.Name, len(alike), oneLine(refused.Message))
		d.advise("read the whole evidence", "muster task show %s", t.ID)
		d.advise("mend the input or the prover; a mended prover may try again", "muster task release %s", t.ID)
		d.advise("an input that can't be proven needs a new batch", "muster batch submit …")
	case t.Attempts >= t.MaxAttempts && last.Fence != 0:
		f.Cause = muster.CauseAttemptsSpent
		f.Text = fmt.Sprintf("Task %s was tried %d times, as often as is allowed: %s.", t.Name, t.Attempts, classWords(classes))
		switch {
		case classes[muster.FailWorkerLost] > t.Attempts/2:
			f.Text += " It probably kills its workers: they fell silent while they held it."
			d.advise("look at a worker's machine for the time of the last attempt (out of memory? the kernel's log says)", "")
			d.advise("give it to a bigger machine", "muster worker --memory BYTES … on a bigger machine")
		case classes[muster.FailResource] > 0:
			d.advise("it ran out of memory, disk or VRAM: start a bigger worker first", "")
		case classes[muster.FailInvalidProof] > 0:
			d.advise("proofs did not verify: compare the workers' keys and programs with the coordinator's", "muster keys verify")
		}
		d.advise("read the whole evidence", "muster task show %s", t.ID)
		d.advise("when the cause is mended, give it fresh attempts; the batch goes on where it was", "muster task release %s", t.ID)
	default:
		f.Cause = muster.CauseFailed
		f.Text = fmt.Sprintf("Task %s is quarantined: %s.", t.Name, orNothing(d.batch.Failure))
		d.advise("give it fresh attempts; the batch goes on where it was", "muster task release %s", t.ID)
	}
	d.Findings = append(d.Findings, f)
}

// total counts the batch's tasks in a state.
func (d *diagnosis) total(states ...muster.TaskState) int {
	n := 0
	for _, c := range d.counts {
		if slices.Contains(states, c.State) {
			n += c.Count
		}
	}
	return n
}

// running tells of the longest held leases.
func (d *diagnosis) running() []muster.Running {
	out := []muster.Running{}
	class := make(map[muster.WorkerID]string)
	for _, w := range d.workers {
		class[w.ID] = w.Capabilities.Class()
	}
	for _, t := range d.leased {
		if len(out) == toldRunning {
			break
		}
		r := muster.Running{
			Task: t.ID, Name: t.Name, Worker: t.Worker, WorkerName: d.names[t.Worker], Since: t.LeasedAt,
			Progress: t.Progress, Message: t.Message, Leases: 1,
		}
		n := 0
		for _, a := range d.attempts[t.ID] {
			if a.State == muster.AttemptRunning {
				n++
				if a.StartedAt.Before(r.Since) {
					r.Worker, r.WorkerName, r.Since = a.Worker, d.names[a.Worker], a.StartedAt
				}
			}
		}
		r.Leases = max(r.Leases, n)
		if h, ok := d.estimate(t.Needs, class[r.Worker]); ok {
			r.Expected = h.Quantile(0.9)
			late := max(d.late(h), lateBy*r.Expected)
			r.Late = late > 0 && d.now.Sub(r.Since) > late
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b muster.Running) int { return a.Since.Compare(b.Since) })
	return out
}

// failures tells of the latest failed attempts.
func (d *diagnosis) failures() []muster.Failed {
	out := []muster.Failed{}
	names := make(map[muster.TaskID]string)
	for _, all := range [][]muster.Task{d.leased, d.quarantined} {
		for _, t := range all {
			names[t.ID] = t.Name
		}
	}
	for _, p := range d.ready {
		for _, t := range p.sample {
			names[t.ID] = t.Name
		}
	}
	for task, all := range d.attempts {
		for _, a := range all {
			if a.Class == "" && a.State != muster.AttemptExpired {
				continue
			}
			out = append(out, muster.Failed{
				Task: task, Name: names[task], Worker: a.Worker, WorkerName: d.names[a.Worker],
				State: a.State, Class: classOf(a), Message: a.Message, At: a.EndedAt,
			})
		}
	}
	slices.SortFunc(out, func(a, b muster.Failed) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Task, b.Task), cmp.Compare(a.Worker, b.Worker))
	})
	return out[:min(len(out), toldFailed)]
}

// attemptLines tells of a task's failed attempts, the latest first.
func (d *diagnosis) attemptLines(id muster.TaskID) []string {
	var lines []string
	for _, a := range slices.Backward(d.attempts[id]) {
		if a.Class == "" && a.State != muster.AttemptExpired {
			continue
		}
		if len(lines) == toldTasks {
			lines = append(lines, fmt.Sprintf("and earlier ones; `muster task show %s` has all", id))
			break
		}
		line := fmt.Sprintf("%s ago on %s: %s", span(d.now.Sub(a.EndedAt)), d.workerName(a.Worker), classOf(a))
		if a.Message != "" {
			line += ": " + oneLine(a.Message)
		}
		lines = append(lines, line)
	}
	return lines
}

func (d *diagnosis) workerName(id muster.WorkerID) string {
	if name := d.names[id]; name != "" {
		return name
	}
	return string(id)
}
