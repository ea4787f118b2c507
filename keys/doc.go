// Package keys keeps the Groth16 keys of circuits in a folder and makes them
// where they are missing.
//
// Making keys takes from seconds to minutes and using others' keys takes
// trust, so both are done once. An entry is a folder:
//
//	<name>-<recipe digest>/
//	    circuit.ccs      the constraint system, gnark's encoding
//	    proving.key      gnark's dump: raw memory, loads at the disk's speed
//	    verifying.key    gnark's compressed encoding
//	    manifest.json    what they were made from, their sizes and checksums
//
// The recipe says what a circuit is compiled from: its parameters, a digest of
// its source, the verifying keys it has inside. The same recipe finds the same
// entry. The digest of verifying.key is the circuit's identity everywhere else.
//
// # What holds
//
// An entry counts only when its folder carries its final name, which it gets
// by one rename after all its bytes are on disk. Whoever is killed before that
// leaves a folder below .tmp, which Open and the next set-up clear away. A lock
// file per entry, under .locks, keeps two processes from making the same keys;
// the second waits and then finds them.
//
// proving.key is a dump that no reader checks, so its bytes are compared with
// the manifest's checksum before they are decoded. The manifest is trusted as
// much as the folder is: only who may replace keys may write there.
//
// Keys made here are for development (see package devsetup), and so a damaged
// entry of that origin is simply made anew, with other keys. Imported keys are
// never replaced.
package keys
