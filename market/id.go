package market

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// RequestID names a request: the chain whose batch it is for, and the batch.
// A submitter numbers its batches by their ids, which are 128 bits long and
// never come twice; others may number otherwise.
type RequestID struct {
	Chain uint64
	Block common.Hash // a number, big endian
}

const batchPrefix = "batch_"

// RequestFor returns the request id of a muster's batch.
func RequestFor(chain uint64, b muster.BatchID) (RequestID, error) {
	if _, err := muster.ParseBatchID(string(b)); err != nil {
		return RequestID{}, err
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(string(b), batchPrefix))
	if err != nil {
		return RequestID{}, fmt.Errorf("batch id %s: %w", b, err)
	}
	return RequestID{Chain: chain, Block: common.BytesToHash(raw)}, nil
}

// Batch returns the batch that a submitter's request is for. Whether there is
// such a batch only its muster knows.
func (id RequestID) Batch() muster.BatchID {
	return muster.BatchID(batchPrefix + hex.EncodeToString(id.Block[16:]))
}

// String returns "chain/number", in the form of a batch id where the number may
// be one.
func (id RequestID) String() string {
	n := id.Block.Big()
	if bits := n.BitLen(); bits > 64 && bits <= 128 {
		return fmt.Sprintf("%d/%s", id.Chain, id.Batch())
	}
	return fmt.Sprintf("%d/%s", id.Chain, n)
}

// LogValue is what logs show.
func (id RequestID) LogValue() slog.Value { return slog.StringValue(id.String()) }

// ParseRequestID reads what String writes.
func ParseRequestID(s string) (RequestID, error) {
	const expected = "chain/number or chain/batch_…"
	chain, block, ok := strings.Cut(s, "/")
	n, valid := new(big.Int).SetString(chain, 10)
	if !ok || !valid || !n.IsUint64() {
		return RequestID{}, muster.InvalidField("request", expected, s)
	}
	if strings.HasPrefix(block, batchPrefix) {
		return RequestFor(n.Uint64(), muster.BatchID(block))
	}
	number, valid := new(big.Int).SetString(block, 10)
	if !valid || number.Sign() < 0 || number.BitLen() > 256 {
		return RequestID{}, muster.InvalidField("request", expected, s)
	}
	return RequestID{Chain: n.Uint64(), Block: common.BigToHash(number)}, nil
}

// onChain is the id as the contract takes it.
func (id RequestID) onChain() contracts.ProofManagerProofRequestIdentifier {
	return contracts.ProofManagerProofRequestIdentifier{
		ChainId: new(big.Int).SetUint64(id.Chain), BlockNumber: id.Block.Big(),
	}
}

// requestID reads an id of the contract. One of a chain beyond 64 bits is not
// ours to handle: ok is false.
func requestID(chain, block *big.Int) (id RequestID, ok bool) {
	if chain == nil || block == nil || !chain.IsUint64() {
		return RequestID{}, false
	}
	return RequestID{Chain: chain.Uint64(), Block: common.BigToHash(block)}, true
}
