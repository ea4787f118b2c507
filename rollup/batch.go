package rollup

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster/rollup/circuits"
)

// Batch is a decoded input, of either form.
type Batch struct {
	ID uint64
	// ShieldedRoot is the root of the note tree before the batch. In the native
	// form it is computed where there are notes, and zero leaves it to that.
	ShieldedRoot fr.Element
	// PreState, PostState and PostShielded are roots the input claims; nil where
	// it does not.
	PreState, PostState, PostShielded *fr.Element

	// The native form.
	Accounts     []Account
	Notes        []Note // before the batch, spent ones included
	Transactions []Transaction

	// The witness form, in place of the native one.
	given                  []Step
	transfers, withdrawals int // how many of given come from these arrays, in this order
}

// Account is an account of a batch's initial state.
type Account struct {
	Index          uint32
	Key            Key
	Balance, Nonce uint64
}

// Transaction is a transaction of the native form, which names accounts by key.
type Transaction struct {
	Kind      circuits.Kind
	From      Key      // of a transfer or withdrawal
	To        Key      // of a transfer or deposit
	Recipient [32]byte // of a withdrawal
	Amount    uint64
	Nonce     uint64 // of a transfer or withdrawal
	Signature Signature
	Spend     Spend // of a shielded transfer, without what proves it
}

// Len is the number of transactions.
func (b *Batch) Len() int {
	if b.given != nil {
		return len(b.given)
	}
	return len(b.Transactions)
}

// fields names the parts of the i-th transaction as the input calls them.
func (b *Batch) fields(i int) fields {
	switch {
	case b.given == nil && b.Transactions[i].Kind == circuits.Shielded:
		return fields{at: fmt.Sprintf("transactions[%d]", i), sender: "position", amount: "amount",
			senderPath: "position", receiverPath: "position"}
	case b.given == nil:
		return fields{at: fmt.Sprintf("transactions[%d]", i), sender: "from", receiver: "to",
			amount: "amount", nonce: "nonce", signature: "signature", senderPath: "from", receiverPath: "to"}
	case i >= b.transfers+b.withdrawals:
		return fields{at: fmt.Sprintf("shielded[%d]", i-b.transfers-b.withdrawals), sender: "input_position", amount: "input_value",
			senderPath: "input_merkle_path", receiverPath: "output_merkle_path"}
	}
	f := fields{sender: "sender_pubkey", receiver: "receiver_pubkey", amount: "amount",
		nonce: "sender_nonce", signature: "signature",
		senderPath: "sender_merkle_path", receiverPath: "receiver_merkle_path"}
	if i < b.transfers {
		f.at = fmt.Sprintf("transfers[%d]", i)
	} else {
		f.at = fmt.Sprintf("withdrawals[%d]", i-b.transfers)
	}
	return f
}
