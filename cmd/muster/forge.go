package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/pipeline"
	rollupprogram "github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/settle"
	settlemock "github.com/muster-zk/muster/settle/mock"
	"github.com/muster-zk/muster/settle/settler"
)

// mockChainName is what batches call the chain that settles nothing.
const mockChainName = "mock"

// openMockChain opens the mock chain where it is wanted. It is kept in the data
// directory, so that nonces go on after a restart.
func (p *plane) openMockChain() error {
	if !p.app.cfg.MockSettlement {
		return nil
	}
	if slices.Contains(p.chainNames(), mockChainName) {
		return fmt.Errorf("chain %s: expected another name than the mock chain's, which mock-settlement adds", mockChainName)
	}
	chain, err := settlemock.Open(settlemock.Options{
		Name: mockChainName, File: filepath.Join(p.app.cfg.DataDir, "mock-chain.jsonl"), Verify: p.verifier.Verify,
	})
	if err != nil {
		return err
	}
	p.mockChain = chain
	p.closers = append(p.closers, chain.Close)
	return nil
}

// mockName returns the mock chain's name, empty where there is none.
func (p *plane) mockName() string {
	if p.mockChain == nil {
		return ""
	}
	return mockChainName
}

// openMockSettler makes the settler of the mock chain.
func (p *plane) openMockSettler(observer settler.Observer, name string) error {
	if p.mockChain == nil {
		return nil
	}
	s, err := settler.New(settler.Config{
		Store: settlerStore{p.store, p.coordinator}, Chain: p.mockChain.As("mock", settlemock.Funds), Proofs: p.coordinator, Name: name,
		Now: time.Now, Logger: p.app.log, Observer: observer, Poll: time.Second,
		Policy: settle.Policy{MaxLag: -1}, // it makes blocks only for transactions
	})
	if err != nil {
		return fmt.Errorf("chain %s: %w", mockChainName, err)
	}
	p.settlers = append(p.settlers, s)
	return nil
}

// swarm returns what Forge's swarm API needs: the states of the configuration,
// the shape of the built-in pipeline's chunks, and where batches are settled.
func (p *plane) swarm(pipelines []*pipeline.Pipeline) (forge.Swarm, error) {
	cfg := p.app.cfg
	s := forge.Swarm{Targets: cfg.ForgeSettle}
	if len(s.Targets) == 0 && cfg.MockSettlement {
		s.Targets = []string{mockChainName}
	}
	for _, t := range s.Targets {
		if !slices.Contains(p.chainNames(), t) {
			return s, fmt.Errorf("forge-settle: expected one of the configured chains %v, got %q", p.chainNames(), t)
		}
	}
	var err error
	if s.States, err = p.app.forgeStates(); err != nil {
		return s, err
	}
	s.Shape, err = chunkShape(pipelines)
	return s, err
}

// forgeStates reads the files of accounts.
func (a *App) forgeStates() ([]*ledger.State, error) {
	var all []*ledger.State
	for _, path := range a.cfg.ForgeState {
		b, err := a.readInput(path, rollup.MaxInput)
		if err != nil {
			return nil, fmt.Errorf("forge-state: %w", err)
		}
		s, err := ledger.Decode(b)
		if err != nil {
			return nil, fmt.Errorf("forge-state: %s: %w", path, err)
		}
		a.log.Info("accounts of Forge's swarm", "file", path, "accounts", s.Len(), "root", s.Root())
		all = append(all, s)
	}
	return all, nil
}

// chunkShape returns how the built-in pipeline cuts batches.
func chunkShape(pipelines []*pipeline.Pipeline) (rollup.Params, error) {
	at := slices.IndexFunc(pipelines, func(p *pipeline.Pipeline) bool { return p.Name == rollupprogram.Name })
	if at < 0 {
		return rollup.Params{}, fmt.Errorf("no pipeline %s", rollupprogram.Name)
	}
	params, err := pipelines[at].Resolve(nil)
	if err != nil {
		return rollup.Params{}, err
	}
	return rollup.Params{SlotsPerChunk: params["transactions"], Arity: params["arity"]}, nil
}
