package ledger

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

// State is the accounts behind a root. It never changes.
type State struct {
	root     string
	accounts map[rollup.Key]rollup.Account
}

// New returns the state of accounts. Errors are CodeInvalid: an index or a key
// that occurs twice, or a key that is not on the curve.
func New(accounts []rollup.Account) (*State, error) {
	tree, err := rollup.NewState(accounts)
	if err != nil {
		return nil, err
	}
	s := &State{accounts: make(map[rollup.Key]rollup.Account, len(accounts))}
	root := tree.Root()
	raw := root.Bytes()
	s.root = hex.EncodeToString(raw[:])
	for _, a := range accounts {
		s.accounts[a.Key] = a
	}
	return s, nil
}

// Decode reads a file of accounts: {"accounts":[{"index":0,"pubkey":"…",
// "balance":0,"nonce":0}]}, where an index that is left out is the place in the
// list. Errors are CodeInvalid and name the field, or CodeTooLarge.
func Decode(file []byte) (*State, error) {
	if len(file) > rollup.MaxInput {
		return nil, muster.Errorf(muster.CodeTooLarge, "a state of %d bytes, at most %d are read", len(file), rollup.MaxInput)
	}
	var in struct {
		Accounts json.RawMessage `json:"accounts"`
	}
	if err := strictjson.Unmarshal(file, &in); err != nil {
		return nil, err
	}
	batch, err := json.Marshal(struct {
		BatchID      int             `json:"batch_id"`
		Accounts     json.RawMessage `json:"accounts"`
		Transactions []int           `json:"transactions"`
	}{0, in.Accounts, []int{}})
	if err != nil {
		return nil, fmt.Errorf("write accounts: %w", err)
	}
	b, err := rollup.Decode(batch)
	if err != nil {
		return nil, err
	}
	return New(b.Accounts)
}

// After returns the state that an input of [Run] leads to, which is what is
// stored of a batch.
func After(input []byte) (*State, error) {
	b, err := rollup.Decode(input)
	if err != nil {
		return nil, err
	}
	all := make(map[rollup.Key]rollup.Account, len(b.Accounts))
	for _, a := range b.Accounts {
		all[a.Key] = a
	}
	for i, tx := range b.Transactions {
		if err := move(all, tx); err != nil {
			return nil, fmt.Errorf("transaction %d: %w", i, err)
		}
	}
	return New(slices.Collect(maps.Values(all)))
}

// move carries a transfer out. What the rollup's own rules say of it is checked
// where it is executed; here nothing may go wrong silently.
func move(all map[rollup.Key]rollup.Account, tx rollup.Transaction) error {
	from, known := all[tx.From]
	to, there := all[tx.To]
	if tx.Kind != circuits.Transfer || !known || !there || tx.From == tx.To || from.Balance < tx.Amount || to.Balance+tx.Amount < to.Balance {
		return muster.Errorf(muster.CodeInvalid, "no transfer between accounts of the state")
	}
	from.Balance -= tx.Amount
	from.Nonce++
	to.Balance += tx.Amount
	all[tx.From], all[tx.To] = from, to
	return nil
}

// Root returns the state's root, 64 hexadecimal digits.
func (s *State) Root() string { return s.root }

// Len returns how many accounts the state has.
func (s *State) Len() int { return len(s.accounts) }

// list returns the accounts by index.
func (s *State) list() []rollup.Account {
	all := slices.Collect(maps.Values(s.accounts))
	slices.SortFunc(all, func(a, b rollup.Account) int { return int(int64(a.Index) - int64(b.Index)) })
	return all
}
