package bench

import (
	"slices"
	"sort"
	"time"
)

// span is a stretch of time, both ends included.
type span struct{ from, to time.Time }

// spans is a set of moments, kept as stretches that neither touch nor overlap,
// in order.
type spans struct{ all []span }

// add adds a stretch, joining it with what it touches.
func (s *spans) add(from, to time.Time) {
	if to.Before(from) {
		return
	}
	// Those that the new one touches are [i, j).
	i := sort.Search(len(s.all), func(i int) bool { return !s.all[i].to.Before(from) })
	j := i
	for ; j < len(s.all) && !s.all[j].from.After(to); j++ {
		if s.all[j].from.Before(from) {
			from = s.all[j].from
		}
		if s.all[j].to.After(to) {
			to = s.all[j].to
		}
	}
	if j == i+1 {
		s.all[i] = span{from, to} // mostly so
		return
	}
	s.all = slices.Replace(s.all, i, j, span{from, to})
}

// cover reports whether every moment of a stretch is in the set.
func (s *spans) cover(x span) bool {
	i := sort.Search(len(s.all), func(i int) bool { return !s.all[i].to.Before(x.to) })
	return i < len(s.all) && !s.all[i].from.After(x.from)
}
