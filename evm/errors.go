package evm

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// What a node answers, and what callers react to.
var (
	// ErrKnown says that the node has the transaction already.
	ErrKnown = errors.New("the node has the transaction already")
	// ErrUnderpriced says that fees are too low to be taken.
	ErrUnderpriced = errors.New("the fees are too low for the node")
	// ErrReplacement says that the pool holds another transaction of the nonce,
	// and that fees are too low to replace it. It is an ErrUnderpriced.
	ErrReplacement = fmt.Errorf("the pool holds another transaction of the nonce: %w", ErrUnderpriced)
	// ErrNonceUsed says that a block holds a transaction of this nonce.
	ErrNonceUsed = errors.New("the nonce is used")
	// ErrNoFunds says that the account can't pay.
	ErrNoFunds = errors.New("the account's funds do not suffice")
	// ErrReverted says that the contract refuses.
	ErrReverted = errors.New("the contract reverted")
	// ErrExpired says that a call was not mined by its Until, and never will be.
	ErrExpired = errors.New("the call's time is over, and it was taken back")
	// ErrTooMany says that a range holds more events than the node gives at once.
	ErrTooMany = errors.New("more events than the node gives at once")

	errLimited  = errors.New("the node limits calls")
	errBusy     = errors.New("the node can't answer for now")
	errIndexing = errors.New("the node does not know its transactions yet")
	errNoSuch   = errors.New("the node does not offer this call")
	errRefused  = errors.New("the node refuses our credentials")
	errTooLarge = errors.New("the answer is too large")
)

// answers says what nodes mean by their words, in lower case. The first line
// that fits holds: what ranges of events cost is often said like a limit of
// calls, and a replacement that pays too little like any that does.
var answers = []struct {
	means error
	words []string
}{
	{ErrReverted, []string{
		"execution reverted", // geth, erigon, anvil, nethermind, besu, reth
		"vm execution error", "reverted 0x", "transaction execution fails", "out of gas", "invalid opcode", "stack underflow",
	}},
	{ErrTooMany, []string{
		"query returned more than", "query exceeds max results", "log response size exceeded", "too many logs", "too many results",
		"exceed maximum block range", "exceeds maximum rpc range", "block range is too wide", "block range limit", "block range too large",
		"is limited to a ", "response size exceeded", "response too large", "response is too big", "query timeout exceeded", "range is too large",
		"maximum allowed number of requested blocks",
	}},
	{ErrKnown, []string{
		"already known",              // geth, anvil, nethermind
		"alreadyknown",               // nethermind's name
		"already imported",           // anvil
		"known transaction",          // besu
		"existing tx with same hash", // erigon
	}},
	{ErrReplacement, []string{
		"replacement transaction underpriced", // geth, anvil, erigon, besu, nethermind
		"insufficient priority to replace", "replacementnotallowed", "feetoolowtocompete", "could not replace existing",
		"future transaction tries to replace pending",
	}},
	{ErrUnderpriced, []string{
		"underpriced",                                                                      // geth, anvil, erigon
		"less than block base fee", "less than current base fee", "below current base fee", // anvil, erigon, besu
		"feetoolow", "fee too low", "maxfeepergas too low", // nethermind, erigon
		"below configured minimum gas price", "gas price below minimum", "gas price too low", // besu
		"gas tip cap", "effective gas price too low",
	}},
	{ErrNonceUsed, []string{
		"nonce too low",                                                   // geth, anvil, erigon, besu
		"nonce is too low", "oldnonce", "old nonce", "nonce already used", // nethermind
	}},
	{ErrNoFunds, []string{
		"insufficient funds",                   // geth, anvil, erigon, nethermind
		"insufficientfunds",                    // nethermind's name
		"upfront cost exceeds account balance", // besu
		"exceeds the balance of the account", "sender doesn't have enough funds",
	}},
	{errLimited, []string{
		"rate limit", "too many requests", "limit exceeded", "request limit", "capacity exceeded", "exceeded its compute units",
		"exceeded its throughput", "quota exceeded", "requests per second", "batch size",
	}},
	{errNoSuch, []string{"method not found", "does not exist/is not available", "method not supported", "unsupported method"}},
	{errIndexing, []string{"indexing is in progress"}}, // geth, after its start
	{errBusy, []string{
		"txpool is full", "pool is full", "sub-pool is full", // geth, erigon, nethermind
		"header not found", "unknown block", "block not found", "missing trie node", "state not available", "state is not available",
		"beyond current head block", "world state unavailable", "initial sync", "still syncing", "no state available", "historical state",
		"request timed out", "server is busy", "connection refused", "service unavailable", "bad gateway",
	}},
}

// codes are what some nodes say by number where their words are their own.
var codes = map[int]error{
	3:      ErrReverted, // EIP-1474's successors: execution error
	429:    errLimited,
	-32005: errLimited, // EIP-1474: limit exceeded
	-32029: errLimited,
	-32601: errNoSuch,
}

