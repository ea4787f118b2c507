package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/settle"
)

// Config is what a Chain needs.
type Config struct {
	Name     string // as batches name the chain in their targets
	Backend  node.Backend
	Signer   node.Signer
	ChainID  uint64
	Contract common.Address // Settlement
	// Confirmations is in how many blocks, its own and those on top of it, what
	// is final has to be. 0 is 12.
	Confirmations uint64
	// Finalized takes for final what the node calls so, and counts confirmations
	// only where the node does not know the word.
	Finalized bool
	Fees      node.FeePolicy // the ceiling is settle.Policy's: none here
	// GasLimit of each transaction; 0 is 800,000, of which a settlement takes
	// up to 640,000. The rest costs nothing, but the account must have it.
	GasLimit uint64
	Now      func() time.Time // nil is time.Now
}

const (
	defaultConfirmations = 12
	defaultGasLimit      = 800_000
	mostTransaction      = 128 << 10 // bytes; nodes take no more
	// mostBehind is for how long a node's chain may be shorter than it was
	// before that is taken for the chain's truth.
	mostBehind = time.Minute
)

// Chain is a settle.Chain.
type Chain struct {
	cfg      Config
	id       *big.Int
	contract *contracts.Settlement
	from     common.Address

	mu     sync.Mutex
	known  bool      // that the contract is there and ours
	height uint64    // greatest head seen
	since  time.Time // since when heads are lower
}

var _ settle.Chain = (*Chain)(nil)

// New makes a chain. It does no I/O: that the node serves the chain and that the
// contract is there and ours is checked with the first call that needs them,
// which then returns CodeInvalid with what is wrong.
func New(c Config) (*Chain, error) {
	if c.Name == "" || c.Backend == nil || c.Signer == nil || c.ChainID == 0 || c.Contract == (common.Address{}) {
		return nil, muster.Errorf(muster.CodeInvalid, "chain %q: a name, a node, a signer, a chain id and the contract's address are needed", c.Name)
	}
	if c.Confirmations == 0 {
		c.Confirmations = defaultConfirmations
	}
	if c.GasLimit == 0 {
		c.GasLimit = defaultGasLimit
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Chain{
		cfg: c, id: new(big.Int).SetUint64(c.ChainID), contract: contracts.NewSettlement(), from: c.Signer.Address(),
	}, nil
}

// Name returns the chain's name.
func (c *Chain) Name() string { return c.cfg.Name }

// Sender returns the account that signs.
func (c *Chain) Sender() string { return c.from.Hex() }

// Check calls the contract with a claim and sends nothing.
func (c *Chain) Check(ctx context.Context, claim settle.Claim) error {
	// A node in this process may answer before it looks at the context.
	if err := ctx.Err(); err != nil {
		return err
	}
	data, err := c.encode(claim)
	if err != nil {
		return err
	}
	b := node.View(c.cfg.Backend)
	if err := c.recognise(ctx, b); err != nil {
		return err
	}
	_, err = b.CallContract(ctx, ethereum.CallMsg{From: c.from, To: &c.cfg.Contract, Gas: c.cfg.GasLimit, Data: data}, nil)
	return c.verdict(node.Explain(err))
}

// Sign makes a signed transaction that settles a claim.
func (c *Chain) Sign(_ context.Context, claim settle.Claim, nonce uint64, fees muster.Fees) (muster.SettlementAttempt, error) {
	data, err := c.encode(claim)
	if err != nil {
		return muster.SettlementAttempt{}, err
	}
	tx, err := c.cfg.Signer.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: c.id, Nonce: nonce, GasTipCap: fees.Tip.Big(), GasFeeCap: fees.Cap.Big(),
		Gas: c.cfg.GasLimit, To: &c.cfg.Contract, Data: data,
	}), c.id)
	if err != nil {
		return muster.SettlementAttempt{}, fmt.Errorf("settle batch %s: %w", claim.Batch, err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return muster.SettlementAttempt{}, fmt.Errorf("settle batch %s: %w", claim.Batch, err)
	}
	return muster.SettlementAttempt{
		Batch: claim.Batch, Chain: c.cfg.Name, Sender: c.Sender(), Nonce: nonce,
		TxHash: tx.Hash().Hex(), Raw: raw, Fees: fees, GasLimit: c.cfg.GasLimit,
	}, nil
}

// Send hands a signed transaction to the node.
func (c *Chain) Send(ctx context.Context, raw []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := decode(raw)
	if err != nil {
		return err
	}
	err = node.Explain(c.cfg.Backend.SendTransaction(ctx, tx))
	switch {
	case err == nil, errors.Is(err, node.ErrKnown):
		return nil
	case errors.Is(err, node.ErrUnderpriced):
		return fmt.Errorf("%w: %w", settle.ErrUnderpriced, err)
	case errors.Is(err, node.ErrNoFunds):
		return fmt.Errorf("%w: %w", settle.ErrNoFunds, err)
	case errors.Is(err, node.ErrNonceUsed):
		// By itself, perhaps.
		if _, got := c.cfg.Backend.TransactionReceipt(ctx, tx.Hash()); got == nil {
			return nil
		}
		return fmt.Errorf("%w: %w", settle.ErrNonceUsed, err)
	}
	return err
}

func decode(raw []byte) (*types.Transaction, error) {
	if len(raw) > mostTransaction {
		return nil, muster.Errorf(muster.CodeTooLarge, "transaction: %d bytes, at most %d", len(raw), mostTransaction)
	}
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(raw); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "transaction: %w", err)
	}
	return tx, nil
}

// encode makes the contract's call of a claim.
func (c *Chain) encode(claim settle.Claim) ([]byte, error) {
	s := claim.Statement
	if s.System != "groth16" || s.Curve != "bn254" {
		return nil, muster.Errorf(muster.CodeUnsupported, "chain %s takes Groth16 proofs on BN254, batch %s has %s on %q", c.cfg.Name, claim.Batch, s.System, s.Curve)
	}
	version, err := muster.ProtocolNumber(claim.ProtocolVersion)
	if err != nil {
		return nil, fmt.Errorf("settle batch %s: %w", claim.Batch, err)
	}
	call, err := contracts.CallOf(claim.Proof, s.Public)
	if err != nil {
		return nil, fmt.Errorf("settle batch %s: %w", claim.Batch, err)
	}
	data, err := c.contract.TryPackSettle(version, s.Circuit, call.Proof, call.Commitment, call.CommitmentPok, call.Inputs)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "settle batch %s: %w", claim.Batch, err)
	}
	return data, nil
}
