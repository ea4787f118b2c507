package rollup

import (
	"context"
	"crypto/rand"
	"math"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster/keys/devsetup"
	"github.com/muster-zk/muster/rollup/circuits"
)

func TestMain(m *testing.M) {
	logger.Disable()
	m.Run()
}

var field377 = ecc.BLS12_377.ScalarField()

// twoSlots is the chunk circuit of two slots.
var twoSlots = sync.OnceValue(func() constraint.ConstraintSystem { return compileChunk(2) })

func compileChunk(slots int) constraint.ConstraintSystem {
	c, err := circuits.NewChunk(slots)
	if err != nil {
		panic(err)
	}
	ccs, err := frontend.Compile(field377, r1cs.NewBuilder, c)
	if err != nil {
		panic(err)
	}
	return ccs
}

// solve tells whether the circuit accepts the assignment.
func solve(t testing.TB, ccs constraint.ConstraintSystem, assignment frontend.Circuit) error {
	t.Helper()
	w, err := frontend.NewWitness(assignment, field377)
	if err != nil {
		t.Fatalf("make witness: %v", err)
	}
	return ccs.IsSolved(w)
}

// scene is a small state with signers, and transactions on it.
type scene struct {
	t       testing.TB
	signers map[string]*Signer
	state   *State
	batch   *Batch
}

// newScene has the accounts alice, bob, whale, whose balance is nearly full, and
// old, whose nonce is.
func newScene(t testing.TB) *scene {
	s := &scene{t: t, signers: make(map[string]*Signer), batch: &Batch{ID: 7}}
	for i, a := range []struct {
		name           string
		balance, nonce uint64
	}{{"alice", 100, 3}, {"bob", 50, 0}, {"whale", math.MaxUint64 - 10, 0}, {"old", 9, math.MaxUint64}} {
		s.batch.Accounts = append(s.batch.Accounts, Account{Index: uint32(5 * i), Key: s.signer(a.name).Key(), Balance: a.balance, Nonce: a.nonce})
	}
	var err error
	if s.state, err = NewState(s.batch.Accounts); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *scene) signer(name string) *Signer {
	if s.signers[name] == nil {
		signer, err := NewSigner(strings.NewReader(name + strings.Repeat(".", 32)))
		if err != nil {
			s.t.Fatal(err)
		}
		s.signers[name] = signer
	}
	return s.signers[name]
}

func (s *scene) sign(tx Transaction, name string) Transaction {
	digest, err := s.state.Digest(tx)
	if err != nil {
		s.t.Fatal(err)
	}
	if tx.Signature, err = s.signer(name).Sign(digest); err != nil {
		s.t.Fatal(err)
	}
	return tx
}

