package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Rules say how the preferred network is found:
//
//  1. Only networks that are active at the head and had MinRequests with an
//     outcome count, one of them validated.
//  2. Best is who has the highest bound of its success rate: the lower end of
//     Wilson's interval of validated among ended requests. Whoever comes within
//     ShareMargin of it is as good.
//  3. Of these the fastest is taken, by the 95th percentile of the time from
//     submission to proof. Whoever is within TimeMargin of it is as fast.
//  4. Of these the cheapest is taken, by the mean reward of its validated
//     requests.
//  5. Of these the one that is preferred already stays. Where it is not among
//     them nothing is recommended.
//
// Refusals count as requests that were not validated: what the preferred
// network refuses, others or the own fleet have to prove in less time.
type Rules struct {
	MinRequests int     // 0 is 20
	ShareMargin float64 // of the bound, 0 to 1; 0 is 0.01, below 0 is none
	TimeMargin  float64 // of the fastest's time; 0 is 0.05, below 0 is none
}

func (r Rules) defaults() Rules {
	if r.MinRequests <= 0 {
		r.MinRequests = 20
	}
	return Rules{r.MinRequests, margin(r.ShareMargin, 0.01), margin(r.TimeMargin, 0.05)}
}

func margin(m, otherwise float64) float64 {
	switch {
	case m == 0 || math.IsNaN(m):
		return otherwise
	case m < 0:
		return 0
	}
	return m
}

// recommend applies the rules to a report whose networks are complete.
func recommend(r Report, preferred uint8, rules Rules) Recommendation {
	rules = rules.defaults()
	current := named(r.Networks, preferred)
	stay := func(reason string) Recommendation {
		if preferred == 0 {
			return Recommendation{Action: ActionNone, Reason: reason}
		}
		return Recommendation{Action: ActionKeep, Network: preferred, Name: current, Reason: reason}
	}
	if len(r.Differences) > 0 {
		return stay("the books do not balance: see the differences")
	}
	left := slices.DeleteFunc(slices.Clone(r.Networks), func(n Network) bool { return !n.Active || n.Ended() < rules.MinRequests })
	if len(left) == 0 {
		return stay(fmt.Sprintf("not enough data: no active network had %d requests with an outcome", rules.MinRequests))
	}
	left = slices.DeleteFunc(left, func(n Network) bool { return n.Validated == 0 })
	if len(left) == 0 {
		return stay("no active network had a request validated")
	}
	left, reason := narrow(left, rules)
	if len(left) == 1 {
		n := left[0]
		if n.Number == preferred {
			return Recommendation{Action: ActionKeep, Network: n.Number, Name: n.Name, Reason: reason}
		}
		return Recommendation{Action: ActionPrefer, Network: n.Number, Name: n.Name, Reason: reason}
	}
	names := make([]string, len(left))
	for i, n := range left {
		names[i] = label(n)
	}
	tie := strings.Join(names, " and ") + " are equally good, fast and cheap"
	if slices.ContainsFunc(left, func(n Network) bool { return n.Number == preferred }) {
		return stay(tie + "; the preferred one is among them")
	}
	return stay(tie)
}

// narrow leaves the best networks and says why they are.
func narrow(left []Network, rules Rules) ([]Network, string) {
	if len(left) == 1 {
		return left, fmt.Sprintf("it is the only active network with enough requests: %s", outcome(left[0]))
	}
	best := slices.MaxFunc(left, func(a, b Network) int { return cmp.Compare(a.Bound, b.Bound) })
	// In ten thousandths, so that 0.96 is within 0.01 of 0.97.
	least := math.Round(best.Bound*1e4) - math.Round(rules.ShareMargin*1e4)
	left = slices.DeleteFunc(left, func(n Network) bool { return math.Round(n.Bound*1e4) < least })
	if len(left) == 1 {
		return left, fmt.Sprintf("it has the highest success rate: %s", outcome(left[0]))
	}
	fastest := slices.MinFunc(left, func(a, b Network) int { return cmp.Compare(a.Prove.P95, b.Prove.P95) })
	most := float64(fastest.Prove.P95) * (1 + rules.TimeMargin)
	left = slices.DeleteFunc(left, func(n Network) bool { return float64(n.Prove.P95) > most })
	if len(left) == 1 {
		return left, fmt.Sprintf("it is the fastest of the most successful: 95 of 100 proofs within %d s; %s", left[0].Prove.P95, outcome(left[0]))
	}
	cheapest := slices.MinFunc(left, func(a, b Network) int { return cmp.Compare(a.Price, b.Price) })
	left = slices.DeleteFunc(left, func(n Network) bool { return n.Price > cheapest.Price })
	if len(left) == 1 {
		return left, fmt.Sprintf("it is the cheapest of the most successful and fastest: %s USDC for a proof; %s", left[0].Price, outcome(left[0]))
	}
	return left, ""
}

func outcome(n Network) string {
	return fmt.Sprintf("%d of %d validated, which is worth %.1f %%", n.Validated, n.Ended(), 100*n.Bound)
}

// label names a network in outputs for people.
func label(n Network) string { return fmt.Sprintf("%d (%s)", n.Number, clean(n.Name)) }

func named(all []Network, number uint8) string {
	for _, n := range all {
		if n.Number == number {
			return n.Name
		}
	}
	return ""
}
