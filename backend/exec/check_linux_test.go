package exec

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/muster-zk/muster"
)

func TestCheck(t *testing.T) {
	const good = `[ $(wc -c < slice) = 8 ] || exit 12; echo '{"progress": 1}'; echo x > output`
	for _, c := range []struct {
		name, script string
		failed       []string // clauses
	}{
		{"good", good, nil},
		{"silent", `[ $(wc -c < slice) = 8 ] || exit 12; echo x > output`, nil},
		{"fails", "exit 10", []string{"proves"}},
		{"takes anything", "echo x > output", []string{"bad input"}},
		{"knows no class", `[ $(wc -c < slice) = 8 ] || exit 1; echo x > output`, []string{"bad input"}},
		{"works once", `mkdir $SHARED/lock || exit 10; ` + good, []string{"two at once", "bad input"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := jobOf("any")
			j.Slice = []byte("12345678")
			found, err := Check(t.Context(), shell(t, c.script, Options{Env: []string{"SHARED=" + t.TempDir()}}), j)
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			for _, f := range found {
				// Whether a job this short is stopped is chance.
				if f.Failed && f.Clause != "stops" {
					failed = append(failed, f.Clause)
				}
			}
			if !slices.Equal(failed, c.failed) {
				t.Errorf("%+v", found)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Check(ctx, shell(t, good, Options{}), jobOf("any")); !errors.Is(err, context.Canceled) {
		t.Errorf("check: %v", err)
	}
}

func TestCheckWarm(t *testing.T) {
	const good = `[ $(wc -c < $job/slice) = 8 ] || { out=; status=12; }; echo "{\"resident\": [\"$circuit\"]}"; echo '{"progress": 1}'`
	for _, c := range []struct {
		name, script string
		failed       []string // clauses
	}{
		{"good", good, nil},
		{"cold", `echo x > output; exit 0`, []string{"proves"}},
		{"once", good + `; echo $out > $job/output; echo "{\"job\": \"$job\", \"status\": $status}"; exit 0`, []string{"serves several"}},
		{"another's key", good + `; echo '{"resident": ["` + muster.DigestOf(nil).String() + `"]}'`, []string{"tells its keys"}},
		{"takes anything", `:`, []string{"bad input"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := jobOf("any")
			j.Slice = []byte("12345678")
			found, err := Check(t.Context(), warmly(t, c.script, Warm{Processes: 2}, Options{}), j)
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			for _, f := range found {
				if f.Failed && f.Clause != "stops" {
					failed = append(failed, f.Clause)
				}
			}
			if !slices.Equal(failed, c.failed) {
				t.Errorf("%+v", found)
			}
		})
	}
}
