package sched

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/muster-zk/muster"
)

// The clock of all scripts starts at noon.
var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// script is what a test script has said so far. Which commands there are is
// told at the head of each file in testdata/scripts.
type script struct {
	workers   []muster.Worker
	groups    []muster.Group
	estimates []muster.Estimate
	lengths   muster.Durations
	own       []Work
	ahead     []Work

	batches []muster.Batch // in the line
	front   int64

	task     muster.Task
	attempts []muster.Attempt
}

func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/scripts", func(t *testing.T, path string) {
		s := &script{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			run, ok := commands[d.Cmd]
			if !ok {
				d.Fatalf(t, "unknown command %s", d.Cmd)
			}
			return strings.TrimSuffix(run(s, words{t, d}), "\n") + "\n"
		})
	})
}

var commands = map[string]func(*script, words) string{
	"workers":      (*script).setWorkers,
	"groups":       (*script).setGroups,
	"check-groups": (*script).checkGroups,
	"unmet":        (*script).unmet,
	"pools":        (*script).pools,
	"nearest":      (*script).nearest,
	"submit":       (*script).submit,
	"serve":        (*script).serve,
	"order":        (*script).order,
	"task":         (*script).setTask,
	"fail":         (*script).fail,
	"release":      (*script).release,
	"durations":    (*script).setDurations,
	"hedge":        (*script).hedge,
	"stuck":        (*script).stuck,
	"learned":      (*script).learned,
	"tasks":        (*script).setTasks,
	"ahead":        (*script).setAhead,
	"finish":       (*script).finish,
	"admit":        (*script).admit,
}

// words reads a command.
type words struct {
	t *testing.T
	d *datadriven.TestData
}

// args returns the arguments of the command's own line.
func (w words) args() fields {
	f := fields{t: w.t, named: make(map[string]string)}
	for _, a := range w.d.CmdArgs {
		if len(a.Vals) == 0 {
			f.bare = append(f.bare, a.Key)
			continue
		}
		f.named[a.Key] = strings.Join(a.Vals, ",")
	}
	return f
}

// lines returns the fields of each line of input.
func (w words) lines() []fields {
	var all []fields
	for line := range strings.Lines(w.d.Input) {
		f := fields{t: w.t, named: make(map[string]string)}
		for _, word := range strings.Fields(line) {
			if k, v, ok := strings.Cut(word, "="); ok {
				f.named[k] = v
			} else {
				f.bare = append(f.bare, word)
			}
		}
		all = append(all, f)
	}
	return all
}

// fields are words, some of the form name=value.
type fields struct {
	t     *testing.T
	bare  []string
	named map[string]string
}

func (f fields) has(word string) bool { return slices.Contains(f.bare, word) }

func (f fields) list(name string) []string {
	v, ok := f.named[name]
	if !ok {
		return nil
	}
	return strings.Split(v, ",")
}

func (f fields) number(name string, otherwise int) int {
	v, ok := f.named[name]
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		f.t.Fatalf("%s: %v", name, err)
	}
	return n
}

func (f fields) gib(name string) int64 { return int64(f.number(name, 0)) << 30 }

func (f fields) duration(name string) time.Duration {
	v, ok := f.named[name]
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil {
		f.t.Fatalf("%s: %v", name, err)
	}
	return d
}

func (f fields) needs() muster.Needs {
	n := muster.Needs{
		Backend: "gnark", Pipeline: f.named["pipeline"], ProtocolVersion: f.named["version"], Round: f.number("round", 0),
		CircuitName: f.bare[0], Circuit: muster.DigestOf([]byte(f.bare[0])), Stage: "prove",
		Memory: f.gib("memory"), VRAM: f.gib("vram"), GPU: f.has("gpu"), Cores: f.number("cores", 0),
		GPUArchs: f.list("archs"), Regions: f.list("regions"),
	}
	if v, ok := f.named["backend"]; ok {
		n.Backend = v
	}
	if v, ok := f.named["stage"]; ok {
		n.Stage = v
	}
	return n
}

