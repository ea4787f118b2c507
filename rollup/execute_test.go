package rollup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// naiveRoot computes a state root from nothing but the list of accounts, by
// recursion over halves of the index space.
func naiveRoot(accounts map[uint32]Account, depth int, base uint64) fr.Element {
	found := false
	for index := range accounts {
		if uint64(index)>>depth == base>>depth {
			found = true
		}
	}
	if !found {
		return circuits.EmptyNode(depth)
	}
	if depth == 0 {
		a := accounts[uint32(base)]
		point, err := a.Key.point()
		if err != nil {
			panic(err)
		}
		return circuits.Leaf(circuits.KeyHash(point.X, point.Y), a.Balance, a.Nonce)
	}
	return circuits.Compress(naiveRoot(accounts, depth-1, base), naiveRoot(accounts, depth-1, base+1<<(depth-1)))
}

// naiveRun applies transactions to plain numbers.
func naiveRun(b *Batch) map[uint32]Account {
	accounts := make(map[uint32]Account)
	index := make(map[Key]uint32)
	next := uint32(0)
	for _, a := range b.Accounts {
		accounts[a.Index], index[a.Key] = a, a.Index
		next = max(next, a.Index+1)
	}
	add := func(k Key, by uint64, nonce uint64) {
		a := accounts[index[k]]
		a.Balance += by
		a.Nonce += nonce
		accounts[index[k]] = a
	}
	for _, tx := range b.Transactions {
		if tx.Kind != circuits.Deposit {
			add(tx.From, -tx.Amount, 1)
		}
		if tx.Kind != circuits.Withdraw {
			if _, ok := index[tx.To]; !ok {
				index[tx.To] = next
				accounts[next] = Account{Index: next, Key: tx.To}
				next++
			}
			add(tx.To, tx.Amount, 0)
		}
	}
	return accounts
}

func TestExecuteAgainstNaive(t *testing.T) {
	for seed := range uint64(4) {
		b, err := Generate(3, seed, DefaultMix(20))
		if err != nil {
			t.Fatal(err)
		}
		trace, err := b.Execute(t.Context(), Params{4, 4})
		if err != nil {
			t.Fatal(err)
		}
		before := naiveRun(&Batch{Accounts: b.Accounts})
		if want := elementHex(naiveRoot(before, circuits.StateDepth, 0)); trace.Result.PreStateRoot != want {
			t.Errorf("seed %d: root before %s, want %s", seed, trace.Result.PreStateRoot, want)
		}
		if want := elementHex(naiveRoot(naiveRun(b), circuits.StateDepth, 0)); trace.Result.PostStateRoot != want {
			t.Errorf("seed %d: root after %s, want %s", seed, trace.Result.PostStateRoot, want)
		}
	}
}

// TestStatementsCombine puts the chunks' statements together the way the proof
// tree does and wants the result to agree with them.
func TestStatementsCombine(t *testing.T) {
	for _, tc := range []struct{ transactions, slots, arity, chunks, groups int }{
		{0, 4, 4, 4, 1}, {1, 4, 4, 4, 1}, {16, 4, 4, 4, 1}, {17, 4, 4, 8, 2}, {20, 2, 2, 10, 5}, {7, 1, 1, 7, 7}, {3, 8, 1, 1, 1},
	} {
		t.Run(fmt.Sprintf("%+v", tc), func(t *testing.T) {
			b, err := Generate(9, 1, ShieldedMix(tc.transactions))
			if err != nil {
				t.Fatal(err)
			}
			trace, err := b.Execute(t.Context(), Params{tc.slots, tc.arity})
			if err != nil {
				t.Fatal(err)
			}
			if len(trace.Chunks) != tc.chunks || trace.Groups() != tc.groups {
				t.Fatalf("%d chunks in %d groups", len(trace.Chunks), trace.Groups())
			}
			var level [][]*big.Int
			for g := range trace.Groups() {
				var chunks [][]*big.Int
				for _, c := range trace.Chunks[g*tc.arity : (g+1)*tc.arity] {
					chunks = append(chunks, c.Statement())
				}
				s, err := recursion.AggregateStatement(chunks, circuits.EmptyWithdrawals())
				if err != nil {
					t.Fatalf("group %d: %v", g, err)
				}
				level = append(level, s)
			}
			for len(level) > 1 {
				var above [][]*big.Int
				for i := 0; i+1 < len(level); i += 2 {
					s, err := recursion.FoldStatement(level[i], level[i+1], big.NewInt(5))
					if err != nil {
						t.Fatal(err)
					}
					above = append(above, s)
				}
				if len(level)%2 == 1 {
					above = append(above, level[len(level)-1])
				}
				level = above
			}
			r := trace.Result
			for i, want := range []string{r.PreStateRoot, r.PostStateRoot, r.PreShieldedRoot, r.PostShieldedRoot, r.WithdrawalRoot, r.BatchHash, fmt.Sprintf("%064x", r.BatchID)} {
				if got := fmt.Sprintf("%064x", level[0][i]); got != want {
					t.Errorf("final input %d is %s, the result says %s", i, got, want)
				}
			}
			for _, w := range r.Withdrawals {
				if err := w.Verify("0x" + r.WithdrawalRoot); err != nil {
					t.Errorf("withdrawal of transaction %d: %v", w.Transaction, err)
				}
			}
		})
	}
}

