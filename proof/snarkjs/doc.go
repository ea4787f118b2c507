// Package snarkjs reads and writes the files of snarkjs: verification_key.json,
// proof.json and public.json of Groth16 on BN254, which snarkjs calls bn128. It
// turns them into gnark's encodings, which proof/groth16 verifies, and back.
//
// # The form
//
// Field elements are decimal strings. A point of G1 is [x, y, z], one of G2
// [[x0, x1], [y0, y1], [z0, z1]], where x = x0 + x1·u: the real part comes
// first, other than in gnark and on the EVM. Points are affine: z is 1, or 0 at
// infinity.
//
// # Strictness
//
// Each value has one form that is taken: numbers without sign, spaces or zeros
// in front, less than the field's order, points on the curve and in their
// subgroup. The point at infinity is taken only among the points of a key that
// belong to public inputs. A key whose γ and δ are equal has had no contribution
// after its set-up: anybody can make proofs that hold under it, and it is
// refused.
//
// vk_alphabeta_12 repeats what α and β say; it is not read.
package snarkjs
