package network

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// Muster is what a daemon asks of its muster; *client.Client is one.
type Muster interface {
	Submit(ctx context.Context, s muster.Submission) (muster.Batch, bool, error)
	Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error)
	Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error)
	Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Explain(ctx context.Context, id muster.BatchID) (muster.Explanation, error)
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
}

// Sender sends the account's transactions; *evm.Sender is one.
type Sender interface {
	Send(ctx context.Context, c evm.Call) (*types.Receipt, error)
}

// Config is what a daemon needs. Backend, Contract, Account, Sender and Muster
// are set by the caller.
type Config struct {
	Backend  evm.Backend
	ChainID  uint64         // that Backend has to serve; 0 takes any
	Contract common.Address // the Proof Manager
	Account  common.Address // of the network, for which Sender signs
	Sender   Sender
	Muster   Muster
	Policy   Policy
	Fetch    FetchOptions

	Poll time.Duration // between looks at the chain; 0 is 3 s
	// Lookback is how far back requests are looked for after a start. 0 is 3
	// days: a proof counts as valid when nobody judged it for one.
	Lookback time.Duration
	Blocks   uint64        // in one query for events; 0 is 2000
	Timeout  time.Duration // of one call of node or muster; 0 is 20 s
	// Grace is for how long an end waits for transactions that are under way. 0
	// is 1 minute.
	Grace time.Duration
	// LeastBalance is what the account should have for transactions, in wei. Nil
	// is 0.01 of the chain's coin.
	LeastBalance *big.Int

	Observer Observer         // nil is none
	Logger   *slog.Logger     // nil is none
	Now      func() time.Time // nil is time.Now
}

func (c Config) withDefaults() Config {
	c.Policy = c.Policy.withDefaults()
	setZero(&c.Poll, 3*time.Second)
	setZero(&c.Lookback, 72*time.Hour)
	c.Lookback = max(c.Lookback, c.Policy.ClaimEvery)
	setZero(&c.Blocks, 2000)
	setZero(&c.Timeout, 20*time.Second)
	setZero(&c.Grace, time.Minute)
	if c.LeastBalance == nil {
		c.LeastBalance = big.NewInt(1e16)
	}
	if c.Observer == nil {
		c.Observer = Nothing{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

func setZero[T comparable](v *T, to T) {
	if *v == *new(T) {
		*v = to
	}
}

// Daemon is the daemon of one network. Make it with New.
type Daemon struct {
	cfg      Config
	contract *market.Contract
	fetch    *fetcher
	log      *slog.Logger
	number   uint8 // of the network
	name     string

	// What follows is the loop's.
	clock    clock
	scan     scan
	records  map[market.RequestID]*record
	others   map[common.Address]bool // addresses of other networks
	active   bool
	rotated  bool
	draining bool
	settled  bool      // no transaction of the last process is under way
	attached time.Time // when batches were listed last
	slow     time.Time // when what changes slowly is read again
	money    bool      // that was just done
	earnings earnings
	balance  *big.Int
	noGas    bool
	node     outage
	muster   outage

	jobs    int
	results chan result
	sending context.Context // of transactions: outlives the loop's
	wait    sync.WaitGroup

	mu     sync.Mutex
	status Status
}

// New returns the daemon of the network that signs with an account, after
// seeing that node, contract and network are what they should be. Errors:
// CodeInvalid names what is wrong.
func New(ctx context.Context, c Config) (*Daemon, error) {
	c = c.withDefaults()
	if c.Backend == nil || c.Sender == nil || c.Muster == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "network: a backend, a sender and a muster are needed")
	}
	if err := c.Policy.check(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	chain, err := c.Backend.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the chain's id: %w", err)
	}
	if c.ChainID != 0 && (!chain.IsUint64() || chain.Uint64() != c.ChainID) {
		return nil, muster.InvalidField("chain_id", fmt.Sprintf("a node of chain %d", c.ChainID), chain.String())
	}
	contract, err := market.Open(ctx, c.Backend, c.Contract)
	if err != nil {
		return nil, err
	}
	number, err := contract.NetworkOf(ctx, c.Account)
	if err != nil {
		return nil, fmt.Errorf("read the network of %s: %w", c.Account, err)
	}
	if number == 0 {
		return nil, muster.InvalidField("account", fmt.Sprintf("the address of a network of the Proof Manager %s on chain %s", c.Contract, chain), c.Account.Hex())
	}
	network, err := contract.Network(ctx, number)
	if err != nil {
		return nil, err
	}
	start := c.Now()
	return &Daemon{
		cfg: c, contract: contract, fetch: newFetcher(c.Fetch), number: number, name: network.Name, active: network.Active,
		log:     c.Logger.With("network", network.Name),
		records: make(map[market.RequestID]*record), others: make(map[common.Address]bool),
		results: make(chan result), sending: context.WithoutCancel(ctx), clock: clock{started: start},
		status: Status{At: start, Network: number, Name: network.Name, Account: c.Account, Active: network.Active},
	}, nil
}

// Status returns how the daemon stands.
func (d *Daemon) Status() Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.status
}

// Run works until the context ends, and then until the transactions that are
// under way have ended, at most for Grace. It returns nil then, and no error of
// node or muster before: they are told in logs, Status and to the Observer. It
// is called once.
func (d *Daemon) Run(ctx context.Context) error {
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	d.sending = sending
	defer stop()
	defer d.fetch.close()
	d.log.InfoContext(ctx, "network daemon begins", "number", d.number, "account", d.cfg.Account, "contract", d.cfg.Contract)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for pause := d.cfg.Poll; ; {
		select {
		case <-ctx.Done():
			d.end(ctx, stop)
			return nil
		case r := <-d.results:
			d.apply(ctx, r)
			continue
		case <-timer.C:
		}
		err := d.tick(ctx)
		d.node.note(ctx, d.log, "node", err)
		if err != nil && ctx.Err() == nil {
			d.cfg.Observer.Failed(PartNode)
			pause = min(2*pause, max(time.Minute/2, d.cfg.Poll))
		} else {
			pause = d.cfg.Poll
		}
		d.publish()
		timer.Reset(pause/2 + rand.N(pause/2+1) + pause/4)
	}
}

// end waits for what is under way. Nothing new is begun.
func (d *Daemon) end(ctx context.Context, stop context.CancelFunc) {
	d.draining = true
	ctx = context.WithoutCancel(ctx)
	grace := time.NewTimer(d.cfg.Grace)
	defer grace.Stop()
	for d.jobs > 0 {
		select {
		case r := <-d.results:
			d.apply(ctx, r)
		case <-grace.C:
			d.log.WarnContext(ctx, "transactions are still under way; they stay so", "jobs", d.jobs)
			stop()
		}
	}
	d.wait.Wait()
	d.publish()
	d.log.InfoContext(ctx, "network daemon ended")
}

// outage tells of something that does not answer: once, and once when it does.
type outage struct {
	since time.Time
	text  string
}

func (o *outage) note(ctx context.Context, log *slog.Logger, what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	switch {
	case err != nil && o.text == "":
		o.since = time.Now()
		log.WarnContext(ctx, "no answer; going on as soon as there is one", "from", what, "error", err)
	case err == nil && o.text != "":
		log.InfoContext(ctx, "it answers again", "from", what, "after", time.Since(o.since).Round(time.Second))
	}
	o.text = ""
	if err != nil {
		o.text = err.Error()
	}
}
