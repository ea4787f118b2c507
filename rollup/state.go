package rollup

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// State is the accounts and notes of a rollup and their trees.
type State struct {
	tree  *tree
	notes *notes
	at    map[Key]uint32
	byPos map[uint32]*account
	next  uint64 // the index of the next created account
}

type account struct {
	key            Key
	hash           fr.Element // of the key
	balance, nonce uint64
}

func (a *account) leaf() fr.Element { return circuits.Leaf(a.hash, a.balance, a.nonce) }

// NewState builds the state of the given accounts and notes. Errors are
// CodeInvalid: an index, key or position that occurs twice, a key that is not on
// the curve, or a note that is zero.
func NewState(accounts []Account, notes ...Note) (_ *State, err error) {
	s := &State{at: make(map[Key]uint32, len(accounts)), byPos: make(map[uint32]*account, len(accounts))}
	leaves := make(map[uint32]fr.Element, len(accounts))
	for i, a := range accounts {
		if _, twice := s.byPos[a.Index]; twice {
			return nil, muster.InvalidField(fmt.Sprintf("accounts[%d].index", i), "an index of its own", fmt.Sprint(a.Index))
		}
		if _, twice := s.at[a.Key]; twice {
			return nil, muster.InvalidField(fmt.Sprintf("accounts[%d].pubkey", i), "a public key of its own", a.Key.String())
		}
		point, err := a.Key.point()
		if err != nil {
			return nil, muster.InvalidField(fmt.Sprintf("accounts[%d].pubkey", i), "a public key on the curve", err.Error())
		}
		acc := &account{a.Key, circuits.KeyHash(point.X, point.Y), a.Balance, a.Nonce}
		s.at[a.Key], s.byPos[a.Index] = a.Index, acc
		leaves[a.Index] = acc.leaf()
		s.next = max(s.next, uint64(a.Index)+1)
	}
	s.tree = newTree(circuits.StateDepth, leaves)
	s.notes, err = newNotes(notes)
	return s, err
}

// Root is the state root.
func (s *State) Root() fr.Element { return s.tree.root() }

// ShieldedRoot is the root of the note tree; zero where the state has no notes.
func (s *State) ShieldedRoot() fr.Element {
	if s.notes == nil {
		return fr.Element{}
	}
	return s.notes.tree.root()
}

// Notes returns all leaves of the note tree by position.
func (s *State) Notes() []Note {
	if s.notes == nil {
		return nil
	}
	leaves := s.notes.tree.levels[0]
	all := make([]Note, 0, len(leaves))
	for _, position := range slices.Sorted(maps.Keys(leaves)) {
		all = append(all, Note{position, leaves[position]})
	}
	return all
}

// Account returns the account under a key and whether there is one.
func (s *State) Account(k Key) (Account, bool) {
	index, ok := s.at[k]
	if !ok {
		return Account{}, false
	}
	a := s.byPos[index]
	return Account{index, k, a.balance, a.nonce}, true
}

// Accounts returns all accounts by index.
func (s *State) Accounts() []Account {
	all := make([]Account, 0, len(s.byPos))
	for _, index := range slices.Sorted(maps.Keys(s.byPos)) {
		a := s.byPos[index]
		all = append(all, Account{index, a.key, a.balance, a.nonce})
	}
	return all
}

// step turns a transaction into a step and moves the state on. It checks only
// what it needs for that; [Step.apply] checks the rest.
func (s *State) step(tx Transaction, f fields) (Step, error) {
	step := Step{Kind: tx.Kind, Amount: tx.Amount, Recipient: tx.Recipient, Signature: tx.Signature}
	if tx.Kind == circuits.Shielded {
		var err error
		step.Spend, err = s.notes.spend(tx, f)
		return step, err
	}
	var sender, receiver *account
	if step.signed() {
		index, ok := s.at[tx.From]
		if !ok {
			return step, f.refuse(f.sender, "the key of an account", tx.From.String())
		}
		sender = s.byPos[index]
		if tx.Nonce != sender.nonce {
			return step, f.refuse(f.nonce, fmt.Sprintf("the account's next nonce, %d", sender.nonce), fmt.Sprint(tx.Nonce))
		}
		if tx.Amount > sender.balance {
			return step, f.refuse(f.amount, fmt.Sprintf("at most the sender's balance of %d", sender.balance), fmt.Sprint(tx.Amount))
		}
		step.Sender = s.entry(index)
	}
	if step.receives() {
		index, ok := s.at[tx.To]
		switch {
		case ok:
		case tx.Kind == circuits.Deposit:
			if s.next > math.MaxUint32 {
				return step, f.refuse(f.receiver, "an existing account, as the tree is full", tx.To.String())
			}
			point, err := tx.To.point()
			if err != nil {
				return step, f.refuse(f.receiver, "a public key on the curve", err.Error())
			}
			index = uint32(s.next)
			s.next++
			s.at[tx.To] = index
			s.byPos[index] = &account{key: tx.To, hash: circuits.KeyHash(point.X, point.Y)}
			step.Create = true
		default:
			return step, f.refuse(f.receiver, "the key of an account", tx.To.String())
		}
		receiver = s.byPos[index]
		if sender == receiver {
			return step, f.refuse(f.receiver, "another account than the sender", tx.To.String())
		}
		if receiver.balance > math.MaxUint64-tx.Amount {
			return step, f.refuse(f.amount, fmt.Sprintf("at most %d, what the receiver's balance can take", math.MaxUint64-receiver.balance), fmt.Sprint(tx.Amount))
		}
	}
	if sender != nil {
		sender.balance -= tx.Amount
		sender.nonce++
		s.tree.set(step.Sender.Index, sender.leaf())
	}
	if receiver != nil {
		step.Receiver = s.entry(s.at[tx.To]) // after the sender's update
		receiver.balance += tx.Amount
		s.tree.set(step.Receiver.Index, receiver.leaf())
	}
	return step, nil
}

func (s *State) entry(index uint32) Entry {
	a := s.byPos[index]
	return Entry{Index: index, Key: a.key, Balance: a.balance, Nonce: a.nonce, Path: s.tree.path(0, index)}
}

// Digest is what the sender of a transfer or withdrawal signs on this state.
// Errors are CodeInvalid: an account that is not there.
func (s *State) Digest(tx Transaction) (circuits.Digest, error) {
	f := fields{at: "transaction", sender: "from", receiver: "to"}
	from, ok := s.at[tx.From]
	if !ok {
		return circuits.Digest{}, f.refuse(f.sender, "the key of an account", tx.From.String())
	}
	d := circuits.Digest{Kind: tx.Kind, Amount: tx.Amount, Nonce: tx.Nonce, Sender: from, SenderKey: s.byPos[from].hash}
	if tx.Kind == circuits.Withdraw {
		d.Party = circuits.RecipientHash(tx.Recipient)
		return d, nil
	}
	to, ok := s.at[tx.To]
	if !ok {
		return circuits.Digest{}, f.refuse(f.receiver, "the key of an account", tx.To.String())
	}
	d.Receiver, d.Party = to, s.byPos[to].hash
	return d, nil
}
