package rollup

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// element is a small scalar.
func element(v uint64) (e fr.Element) {
	e.SetUint64(v)
	return e
}

// ann's notes, by position, and what opens them.
var annsNotes = map[uint32]struct{ value, blinding uint64 }{0: {70, 11}, 1: {5, 12}, 6: {math.MaxUint64, 13}, 7: {0, 14}}

var annsKey = element(4711)

func notesOf(key fr.Element) []Note {
	var out []Note
	for _, position := range []uint32{0, 1, 6, 7} {
		n := annsNotes[position]
		out = append(out, Note{position, circuits.NoteCommitment(circuits.NoteOwner(key), n.value, element(n.blinding))})
	}
	return out
}

// newShieldedScene is newScene with ann's notes.
func newShieldedScene(t testing.TB, more ...Note) *scene {
	s := newScene(t)
	s.batch.Notes = append(notesOf(annsKey), more...)
	var err error
	if s.state, err = NewState(s.batch.Accounts, s.batch.Notes...); err != nil {
		t.Fatal(err)
	}
	return s
}

// move makes a shielded transfer of one of ann's notes to the owner of a key.
func move(position uint32, to, blinding uint64) Transaction {
	n := annsNotes[position]
	return Transaction{Kind: circuits.Shielded, Amount: n.value, Spend: Spend{
		SpendingKey: annsKey, Blinding: element(n.blinding), Position: position,
		OutputOwner: circuits.NoteOwner(element(to)), OutputBlinding: element(blinding),
	}}
}

// then moves on what move made.
func then(tx Transaction, key uint64, position uint32) Transaction {
	next := tx
	next.Spend = Spend{SpendingKey: element(key), Blinding: tx.Spend.OutputBlinding, Position: position,
		OutputOwner: circuits.NoteOwner(element(key + 1)), OutputBlinding: element(99)}
	return next
}

func TestShieldedChunkAccepts(t *testing.T) {
	last := Note{math.MaxUint32 - 1, circuits.NoteCommitment(circuits.NoteOwner(annsKey), 70, element(11))}
	cases := map[string]func() *scene{
		"one":          func() *scene { s := newShieldedScene(t); s.add(move(0, 1, 2)); return s },
		"all there is": func() *scene { s := newShieldedScene(t); s.add(move(6, 1, 2)); return s },
		"two":          func() *scene { s := newShieldedScene(t); s.add(move(0, 1, 2)); s.add(move(1, 1, 2)); return s },
		"on in the same chunk": func() *scene {
			s := newShieldedScene(t)
			s.add(move(0, 1, 2))
			s.add(then(move(0, 1, 2), 1, 8))
			return s
		},
		"after a transfer": func() *scene { s := newShieldedScene(t); s.transfer("alice", "bob", 3); s.add(move(0, 1, 2)); return s },
		"before a withdrawal": func() *scene {
			s := newShieldedScene(t)
			s.add(move(0, 1, 2))
			s.withdraw("alice", [32]byte{1}, 3)
			return s
		},
		"in two chunks of a batch": func() *scene {
			s := newShieldedScene(t)
			s.add(move(0, 1, 2))
			s.deposit("carol", 3)
			s.transfer("carol", "bob", 2)
			s.add(then(move(0, 1, 2), 1, 8))
			return s
		},
		"into the last place": func() *scene {
			s := newShieldedScene(t, last)
			tx := move(0, 1, 2)
			tx.Spend.Position = last.Position
			s.add(tx)
			return s
		},
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			trace := build().trace(Params{2, 2})
			solveChunks(t, trace)
			if r := trace.Result; r.PreShieldedRoot == r.PostShieldedRoot || len(r.Shielded) == 0 {
				t.Errorf("the shielded root stays %s", r.PreShieldedRoot)
			}
		})
	}
}

