package risc0

// KeyDigest is RISC Zero's digest of a key that is not in a file yet.
var KeyDigest = digest
