package evm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
)

// rpcNode is a node by HTTP that answers as a test wants.
type rpcNode struct {
	*httptest.Server
	mu    sync.Mutex
	chain string
	calls []string
	on    func(method string, w http.ResponseWriter) bool // true: it answered
}

func newNode(t *testing.T) *rpcNode {
	t.Helper()
	n := &rpcNode{chain: "0x539"}
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	return n
}

func (n *rpcNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var call struct {
		ID     json.RawMessage
		Method string
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	n.calls = append(n.calls, call.Method)
	w.Header().Set("Content-Type", "application/json")
	if n.on != nil && n.on(call.Method, w) {
		return
	}
	result := map[string]string{"eth_chainId": n.chain, "eth_blockNumber": "0x7"}[call.Method]
	fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":%q}`, call.ID, result)
}

func (n *rpcNode) set(on func(method string, w http.ResponseWriter) bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.on, n.calls = on, nil
}

func (n *rpcNode) called(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	count := 0
	for _, c := range n.calls {
		if c == method {
			count++
		}
	}
	return count
}

func status(code, times int, header ...string) func(string, http.ResponseWriter) bool {
	return func(_ string, w http.ResponseWriter) bool {
		if times--; times < 0 {
			return false
		}
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(code)
		return true
	}
}

func dial(t *testing.T, o evm.Options, urls ...string) *evm.Client {
	t.Helper()
	if o.Backoff == 0 {
		o.Backoff = time.Microsecond
	}
	c, err := evm.Dial(t.Context(), strings.Join(urls, ", "), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestReadsAreRepeatedAndTransactionsAreNot(t *testing.T) {
	n := newNode(t)
	c := dial(t, evm.Options{ChainID: 1337}, n.URL)
	n.set(status(502, 3))
	if height, err := c.BlockNumber(t.Context()); err != nil || height != 7 {
		t.Errorf("%d, %v", height, err)
	}
	n.set(status(502, 100))
	if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("down: %v", err)
	}
	n.set(func(method string, w http.ResponseWriter) bool {
		return method == "eth_sendRawTransaction" && status(502, 100)(method, w)
	})
	if err := c.SendTransaction(t.Context(), types.NewTx(&types.DynamicFeeTx{})); muster.CodeOf(err) != muster.CodeUnavailable || n.called("eth_sendRawTransaction") != 1 {
		t.Errorf("sent %d times: %v", n.called("eth_sendRawTransaction"), err)
	}
}

func TestLimitsSayWhenToComeBack(t *testing.T) {
	n := newNode(t)
	c := dial(t, evm.Options{}, n.URL)
	n.set(status(429, 100, "Retry-After", "17"))
	_, err := c.BlockNumber(t.Context())
	var coded *muster.Error
	if !errors.As(err, &coded) || coded.Code != muster.CodeExhausted || coded.RetryAfter != 17*time.Second {
		t.Errorf("%v, %+v", err, coded)
	}
	if n.called("eth_blockNumber") != 1 {
		t.Error("a limit was tested")
	}
	n.set(func(_ string, w http.ResponseWriter) bool {
		fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit exceeded"}}`)
		return true
	})
	if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeExhausted {
		t.Errorf("by an answer: %v", err)
	}
}

func TestAnotherChainIsRefused(t *testing.T) {
	n := newNode(t)
	_, err := evm.Dial(t.Context(), n.URL, evm.Options{ChainID: 5})
	if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "1337") || !strings.Contains(err.Error(), "5") {
		t.Errorf("got %v", err)
	}
	// A node is swapped for another chain's while it is down.
	c := dial(t, evm.Options{ChainID: 1337, Retries: -1}, n.URL)
	n.set(status(502, 1))
	if _, err := c.BlockNumber(t.Context()); err == nil {
		t.Fatal("a node that is down answers")
	}
	n.mu.Lock()
	n.chain = "0x1"
	n.mu.Unlock()
	if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "chain id is 1") {
		t.Errorf("swapped: %v", err)
	}
}

