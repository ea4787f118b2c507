package coordinator

import (
	"errors"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

func TestOffice(t *testing.T) {
	const me, lease = "a", 12 * time.Second
	begin := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	at := func(s float64) time.Time { return begin.Add(time.Duration(s * float64(time.Second))) }
	// ours, theirs and fails are answers at a second; slow ones were asked before.
	row := func(holder string, term int64, asked, heard float64) answer {
		return answer{Leader: muster.Leader{Holder: holder, Term: term, Until: at(asked).Add(leadFor)}, Asked: at(asked), Heard: at(heard)}
	}
	ours := func(s float64) answer { return row(me, 1, s, s) }
	fails := func(s float64) answer {
		return answer{Err: errors.New("the store is away"), Asked: at(s), Heard: at(s)}
	}
	each := func(from, to float64) (all []answer) {
		for s := from; s <= to; s++ {
			all = append(all, ours(s))
		}
		return all
	}
	tests := []struct {
		name           string
		answers        []answer
		now            float64
		leads, trusted bool
	}{
		{"nothing asked", nil, 0, false, false},
		{"elected just now", each(0, 0), 0, true, false},
		{"elected a lease ago", each(0, 12), 12, true, true},
		{"nearly a lease ago", each(0, 11), 11.9, true, false},
		{"another leads", []answer{row("b", 1, 0, 0)}, 0, false, false},
		{"another took over", append(each(0, 20), row("b", 2, 21, 21)), 21, false, false},
		{"back after another", append(each(0, 20), row("b", 2, 21, 21), row(me, 3, 30, 30)), 30, true, false},
		{"back under another term without noticing", append(each(0, 20), row(me, 3, 21, 21)), 21, true, false},
		{"one error, still in office", append(each(0, 20), fails(21)), 21, true, false},
		{"an error starts the window again", append(append(each(0, 20), fails(21)), each(22, 33)...), 33, true, false},
		{"and ends a lease later", append(append(each(0, 20), fails(21)), each(22, 34)...), 34, true, true},
		{"errors beyond the row's time", append(each(0, 20), fails(21), fails(26)), 26, false, false},
		{"an outage longer than a lease", append(append(each(0, 20), fails(21), fails(40)), ours(41)), 41, true, false},
		{"the process was paused", append(each(0, 20), ours(80)), 80, true, false},
		{"paused, and not asked yet", each(0, 20), 80, false, false},
		{"paused, then a lease later", append(each(0, 20), each(80, 92)...), 92, true, true},
		{"the store was slow beyond the row's time", append(each(0, 20), row(me, 1, 21, 30)), 30, false, false},
		{"the store was slow, then quick", append(append(each(0, 20), row(me, 1, 21, 30)), each(31, 41)...), 41, true, false},
		{"the clock went backwards", append(each(0, 20), ours(3)), 3, true, false},
		{"the clock went backwards after the answer", each(0, 20), 10, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var o office
			for _, a := range tt.answers {
				o = o.step(a, me)
			}
			if got := o.leads(at(tt.now)); got != tt.leads {
				t.Errorf("leads = %v, want %v: %+v", got, tt.leads, o)
			}
			if got := o.trusted(at(tt.now), lease); got != tt.trusted {
				t.Errorf("trusted = %v, want %v: %+v", got, tt.trusted, o)
			}
		})
	}
}
