package devchain

import (
	"context"
	"errors"
	"io"
	"math/big"
	"time"

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

// Chain is an Ethereum chain within this process.
type Chain struct{}

// InProcess starts a chain. Close ends it.
func InProcess(o Options) (*Chain, error) { return nil, errors.ErrUnsupported }

// Client returns the chain's node.
func (c *Chain) Client() evm.Backend { return nil }

// Accounts returns the accounts with money.
func (c *Chain) Accounts() []*evm.Key { return nil }

// Mine makes blocks.
func (c *Chain) Mine(blocks int) error { return nil }

// Reorg replaces the newest blocks by others, one more than there were.
// Transactions go back to the pool and into the new blocks.
func (c *Chain) Reorg(blocks int) error { return nil }

// ReorgDrop is Reorg with the transactions lost, also those in the pool.
func (c *Chain) ReorgDrop(blocks int) error { return nil }

// AdjustTime makes a block whose time is later than it were otherwise.
func (c *Chain) AdjustTime(by time.Duration) error { return nil }

// Close ends the chain.
func (c *Chain) Close() error { return nil }

// GethOptions set how geth runs.
type GethOptions struct {
	Bin    string        // program; empty: FindGeth
	Dir    string        // of the chain's data; it survives Kill and Restart
	Period time.Duration // of blocks, whole seconds; 0 makes one when a transaction comes
	Log    io.Writer     // what geth says; nil is nothing
}

// GethNode is a running geth in development mode.
type GethNode struct{}

// FindGeth returns the path of geth: $MUSTER_GETH, else in the tools folder
// ($MUSTER_TOOLS, else .cache/tools/bin of the project), else on PATH.
func FindGeth() (string, error) { return "", errors.ErrUnsupported }

// Geth starts geth and waits until it answers.
func Geth(ctx context.Context, o GethOptions) (*GethNode, error) { return nil, errors.ErrUnsupported }

// URL returns where it is called, by http.
func (g *GethNode) URL() string { return "" }

// Account returns an account with a lot of money.
func (g *GethNode) Account() *evm.Key { return nil }

// Kill ends geth at once, as a crash would. Restart goes on from there.
func (g *GethNode) Kill() error { return nil }

// Restart starts geth over its data, at the same URL, and waits until it answers.
func (g *GethNode) Restart(ctx context.Context) error { return nil }

// Close ends geth.
func (g *GethNode) Close() error { return nil }