// solveChunks wants the circuit of two slots to accept each chunk as a worker
// gets it.
func solveChunks(t *testing.T, trace *Trace) {
	t.Helper()
	for i, chunk := range trace.Chunks {
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
}

// TestRandomShieldedBatches holds the executor against the circuit, and the
// shielded root against one computed from nothing but the leaves.
func TestRandomShieldedBatches(t *testing.T) {
	for seed := range uint64(3) {
		g, err := NewGenerator(seed, Mix{Accounts: 3, Transactions: 6, Notes: 3, Deposits: 10, Withdrawals: 15, Shielded: 50})
		if err != nil {
			t.Fatal(err)
		}
		for id := range uint64(2) {
			b, err := g.Next(id)
			if err != nil {
				t.Fatal(err)
			}
			trace, err := b.Execute(t.Context(), Params{2, 3})
			if err != nil {
				t.Fatal(err)
			}
			solveChunks(t, trace)
			leaves := make(map[uint32]fr.Element)
			for _, n := range b.Notes {
				leaves[n.Position] = n.Leaf
			}
			if want := elementHex(naiveTree(leaves, circuits.StateDepth, 0)); trace.Result.PreShieldedRoot != want {
				t.Errorf("seed %d, batch %d: root before %s, want %s", seed, id, trace.Result.PreShieldedRoot, want)
			}
			for _, tx := range b.Transactions {
				if tx.Kind != circuits.Shielded {
					continue
				}
				owner := circuits.NoteOwner(tx.Spend.SpendingKey)
				commitment := circuits.NoteCommitment(owner, tx.Amount, tx.Spend.Blinding)
				if leaves[tx.Spend.Position] != commitment {
					t.Fatalf("seed %d, batch %d: no such note", seed, id)
				}
				leaves[tx.Spend.Position] = circuits.Nullifier(tx.Spend.SpendingKey, commitment, tx.Spend.Position)
				leaves[uint32(len(leaves))] = circuits.NoteCommitment(tx.Spend.OutputOwner, tx.Amount, tx.Spend.OutputBlinding)
			}
			if want := elementHex(naiveTree(leaves, circuits.StateDepth, 0)); trace.Result.PostShieldedRoot != want {
				t.Errorf("seed %d, batch %d: root after %s, want %s", seed, id, trace.Result.PostShieldedRoot, want)
			}
		}
	}
}

// naiveTree computes a root by recursion over halves of the index space.
func naiveTree(leaves map[uint32]fr.Element, depth int, base uint64) fr.Element {
	found := false
	for index := range leaves {
		found = found || uint64(index)>>depth == base>>depth
	}
	switch {
	case !found:
		return circuits.EmptyNode(depth)
	case depth == 0:
		return leaves[uint32(base)]
	}
	return circuits.Compress(naiveTree(leaves, depth-1, base), naiveTree(leaves, depth-1, base+1<<(depth-1)))
}

func TestExecuteRefusesShielded(t *testing.T) {
	wrong := func(change func(*Transaction)) func(*scene) {
		return func(s *scene) { change(&s.batch.Transactions[0]) }
	}
	for name, tc := range map[string]struct {
		field  string
		change func(*scene)
	}{
		"value":         {"transactions[0].position", wrong(func(tx *Transaction) { tx.Amount++ })},
		"zero":          {"transactions[0].amount", wrong(func(tx *Transaction) { *tx = move(7, 1, 2) })},
		"blinding":      {"transactions[0].position", wrong(func(tx *Transaction) { tx.Spend.Blinding.SetOne() })},
		"spending key":  {"transactions[0].position", wrong(func(tx *Transaction) { tx.Spend.SpendingKey.SetOne() })},
		"position":      {"transactions[0].position", wrong(func(tx *Transaction) { tx.Spend.Position = 1 })},
		"no note there": {"transactions[0].position", wrong(func(tx *Transaction) { tx.Spend.Position = 77 })},
		"spent twice":   {"transactions[1].position", func(s *scene) { s.batch.Transactions = append(s.batch.Transactions, move(0, 8, 9)) }},
		"no notes":      {"transactions[0].position", func(s *scene) { s.batch.Notes = nil }},
		"full tree": {"transactions[0].position", func(s *scene) {
			s.batch.Notes = append(s.batch.Notes, Note{math.MaxUint32, element(5)})
		}},
		"a position twice": {"notes[4].position", func(s *scene) { s.batch.Notes = append(s.batch.Notes, Note{6, element(5)}) }},
		"an empty leaf":    {"notes[4].leaf", func(s *scene) { s.batch.Notes = append(s.batch.Notes, Note{9, fr.Element{}}) }},
		"root before":      {"shielded_root", func(s *scene) { s.batch.ShieldedRoot.SetOne() }},
		"root after":       {"post_shielded_root", func(s *scene) { s.batch.PostShielded = new(fr.Element) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShieldedScene(t)
			s.add(move(0, 1, 2))
			tc.change(s)
			_, err := s.batch.Execute(t.Context(), Params{2, 2})
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

// A note that one batch spends is gone in the next.
func TestSpentInAnEarlierBatch(t *testing.T) {
	s := newShieldedScene(t)
	s.add(move(0, 1, 2))
	next := &Batch{ID: 8, Accounts: s.state.Accounts(), Notes: s.state.Notes(), Transactions: []Transaction{move(0, 3, 4)}}
	_, err := next.Execute(t.Context(), Params{2, 2})
	wantField(t, err, muster.CodeInvalid, "transactions[0].position")

	next.Transactions = []Transaction{then(move(0, 1, 2), 1, 8)}
	trace, err := next.Execute(t.Context(), Params{2, 2})
	if err != nil {
		t.Fatal(err)
	}
	if before := s.trace(Params{2, 2}).Result; before.PostShieldedRoot != trace.Result.PreShieldedRoot {
		t.Errorf("the next batch starts from %s, not from %s", trace.Result.PreShieldedRoot, before.PostShieldedRoot)
	}
}

// Without notes the shielded root is whatever the batch says, and stays.
func TestShieldedRootWithoutNotes(t *testing.T) {
	s := newScene(t)
	s.transfer("alice", "bob", 3)
	s.batch.ShieldedRoot.SetUint64(77)
	trace := s.trace(Params{2, 2})
	solveChunks(t, trace)
	want := elementHex(s.batch.ShieldedRoot)
	if r := trace.Result; r.PreShieldedRoot != want || r.PostShieldedRoot != want {
		t.Errorf("roots %s and %s", r.PreShieldedRoot, r.PostShieldedRoot)
	}
}

func TestShieldedSurvivesEncoding(t *testing.T) {
	s := newShieldedScene(t)
	s.add(move(0, 1, 2))
	raw, err := json.Marshal(s.batch)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(b)
	if err != nil || string(again) != string(raw) {
		t.Errorf("writing what was read gives something else (%v)", err)
	}
	_, shielded, err := b.Genesis()
	if err != nil || shielded != s.trace(Params{2, 2}).Chunks[0].Public[circuits.PreShielded] {
		t.Errorf("genesis of another shielded root (%v)", err)
	}
}