func (f fields) worker() muster.Worker {
	w := muster.Worker{
		ID: muster.WorkerID("worker_" + f.bare[0]), Name: f.bare[0], Group: f.named["group"], Region: f.named["region"], State: muster.WorkerOnline,
		Capabilities: muster.Capabilities{
			Backends: []string{"gnark"}, Pipelines: f.list("pipelines"), ProtocolVersions: f.list("versions"), Stages: f.list("stages"),
			Circuits: digests(f.list("circuits")), Resident: digests(f.list("resident")),
			Memory: f.gib("memory"), VRAM: f.gib("vram"), GPU: f.has("gpu"), GPUArch: f.named["arch"], Cores: f.number("cores", 0), Hardware: f.named["class"],
		},
	}
	if v, ok := f.named["backends"]; ok {
		w.Capabilities.Backends = strings.Split(v, ",")
	}
	if v, ok := f.named["state"]; ok {
		w.State = muster.WorkerState(v)
	}
	return w
}

func digests(names []string) []muster.Digest {
	var all []muster.Digest
	for _, n := range names {
		all = append(all, muster.DigestOf([]byte(n)))
	}
	return all
}

func (s *script) setWorkers(w words) string {
	s.workers = nil
	for _, f := range w.lines() {
		worker := f.worker()
		for i := range f.number("count", 1) {
			one := worker
			if f.number("count", 1) > 1 {
				one.Name = fmt.Sprintf("%s-%d", worker.Name, i)
			}
			s.workers = append(s.workers, one)
		}
	}
	return fmt.Sprintf("%d workers", len(s.workers))
}

func readGroups(w words) []muster.Group {
	var groups []muster.Group
	for line := range strings.Lines(w.d.Input) {
		name, pairs, _ := strings.Cut(strings.TrimSpace(line), ":")
		g := muster.Group{Name: name}
		for _, p := range strings.Fields(pairs) {
			parts := strings.Split(p, "/")
			if len(parts) == 3 {
				g.Pairs = append(g.Pairs, muster.Pair{Pipeline: parts[0]})
				parts = parts[1:]
			} else {
				g.Pairs = append(g.Pairs, muster.Pair{})
			}
			pair := &g.Pairs[len(g.Pairs)-1]
			pair.Round, _ = strconv.Atoi(parts[0])
			if len(parts) > 1 {
				pair.Circuit = parts[1]
			}
		}
		groups = append(groups, g)
	}
	return groups
}

func (s *script) setGroups(w words) string {
	s.groups = readGroups(w)
	return "ok"
}

func (s *script) checkGroups(w words) string {
	return fieldErrors(CheckGroups(readGroups(w)))
}

func fieldErrors(err error) string {
	var e *muster.Error
	if !errors.As(err, &e) {
		return "ok"
	}
	var b strings.Builder
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "%s: expected %s, got %q\n", f.Field, f.Expected, f.Got)
	}
	return b.String()
}

func (s *script) named(w words, name string) muster.Worker {
	i := slices.IndexFunc(s.workers, func(w muster.Worker) bool { return w.Name == name })
	if i < 0 {
		w.t.Fatalf("%s: no worker %s", w.d.Pos, name)
	}
	return s.workers[i]
}

func (s *script) unmet(w words) string {
	worker := s.named(w, w.args().bare[0])
	var b strings.Builder
	for _, f := range w.lines() {
		why := Unmet(worker, f.needs(), NewGroups(s.groups))
		if why == "" {
			why = "may run it"
		}
		fmt.Fprintln(&b, why)
	}
	return b.String()
}

func (s *script) pools(w words) string {
	var pools []muster.Pool
	names := make(map[muster.PoolID]string)
	for _, f := range w.lines() {
		n := f.needs()
		pools = append(pools, muster.Pool{ID: n.Pool(), Needs: n})
		names[n.Pool()] = n.CircuitName
	}
	var b strings.Builder
	for _, id := range Pools(s.named(w, w.args().bare[0]), NewGroups(s.groups), pools) {
		fmt.Fprintln(&b, names[id])
	}
	return b.String()
}

func (s *script) nearest(w words) string {
	worker, why, ok := Nearest(s.workers, w.lines()[0].needs(), NewGroups(s.groups))
	switch {
	case !ok:
		return "there are no workers"
	case why == "":
		return worker.Name + " may run it"
	}
	return worker.Name + ": " + why
}
