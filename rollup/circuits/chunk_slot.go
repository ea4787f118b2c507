package circuits

import (
	"github.com/consensys/gnark/frontend"
)

// Slot is one place for a transaction in a chunk.
type Slot struct {
	Kind      frontend.Variable
	Amount    frontend.Variable // of a shielded transfer the value of both notes
	Sender    Entry
	Receiver  Entry             // see Entry.Key for what has no receiving account
	Create    frontend.Variable // 1 where a deposit creates the receiver
	Signature Signature
	Spend     Spend // of a shielded transfer
}

// Entry is an account as it is just before the slot changes it: the receiver's
// siblings are of the tree in which the sender is already changed. In a shielded
// transfer the sender's index and siblings are the spent note's, the receiver's
// those of the place where the new note goes.
type Entry struct {
	Index frontend.Variable
	// Key is the account's. The receiver's holds the recipient's parts in a
	// withdrawal, and the nullifier and TagShielded in a shielded transfer.
	Key     Point
	Balance frontend.Variable
	Nonce   frontend.Variable
	Path    [StateDepth]frontend.Variable // siblings, lowest first
}

// Spend is what only who spends a note knows of it, and the note that it
// becomes.
type Spend struct {
	SpendingKey, Blinding       frontend.Variable
	OutputOwner, OutputBlinding frontend.Variable
}

// roots are those of the state tree and of the note tree.
type roots struct {
	state, shielded frontend.Variable
}

// kinds are the booleans that a slot's kind is made of. At most one of transfer,
// deposit, withdraw and shielded is set.
type kinds struct {
	transfer, deposit, withdraw, shielded frontend.Variable
	signed, receives                      frontend.Variable
}

// kinds constrains the slot's kind to one there is.
func (s *Slot) kinds(g *gadget) kinds {
	bits := g.api.ToBinary(s.Kind, 3)
	k := kinds{signed: bits[0], shielded: bits[2]}
	g.when(k.shielded, g.api.Add(bits[0], bits[1]))
	k.withdraw = g.api.Mul(bits[0], bits[1])
	k.transfer = g.api.Sub(bits[0], k.withdraw)
	k.deposit = g.api.Sub(bits[1], k.withdraw)
	k.receives = g.api.Add(k.transfer, k.deposit)
	return k
}

// define states the slot's constraints on the trees of the given roots. It
// returns the roots after, the digest for the chain and the withdrawal leaf.
//
// A shielded transfer changes two leaves of the note tree as a transfer changes
// two of the state tree, and hashes as much, so both go through the same
// hashes, whose inputs are chosen by the kind.
func (s *Slot) define(g *gadget, at roots) (after roots, digest, leaf frontend.Variable, err error) {
	api := g.api
	k := s.kinds(g)
	account := api.Add(k.signed, k.deposit)

	g.u64(s.Amount)
	g.when(api.Add(account, k.shielded), api.IsZero(s.Amount))
	g.when(k.transfer, api.IsZero(api.Sub(s.Sender.Index, s.Receiver.Index)))

	// What stands in the receiver's place: its key's hash, the recipient's, or
	// the first half of a shielded transfer's digest.
	party := g.compress(s.Receiver.Key.X, s.Receiver.Key.Y)
	root := api.Select(k.shielded, at.shielded, at.state)
	root, hash := s.debit(g, k, root, party)
	root, output := s.credit(g, k, root, party)
	after.state = api.Select(k.shielded, at.state, root)
	after.shielded = api.Select(k.shielded, root, at.shielded)

	g.when(k.shielded, api.Sub(s.Receiver.Key.X, hash))
	g.when(k.shielded, api.Sub(s.Receiver.Key.Y, TagShielded))
	if err := g.assertSigned(k.signed, s.Signature, s.Sender.Key, hash); err != nil {
		return after, nil, nil, err
	}
	// The withdrawal's leaf, or the shielded transfer's digest.
	last := g.compress(party, api.Select(k.shielded, output,
		g.word(wordField{s.Amount, 0}, wordField{tagWithdrawal, 64})))
	digest = api.Add(api.Mul(account, hash), api.Mul(k.shielded, last))
	return after, digest, api.Mul(k.withdraw, last), nil
}

