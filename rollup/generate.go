package rollup

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster/rollup/circuits"
)

// Mix says what Generate makes.
type Mix struct {
	Accounts     int // at least 2
	Transactions int
	// Deposits and Withdrawals are how many of a hundred transactions are such;
	// the others are transfers.
	Deposits, Withdrawals int
	// Shielded are how many of a hundred transactions move a note; they need some.
	Shielded int
	Notes    int // in the first state
	// Ordered puts all transfers before all withdrawals, and these before all
	// shielded transfers, as the witness form needs it.
	Ordered bool
}

// DefaultMix has a bit of everything.
func DefaultMix(transactions int) Mix {
	return Mix{Accounts: 8, Transactions: transactions, Deposits: 15, Withdrawals: 20}
}

// ShieldedMix is DefaultMix with shielded transfers.
func ShieldedMix(transactions int) Mix {
	m := DefaultMix(transactions)
	m.Shielded, m.Notes = 15, 4
	return m
}

// Generate makes a batch with valid signatures. The same id, seed and mix give
// the same batch; whoever knows the seed has its keys.
func Generate(id, seed uint64, mix Mix) (*Batch, error) {
	g, err := NewGenerator(seed, mix)
	if err != nil {
		return nil, err
	}
	return g.Next(id)
}

// Generator makes batches that follow one another: each starts from the state
// that the one before ended in.
type Generator struct {
	mix     Mix
	source  *rand.ChaCha8
	rand    *rand.Rand
	keys    []Key // in the order they were made
	signers map[Key]*Signer
	notes   []ownNote // unspent
	state   *State
}

// ownNote is a note whose owner the generator plays.
type ownNote struct {
	spendingKey, blinding fr.Element
	value                 uint64
	position              uint32
}

// NewGenerator makes the accounts of the first state.
func NewGenerator(seed uint64, mix Mix) (*Generator, error) {
	if mix.Accounts < 2 || mix.Accounts > MaxAccounts || mix.Transactions < 0 || mix.Transactions > MaxTransactions {
		return nil, fmt.Errorf("generate batch: %d accounts and %d transactions: expected 2 to %d and at most %d",
			mix.Accounts, mix.Transactions, MaxAccounts, MaxTransactions)
	}
	if mix.Notes < 0 || mix.Notes > MaxNotes || mix.Shielded > 0 && mix.Notes == 0 {
		return nil, fmt.Errorf("generate batch: %d notes and %d of a hundred transactions shielded: expected at most %d notes, and some to move",
			mix.Notes, mix.Shielded, MaxNotes)
	}
	g := &Generator{mix: mix, signers: make(map[Key]*Signer)}
	var chacha [32]byte
	binary.BigEndian.PutUint64(chacha[:], seed)
	g.source = rand.NewChaCha8(chacha)
	g.rand = rand.New(g.source)
	var accounts []Account
	for i := range mix.Accounts {
		key, err := g.key()
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, Account{Index: uint32(i), Key: key, Balance: 1_000_000 + g.rand.Uint64N(1_000_000)})
	}
	var notes []Note
	for i := range mix.Notes {
		n := ownNote{value: 1 + g.rand.Uint64N(1_000_000), position: uint32(i)}
		for _, e := range []*fr.Element{&n.spendingKey, &n.blinding} {
			if err := g.element(e); err != nil {
				return nil, err
			}
		}
		g.notes = append(g.notes, n)
		notes = append(notes, Note{n.position, circuits.NoteCommitment(circuits.NoteOwner(n.spendingKey), n.value, n.blinding)})
	}
	var err error
	g.state, err = NewState(accounts, notes...)
	return g, err
}

// element draws a scalar.
func (g *Generator) element(e *fr.Element) error {
	var b [48]byte // so that the remainder is as good as uniform
	if _, err := g.source.Read(b[:]); err != nil {
		return fmt.Errorf("draw scalar: %w", err)
	}
	e.SetBytes(b[:])
	return nil
}