// Explain gives what a node answered the meaning that callers react to: one of
// the errors of this package, CodeUnavailable where it does not answer or is
// behind, CodeExhausted where it limits calls, CodeTooLarge, CodeUnsupported
// and CodeUnauthenticated; ethereum.NotFound and a context's end stay what they
// are. A revert has its *contracts.RevertError in the chain where it is known.
// Addresses of nodes are left out: they may hold credentials. Explained errors
// are returned as they are.
func Explain(err error) error {
	// What wraps it would show the URL, with its credentials.
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	var node *nodeError
	var revert *revertError
	var coded *muster.Error
	if err == nil || errors.As(err, &node) || errors.As(err, &revert) || errors.As(err, &coded) || errors.Is(err, ethereum.NotFound) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	means := meaning(err)
	explained := &nodeError{means: means, text: short(err.Error()), err: err}
	switch {
	case means == nil && !isAnswer(err):
		return muster.Errorf(muster.CodeUnavailable, "the node does not answer: %w", explained)
	case errors.Is(means, ErrReverted):
		return &revertError{nodeError: explained, typed: revertOf(err)}
	case errors.Is(means, errLimited):
		return muster.Errorf(muster.CodeExhausted, "%w", explained)
	case errors.Is(means, errBusy), errors.Is(means, errIndexing):
		return muster.Errorf(muster.CodeUnavailable, "%w", explained)
	case errors.Is(means, errNoSuch):
		return muster.Errorf(muster.CodeUnsupported, "%w", explained)
	case errors.Is(means, errRefused):
		return muster.Errorf(muster.CodeUnauthenticated, "%w", explained)
	case errors.Is(means, errTooLarge):
		return muster.Errorf(muster.CodeTooLarge, "%w", explained)
	}
	return explained
}

// meaning returns nil for what no line knows.
func meaning(err error) error {
	text := strings.ToLower(err.Error())
	var status rpc.HTTPError
	isHTTP := errors.As(err, &status)
	if isHTTP {
		text = strings.ToLower(string(status.Body[:min(len(status.Body), 4096)]))
	}
	if len(text) > 4096 {
		text = text[:4096]
	}
	for _, line := range answers {
		for _, words := range line.words {
			if strings.Contains(text, words) {
				return line.means
			}
		}
	}
	if isHTTP {
		switch {
		case status.StatusCode == http.StatusTooManyRequests:
			return errLimited
		case status.StatusCode == http.StatusUnauthorized, status.StatusCode == http.StatusForbidden:
			return errRefused
		case status.StatusCode == http.StatusRequestEntityTooLarge:
			return errTooLarge
		case status.StatusCode >= 500, status.StatusCode == http.StatusNotFound:
			return errBusy
		}
	}
	var answer rpc.Error
	if errors.As(err, &answer) {
		return codes[answer.ErrorCode()]
	}
	return nil
}

// isAnswer reports whether an error is what a node answered. All others are
// connections that failed and answers that can't be read.
func isAnswer(err error) bool {
	var answer rpc.Error
	return errors.As(err, &answer)
}

// nodeError is a node's answer with what it means.
type nodeError struct {
	means error // nil: nothing that we know
	text  string
	err   error
}

func (e *nodeError) Error() string {
	if e.means == nil {
		return "the node answered: " + e.text
	}
	return e.means.Error() + ": " + e.text
}

func (e *nodeError) Unwrap() []error {
	if e.means == nil {
		return []error{e.err}
	}
	return []error{e.means, e.err}
}

// revertError is a revert, with the contract's typed error where it is known.
type revertError struct {
	*nodeError
	typed *contracts.RevertError
}

func (e *revertError) Error() string {
	if e.typed != nil {
		return e.typed.Error()
	}
	return e.nodeError.Error()
}

func (e *revertError) Unwrap() []error {
	if e.typed == nil {
		return e.nodeError.Unwrap()
	}
	return append(e.nodeError.Unwrap(), e.typed)
}

// revertOf decodes a typed error. Some nodes put a word before the data.
func revertOf(err error) *contracts.RevertError {
	if typed := contracts.RevertOf(err); typed != nil {
		return typed
	}
	var answer interface{ ErrorData() any }
	if !errors.As(err, &answer) {
		return nil
	}
	text, _ := answer.ErrorData().(string)
	_, digits, found := strings.Cut(text, "0x")
	const most = 64 << 10
	if !found || len(digits) > most {
		return nil
	}
	data, decodeErr := hex.DecodeString(digits)
	if decodeErr != nil {
		return nil
	}
	return contracts.RevertOfData(data)
}

// short keeps a node's words printable and few.
func short(text string) string {
	const most = 300
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
