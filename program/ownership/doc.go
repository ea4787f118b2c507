// Package ownership makes the proof that somebody owns a shielded note a muster
// program: the prover knows the spending key of the note behind a commitment,
// and the nullifier and blinded proxy are that note's, at one position. A batch
// is one proof, on BN254, so that an EVM can verify it.
//
// Notes are those of the rollup's shielded transfers. The input holds the
// spending key in the clear: whoever runs the prover learns it. The input stays
// in the plane's artifacts until the batch is deleted or its inputs forgotten.
package ownership
