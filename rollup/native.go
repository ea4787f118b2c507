package rollup

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// nativeBatch is the native form of input.
type nativeBatch struct {
	BatchID       *uint64           `json:"batch_id"`
	PreStateRoot  string            `json:"pre_state_root,omitempty"`  // checked where given
	PostStateRoot string            `json:"post_state_root,omitempty"` // likewise
	ShieldedRoot  string            `json:"shielded_root,omitempty"`   // checked where there are notes; zero where not given
	Accounts      []json.RawMessage `json:"accounts"`
	Notes         []json.RawMessage `json:"notes,omitempty"`
	Transactions  []json.RawMessage `json:"transactions"`
}

type nativeAccount struct {
	Index   *uint32 `json:"index"` // its place in the list where not given
	Pubkey  string  `json:"pubkey"`
	Balance *uint64 `json:"balance"`
	Nonce   *uint64 `json:"nonce"`
}

// nativeNote is a leaf of the note tree: a commitment, or a nullifier.
type nativeNote struct {
	Position *uint32 `json:"position"`
	Leaf     string  `json:"leaf"`
}

type nativeTransaction struct {
	Type      string  `json:"type"`
	From      string  `json:"from,omitempty"`
	To        string  `json:"to,omitempty"`
	Recipient string  `json:"recipient,omitempty"`
	Amount    *uint64 `json:"amount"`
	Nonce     *uint64 `json:"nonce,omitempty"`
	Signature string  `json:"signature,omitempty"`

	// Of a shielded transfer.
	SpendingKey    string  `json:"spending_key,omitempty"`
	Position       *uint32 `json:"position,omitempty"`
	Blinding       string  `json:"blinding,omitempty"`
	OutputOwner    string  `json:"output_owner,omitempty"`
	OutputBlinding string  `json:"output_blinding,omitempty"`
}

// kindNames are the kinds' names in the native form.
var kindNames = map[string]circuits.Kind{
	"transfer": circuits.Transfer, "deposit": circuits.Deposit, "withdraw": circuits.Withdraw, "shielded": circuits.Shielded,
}

// kindList names the kinds in errors.
const kindList = "transfer, deposit, withdraw or shielded"

func kindName(k circuits.Kind) string {
	for name, kind := range kindNames {
		if kind == k {
			return name
		}
	}
	return "noop"
}

