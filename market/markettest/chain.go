// Package markettest puts a Proof Manager on a chain within the test's process,
// with accounts for everybody in the market, for the tests of its daemons.
package markettest

import (
	"context"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
)

// Chain is a chain with a Proof Manager and its token. Blocks come with
// transactions, or by hand where Manual is set.
type Chain struct {
	*devchain.Chain
	t        testing.TB
	Contract *market.Contract
	Token    common.Address
	Block    uint64 // of the contract's deployment

	Admin     *Account
	Submitter *Account
	Networks  []*Account // network i+1 signs as Networks[i]
}

// Options of Start.
type Options struct {
	Networks int          // 0 is 2
	Funds    *market.USDC // of the contract; nil is 1,000 USDC
}

// Start starts a chain that ends with the test. Its networks have weight 1 and
// are named "network-1" and so on; nobody is preferred.
func Start(t testing.TB, o Options) *Chain {
	t.Helper()
	if o.Networks == 0 {
		o.Networks = 2
	}
	funds := market.USDC(1_000_000_000)
	if o.Funds != nil {
		funds = *o.Funds
	}
	dev, err := devchain.InProcess(devchain.Options{Accounts: 2 + o.Networks, Manual: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &Chain{Chain: dev, t: t}
	all := make([]*Account, 0, 2+o.Networks)
	for _, key := range dev.Accounts() {
		all = append(all, &Account{chain: c, key: key})
	}
	c.Admin, c.Submitter, c.Networks = all[0], all[1], all[2:]

	params := make([]contracts.ProofManagerProvingNetworkParams, 0, o.Networks)
	for i, n := range c.Networks {
		params = append(params, contracts.ProofManagerProvingNetworkParams{Name: fmt.Sprintf("network-%d", i+1), Addr: n.Address(), Weight: 1})
	}
	c.Token = c.deploy(common.FromHex(contracts.TestUSDCMetaData.Bin))
	implementation := c.deploy(common.FromHex(contracts.ProofManagerMetaData.Bin))
	init := contracts.NewProofManager().PackInitialize(params, 2, c.Token, c.Submitter.Address(), c.Admin.Address())
	proxy := contracts.NewTransparentUpgradeableProxy().PackConstructor(implementation, c.Admin.Address(), init)
	at := c.deploy(append(common.FromHex(contracts.TransparentUpgradeableProxyMetaData.Bin), proxy...))
	if c.Contract, err = market.Open(t.Context(), c.Client(), at); err != nil {
		t.Fatal(err)
	}
	c.Block = c.Head().Number.Uint64()
	c.Fund(funds)
	return c
}

// Fund gives the contract tokens.
func (c *Chain) Fund(amount market.USDC) {
	c.t.Helper()
	c.Admin.Must(evm.Call{To: c.Token, Data: contracts.NewTestUSDC().PackMint(c.Contract.Address(), amount.Big()), Label: "mint"})
}

// Head returns the newest block.
func (c *Chain) Head() *types.Header {
	c.t.Helper()
	h, err := c.Client().HeaderByNumber(context.Background(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return h
}

// Now returns the newest block's time.
func (c *Chain) Now() time.Time { return time.Unix(int64(c.Head().Time), 0).UTC() }

// Pass moves the chain's clock on.
func (c *Chain) Pass(d time.Duration) {
	c.t.Helper()
	if err := c.AdjustTime(d); err != nil {
		c.t.Fatal(err)
	}
}

// Request reads a request, which must be there.
func (c *Chain) Request(id market.RequestID) market.Request {
	c.t.Helper()
	r, err := c.Contract.Request(context.Background(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// AssignedTo returns the account of the network that a request is assigned to.
func (c *Chain) AssignedTo(id market.RequestID) *Account {
	c.t.Helper()
	r := c.Request(id)
	if r.Network == 0 {
		c.t.Fatalf("request %s is assigned to nobody", id)
	}
	return c.Networks[r.Network-1]
}

func (c *Chain) deploy(code []byte) common.Address {
	c.t.Helper()
	receipt, err := c.Admin.transact(context.Background(), nil, nil, code)
	if err != nil {
		c.t.Fatal(err)
	}
	return receipt.ContractAddress
}

// Account is somebody with a key. It owns the key's nonces: calls go one after
// the other.
type Account struct {
	chain *Chain
	key   *evm.Key
	mu    sync.Mutex
}

// Address returns the account's address.
func (a *Account) Address() common.Address { return a.key.Address() }

// Key returns the account's key.
func (a *Account) Key() *evm.Key { return a.key }

// Send sends a call and makes the block that holds it. Errors are as those of
// evm.Sender.
func (a *Account) Send(ctx context.Context, call evm.Call) (*types.Receipt, error) {
	return a.transact(ctx, &call.To, call.Value, call.Data)
}

// Must is Send for calls that have to succeed.
func (a *Account) Must(call evm.Call) {
	a.chain.t.Helper()
	if _, err := a.Send(context.Background(), call); err != nil {
		a.chain.t.Fatalf("%s: %v", call.Label, err)
	}
}

// Post sends a call to the node and makes no block: it waits in the pool.
func (a *Account) Post(ctx context.Context, to *common.Address, value *big.Int, data []byte) (common.Hash, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	node := a.chain.Client()
	gas, err := node.EstimateGas(ctx, ethereum.CallMsg{From: a.Address(), To: to, Value: value, Data: data})
	if err != nil {
		if revert := contracts.RevertOf(err); revert != nil {
			return common.Hash{}, fmt.Errorf("%w: %w", evm.ErrReverted, revert)
		}
		return common.Hash{}, fmt.Errorf("estimate gas: %w", err)
	}
	nonce, err := node.PendingNonceAt(ctx, a.Address())
	if err != nil {
		return common.Hash{}, fmt.Errorf("read nonce: %w", err)
	}
	head, err := node.HeaderByNumber(ctx, nil)
	if err != nil {
		return common.Hash{}, fmt.Errorf("read head: %w", err)
	}
	tip := big.NewInt(1_000_000_000)
	tx, err := a.key.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(devchain.ChainID), Nonce: nonce, To: to, Value: value, Data: data, Gas: gas + gas/2,
		GasTipCap: tip, GasFeeCap: new(big.Int).Add(tip, new(big.Int).Mul(head.BaseFee, big.NewInt(4))),
	}), big.NewInt(devchain.ChainID))
	if err != nil {
		return common.Hash{}, fmt.Errorf("sign: %w", err)
	}
	if err := node.SendTransaction(ctx, tx); err != nil {
		return common.Hash{}, fmt.Errorf("send: %w", err)
	}
	return tx.Hash(), nil
}

func (a *Account) transact(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
	hash, err := a.Post(ctx, to, value, data)
	if err != nil {
		return nil, err
	}
	if err := a.chain.Mine(1); err != nil {
		return nil, err
	}
	receipt, err := a.chain.Client().TransactionReceipt(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("read receipt: %w", err)
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return receipt, fmt.Errorf("transaction %s: %w", hash, evm.ErrReverted)
	}
	return receipt, nil
}
