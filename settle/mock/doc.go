// Package mock is a chain that SETTLES NOTHING: it is a journal of this process,
// in memory or in one file. It is for rehearsing what settles batches, in
// development and in Forge's mode of the same name, and runs only where an
// operator asked for it.
//
// Every transaction that is sent becomes a block of its own at once, which is
// final. Proofs are verified where the options say how; in which order batches
// follow each other is kept only where the options can read that from their
// statements. With a file the chain is the same after a restart. The file
// belongs to one process.
package mock
