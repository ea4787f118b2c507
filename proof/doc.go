// Package proof verifies proofs. A [Registry] picks the proof system that a
// statement names; the systems are in the folders below.
//
// # What a verifier trusts
//
// The statement, which was fixed from our own registry and execution when its
// task was created. The verifying key, because its bytes hash to the circuit's
// digest in the statement. Nothing else: proofs come from anybody.
//
// So before a proof is decoded its length is compared with the only one that a
// proof under this key can have, and its counts with the key's. What was
// decoded is encoded again and compared, so that every proof has one encoding:
// gnark's raw form, uncompressed points. A panic below is an error above.
//
// Proof bytes are never an identity: Groth16 is malleable, another valid proof
// of the same statement can be made from one without the witness.
package proof
