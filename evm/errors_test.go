package evm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// answer is what a node answers to a call that it refuses.
type answer struct {
	code int
	text string
}

func (a answer) Error() string  { return a.text }
func (a answer) ErrorCode() int { return a.code }

type dataAnswer struct {
	answer
	data any
}

func (d dataAnswer) ErrorData() any { return d.data }

func TestWhatNodesSay(t *testing.T) {
	tests := []struct {
		node string
		code int
		text string
		want error
	}{
		{"geth", -32000, "already known", evm.ErrKnown},
		{"geth", -32000, "replacement transaction underpriced", evm.ErrReplacement},
		{"geth", -32000, "transaction underpriced: gas tip cap 1, minimum needed 1000000", evm.ErrUnderpriced},
		{"geth", -32000, "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 7", evm.ErrUnderpriced},
		{"geth", -32000, "future transaction tries to replace pending", evm.ErrReplacement},
		{"geth", -32000, "nonce too low: next nonce 5, tx nonce 3", evm.ErrNonceUsed},
		{"geth", -32000, "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1", evm.ErrNoFunds},
		{"geth", 3, "execution reverted", evm.ErrReverted},
		{"geth", 3, "execution reverted: no", evm.ErrReverted},
		{"geth", -32000, "txpool is full", muster.Errorf(muster.CodeUnavailable, "")},
		{"geth", -32000, "header not found", muster.Errorf(muster.CodeUnavailable, "")},
		{"geth", -32000, "missing trie node 1234 (path ) state 0x1 is not available", muster.Errorf(muster.CodeUnavailable, "")},
		{"geth", -32000, "transaction indexing is in progress", muster.Errorf(muster.CodeUnavailable, "")},
		{"geth", -32602, "exceed maximum block range 5000", evm.ErrTooMany},
		{"geth", -32602, "block range extends beyond current head block", muster.Errorf(muster.CodeUnavailable, "")},
		{"geth", -32601, "the method eth_sendBundle does not exist/is not available", muster.Errorf(muster.CodeUnsupported, "")},
		{"anvil", -32003, "transaction already imported", evm.ErrKnown},
		{"anvil", -32003, "replacement transaction underpriced", evm.ErrReplacement},
		{"anvil", -32003, "max fee per gas less than block base fee", evm.ErrUnderpriced},
		{"anvil", -32003, "nonce too low", evm.ErrNonceUsed},
		{"anvil", -32003, "Insufficient funds for gas * price + value", evm.ErrNoFunds},
		{"anvil", 3, "execution reverted: custom error 0x1234", evm.ErrReverted},
		{"erigon", -32000, "ALREADY_EXISTS: already known", evm.ErrKnown},
		{"erigon", -32000, "INTERNAL_ERROR: existing tx with same hash", evm.ErrKnown},
		{"erigon", -32000, "INTERNAL_ERROR: replacement transaction underpriced", evm.ErrReplacement},
		{"erigon", -32000, "INTERNAL_ERROR: underpriced", evm.ErrUnderpriced},
		{"erigon", -32000, "fee too low", evm.ErrUnderpriced},
		{"erigon", -32000, "INTERNAL_ERROR: nonce too low", evm.ErrNonceUsed},
		{"erigon", -32000, "INTERNAL_ERROR: insufficient funds for gas * price + value", evm.ErrNoFunds},
		{"erigon", -32000, "pending sub-pool is full", muster.Errorf(muster.CodeUnavailable, "")},
		{"nethermind", -32010, "AlreadyKnown", evm.ErrKnown},
		{"nethermind", -32010, "ReplacementNotAllowed", evm.ErrReplacement},
		{"nethermind", -32010, "FeeTooLowToCompete", evm.ErrReplacement},
		{"nethermind", -32010, "FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 1, BaseFee: 7", evm.ErrUnderpriced},
		{"nethermind", -32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 3", evm.ErrNonceUsed},
		{"nethermind", -32010, "InsufficientFunds, Account balance: 0, cumulative cost: 1", evm.ErrNoFunds},
		{"nethermind", -32015, "VM execution error.", evm.ErrReverted},
		{"besu", -32000, "Known transaction", evm.ErrKnown},
		{"besu", -32000, "Replacement transaction underpriced", evm.ErrReplacement},
		{"besu", -32009, "Gas price below configured minimum gas price", evm.ErrUnderpriced},
		{"besu", -32009, "Gas price below current base fee", evm.ErrUnderpriced},
		{"besu", -32001, "Nonce too low", evm.ErrNonceUsed},
		{"besu", -32004, "Upfront cost exceeds account balance", evm.ErrNoFunds},
		{"besu", -32005, "Requested range exceeds maximum RPC range limit", evm.ErrTooMany},
		{"besu", -32000, "Execution reverted", evm.ErrReverted},
		{"besu", -32008, "Initial sync is still in progress", muster.Errorf(muster.CodeUnavailable, "")},
		{"a provider", -32005, "query returned more than 10000 results", evm.ErrTooMany},
		{"a provider", -32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range", evm.ErrTooMany},
		{"a provider", -32614, "eth_getLogs is limited to a 10,000 range", evm.ErrTooMany},
		{"a provider", 429, "Your app has exceeded its compute units per second capacity", muster.Errorf(muster.CodeExhausted, "")},
		{"a provider", -32005, "daily request count exceeded, request rate limited", muster.Errorf(muster.CodeExhausted, "")},
		{"a provider", -32029, "slow down", muster.Errorf(muster.CodeExhausted, "")},
	}
	for _, tt := range tests {
		got := evm.Explain(fmt.Errorf("call: %w", answer{tt.code, tt.text}))
		if want := muster.CodeOf(tt.want); want != muster.CodeInternal {
			if muster.CodeOf(got) != want {
				t.Errorf("%s %q: %v, expected code %s", tt.node, tt.text, got, want)
			}
			continue
		}
		if !errors.Is(got, tt.want) {
			t.Errorf("%s %q: %v, expected %v", tt.node, tt.text, got, tt.want)
		}
		if errors.Is(got, evm.ErrReplacement) != errors.Is(tt.want, evm.ErrReplacement) {
			t.Errorf("%s %q is a replacement", tt.node, tt.text)
		}
		if again := evm.Explain(fmt.Errorf("send: %w", got)); again.Error() != "send: "+got.Error() {
			t.Errorf("explained again: %v", again)
		}
	}
}

func TestWhatIsNoAnswer(t *testing.T) {
	tests := []struct {
		err  error
		want muster.Code
	}{
		{errDown, muster.CodeUnavailable},
		{io.EOF, muster.CodeUnavailable},
		{errors.New("invalid character '<' looking for beginning of value"), muster.CodeUnavailable},
		{rpc.HTTPError{StatusCode: 502, Body: []byte("<html>Bad Gateway</html>")}, muster.CodeUnavailable},
		{rpc.HTTPError{StatusCode: 500}, muster.CodeUnavailable},
		{rpc.HTTPError{StatusCode: 429}, muster.CodeExhausted},
		{rpc.HTTPError{StatusCode: 401}, muster.CodeUnauthenticated},
		{rpc.HTTPError{StatusCode: 413}, muster.CodeTooLarge},
		{answer{-32000, "something else"}, muster.CodeInternal},
		{ethereum.NotFound, muster.CodeInternal},
		{context.Canceled, muster.CodeInternal},
	}
	for _, tt := range tests {
		if got := evm.Explain(tt.err); muster.CodeOf(got) != tt.want || !errors.Is(got, tt.err) && tt.want == muster.CodeInternal {
			t.Errorf("%v: %v", tt.err, got)
		}
	}
	if evm.Explain(nil) != nil {
		t.Error("nothing is an error")
	}
	secret := &url.Error{Op: "Post", URL: "https://node.example/v3/c0ffee", Err: errDown}
	if got := evm.Explain(secret).Error(); strings.Contains(got, "c0ffee") {
		t.Errorf("a URL is shown: %s", got)
	}
	long := evm.Explain(answer{-32000, strings.Repeat("long\x00\n", 1000)}).Error()
	if len(long) > 400 || strings.Contains(long, "\n") {
		t.Errorf("%d bytes of a node are shown", len(long))
	}
}

func TestRevertsAreTyped(t *testing.T) {
	mismatch := contracts.NewSettlement().GetABI().Errors["BatchNumberNotNext"].ID.Hex()[:10] + strings.Repeat("0", 63) + "5" + strings.Repeat("0", 63) + "4"
	for name, err := range map[string]error{
		"geth, erigon, anvil, besu": dataAnswer{answer{3, "execution reverted"}, mismatch},
		"nethermind":                dataAnswer{answer{-32015, "VM execution error."}, "Reverted " + mismatch},
	} {
		got := evm.Explain(err)
		var revert *contracts.RevertError
		if !errors.As(got, &revert) || revert.Name != "BatchNumberNotNext" || !errors.Is(got, evm.ErrReverted) {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, data := range []any{nil, 7, "", "0x", "0x12", "Reverted 0xzz", "0x" + strings.Repeat("ab", 1<<20)} {
		if got := evm.Explain(dataAnswer{answer{3, "execution reverted"}, data}); !errors.Is(got, evm.ErrReverted) {
			t.Errorf("data %.20v: %v", data, got)
		}
	}
}
