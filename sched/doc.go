// Package sched decides who may run what, in which order, and what follows a
// failure. It is pure: a snapshot and the time go in, a decision comes out. The
// coordinator asks it and writes the answer.
//
// Tasks of equal needs form a pool. [Pools] filters the pools by what a worker
// can do and what its group and region allow; the store then pops the best
// tasks of these pools in one atomic step, so that no worker hunts and none is
// sent away while suitable work is ready. [Unmet] says in plain words why a
// worker does not get a pool's tasks, and [Nearest] which worker comes closest.
//
// The order is decided once per batch: [Line] gives it a place in the one line
// of all batches, from its tenant's share, its deadline and its priority.
// Nothing is ranked again later.
//
// What was learned about durations ([Estimates]) tells when a batch would be
// done ([Finish]), whether a deadline can be met ([Admit]), which tasks are
// worth a second lease ([HedgeAfter]) and which hang ([Stuck]).
//
// [AfterFailure] decides the retry by the class of failure; [Suspend] and
// [Rest] decide what a worker that fails has to expect.
package sched
