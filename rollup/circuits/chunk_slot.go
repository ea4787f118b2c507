package circuits

import (
	"github.com/consensys/gnark/frontend"
)

// Slot is one place for a transaction in a chunk.
type Slot struct {
	Kind      frontend.Variable
	Amount    frontend.Variable
	Sender    Entry
	Receiver  Entry             // in a withdrawal its key holds the recipient's parts
	Create    frontend.Variable // 1 where a deposit creates the receiver
	Signature Signature
}

// Entry is an account as it is just before the slot changes it: the receiver's
// siblings are of the tree in which the sender is already changed.
type Entry struct {
	Index   frontend.Variable
	Key     Point
	Balance frontend.Variable
	Nonce   frontend.Variable
	Path    [StateDepth]frontend.Variable // siblings, lowest first
}

// define states the slot's constraints on the state of the given root. It
// returns the root after, the digest for the chain and the withdrawal leaf.
func (s *Slot) define(g *gadget, root frontend.Variable) (after, digest, leaf frontend.Variable, err error) {
	api := g.api
	kind := api.ToBinary(s.Kind, 2)
	signed := kind[0]
	withdraw := api.Mul(kind[0], kind[1])
	transfer := api.Sub(signed, withdraw)
	deposit := api.Sub(kind[1], withdraw)
	receives := api.Add(transfer, deposit)
	active := api.Add(signed, deposit)

	g.u64(s.Amount)
	g.when(active, api.IsZero(s.Amount))
	g.when(transfer, api.IsZero(api.Sub(s.Sender.Index, s.Receiver.Index)))

	root, senderKey := s.debit(g, root, signed)
	root, party := s.credit(g, root, receives, deposit)

	word := g.word(wordField{s.Kind, 0}, wordField{s.Amount, 8},
		wordField{api.Mul(signed, s.Sender.Nonce), 72},
		wordField{api.Mul(signed, s.Sender.Index), 136},
		wordField{api.Mul(receives, s.Receiver.Index), 168},
		wordField{tagDigest, 200})
	hash := g.compress(g.compress(word, api.Mul(signed, senderKey)), party)
	if err := g.assertSigned(signed, s.Signature, s.Sender.Key, hash); err != nil {
		return nil, nil, nil, err
	}

	paid := g.compress(party, g.word(wordField{s.Amount, 0}, wordField{tagWithdrawal, 64}))
	return root, api.Mul(active, hash), api.Mul(withdraw, paid), nil
}

// debit takes the amount from the sender and counts its nonce where the slot
// is signed. It returns the root after and the hash of the sender's key.
func (s *Slot) debit(g *gadget, root, signed frontend.Variable) (after, key frontend.Variable) {
	api, e := g.api, &s.Sender
	key = g.compress(e.Key.X, e.Key.Y)
	balance := api.Sub(e.Balance, api.Mul(signed, s.Amount))
	nonce := api.Add(e.Nonce, 1)
	// The leaf holds balance + nonce·2^64, so both must be in range for the
	// leaf to open in one way only. The nonce after is below 2^64, hence the one
	// before too: -1 would need a balance of 2^64 and more.
	g.u64(e.Balance)
	g.u64(balance)
	g.u64(nonce)

	bits := api.ToBinary(e.Index, StateDepth)
	before := g.root(g.leaf(key, e.Balance, e.Nonce), bits, e.Path[:])
	changed := g.root(g.leaf(key, balance, nonce), bits, e.Path[:])
	g.when(signed, api.Sub(before, root))
	return api.Select(signed, changed, root), key
}

// credit adds the amount to the receiver where the slot has one, and creates
// it where a deposit says so. It returns the root after and the hash of the
// receiver's key, or of the recipient in its place.
func (s *Slot) credit(g *gadget, root, receives, deposit frontend.Variable) (after, key frontend.Variable) {
	api, e := g.api, &s.Receiver
	key = g.compress(e.Key.X, e.Key.Y)
	balance := api.Add(e.Balance, api.Mul(receives, s.Amount))
	g.u64(e.Balance)
	g.u64(e.Nonce)
	g.u64(balance)

	api.AssertIsBoolean(s.Create)
	g.when(s.Create, api.Sub(1, deposit))
	// Both are 64-bit numbers, so the sum is zero only where each is.
	g.when(s.Create, api.Add(e.Balance, e.Nonce))
	g.when(s.Create, g.curve.offCurve(e.Key))
	g.when(s.Create, g.curve.smallOrder(e.Key))

	bits := api.ToBinary(e.Index, StateDepth)
	leaf := api.Mul(api.Sub(1, s.Create), g.leaf(key, e.Balance, e.Nonce))
	before := g.root(leaf, bits, e.Path[:])
	changed := g.root(g.leaf(key, balance, e.Nonce), bits, e.Path[:])
	g.when(receives, api.Sub(before, root))
	return api.Select(receives, changed, root), key
}

func (g *gadget) leaf(key, balance, nonce frontend.Variable) frontend.Variable {
	return g.compress(key, g.word(wordField{balance, 0}, wordField{nonce, 64}, wordField{tagLeaf, 128}))
}
