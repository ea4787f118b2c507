package risc0

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/muster-zk/muster"
)

// tagged hashes a structure as RISC Zero does: the hash of its type's name, the
// digests it holds, its numbers, and how many digests there were.
func tagged(name string, digests []muster.Digest, numbers ...uint32) muster.Digest {
	tag := sha256.Sum256([]byte(name))
	b := tag[:]
	for _, d := range digests {
		b = append(b, d[:]...)
	}
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return sha256.Sum256(binary.LittleEndian.AppendUint16(b, uint16(len(digests))))
}

// taggedList hashes a list, from its end: each item with what is behind it.
func taggedList(name string, items []muster.Digest) muster.Digest {
	var rest muster.Digest
	for i := len(items) - 1; i >= 0; i-- {
		rest = tagged(name, []muster.Digest{items[i], rest})
	}
	return rest
}

// reversed returns b from its end to its beginning.
func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i, v := range b {
		out[len(b)-1-i] = v
	}
	return out
}
