package mock

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"

	"github.com/muster-zk/muster"
)

// mostTransaction is the most bytes of one, whose proof is what is large.
const mostTransaction = 4 << 20

// transaction claims a batch. Nobody signs it: this chain has no keys.
type transaction struct {
	Chain     string           `json:"chain"`
	Sender    string           `json:"sender"`
	Nonce     uint64           `json:"nonce"`
	Fees      muster.Fees      `json:"fees"`
	Batch     muster.BatchID   `json:"batch"`
	Statement muster.Statement `json:"statement"`
	Proof     []byte           `json:"proof"`
}

func (tx transaction) raw() []byte {
	raw, err := json.Marshal(tx)
	if err != nil {
		panic("mock: a transaction holds texts and numbers: " + err.Error())
	}
	return raw
}

func (tx transaction) hash() string {
	sum := sha256.Sum256(tx.raw())
	return "0x" + hex.EncodeToString(sum[:])
}

// parse reads a transaction of this account.
func (s signer) parse(raw []byte) (transaction, error) {
	var tx transaction
	if len(raw) > mostTransaction {
		return tx, muster.Errorf(muster.CodeTooLarge, "a transaction of %d bytes, at most %d", len(raw), mostTransaction)
	}
	if err := json.Unmarshal(raw, &tx); err != nil {
		return tx, muster.Errorf(muster.CodeInvalid, "no transaction: %w", err)
	}
	if tx.Chain != s.opts.Name || tx.Sender != s.account {
		return tx, muster.Errorf(muster.CodeInvalid, "a transaction of %.40q on chain %.40q, not of %s on %s", tx.Sender, tx.Chain, s.account, s.opts.Name)
	}
	return tx, nil
}

// replaces reports whether fees offer at least a tenth more than the old ones.
func replaces(old, fees muster.Fees) bool {
	more := func(a, b muster.Wei) bool {
		least := new(big.Int).Mul(a.Big(), big.NewInt(11))
		return new(big.Int).Mul(b.Big(), big.NewInt(10)).Cmp(least) >= 0
	}
	return more(old.Cap, fees.Cap) && more(old.Tip, fees.Tip)
}