// Next makes the batch of the current state and moves the state on.
func (g *Generator) Next(id uint64) (*Batch, error) {
	b := &Batch{ID: id, Accounts: g.state.Accounts(), Notes: g.state.Notes()}
	for i := range g.mix.Transactions {
		tx, err := g.transaction(i)
		if err != nil {
			return nil, fmt.Errorf("generate transaction %d: %w", i, err)
		}
		b.Transactions = append(b.Transactions, tx)
		step, err := g.state.step(tx, b.fields(i))
		if err != nil {
			return nil, fmt.Errorf("generate transaction %d: %w", i, err)
		}
		if tx.Kind == circuits.Shielded {
			g.notes[len(g.notes)-1].position = step.Spend.OutputPosition
		}
	}
	return b, nil
}

func (g *Generator) key() (Key, error) {
	s, err := NewSigner(g.source)
	if err != nil {
		return Key{}, err
	}
	g.keys = append(g.keys, s.Key())
	g.signers[s.Key()] = s
	return s.Key(), nil
}

// transaction makes the i-th transaction on the current state.
func (g *Generator) transaction(i int) (Transaction, error) {
	die := g.rand.IntN(100)
	withdrawals := g.mix.Deposits + g.mix.Withdrawals // below it and no deposit
	if g.mix.Ordered {
		switch n := g.mix.Transactions; {
		case i >= n*(100-g.mix.Shielded)/100:
			die = withdrawals
		case i >= n*(100-g.mix.Withdrawals-g.mix.Shielded)/100:
			die = g.mix.Deposits
		default:
			die = 100
		}
	}
	if die >= withdrawals && die < withdrawals+g.mix.Shielded {
		return g.shielded()
	}
	tx := Transaction{Amount: 1 + g.rand.Uint64N(1000)}
	var err error
	switch {
	case die < g.mix.Deposits:
		tx.Kind, tx.To = circuits.Deposit, g.keys[g.rand.IntN(len(g.keys))]
		if g.rand.IntN(2) == 0 {
			tx.To, err = g.key()
		}
		return tx, err
	case die < withdrawals:
		tx.Kind = circuits.Withdraw
		if _, err := g.source.Read(tx.Recipient[12:]); err != nil { // an EVM address, left-padded
			return tx, fmt.Errorf("draw recipient: %w", err)
		}
	default:
		tx.Kind = circuits.Transfer
	}
	tx.From = g.payer(tx.Amount)
	for tx.Kind == circuits.Transfer && (tx.To == Key{} || tx.To == tx.From) {
		tx.To = g.keys[g.rand.IntN(len(g.keys))]
	}
	from, _ := g.state.Account(tx.From)
	tx.Nonce = from.Nonce
	digest, err := g.state.Digest(tx)
	if err != nil {
		return tx, err
	}
	tx.Signature, err = g.signers[tx.From].Sign(digest)
	return tx, err
}

// shielded makes a shielded transfer of one of the notes, whose new owner the
// generator plays too. The new note's position is set when it is executed.
func (g *Generator) shielded() (Transaction, error) {
	i := g.rand.IntN(len(g.notes))
	old := g.notes[i]
	next := ownNote{value: old.value}
	for _, e := range []*fr.Element{&next.spendingKey, &next.blinding} {
		if err := g.element(e); err != nil {
			return Transaction{}, err
		}
	}
	g.notes = append(append(g.notes[:i:i], g.notes[i+1:]...), next)
	return Transaction{Kind: circuits.Shielded, Amount: old.value, Spend: Spend{
		SpendingKey: old.spendingKey, Blinding: old.blinding, Position: old.position,
		OutputOwner: circuits.NoteOwner(next.spendingKey), OutputBlinding: next.blinding,
	}}, nil
}

// payer draws an account whose balance covers the amount. The genesis accounts
// hold most of what MaxTransactions can spend, so the scan ends soon.
func (g *Generator) payer(amount uint64) Key {
	first := g.rand.IntN(len(g.keys))
	for i := range g.keys {
		key := g.keys[(first+i)%len(g.keys)]
		if a, _ := g.state.Account(key); a.Balance >= amount {
			return key
		}
	}
	return g.keys[first]
}
