package devchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	gethnode "github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
)

// ChainID is the id of every development chain.
const ChainID = 1337

// Options set how a chain within this process runs.
type Options struct {
	// Accounts is how many accounts have money. 0 is 1.
	Accounts int
	// Balance is what each has, in wei. nil is 1,000 ether.
	Balance *big.Int
	// Period makes a block regularly. 0 makes one when a transaction comes.
	Period time.Duration
	// Manual makes blocks only when Mine is called.
	Manual bool
}

// Chain is an Ethereum chain within this process. Its blocks are at least a
// second apart by its own clock, however fast they come. Its methods are safe
// for concurrent use.
type Chain struct {
	mu       sync.Mutex // held while the chain moves
	backend  *simulated.Backend
	client   *client
	accounts []*evm.Key
	manual   bool
	stop     chan struct{}
	stopped  chan struct{}
}

// InProcess starts a chain. Close ends it.
func InProcess(o Options) (*Chain, error) {
	if o.Accounts == 0 {
		o.Accounts = 1
	}
	if o.Balance == nil {
		o.Balance = new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	}
	if o.Manual && o.Period != 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "development chain: blocks come by hand or regularly, not both")
	}
	alloc := types.GenesisAlloc{}
	c := &Chain{manual: o.Manual || o.Period != 0, stop: make(chan struct{}), stopped: make(chan struct{})}
	for range o.Accounts {
		private, err := crypto.GenerateKey()
		if err != nil {
			return nil, fmt.Errorf("development chain: %w", err)
		}
		key := evm.KeyOf(private)
		c.accounts = append(c.accounts, key)
		alloc[key.Address()] = types.Account{Balance: o.Balance}
	}
	c.backend = simulated.NewBackend(alloc, osaka)
	n, ok := c.backend.Client().(node)
	if !ok {
		return nil, errors.Join(errors.New("development chain: its client lacks calls"), c.backend.Close())
	}
	c.client = &client{n, c}
	if o.Period == 0 {
		close(c.stopped)
		return c, nil
	}
	go c.mineRegularly(o.Period)
	return c, nil
}

// osaka has the chain follow the rules of that fork. Left alone it takes those of
// forks to come too, which charge more for storage.
func osaka(_ *gethnode.Config, e *ethconfig.Config) {
	rules := *e.Genesis.Config
	rules.BogotaTime = nil
	e.Genesis.Config = &rules
}

// node is what the chain's own client can do.
type node interface {
	evm.Backend
	bind.BlockHashContractCaller
	NonceAtHash(ctx context.Context, account common.Address, block common.Hash) (uint64, error)
	BalanceAtHash(ctx context.Context, account common.Address, block common.Hash) (*big.Int, error)
}

// client makes a block when a transaction comes, where that is wanted.
type client struct {
	node
	chain *Chain
}

func (c *client) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := c.node.SendTransaction(ctx, tx); err != nil || c.chain.manual {
		return err
	}
	return c.chain.take(tx)
}

// take makes the block that takes a transaction. On a busy machine it may come
// to the pool too late for the first.
func (c *Chain) take(tx *types.Transaction) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	from, err := types.Sender(types.LatestSignerForChainID(tx.ChainId()), tx)
	if err != nil {
		return fmt.Errorf("development chain: %w", err)
	}
	const mostBlocks = 5 // what is stuck stays there
	for range mostBlocks {
		before, err := c.client.NonceAt(context.Background(), from, nil)
		if err != nil {
			return fmt.Errorf("development chain: read nonce: %w", err)
		}
		if before > tx.Nonce() {
			return nil
		}
		if err := c.mine(1); err != nil || before < tx.Nonce() {
			return err
		}
	}
	return nil
}

func (c *Chain) mineRegularly(period time.Duration) {
	defer close(c.stopped)
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-tick.C:
			c.mu.Lock()
			c.commit()
			c.mu.Unlock()
		}
	}
}

// Client returns the chain's node.
func (c *Chain) Client() evm.Backend { return c.client }

// Accounts returns the accounts with money.
func (c *Chain) Accounts() []*evm.Key { return c.accounts }

// Mine makes blocks.
func (c *Chain) Mine(blocks int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mine(blocks)
}

var errClosed = muster.Errorf(muster.CodeUnavailable, "the development chain is closed")

func (c *Chain) mine(blocks int) error {
	if c.backend == nil {
		return errClosed
	}
	for range blocks {
		before, err := c.head()
		if err != nil {
			return err
		}
		if c.commit() == before.Hash() {
			return errors.New("development chain: no block was made")
		}
	}
	return nil
}

// commit makes a block and has the pool take note of it, which it would do a
// moment later by itself: an account that a block gave money can spend it.
func (c *Chain) commit() common.Hash {
	head := c.backend.Commit()
	// A fork from the head changes nothing, and begins with the pool. What waits
	// there for a block makes it fail, after that.
	_ = c.backend.Fork(head)
	return head
}

func (c *Chain) head() (*types.Header, error) {
	head, err := c.client.HeaderByNumber(context.Background(), nil)
	if err != nil {
		return nil, fmt.Errorf("development chain: read head: %w", err)
	}
	return head, nil
}

// Reorg replaces the newest blocks by others, one more than there were.
// Transactions go back to the pool and into the new blocks.
func (c *Chain) Reorg(blocks int) error { return c.reorg(blocks, false) }

// ReorgDrop is Reorg with the transactions lost, also those in the pool.
func (c *Chain) ReorgDrop(blocks int) error { return c.reorg(blocks, true) }

func (c *Chain) reorg(blocks int, drop bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A fork begins with an empty pool only: what waits is mined, and unmined.
	if err := c.mine(1); err != nil {
		return err
	}
	blocks++
	head, err := c.head()
	if err != nil {
		return err
	}
	if uint64(blocks) > head.Number.Uint64() {
		return muster.Errorf(muster.CodeInvalid, "development chain: a reorg of %d blocks, the chain has %d", blocks-1, head.Number.Uint64()-1)
	}
	parent, err := c.client.HeaderByNumber(context.Background(), new(big.Int).Sub(head.Number, big.NewInt(int64(blocks))))
	if err != nil {
		return fmt.Errorf("development chain: read fork's parent: %w", err)
	}
	if err := c.backend.Fork(parent.Hash()); err != nil {
		return fmt.Errorf("development chain: fork: %w", err)
	}
	if drop {
		c.backend.Rollback()
	}
	return c.mine(blocks)
}

// AdjustTime makes a block whose time is later than its parent's by so much,
// whole seconds. What waits in the pool is mined before.
func (c *Chain) AdjustTime(by time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.mine(1); err != nil {
		return err
	}
	// A fork at the head waits until the pool has seen that the block is there;
	// time moves only while the pool is empty.
	head, err := c.head()
	if err != nil {
		return err
	}
	if err := c.backend.Fork(head.Hash()); err != nil {
		return fmt.Errorf("development chain: adjust time: %w", err)
	}
	if err := c.backend.AdjustTime(by); err != nil {
		return fmt.Errorf("development chain: adjust time: %w", err)
	}
	return nil
}

// Close ends the chain. A second call does nothing.
func (c *Chain) Close() error {
	c.mu.Lock()
	backend := c.backend
	c.mu.Unlock()
	if backend == nil {
		return nil
	}
	close(c.stop)
	<-c.stopped
	c.mu.Lock()
	defer c.mu.Unlock()
	c.backend = nil
	if err := backend.Close(); err != nil {
		return fmt.Errorf("development chain: %w", err)
	}
	return nil
}
