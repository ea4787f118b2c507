package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/settle"
	settleevm "github.com/muster-zk/muster/settle/evm"
	"github.com/muster-zk/muster/settle/settler"
)

// settledChain is a chain that the plane settles on, connected.
type settledChain struct {
	config.Chain
	backend evm.Backend
	signer  evm.Signer
}

// openChains connects to the chains of the configuration. A node that is down
// keeps nothing from starting: the chain's settlements wait, and say so.
func (p *plane) openChains(ctx context.Context) error {
	a := p.app
	if a.cfg.Chains == "" {
		return p.checkChains()
	}
	all, err := config.LoadChains(a.cfg.Chains)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Settlement == "" {
			return fmt.Errorf("chain %s: settlement: expected the contract's address; `muster settlement deploy %s` makes one", c.Name, c.Name)
		}
		s := settledChain{Chain: c}
		if s.signer, err = evm.SignerFromConfig(signerOf(c, deployFlags{}), a.getenv); err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		url, err := c.URL(a.getenv)
		if err != nil {
			return err
		}
		client, err := evm.Dial(ctx, url, evm.Options{ChainID: c.ChainID, Lazy: true, Logger: a.log})
		if err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		p.closers = append(p.closers, func() error { client.Close(); return nil })
		s.backend = client
		p.chains = append(p.chains, s)
	}
	return p.checkChains()
}

// checkChains refuses two chains of one name, and two that would sign with one
// account on one chain, where each would take the other's nonces.
func (p *plane) checkChains() error {
	names := make(map[string]bool)
	type account struct {
		chain uint64
		at    common.Address
	}
	accounts := make(map[account]string)
	for _, c := range p.chains {
		if names[c.Name] {
			return fmt.Errorf("chain %s: expected a name of its own", c.Name)
		}
		names[c.Name] = true
		as := account{c.ChainID, c.signer.Address()}
		if other, taken := accounts[as]; taken {
			return fmt.Errorf("chain %s: expected another account than chain %s has: both sign as %s on chain %d, and would take each other's nonces", c.Name, other, as.at, as.chain)
		}
		accounts[as] = c.Name
	}
	return nil
}

// chainNames are the names that batches may have as targets.
func (p *plane) chainNames() []string {
	names := make([]string, len(p.chains))
	for i, c := range p.chains {
		names[i] = c.Name
	}
	if p.mockChain != nil {
		names = append(names, mockChainName)
	}
	return names
}

// openSettlers makes a settler for each chain. Nothing runs yet.
func (p *plane) openSettlers(observer settler.Observer, name string) error {
	for _, c := range p.chains {
		if !common.IsHexAddress(c.Settlement) {
			return fmt.Errorf("chain %s: settlement: expected the contract's address", c.Name)
		}
		chain, err := settleevm.New(settleevm.Config{
			Name: c.Name, Backend: c.backend, Signer: c.signer, ChainID: c.ChainID, Contract: common.HexToAddress(c.Settlement),
			Confirmations: c.Confirmations, Finalized: c.Finality == config.FinalityTag, Fees: evm.FeePolicy{BumpPercent: c.BumpPercent},
		})
		if err != nil {
			return err
		}
		const permille = 10 // of a percent
		s, err := settler.New(settler.Config{
			Store: settlerStore{p.store, p.coordinator}, Chain: chain, Proofs: p.coordinator, Name: name, Now: time.Now,
			Logger: p.app.log, Observer: observer, Poll: c.Poll,
			Policy: settle.Policy{
				Bump: c.BumpPercent * permille, Ceiling: muster.WeiOf(c.MaxFee), ReplaceAfter: c.ReplaceAfter, ResendAfter: c.ResendAfter, MaxLag: c.MaxLag,
			},
		})
		if err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		p.settlers = append(p.settlers, s)
	}
	return p.openMockSettler(observer, name)
}

// wakeSettlers has the settlers look at once.
func (p *plane) wakeSettlers() {
	for _, s := range p.settlers {
		s.Wake()
	}
}

// settlerStore is the store as a settler writes it: the coordinator hears of
// batches that end.
type settlerStore struct {
	muster.Store
	coordinator *coordinator.Coordinator
}

// SettlementMove moves a settlement to another state.
func (s settlerStore) SettlementMove(ctx context.Context, p muster.SettlementMoveParams) (muster.Settlement, error) {
	after, err := s.Store.SettlementMove(ctx, p)
	if err == nil && p.To == muster.SettlementFinal {
		s.coordinator.Settled(ctx, p.Batch)
	}
	return after, err
}
