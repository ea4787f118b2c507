package rollup

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr/poseidon2"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster/rollup/circuits"
)

// forger fills the first slot of a chunk of two by field arithmetic alone,
// without the rules: numbers wrap, keys need not be points. All that the
// circuit recomputes (roots, chain, signature) is right for what it fills in.
type forger struct {
	t     testing.TB
	scene *scene
	chunk *circuits.Chunk
	tree  *tree
	hash  fr.Element // the slot's digest
	paid  fr.Element // its withdrawal leaf
	open  map[string]opening
}

// opening is a balance and a nonce to claim in place of an account's own.
type opening struct{ balance, nonce fr.Element }

// claim makes the forger open an account's leaf as the given balance and the
// nonce that goes with it: both forms pack into the same element.
func (f *forger) claim(name string, balance *big.Int) {
	a, _ := f.scene.state.Account(f.scene.signer(name).Key())
	o := opening{balance: f.element(balance)}
	packed := f.sum([]frontend.Variable{a.Balance, a.Nonce}, []uint{0, 64})
	shift := f.element(new(big.Int).Lsh(big.NewInt(1), 64))
	o.nonce.Sub(&packed, &o.balance)
	o.nonce.Div(&o.nonce, &shift)
	f.open[name] = o
}

func newForger(t testing.TB) *forger {
	s := newScene(t)
	c, err := s.trace(Params{2, 1}).Chunks[0].Assign() // two empty slots
	if err != nil {
		t.Fatal(err)
	}
	leaves := make(map[uint32]fr.Element)
	for _, a := range s.state.byPos {
		leaves[s.state.at[a.key]] = a.leaf()
	}
	return &forger{t: t, scene: s, chunk: c, tree: newTree(circuits.StateDepth, leaves), open: make(map[string]opening)}
}

func (f *forger) element(v frontend.Variable) fr.Element {
	var e fr.Element
	if _, err := e.SetInterface(v); err != nil {
		f.t.Fatal(err)
	}
	return e
}

// sum is Σ values[i]·2^shifts[i].
func (f *forger) sum(values []frontend.Variable, shifts []uint) fr.Element {
	var sum fr.Element
	for i, v := range values {
		e, p := f.element(v), f.element(new(big.Int).Lsh(big.NewInt(1), shifts[i]))
		e.Mul(&e, &p)
		sum.Add(&sum, &e)
	}
	return sum
}

func (f *forger) keyHash(p circuits.Point) fr.Element {
	return circuits.KeyHash(f.element(p.X), f.element(p.Y))
}

func (f *forger) leaf(key fr.Element, balance, nonce fr.Element) fr.Element {
	return circuits.Compress(key, f.sum([]frontend.Variable{balance, nonce, 0x6c656166}, []uint{0, 64, 128}))
}

// fill copies the account's present values and path into the entry.
func (f *forger) fill(e *circuits.Entry, name string) (index uint32, key, balance, nonce fr.Element) {
	a, ok := f.scene.state.Account(f.scene.signer(name).Key())
	if !ok {
		f.t.Fatalf("no account %s", name)
	}
	point, err := a.Key.point()
	if err != nil {
		f.t.Fatal(err)
	}
	balance, nonce = f.element(a.Balance), f.element(a.Nonce)
	if o, ok := f.open[name]; ok {
		balance, nonce = o.balance, o.nonce
	}
	e.Index, e.Balance, e.Nonce = a.Index, balance, nonce
	e.Key = circuits.Point{X: point.X, Y: point.Y}
	f.path(e, a.Index)
	return a.Index, f.keyHash(e.Key), balance, nonce
}

func (f *forger) path(e *circuits.Entry, index uint32) {
	for i, sibling := range f.tree.path(0, index) {
		e.Path[i] = sibling
	}
}

// debit is the sender's side.
func (f *forger) debit(name string, amount *big.Int) (index uint32, key, nonce fr.Element) {
	index, key, balance, nonce := f.fill(&f.chunk.Slots[0].Sender, name)
	var one fr.Element
	one.SetOne()
	a := f.element(amount)
	balance.Sub(&balance, &a)
	one.Add(&nonce, &one)
	f.tree.set(index, f.leaf(key, balance, one))
	return index, key, nonce
}

