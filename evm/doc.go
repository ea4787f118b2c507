// Package evm is how muster talks to Ethereum-like nodes: a node that limits,
// restarts, forks and lies about the past; an account whose nonces have one
// owner; fees under a ceiling; events behind a finality depth.
//
// [Backend] is a node, over the network ([Dial]) or in this process (package
// devchain). [Signer] is an account. [Sender] sends an account's transactions
// one after the other until they are final. [Watcher] follows a contract's
// events. DeploySettlement and DeployMarket put muster's contracts on a chain.
//
// What nodes answer is read by one table ([Explain]): callers see this
// package's errors and muster's codes, never a node's words to compare with,
// and never a node's URL, which may hold credentials.
//
// A Sender that is restarted knows of its past what the chain and the pool tell.
// A Watcher knows its [Cursor]. Neither believes an answer that
// another answer of the node contradicts: it is asked again later.
package evm
