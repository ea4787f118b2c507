package admin

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// Config is what an Admin needs.
type Config struct {
	Backend  evm.Backend
	ChainID  uint64         // that Backend has to serve; 0 takes any
	Contract common.Address // the Proof Manager; zero before it is deployed
	Account  common.Address // that would sign
	// Sender signs for Account. Nil plans only.
	Sender *evm.Sender
	Fees   evm.FeePolicy // of Sender, for the fees of a preview
	// From is the block of the contract's deployment. Roles are looked for from
	// there on.
	From   uint64
	Blocks uint64 // in one query for events; 0 is 10,000
}

// Admin plans and executes actions. Its methods are safe for concurrent use.
type Admin struct {
	cfg      Config
	chain    *big.Int
	contract *market.Contract // nil before it is deployed
	token    common.Address
}

// Action is something that an administrator does. It is one of this package's.
type Action interface {
	// Name is the action's in one word.
	Name() string
	plan(ctx context.Context, a *Admin, p *Preview) error
}

// New returns an Admin, after seeing that chain and contract are what they
// should be. Returns CodeInvalid where they are not.
func New(ctx context.Context, c Config) (*Admin, error) {
	if c.Backend == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "administration: a backend is needed")
	}
	if c.Sender != nil {
		if c.Account == (common.Address{}) {
			c.Account = c.Sender.Address()
		}
		if c.Account != c.Sender.Address() {
			return nil, muster.InvalidField("account", "the address of the key, "+c.Sender.Address().Hex(), c.Account.Hex())
		}
	}
	if c.Blocks == 0 {
		c.Blocks = 10_000
	}
	chain, err := c.Backend.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the chain's id: %w", err)
	}
	if c.ChainID != 0 && (!chain.IsUint64() || chain.Uint64() != c.ChainID) {
		return nil, muster.InvalidField("chain_id", fmt.Sprintf("a node of chain %d", c.ChainID), chain.String())
	}
	a := &Admin{cfg: c, chain: chain}
	if c.Contract == (common.Address{}) {
		return a, nil
	}
	if a.contract, err = market.Open(ctx, c.Backend, c.Contract); err != nil {
		return nil, err
	}
	a.token, err = a.contract.Token(ctx)
	return a, err
}

// Plan says what an action would do. Errors: CodeInvalid for arguments that
// can't be right, and those of the node. An action that would fail is no error:
// the preview says so.
func (a *Admin) Plan(ctx context.Context, action Action) (Preview, error) {
	head, err := a.cfg.Backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return Preview{}, fmt.Errorf("read the newest block: %w", err)
	}
	p := Preview{
		Action: action.Name(), Chain: a.chain.String(), Contract: a.cfg.Contract, Account: a.cfg.Account,
		Block: head.Number.Uint64(), Time: time.Unix(int64(head.Time), 0).UTC(), action: action,
	}
	if a.contract == nil {
		switch action.(type) {
		case Deploy, DeployImplementation:
		default:
			return Preview{}, muster.InvalidField("contract", "the address of the Proof Manager", "")
		}
	}
	if err := action.plan(ctx, a, &p); err != nil {
		return Preview{}, err
	}
	return p, a.price(ctx, &p, head)
}

// price simulates each step and says what it costs.
func (a *Admin) price(ctx context.Context, p *Preview, head *types.Header) error {
	tip, err := a.cfg.Backend.SuggestGasTipCap(ctx)
	if err != nil {
		return fmt.Errorf("read fees: %w", err)
	}
	fees := a.cfg.Fees.Market(head.BaseFee, tip)
	p.FeeCap = muster.WeiOf(fees.Cap)
	total := new(big.Int)
	for i := range p.Steps {
		s := &p.Steps[i]
		gas, why, err := a.try(ctx, s)
		if err != nil {
			return err
		}
		if s.simulate != nil { // the rehearsal made what the steps before it make
			gas -= min(gas, p.Gas)
		}
		s.Gas, s.Outcome = gas, "would succeed"
		if why != "" {
			s.Outcome = "would fail: " + why
			p.refuse("%s would fail: %s", s.Label, why)
		}
		if s.Gas == 0 {
			continue
		}
		p.Gas += s.Gas
		total.Add(total, new(big.Int).Mul(fees.Cap, new(big.Int).SetUint64(s.Gas)))
	}
	balance, err := a.cfg.Backend.BalanceAt(ctx, p.Account, nil)
	if err != nil {
		return fmt.Errorf("read the balance of %s: %w", p.Account, err)
	}
	p.Fee, p.Balance = muster.WeiOf(total), muster.WeiOf(balance)
	if balance.Cmp(total) < 0 {
		p.refuse("the account has %s wei, the fees may come to %s", p.Balance, p.Fee)
	}
	return nil
}

