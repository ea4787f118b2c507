// Package settler carries settlements out: it looks at a chain and at the store
// again and again, asks package settle what to do, and does it.
//
// Of all settlers of a chain one is active at a time, the one that holds the
// office "settle/" and the chain's name. Every write names office and holder, so
// that the store refuses those of a settler that was paused and has lost it
// meanwhile; the most that such a one does is to send a transaction that is
// stored already.
//
// All that a settler knows it can lose: a term of office begins with the store
// and the chain. A transaction is signed, stored and sent in three steps, and
// what is found stored and not sent is sent: going on after a crash is not a
// case of its own.
//
// Nothing that a node, the store or an account lacks ends a settler. It says in
// the settlements' Waiting what is wrong, backs off and goes on when it is over.
package settler
