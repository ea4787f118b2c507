// Package autoscale decides how many workers to run where. It is pure: the
// queue's report, the configuration and its own last answer go in, a number of
// workers per place comes out. Who reads the numbers starts and stops machines.
//
// A place is a group's workers of one hardware class in one zone. [Plan] lays
// the backlog of each pool on the places that can do it, the preferred and then
// the cheapest first, so that it is worked off within the horizon, and rounds
// up. Two things keep the numbers calm:
//
//   - More is asked for at once, less only after less has been enough for the
//     whole hold time, and then no less than the most that was needed in it.
//   - A place whose workers do not come within their start-up time and a grace
//     is out of stock: it keeps what it has, the rest goes to the next place,
//     and it is asked again later. Until it delivers, no other place of the
//     group is reduced on its account.
//
// Limits per cluster and zone are never passed; what has to wait for want of
// places is told by [Gaps].
package autoscale
