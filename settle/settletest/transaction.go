package settletest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// transaction is one of the fake's. Without a batch it settles nothing.
type transaction struct {
	Sender string
	Nonce  uint64
	Fees   muster.Fees
	Gas    uint64
	Batch  muster.BatchID
	Claim  string // states: from>to
	Proof  string
	Salt   uint64
}

func (tx transaction) raw() []byte {
	raw, err := json.Marshal(tx)
	if err != nil {
		panic(err) // it holds texts and numbers
	}
	return raw
}

func (tx transaction) hash() string {
	sum := sha256.Sum256(tx.raw())
	return "0x" + hex.EncodeToString(sum[:8])
}

func parse(raw []byte) (transaction, error) {
	var tx transaction
	if len(raw) > maxTx {
		return tx, muster.Errorf(muster.CodeTooLarge, "a transaction of %d bytes, at most %d", len(raw), maxTx)
	}
	if err := json.Unmarshal(raw, &tx); err != nil || tx.Sender == "" {
		return tx, muster.Errorf(muster.CodeInvalid, "no transaction: %w", errFake)
	}
	return tx, nil
}

// most returns what the transaction may cost.
func (tx transaction) most() *big.Int {
	return new(big.Int).Mul(tx.Fees.Cap.Big(), new(big.Int).SetUint64(tx.Gas))
}

// try returns the state that follows, or why it does not.
func try(state, claim, proof string) (string, error) {
	var from, to int
	if _, err := fmt.Sscanf(claim, "state %d>state %d", &from, &to); err != nil {
		return state, muster.Errorf(muster.CodeInvalid, "claim %.40q", claim)
	}
	if state != stateOf(from) {
		return state, fmt.Errorf("%w: the chain is at %s, the batch starts from %s", settle.ErrNotNext, state, stateOf(from))
	}
	if proof != "holds" {
		return state, muster.Errorf(muster.CodeInvalidProof, "the proof does not hold")
	}
	return stateOf(to), nil
}

// apply takes the transaction into the block, where it fails with an error, if
// that is set.
func (b *block) apply(tx transaction, number uint64, base int64, fails error) {
	s := settle.Sighting{Mined: true, Block: number, BlockHash: b.hash, GasUsed: tx.Gas}
	if tx.Batch != "" {
		next, err := try(b.state, tx.Claim, tx.Proof)
		if fails != nil {
			next, err = b.state, fails
		}
		b.state, s.GasUsed = next, gasSettled
		if err != nil {
			s.Reverted, s.Reason, s.GasUsed = true, err.Error(), gasRefused
		}
	}
	price := new(big.Int).Add(wei(base), tx.Fees.Tip.Big())
	if limit := tx.Fees.Cap.Big(); price.Cmp(limit) > 0 {
		price = limit
	}
	fee := price.Mul(price, new(big.Int).SetUint64(s.GasUsed))
	s.Fee = muster.WeiOf(fee)
	b.balances[tx.Sender] = new(big.Int).Sub(orZero(b.balances[tx.Sender]), fee)
	b.nonces[tx.Sender] = tx.Nonce + 1
	b.mined[tx.hash()] = s
	b.txs = append(b.txs, tx)
}
