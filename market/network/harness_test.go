package network

import (
	"bytes"
	"context"
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
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
)

// chainSender sends each call at once, in a block of its own.
type chainSender struct {
	backend evm.Backend
	key     *evm.Key
	fail    func(label string) (before, after error)

	mu   sync.Mutex
	sent []string // labels of what went into a block
}

func (s *chainSender) Send(ctx context.Context, c evm.Call) (*types.Receipt, error) {
	return s.transact(ctx, c.Label, &c.To, c.Data)
}

func (s *chainSender) transact(ctx context.Context, label string, to *common.Address, data []byte) (*types.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var before, after error
	if s.fail != nil {
		before, after = s.fail(label)
	}
	if before != nil {
		return nil, before
	}
	from := s.key.Address()
	gas, err := s.backend.EstimateGas(ctx, ethereum.CallMsg{From: from, To: to, Data: data})
	if err != nil {
		if revert := contracts.RevertOf(err); revert != nil {
			return nil, revert
		}
		if strings.Contains(err.Error(), "insufficient funds") {
			return nil, fmt.Errorf("%w: %w", evm.ErrNoFunds, err)
		}
		return nil, err
	}
	nonce, err := s.backend.PendingNonceAt(ctx, from)
	if err != nil {
		return nil, err
	}
	tx, err := s.key.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(devchain.ChainID), Nonce: nonce, To: to, Data: data, Gas: gas * 5 / 4,
		GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(100 * params.GWei),
	}), big.NewInt(devchain.ChainID))
	if err != nil {
		return nil, err
	}
	if err := s.backend.SendTransaction(ctx, tx); err != nil {
		return nil, err
	}
	receipt, err := s.backend.TransactionReceipt(ctx, tx.Hash())
	if err != nil {
		return nil, err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return nil, evm.ErrReverted
	}
	s.sent = append(s.sent, label)
	return receipt, after
}

// count is how many transactions with a label that begins so are in blocks.
func (s *chainSender) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, l := range s.sent {
		if strings.HasPrefix(l, prefix) {
			n++
		}
	}
	return n
}

// world is a market on a chain, with one network of ours, another one, a server
// for inputs and a muster.
type world struct {
	t         *testing.T
	chain     *devchain.Chain
	contract  *market.Contract
	admin     *chainSender
	submitter *chainSender
	ours      *chainSender
	muster    *fakeMuster
	server    *httptest.Server
	serve     func(http.ResponseWriter, *http.Request) bool // true: answered
	documents map[string][]byte
	local     time.Time
	backend   evm.Backend // the daemon's
	requests  int
	logs      *bytes.Buffer
	token     common.Address
}

func newWorld(t *testing.T) *world {
	t.Helper()
	chain, err := devchain.InProcess(devchain.Options{Accounts: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chain.Close() })
	w := &world{t: t, chain: chain, documents: make(map[string][]byte), backend: chain.Client(), logs: new(bytes.Buffer)}
	accounts := chain.Accounts()
	of := func(i int) *chainSender { return &chainSender{backend: chain.Client(), key: accounts[i]} }
	w.admin, w.submitter, w.ours = of(0), of(1), of(2)
	deploy := func(code []byte) common.Address {
		r, err := w.admin.transact(t.Context(), "deploy", nil, code)
		if err != nil {
			t.Fatal(err)
		}
		return r.ContractAddress
	}
	w.token = deploy(common.FromHex(contracts.TestUSDCMetaData.Bin))
	init := contracts.ProofManagerInit([]contracts.Network{
		{Name: "ours", Address: accounts[2].Address(), Weight: 1},
		{Name: "theirs", Address: accounts[3].Address(), Weight: 1},
	}, 0, w.token, accounts[1].Address(), accounts[0].Address())
	address := deploy(contracts.ProxyConstructor(deploy(contracts.ProofManagerCode()), accounts[0].Address(), init))
	w.send(w.admin, evm.Call{To: w.token, Label: "mint", Data: contracts.NewTestUSDC().PackMint(address, market.USDC(1e12).Big())})
	if w.contract, err = market.Open(t.Context(), chain.Client(), address); err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.serve != nil && w.serve(rw, r) {
			return
		}
		d, ok := w.documents[r.URL.Path]
		if !ok {
			http.NotFound(rw, r)
			return
		}
		_, _ = rw.Write(d)
	}))
	t.Cleanup(w.server.Close)
	w.local = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	w.muster = newFakeMuster(func() time.Time { return w.local })
	return w
}