func (s *scene) add(tx Transaction) {
	s.t.Helper()
	s.batch.Transactions = append(s.batch.Transactions, tx)
	if _, err := s.state.step(tx, s.batch.fields(len(s.batch.Transactions)-1)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) nonce(name string) uint64 {
	a, _ := s.state.Account(s.signer(name).Key())
	return a.Nonce
}

func (s *scene) transfer(from, to string, amount uint64) {
	s.t.Helper()
	s.add(s.sign(Transaction{Kind: circuits.Transfer, From: s.signer(from).Key(), To: s.signer(to).Key(), Amount: amount, Nonce: s.nonce(from)}, from))
}

func (s *scene) withdraw(from string, recipient [32]byte, amount uint64) {
	s.t.Helper()
	s.add(s.sign(Transaction{Kind: circuits.Withdraw, From: s.signer(from).Key(), Recipient: recipient, Amount: amount, Nonce: s.nonce(from)}, from))
}

func (s *scene) deposit(to string, amount uint64) {
	s.t.Helper()
	s.add(Transaction{Kind: circuits.Deposit, To: s.signer(to).Key(), Amount: amount})
}

func (s *scene) trace(p Params) *Trace {
	s.t.Helper()
	tr, err := s.batch.Execute(context.Background(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	return tr
}

func fullRecipient() (r [32]byte) {
	for i := range r {
		r[i] = 0xff
	}
	return r
}

func TestChunkAccepts(t *testing.T) {
	cases := map[string]func(*scene){
		"nothing":                   func(*scene) {},
		"transfer":                  func(s *scene) { s.transfer("alice", "bob", 30) },
		"transfer of all":           func(s *scene) { s.transfer("alice", "bob", 100) },
		"two by one sender":         func(s *scene) { s.transfer("alice", "bob", 30); s.transfer("alice", "whale", 10) },
		"there and back":            func(s *scene) { s.transfer("alice", "bob", 30); s.transfer("bob", "alice", 80) },
		"deposit":                   func(s *scene) { s.deposit("bob", 1) },
		"deposit to the brim":       func(s *scene) { s.deposit("whale", 10) },
		"deposit creates":           func(s *scene) { s.deposit("carol", 20); s.transfer("carol", "alice", 20) },
		"withdraw":                  func(s *scene) { s.withdraw("bob", [32]byte{1, 2, 3}, 50) },
		"withdraw to all ones":      func(s *scene) { s.withdraw("bob", fullRecipient(), 1); s.withdraw("bob", [32]byte{}, 1) },
		"withdraw after a transfer": func(s *scene) { s.transfer("alice", "bob", 1); s.withdraw("bob", [32]byte{9}, 51) },
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			build(s)
			for i, chunk := range s.trace(Params{2, 2}).Chunks {
				raw, err := chunk.Encode()
				if err != nil {
					t.Fatal(err)
				}
				assignment, err := ChunkAssignment(raw)
				if err != nil {
					t.Fatal(err)
				}
				if err := solve(t, twoSlots(), assignment); err != nil {
					t.Errorf("chunk %d: %v", i, err)
				}
			}
		})
	}
}

// TestChunkRejects changes one thing in a witness that holds and repairs
// nothing, or only what the lie needs, and wants the circuit to refuse it.
func TestChunkRejects(t *testing.T) {
	plus := func(v frontend.Variable, d int64) frontend.Variable {
		var e fr.Element
		if _, err := e.SetInterface(v); err != nil {
			t.Fatal(err)
		}
		var delta fr.Element
		delta.SetInt64(d)
		e.Add(&e, &delta)
		return e
	}
	cases := []struct {
		name  string
		build func(*scene)
		lie   func(*circuits.Chunk)
	}{
		{"signature S", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Signature.S = plus(c.Slots[0].Signature.S, 1) }},
		{"signature R", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Signature.R = c.Slots[1].Signature.R }},
		{"signature R off the curve", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Signature.R.X = plus(c.Slots[0].Signature.R.X, 1) }},
		{"signature of another", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Signature = c.Slots[1].Signature }},
		{"signature absent", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Signature = emptySlot().Signature }},
		{"S above the order", transferAndWithdraw, func(c *circuits.Chunk) {
			s := c.Slots[0].Signature.S.(*big.Int)
			c.Slots[0].Signature.S = new(big.Int).Add(s, edwardsOrder)
		}},
		{"amount", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Amount = 2 }},
		{"amount of a deposit", deposits, func(c *circuits.Chunk) { c.Slots[0].Amount = 1000 }},
		{"amount of a withdrawal", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[1].Amount = 6 }},
		{"nonce", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Sender.Nonce = 2 }},
		{"balance", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Sender.Balance = 1000 }},
		{"receiver's balance", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Receiver.Balance = 1000 }},
		{"balance and nonce carry", transferAndWithdraw, func(c *circuits.Chunk) {
			c.Slots[0].Sender.Balance = new(big.Int).Add(big.NewInt(100), new(big.Int).Lsh(big.NewInt(1), 64))
			c.Slots[0].Sender.Nonce = 2
		}},
		{"sender's index", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Sender.Index = 1 }},
		{"index over 32 bits", transferAndWithdraw, func(c *circuits.Chunk) {
			c.Slots[0].Receiver.Index = new(big.Int).Lsh(big.NewInt(1), 40)
		}},
		{"path", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Sender.Path[31] = 1 }},
		{"receiver's path", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Receiver.Path[0] = 1 }},
		{"receiver's key", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Receiver.Key = c.Slots[0].Sender.Key }},
		{"sender's key", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Sender.Key = c.Slots[0].Receiver.Key }},
		{"deposit under another key", deposits, func(c *circuits.Chunk) { c.Slots[0].Receiver.Key = c.Slots[1].Receiver.Key }},
		{"creation under another key", deposits, func(c *circuits.Chunk) { c.Slots[1].Receiver.Key = c.Slots[0].Receiver.Key }},
		{"creation over an account", deposits, func(c *circuits.Chunk) { c.Slots[0].Create = 1 }},
		{"creation kept quiet", deposits, func(c *circuits.Chunk) { c.Slots[1].Create = 0 }},
		{"creation half", deposits, func(c *circuits.Chunk) { c.Slots[1].Create = 2 }},
		{"creation with a balance", deposits, func(c *circuits.Chunk) { c.Slots[1].Receiver.Balance = 5 }},
		{"creation with a nonce", deposits, func(c *circuits.Chunk) { c.Slots[1].Receiver.Nonce = 5 }},
		{"creation in an empty slot", nothing, func(c *circuits.Chunk) { c.Slots[1].Create = 1 }},
		{"kind 4", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Kind = 4 }},
		{"kind -1", nothing, func(c *circuits.Chunk) { c.Slots[0].Kind = -1 }},
		{"transfer as a deposit", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Kind = 2 }},
		{"transfer as nothing", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0].Kind = 0 }},
		{"withdrawal as a transfer", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[1].Kind = 1 }},
		{"nothing as a deposit", nothing, func(c *circuits.Chunk) { c.Slots[1].Kind = 2 }},
		{"recipient", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[1].Receiver.Key.Y = 77 }},
		{"order of two", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[0], c.Slots[1] = c.Slots[1], c.Slots[0] }},
		{"order of two deposits", deposits, func(c *circuits.Chunk) { c.Slots[0], c.Slots[1] = c.Slots[1], c.Slots[0] }},
		{"replay", transferAndWithdraw, func(c *circuits.Chunk) { c.Slots[1] = c.Slots[0] }},
		{"withdrawal path", transferAndWithdraw, func(c *circuits.Chunk) { c.WithdrawalPath[0] = 1 }},
	}
	for i, name := range []string{"pre state", "post state", "pre shielded", "post shielded", "withdrawals in", "withdrawals out",
		"transactions in", "transactions out", "position", "batch id"} {
		cases = append(cases, struct {
			name  string
			build func(*scene)
			lie   func(*circuits.Chunk)
		}{"public " + name, transferAndWithdraw, func(c *circuits.Chunk) { c.Public[i] = plus(c.Public[i], 1) }})
	}
	cases = append(cases, struct {
		name  string
		build func(*scene)
		lie   func(*circuits.Chunk)
	}{"public shielded, both", transferAndWithdraw, func(c *circuits.Chunk) {
		c.Public[circuits.PreShielded], c.Public[circuits.PostShielded] = 1, 1
	}})
	honest := func(t *testing.T, build func(*scene)) *circuits.Chunk {
		s := newScene(t)
		build(s)
		c, err := s.trace(Params{2, 1}).Chunks[0].Assign()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, build := range []func(*scene){nothing, transferAndWithdraw, deposits} {
		if err := solve(t, twoSlots(), honest(t, build)); err != nil {
			t.Fatalf("the honest witness: %v", err)
		}
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := honest(t, tc.build)
			tc.lie(c)
			if err := solve(t, twoSlots(), c); err == nil {
				t.Error("the circuit accepts it")
			}
		})
	}
}

