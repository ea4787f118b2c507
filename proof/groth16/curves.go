package groth16

import (
	"github.com/consensys/gnark-crypto/ecc"
	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	bls12377fp "github.com/consensys/gnark-crypto/ecc/bls12-377/fp"
	bls12377fr "github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	bls12377pedersen "github.com/consensys/gnark-crypto/ecc/bls12-377/fr/pedersen"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	bls12381fp "github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	bls12381fr "github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	bls12381pedersen "github.com/consensys/gnark-crypto/ecc/bls12-381/fr/pedersen"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	bn254fp "github.com/consensys/gnark-crypto/ecc/bn254/fp"
	bn254fr "github.com/consensys/gnark-crypto/ecc/bn254/fr"
	bn254pedersen "github.com/consensys/gnark-crypto/ecc/bn254/fr/pedersen"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	bw6761fp "github.com/consensys/gnark-crypto/ecc/bw6-761/fp"
	bw6761fr "github.com/consensys/gnark-crypto/ecc/bw6-761/fr"
	bw6761pedersen "github.com/consensys/gnark-crypto/ecc/bw6-761/fr/pedersen"
	"github.com/consensys/gnark/backend/groth16"
	bls12377groth16 "github.com/consensys/gnark/backend/groth16/bls12-377"
	bls12381groth16 "github.com/consensys/gnark/backend/groth16/bls12-381"
	bn254groth16 "github.com/consensys/gnark/backend/groth16/bn254"
	bw6761groth16 "github.com/consensys/gnark/backend/groth16/bw6-761"
)

