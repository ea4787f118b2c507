// Package program resolves the circuits of programs to their keys. A program
// declares its circuits as [Definition]s: what each is compiled from, and which
// other circuits' verifying keys it has inside. A [Ring] finds their entries in
// the key store by recipe, and makes development keys where it may.
//
// The programs themselves are in the folders below: rollup, the built-in
// rollup, and counts, a synthetic one.
package program
