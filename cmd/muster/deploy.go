package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/program/rollup"
	state "github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// namedCircuit is a circuit whose proofs a settlement contract is to take.
type namedCircuit struct {
	name string
	evm.Circuit
}

// settlementCircuits returns the circuits that a rollup batch's final proof may
// be of: wrap, and fold where its key is there.
func settlementCircuits(ctx context.Context, ring *program.Ring, params map[string]int, version string) ([]namedCircuit, error) {
	var found []namedCircuit
	for _, name := range []string{rollup.Wrap, rollup.Fold} {
		entry, err := ring.Lookup(rollup.Name, params, name)
		if errors.Is(err, muster.ErrNotFound) && name == rollup.Fold {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("keys of circuit %s (`muster keys setup` makes development keys): %w", name, err)
		}
		vk, err := entry.LoadVerifying(ctx)
		if err != nil {
			return nil, fmt.Errorf("verifying key of circuit %s: %w", name, err)
		}
		c := namedCircuit{name, evm.Circuit{ProtocolVersion: version, Digest: entry.Circuit, Key: vk}}
		if name == rollup.Fold {
			if c.FoldKey, err = recursion.VerifyingKeyDigest(vk); err != nil {
				return nil, fmt.Errorf("digest of the key of %s: %w", name, err)
			}
		}
		found = append(found, c)
	}
	return found, nil
}

// deployment is what `muster settlement deploy` is asked for.
type deployment struct {
	chain    config.Chain
	backend  evm.Backend
	signer   evm.Signer
	setup    evm.SettlementSetup
	circuits []namedCircuit
	add      bool // circuits to the contract that is there
	log      *slog.Logger
}

// deployPlan is what a deployment would sign.
type deployPlan struct {
	Chain    string         `json:"chain"`
	ChainID  uint64         `json:"chain_id"`
	Account  common.Address `json:"account"`
	Nonce    uint64         `json:"nonce"` // of the first transaction
	Balance  muster.Wei     `json:"balance_wei"`
	Gas      uint64         `json:"gas"`      // of the contracts' deployments, as the node estimates
	Cost     muster.Wei     `json:"cost_wei"` // of that gas, at the price of now
	Contract string         `json:"contract,omitempty"`
	Steps    []deployStep   `json:"transactions"`
}

type deployStep struct {
	Does  string `json:"does"`
	Bytes int    `json:"bytes,omitempty"` // of a contract's code with its arguments
	Gas   uint64 `json:"gas,omitempty"`
}

// plan says what would be signed. It sends nothing.
func (d deployment) plan(ctx context.Context) (deployPlan, error) {
	p := deployPlan{Chain: d.chain.Name, ChainID: d.chain.ChainID, Account: d.signer.Address()}
	id, err := d.backend.ChainID(ctx)
	if err != nil {
		return p, fmt.Errorf("ask the node for its chain: %w", err)
	}
	if !id.IsUint64() || id.Uint64() != d.chain.ChainID {
		return p, muster.Errorf(muster.CodeInvalid, "chain %s: the node serves chain %s, the file says %d", d.chain.Name, id, d.chain.ChainID)
	}
	balance, err := d.backend.BalanceAt(ctx, p.Account, nil)
	if err != nil {
		return p, fmt.Errorf("ask for the account's balance: %w", err)
	}
	p.Balance = muster.WeiOf(balance)
	if p.Nonce, err = d.backend.NonceAt(ctx, p.Account, nil); err != nil {
		return p, fmt.Errorf("ask for the account's nonce: %w", err)
	}
	settler := d.setup.Settler
	if settler == (common.Address{}) {
		settler = p.Account
	}
	if d.add {
		p.Contract = d.chain.Settlement
	} else {
		code := append(common.FromHex(contracts.SettlementMetaData.Bin),
			contracts.NewSettlement().PackConstructor(d.setup.StateRoot, d.setup.ShieldedRoot, p.Account, settler)...)
		if err := d.creates(ctx, &p, fmt.Sprintf("deploy the settlement contract: state root %s, shielded root %s, settled by %s",
			d.setup.StateRoot, d.setup.ShieldedRoot, settler), code); err != nil {
			return p, err
		}
	}
	for _, c := range d.circuits {
		key, err := contracts.KeyOf(c.Key)
		if err != nil {
			return p, fmt.Errorf("circuit %s: %w", c.name, err)
		}
		if err := d.creates(ctx, &p, "deploy the verifier of circuit "+c.name, append(common.FromHex(contracts.Groth16VerifierMetaData.Bin), key.Constructor()...)); err != nil {
			return p, err
		}
		does := fmt.Sprintf("name it to the contract for circuit %s (%s…) at protocol version %s", c.name, c.Digest.Short(), c.ProtocolVersion)
		if c.FoldKey != nil {
			does += fmt.Sprintf(", with fold key %#x", c.FoldKey)
		}
		p.Steps = append(p.Steps, deployStep{Does: does})
	}
	if owner := d.setup.Owner; !d.add && owner != (common.Address{}) && owner != p.Account {
		p.Steps = append(p.Steps, deployStep{Does: "offer the contract to its owner " + owner.Hex() + ", who has to accept it"})
	}
	price, err := d.backend.SuggestGasPrice(ctx)
	if err != nil {
		return p, fmt.Errorf("ask for the price of gas: %w", err)
	}
	p.Cost = muster.WeiOf(price.Mul(price, new(big.Int).SetUint64(p.Gas)))
	return p, nil
}

