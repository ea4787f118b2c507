package circuits

import "github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

// Tags of the words that notes are hashed from.
const (
	TagOwner     = 0x6f776e72 // "ownr"
	TagNote      = 0x6e6f7465 // "note"
	TagNullifier = 0x6e756c6c // "null"
	TagProxy     = 0x70727879 // "prxy"
	TagShielded  = 0x736c6473 // "slds"
)

// Bit positions of the tags: above a value, and above a note's position.
const (
	ValueBits    = 64
	PositionBits = StateDepth
)

// NoteOwner is what a note names as its owner: a hash of the key that spends.
func NoteOwner(spendingKey fr.Element) fr.Element {
	return Compress(spendingKey, pack(field{TagOwner, 0}))
}

// NoteCommitment is a note's leaf in the note tree.
func NoteCommitment(owner fr.Element, value uint64, blinding fr.Element) fr.Element {
	return Compress(Compress(owner, pack(field{value, 0}, field{TagNote, ValueBits})), blinding)
}

// Nullifier is what takes the place of a note's leaf when it is spent. One note
// at one position has one, and only who spends it can compute it.
func Nullifier(spendingKey, commitment fr.Element, position uint32) fr.Element {
	return Compress(Compress(spendingKey, positionWord(position, TagNullifier)), commitment)
}

// BlindedProxy is a name for a note at a position that only its owner can
// compute, so that it tells nobody the position.
func BlindedProxy(spendingKey, commitment fr.Element, position uint32) fr.Element {
	return Compress(Compress(spendingKey, positionWord(position, TagProxy)), commitment)
}

func positionWord(position uint32, tag uint64) fr.Element {
	return pack(field{uint64(position), 0}, field{tag, PositionBits})
}

// ShieldedDigest is a shielded transfer as the chain absorbs it.
func ShieldedDigest(nullifier, output fr.Element) fr.Element {
	return Compress(Compress(nullifier, pack(field{TagShielded, 0})), output)
}
