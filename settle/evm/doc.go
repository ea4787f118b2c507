// Package evm settles batches on Ethereum-like chains, with the contract
// Settlement.
//
// [Chain] carries out what package settle decides. It keeps nothing but the
// height of the chain it saw last: a node that shows an older chain than before
// is behind, and what it says is not believed.
//
// VerifyOnChain settles nothing: it runs a chain in this process and has the
// verifier contract accept a proof there, which shows that a real chain would,
// and for how much gas.
package evm