// The library has a set of types for each curve and nothing over them. This
// file names each curve's parts; what is done with them stands once, in
// combine.go.
var combiners = map[ecc.ID]combiner{
	ecc.BN254: pairing[bn254.G1Affine, bn254.G1Jac, bn254.G2Affine, bn254.GT, bn254fr.Element, bn254fp.Element]{
		key: func(k groth16.VerifyingKey) keyPoints[bn254.G1Affine, bn254.G2Affine] {
			v := k.(*bn254groth16.VerifyingKey)
			out := keyPoints[bn254.G1Affine, bn254.G2Affine]{
				alpha: v.G1.Alpha, k: v.G1.K, beta: v.G2.Beta, gamma: v.G2.Gamma, delta: v.G2.Delta, committed: v.PublicAndCommitmentCommitted,
			}
			out.bases, out.sigmas = basesOf(v.CommitmentKeys, func(k *bn254pedersen.VerifyingKey) (g, s bn254.G2Affine) { return k.G, k.GSigmaNeg })
			return out
		},
		proof: func(p groth16.Proof) proofPoints[bn254.G1Affine, bn254.G2Affine] {
			v := p.(*bn254groth16.Proof)
			return proofPoints[bn254.G1Affine, bn254.G2Affine]{a: v.Ar, b: v.Bs, c: v.Krs, commitments: v.Commitments, knowledge: v.CommitmentPok}
		},
		neg: (*bn254.G1Affine).Neg, scale: (*bn254.G1Affine).ScalarMultiplication, double: (*bn254.G1Jac).DoubleAssign, add: (*bn254.G1Jac).AddMixed, affine: (*bn254.G1Affine).FromJacobian,
		x: func(p *bn254.G1Affine) *bn254fp.Element { return &p.X }, times: (*bn254fp.Element).Mul, field: (*bn254fp.Element).SetBigInt, base: bn254fp.Modulus,
		sum: (*bn254.G1Affine).MultiExp, marshal: (*bn254.G1Affine).Marshal,
		scalar: (*bn254fr.Element).SetBigInt, value: (*bn254fr.Element).BigInt, hash: bn254fr.Hash,
		miller: bn254.MillerLoop, final: bn254.FinalExponentiation, isOne: (*bn254.GT).IsOne,
	},
	ecc.BLS12_377: pairing[bls12377.G1Affine, bls12377.G1Jac, bls12377.G2Affine, bls12377.GT, bls12377fr.Element, bls12377fp.Element]{
		key: func(k groth16.VerifyingKey) keyPoints[bls12377.G1Affine, bls12377.G2Affine] {
			v := k.(*bls12377groth16.VerifyingKey)
			out := keyPoints[bls12377.G1Affine, bls12377.G2Affine]{
				alpha: v.G1.Alpha, k: v.G1.K, beta: v.G2.Beta, gamma: v.G2.Gamma, delta: v.G2.Delta, committed: v.PublicAndCommitmentCommitted,
			}
			out.bases, out.sigmas = basesOf(v.CommitmentKeys, func(k *bls12377pedersen.VerifyingKey) (g, s bls12377.G2Affine) { return k.G, k.GSigmaNeg })
			return out
		},
		proof: func(p groth16.Proof) proofPoints[bls12377.G1Affine, bls12377.G2Affine] {
			v := p.(*bls12377groth16.Proof)
			return proofPoints[bls12377.G1Affine, bls12377.G2Affine]{a: v.Ar, b: v.Bs, c: v.Krs, commitments: v.Commitments, knowledge: v.CommitmentPok}
		},
		neg: (*bls12377.G1Affine).Neg, scale: (*bls12377.G1Affine).ScalarMultiplication, double: (*bls12377.G1Jac).DoubleAssign, add: (*bls12377.G1Jac).AddMixed, affine: (*bls12377.G1Affine).FromJacobian,
		x: func(p *bls12377.G1Affine) *bls12377fp.Element { return &p.X }, times: (*bls12377fp.Element).Mul, field: (*bls12377fp.Element).SetBigInt, base: bls12377fp.Modulus,
		sum: (*bls12377.G1Affine).MultiExp, marshal: (*bls12377.G1Affine).Marshal,
		scalar: (*bls12377fr.Element).SetBigInt, value: (*bls12377fr.Element).BigInt, hash: bls12377fr.Hash,
		miller: bls12377.MillerLoop, final: bls12377.FinalExponentiation, isOne: (*bls12377.GT).IsOne,
	},
	ecc.BLS12_381: pairing[bls12381.G1Affine, bls12381.G1Jac, bls12381.G2Affine, bls12381.GT, bls12381fr.Element, bls12381fp.Element]{
		key: func(k groth16.VerifyingKey) keyPoints[bls12381.G1Affine, bls12381.G2Affine] {
			v := k.(*bls12381groth16.VerifyingKey)
			out := keyPoints[bls12381.G1Affine, bls12381.G2Affine]{
				alpha: v.G1.Alpha, k: v.G1.K, beta: v.G2.Beta, gamma: v.G2.Gamma, delta: v.G2.Delta, committed: v.PublicAndCommitmentCommitted,
			}
			out.bases, out.sigmas = basesOf(v.CommitmentKeys, func(k *bls12381pedersen.VerifyingKey) (g, s bls12381.G2Affine) { return k.G, k.GSigmaNeg })
			return out
		},
		proof: func(p groth16.Proof) proofPoints[bls12381.G1Affine, bls12381.G2Affine] {
			v := p.(*bls12381groth16.Proof)
			return proofPoints[bls12381.G1Affine, bls12381.G2Affine]{a: v.Ar, b: v.Bs, c: v.Krs, commitments: v.Commitments, knowledge: v.CommitmentPok}
		},
		neg: (*bls12381.G1Affine).Neg, scale: (*bls12381.G1Affine).ScalarMultiplication, double: (*bls12381.G1Jac).DoubleAssign, add: (*bls12381.G1Jac).AddMixed, affine: (*bls12381.G1Affine).FromJacobian,
		x: func(p *bls12381.G1Affine) *bls12381fp.Element { return &p.X }, times: (*bls12381fp.Element).Mul, field: (*bls12381fp.Element).SetBigInt, base: bls12381fp.Modulus,
		sum: (*bls12381.G1Affine).MultiExp, marshal: (*bls12381.G1Affine).Marshal,
		scalar: (*bls12381fr.Element).SetBigInt, value: (*bls12381fr.Element).BigInt, hash: bls12381fr.Hash,
		miller: bls12381.MillerLoop, final: bls12381.FinalExponentiation, isOne: (*bls12381.GT).IsOne,
	},
	ecc.BW6_761: pairing[bw6761.G1Affine, bw6761.G1Jac, bw6761.G2Affine, bw6761.GT, bw6761fr.Element, bw6761fp.Element]{
		key: func(k groth16.VerifyingKey) keyPoints[bw6761.G1Affine, bw6761.G2Affine] {
			v := k.(*bw6761groth16.VerifyingKey)
			out := keyPoints[bw6761.G1Affine, bw6761.G2Affine]{
				alpha: v.G1.Alpha, k: v.G1.K, beta: v.G2.Beta, gamma: v.G2.Gamma, delta: v.G2.Delta, committed: v.PublicAndCommitmentCommitted,
			}
			out.bases, out.sigmas = basesOf(v.CommitmentKeys, func(k *bw6761pedersen.VerifyingKey) (g, s bw6761.G2Affine) { return k.G, k.GSigmaNeg })
			return out
		},
		proof: func(p groth16.Proof) proofPoints[bw6761.G1Affine, bw6761.G2Affine] {
			v := p.(*bw6761groth16.Proof)
			return proofPoints[bw6761.G1Affine, bw6761.G2Affine]{a: v.Ar, b: v.Bs, c: v.Krs, commitments: v.Commitments, knowledge: v.CommitmentPok}
		},
		neg: (*bw6761.G1Affine).Neg, scale: (*bw6761.G1Affine).ScalarMultiplication, double: (*bw6761.G1Jac).DoubleAssign, add: (*bw6761.G1Jac).AddMixed, affine: (*bw6761.G1Affine).FromJacobian,
		x: func(p *bw6761.G1Affine) *bw6761fp.Element { return &p.X }, times: (*bw6761fp.Element).Mul, field: (*bw6761fp.Element).SetBigInt, base: bw6761fp.Modulus,
		sum: (*bw6761.G1Affine).MultiExp, marshal: (*bw6761.G1Affine).Marshal,
		scalar: (*bw6761fr.Element).SetBigInt, value: (*bw6761fr.Element).BigInt, hash: bw6761fr.Hash,
		miller: bw6761.MillerLoop, final: bw6761.FinalExponentiation, isOne: (*bw6761.GT).IsOne,
	},
}

// basesOf returns the points G and -σG of each commitment key.
func basesOf[K, G2 any](keys []K, points func(*K) (base, sigma G2)) (bases, sigmas []G2) {
	for i := range keys {
		base, sigma := points(&keys[i])
		bases, sigmas = append(bases, base), append(sigmas, sigma)
	}
	return bases, sigmas
}
