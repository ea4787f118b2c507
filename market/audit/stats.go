package audit

import (
	"math"
	"slices"
)

// timesOf sums durations up. Percentiles are nearest ranks: the smallest
// duration that so many of a hundred do not exceed.
func timesOf(seconds []int64) Times {
	n := len(seconds)
	if n == 0 {
		return Times{}
	}
	slices.Sort(seconds)
	var sum int64
	for _, s := range seconds {
		sum += s
	}
	rank := func(percent int) int64 { return seconds[(n*percent+99)/100-1] }
	return Times{
		Count: n, Min: seconds[0], Mean: math.Round(float64(sum)/float64(n)*10) / 10,
		P50: rank(50), P95: rank(95), Max: seconds[n-1],
	}
}

// share returns part of whole with four decimals, 0 of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return math.Round(float64(part)/float64(whole)*1e4) / 1e4
}

// lowerBound is the lower end of Wilson's score interval at 95 %: the share
// that the network has at least, given how few requests it is seen by. One of
// one is worth 0.2065, 99 of 100 are worth 0.9455. It has four decimals.
//
// E. B. Wilson, Probable inference, the law of succession, and statistical
// inference, 1927.
func lowerBound(good, all int) float64 {
	if all == 0 {
		return 0
	}
	const z = 1.96
	n := float64(all)
	p := float64(good) / n
	// The conversions keep processors from fusing operations, so that all
	// round alike.
	centre := p + float64(z*z/(2*n))
	spread := z * math.Sqrt(float64(p*(1-p)/n)+float64(z*z/(4*n*n)))
	bound := (centre - float64(spread)) / (1 + float64(z*z/n))
	return math.Round(max(bound, 0)*1e4) / 1e4
}
