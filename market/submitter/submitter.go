package submitter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// Muster is what the submitter asks of its muster; *client.Client is one.
type Muster interface {
	Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error)
	Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error)
	Explain(ctx context.Context, id muster.BatchID) (muster.Explanation, error)
	QueueReport(ctx context.Context) (muster.QueueReport, error)
	Settlements(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error)
	Input(ctx context.Context, id muster.BatchID) ([]byte, error)
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
	Hold(ctx context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error)
	Release(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Bring(ctx context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error)
}

// Sender sends the submitter's transactions; *evm.Sender is one. It is safe for
// concurrent use, and the only one that uses the account's nonces.
type Sender interface {
	Send(ctx context.Context, c evm.Call) (*types.Receipt, error)
}

// Node tells blocks; evm.Backend is one.
type Node interface {
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	ChainID(ctx context.Context) (*big.Int, error)
}

// chain is a Proof Manager.
type chain interface {
	Request(ctx context.Context, id market.RequestID) (market.Request, error)
	// RequestAt is Request as it stood after a block.
	RequestAt(ctx context.Context, id market.RequestID, block uint64) (market.Request, error)
	ProofOf(ctx context.Context, r market.Request, head uint64) ([]byte, error)
	Events(ctx context.Context, from, to uint64) ([]market.Event, error)
	Network(ctx context.Context, number uint8) (market.Network, error)
	Funds(ctx context.Context) (balance, obligations market.USDC, err error)
	Paused(ctx context.Context) (bool, error)
	HasRole(ctx context.Context, r market.Role, account common.Address) (bool, error)
	Try(ctx context.Context, from common.Address, c evm.Call) error
	Submit(id market.RequestID, p market.RequestParams) evm.Call
	Mark(id market.RequestID, s muster.RequestState) evm.Call
	// JudgeProof judges the proof that the request has in r, and no other.
	JudgeProof(r market.Request, valid bool) evm.Call
}

// onChain is a real one.
type onChain struct{ *market.Contract }

func (c onChain) RequestAt(ctx context.Context, id market.RequestID, block uint64) (market.Request, error) {
	return c.At(block).Request(ctx, id)
}

// Config is what a submitter needs.
type Config struct {
	Muster   Muster
	Node     Node
	Contract *market.Contract
	Sender   Sender
	Account  common.Address // that Sender signs with
	Inputs   Inputs
	Policy   Policy
	// Chain numbers the batches' chain in the requests' ids; 0 is the node's.
	Chain uint64
	// NodeChain is the id of the chain that the node has to serve; 0 takes any.
	NodeChain uint64
	// Confirmations is how many blocks have to be on top of a state before
	// anything is paid on it.
	Confirmations uint64
	// Poll is how often the chain and the muster are looked at; 0 is 5 s.
	Poll time.Duration
	// AllowMock takes the mock prover's outputs for proofs, for rehearsals.
	AllowMock bool
	Observer  Observer         // nil is none
	Log       *slog.Logger     // nil is none
	Now       func() time.Time // nil is time.Now
}

const (
	defaultPoll = 5 * time.Second
	// longestPause is the most that is waited after errors.
	longestPause = time.Minute
	// callFor bounds what is asked of the node and the muster for one step.
	callFor = time.Minute
	// parallel is how many batches are looked at at once.
	parallel = 8
)

// Submitter is the daemon.
type Submitter struct {
	cfg      Config
	policy   Policy
	chain    chain
	clock    clock
	log      *slog.Logger
	observer Observer
	node     *outage
	events   *outage
	muster   *outage
	slots    chan struct{}
	// spawn runs a transaction beside the batch's steps.
	spawn func(f func())

	mu       sync.Mutex
	watches  map[market.RequestID]*watch
	ended    map[market.RequestID]seenState
	free     market.USDC
	paused   bool
	networks map[uint8]string
	scan     scan
	loud     bool // the clocks differ by more than loudSkew
}

// New makes a submitter. It does no I/O. Returns CodeInvalid for a policy or a
// configuration that can't be meant.
func New(cfg Config) (*Submitter, error) {
	if cfg.Contract == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "submitter: a contract is needed")
	}
	return build(cfg, onChain{cfg.Contract})
}

func build(cfg Config, c chain) (*Submitter, error) {
	if cfg.Muster == nil || cfg.Node == nil || cfg.Sender == nil || cfg.Inputs == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "submitter: a muster, a node, a sender and a place for inputs are needed")
	}
	policy, err := cfg.Policy.complete()
	if err != nil {
		return nil, err
	}
	setDefault(&cfg.Poll, defaultPoll)
	if cfg.Observer == nil {
		cfg.Observer = nobody{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Submitter{
		cfg: cfg, policy: policy, chain: c, log: cfg.Log, observer: cfg.Observer,
		node:    &outage{what: "node", log: cfg.Log, observer: cfg.Observer, now: cfg.Now},
		events:  &outage{what: "events", log: cfg.Log, observer: cfg.Observer, now: cfg.Now},
		muster:  &outage{what: "muster", log: cfg.Log, observer: cfg.Observer, now: cfg.Now},
		slots:   make(chan struct{}, parallel),
		watches: make(map[market.RequestID]*watch), ended: make(map[market.RequestID]seenState), networks: make(map[uint8]string),
		free: ^market.USDC(0), // until it is read: the contract refuses what is not covered
	}
	s.scan.seen = make(map[eventKey]uint64)
	return s, nil
}

// check sees that the node serves the right chain and that the account may
// submit there. What a person has to mend is CodeInvalid or CodeForbidden; all
// else may pass.
func (s *Submitter) check(ctx context.Context) error {
	id, err := s.cfg.Node.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("read the chain's id: %w", err)
	}
	if !id.IsUint64() || s.cfg.NodeChain != 0 && id.Uint64() != s.cfg.NodeChain {
		return muster.InvalidField("chain", fmt.Sprintf("a node of chain %d", s.cfg.NodeChain), "one of chain "+id.String())
	}
	setDefault(&s.cfg.Chain, id.Uint64())
	may, err := s.chain.HasRole(ctx, market.RoleSubmitter, s.cfg.Account)
	if err != nil {
		return fmt.Errorf("read the account's roles: %w", err)
	}
	if !may {
		return muster.Errorf(muster.CodeForbidden, "account %s is no submitter of the Proof Manager: the administrator has to grant it", s.cfg.Account)
	}
	return nil
}

// lasting reports whether an error of check will not pass by itself.
func lasting(err error) bool {
	c := muster.CodeOf(err)
	return c == muster.CodeInvalid || c == muster.CodeForbidden
}

// network returns a network's name, or its number where that can't be had.
func (s *Submitter) network(ctx context.Context, number uint8) string {
	if number == 0 {
		return "none"
	}
	s.mu.Lock()
	name := s.networks[number]
	s.mu.Unlock()
	if name != "" {
		return name
	}
	n, err := s.chain.Network(ctx, number)
	if err != nil || n.Name == "" || len(n.Name) > 64 {
		return fmt.Sprintf("number %d", number)
	}
	s.mu.Lock()
	s.networks[number] = n.Name
	s.mu.Unlock()
	return n.Name
}

func notFound(err error) bool { return errors.Is(err, muster.ErrNotFound) }