// try asks the node what a step would do. why is empty where it would succeed.
func (a *Admin) try(ctx context.Context, s *Step) (gas uint64, why string, err error) {
	m := ethereum.CallMsg{From: a.cfg.Account, To: s.To, Data: s.Data}
	if s.simulate != nil {
		m.Data = s.simulate
	}
	_, err = a.cfg.Backend.CallContract(ctx, m, nil)
	if err == nil {
		gas, err = a.cfg.Backend.EstimateGas(ctx, m)
	}
	if err = evm.Explain(err); err == nil {
		return gas, "", nil
	}
	if errors.Is(err, evm.ErrReverted) {
		return 0, words(err), nil
	}
	if errors.Is(err, evm.ErrNoFunds) {
		return 0, "the account can't pay the fees", nil
	}
	return 0, "", fmt.Errorf("simulate %s: %w", s.Label, err)
}

// Done is what an execution did.
type Done struct {
	Action       string                `json:"action"`
	Transactions []Transaction         `json:"transactions"`
	Deployed     *evm.MarketDeployment `json:"deployed,omitempty"`    // by Deploy
	Contract     common.Address        `json:"new_contract,omitzero"` // by DeployImplementation
}

// Transaction is one in a block.
type Transaction struct {
	Label string      `json:"label"`
	Hash  common.Hash `json:"hash"`
	Block uint64      `json:"block"`
	Gas   uint64      `json:"gas"`
	Fee   muster.Wei  `json:"fee_wei"`
}

// Execute signs and sends what a preview shows, and waits until it is in
// blocks. Without yes it signs nothing and returns CodeInvalid; CodeForbidden
// where the account lacks the role, CodeState where the preview says that it
// can't be done; else the errors of evm.Sender. What was done until an error
// comes with it.
func (a *Admin) Execute(ctx context.Context, p Preview, yes bool) (Done, error) {
	done := Done{Action: p.Action, Transactions: []Transaction{}}
	switch {
	case !yes:
		return done, muster.Errorf(muster.CodeInvalid, "nothing was signed: say yes to %s", p.Action)
	case a.cfg.Sender == nil:
		return done, muster.Errorf(muster.CodeInvalid, "nothing was signed: no key was given")
	case p.action == nil || p.Chain != a.chain.String() || p.Account != a.cfg.Account || p.Contract != a.cfg.Contract:
		return done, muster.Errorf(muster.CodeInvalid, "nothing was signed: the preview is of another chain, contract or account")
	case p.Role != nil && !p.Role.Held:
		return done, muster.Errorf(muster.CodeForbidden, "nothing was signed: %s", p.Refused)
	case p.Refused != "":
		return done, muster.Errorf(muster.CodeState, "nothing was signed: %s", p.Refused)
	}
	if d, ok := p.action.(Deploy); ok {
		market, err := evm.DeployMarket(ctx, a.cfg.Sender, d.setup())
		done.Deployed = &market
		return done, err
	}
	for _, s := range p.Steps {
		receipt, err := a.send(ctx, s)
		if err != nil {
			return done, err
		}
		done.Transactions = append(done.Transactions, transactionOf(s.Label, receipt))
		if s.To == nil {
			done.Contract = receipt.ContractAddress
		}
	}
	return done, nil
}

func (a *Admin) send(ctx context.Context, s Step) (*types.Receipt, error) {
	if s.To == nil {
		return a.cfg.Sender.Deploy(ctx, s.Label, s.Data)
	}
	return a.cfg.Sender.Send(ctx, evm.Call{To: *s.To, Data: s.Data, Label: s.Label})
}

func transactionOf(label string, r *types.Receipt) Transaction {
	t := Transaction{Label: label, Hash: r.TxHash, Gas: r.GasUsed}
	if r.BlockNumber != nil {
		t.Block = r.BlockNumber.Uint64()
	}
	if r.EffectiveGasPrice != nil {
		t.Fee = muster.WeiOf(new(big.Int).Mul(r.EffectiveGasPrice, new(big.Int).SetUint64(r.GasUsed)))
	}
	return t
}
