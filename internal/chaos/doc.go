// Package chaos holds the fault tests of the whole plane in virtual time: real
// coordinators on a real store, provers, clients and a network that are told by
// a seed what goes wrong. Messages come late, twice, in another order or not at
// all; processes are killed, paused and started again; clocks jump; disks are
// slow, full and unreachable, before a commit and right after it. The numbered
// invariants are checked all along, and at the end, when the faults are over,
// every batch has to reach its end.
//
// The tests run a number of seeds; MUSTER_SEEDS=n runs n, MUSTER_SEED=s one.
package chaos
