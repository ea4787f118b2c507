package quorum_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster/blind/internal/quorum"
)

type fault struct{ of int }

func itself(m int) int { return m }

// TestAsk: enough answers end the rest, and too few are waited for.
func TestAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ask := func(ctx context.Context, m int) (string, *fault) {
			switch {
			case m%3 == 0:
				return "", &fault{m}
			case m > 5:
				<-ctx.Done()
				return "", &fault{m}
			}
			return "well", nil
		}
		answers, faults := quorum.Ask(t.Context(), time.Minute, []int{1, 2, 7}, itself, ask, 2)
		if len(answers) != 2 || answers[1] != "well" || answers[2] != "well" || len(faults) != 0 {
			t.Errorf("enough: %v, %v", answers, faults)
		}
		began := time.Now()
		answers, faults = quorum.Ask(t.Context(), time.Minute, []int{3, 1, 7, 0}, itself, ask, 2)
		if len(answers) != 1 || len(faults) != 3 || faults[0].of != 3 || faults[1].of != 7 || faults[2].of != 0 {
			t.Errorf("too few: %v, %v", answers, faults)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("waited %s", took)
		}
	})
}

func TestAskUntilTheContextEnds(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errors.New("enough"))
	answers, faults := quorum.Ask(ctx, time.Minute, []int{1}, itself, func(ctx context.Context, m int) (int, *fault) {
		<-ctx.Done()
		return 0, &fault{m}
	}, 1)
	if len(answers) != 0 || len(faults) != 1 {
		t.Errorf("%v, %v", answers, faults)
	}
}
