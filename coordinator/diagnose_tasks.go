package coordinator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// proving explains a batch by its open tasks. What nobody can take comes before
// what fails, that before what is slow, and that before what waits its turn.
func (d *diagnosis) proving() {
	if d.held() {
		for _, p := range d.ready {
			d.failing(p)
		}
		d.stuck()
		return
	}
	waits := d.allUnserved()
	var turn []waitingPool
	for _, p := range waits {
		if !d.failing(p) {
			turn = append(turn, p)
		}
	}
	d.stuck()
	for _, p := range turn {
		d.untaken(p)
	}
	if len(d.Findings) == 0 && d.total(muster.TaskReady, muster.TaskLeased) == 0 {
		open := slices.DeleteFunc(slices.Clone(d.references), func(b muster.Batch) bool { return b.State == muster.BatchCompleted })
		if len(open) > 0 {
			d.find(muster.CauseReferenceOpen, fmt.Sprintf("Its own tasks wait for the final %s of %s that it references.",
				words(len(open), "proof", "proofs"), plural(len(open), "batch", "batches")), batchLines(open)...)
			d.advise("see why the referenced batch is not further", "muster batch explain %s", open[0].ID)
		}
	}
	waiting := len(turn) > 0 && d.line != nil && d.line.Batches > 0 && d.total(muster.TaskLeased) == 0
	if waiting && len(d.Findings) == 0 {
		d.backlog()
	}
	if len(d.Findings) == 0 {
		d.working(turn)
	}
	if !waiting && d.line != nil && d.line.Batches > 0 && len(turn) > 0 {
		d.backlog()
	}
	if !d.eta.IsZero() && !d.batch.Deadline.IsZero() && d.eta.After(d.batch.Deadline) {
		d.find(d.Findings[0].Cause, fmt.Sprintf("It will miss its deadline by %s.", span(d.eta.Sub(d.batch.Deadline))))
	}
}

// allUnserved explains the pools that no worker can serve, those with the same
// reason together, and returns the others.
func (d *diagnosis) allUnserved() []waitingPool {
	type reason struct {
		pools   []waitingPool
		service service
	}
	var reasons []*reason
	byText := make(map[string]*reason)
	var served []waitingPool
	for _, p := range d.ready {
		s := d.serve(d.kinds, p.pool.Needs)
		if s.cause == "" {
			served = append(served, p)
			continue
		}
		key := s.text
		if d.outgrew(p).Fence != 0 {
			key = string(p.pool.ID)
		}
		if byText[key] == nil {
			byText[key] = &reason{service: s}
			reasons = append(reasons, byText[key])
		}
		byText[key].pools = append(byText[key].pools, p)
	}
	for i, r := range reasons {
		if i == toldReasons {
			tasks := 0
			for _, more := range reasons[i:] {
				tasks += joined(more.pools).ready
			}
			d.find(muster.CauseUnmet, fmt.Sprintf("Nobody can take %s more, for %d other reasons; `muster queue` has them all.", plural(tasks, "task", "tasks"), len(reasons)-i))
			break
		}
		d.unserved(r.pools, r.service)
	}
	return served
}

// toldReasons bounds the reasons why tasks are not taken.
const toldReasons = 5

// joined makes several pools one, for telling of them together.
func joined(pools []waitingPool) waitingPool {
	all := pools[0]
	all.sample = slices.Clone(all.sample)
	for _, p := range pools[1:] {
		all.ready += p.ready
		all.sample = append(all.sample, p.sample...)
		if !p.oldest.IsZero() && (all.oldest.IsZero() || p.oldest.Before(all.oldest)) {
			all.oldest = p.oldest
		}
	}
	return all
}

