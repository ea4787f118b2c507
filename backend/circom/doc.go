// Package circom proves circom circuits with snarkjs: Groth16 on BN254 from the
// circuit's wasm and its zkey.
//
// A slice is the JSON object of the circuit's inputs by name, as circom's
// input.json, or a witness (.wtns) that was made elsewhere. snarkjs runs in
// processes of Node.js under the contract of backend/exec, which keep the keys
// of circuits from one job to the next. What comes out is turned into gnark's
// encodings, compared with the statement, and verified, before it is returned:
// a wasm and a zkey that do not belong together are found here.
//
// Node.js and the packages (Packages) have to be installed.
package circom