// debit takes the amount from the sender and counts its nonce where the slot is
// signed, or puts the nullifier in the place of the note that it spends. It
// returns the root after, and the hash that is signed or the nullifier.
func (s *Slot) debit(g *gadget, k kinds, root, party frontend.Variable) (after, hash frontend.Variable) {
	api, e := g.api, &s.Sender
	balance := api.Sub(e.Balance, api.Mul(k.signed, s.Amount))
	nonce := api.Add(e.Nonce, 1)
	// The leaf holds balance + nonce·2^64, so both must be in range for the
	// leaf to open in one way only. The nonce after is below 2^64, hence the one
	// before too: -1 would need a balance of 2^64 and more.
	g.u64(e.Balance)
	g.u64(balance)
	g.u64(nonce)

	// The hash of the key, or the note's owner.
	key := g.compress(
		api.Select(k.shielded, s.Spend.SpendingKey, e.Key.X),
		api.Select(k.shielded, TagOwner, e.Key.Y))
	// The leaf before and the leaf after, or the two steps to the commitment.
	first := g.compress(key, api.Select(k.shielded, s.noteWord(g), g.leafWord(e.Balance, e.Nonce)))
	second := g.compress(
		api.Select(k.shielded, first, key),
		api.Select(k.shielded, s.Spend.Blinding, g.leafWord(balance, nonce)))

	bits := api.ToBinary(e.Index, StateDepth) // also bounds the nullifier's position
	word := g.word(wordField{s.Kind, 0}, wordField{s.Amount, 8},
		wordField{api.Mul(k.signed, e.Nonce), 72},
		wordField{api.Mul(k.signed, e.Index), 136},
		wordField{api.Mul(k.receives, s.Receiver.Index), 168},
		wordField{tagDigest, 200})
	half := g.compress(
		api.Select(k.shielded, s.Spend.SpendingKey, word),
		api.Select(k.shielded, g.word(wordField{e.Index, 0}, wordField{TagNullifier, PositionBits}), api.Mul(k.signed, key)))
	hash = g.compress(half, api.Select(k.shielded, second, party))

	opens := api.Add(k.signed, k.shielded)
	before := g.root(api.Select(k.shielded, second, first), bits, e.Path[:])
	changed := g.root(api.Select(k.shielded, hash, second), bits, e.Path[:])
	g.when(opens, api.Sub(before, root))
	return api.Select(opens, changed, root), hash
}

// credit adds the amount to the receiver where the slot has one, and creates
// it where a deposit says so; or it puts the new note where no leaf is. It
// returns the root after and the new note's commitment.
func (s *Slot) credit(g *gadget, k kinds, root, key frontend.Variable) (after, output frontend.Variable) {
	api, e := g.api, &s.Receiver
	balance := api.Add(e.Balance, api.Mul(k.receives, s.Amount))
	g.u64(e.Balance)
	g.u64(e.Nonce)
	g.u64(balance)

	api.AssertIsBoolean(s.Create)
	g.when(s.Create, api.Sub(1, k.deposit))
	// Both are 64-bit numbers, so the sum is zero only where each is.
	g.when(s.Create, api.Add(e.Balance, e.Nonce))
	g.when(s.Create, g.curve.offCurve(e.Key))
	g.when(s.Create, g.curve.smallOrder(e.Key))

	// The leaf before and the leaf after, or the two steps to the commitment.
	first := g.compress(
		api.Select(k.shielded, s.Spend.OutputOwner, key),
		api.Select(k.shielded, s.noteWord(g), g.leafWord(e.Balance, e.Nonce)))
	second := g.compress(
		api.Select(k.shielded, first, key),
		api.Select(k.shielded, s.Spend.OutputBlinding, g.leafWord(balance, e.Nonce)))

	bits := api.ToBinary(e.Index, StateDepth)
	fills := api.Add(s.Create, k.shielded) // a leaf that is empty
	before := g.root(api.Mul(api.Sub(1, fills), first), bits, e.Path[:])
	changed := g.root(second, bits, e.Path[:])
	changes := api.Add(k.receives, k.shielded)
	g.when(changes, api.Sub(before, root))
	return api.Select(changes, changed, root), second
}

// leafWord packs what an account's leaf holds beside the key.
func (g *gadget) leafWord(balance, nonce frontend.Variable) frontend.Variable {
	return g.word(wordField{balance, 0}, wordField{nonce, 64}, wordField{tagLeaf, 128})
}

// noteWord packs the value of both notes of a shielded transfer.
func (s *Slot) noteWord(g *gadget) frontend.Variable {
	return g.word(wordField{s.Amount, 0}, wordField{TagNote, ValueBits})
}