var edwardsOrder, _ = new(big.Int).SetString("2111115437357092606062206234695386632838870926408408195193685246394721360383", 10)

func nothing(*scene) {}

func transferAndWithdraw(s *scene) {
	s.transfer("alice", "bob", 1)
	s.withdraw("bob", [32]byte{1, 31: 2}, 5)
}

func deposits(s *scene) {
	s.deposit("bob", 10)
	s.deposit("carol", 20)
}

// TestChunkRejectsBadTransactions executes what the state machine refuses, with
// every root, digest and signature as it would have to be, so that only the
// rule itself stands in the way.
func TestChunkRejectsBadTransactions(t *testing.T) {
	top := new(big.Int).Lsh(big.NewInt(1), 64)
	key := func(s *scene, name string) circuits.Point {
		p, err := s.signer(name).Key().point()
		if err != nil {
			t.Fatal(err)
		}
		return circuits.Point{X: p.X, Y: p.Y}
	}
	cases := []struct {
		name string
		run  func(*scene, *forger)
	}{
		{"overspend", func(s *scene, f *forger) { f.transfer("alice", "bob", big.NewInt(101)) }},
		{"zero amount", func(s *scene, f *forger) { f.transfer("alice", "bob", new(big.Int)) }},
		{"amount of 2^64", func(s *scene, f *forger) { f.transfer("whale", "bob", top) }},
		{"negative amount", func(s *scene, f *forger) { f.transfer("alice", "bob", big.NewInt(-1)) }},
		{"receiver overflows", func(s *scene, f *forger) { f.transfer("alice", "whale", big.NewInt(11)) }},
		{"pays itself", func(s *scene, f *forger) { f.transfer("alice", "alice", big.NewInt(1)) }},
		{"zero withdrawal", func(s *scene, f *forger) { f.withdraw("alice", new(big.Int)) }},
		{"withdrawal of too much", func(s *scene, f *forger) { f.withdraw("alice", big.NewInt(101)) }},
		{"zero deposit", func(s *scene, f *forger) { f.deposit("bob", new(big.Int), false) }},
		{"deposit overflows", func(s *scene, f *forger) { f.deposit("whale", big.NewInt(11), false) }},
		{"nonce runs over", func(s *scene, f *forger) { f.transfer("old", "bob", big.NewInt(1)) }},
		{"nonce as balance", func(s *scene, f *forger) {
			f.claim("alice", new(big.Int).Add(top, big.NewInt(100))) // and nonce 2
			f.withdraw("alice", new(big.Int).Sub(top, big.NewInt(1)))
		}},
		{"balance as nonce", func(s *scene, f *forger) {
			f.claim("alice", new(big.Int).Sub(top, big.NewInt(1)))
			f.withdraw("alice", new(big.Int).Sub(top, big.NewInt(1)))
		}},
		{"receiver's balance below zero", func(s *scene, f *forger) {
			f.claim("bob", new(big.Int).Sub(big.NewInt(50), top)) // and nonce 1
			f.deposit("bob", new(big.Int).Sub(top, big.NewInt(1)), false)
		}},
		{"receiver's balance as nonce", func(s *scene, f *forger) {
			f.claim("whale", new(big.Int))
			f.deposit("whale", big.NewInt(11), false)
		}},
		{"deposit creates over an account", func(s *scene, f *forger) { f.create(0, key(s, "carol"), 0, 0) }},
		{"deposit creates with a balance", func(s *scene, f *forger) { f.create(1, key(s, "carol"), 1000, 0) }},
		{"deposit creates with a nonce", func(s *scene, f *forger) { f.create(1, key(s, "carol"), 0, 1) }},
		{"deposit creates a neutral key", func(s *scene, f *forger) { f.create(1, circuits.Point{X: 0, Y: 1}, 0, 0) }},
		{"deposit creates a key of order two", func(s *scene, f *forger) { f.create(1, circuits.Point{X: 0, Y: -1}, 0, 0) }},
		{"deposit creates a key off the curve", func(s *scene, f *forger) {
			p := key(s, "carol")
			f.create(1, circuits.Point{X: p.X, Y: 5}, 0, 0)
		}},
	}
	good := []struct {
		name string
		run  func(*scene, *forger)
	}{
		{"transfer", func(s *scene, f *forger) { f.transfer("alice", "bob", big.NewInt(100)) }},
		{"withdrawal", func(s *scene, f *forger) { f.withdraw("alice", big.NewInt(100)) }},
		{"deposit", func(s *scene, f *forger) { f.deposit("whale", big.NewInt(10), false) }},
		{"creation", func(s *scene, f *forger) { f.create(1, key(s, "carol"), 0, 0) }},
		{"claim of what is", func(s *scene, f *forger) {
			f.claim("alice", big.NewInt(100))
			f.withdraw("alice", big.NewInt(1))
		}},
	}
	for _, tc := range good { // the forger itself is right
		t.Run("good "+tc.name, func(t *testing.T) {
			f := newForger(t)
			tc.run(f.scene, f)
			if err := solve(t, twoSlots(), f.finish()); err != nil {
				t.Error(err)
			}
		})
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			f := newForger(t)
			tc.run(f.scene, f)
			if err := solve(t, twoSlots(), f.finish()); err == nil {
				t.Error("the circuit accepts it")
			}
		})
	}
}

func TestProveChunk(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys and a proof")
	}
	s := newScene(t)
	s.withdraw("alice", [32]byte{1}, 10)
	chunk := s.trace(Params{1, 1}).Chunks[0]
	ccs := compileChunk(1)
	if n := ccs.GetCommitments(); n != nil && len(n.CommitmentIndexes()) > 0 {
		t.Fatal("the circuit commits; the aggregate verifies proofs without commitments")
	}
	pk, vk, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := chunk.Assign()
	if err != nil {
		t.Fatal(err)
	}
	w, err := frontend.NewWitness(c, field377)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(ccs, pk, w)
	if err != nil {
		t.Fatal(err)
	}
	public, err := w.Public()
	if err != nil {
		t.Fatal(err)
	}
	if err := groth16.Verify(proof, vk, public); err != nil {
		t.Fatal(err)
	}
	for i := range circuits.Inputs {
		c.Public[i] = big.NewInt(4711)
		changed, err := frontend.NewWitness(c, field377, frontend.PublicOnly())
		if err != nil {
			t.Fatal(err)
		}
		if err := groth16.Verify(proof, vk, changed); err == nil {
			t.Errorf("the proof holds for another public input %d", i)
		}
		c.Public[i] = chunk.Public[i]
	}
}
