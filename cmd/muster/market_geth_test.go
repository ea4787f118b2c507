package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/admin"
	"github.com/muster-zk/muster/market/audit"
)

// gethMarket is a market on a real geth, used as from the command line.
type gethMarket struct {
	t    *testing.T
	geth *devchain.GethNode
	node *evm.Client
	rich *evm.Sender
	at   common.Address
	from string // block of the deployment
}

// account makes an account with money for gas, and the file with its key.
func (m *gethMarket) account() (common.Address, string) {
	m.t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		m.t.Fatal(err)
	}
	file := filepath.Join(m.t.TempDir(), "key")
	if err := crypto.SaveECDSA(file, key); err != nil {
		m.t.Fatal(err)
	}
	at := crypto.PubkeyToAddress(key.PublicKey)
	if _, err := m.rich.Send(m.t.Context(), evm.Call{To: at, Value: big.NewInt(1e18), Label: "money for gas"}); err != nil {
		m.t.Fatal(err)
	}
	return at, file
}

func startGethMarket(t *testing.T) *gethMarket {
	t.Helper()
	m := &gethMarket{t: t, geth: gethtest.Start(t, devchain.GethOptions{Period: time.Second})}
	var err error
	if m.node, err = evm.Dial(t.Context(), m.geth.URL(), evm.Options{ChainID: devchain.ChainID}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.node.Close)
	m.rich, err = evm.NewSender(evm.SenderConfig{Backend: m.node, Signer: m.geth.Account(), ChainID: devchain.ChainID, Poll: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// args are a command's of the market, on this chain.
func (m *gethMarket) args(words ...string) []string {
	return append([]string{"market"}, append(words, "--rpc", m.geth.URL(), "--chain-id", strconv.Itoa(devchain.ChainID), "--confirmations", "0")...)
}

// run runs a command, which has to end with a code, and returns what it says.
func (m *gethMarket) run(code int, words ...string) string {
	m.t.Helper()
	if m.at != (common.Address{}) {
		words = append(words, "--contract", m.at.Hex())
	}
	got, out, errs := run(m.t, m.args(words...)...)
	if got != code {
		m.t.Fatalf("%s: ended with %d, not %d\n%s%s", strings.Join(words, " "), got, code, out, errs)
	}
	if code != exitOK {
		return out + errs
	}
	return out
}

func (m *gethMarket) says(out string, wants ...string) {
	m.t.Helper()
	for _, want := range wants {
		if !strings.Contains(out, want) {
			m.t.Errorf("does not say %q:\n%s", want, out)
		}
	}
}

func TestMarketOnGeth(t *testing.T) {
	m := startGethMarket(t)
	owner, ownerKey := m.account()
	asks, asksKey := m.account()
	proves, provesKey := m.account()
	m.deploy(owner, ownerKey, asks)
	m.administer(owner, ownerKey, asks, asksKey, proves)

	house, network := m.muster("rollup"), m.muster("acme")
	stop := m.daemons(
		m.args("submitter", "--contract", m.at.Hex(), "--key-file", asksKey, "--server", house.url, "--data-dir", t.TempDir(),
			"--listen", "127.0.0.1:0", "--price", "2", "--poll", "500ms"),
		m.args("network", "--contract", m.at.Hex(), "--key-file", provesKey, "--server", network.url, "--data-dir", t.TempDir(),
			"--commit-unknown", "--allow-private-inputs", "--price", "1.25", "--claim-at", "1", "--poll", "500ms", "--listen", "127.0.0.1:0"),
	)
	s := &show{}
	s.began = time.Now()
	if err := s.generate(); err != nil {
		t.Fatal(err)
	}
	c := clientOf(t, house)
	b, _, err := c.Submit(t.Context(), muster.Submission{Pipeline: "rollup", Input: s.inputs[0], Sourcing: muster.SourceMarketFirst})
	if err != nil {
		t.Fatal(err)
	}
	contract, err := market.Open(t.Context(), m.node, m.at)
	if err != nil {
		t.Fatal(err)
	}
	id, err := market.RequestFor(devchain.ChainID, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	m.until("the network has committed", func() bool {
		r, err := contract.Request(t.Context(), id)
		return err == nil && r.State == muster.RequestCommitted
	})
	if err := m.geth.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := m.geth.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	completed(t, c, b.ID)
	m.until("the network is paid", func() bool {
		r, err := contract.Request(t.Context(), id)
		return err == nil && r.State == muster.RequestPaid
	})
	stop()
	if mine := clientOf(t, network); len(m.batches(mine)) != 1 {
		t.Errorf("the network's muster has batches %v", m.batches(mine))
	}
	if n := m.done(house); n != 1 { // the root's, which the network's proof is
		t.Errorf("%d tasks of a batch that a network proved are done", n)
	}
	m.audit()
}

func (m *gethMarket) until(what string, holds func() bool) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 90*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			m.t.Fatalf("not yet: %s", what)
		}
	}
}

// deploy deploys the contracts, after a preview that signs nothing.
func (m *gethMarket) deploy(owner common.Address, key string, submitter common.Address) {
	m.t.Helper()
	words := []string{"admin", "deploy", "--test-token", "--fund", "100", "--submitter", submitter.Hex()}
	m.says(m.run(exitOK, append(words, "--from", owner.Hex())...), "nothing was signed", owner.Hex(), "would succeed")
	if n, err := m.node.PendingNonceAt(m.t.Context(), owner); err != nil || n != 0 {
		m.t.Fatalf("the preview sent %d transactions (%v)", n, err)
	}
	var done admin.Done
	if err := json.Unmarshal([]byte(m.run(exitOK, append(words, "--key-file", key, "--yes", "--json")...)), &done); err != nil || done.Deployed == nil {
		m.t.Fatalf("deployed %+v (%v)", done, err)
	}
	m.at, m.from = done.Deployed.ProofManager, strconv.FormatUint(done.Deployed.Block, 10)
}

// administer has each kind of preview, refusal and action once.
func (m *gethMarket) administer(owner common.Address, ownerKey string, submitter common.Address, submitterKey string, network common.Address) {
	m.t.Helper()
	admit := []string{"admin", "network-add", "acme", network.Hex(), "1"}
	m.says(m.run(exitOK, append(admit, "--from", owner.Hex())...), "nothing was signed", "acme")
	m.says(m.run(exitRefused, append(admit, "--from", submitter.Hex())...), "administrator")
	m.says(m.run(exitRefused, append(admit, "--key-file", submitterKey, "--yes")...), "administrator")
	m.says(m.run(exitOK, append(admit, "--key-file", ownerKey, "--yes")...), "done in", "in block")
	m.run(exitOK, "admin", "preferred", "1", "--key-file", ownerKey, "--yes")

	m.run(exitRefused, "admin", "fund", "5", "--key-file", ownerKey, "--yes") // it has none
	var s admin.Status
	if err := json.Unmarshal([]byte(m.run(exitOK, "admin", "status", "--json")), &s); err != nil {
		m.t.Fatal(err)
	}
	if len(s.Networks) != 1 || s.Networks[0].Address != network || s.Preferred != 1 || s.Balance != 100_000_000 || s.Submitters[0] != submitter {
		m.t.Errorf("status %+v", s)
	}
	mint := evm.Call{To: s.Token, Data: contracts.NewTestUSDC().PackMint(owner, big.NewInt(5_000_000)), Label: "mint"}
	if _, err := m.rich.Send(m.t.Context(), mint); err != nil {
		m.t.Fatal(err)
	}
	m.run(exitOK, "admin", "fund", "5", "--key-file", ownerKey, "--yes", "--first-block", m.from)
	m.says(m.run(exitOK, "admin", "status"), "acme", "105 USDC", owner.Hex(), "100%")

	typo := "0x" + strings.ToUpper(owner.Hex()[2:])
	for _, words := range [][]string{
		{"admin", "fund", "much", "--from", owner.Hex()},
		{"admin", "fund", "0", "--from", owner.Hex()},
		{"admin", "pause"},
		{"admin", "pause", "--yes", "--from", owner.Hex()},
		{"admin", "pause", "--from", submitter.Hex(), "--key-file", ownerKey},
		{"admin", "pause", "--key-file", ownerKey, "--max-fee-gwei", "NaN"},
		{"admin", "network-add", "x", "acme", "1"},
		{"admin", "network-address", "1", typo, "--from", owner.Hex()},
		{"admin", "network-address", "0", owner.Hex()},
		{"admin", "network-weight", "1", "-1"},
		{"admin", "grant", "king", owner.Hex()},
		{"admin", "preferred"},
		{"admin", "withdraw", "-3", "--token", owner.Hex()},
		{"admin", "deploy", "--test-token", "--submitter", submitter.Hex(), "--network", "x=" + typo},
		{"admin", "deploy", "--token", owner.Hex(), "--fund", "5", "--submitter", submitter.Hex()},
		{"audit", "--format", "pdf"},
		{"audit", "--month", "November"},
		{"submitter", "--price", "a lot"},
		{"submitter", "--price", "1"},
		{"submitter", "--price", "1", "--listen", "0.0.0.0:0"},
		{"network", "--protocol", "one", "--key-file", ownerKey},
	} {
		m.run(exitUsage, words...)
	}
	if code, _, errs := run(m.t, "market", "admin", "status", "--rpc", m.geth.URL(), "--contract", m.at.Hex(), "--chain-id", "1"); code != exitFailed || !strings.Contains(errs, "chain") {
		m.t.Errorf("a node of another chain: %d %s", code, errs)
	}
}

// muster runs a muster whose worker proves nothing, each task for a second.
func (m *gethMarket) muster(name string) *plane {
	m.t.Helper()
	app := &App{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, cfg: config.Default(), log: slog.New(slog.DiscardHandler)}
	app.cfg.DataDir, app.cfg.Listen, app.cfg.Open = filepath.Join(m.t.TempDir(), name), "127.0.0.1:0", true
	app.cfg.MockProver, app.cfg.MockDelay, app.cfg.Workers = true, 500*time.Millisecond, 1
	p, err := app.openPlane(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		if err := p.close(); err != nil {
			m.t.Errorf("close the muster of %s: %v", name, err)
		}
	})
	runMock(m.t, p)
	return p
}

