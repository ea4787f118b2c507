package counts

import (
	"bytes"
	"context"
	"testing"

	"github.com/muster-zk/muster"
)

func TestPrepareIsDeterministicAndTellsSlicesApart(t *testing.T) {
	in := input(`{"slices":{"b":2,"a":3}}`)
	one, err := Program{}.Prepare(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Program{}.Prepare(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, s := range one.Slices {
		if !bytes.Equal(s.Public, two.Slices[i].Public) || s.Circuit != two.Slices[i].Circuit {
			t.Errorf("slice %d differs between two preparations", i)
		}
		if seen[string(s.Public)] {
			t.Errorf("slice %d states what another states", i)
		}
		seen[string(s.Public)] = true
	}
	if len(one.Slices) != 5 || one.Slices[0].Circuit != "a" {
		t.Errorf("slices %+v", one.Slices)
	}
}

func TestCombineDependsOnEveryInputAndItsOrder(t *testing.T) {
	x, y := muster.Statement{Public: []byte("x")}, muster.Statement{Public: []byte("y")}
	of := func(round string, in ...muster.Statement) string {
		b, err := combine(muster.CombineJob{RoundName: round, Inputs: in})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	seen := map[string]bool{}
	for _, s := range []string{of("leaf", x, y), of("leaf", y, x), of("leaf", x), of("node", x, y), of("leaf")} {
		if seen[s] {
			t.Error("two different jobs state the same")
		}
		seen[s] = true
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, bad := range []string{``, `[]`, `{"slices":{"a":0}}`, `{"slices":{"a":-1}}`, `{"slices":{"a":1.5}}`, `{"slices":{"a":2000000}}`, `{"slice":{}}`, `{"slices":{}} 1`, `{"slices":{"a":700000,"b":700000}}`, `{"slices":{}}`, `{"slices":{"c":1}}`} {
		err := Program{}.Check(context.Background(), input(bad))
		if muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("Check(%s) = %v, want an invalid error", bad, err)
		}
	}
	err := Program{}.Check(context.Background(), input(`{"slices":{"a":51,"b":50}}`))
	if muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("over the pipeline's limit: %v", err)
	}
}

// input is for a pipeline with the circuits a and b and at most 100 slices.
func input(s string) muster.ProgramInput {
	return muster.ProgramInput{Input: []byte(s), Circuits: []string{"a", "b"}, MostSlices: 100}
}

func TestSizeIsWhatPrepareGives(t *testing.T) {
	in := input(`{"slices":{"b":2,"a":3}}`)
	prepared, err := Program{}.Prepare(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	size, err := Program{}.Size(t.Context(), in)
	if err != nil || len(size) != len(prepared.Slices) {
		t.Fatalf("%v, %v", size, err)
	}
	for i, s := range prepared.Slices {
		if size[i] != s.Circuit {
			t.Errorf("slice %d: %s, prepared as %s", i, size[i], s.Circuit)
		}
	}
	if _, err := (Program{}).Size(t.Context(), input(`{"slices":{"c":1}}`)); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("an unknown circuit: %v", err)
	}
}
