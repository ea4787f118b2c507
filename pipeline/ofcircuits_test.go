package pipeline

import (
	"slices"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
)

func TestOfCircuits(t *testing.T) {
	p, err := OfCircuits("circuit:cube+adder@1.2.0")
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "circuit:cube+adder@1.2.0" || p.Version != "1.0.0" || !slices.Equal(p.Rounds[0].Circuits, []string{"cube", "adder"}) || p.Versions["adder"] != "1.2.0" || p.Versions["cube"] != "" {
		t.Errorf("%+v", p)
	}
	for n, want := range map[int][]string{
		1: {"prove/0/adder/0"},
		3: {"prove/0/adder/0", "prove/0/adder/1", "prove/0/adder/2", "prove/1/set/0"},
	} {
		plan, err := p.Plan(Input{Slices: same("adder", n)})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, task := range plan.Tasks {
			names = append(names, task.Name)
		}
		slices.Sort(names)
		if !slices.Equal(names, want) {
			t.Errorf("%d slices: tasks %v, expected %v", n, names, want)
		}
	}
	for _, name := range []string{
		"circuit:", "circuit:set", "circuit:a+a", "circuit:a+", "circuit:A", "circuit:a@1", "circuit:a@", "circuit:a b", "circuit:a\n", "circuit:a,b", "circuit:a]",
		"circuit:" + strings.TrimSuffix(strings.Repeat("a+", 17), "+"), "a",
	} {
		if _, err := OfCircuits(name); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	var sixteen []string
	for i := range 16 {
		sixteen = append(sixteen, "c"+string(rune('a'+i)))
	}
	if p, err := OfCircuits("circuit:" + strings.Join(sixteen, "+")); err != nil || len(p.Rounds[0].Circuits) != 16 {
		t.Errorf("sixteen circuits: %v", err)
	}
	src, err := SourceOfCircuits("circuit:cube", "mine")
	if err != nil {
		t.Fatal(err)
	}
	if problems := Lint("mine.yaml", src); len(problems) > 0 {
		t.Errorf("the file to start from: %v", problems)
	}
}