func decodeNative(input []byte) (*Batch, error) {
	var in nativeBatch
	if err := decodeJSON("", input, &in); err != nil {
		return nil, err
	}
	b := &Batch{}
	var err error
	if b.ID, err = number("batch_id", in.BatchID); err != nil {
		return nil, err
	}
	if in.ShieldedRoot != "" {
		if b.ShieldedRoot, err = decodeElement("shielded_root", in.ShieldedRoot); err != nil {
			return nil, err
		}
	}
	if in.PreStateRoot != "" {
		root, err := decodeElement("pre_state_root", in.PreStateRoot)
		if err != nil {
			return nil, err
		}
		b.PreState = &root
	}
	if in.PostStateRoot != "" {
		root, err := decodeElement("post_state_root", in.PostStateRoot)
		if err != nil {
			return nil, err
		}
		b.PostState = &root
	}
	accounts, err := decodeEach[nativeAccount]("accounts", in.Accounts, MaxAccounts)
	if err != nil {
		return nil, err
	}
	b.Accounts = make([]Account, len(accounts))
	for i, a := range accounts {
		if b.Accounts[i], err = a.account(fmt.Sprintf("accounts[%d]", i), uint32(i)); err != nil {
			return nil, err
		}
	}
	notes, err := decodeEach[nativeNote]("notes", in.Notes, MaxNotes)
	if err != nil {
		return nil, err
	}
	for i, n := range notes {
		var note Note
		path := fmt.Sprintf("notes[%d]", i)
		if note.Position, err = number(path+".position", n.Position); err != nil {
			return nil, err
		}
		if note.Leaf, err = decodeElement(path+".leaf", n.Leaf); err != nil {
			return nil, err
		}
		b.Notes = append(b.Notes, note)
	}
	transactions, err := decodeEach[nativeTransaction]("transactions", in.Transactions, MaxTransactions)
	if err != nil {
		return nil, err
	}
	b.Transactions = make([]Transaction, len(transactions))
	for i, tx := range transactions {
		if b.Transactions[i], err = tx.transaction(fmt.Sprintf("transactions[%d]", i)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (a *nativeAccount) account(path string, place uint32) (Account, error) {
	out := Account{Index: place}
	if a.Index != nil {
		out.Index = *a.Index
	}
	var err error
	if err = decodeHex(path+".pubkey", a.Pubkey, out.Key[:]); err != nil {
		return out, err
	}
	if out.Balance, err = number(path+".balance", a.Balance); err != nil {
		return out, err
	}
	out.Nonce, err = number(path+".nonce", a.Nonce)
	return out, err
}

func (tx *nativeTransaction) transaction(path string) (Transaction, error) {
	kind, ok := kindNames[tx.Type]
	if !ok {
		return Transaction{}, muster.InvalidField(path+".type", kindList, tx.Type)
	}
	out := Transaction{Kind: kind}
	var err error
	if out.Amount, err = number(path+".amount", tx.Amount); err != nil {
		return out, err
	}
	if err := tx.spend(path, &out); err != nil {
		return out, err
	}
	account := kind != circuits.Shielded
	// Each text field is required by some kinds and refused by the others.
	for _, f := range []struct {
		name, text string
		out        []byte
		needed     bool
	}{
		{"from", tx.From, out.From[:], account && kind != circuits.Deposit},
		{"to", tx.To, out.To[:], account && kind != circuits.Withdraw},
		{"recipient", tx.Recipient, out.Recipient[:], kind == circuits.Withdraw},
		{"signature", tx.Signature, out.Signature[:], account && kind != circuits.Deposit},
	} {
		if !f.needed && f.text != "" {
			return out, muster.InvalidField(path+"."+f.name, "nothing in a "+tx.Type, f.text)
		}
		if f.needed {
			if err := decodeHex(path+"."+f.name, f.text, f.out); err != nil {
				return out, err
			}
		}
	}
	if kind == circuits.Deposit || kind == circuits.Shielded {
		if tx.Nonce != nil {
			return out, muster.InvalidField(path+".nonce", "nothing in a "+tx.Type, fmt.Sprint(*tx.Nonce))
		}
		return out, nil
	}
	out.Nonce, err = number(path+".nonce", tx.Nonce)
	return out, err
}

// spend reads a shielded transfer's fields, and refuses them in another.
func (tx *nativeTransaction) spend(path string, out *Transaction) (err error) {
	s := &out.Spend
	fields := []secretField{
		{"spending_key", tx.SpendingKey, &s.SpendingKey}, {"blinding", tx.Blinding, &s.Blinding},
		{"output_owner", tx.OutputOwner, &s.OutputOwner}, {"output_blinding", tx.OutputBlinding, &s.OutputBlinding},
	}
	if out.Kind == circuits.Shielded {
		if s.Position, err = number(path+".position", tx.Position); err != nil {
			return err
		}
		return decodeSecrets(path, fields)
	}
	for _, f := range fields {
		if f.text != "" {
			return muster.InvalidField(path+"."+f.name, "nothing in a "+tx.Type, "a value")
		}
	}
	if tx.Position != nil {
		return muster.InvalidField(path+".position", "nothing in a "+tx.Type, fmt.Sprint(*tx.Position))
	}
	return nil
}

// MarshalJSON writes the batch in the native form. A batch of the witness form
// has no accounts and can't be written.
func (b *Batch) MarshalJSON() ([]byte, error) {
	if b.given != nil {
		return nil, fmt.Errorf("write batch: it came with Merkle paths in place of accounts")
	}
	out := nativeBatch{BatchID: &b.ID, Accounts: []json.RawMessage{}, Transactions: []json.RawMessage{}}
	if !b.ShieldedRoot.IsZero() {
		out.ShieldedRoot = elementHex(b.ShieldedRoot)
	}
	if b.PreState != nil {
		out.PreStateRoot = elementHex(*b.PreState)
	}
	if b.PostState != nil {
		out.PostStateRoot = elementHex(*b.PostState)
	}
	for _, a := range b.Accounts {
		raw, err := json.Marshal(nativeAccount{&a.Index, a.Key.String(), &a.Balance, &a.Nonce})
		if err != nil {
			return nil, fmt.Errorf("write account: %w", err)
		}
		out.Accounts = append(out.Accounts, raw)
	}
	for _, note := range b.Notes {
		raw, err := json.Marshal(nativeNote{&note.Position, elementHex(note.Leaf)})
		if err != nil {
			return nil, fmt.Errorf("write note: %w", err)
		}
		out.Notes = append(out.Notes, raw)
	}
	for _, tx := range b.Transactions {
		raw, err := json.Marshal(tx.native())
		if err != nil {
			return nil, fmt.Errorf("write transaction: %w", err)
		}
		out.Transactions = append(out.Transactions, raw)
	}
	return json.Marshal(out)
}

func (tx *Transaction) native() nativeTransaction {
	n := nativeTransaction{Type: kindName(tx.Kind), Amount: &tx.Amount}
	if tx.Kind == circuits.Shielded {
		s := &tx.Spend
		n.SpendingKey, n.Position, n.Blinding = elementHex(s.SpendingKey), &s.Position, elementHex(s.Blinding)
		n.OutputOwner, n.OutputBlinding = elementHex(s.OutputOwner), elementHex(s.OutputBlinding)
		return n
	}
	if tx.Kind != circuits.Deposit {
		n.From, n.Nonce, n.Signature = tx.From.String(), &tx.Nonce, tx.Signature.String()
	}
	if tx.Kind == circuits.Withdraw {
		n.Recipient = hex.EncodeToString(tx.Recipient[:])
	} else {
		n.To = tx.To.String()
	}
	return n
}
