package bench

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestSpansAgainstAModel(t *testing.T) {
	const length = 60
	at := func(i int) time.Time { return time.Unix(int64(i), 0) }
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		var s spans
		var in [length]bool // the half seconds between i and i+1
		for range rnd.IntN(30) {
			from := rnd.IntN(length)
			to := min(from+rnd.IntN(8), length-1)
			s.add(at(from), at(to))
			for i := from; i < to; i++ {
				in[i] = true
			}
		}
		for i := 1; i < len(s.all); i++ {
			if !s.all[i-1].to.Before(s.all[i].from) {
				t.Fatalf("seed %d: %v", seed, s.all)
			}
		}
		for from := range length {
			for to := from + 1; to < length; to++ {
				want := true
				for i := from; i < to; i++ {
					want = want && in[i]
				}
				if got := s.cover(span{at(from), at(to)}); got != want {
					t.Fatalf("seed %d: %d to %d covered: %v, %v", seed, from, to, got, s.all)
				}
			}
		}
	}
	var s spans
	s.add(at(2), at(1))
	if len(s.all) != 0 {
		t.Error("a stretch that ends before it begins")
	}
}
