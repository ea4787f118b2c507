package rollup

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster/rollup/circuits"
)

// shieldedForger fills shielded transfers into a chunk of two slots by field
// arithmetic alone. All that the circuit recomputes is right for what it fills
// in, so that only the rule itself stands in the way of a lie.
type shieldedForger struct {
	*forger
	digests [2]fr.Element
	root    fr.Element // in place of the tree's, where it is not zero
}

// claim is what a forged transfer claims.
type claim struct {
	transaction Transaction
	amount      *big.Int // in place of the transaction's; nil leaves it
	position    *big.Int // likewise; its low 32 bits lead to the note
	output      uint32   // where the new note goes
	gain        uint64   // what the new note has more than the old one
}

func newShieldedForger(t testing.TB, more ...Note) *shieldedForger {
	s := newShieldedScene(t, more...)
	c, err := s.trace(Params{2, 1}).Chunks[0].Assign()
	if err != nil {
		t.Fatal(err)
	}
	leaves := make(map[uint32]fr.Element)
	for _, n := range s.batch.Notes {
		leaves[n.Position] = n.Leaf
	}
	return &shieldedForger{forger: &forger{t: t, scene: s, chunk: c, tree: newTree(circuits.StateDepth, leaves)}}
}

func (f *shieldedForger) word(low frontend.Variable, shift uint, tag uint64) fr.Element {
	return f.sum([]frontend.Variable{low, tag}, []uint{0, shift})
}

func (f *shieldedForger) spend(slot int, c claim) {
	s := c.transaction.Spend
	var amount frontend.Variable = c.transaction.Amount
	if c.amount != nil {
		amount = c.amount
	}
	var position frontend.Variable = s.Position
	if c.position != nil {
		position = c.position
	}
	value, gain := f.word(amount, 64, circuits.TagNote), f.element(c.gain)
	input := circuits.Compress(circuits.Compress(circuits.NoteOwner(s.SpendingKey), value), s.Blinding)
	value.Add(&value, &gain)
	output := circuits.Compress(circuits.Compress(s.OutputOwner, value), s.OutputBlinding)
	nullifier := circuits.Compress(circuits.Compress(s.SpendingKey, f.word(position, 32, circuits.TagNullifier)), input)

	out := &f.chunk.Slots[slot]
	out.Kind, out.Amount = uint64(circuits.Shielded), amount
	out.Spend = circuits.Spend{SpendingKey: s.SpendingKey, Blinding: s.Blinding, OutputOwner: s.OutputOwner, OutputBlinding: s.OutputBlinding}
	out.Sender.Index, out.Receiver.Index = position, c.output
	out.Sender.Balance, out.Receiver.Balance = c.gain, c.gain // notes have none: they must not count
	out.Receiver.Key = circuits.Point{X: nullifier, Y: circuits.TagShielded}
	f.path(&out.Sender, s.Position)
	f.tree.set(s.Position, nullifier)
	f.path(&out.Receiver, c.output)
	f.tree.set(c.output, output)
	f.digests[slot] = circuits.ShieldedDigest(nullifier, output)
}

// tell makes the first slot's digest tell of another nullifier under a tag.
func (f *shieldedForger) tell(nullifier fr.Element, tag uint64) {
	f.chunk.Slots[0].Receiver.Key = circuits.Point{X: nullifier, Y: tag}
	f.digests[0] = circuits.Compress(circuits.Compress(nullifier, element(tag)), f.tree.node(0, 8))
}

// deposited makes the first slot both a shielded transfer and a deposit, whose
// root and digest add up.
func (f *shieldedForger) deposited() {
	slot := &f.chunk.Slots[0]
	slot.Kind = uint64(circuits.Shielded | circuits.Deposit)
	nullifier := f.element(slot.Receiver.Key.X)
	f.digests[0].Add(&f.digests[0], &nullifier)
	after := f.tree.root()
	f.tree.set(8, fr.Element{})
	before := f.tree.root()
	f.root.Double(&after).Sub(&f.root, &before)
}

