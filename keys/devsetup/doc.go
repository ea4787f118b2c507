// Package devsetup makes Groth16 keys for DEVELOPMENT.
//
// A Groth16 key pair comes from secret values, and whoever knows them can
// prove anything. Here one process draws them, so its keys are to be trusted
// only as far as that process: enough to develop, to test and to measure, and
// for a fleet whose only verifier is its owner. Keys that others shall rely on
// come from a ceremony of many parties and are imported (see package keys).
//
// The keys are gnark's own types and equal, byte for byte, those of gnark's
// groth16.Setup from the same random bytes. The difference is time: a set-up
// is nearly all multiplication of one fixed point by millions of scalars, done
// here over tables of the point's multiples with affine additions that share
// their inversions, on all processors; about ten times faster.
//
// The code of the three curves is one template, see internal/gen.
package devsetup

//go:generate go run ./internal/gen -dir internal
