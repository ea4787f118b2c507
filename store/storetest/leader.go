package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var leaderTests = map[string]func(*fixture){
	"FirstComeRenewsUntilItsTimeIsOver": func(f *fixture) {
		first := muster.Leader{Office: "house", Holder: "a", Term: 1, Since: f.now, Until: f.now.Add(15 * time.Second)}
		f.same("taken", f.hold("house", "a"), first)
		f.tick(5 * time.Second)
		f.same("other", f.hold("house", "b"), first)
		first.Until = f.now.Add(15 * time.Second)
		f.same("renewed", f.hold("house", "a"), first)
		f.tick(15*time.Second - time.Microsecond)
		f.same("nearly over", f.hold("house", "b"), first)
		f.tick(time.Microsecond)
		second := muster.Leader{Office: "house", Holder: "b", Term: 2, Since: f.now, Until: f.now.Add(15 * time.Second)}
		f.same("taken over", f.hold("house", "b"), second)
		f.same("the first is out", f.hold("house", "a"), second)
		f.reopen()
		f.same("after a restart", f.hold("house", "a"), second)
		f.same("another office", f.hold("gate", "a").Term, int64(1))
	},
	"LateRenewalKeepsTheTermIfNobodyCame": func(f *fixture) {
		since := f.hold("house", "a").Since
		f.tick(time.Hour)
		got := f.hold("house", "a")
		f.same("term", got.Term, int64(1))
		f.same("since", got.Since, since)
		f.same("until", got.Until, f.now.Add(15*time.Second))
	},
	"LeavingFreesTheOffice": func(f *fixture) {
		f.ok(f.s.LeaderLeave(f.ctx, "house", "a")) // nobody holds it
		f.hold("house", "a")
		f.ok(f.s.LeaderLeave(f.ctx, "house", "b")) // not the holder
		f.same("kept", f.hold("house", "b").Holder, "a")
		f.ok(f.s.LeaderLeave(f.ctx, "house", "a"))
		got := f.hold("house", "b")
		f.same("taken", []any{got.Holder, got.Term}, []any{"b", int64(2)})
		f.ok(f.s.LeaderLeave(f.ctx, "house", "b"))
		f.same("own again", f.hold("house", "b").Term, int64(3))
	},
	"RefusesWhatMakesNoSense": func(f *fixture) {
		for name, p := range map[string]muster.LeaderHoldParams{
			"no office": {Holder: "a", For: time.Second},
			"no holder": {Office: "house", For: time.Second},
			"no time":   {Office: "house", Holder: "a"},
			"NUL":       {Office: "house", Holder: "\x00", For: time.Second},
		} {
			p.Now = f.now
			if _, err := f.s.LeaderHold(f.ctx, p); muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
		}
	},
	// At any moment one holder; who takes the office next has the next term.
	"OneHolderUnderContention": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		for round := range 5 {
			var mu sync.Mutex
			holders := make(map[string]int64)
			var wg sync.WaitGroup
			for i := range 8 {
				s, name := []muster.Store{f.s, other}[i%2], fmt.Sprintf("holder %d of round %d", i, round)
				p := muster.LeaderHoldParams{Office: "house", Holder: name, For: 15 * time.Second, Now: f.now}
				wg.Go(func() {
					got, err := s.LeaderHold(f.ctx, p)
					if err != nil {
						f.Errorf("hold: %v", err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					holders[got.Holder] = got.Term
				})
			}
			wg.Wait()
			f.same("holders", len(holders), 1)
			for _, term := range holders {
				f.same("term", term, int64(round+1))
			}
			f.tick(16 * time.Second)
		}
	},
}

func (f *fixture) hold(office, holder string) muster.Leader {
	f.Helper()
	got, err := f.s.LeaderHold(f.ctx, muster.LeaderHoldParams{Office: office, Holder: holder, For: 15 * time.Second, Now: f.now})
	f.ok(err)
	return got
}