// daemons runs commands until stop is called, which sees that they end well.
func (m *gethMarket) daemons(all ...[]string) (stop func()) {
	ctx, cancel := context.WithCancel(m.t.Context())
	var running sync.WaitGroup
	said := make([]bytes.Buffer, len(all))
	for i, args := range all {
		running.Go(func() {
			app := App{Args: args, Stdin: strings.NewReader(""), Stdout: &said[i], Stderr: &said[i]}
			if code := app.Run(ctx); code != exitOK {
				m.t.Errorf("%s ended with %d", args[1], code)
			}
		})
	}
	stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		for i := range all {
			if m.t.Failed() {
				m.t.Logf("%s said:\n%s", all[i][1], &said[i])
			}
		}
	})
	m.t.Cleanup(stop)
	return stop
}

func (m *gethMarket) batches(c interface {
	Batches(context.Context, muster.BatchFilter) ([]muster.Batch, error)
}) []muster.Batch {
	m.t.Helper()
	all, err := c.Batches(m.t.Context(), muster.BatchFilter{Limit: 10})
	if err != nil {
		m.t.Fatal(err)
	}
	return all
}

// done counts the tasks of a muster that are done.
func (m *gethMarket) done(p *plane) int {
	m.t.Helper()
	n := 0
	c := clientOf(m.t, p)
	for _, b := range m.batches(c) {
		s, err := c.Batch(m.t.Context(), b.ID)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, count := range s.Tasks {
			if count.State == muster.TaskDone {
				n += count.Count
			}
		}
	}
	return n
}