// credit is the receiver's side. When the sender is the receiver, its values
// are those that the sender's side left.
func (f *forger) credit(name string, amount *big.Int, self bool) (index uint32, key fr.Element) {
	e := &f.chunk.Slots[0].Receiver
	index, key, balance, nonce := f.fill(e, name)
	a := f.element(amount)
	if self {
		var one fr.Element
		one.SetOne()
		balance.Sub(&balance, &a)
		nonce.Add(&nonce, &one)
		e.Balance, e.Nonce = balance, nonce
	}
	balance.Add(&balance, &a)
	f.tree.set(index, f.leaf(key, balance, nonce))
	return index, key
}

func (f *forger) digest(kind circuits.Kind, amount *big.Int, nonce fr.Element, sender, receiver uint32, senderKey, party fr.Element) {
	word := f.sum([]frontend.Variable{uint64(kind), amount, nonce, sender, receiver, 0x6d757331}, []uint{0, 8, 72, 136, 168, 200})
	f.hash = circuits.Compress(circuits.Compress(word, senderKey), party)
	f.chunk.Slots[0].Kind, f.chunk.Slots[0].Amount = uint64(kind), amount
}

func (f *forger) sign(name string) {
	message := f.hash.Bytes()
	raw, err := f.scene.signer(name).private.Sign(message[:], poseidon2.NewMerkleDamgardHasher())
	if err != nil {
		f.t.Fatal(err)
	}
	sig, err := Signature(raw).parts()
	if err != nil {
		f.t.Fatal(err)
	}
	f.chunk.Slots[0].Signature = circuits.Signature{R: circuits.Point{X: sig.R.X, Y: sig.R.Y}, S: new(big.Int).SetBytes(sig.S[:])}
}

func (f *forger) transfer(from, to string, amount *big.Int) {
	sender, senderKey, nonce := f.debit(from, amount)
	receiver, receiverKey := f.credit(to, amount, from == to)
	f.digest(circuits.Transfer, amount, nonce, sender, receiver, senderKey, receiverKey)
	f.sign(from)
}

func (f *forger) withdraw(from string, amount *big.Int) {
	sender, senderKey, nonce := f.debit(from, amount)
	high, low := circuits.RecipientParts([32]byte{1})
	f.chunk.Slots[0].Receiver.Key = circuits.Point{X: high, Y: low}
	party := circuits.RecipientHash([32]byte{1})
	f.digest(circuits.Withdraw, amount, nonce, sender, 0, senderKey, party)
	f.sign(from)
	f.paid = circuits.Compress(party, f.sum([]frontend.Variable{amount, 0x77647277}, []uint{0, 64}))
}

func (f *forger) deposit(to string, amount *big.Int, self bool) {
	receiver, key := f.credit(to, amount, self)
	f.digest(circuits.Deposit, amount, fr.Element{}, 0, receiver, fr.Element{}, key)
}

// create makes an account at an index, with a balance and nonce before that
// ought to be zero. Over an account that exists, Create is the factor that
// would make its leaf the one the circuit expects.
func (f *forger) create(index uint32, key circuits.Point, balance, nonce uint64) {
	e := &f.chunk.Slots[0].Receiver
	e.Index, e.Key, e.Balance, e.Nonce = index, key, balance, nonce
	f.path(e, index)
	hash := f.keyHash(key)
	factor, leaf := f.tree.node(0, index), f.leaf(hash, f.element(balance), f.element(nonce))
	factor.Div(&factor, &leaf)
	one := f.element(1)
	factor.Sub(&one, &factor)
	f.chunk.Slots[0].Create = factor
	f.tree.set(index, f.leaf(hash, f.element(balance+7), f.element(nonce)))
	f.digest(circuits.Deposit, big.NewInt(7), fr.Element{}, 0, index, fr.Element{}, hash)
}

// finish makes the public inputs fit.
func (f *forger) finish() *circuits.Chunk {
	chain := circuits.ChainStart(fr.Element{}, f.scene.batch.ID, fr.Element{})
	chain = circuits.Compress(circuits.Compress(chain, f.hash), fr.Element{})
	withdrawals := newTree(circuits.WithdrawalDepth, map[uint32]fr.Element{0: f.paid})
	f.chunk.Public[circuits.PostState] = f.tree.root()
	f.chunk.Public[circuits.TransactionsOut] = chain
	f.chunk.Public[circuits.WithdrawalsOut] = withdrawals.root()
	return f.chunk
}
