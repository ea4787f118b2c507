// Package sched decides who may run what, and what follows a failure. It is
// pure: a snapshot and the time go in, a decision comes out. The coordinator
// asks it and writes the answer.
//
// Tasks of equal needs form a pool. [Pools] filters the pools by what a worker
// can do; the store then pops the best tasks of these pools in one atomic
// step, so that no worker hunts and none is sent away while suitable work is
// ready.
package sched