// creates adds the deployment of a contract to a plan.
func (d deployment) creates(ctx context.Context, p *deployPlan, does string, code []byte) error {
	gas, err := d.backend.EstimateGas(ctx, ethereum.CallMsg{From: p.Account, Data: code})
	if err != nil {
		return fmt.Errorf("%s: %w", does, evm.Explain(err))
	}
	p.Gas += gas
	p.Steps = append(p.Steps, deployStep{does, len(code), gas})
	return nil
}

// run deploys. What is there when an error ends it is in the answer too.
func (d deployment) run(ctx context.Context) (evm.SettlementDeployment, error) {
	sender, err := evm.NewSender(evm.SenderConfig{
		Backend: d.backend, Signer: d.signer, ChainID: d.chain.ChainID, Poll: d.chain.Poll, Stuck: d.chain.ReplaceAfter, Logger: d.log,
		Fees: evm.FeePolicy{Ceiling: d.chain.MaxFee, BumpPercent: d.chain.BumpPercent},
	})
	if err != nil {
		return evm.SettlementDeployment{}, err
	}
	if d.add {
		out := evm.SettlementDeployment{Settlement: common.HexToAddress(d.chain.Settlement)}
		for _, c := range d.circuits {
			verifier, err := evm.AddCircuit(ctx, sender, out.Settlement, c.Circuit)
			if err != nil {
				return out, fmt.Errorf("circuit %s: %w", c.name, err)
			}
			out.Verifiers = append(out.Verifiers, verifier)
		}
		return out, nil
	}
	for _, c := range d.circuits {
		d.setup.Circuits = append(d.setup.Circuits, c.Circuit)
	}
	return evm.DeploySettlement(ctx, sender, d.setup)
}

// genesisRoots are the roots that a rollup's first batch starts from.
func genesisRoots(input []byte) (stateRoot, shieldedRoot common.Hash, err error) {
	b, err := state.Decode(input)
	if err != nil {
		return stateRoot, shieldedRoot, err
	}
	s, n, err := b.Genesis()
	if err != nil {
		return stateRoot, shieldedRoot, err
	}
	return s.Bytes(), n.Bytes(), nil
}

// maybeAddress reads an account's address; empty is none. One with capitals has
// to have the right checksum.
func maybeAddress(flag, text string) (common.Address, error) {
	if text == "" {
		return common.Address{}, nil
	}
	return addressOf("--"+flag, text)
}

// addressOf reads an address. what is its flag or argument.
func addressOf(what, text string) (common.Address, error) {
	if !common.IsHexAddress(text) || !strings.HasPrefix(text, "0x") {
		return common.Address{}, usage{fmt.Errorf("%s: expected an address, 0x and 40 hexadecimal digits, got %q", what, text)}
	}
	a := common.HexToAddress(text)
	if strings.ToLower(text) != text && a.Hex() != text {
		return a, usage{fmt.Errorf("%s: %s has a wrong checksum: is a digit mistyped? expected %s", what, text, a.Hex())}
	}
	return a, nil
}

// rootOf reads a root.
func rootOf(flag, text string) (common.Hash, error) {
	b := common.FromHex(text)
	if len(b) != common.HashLength || !strings.HasPrefix(text, "0x") {
		return common.Hash{}, usage{fmt.Errorf("--%s: expected 0x and 64 hexadecimal digits, got %q", flag, text)}
	}
	return common.BytesToHash(b), nil
}