// audit audits the month in all formats.
func (m *gethMarket) audit() {
	m.t.Helper()
	words := []string{"audit", "--min-requests", "1"}
	m.says(m.run(exitOK, words...), "1 (acme) preferred", "Preferred network: keep 1 (acme)")
	words = append(words, "--first-block", m.from)
	var report audit.Report
	if err := json.Unmarshal([]byte(m.run(exitOK, append(words, "--json")...)), &report); err != nil {
		m.t.Fatal(err)
	}
	if report.Total.Assigned != 1 || report.Total.Paid != 1 || len(report.Differences) != 0 || report.Networks[0].Earned != 1_250_000 {
		m.t.Errorf("audit %+v", report)
	}
	rows, err := csv.NewReader(strings.NewReader(m.run(exitOK, append(words, "--format", "csv")...))).ReadAll()
	if err != nil || len(rows) != 3 {
		m.t.Errorf("CSV %v (%v)", rows, err)
	}
	file := filepath.Join(m.t.TempDir(), "audit.svg")
	m.run(exitOK, append(words, "--format", "svg", "--out", file)...)
	if svg, err := os.ReadFile(file); err != nil || !bytes.Contains(svg, []byte("<svg")) {
		m.t.Errorf("chart %q (%v)", svg, err)
	}
	m.says(m.run(exitFailed, append(words, "--month", "2199-01")...), "has begun")
}
