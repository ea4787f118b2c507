package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

// Calls that wait share a run, in their order, at most so many, and none is
// served twice or lost.
func TestGroupServesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs [][]int
		g := &group[int]{most: 3, run: func(calls []int) {
			runs = append(runs, calls)
			time.Sleep(time.Second)
		}}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := g.do(t.Context(), i); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		wg.Wait()
		got := make([]int, 0, 8)
		for i, run := range runs {
			if want := []int{1, 3, 3, 1}[i]; len(run) != want {
				t.Errorf("run %d served %v, want %d calls", i, run, want)
			}
			got = append(got, run...)
		}
		for i, n := range got {
			if i != n {
				t.Fatalf("served %v", got)
			}
		}
		if len(got) != 8 || g.busy || len(g.waiting) != 0 {
			t.Errorf("served %v, busy %v, waiting %d", got, g.busy, len(g.waiting))
		}
	})
}

// A caller whose context ends while it waits leaves without effect; one that a
// run has taken gets its outcome.
func TestGroupLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		served := make(map[string]bool)
		g := &group[string]{most: 1, run: func(calls []string) {
			served[calls[0]] = true
			time.Sleep(time.Second)
		}}
		errs := make(map[string]error)
		var mu sync.Mutex
		var wg sync.WaitGroup
		call := func(name string, patience time.Duration) {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				err := g.do(ctx, name)
				mu.Lock()
				defer mu.Unlock()
				errs[name] = err
			})
			synctest.Wait()
		}
		call("first", time.Millisecond) // runs, and can't be taken back
		call("leaves", time.Millisecond)
		call("last", time.Minute)
		wg.Wait()
		if errs["first"] != nil || errs["last"] != nil || !errors.Is(errs["leaves"], context.DeadlineExceeded) {
			t.Errorf("got %v", errs)
		}
		if !served["first"] || !served["last"] || served["leaves"] {
			t.Errorf("served %v", served)
		}
	})
}

func TestClip(t *testing.T) {
	for _, text := range []string{"", "short", strings.Repeat("x", 100), strings.Repeat("é", 300), strings.Repeat("日", 99) + "\xff\x00"} {
		for limit := 40; limit < 300; limit++ {
			got := clip(text, limit)
			if len(got) > limit || !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
				t.Fatalf("clip to %d: %d bytes, %q", limit, len(got), got)
			}
			if len(text) <= limit && utf8.ValidString(text) && got != text {
				t.Fatalf("clip to %d changed %q to %q", limit, text, got)
			}
		}
	}
}

func TestMarks(t *testing.T) {
	q := both("name", "SELECT 1 FROM a WHERE id IN_LIST($1) AND b IN_LIST($2) FOR_UPDATE(a)")
	if want := "SELECT 1 FROM a WHERE id IN (SELECT value FROM json_each($1)) AND b IN (SELECT value FROM json_each($2)) "; q.sqlite != want {
		t.Errorf("SQLite: %q, want %q", q.sqlite, want)
	}
	if want := "SELECT 1 FROM a WHERE id = ANY($1::text[]) AND b = ANY($2::text[]) FOR UPDATE OF a"; q.postgres != want {
		t.Errorf("PostgreSQL: %q, want %q", q.postgres, want)
	}
}

// Calls of one caller are served in their order, also when others come between,
// and a run takes calls up to a weight.
func TestGroupDoAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs [][]int
		g := &group[int]{most: 10, weight: func(n int) int { return n }, run: func(calls []int) {
			runs = append(runs, calls)
			time.Sleep(time.Second)
		}}
		var wg sync.WaitGroup
		for _, calls := range [][]int{{1}, {4, 4, 4}, {20, 1}} {
			wg.Go(func() {
				for _, err := range g.doAll(t.Context(), calls) {
					if err != nil {
						t.Error(err)
					}
				}
			})
			synctest.Wait()
		}
		wg.Wait()
		if want := "[[1] [4 4] [4] [20] [1]]"; fmt.Sprint(runs) != want {
			t.Errorf("runs %v, want %s", runs, want)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for _, err := range g.doAll(ended, []int{1, 2}) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		}
	})
}
