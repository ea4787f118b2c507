package pipeline

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// TestScripts runs the scripts in testdata. "lint" tells a file's problems;
// "parse" keeps its pipeline for the commands behind it; "use" takes one that
// comes with muster. "plan", "grow" and "finish" take slices=(circuit*n …) in
// order, and print jobs by level, or with tasks each task and its inputs.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".txt") {
			return
		}
		s := &script{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			out, err := s.run(t, d)
			if err != nil {
				return "error: " + err.Error() + "\n"
			}
			return out
		})
	})
}

type script struct {
	p  *Pipeline
	pl *Planner
}

func (s *script) run(t *testing.T, d *datadriven.TestData) (string, error) {
	switch d.Cmd {
	case "lint":
		var b strings.Builder
		for _, p := range Lint("p.yaml", []byte(d.Input)) {
			fmt.Fprintln(&b, p)
		}
		if b.Len() == 0 {
			return "ok\n", nil
		}
		return b.String(), nil
	case "parse":
		p, err := Parse("p.yaml", []byte(d.Input))
		if err != nil {
			return "", err
		}
		s.p, s.pl = p, nil
		return "ok\n", nil
	case "use":
		p, err := Builtin(d.CmdArgs[0].Key)
		if err != nil {
			return "", err
		}
		s.p, s.pl = p, nil
		return "ok\n", nil
	case "plan", "grow", "finish":
		return s.plan(t, d)
	case "draw":
		var plan *Plan
		if d.HasArg("slices") {
			var err error
			if plan, err = s.p.Plan(inputOf(t, d)); err != nil {
				return "", err
			}
		}
		var b strings.Builder
		if err := DrawText(&b, s.p, plan); err != nil {
			return "", err
		}
		return b.String(), nil
	}
	return "", fmt.Errorf("unknown command %q", d.Cmd)
}

func (s *script) plan(t *testing.T, d *datadriven.TestData) (string, error) {
	in := inputOf(t, d)
	if d.Cmd == "plan" {
		plan, err := s.p.Plan(in)
		if err != nil {
			return "", err
		}
		checkTree(t, plan)
		if d.HasArg("tasks") {
			return printTasks(plan.Tasks), nil
		}
		return printCounts(plan), nil
	}
	if s.pl == nil {
		pl, err := s.p.NewPlanner(in.Params, in.References)
		if err != nil {
			return "", err
		}
		s.pl = pl
	}
	step := s.pl.Finish
	if d.Cmd == "grow" {
		step = func() ([]Task, error) { return s.pl.Grow(in.Slices) }
	}
	tasks, err := step()
	if err != nil {
		return "", err
	}
	return printTasks(tasks), nil
}

func inputOf(t *testing.T, d *datadriven.TestData) Input {
	t.Helper()
	in := Input{Params: make(map[string]int)}
	for _, arg := range d.CmdArgs {
		switch arg.Key {
		case "slices":
			for _, v := range arg.Vals {
				circuit, times, _ := strings.Cut(v, "*")
				n := 1
				if times != "" {
					n = number(t, times)
				}
				in.Slices = append(in.Slices, same(circuit, n)...)
			}
		case "references":
			in.References = number(t, arg.Vals[0])
		case "params":
			for _, v := range arg.Vals {
				name, value, _ := strings.Cut(v, ":")
				in.Params[name] = number(t, value)
			}
		}
	}
	return in
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func printCounts(plan *Plan) string {
	var b strings.Builder
	for _, c := range plan.Counts() {
		level := strconv.Itoa(c.Round)
		if plan.Pipeline.Rounds[c.Round].Iterated() {
			level += "." + strconv.Itoa(c.Depth)
		}
		fmt.Fprintf(&b, "%-4s %-14s %6d", level, c.Name, c.Jobs)
		if c.Circuit != c.Name {
			fmt.Fprintf(&b, "  %s", c.Circuit)
		}
		if c.Group != "" && c.Group != c.Circuit {
			fmt.Fprintf(&b, " (%s)", c.Group)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d tasks, root %s\n", len(plan.Tasks), plan.Root().Name)
	return b.String()
}

func printTasks(tasks []Task) string {
	var b strings.Builder
	for i := range tasks {
		t := &tasks[i]
		b.WriteString(t.Name)
		if len(t.References) > 0 {
			fmt.Fprintf(&b, " references %v", t.References)
		}
		if len(t.Children) > 0 {
			fmt.Fprintf(&b, " <- %s", strings.Join(t.Children, " "))
		}
		if t.Root {
			b.WriteString(" root")
		}
		if t.Target != "" {
			b.WriteString(" " + t.Target)
		}
		b.WriteByte('\n')
	}
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}
