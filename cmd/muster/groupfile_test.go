package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

func TestParseGroups(t *testing.T) {
	got, err := parseGroups("g.yaml", []byte(`
groups:
  - name: main-vm
    pairs: [{round: 0, circuit: main_vm}]
  - name: upper
    pipeline: zksync
    pairs:
      - {round: 2}
      - {pipeline: other, round: 3, circuit: tip}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []muster.Group{
		{Name: "main-vm", Pairs: []muster.Pair{{Circuit: "main_vm"}}},
		{Name: "upper", Pairs: []muster.Pair{{Pipeline: "zksync", Round: 2}, {Pipeline: "other", Round: 3, Circuit: "tip"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := parseGroups("g.yaml", []byte("groups: []")); err != nil || none == nil || len(none) != 0 {
		t.Errorf("no groups: %v %v", none, err)
	}
}

func TestParseGroupsRefuses(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string // each a line of the error
	}{
		{"empty", "", []string{"g.yaml: expected groups, got an empty file"}},
		{"no YAML", "groups: [", []string{"g.yaml:1: expected YAML"}},
		{"a list", "- name: a", []string{"g.yaml:1: expected the fields groups"}},
		{"other field", "group: []", []string{"g.yaml:1: group: expected one of the fields groups"}},
		{"no list", "groups: a", []string{"g.yaml:1: groups: expected a list"}},
		{"no name", "groups:\n- pairs: [{round: 0}]", []string{"g.yaml:2: groups[0].name: expected the name"}},
		{"no pairs", "groups:\n- name: a", []string{"g.yaml:2: groups[0].pairs: expected at least one pair"}},
		{"empty pairs", "groups:\n- name: a\n  pairs: []", []string{"g.yaml:3: groups[0].pairs: expected at least one pair"}},
		{"no round", "groups:\n- name: a\n  pairs: [{circuit: x}]", []string{"g.yaml:3: groups[0].pairs[0].round: expected a round"}},
		{"round in words", "groups:\n- name: a\n  pairs:\n  - {round: basic}", []string{`g.yaml:4: groups[0].pairs[0].round: expected a number from 0, got "basic"`}},
		{"negative round", "groups:\n- name: a\n  pairs:\n  - {round: -1}", []string{`g.yaml:4: groups[0].pairs[0].round: expected a number from 0, got "-1"`}},
		{"name twice", "groups:\n- name: a\n  pairs: [{round: 0}]\n- name: a\n  pairs: [{round: 0}]", []string{`g.yaml:4: groups[1].name: expected another name than in line 2, got "a"`}},
		{"pair twice", "groups:\n- name: a\n  pairs:\n  - {round: 0}\n  - {round: 0}", []string{"g.yaml:5: groups[0].pairs[1]: expected a pair that the group does not have"}},
		{"field twice", "groups:\n- name: a\n  name: b\n  pairs: [{round: 0}]", []string{"g.yaml:3: groups[0].name: expected each field once"}},
		{"number as a name", "groups:\n- name: 7\n  pairs: [{round: 0}]", []string{`g.yaml:2: groups[0].name: expected text, got "7"`}},
		{"alias", "groups:\n- name: a\n  pairs: &x [{round: 0}]\n- name: b\n  pairs: *x", []string{"g.yaml:3: groups[0].pairs: expected a list", "g.yaml:5: groups[1].pairs: expected a list"}},
		{"all at once", "groups:\n- name: a\n  pears: []\n  pairs: [{round: x}]\n- name: b", []string{"g.yaml:3: groups[0].pears", "g.yaml:4: groups[0].pairs[0].round", "g.yaml:5: groups[1].pairs"}},
		{"second document", "groups: []\n---\ngroups: []", []string{"a second document"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseGroups("g.yaml", []byte(tt.src))
			if err == nil {
				t.Fatal("it was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in:\n%v", want, err)
				}
			}
		})
	}
}

// The example serves every pair of the built-in pipeline, each by one group.
func TestExampleGroupsServeAllOfZKsync(t *testing.T) {
	src, err := os.ReadFile("../../examples/groups/zksync.yaml")
	if err != nil {
		t.Fatal(err)
	}
	groups, err := parseGroups("zksync.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Builtin("zksync")
	if err != nil {
		t.Fatal(err)
	}
	for round := range p.Rounds {
		for _, circuit := range p.Rounds[round].Circuits {
			var in []string
			for _, g := range groups {
				for _, pair := range g.Pairs {
					if pair.Pipeline == p.Name && pair.Round == round && (pair.Circuit == "" || pair.Circuit == circuit) {
						in = append(in, g.Name)
					}
				}
			}
			if len(in) != 1 {
				t.Errorf("round %d %s, circuit %s: groups %v, want one", round, p.Rounds[round].Name, circuit, in)
			}
		}
	}
}
