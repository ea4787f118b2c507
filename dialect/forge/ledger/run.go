package ledger

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

// Transfer is a transaction as Forge's swarm knows it, its texts decoded.
type Transfer struct {
	From, To  rollup.Key
	Amount    uint64
	Signature rollup.Signature
	// Path is the sender's Merkle path as hexadecimal hashes, lowest first, in
	// the tree as it is just before the transaction. It is checked where given.
	Path []string
}

// Run is what transfers do to a state.
type Run struct {
	Input []byte        // the batch as the built-in rollup reads it
	Trace *rollup.Trace // its chunks
	Post  *State        // what it leaves
}

// Run executes transfers on the state, under a batch's number, and cuts them
// into chunks. Errors are CodeInvalid and name the field as Forge calls it, such
// as transactions[3].signature; CodeTooLarge over rollup's limits; or ctx's.
func (s *State) Run(ctx context.Context, number uint64, transfers []Transfer, p rollup.Params) (*Run, error) {
	if len(transfers) > rollup.MaxTransactions {
		return nil, muster.Errorf(muster.CodeTooLarge, "transactions: %d, at most %d are taken", len(transfers), rollup.MaxTransactions)
	}
	b := &rollup.Batch{ID: number, Accounts: s.list(), Transactions: make([]rollup.Transaction, len(transfers))}
	now := maps.Clone(s.accounts)
	for i, t := range transfers {
		if err := check(now, t, fmt.Sprintf("transactions[%d].", i)); err != nil {
			return nil, err
		}
		b.Transactions[i] = rollup.Transaction{
			Kind: circuits.Transfer, From: t.From, To: t.To, Amount: t.Amount, Nonce: now[t.From].Nonce, Signature: t.Signature,
		}
		if err := move(now, b.Transactions[i]); err != nil {
			return nil, fmt.Errorf("transactions[%d]: %w", i, err)
		}
	}
	trace, err := b.Execute(ctx, p)
	if err != nil {
		return nil, signed(err)
	}
	if err := checkPaths(trace, transfers); err != nil {
		return nil, err
	}
	r := &Run{Trace: trace}
	if r.Post, err = New(slices.Collect(maps.Values(now))); err != nil {
		return nil, err
	}
	if r.Post.root != trace.Result.PostStateRoot {
		return nil, fmt.Errorf("accounts have the root %s, the execution ends in %s", r.Post.root, trace.Result.PostStateRoot)
	}
	if r.Input, err = json.Marshal(b); err != nil {
		return nil, fmt.Errorf("write batch: %w", err)
	}
	return r, nil
}

// check refuses a transfer that the state does not allow, in Forge's words.
func check(now map[rollup.Key]rollup.Account, t Transfer, at string) error {
	from, known := now[t.From]
	if !known {
		return muster.InvalidField(at+"sender_pubkey", "the key of an account of the state", t.From.String())
	}
	to, known := now[t.To]
	switch {
	case !known:
		return muster.InvalidField(at+"receiver_pubkey", "the key of an account of the state", t.To.String())
	case t.From == t.To:
		return muster.InvalidField(at+"receiver_pubkey", "another account than the sender", t.To.String())
	case t.Amount == 0:
		return muster.InvalidField(at+"amount", "an amount above zero", "0")
	case t.Amount > from.Balance:
		return muster.InvalidField(at+"amount", fmt.Sprintf("at most the sender's balance of %d", from.Balance), fmt.Sprint(t.Amount))
	case t.Amount > math.MaxUint64-to.Balance:
		return muster.InvalidField(at+"amount", fmt.Sprintf("at most %d, what the receiver's balance can take", math.MaxUint64-to.Balance), fmt.Sprint(t.Amount))
	case from.Nonce == math.MaxUint64:
		return muster.InvalidField(at+"sender_pubkey", "an account with nonces left", t.From.String())
	}
	return nil
}

// signed says of a signature that does not hold what it has to be over: the
// caller never sees the nonce.
func signed(err error) error {
	var e *muster.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || !strings.HasSuffix(e.Fields[0].Field, ".signature") {
		return err
	}
	f := e.Fields[0]
	return muster.InvalidField(f.Field, "the sender's signature over this transfer with the account's next nonce", f.Got)
}

// checkPaths compares the paths that were given with the real ones.
func checkPaths(trace *rollup.Trace, transfers []Transfer) error {
	i := 0
	for _, c := range trace.Chunks {
		for _, step := range c.Steps {
			given := transfers[i].Path
			field := fmt.Sprintf("transactions[%d].merkle_path", i)
			i++
			if len(given) == 0 {
				continue
			}
			if len(given) != len(step.Sender.Path) {
				return muster.InvalidField(field, fmt.Sprintf("%d hashes, or none", len(step.Sender.Path)), fmt.Sprint(len(given)))
			}
			for j, sibling := range step.Sender.Path {
				raw := sibling.Bytes()
				if want := hex.EncodeToString(raw[:]); given[j] != want {
					return muster.InvalidField(fmt.Sprintf("%s[%d]", field, j), want+", of the sender's path in the tree before this transaction", given[j])
				}
			}
		}
	}
	return nil
}