func TestStatementOrderIsTheAggregates(t *testing.T) {
	ours := []int{circuits.PreState, circuits.PostState, circuits.PreShielded, circuits.PostShielded, circuits.WithdrawalsIn, circuits.WithdrawalsOut,
		circuits.TransactionsIn, circuits.TransactionsOut, circuits.Position, circuits.BatchID, circuits.Inputs}
	theirs := []int{recursion.ChunkPreState, recursion.ChunkPostState, recursion.ChunkPreShielded, recursion.ChunkPostShielded, recursion.ChunkWithdrawalsIn,
		recursion.ChunkWithdrawalsOut, recursion.ChunkTransactionsIn, recursion.ChunkTransactionsOut, recursion.ChunkPosition, recursion.ChunkBatchID, recursion.ChunkInputs}
	for i := range ours {
		if ours[i] != theirs[i] {
			t.Errorf("input %d has index %d in the aggregate", ours[i], theirs[i])
		}
	}
}

func TestWithdrawalVerifyRefuses(t *testing.T) {
	b, err := Generate(1, 5, Mix{Accounts: 4, Transactions: 12, Withdrawals: 60})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), Params{2, 2}) // three groups
	if err != nil {
		t.Fatal(err)
	}
	root := trace.Result.WithdrawalRoot
	for name, change := range map[string]func(*Withdrawal){
		"amount":        func(w *Withdrawal) { w.Amount++ },
		"recipient":     func(w *Withdrawal) { w.Recipient = strings.Repeat("ab", 32) },
		"index":         func(w *Withdrawal) { w.Index ^= 1 },
		"index beyond":  func(w *Withdrawal) { w.Index += 1 << 16 },
		"sibling":       func(w *Withdrawal) { w.Siblings[3] = w.Siblings[4] },
		"few siblings":  func(w *Withdrawal) { w.Siblings = w.Siblings[:15] },
		"no folds":      func(w *Withdrawal) { w.Folds = nil },
		"fold side":     func(w *Withdrawal) { w.Folds[0].Right = !w.Folds[0].Right },
		"fold too big":  func(w *Withdrawal) { w.Folds[0].Hash = strings.Repeat("f", 64) },
		"fold not hex":  func(w *Withdrawal) { w.Folds[0].Hash = "x" },
		"sibling range": func(w *Withdrawal) { w.Siblings[0] = strings.Repeat("f", 64) },
	} {
		t.Run(name, func(t *testing.T) {
			w := trace.Result.Withdrawals[0]
			w.Siblings = append([]string(nil), w.Siblings...)
			w.Folds = append([]FoldSibling(nil), w.Folds...)
			if err := w.Verify(root); err != nil {
				t.Fatalf("unchanged: %v", err)
			}
			change(&w)
			if err := w.Verify(root); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := trace.Result.Withdrawals[0].Verify(trace.Result.BatchHash); err == nil {
		t.Error("verifies against another root")
	}
}

func TestExecuteIsDeterministicAndPure(t *testing.T) {
	b, err := Generate(1, 2, DefaultMix(9))
	if err != nil {
		t.Fatal(err)
	}
	encode := func() []byte {
		trace, err := b.Execute(t.Context(), Params{4, 2})
		if err != nil {
			t.Fatal(err)
		}
		var out []byte
		for _, c := range trace.Chunks {
			raw, err := c.Encode()
			if err != nil {
				t.Fatal(err)
			}
			again, err := DecodeChunk(raw)
			if err != nil {
				t.Fatal(err)
			}
			if raw2, _ := again.Encode(); !bytes.Equal(raw, raw2) {
				t.Error("a chunk input does not survive decoding")
			}
			out = append(out, raw...)
		}
		result, err := json.Marshal(trace.Result)
		if err != nil {
			t.Fatal(err)
		}
		return append(out, result...)
	}
	if !bytes.Equal(encode(), encode()) {
		t.Error("two executions differ")
	}
}

func TestExecuteRefuses(t *testing.T) {
	cases := []struct {
		name, field string
		change      func(*scene)
	}{
		{"bad signature", "transactions[1].signature", func(s *scene) { s.batch.Transactions[1].Signature[40] ^= 1 }},
		{"signature R off the curve", "transactions[1].signature", func(s *scene) { s.batch.Transactions[1].Signature[0] ^= 0xff }},
		{"signature of another batch's nonce", "transactions[0].nonce", func(s *scene) { s.batch.Accounts[0].Nonce++ }},
		{"replay", "transactions[2].nonce", func(s *scene) { s.batch.Transactions = append(s.batch.Transactions, s.batch.Transactions[0]) }},
		{"swapped", "transactions[0].nonce", func(s *scene) {
			txs := s.batch.Transactions
			txs[0], txs[1] = txs[1], txs[0]
		}},
		{"amount", "transactions[1].signature", func(s *scene) { s.batch.Transactions[1].Amount++ }},
		{"zero amount", "transactions[1].amount", func(s *scene) { s.batch.Transactions[1].Amount = 0 }},
		{"overspend", "transactions[1].amount", func(s *scene) { s.batch.Transactions[1].Amount = 98 }},
		{"receiver full", "transactions[1].amount", func(s *scene) { s.batch.Transactions[1].To = s.signer("whale").Key() }},
		{"receiver", "transactions[0].signature", func(s *scene) { s.batch.Transactions[0].To = s.signer("whale").Key() }},
		{"receiver unknown", "transactions[1].to", func(s *scene) { s.batch.Transactions[1].To = s.signer("nobody").Key() }},
		{"sender unknown", "transactions[1].from", func(s *scene) { s.batch.Transactions[1].From = s.signer("nobody").Key() }},
		{"nonce used up", "transactions[1].nonce", func(s *scene) {
			s.batch.Transactions[1] = s.sign(Transaction{Kind: circuits.Transfer, From: s.signer("old").Key(), To: s.signer("bob").Key(), Amount: 1, Nonce: 1<<64 - 1}, "old")
		}},
		{"to itself", "transactions[1].to", func(s *scene) { s.batch.Transactions[1].To = s.batch.Transactions[1].From }},
		{"deposit to no point", "transactions[1].to", func(s *scene) {
			s.batch.Transactions[1] = Transaction{Kind: circuits.Deposit, To: Key{1, 2, 3}, Amount: 1}
		}},
		{"deposit to the neutral key", "transactions[1].to", func(s *scene) {
			s.batch.Transactions[1] = Transaction{Kind: circuits.Deposit, To: Key{31: 1}, Amount: 1}
		}},
		{"account twice", "accounts[4].pubkey", func(s *scene) {
			s.batch.Accounts = append(s.batch.Accounts, Account{Index: 77, Key: s.batch.Accounts[0].Key})
		}},
		{"index twice", "accounts[4].index", func(s *scene) {
			s.batch.Accounts = append(s.batch.Accounts, Account{Index: 5, Key: s.signer("nobody").Key()})
		}},
		{"account's key no point", "accounts[0].pubkey", func(s *scene) { s.batch.Accounts[0].Key = Key{1, 2, 3} }},
		{"root before", "pre_state_root", func(s *scene) { s.batch.PreState = new(fr.Element) }},
		{"root after", "post_state_root", func(s *scene) { s.batch.PostState = new(fr.Element) }},
		{"balance of genesis", "transactions[1].amount", func(s *scene) { s.batch.Accounts[0].Balance = 20 }},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s := newScene(t)
			s.transfer("alice", "bob", 3)
			s.transfer("alice", "bob", 20)
			tc.change(s)
			_, err := s.batch.Execute(t.Context(), Params{2, 2})
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

// wantField wants an error of the code that names the field.
func wantField(t *testing.T, err error, code muster.Code, field string) {
	t.Helper()
	var e *muster.Error
	if !errors.As(err, &e) || e.Code != code || len(e.Fields) != 1 || e.Fields[0].Field != field || e.Fields[0].Expected == "" {
		t.Errorf("got %#v (%v), want code %s and field %s", e, err, code, field)
	}
}

func TestExecuteParams(t *testing.T) {
	b := newScene(t).batch
	for _, p := range []Params{{0, 4}, {3, 4}, {2048, 1}, {4, 0}, {4, -1}, {4, 1<<14 + 1}} {
		if _, err := b.Execute(t.Context(), p); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%+v: %v", p, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newScene(t)
	s.deposit("bob", 1)
	if _, err := s.batch.Execute(ctx, Params{4, 4}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestExample keeps the example up to date: UPDATE_EXAMPLES=1 writes it.
func TestExample(t *testing.T) {
	b, err := Generate(1, 2026, ShieldedMix(16))
	if err != nil {
		t.Fatal(err)
	}
	var kinds [5]int
	for _, tx := range b.Transactions {
		kinds[tx.Kind]++
	}
	if kinds[circuits.Transfer] == 0 || kinds[circuits.Deposit] == 0 || kinds[circuits.Withdraw] == 0 || kinds[circuits.Shielded] == 0 {
		t.Errorf("the example misses a kind: %v", kinds)
	}
	want, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	const file = "../examples/rollup/batch.json"
	if os.Getenv("UPDATE_EXAMPLES") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the example is not what the generator makes; UPDATE_EXAMPLES=1 writes it anew")
	}
	decoded, err := Decode(got)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := decoded.Execute(t.Context(), Params{4, 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(trace.Chunks) != 4 || trace.Result.Transactions != 16 {
		t.Errorf("%d chunks, %d transactions", len(trace.Chunks), trace.Result.Transactions)
	}
}
