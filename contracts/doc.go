// Package contracts holds the Solidity contracts, their compiled code with Go
// bindings, and the encodings between gnark's keys and proofs and theirs.
//
//   - Groth16Verifier checks proofs of the key that it was deployed with.
//   - Settlement keeps a rollup's state root and lets it move by proven batches.
//   - ProofManager is the market: it hands requests for proofs to networks, one
//     after another, and pays them. It runs behind a TransparentUpgradeableProxy.
//   - TestUSDC is a token for rehearsals.
//
// The package does no I/O: it encodes what others send, and decodes what comes
// back. Data from a chain is untrusted; nothing here panics on it.
//
// The bindings are made by generate.sh and checked in: to deploy and to call
// the contracts nobody needs a Solidity compiler. testdata/storage.golden is
// the layout of the Proof Manager's storage that proxies keep; generate.sh
// refuses another one unless fields were only appended. testdata/gas.golden
// says what each transaction costs.
package contracts

//go:generate ./generate.sh