func words(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// tell names the waiting tasks of pools at the beginning of a sentence.
func (d *diagnosis) tell(pools ...waitingPool) string {
	all := joined(pools)
	what := needsOf(all.pool.Needs)
	if len(pools) > 1 {
		what += fmt.Sprintf(", and %d other kinds", len(pools)-1)
		if len(pools) == 2 {
			what = needsOf(all.pool.Needs) + "; " + needsOf(pools[1].pool.Needs)
		}
	}
	text := fmt.Sprintf("%s ready (%s)", plural(all.ready, "task is", "tasks are"), what)
	switch {
	case all.oldest.IsZero():
	case all.ready == 1:
		text += fmt.Sprintf(" for %s", span(d.now.Sub(all.oldest)))
	default:
		text += fmt.Sprintf(", the longest for %s", span(d.now.Sub(all.oldest)))
	}
	return text
}

// unserved explains pools that no worker can serve, for one reason.
func (d *diagnosis) unserved(pools []waitingPool, s service) {
	p := joined(pools)
	f := muster.Finding{Cause: s.cause, Details: s.details, Tasks: sampleIDs(p)}
	n := p.pool.Needs
	ran := d.outgrew(p)
	if ran.Fence != 0 && (s.cause == muster.CauseUnmetMemory || s.cause == muster.CauseUnmetVRAM) {
		f.Cause = muster.CauseOutgrown
		f.Text = fmt.Sprintf("%s, and %s: it ran out of memory on %s (%s), so it waits for a bigger one.",
			d.tell(pools...), s.text, d.workerName(ran.Worker), orNothing(ran.Message))
	} else {
		f.Text = fmt.Sprintf("%s, and %s.", d.tell(pools...), s.text)
	}
	d.Findings = append(d.Findings, f)
	switch s.cause {
	case muster.CauseWorkersDrained, muster.CauseWorkersSuspended, muster.CauseWorkersOffline:
		d.wakeUp(s)
	case muster.CauseNoWorkers:
		d.advise("start a worker; it needs a token of `muster credential issue --role prover`, or none where access is open", "%s", workerCommand(n, nil))
	default:
		d.advise("start "+workerWith(n, s.lacking), "%s", workerCommand(n, s.lacking))
		if slices.ContainsFunc(s.lacking, func(m miss) bool { return m.cause == muster.CauseUnmetGroup }) {
			d.advise("or let a group serve them", "muster group list && muster group apply -f groups.yaml")
		}
	}
}

// outgrew returns the attempt that drove tasks of the pool to bigger workers.
func (d *diagnosis) outgrew(p waitingPool) muster.Attempt {
	var last muster.Attempt
	for _, t := range p.sample {
		for _, a := range d.attempts[t.ID] {
			if a.Class == muster.FailResource && a.EndedAt.After(last.EndedAt) {
				last = a
			}
		}
	}
	return last
}

// wakeUp advises on workers that would be able.
func (d *diagnosis) wakeUp(s service) {
	for i, w := range s.idle {
		if i == 3 {
			d.advise("likewise for the others", "muster worker list")
			break
		}
		switch w.State {
		case muster.WorkerDraining:
			d.advise("end the drain of "+nameOf(w), "muster worker resume %s", w.ID)
		case muster.WorkerSuspended:
			text := fmt.Sprintf("%s was suspended", nameOf(w))
			if w.InvalidProofs > 0 {
				text += fmt.Sprintf(" after %s that did not verify: compare its keys and program with the coordinator's, then resume it", plural(w.InvalidProofs, "proof", "proofs"))
			}
			if sched.Suspend(w.InvalidProofs) && !w.StateAt.IsZero() {
				text += fmt.Sprintf(" (by itself it comes back in %s)", span(w.StateAt.Add(sched.SuspendFor).Sub(d.now)))
			}
			d.advise(text, "muster worker resume %s", w.ID)
		case muster.WorkerOffline:
			d.advise(fmt.Sprintf("%s fell silent %s ago: start it again, or look at its log and its network", nameOf(w), span(d.now.Sub(w.SeenAt))), "")
		case muster.WorkerOnline:
		}
	}
}

// workerWith describes the worker that is missing.
func workerWith(n muster.Needs, lacking []miss) string {
	text := wanted(lacking, n)
	for _, r := range [][2]string{{"has ", "with "}, {"runs ", "that runs "}, {"serves ", "that serves "}, {"is ", "that is "}, {"with in", "that runs in"}} {
		if rest, ok := strings.CutPrefix(text, r[0]); ok {
			text = r[1] + rest
			break
		}
	}
	return "a worker " + text
}

// workerCommand starts the worker that is missing, as far as flags say it.
func workerCommand(n muster.Needs, lacking []miss) string {
	cmd := "muster worker --server URL --token-file TOKEN"
	if n.Backend == mockSystem {
		cmd += " --mock-prover"
	}
	for _, m := range lacking {
		switch m.cause {
		case muster.CauseUnmetMemory:
			cmd += fmt.Sprintf(" --memory %d", n.Memory)
		case muster.CauseUnmetRegion:
			if len(n.Regions) > 0 {
				cmd += " --region " + n.Regions[0]
			}
		case muster.CauseUnmetGroup:
			cmd += " --group NAME"
		default:
		}
	}
	return cmd
}

// failing explains tasks that were tried and wait for another attempt. It
// reports whether all that is known of the pool are such.
func (d *diagnosis) failing(p waitingPool) bool {
	var tried []muster.Task
	classes := make(map[muster.FailureClass]int)
	for _, t := range p.sample {
		n := 0
		for _, a := range d.attempts[t.ID] {
			if a.State == muster.AttemptFailed || a.State == muster.AttemptExpired {
				classes[classOf(a)]++
				n++
			}
		}
		if n > 0 {
			tried = append(tried, t)
		}
	}
	if len(tried) == 0 {
		return false
	}
	worst := slices.MaxFunc(tried, func(a, b muster.Task) int { return cmp.Compare(a.Attempts, b.Attempts) })
	f := muster.Finding{
		Cause:   muster.CauseFailing,
		Tasks:   sampleIDs(waitingPool{sample: tried}),
		Details: d.attemptLines(worst.ID),
		Text: fmt.Sprintf("%s; of those looked at, %d failed before and may be tried again: %s. Task %s has spent %d of %d attempts",
			d.tell(p), len(tried), classWords(classes), worst.Name, worst.Attempts, worst.MaxAttempts),
	}
	if worst.NotBefore.After(d.now) {
		f.Text += fmt.Sprintf(", the next in %s", span(worst.NotBefore.Sub(d.now)))
	}
	f.Text += "."
	d.Findings = append(d.Findings, f)
	d.advise("read the whole evidence", "muster task show %s", worst.ID)
	if bad := d.blamed(tried); bad != "" {
		d.advise("all of these failures happened on one worker: take it out", "muster worker drain %s", bad)
	}
	d.advise("when the cause is mended, end the pause", "muster task retry %s", worst.ID)
	return len(tried) == len(p.sample)
}

// blamed returns the worker that all failures of several tasks happened on, if
// there is one and others exist.
func (d *diagnosis) blamed(tasks []muster.Task) muster.WorkerID {
	var one muster.WorkerID
	n := 0
	for _, t := range tasks {
		for _, a := range d.attempts[t.ID] {
			if a.State != muster.AttemptFailed && a.State != muster.AttemptExpired {
				continue
			}
			if one != "" && a.Worker != one {
				return ""
			}
			one = a.Worker
			n++
		}
	}
	if n < 2 || len(d.workers) < 2 {
		return ""
	}
	return one
}

// stuck explains leases that last far longer than their like.
func (d *diagnosis) stuck() {
	for _, r := range d.Running {
		if !r.Late {
			continue
		}
		f := muster.Finding{Cause: muster.CauseStuck, Tasks: []muster.TaskID{r.Task}}
		f.Text = fmt.Sprintf("Task %s has been with %s for %s, though nine in ten of its like take less than %s; it says %d %%",
			r.Name, d.workerName(r.Worker), span(d.now.Sub(r.Since)), span(r.Expected), r.Progress)
		if r.Message != "" {
			f.Text += " (" + oneLine(r.Message) + ")"
		}
		f.Text += "."
		if r.Leases > 1 {
			f.Text += " A second worker has been set on it, and the first valid proof wins."
			d.advise("wait for the second worker; where the first one hangs, take it out", "muster worker drain %s", r.Worker)
		} else {
			d.advise("give it to another worker (what the first one brings still counts)", "muster task retry %s", r.Task)
			d.advise("take the worker out if it hangs", "muster worker drain %s", r.Worker)
		}
		d.Findings = append(d.Findings, f)
	}
}

// untaken explains tasks that wait although some worker is free.
func (d *diagnosis) untaken(p waitingPool) {
	if p.oldest.IsZero() || d.now.Sub(p.oldest) < patience {
		return
	}
	s := d.serve(d.kinds, p.pool.Needs)
	free := slices.DeleteFunc(slices.Clone(s.able), func(w muster.Worker) bool { return w.Held > 0 })
	if d.draining {
		d.find(muster.CauseCoordinator, d.tell(p)+", and the coordinator that answers is shutting down: it hands out nothing.")
		d.advise("start it again, or ask another one", "")
		return
	}
	if len(free) == 0 {
		return
	}
	slices.SortFunc(free, func(a, b muster.Worker) int { return b.SeenAt.Compare(a.SeenAt) })
	d.find(muster.CauseWorkersIdle, fmt.Sprintf("%s, and %s could take them and %s free, but %s not ask; the last word of one of them came %s ago.",
		d.tell(p), plural(len(free), "worker", "workers"), isAre(len(free)), words(len(free), "does", "do"), span(d.now.Sub(free[0].SeenAt))),
		"they are "+namesOf(free))
	d.advise("look at the worker's log; one that hangs needs a restart", "")
}

// backlog explains a batch that waits its turn.
func (d *diagnosis) backlog() {
	l := d.line
	count := plural(l.Tasks, "task", "tasks")
	if l.AtMost {
		count = "up to " + count
	}
	f := fmt.Sprintf("%s with %s that the same workers can run %s before it in the line.", plural(l.Batches, "batch", "batches"), count, words(l.Batches, "stands", "stand"))
	d.find(muster.CauseBacklog, f)
	if d.batch.Priority < muster.PriorityHigh {
		d.advise("put it before the others", "muster batch priority %s high", d.batch.ID)
	}
	d.advise("see what the whole line needs, and start workers for it", "muster queue")
}

// working says that all is well.
func (d *diagnosis) working(turn []waitingPool) {
	leased, ready, blocked := d.total(muster.TaskLeased), d.total(muster.TaskReady), d.total(muster.TaskBlocked)
	text := fmt.Sprintf("It is being proven: %s, %d ready, %d wait for inputs.", plural(leased, "task is with a worker", "tasks are with workers"), ready, blocked)
	if leased > 0 && ready > 0 {
		text += " All workers that could take more are busy."
	}
	if leased+ready == 0 {
		text = fmt.Sprintf("It is between two tasks: none is ready or with a worker, %d wait for inputs.", blocked)
	}
	d.find(muster.CauseProving, text)
	if leased > 0 && len(turn) > 0 {
		d.advise("to be faster, start more workers; the queue says for what", "muster queue")
	}
	d.advise("follow it", "muster batch watch %s", d.batch.ID)
}

func sampleIDs(p waitingPool) []muster.TaskID {
	var ids []muster.TaskID
	for _, t := range p.sample[:min(len(p.sample), toldTasks)] {
		ids = append(ids, t.ID)
	}
	return ids
}
