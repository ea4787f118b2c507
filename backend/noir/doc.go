// Package noir proves Noir programs, as two muster.Backends: "noir" makes
// UltraHonk proofs with Barretenberg's prover bb, "sunspot" Groth16 proofs with
// Sunspot, which turns Noir programs into gnark circuits.
//
// # A circuit
//
// Its Program is the JSON that nargo or noir_wasm compiles: bytecode and ABI.
// Its VerifyingKey is bb's (see proof/ultrahonk), or gnark's with the
// ConstraintSystem and the ProvingKey that `sunspot compile` and `sunspot setup`
// wrote. A task's slice is a JSON object of the program's inputs by name.
//
// # A job
//
//	here        the program's version, ABI and public inputs are compared with
//	            the statement and the key; numbers of the slice become texts,
//	            since JavaScript would round them
//	prover.mjs  in a process of Node.js that stays for several jobs: noir_js
//	            executes the program; then bb or sunspot proves, as a child
//	here        the public inputs that were proven are compared with the
//	            statement's; Sunspot's proof is verified, bb verifies its own
//
// Each job has a folder of its own (backend/exec), where all files are made. The
// reference string of UltraHonk is only linked there, see crs.go.
//
// # What it does not do
//
// It does not compile: a circuit is registered with its compiled program. It
// takes programs of one version of Noir alone, that of the pinned packages, since
// bytecode of another can't be executed.
package noir
