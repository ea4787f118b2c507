package audit_test

import (
	"context"
	"crypto/ecdsa"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"

	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// The chain's month, in the future of every test run, since a block's time can
// only be moved on.
var (
	month = audit.Month(time.Date(2090, 3, 1, 0, 0, 0, 0, time.UTC))
	begin = month.From
)

// chain is a Proof Manager on a chain within the test's process, on which every
// transaction has the block, and the second, that the test says.
type chain struct {
	t        *testing.T
	sim      *simulated.Backend
	node     evm.Backend
	contract *market.Contract
	block    uint64 // of its deployment

	admin, submitter *account
	networks         []*account
	spare            []*account
	next             uint64 // number of the next request's id
}

type account struct {
	chain *chain
	key   *ecdsa.PrivateKey
	at    common.Address
}

// start puts a contract with networks named so on a chain, an hour before the
// month begins.
func start(t *testing.T, names ...string) *chain {
	t.Helper()
	c := &chain{t: t}
	alloc := types.GenesisAlloc{}
	person := func(seed int64) *account {
		key, err := crypto.ToECDSA(common.BigToHash(big.NewInt(seed)).Bytes())
		if err != nil {
			t.Fatal(err)
		}
		a := &account{chain: c, key: key, at: crypto.PubkeyToAddress(key.PublicKey)}
		alloc[a.at] = types.Account{Balance: new(big.Int).Exp(big.NewInt(10), big.NewInt(21), nil)}
		return a
	}
	c.admin, c.submitter = person(1), person(2)
	var list []contracts.ProofManagerProvingNetworkParams
	for i, name := range names {
		c.networks = append(c.networks, person(int64(10+i)))
		c.spare = append(c.spare, person(int64(50+i)))
		list = append(list, contracts.ProofManagerProvingNetworkParams{Name: name, Addr: c.networks[i].at, Weight: 1})
	}
	c.sim = simulated.NewBackend(alloc)
	t.Cleanup(func() {
		if err := c.sim.Close(); err != nil {
			t.Error(err)
		}
	})
	c.node = c.sim.Client()
	c.wind(begin.Add(-time.Hour))
	token := c.admin.create(common.FromHex(contracts.TestUSDCMetaData.Bin))
	implementation := c.admin.create(common.FromHex(contracts.ProofManagerMetaData.Bin))
	init := contracts.NewProofManager().PackInitialize(list, 0, token, c.submitter.at, c.admin.at)
	proxy := c.admin.create(append(common.FromHex(contracts.TransparentUpgradeableProxyMetaData.Bin),
		contracts.NewTransparentUpgradeableProxy().PackConstructor(implementation, c.admin.at, init)...))
	c.block = c.head().Number.Uint64()
	c.admin.send(&token, contracts.NewTestUSDC().PackMint(proxy, big.NewInt(1_000_000_000)))
	var err error
	if c.contract, err = market.Open(t.Context(), c.node, proxy); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *chain) head() *types.Header {
	c.t.Helper()
	h, err := c.node.HeaderByNumber(context.Background(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return h
}

// wind makes a block whose time is that. The chain refuses while its pool has
// not heard that the last transaction is in a block; an empty block, of a second,
// tells it.
func (c *chain) wind(to time.Time) {
	c.t.Helper()
	for {
		by := to.Unix() - int64(c.head().Time)
		if by < 0 {
			c.t.Fatalf("the clock is at %d, past %s", c.head().Time, to)
		}
		if by == 0 || c.sim.AdjustTime(time.Duration(by)*time.Second) == nil {
			return
		}
		c.sim.Commit()
	}
}

// at winds the clock so that the next block has that time.
func (c *chain) at(t time.Time) {
	c.t.Helper()
	if t.Unix() > int64(c.head().Time)+1 {
		c.wind(t.Add(-time.Second))
	}
	if got := int64(c.head().Time) + 1; got != t.Unix() {
		c.t.Fatalf("the next block would be %d s late", got-t.Unix())
	}
}

func (a *account) create(code []byte) common.Address { return a.send(nil, code).ContractAddress }

// must sends a call in a block of its own.
func (a *account) must(call evm.Call) { a.chain.t.Helper(); a.send(&call.To, call.Data) }

func (a *account) send(to *common.Address, data []byte) *types.Receipt {
	c := a.chain
	c.t.Helper()
	hash := c.post(a, to, data)
	c.sim.Commit()
	receipt, err := c.node.TransactionReceipt(context.Background(), hash)
	if err != nil || receipt.Status != types.ReceiptStatusSuccessful {
		c.t.Fatalf("the transaction did not succeed: %v", err)
	}
	return receipt
}

// post sends a transaction and makes no block.
func (c *chain) post(a *account, to *common.Address, data []byte) common.Hash {
	c.t.Helper()
	ctx := context.Background()
	nonce, err := c.node.PendingNonceAt(ctx, a.at)
	if err != nil {
		c.t.Fatal(err)
	}
	fee := new(big.Int).Add(big.NewInt(1e9), new(big.Int).Mul(c.head().BaseFee, big.NewInt(2)))
	tx, err := types.SignNewTx(a.key, types.LatestSignerForChainID(big.NewInt(1337)), &types.DynamicFeeTx{
		ChainID: big.NewInt(1337), Nonce: nonce, To: to, Data: data, Gas: 10_000_000, GasTipCap: big.NewInt(1e9), GasFeeCap: fee,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.node.SendTransaction(ctx, tx); err != nil {
		c.t.Fatal(err)
	}
	return tx.Hash()
}

// ask submits a request at a time and returns its id.
func (c *chain) ask(at time.Time, timeout time.Duration) market.RequestID {
	c.t.Helper()
	c.next++
	id := market.RequestID{Chain: 9, Block: common.BigToHash(new(big.Int).SetUint64(c.next))}
	c.askAgain(at, id, timeout)
	return id
}

func (c *chain) askAgain(at time.Time, id market.RequestID, timeout time.Duration) {
	c.t.Helper()
	c.at(at)
	c.submitter.must(c.contract.Submit(id, market.RequestParams{
		Protocol: [3]uint32{0, 1, 0}, InputsURL: "http://inputs/" + id.String(), Timeout: timeout, MaxReward: 4_000_000,
	}))
}

// do makes a call at a time.
func (c *chain) do(at time.Time, by *account, call evm.Call) {
	c.t.Helper()
	c.at(at)
	by.must(call)
}

func (c *chain) source() audit.Source {
	return audit.Source{
		Node: c.node, Contract: c.contract,
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// audit audits the month up to the newest block.
func (c *chain) audit(s audit.Source) audit.Report {
	c.t.Helper()
	l, err := audit.Collect(c.t.Context(), s, month)
	if err != nil {
		c.t.Fatal(err)
	}
	return audit.Compute(l, month, audit.Rules{MinRequests: 2})
}
