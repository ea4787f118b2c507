package circuits

import (
	"encoding/binary"
	"math/big"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr/poseidon2"
)

// Depths of the trees.
const (
	StateDepth      = 32
	WithdrawalDepth = 16
)

// Kind is what a slot does.
type Kind uint8

// The kinds. The low bit says whether an account signs, the high one that notes
// move in place of balances.
const (
	Noop Kind = iota
	Transfer
	Deposit
	Withdraw
	Shielded
)

// Tags of the packed words: ASCII, so that they can be told apart in a dump.
const (
	tagLeaf       = 0x6c656166 // "leaf"
	tagRecipient  = 0x72637074 // "rcpt"
	tagWithdrawal = 0x77647277 // "wdrw"
	tagDigest     = 0x6d757331 // "mus1"
)

var permutation = sync.OnceValue(poseidon2.NewDefaultPermutation)

// Compress is the two-to-one Poseidon2 compression over the BLS12-377 scalar
// field, the same as the gadget's in gnark.
func Compress(l, r fr.Element) fr.Element {
	x := [2]fr.Element{l, r}
	if err := permutation().Permutation(x[:]); err != nil {
		panic("poseidon2 of width 2: " + err.Error()) // the width is fixed above
	}
	r.Add(&r, &x[1])
	return r
}

// KeyHash hashes a public key's affine coordinates.
func KeyHash(x, y fr.Element) fr.Element { return Compress(x, y) }

// Leaf hashes an account that exists.
func Leaf(keyHash fr.Element, balance, nonce uint64) fr.Element {
	return Compress(keyHash, pack(field{balance, 0}, field{nonce, 64}, field{tagLeaf, 128}))
}

// RecipientParts splits a 32-byte L1 recipient into the two elements that
// stand in a withdrawal slot where a receiver's key stands in others.
func RecipientParts(recipient [32]byte) (high, low fr.Element) {
	var word [32]byte
	binary.BigEndian.PutUint32(word[12:], tagRecipient)
	copy(word[16:], recipient[:16])
	high.SetBytes(word[:])
	low.SetBytes(recipient[16:])
	return high, low
}

// RecipientHash hashes a 32-byte L1 recipient.
func RecipientHash(recipient [32]byte) fr.Element { return Compress(RecipientParts(recipient)) }

// WithdrawalLeaf is a withdrawal's leaf in the withdrawal tree.
func WithdrawalLeaf(recipientHash fr.Element, amount uint64) fr.Element {
	return Compress(recipientHash, pack(field{amount, 0}, field{tagWithdrawal, 64}))
}

// Digest is a transaction as its sender signs it and the chain absorbs it.
// What a kind does not have is zero: a deposit has no sender, nonce or sender's
// key hash, a withdrawal no receiver index.
type Digest struct {
	Kind             Kind
	Amount, Nonce    uint64
	Sender, Receiver uint32     // account indexes
	SenderKey, Party fr.Element // hashes; Party is of the receiver's key or of the recipient
}

// Hash returns the digest's field element.
func (d Digest) Hash() fr.Element {
	word := pack(field{uint64(d.Kind), 0}, field{d.Amount, 8}, field{d.Nonce, 72},
		field{uint64(d.Sender), 136}, field{uint64(d.Receiver), 168}, field{tagDigest, 200})
	return Compress(Compress(word, d.SenderKey), d.Party)
}

// ChainStart is the transaction chain after a chunk's header, before its slots.
// Shielded is the root of the note tree there.
func ChainStart(in fr.Element, batch uint64, shielded fr.Element) fr.Element {
	var id fr.Element
	id.SetUint64(batch)
	return Compress(Compress(in, id), shielded)
}

// EmptyNode returns the root of an empty tree of the given height, at most
// StateDepth; height 0 is an empty leaf.
func EmptyNode(height int) fr.Element { return emptyNodes()[height] }

var emptyNodes = sync.OnceValue(func() [StateDepth + 1]fr.Element {
	var nodes [StateDepth + 1]fr.Element
	for i := range StateDepth {
		nodes[i+1] = Compress(nodes[i], nodes[i])
	}
	return nodes
})

// EmptyWithdrawals is the root of the empty withdrawal tree, from which every
// wrap group starts.
func EmptyWithdrawals() *big.Int {
	root := EmptyNode(WithdrawalDepth)
	return root.BigInt(new(big.Int))
}

// field is a number at a bit position of a packed word.
type field struct {
	value uint64
	shift int
}

// pack joins fields that do not overlap into one element.
func pack(fields ...field) fr.Element {
	var sum fr.Element
	for _, f := range fields {
		var e fr.Element
		e.SetUint64(f.value)
		p := power(f.shift)
		e.Mul(&e, &p)
		sum.Add(&sum, &e)
	}
	return sum
}

// power returns 2^shift.
func power(shift int) fr.Element {
	var e fr.Element
	e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), uint(shift)))
	return e
}
