// Package evm settles batches on Ethereum-like chains, with the contract
// Settlement.
//
// [Chain] carries out what package settle decides. It keeps nothing but the
// height of the chain it saw last: a node that shows an older chain than before
// is behind, and what it says is not believed.
package evm
