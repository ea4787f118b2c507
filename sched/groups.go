package sched

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/muster-zk/muster"
)

// Groups are the defined groups of workers. The zero value has none, so that
// every worker serves all.
type Groups struct {
	pairs map[string][]muster.Pair
}

// NewGroups makes groups ready to be asked. Of two groups of one name the
// later counts; see CheckGroups.
func NewGroups(groups []muster.Group) Groups {
	g := Groups{pairs: make(map[string][]muster.Pair, len(groups))}
	for _, group := range groups {
		g.pairs[group.Name] = slices.Clone(group.Pairs)
	}
	return g
}

// serves reports whether workers of the group serve tasks of these needs. A
// worker without a group, or of one that is not defined, serves all.
func (g Groups) serves(group string, n *muster.Needs) bool {
	pairs, ok := g.pairs[group]
	if !ok {
		return true
	}
	for i := range pairs {
		p := &pairs[i]
		if p.Round == n.Round && (p.Circuit == "" || p.Circuit == n.CircuitName) && (p.Pipeline == "" || p.Pipeline == n.Pipeline) {
			return true
		}
	}
	return false
}

// CheckGroups returns an error of CodeInvalid that names every wrong field, or
// nil: groups have distinct names and at least one pair each, no pair stands
// twice in a group, and rounds are not negative.
func CheckGroups(groups []muster.Group) error {
	var wrong []muster.FieldError
	bad := func(field, expected, got string) {
		wrong = append(wrong, muster.FieldError{Field: field, Expected: expected, Got: got})
	}
	names := make(map[string]int, len(groups))
	for i, g := range groups {
		at := fmt.Sprintf("groups[%d]", i)
		first, twice := names[g.Name]
		switch {
		case g.Name == "":
			bad(at+".name", "a name", "")
		case twice:
			bad(at+".name", fmt.Sprintf("another name than groups[%d]", first), g.Name)
		default:
			names[g.Name] = i
		}
		if len(g.Pairs) == 0 {
			bad(at+".pairs", "at least one pair of round and circuit; workers without a group serve all", "")
		}
		seen := make(map[muster.Pair]int, len(g.Pairs))
		for j, p := range g.Pairs {
			if p.Round < 0 {
				bad(fmt.Sprintf("%s.pairs[%d].round", at, j), "0 or more", strconv.Itoa(p.Round))
			}
			if k, ok := seen[p]; ok {
				bad(fmt.Sprintf("%s.pairs[%d]", at, j), fmt.Sprintf("another pair than pairs[%d]", k), pairText(p))
				continue
			}
			seen[p] = j
		}
	}
	return invalid(wrong)
}

// invalid joins field errors to one error, nil without any.
func invalid(wrong []muster.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	err := muster.InvalidField(wrong[0].Field, wrong[0].Expected, wrong[0].Got)
	err.Fields = wrong
	if more := len(wrong) - 1; more > 0 {
		err.Message += fmt.Sprintf(", and %d more", more)
	}
	return err
}

func pairText(p muster.Pair) string {
	text := fmt.Sprintf("round %d", p.Round)
	if p.Circuit != "" {
		text += " " + p.Circuit
	}
	if p.Pipeline != "" {
		text = p.Pipeline + " " + text
	}
	return text
}
