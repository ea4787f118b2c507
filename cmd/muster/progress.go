package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/muster-zk/muster"
)

// progress shows how a batch's proof tree fills: redrawn in place on a
// terminal, one line per change elsewhere.
type progress struct {
	w      io.Writer
	redraw bool
	lines  int // drawn last time
	seen   map[muster.TaskID]muster.TaskState
	state  muster.BatchState
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	return &progress{
		w:      w,
		redraw: ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb",
		seen:   make(map[muster.TaskID]muster.TaskState),
	}
}

// update shows the batch as it is now. Tasks are those that are leased or done,
// for timings; of a large batch, some.
func (p *progress) update(b muster.BatchStatus, tasks []muster.Task, now time.Time) {
	if p.redraw {
		p.draw(b, tasks, now)
		return
	}
	if b.State != p.state && !b.State.Terminal() {
		p.line(b, now)
	}
	const most = 64 // a line for each task of a larger batch would tell nothing
	for _, t := range tasks {
		if p.seen[t.ID] == t.State || len(tasks) > most {
			continue
		}
		p.seen[t.ID] = t.State
		switch t.State {
		case muster.TaskDone:
			fmt.Fprintf(p.w, "%s  done       %3d %%  %-24s %6.1f s\n", stamp(b, now), b.Percent, t.Name, t.DoneAt.Sub(t.LeasedAt).Seconds())
		case muster.TaskLeased:
			fmt.Fprintf(p.w, "%s  started    %3d %%  %-24s attempt %d\n", stamp(b, now), b.Percent, t.Name, t.Attempts)
		default:
		}
	}
	if b.State != p.state {
		p.line(b, now)
	}
}

// line tells the batch's state.
func (p *progress) line(b muster.BatchStatus, now time.Time) {
	p.state = b.State
	fmt.Fprintf(p.w, "%s  %-10s %3d %%  %s\n", stamp(b, now), b.State, b.Percent, b.Failure)
}

// stamp is the time since the batch was accepted.
func stamp(b muster.BatchStatus, now time.Time) string {
	if !b.CompletedAt.IsZero() {
		now = b.CompletedAt
	}
	return fmt.Sprintf("%7.1f s", max(0, now.Sub(b.CreatedAt).Seconds()))
}

// level is one line of the drawn tree.
type level struct {
	round     int
	name      string
	all, done int
	running   []muster.Task
	took      time.Duration // of the finished ones, together
	finished  int
}

func (p *progress) draw(b muster.BatchStatus, tasks []muster.Task, now time.Time) {
	var out strings.Builder
	if p.lines > 0 {
		fmt.Fprintf(&out, "\x1b[%dA\x1b[J", p.lines)
	}
	fmt.Fprintf(&out, "%s  %s  %d %%  %s  %s\n", b.ID, b.State, b.Percent, strings.TrimSpace(stamp(b, now)), b.Failure)
	n, longest := 1, 0
	all := levels(b, tasks)
	for _, l := range all {
		longest = max(longest, len(l.name))
	}
	for _, l := range all {
		const width = 24
		full := 0
		if l.all > 0 {
			full = width * l.done / l.all
		}
		fmt.Fprintf(&out, "  %-*s %s%s %*d/%-5d", longest, l.name, strings.Repeat("█", full), strings.Repeat("░", width-full), 5, l.done, l.all)
		if l.finished > 0 {
			fmt.Fprintf(&out, " %5.1f s each", (l.took / time.Duration(l.finished)).Seconds())
		}
		for i, t := range l.running {
			if i == 3 {
				fmt.Fprintf(&out, "  +%d", len(l.running)-i)
				break
			}
			fmt.Fprintf(&out, "  ▸%d %d%%", t.Index, t.Progress)
			if now.After(t.LeasedAt) {
				fmt.Fprintf(&out, " %.0fs", now.Sub(t.LeasedAt).Seconds())
			}
		}
		out.WriteByte('\n')
		n++
	}
	p.lines = n
	io.WriteString(p.w, out.String()) //nolint:errcheck // a terminal that is gone needs no progress
}

func levels(b muster.BatchStatus, tasks []muster.Task) []level {
	byName := make(map[string]*level)
	var all []*level
	key := func(name, stage string) string { return name + "/" + stage }
	for _, c := range b.Tasks {
		k := key(c.Name, c.Stage)
		l := byName[k]
		if l == nil {
			l = &level{round: c.Round, name: c.Name}
			if c.Stage != "prove" {
				l.name += " " + c.Stage
			}
			byName[k] = l
			all = append(all, l)
		}
		l.all += c.Count
		if c.State == muster.TaskDone {
			l.done += c.Count
		}
	}
	for _, t := range tasks {
		l := byName[key(t.Needs.RoundName, t.Needs.Stage)]
		if l == nil {
			continue
		}
		switch t.State {
		case muster.TaskLeased:
			l.running = append(l.running, t)
		case muster.TaskDone:
			l.finished++
			l.took += t.DoneAt.Sub(t.LeasedAt)
		default:
		}
	}
	slices.SortStableFunc(all, func(x, y *level) int { return x.round - y.round })
	out := make([]level, len(all))
	for i, l := range all {
		out[i] = *l
	}
	return out
}
