// Package ledger knows the accounts behind Forge's state roots.
//
// Forge's swarm transactions name a sender, a receiver and an amount, and the
// batch names the root that they start from. What a proof needs beside that,
// balances, nonces and places in the tree, is the state behind the root. A
// [State] is such a state: one that an operator gives in a file, or the one that
// a batch left. Running transactions on it checks every signature and gives the
// built-in rollup's batch, with the real roots between its transactions.
//
// A transaction has no nonce: it is the sender's next one, so that the same
// transfer signed once can't be taken twice.
package ledger
