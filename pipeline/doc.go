// Package pipeline holds the language in which the way from a batch to its
// final proof is declared, and the planner that turns such a pipeline and a
// batch's slices into a tree of tasks. It is pure: no I/O, no clock, no
// randomness, so the same file and slices give the same tree everywhere.
//
// # The language
//
// A pipeline is one YAML file:
//
//	name: example
//	version: 1.0.0
//	program: rollup              # cuts the input into slices
//	protocol: {from: 0.30.0, before: 0.32.0}
//	params:
//	  arity: {default: 4, override: true, min: 2, max: 16}
//	limits: {slices: 1024, input: 16MiB}
//	target: solidity             # how the root proof alone is made
//	defaults: {backend: gnark, max_attempts: 5}
//	rounds:
//	  - name: chunk              # the base: one job per slice
//	    stages: [{name: witness}, {name: prove, memory: 2GiB}]
//	  - {name: aggregate, arity: $arity, pad: true}
//	  - {name: fold, arity: 2, until: 1, carry: true, optional: true}
//
// A round takes the proofs of the round below, left to right, arity at a time.
// With "per: circuit" it does so for each base circuit by itself, with "until"
// it does so again on its own proofs until no more than so many are left, with
// "carry" a single proof left over at the end of a level goes up as it is, with
// "optional" nothing happens where no more than "until" (or one) came in, and
// with "references" the final proofs of other batches come before the proofs.
// Parse refuses a file whose tree would not end in one proof for every number
// of slices within the limits.
//
// Parse and Lint collect every problem of a file, each with its line and field.
// Unknown fields, repeated keys, anchors, aliases and tags are refused.
//
// # The tree
//
// A job is a slice or a group of proofs that become one proof; its stages are
// tasks in a chain. Every task has one consumer, so the tree is read from
// Children, and the proofs below a task keep the order of the slices. Plan makes
// the tree of a batch whose slices are known; Planner makes it while they are
// being found. A task's name depends on its place alone: planning the same batch
// again gives the same names, and more slices behind the others leave the base
// tasks, and whatever Planner.Grow gave out, as they were:
//
//	prove/0/chunk/17           stage / round / circuit / index
//	prove/2.1/fold/0           with the level, in an iterated round
//	prove/2.1/node@main_vm/0   with the base circuit, where one circuit serves several
//
// The package does not prove, slice, or store: the program makes the slices and
// the statements, the coordinator stores the tasks.
package pipeline
