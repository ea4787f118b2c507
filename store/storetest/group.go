package storetest

import (
	"fmt"
	"sync"

	"github.com/muster-zk/muster"
)

var groupTests = map[string]func(*fixture){
	"ApplyReplacesAll": func(f *fixture) {
		first := []muster.Group{
			{Name: "zulu", Pairs: []muster.Pair{{Round: 1, Circuit: "wrap"}}},
			{Name: "alpha", Pairs: []muster.Pair{{Pipeline: "rollup", Round: 0, Circuit: "chunk"}, {Round: 2}}},
		}
		f.ok(f.s.GroupApply(f.ctx, first, f.now))
		f.same("by name", f.groups(), []muster.Group{first[1], first[0]})
		second := []muster.Group{{Name: "zulu"}, {Name: "new", Pairs: []muster.Pair{{Round: 3}}}}
		f.ok(f.s.GroupApply(f.ctx, second, f.now))
		f.reopen()
		f.same("replaced", f.groups(), []muster.Group{second[1], second[0]})
		f.ok(f.s.GroupApply(f.ctx, nil, f.now))
		f.same("none", f.groups(), []muster.Group(nil))
	},
	"RefusedGroupsChangeNothing": func(f *fixture) {
		f.ok(f.s.GroupApply(f.ctx, []muster.Group{{Name: "kept"}}, f.now))
		for _, names := range [][]string{{""}, {"a", "a"}, {"a", "\x00"}, {"\xff"}} {
			var groups []muster.Group
			for _, n := range names {
				groups = append(groups, muster.Group{Name: n})
			}
			f.code(f.s.GroupApply(f.ctx, groups, f.now), muster.CodeInvalid)
		}
		f.same("groups", f.groups(), []muster.Group{{Name: "kept"}})
	},
	"OneOfManyWinsWhole": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var wg sync.WaitGroup
		for i := range 8 {
			s := []muster.Store{f.s, other}[i%2]
			groups := []muster.Group{{Name: "all"}, {Name: fmt.Sprintf("only %d", i)}}
			wg.Go(func() {
				if err := s.GroupApply(f.ctx, groups, f.now); err != nil {
					f.Errorf("apply: %v", err)
				}
			})
		}
		wg.Wait()
		f.same("groups", len(f.groups()), 2)
	},
}

func (f *fixture) groups() []muster.Group {
	f.Helper()
	all, err := f.s.GroupList(f.ctx)
	f.ok(err)
	return all
}
