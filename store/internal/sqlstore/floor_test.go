package sqlstore

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

func at(place int64) key { return key{line: 1, sequence: 1, place: place} }

func candidate(place int64) *row {
	r := &row{pool: "pool"}
	r.at, r.Sequence, r.Place = 1, 1, place
	return r
}

// floorOf is where the next look begins.
func floorOf(f *floors) key {
	from, _ := f.start([]string{"pool"}, false)
	return from[0]
}

func TestKeysAreInLine(t *testing.T) {
	keys := []key{bottom, {-1, 9, 9}, {1, 1, 5}, {1, 2, -7}, {1, 2, 0}, {2, 0, 0}}
	for i, a := range keys {
		for j, b := range keys {
			if a.less(b) != (i < j) {
				t.Errorf("%v before %v: got %v", a, b, a.less(b))
			}
		}
	}
}

func TestFloorRisesToWhatIsLeft(t *testing.T) {
	found := []*row{candidate(1), candidate(2), candidate(3)}
	for name, c := range map[string]struct {
		left []*row
		want key
	}{
		"all taken":       {nil, at(3)},
		"the last left":   {found[2:], at(3)},
		"a middle one":    {found[1:2], at(2)},
		"the first again": {found[:1], at(1)},
	} {
		var f floors
		var m moves
		_, clock := f.start([]string{"pool"}, false)
		m.looked(found, c.left, clock)
		f.apply(&m)
		if got := floorOf(&f); got != c.want {
			t.Errorf("%s: the floor is %v, want %v", name, got, c.want)
		}
		if from, _ := f.start([]string{"pool", "other"}, true); from[0] != bottom || from[1] != bottom {
			t.Errorf("%s: a full look begins at %v", name, from)
		}
	}
}

// A task that is held after a look has found it, and before it is locked, says
// nothing about what stands in the line.
func TestFloorIsNoneWhereTasksAreHeld(t *testing.T) {
	held := candidate(2)
	held.at = heldAt(time.Unix(1, 0))
	for name, c := range map[string]struct {
		found, left []*row
		want        key
	}{
		"beside another": {[]*row{candidate(1), held, candidate(3)}, []*row{held}, at(3)},
		"alone":          {[]*row{held}, []*row{held}, bottom},
	} {
		var f floors
		var m moves
		m.looked(c.found, c.left, 0)
		f.apply(&m)
		if got := floorOf(&f); got != c.want {
			t.Errorf("%s: the floor is %v, want %v", name, got, c.want)
		}
	}
}

func TestFloorFallsToWhatBecomesReady(t *testing.T) {
	var f floors
	f.raise("pool", at(10), 0)
	var m moves
	m.ready(candidate(7))
	m.ready(candidate(4))
	m.ready(candidate(12))
	f.apply(&m)
	if got := floorOf(&f); got != at(4) {
		t.Errorf("the floor is %v, want %v", got, at(4))
	}
	f.raise("pool", at(20), 0) // by a look from before
	if got := floorOf(&f); got != at(4) {
		t.Errorf("a look from before raised the floor to %v", got)
	}
	_, clock := f.start([]string{"pool"}, false)
	f.raise("pool", at(20), clock)
	if got := floorOf(&f); got != at(20) {
		t.Errorf("the floor is %v, want %v", got, at(20))
	}
	f.raise("pool", at(15), clock) // it never falls by a look
	if got := floorOf(&f); got != at(20) {
		t.Errorf("the floor is %v, want %v", got, at(20))
	}
	f.drop()
	f.raise("pool", at(30), clock)
	if got := floorOf(&f); got != bottom {
		t.Errorf("dropped, the floor is %v", got)
	}
}

// However many become ready during a look, it does not hide the lowest.
func TestFloorAfterManyFalls(t *testing.T) {
	var f floors
	f.raise("pool", at(1000), 0)
	_, clock := f.start([]string{"pool"}, false)
	f.lower("pool", at(5))
	for i := range int64(10 * mostLowered) {
		f.lower("pool", at(500+i))
	}
	f.raise("pool", at(2000), clock)
	if got := floorOf(&f); got != at(5) {
		t.Errorf("the floor is %v, want %v", got, at(5))
	}
}

func TestFullLooksTakeATwentieth(t *testing.T) {
	var f floors
	now := time.Unix(1000, 0)
	if !f.fullDue(now) {
		t.Fatal("the first is not due")
	}
	f.fullTook(100*time.Millisecond, now)
	for wait, want := range map[time.Duration]bool{0: false, 1899 * time.Millisecond: false, 1900 * time.Millisecond: true} {
		if got := f.fullDue(now.Add(wait)); got != want {
			t.Errorf("after %v: due is %v", wait, got)
		}
	}
}

func TestShareFollowsTheLineAndPreferences(t *testing.T) {
	mk := func(id muster.TaskID, batch muster.BatchID, round int, pool muster.PoolID, zone string) *row {
		r := &row{pool: pool}
		r.ID, r.Batch, r.Round, r.Zone = id, batch, round, zone
		return r
	}
	heads := func() []*row {
		return []*row{
			mk("a", "1", 1, "x", ""), mk("b", "1", 0, "x", "w"), mk("c", "1", 0, "y", "z"), mk("d", "1", 0, "y", "w"),
			mk("e", "2", 0, "y", "w"),
		}
	}
	for name, c := range map[string]struct {
		p    muster.TaskLeaseParams
		bad  map[bad]time.Time
		want string
	}{
		"no preference": {muster.TaskLeaseParams{Pools: []muster.PoolID{"x"}, Max: 9}, nil, "abcde"},
		"pools":         {muster.TaskLeaseParams{Pools: []muster.PoolID{"y", "x"}, Max: 9}, nil, "acdbe"},
		"zone":          {muster.TaskLeaseParams{Pools: []muster.PoolID{"y", "x"}, Zone: "w", Max: 9}, nil, "adcbe"},
		"most":          {muster.TaskLeaseParams{Pools: []muster.PoolID{"y", "x"}, Max: 2}, nil, "ac"},
		"avoided": {muster.TaskLeaseParams{Pools: []muster.PoolID{"x"}, Worker: "w", Max: 2, AvoidSince: time.Unix(5, 0)},
			map[bad]time.Time{{"a", "w"}: time.Unix(6, 0), {"b", "w"}: time.Unix(5, 0), {"c", "v"}: time.Unix(9, 0)}, "bc"},
	} {
		s := share{heads: heads(), avoid: c.bad}
		got := ""
		taken := s.take(&leaseCall{p: c.p})
		for _, r := range taken {
			got += string(r.ID)
		}
		if got != c.want || len(s.heads) != 5-len(taken) {
			t.Errorf("%s: got %s and %d are left, want %s", name, got, len(s.heads), c.want)
		}
	}
}
