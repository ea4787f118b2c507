package coordinator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// How a diagnosis is put into words.

// span says how long something took or is ago, for people.
func span(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", max(d, 0).Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func was(s muster.BatchState) string {
	if s == muster.BatchCancelled {
		return "was cancelled"
	}
	return string(s)
}

// orNothing ends sentences about reasons that nobody gave.
func orNothing(s string) string {
	if s = strings.TrimRight(oneLine(s), "."); s == "" {
		return "nobody said why"
	}
	return s
}

// mostMessage bounds what is repeated of a worker's message.
const mostMessage = 300

// evidence is what the coordinator adds to the message that quarantined a task;
// an explanation tells it in its own words.
const evidence = " (quarantined: "

// oneLine makes a worker's message fit a sentence: the last lines of a log say
// what went wrong.
func oneLine(s string) string {
	s, _, _ = strings.Cut(s, evidence)
	s = strings.TrimRight(strings.Join(strings.Fields(s), " "), ".")
	if r := []rune(s); len(r) > mostMessage {
		s = string(r[:mostMessage]) + "…"
	}
	return s
}

// needsOf names the tasks of a pool.
func needsOf(n muster.Needs) string {
	round := fmt.Sprint(n.Round)
	if n.RoundName != "" {
		round += " " + n.RoundName
	}
	return fmt.Sprintf("round %s, circuit %s, stage %s", round, n.CircuitName, n.Stage)
}

func classOf(a muster.Attempt) muster.FailureClass {
	if a.Class == "" && a.State == muster.AttemptExpired {
		return muster.FailWorkerLost
	}
	return a.Class
}

// classWords counts failures by class.
func classWords(classes map[muster.FailureClass]int) string {
	words := map[muster.FailureClass]string{
		muster.FailTransient:     "failed in passing",
		muster.FailResource:      "ran out of memory, disk or VRAM",
		muster.FailDeterministic: "failed for a reason that stays",
		muster.FailInvalidProof:  "gave a proof that did not verify",
		muster.FailWorkerLost:    "lost its worker",
	}
	var parts []string
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		parts = append(parts, fmt.Sprintf("%s it %s", times(classes[c]), words[c]))
	}
	return strings.Join(parts, ", ")
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func batchLines(all []muster.Batch) []string {
	var lines []string
	for i, b := range all {
		if i == toldTasks {
			lines = append(lines, fmt.Sprintf("and %d more", len(all)-i))
			break
		}
		line := fmt.Sprintf("%s is %s", b.ID, b.State)
		if b.Failure != "" {
			line += ": " + oneLine(b.Failure)
		}
		lines = append(lines, line)
	}
	return lines
}

// percentOf says how many of a batch's tasks are done, 0 to 100. All of a batch
// that is proven are: those that a proof from elsewhere spared too.
func percentOf(s muster.BatchState, counts []muster.TaskCount) int {
	if s == muster.BatchSettling || s == muster.BatchCompleted {
		return 100
	}
	all, done := 0, 0
	for _, n := range counts {
		all += n.Count
		if n.State == muster.TaskDone {
			done += n.Count
		}
	}
	if all == 0 {
		return 0
	}
	return 100 * done / all
}
