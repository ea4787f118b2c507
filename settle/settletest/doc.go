// Package settletest tests what carries settlements out.
//
// [Exercise] is the conformance suite of [settle.Chain]. [Fake] is a chain in
// memory that passes it, and on which everything can be made to go wrong: lost
// transactions, reorganisations, foreign transactions, fees that rise, nodes
// that fail. [Store] holds settlements in memory, as the plane's stores do.
package settletest
