// Package contracts holds the Solidity contracts, their compiled code with Go
// bindings, and the encodings between gnark's keys and proofs and theirs.
//
// The bindings are made by generate.sh and checked in: to deploy and to call
// the contracts nobody needs a Solidity compiler.
package contracts

//go:generate ./generate.sh
