package rollup

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster/rollup/circuits"
)

// Batch is a decoded input, of either form.
type Batch struct {
	ID uint64
	// ShieldedRoot goes through unchanged: shielded transfers are not supported.
	ShieldedRoot fr.Element
	// PreState and PostState are roots the input claims; nil where it does not.
	PreState, PostState *fr.Element

	// The native form.
	Accounts     []Account
	Transactions []Transaction

	// The witness form, in place of the native one.
	given     []Step
	transfers int // how many of given come from "transfers"
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
	if b.given == nil {
		return fields{at: fmt.Sprintf("transactions[%d]", i), sender: "from", receiver: "to",
			amount: "amount", nonce: "nonce", signature: "signature", senderPath: "from", receiverPath: "to"}
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
