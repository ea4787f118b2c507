package sched

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// submit puts a batch in the line and prints how far from noon its place is.
func (s *script) submit(w words) string {
	f := w.args()
	b := muster.Batch{Key: f.bare[0], Tenant: f.named["tenant"], Priority: muster.PriorityNormal, Sequence: int64(len(s.batches))}
	if err := b.Priority.UnmarshalText([]byte(f.named["priority"])); err != nil {
		w.t.Fatal(err)
	}
	p := LineParams{
		Now: noon.Add(f.duration("at")), Priority: b.Priority, Front: s.front, Cost: f.duration("cost"), Critical: f.duration("critical"),
	}
	if v, ok := f.named["deadline"]; ok {
		d, err := time.ParseDuration(v)
		if err != nil {
			w.t.Fatal(err)
		}
		p.Deadline = noon.Add(d)
	}
	if v, ok := f.named["share"]; ok {
		p.Share, _ = strconv.ParseFloat(v, 64)
	}
	for _, o := range s.batches {
		if o.Tenant == b.Tenant && o.Priority == b.Priority {
			p.Tail = max(p.Tail, o.Line)
		}
	}
	b.Line = Line(p)
	s.batches = append(s.batches, b)
	return sinceNoon(b.Line)
}

// serve takes the head of the line out and tells the front of it.
func (s *script) serve(words) string {
	at := 0
	for i, b := range s.batches {
		if cmp.Or(cmp.Compare(b.Line, s.batches[at].Line), cmp.Compare(b.Sequence, s.batches[at].Sequence)) < 0 {
			at = i
		}
	}
	b := s.batches[at]
	s.batches = slices.Delete(s.batches, at, at+1)
	s.front = Front(muster.Task{Line: b.Line, Priority: b.Priority})
	return b.Key + ", the front is now at " + sinceNoon(s.front)
}

func (s *script) order(words) string {
	line := slices.Clone(s.batches)
	slices.SortStableFunc(line, func(a, b muster.Batch) int { return cmp.Compare(a.Line, b.Line) })
	var names []string
	for _, b := range line {
		names = append(names, b.Key)
	}
	return strings.Join(names, " ")
}

func sinceNoon(line int64) string {
	d := time.UnixMicro(line).Sub(noon)
	if d >= 0 {
		return "+" + d.String()
	}
	return d.String()
}

func (s *script) setTask(w words) string {
	f := w.args()
	s.task = muster.Task{Needs: f.needs(), MaxAttempts: f.number("attempts", 5)}
	s.attempts = nil
	return "ok"
}

// fail leases the task to a worker and lets it fail.
func (s *script) fail(w words) string {
	f := w.args()
	worker := s.named(w, f.bare[0])
	class := muster.FailureClass(f.bare[1])
	message := strings.TrimSpace(w.d.Input)
	began := noon.Add(time.Duration(len(s.attempts)) * time.Minute)
	s.task.Attempts++
	failure := Failure{
		Task: s.task, Class: class, Message: message, Worker: worker, Groups: NewGroups(s.groups), Now: began.Add(time.Second),
		Attempts: append(slices.Clone(s.attempts), muster.Attempt{Worker: worker.ID, State: muster.AttemptRunning, StartedAt: began}),
	}
	if !f.has("alone") {
		failure.Fleet = s.workers
	}
	if other, ok := f.named["beside"]; ok {
		failure.Attempts = append(failure.Attempts, muster.Attempt{Worker: s.named(w, other).ID, State: muster.AttemptRunning, StartedAt: began})
	}
	d := AfterFailure(failure)
	s.attempts = append(s.attempts, muster.Attempt{
		Worker: worker.ID, State: muster.AttemptFailed, Class: class, Message: message, StartedAt: began, EndedAt: began.Add(time.Second),
	})
	var b strings.Builder
	fmt.Fprintf(&b, "%s", d.Next)
	if d.Next == muster.TaskReady {
		fmt.Fprintf(&b, " after %s", d.NotBefore.Sub(failure.Now))
	}
	if d.Refund {
		s.task.Attempts--
		b.WriteString(", attempt refunded")
	}
	if d.Needs != nil {
		s.task.Needs = *d.Needs
		fmt.Fprintf(&b, ", needs memory %s, VRAM %s", Size(d.Needs.Memory), Size(d.Needs.VRAM))
	}
	if d.Why != "" {
		fmt.Fprintf(&b, "\n%s", d.Why)
	}
	return b.String()
}

// release is what an operator does with a quarantined task.
func (s *script) release(words) string {
	s.task.Attempts = 0
	return "ok"
}
