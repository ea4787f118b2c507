// Package chaos holds the fault tests of the whole plane in virtual time: real
// coordinators on a real store, provers, clients and a network that are told by
// a seed what goes wrong. Messages come late, twice, in another order or not at
// all; processes are killed, paused and started again; clocks jump; disks are
// slow, full and unreachable, before a commit and right after it; operators
// drain workers, requeue tasks and move batches meanwhile, and batches are held for
// networks, which bring proofs, good and bad, and settled on a chain whose blocks
// are replaced. The numbered
// invariants are checked all along, and at the end, when the faults are over,
// every batch has to reach its end. Beside this storm there are two calmer
// tests: restarts and outages alone spend no attempt, and nobody starves.
//
// The tests run a number of seeds; MUSTER_SEEDS=n runs n of the storm and the
// others' share of that, MUSTER_SEED=s one. With -v the storm tells how often
// each thing happened; with few seeds it does not insist on all of them.
package chaos
