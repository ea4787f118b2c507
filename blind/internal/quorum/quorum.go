// Package quorum asks many at once and is content when enough have answered.
package quorum

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Ask asks all members at once, for no longer than wait, until enough of them
// have answered well; the others are then cut off. It returns answers by the
// members' ids, and the faults of those that were heard, in the members' order.
// It returns when no call of ask is left.
func Ask[M, T, F any, ID comparable](
	ctx context.Context, wait time.Duration, members []M, id func(M) ID, ask func(context.Context, M) (T, *F), enough int,
) (map[ID]T, []*F) {
	ctx, stop := context.WithTimeout(ctx, wait)
	defer stop()
	var mu sync.Mutex
	var all sync.WaitGroup
	answers := make(map[ID]T, len(members))
	faults := make([]*F, len(members))
	for i, m := range members {
		all.Go(func() {
			a, f := ask(ctx, m)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case len(answers) >= enough: // it was cut off
			case f != nil:
				faults[i] = f
			default:
				answers[id(m)] = a
				if len(answers) >= enough {
					stop()
				}
			}
		})
	}
	all.Wait()
	return answers, slices.DeleteFunc(faults, func(f *F) bool { return f == nil })
}