func TestFailover(t *testing.T) {
	a, b := newNode(t), newNode(t)
	c := dial(t, evm.Options{ChainID: 1337}, a.URL, b.URL)
	a.set(status(503, 1000))
	for range 3 {
		if _, err := c.BlockNumber(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if a.called("eth_blockNumber") != 1 || b.called("eth_blockNumber") != 3 {
		t.Errorf("%d and %d calls", a.called("eth_blockNumber"), b.called("eth_blockNumber"))
	}
	// A view stays with its node.
	view := evm.View(c)
	a.set(nil)
	b.set(status(503, 1000))
	if _, err := view.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeUnavailable || a.called("eth_blockNumber") != 0 {
		t.Errorf("a view changed its node: %v", err)
	}
	// The next one is another's: those who read by views alone get on.
	if _, err := evm.View(c).BlockNumber(t.Context()); err != nil {
		t.Errorf("a view after one that failed: %v", err)
	}
	a.set(status(503, 1000))
	b.set(nil)
	if _, err := evm.View(evm.View(c)).BlockNumber(t.Context()); err == nil {
		t.Error("a node that is down answers")
	}
	if _, err := evm.View(c).BlockNumber(t.Context()); err != nil {
		t.Errorf("a view after one of a view failed: %v", err)
	}
	a.set(nil)
	b.set(status(503, 1000))
	if _, err := c.BlockNumber(t.Context()); err != nil {
		t.Error(err)
	}
	a.set(status(429, 1000, "Retry-After", "9"))
	_, err := c.BlockNumber(t.Context())
	if muster.CodeOf(err) != muster.CodeExhausted {
		t.Errorf("one limits, one is down: %v", err)
	}
}

func TestAnswersAreBounded(t *testing.T) {
	n := newNode(t)
	c := dial(t, evm.Options{MostBytes: 1000, Timeout: 100 * time.Millisecond, Retries: -1}, n.URL)
	n.set(func(_ string, w http.ResponseWriter) bool {
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":1,"result":"0x%s"}`, strings.Repeat("0", 5000))
		return true
	})
	if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("large: %v", err)
	}
	for _, nonsense := range []string{"", "<html>", "{}", "[]", `{"jsonrpc":"2.0","id":1,"result":{}}`, `{"jsonrpc":"2.0","id":1,"result":"seven"}`} {
		n.set(func(_ string, w http.ResponseWriter) bool { fmt.Fprint(w, nonsense); return true })
		if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("%q: %v", nonsense, err)
		}
	}
	n.set(func(method string, w http.ResponseWriter) bool {
		if method != "eth_getTransactionReceipt" {
			return false
		}
		fmt.Fprint(w, `{"jsonrpc":"2.0","id":2,"result":null}`)
		return true
	})
	if _, err := c.TransactionReceipt(t.Context(), common.Hash{}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("no receipt: %v", err)
	}
}

func TestCallsEnd(t *testing.T) {
	stop := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	}))
	defer silent.Close()
	defer close(stop)
	c := dial(t, evm.Options{Lazy: true, Timeout: 5 * time.Millisecond, Retries: 1}, silent.URL)
	if _, err := c.BlockNumber(t.Context()); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("a silent node: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.BlockNumber(ctx); err == nil {
		t.Error("a cancelled call answers")
	}
}

func TestCredentialsStayInside(t *testing.T) {
	var log bytes.Buffer
	o := evm.Options{
		Backoff: time.Microsecond, Timeout: time.Second,
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	n := newNode(t)
	host := strings.TrimPrefix(n.URL, "http://")
	c := dial(t, o, "http://user:hunter2@"+host+"/v3/c0ffee?key=c0ffee")
	n.set(status(429, 1))
	_, limited := c.BlockNumber(t.Context())
	n.set(status(302, 100, "Location", "/v3/c0ffee"))
	_, moved := c.BlockNumber(t.Context())
	n.Close()
	_, down := c.BlockNumber(t.Context())
	_, dead := evm.Dial(t.Context(), "http://127.0.0.1:1/c0ffee", o)
	_, socket := evm.Dial(t.Context(), "ws://user:hunter2@127.0.0.1:1/c0ffee", o)
	_, bad := evm.Dial(t.Context(), "htp://user:hunter2@host/c0ffee", o)
	_, worse := evm.Dial(t.Context(), "http://user:hunter2@ho st/c0ffee%zz", o)
	for _, err := range []error{limited, moved, down, dead, socket, bad, worse} {
		if err == nil {
			t.Fatal("no error")
		}
		log.WriteString(err.Error())
	}
	log.WriteString(c.String())
	if text := log.String(); strings.Contains(text, "c0ffee") || strings.Contains(text, "hunter2") {
		t.Errorf("credentials are shown: %s", text)
	}
	if muster.CodeOf(dead) != muster.CodeUnavailable || muster.CodeOf(socket) != muster.CodeUnavailable || muster.CodeOf(bad) != muster.CodeInvalid || muster.CodeOf(worse) != muster.CodeInvalid {
		t.Errorf("%v, %v, %v, %v", dead, socket, bad, worse)
	}
}

func TestOverGeth(t *testing.T) {
	g := gethtest.Start(t, devchain.GethOptions{})
	c := dial(t, evm.Options{ChainID: devchain.ChainID, Retries: -1}, g.URL())
	s := newSender(t, c, g.Account(), func(c *evm.SenderConfig) { c.Poll = 5 * time.Millisecond })
	d, err := evm.DeployMarket(t.Context(), s, evm.MarketSetup{
		Networks:  []evm.MarketNetwork{{Name: "one", Address: common.Address{1}, Weight: 1}, {Name: "two", Address: common.Address{2}, Weight: 1}},
		Submitter: s.Address(), PreferredWeight: 2, Fund: big.NewInt(50_000_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := evm.NewWatcher(evm.WatcherConfig{Backend: c, Addresses: []common.Address{d.ProofManager}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Next(t.Context())
	if err != nil || len(b.Logs) == 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	if err := errors.Join(g.Close(), g.Restart(t.Context())); err != nil {
		t.Fatal(err)
	}
	_, err = s.Send(t.Context(), evm.Call{To: d.Token, Data: contracts.NewTestUSDC().PackTransfer(target, big.NewInt(1)), Label: "transfer"})
	var revert *contracts.RevertError
	if !errors.As(err, &revert) || revert.Name != "ERC20InsufficientBalance" {
		t.Errorf("a revert: %v", err)
	}
	if err := evm.MintTestUSDC(t.Context(), s, d.Token, target, big.NewInt(1)); err != nil {
		t.Error(err)
	}
	if b, err := w.Next(t.Context()); err != nil || b.From != w.Cursor().Next-(b.To-b.From+1) {
		t.Errorf("%+v, %v", b, err)
	}
}
