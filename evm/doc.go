// Package evm is how muster talks to Ethereum-like nodes: a node that limits,
// restarts, forks and lies about the past; an account whose nonces have one
// owner; fees under a ceiling; events behind a finality depth.
//
// [Backend] is a node, over the network ([Dial]) or in this process (package
// devchain). [Signer] is an account. [Sender] sends an account's transactions
// one after the other until they are final. [Watcher] follows a contract's
// events.
package evm