func (f *shieldedForger) finish() *circuits.Chunk {
	chain := circuits.ChainStart(fr.Element{}, f.scene.batch.ID, f.element(f.chunk.Public[circuits.PreShielded]))
	for _, d := range f.digests {
		chain = circuits.Compress(chain, d)
	}
	f.chunk.Public[circuits.PostShielded] = f.tree.root()
	if !f.root.IsZero() {
		f.chunk.Public[circuits.PostShielded] = f.root
	}
	f.chunk.Public[circuits.TransactionsOut] = chain
	return f.chunk
}

func TestShieldedChunkRejectsForgeries(t *testing.T) {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	planted := func(amount *big.Int) Note { // a note of a value that is no 64-bit number
		f := &shieldedForger{forger: &forger{t: t}}
		value := f.word(amount, 64, circuits.TagNote)
		return Note{8, circuits.Compress(circuits.Compress(circuits.NoteOwner(annsKey), value), element(11))}
	}
	at := func(position uint32, tx Transaction) Transaction {
		tx.Spend.Position = position
		return tx
	}
	with := func(tx Transaction, change func(*Spend)) Transaction {
		change(&tx.Spend)
		return tx
	}
	cases := []struct {
		name string
		good bool
		more []Note
		run  func(*shieldedForger)
	}{
		{"one", true, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(0, 1, 2), output: 8}) }},
		{"into a gap", true, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(0, 1, 2), output: 3}) }},
		{"two", true, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.spend(1, claim{transaction: move(1, 1, 2), output: 9})
		}},
		{"under another nullifier", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.tell(element(5), circuits.TagShielded)
		}},
		{"under another digest's tag", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.tell(f.element(f.chunk.Slots[0].Receiver.Key.X), 7)
		}},
		{"under the right ones", true, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.tell(f.element(f.chunk.Slots[0].Receiver.Key.X), circuits.TagShielded)
		}},
		{"as a deposit too", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.deposited()
		}},
		{"the same again", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.spend(1, claim{transaction: move(0, 3, 4), output: 9})
		}},
		{"no such value", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), amount: big.NewInt(71), output: 8})
		}},
		{"another's key", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: with(move(0, 1, 2), func(s *Spend) { s.SpendingKey.SetOne() }), output: 8})
		}},
		{"another blinding", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: with(move(0, 1, 2), func(s *Spend) { s.Blinding.SetOne() }), output: 8})
		}},
		{"at a position over 32 bits", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(1, 1, 2), position: new(big.Int).Add(power(32), big.NewInt(1)), output: 8})
		}},
		{"at the same position", true, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(1, 1, 2), position: big.NewInt(1), output: 8})
		}},
		{"a new note of more", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(0, 1, 2), output: 8, gain: 1}) }},
		{"where another note is", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: at(1, move(0, 1, 2)), output: 8}) }},
		{"where no note is", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: at(5, move(0, 1, 2)), output: 8}) }},
		{"over another note", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(0, 1, 2), output: 1}) }},
		{"over its own nullifier", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(0, 1, 2), output: 0}) }},
		{"over an older nullifier", false, nil, func(f *shieldedForger) {
			f.spend(0, claim{transaction: move(0, 1, 2), output: 8})
			f.spend(1, claim{transaction: move(1, 1, 2), output: 0})
		}},
		{"a note of nothing", false, nil, func(f *shieldedForger) { f.spend(0, claim{transaction: move(7, 1, 2), output: 8}) }},
		{"a note of 2^64", false, []Note{planted(power(64))}, func(f *shieldedForger) {
			f.spend(0, claim{transaction: at(8, move(0, 1, 2)), amount: power(64), output: 9})
		}},
		{"a note of less than nothing", false, []Note{planted(big.NewInt(-1))}, func(f *shieldedForger) {
			f.spend(0, claim{transaction: at(8, move(0, 1, 2)), amount: big.NewInt(-1), output: 9})
		}},
		{"a planted note", true, []Note{planted(big.NewInt(70))}, func(f *shieldedForger) {
			f.spend(0, claim{transaction: at(8, move(0, 1, 2)), output: 9})
		}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			f := newShieldedForger(t, tc.more...)
			tc.run(f)
			if err := solve(t, twoSlots(), f.finish()); (err == nil) != tc.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestShieldedChunkRejects changes one thing in a witness that holds.
func TestShieldedChunkRejects(t *testing.T) {
	plus := func(v frontend.Variable, d *big.Int) frontend.Variable {
		var e, delta fr.Element
		if _, err := e.SetInterface(v); err != nil {
			t.Fatal(err)
		}
		delta.SetBigInt(d)
		e.Add(&e, &delta)
		return e
	}
	one := big.NewInt(1)
	high := new(big.Int).Lsh(one, 32)
	build := func(t *testing.T) *circuits.Chunk {
		s := newShieldedScene(t)
		s.transfer("alice", "bob", 3)
		s.add(move(0, 1, 2))
		c, err := s.trace(Params{2, 1}).Chunks[0].Assign()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := solve(t, twoSlots(), build(t)); err != nil {
		t.Fatalf("the honest witness: %v", err)
	}
	for name, lie := range map[string]func(account, shielded *circuits.Slot, public []frontend.Variable){
		"value":           func(_, s *circuits.Slot, _ []frontend.Variable) { s.Amount = 71 },
		"spending key":    func(_, s *circuits.Slot, _ []frontend.Variable) { s.Spend.SpendingKey = 1 },
		"blinding":        func(_, s *circuits.Slot, _ []frontend.Variable) { s.Spend.Blinding = 1 },
		"output owner":    func(_, s *circuits.Slot, _ []frontend.Variable) { s.Spend.OutputOwner = 1 },
		"output blinding": func(_, s *circuits.Slot, _ []frontend.Variable) { s.Spend.OutputBlinding = 1 },
		"position":        func(_, s *circuits.Slot, _ []frontend.Variable) { s.Sender.Index = 1 },
		"position over 32 bits": func(_, s *circuits.Slot, _ []frontend.Variable) {
			s.Sender.Index = plus(s.Sender.Index, high)
		},
		"output position": func(_, s *circuits.Slot, _ []frontend.Variable) { s.Receiver.Index = plus(s.Receiver.Index, one) },
		"output position over 32 bits": func(_, s *circuits.Slot, _ []frontend.Variable) {
			s.Receiver.Index = plus(s.Receiver.Index, high)
		},
		"path":                   func(_, s *circuits.Slot, _ []frontend.Variable) { s.Sender.Path[3] = 1 },
		"output path":            func(_, s *circuits.Slot, _ []frontend.Variable) { s.Receiver.Path[31] = 1 },
		"nullifier":              func(_, s *circuits.Slot, _ []frontend.Variable) { s.Receiver.Key.X = plus(s.Receiver.Key.X, one) },
		"digest's tag":           func(_, s *circuits.Slot, _ []frontend.Variable) { s.Receiver.Key.Y = 1 },
		"creation":               func(_, s *circuits.Slot, _ []frontend.Variable) { s.Create = 1 },
		"kept quiet":             func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 0 },
		"as a transfer":          func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 1 },
		"as a deposit":           func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 2 },
		"as kind 5":              func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 5 },
		"as kind 6":              func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 6 },
		"as kind 7":              func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 7 },
		"as kind 12":             func(_, s *circuits.Slot, _ []frontend.Variable) { s.Kind = 12 },
		"a transfer as shielded": func(a, _ *circuits.Slot, _ []frontend.Variable) { a.Kind = 4 },
		"twice":                  func(a, s *circuits.Slot, _ []frontend.Variable) { *a = *s },
		"before the transfer":    func(a, s *circuits.Slot, _ []frontend.Variable) { *a, *s = *s, *a },
		"public root before": func(_, _ *circuits.Slot, p []frontend.Variable) {
			p[circuits.PreShielded] = plus(p[circuits.PreShielded], one)
		},
		"public root after": func(_, _ *circuits.Slot, p []frontend.Variable) {
			p[circuits.PostShielded] = plus(p[circuits.PostShielded], one)
		},
		"public root unchanged": func(_, _ *circuits.Slot, p []frontend.Variable) {
			p[circuits.PostShielded] = p[circuits.PreShielded]
		},
		"roots exchanged": func(_, _ *circuits.Slot, p []frontend.Variable) {
			p[circuits.PostShielded], p[circuits.PostState] = p[circuits.PostState], p[circuits.PostShielded]
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := build(t)
			lie(&c.Slots[0], &c.Slots[1], c.Public[:])
			if err := solve(t, twoSlots(), c); err == nil {
				t.Error("the circuit accepts it")
			}
		})
	}
}
