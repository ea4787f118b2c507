// Package circom proves circom circuits with snarkjs, as a muster.Backend.
package circom