func (w *world) send(s *chainSender, c evm.Call) {
	w.t.Helper()
	if _, err := s.Send(w.t.Context(), c); err != nil {
		w.t.Fatalf("%s: %v", c.Label, err)
	}
}

// daemon makes a daemon of our network.
func (w *world) daemon(change ...func(*Config)) *Daemon {
	w.t.Helper()
	d, err := New(w.t.Context(), w.config(change...))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(d.fetch.close)
	return d
}

func (w *world) config(change ...func(*Config)) Config {
	c := Config{
		Backend: w.backend, ChainID: devchain.ChainID, Contract: w.contract.Address(), Account: w.ours.key.Address(), Sender: w.ours,
		Muster: w.muster, Fetch: FetchOptions{AllowPrivate: true, Timeout: 5 * time.Second}, Now: func() time.Time { return w.local },
		Logger: slog.New(slog.NewTextHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// request asks for a proof until it is assigned to our network, and returns its
// id. The document may be changed first.
func (w *world) request(timeout time.Duration) market.RequestID {
	w.t.Helper()
	return w.requestWith(timeout, w.publish)
}

func (w *world) requestWith(timeout time.Duration, publish func(id market.RequestID) string) market.RequestID {
	w.t.Helper()
	for range 4 {
		w.requests++
		id := market.RequestID{Chain: 1337, Block: common.BigToHash(big.NewInt(int64(w.requests)))}
		w.send(w.submitter, w.contract.Submit(id, market.RequestParams{
			Protocol: [3]uint32{0, 29, 1}, InputsURL: publish(id), Timeout: timeout, MaxReward: 4_000_000,
		}))
		if w.read(id).Network == 1 {
			return id
		}
	}
	w.t.Fatal("no request is assigned to our network")
	return market.RequestID{}
}

// publish puts a request's inputs onto the server and returns their URL.
func (w *world) publish(id market.RequestID) string {
	w.t.Helper()
	b, err := market.Inputs{
		Batch: id.Batch(), Pipeline: "rollup", PipelineVersion: "1", ProtocolVersion: "0.29.1", Statement: theStatement, Input: []byte("blocks"),
	}.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	path := "/" + id.String()
	w.documents[path] = b
	return market.InputsURL(w.server.URL+path, muster.DigestOf(b))
}

func (w *world) read(id market.RequestID) market.Request {
	w.t.Helper()
	r, err := w.contract.Request(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// pass lets time pass, on the chain and by our clock: somewhat more than d,
// because what waits gets a block of its own first.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	before := w.chainTime()
	if err := w.chain.AdjustTime(d); err != nil {
		w.t.Fatal(err)
	}
	w.local = w.local.Add(w.chainTime().Sub(before))
}

// chainTime is the newest block's.
func (w *world) chainTime() time.Time {
	w.t.Helper()
	head, err := w.chain.Client().HeaderByNumber(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return time.Unix(int64(head.Time), 0)
}

// turn lets a daemon look once and do what it decides, and 3 s pass. A node
// that does not answer is the daemon's to bear.
func (w *world) turn(d *Daemon) {
	w.t.Helper()
	ctx := w.t.Context()
	d.node.note(ctx, d.log, "node", d.tick(ctx))
	for d.jobs > 0 {
		select {
		case r := <-d.results:
			d.apply(ctx, r)
		case <-time.After(30 * time.Second):
			w.t.Fatal("a job hangs")
		}
	}
	d.publish()
	w.muster.step()
	w.pass(3 * time.Second)
}

// until turns until a request is in a state, at most so often.
func (w *world) until(d *Daemon, id market.RequestID, s muster.RequestState, most int) {
	w.t.Helper()
	for range most {
		if w.read(id).State == s {
			return
		}
		w.turn(d)
	}
	if got := w.read(id).State; got != s {
		w.t.Fatalf("request %s is %s after %d turns, not %s\n%s", id, got, most, s, w.logs)
	}
}

func (w *world) judge(id market.RequestID, valid bool) {
	w.t.Helper()
	w.send(w.submitter, w.contract.Judge(id, valid))
}

func (w *world) wantBatches(want ...muster.BatchState) {
	w.t.Helper()
	if got := w.muster.all(); fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("batches are %v, want %v\n%s", got, want, w.logs)
	}
}

func (w *world) wantLog(text string) {
	w.t.Helper()
	if !strings.Contains(w.logs.String(), text) {
		w.t.Errorf("the log does not say %q:\n%s", text, w.logs)
	}
}
