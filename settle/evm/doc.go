// Package evm carries proofs to Ethereum-like chains.
//
// VerifyOnChain settles nothing: it runs a chain in this process and has the
// verifier contract accept a proof there, which shows that a real chain would,
// and for how much gas.
package evm
