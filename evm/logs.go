package evm

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
)

// inOrder sorts events, leaves out duplicates, and refuses what was not asked
// for.
func (w *Watcher) inOrder(logs []types.Log, from, to uint64) ([]types.Log, error) {
	type place struct {
		block common.Hash
		index uint
	}
	seen := make(map[place]bool, len(logs))
	blocks := map[uint64]common.Hash{}
	kept := make([]types.Log, 0, len(logs))
	for _, l := range logs {
		if l.Removed || seen[place{l.BlockHash, l.Index}] {
			continue
		}
		if l.BlockNumber < from || l.BlockNumber > to || !w.wanted(l) {
			return nil, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: an event of block %d that was not asked for", l.BlockNumber)
		}
		if first, ok := blocks[l.BlockNumber]; ok && first != l.BlockHash {
			return nil, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: events of two blocks %d", l.BlockNumber)
		}
		blocks[l.BlockNumber] = l.BlockHash
		seen[place{l.BlockHash, l.Index}] = true
		kept = append(kept, l)
	}
	slices.SortFunc(kept, func(a, b types.Log) int {
		if a.BlockNumber != b.BlockNumber {
			return int(int64(a.BlockNumber - b.BlockNumber))
		}
		return int(a.Index) - int(b.Index)
	})
	return kept, nil
}

// wanted reports whether an event fits what was asked for.
func (w *Watcher) wanted(l types.Log) bool {
	if !slices.Contains(w.cfg.Addresses, l.Address) || len(l.Topics) < len(w.cfg.Topics) {
		return false
	}
	for i, any := range w.cfg.Topics {
		if len(any) > 0 && !slices.Contains(any, l.Topics[i]) {
			return false
		}
	}
	return true
}

// mostChecked is up to how many blocks a range is compared block by block: what
// comes while the head is followed, not what is made up for.
const mostChecked = 32

// complete compares events with the blocks that they are of. A block says in
// its bloom filter what it may hold: where it may hold events and none came,
// the block is asked by its hash, which a node that does not have it can't
// answer with nothing.
func (w *Watcher) complete(ctx context.Context, b Backend, logs []types.Log, from, to uint64) ([]types.Log, error) {
	byBlock := map[uint64]common.Hash{}
	for _, l := range logs {
		byBlock[l.BlockNumber] = l.BlockHash
	}
	if to-from >= mostChecked {
		for number, hash := range byBlock {
			h, err := headerAt(ctx, b, number)
			if err != nil {
				return nil, err
			}
			if h.Hash() != hash {
				return nil, muster.Errorf(muster.CodeUnavailable, "events are of a block %d that is not the chain's", number)
			}
		}
		return logs, nil
	}
	var missed []types.Log
	for number := from; number <= to; number++ {
		h, err := headerAt(ctx, b, number)
		if err != nil {
			return nil, err
		}
		hash := h.Hash()
		if got, ok := byBlock[number]; ok {
			if got != hash {
				return nil, muster.Errorf(muster.CodeUnavailable, "events are of a block %d that is not the chain's", number)
			}
			continue
		}
		if !w.mayHold(h.Bloom) {
			continue
		}
		more, err := b.FilterLogs(ctx, ethereum.FilterQuery{BlockHash: &hash, Addresses: w.cfg.Addresses, Topics: w.cfg.Topics})
		if err != nil {
			return nil, fmt.Errorf("events of block %d: %w", number, Explain(err))
		}
		for _, l := range more {
			if l.BlockHash != hash {
				return nil, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: an event of block %s that was not asked for", l.BlockHash)
			}
		}
		missed = append(missed, more...)
	}
	if len(missed) == 0 {
		return logs, nil
	}
	w.cfg.Logger.WarnContext(ctx, "the node left out events, asked again by block", "events", len(missed), "from", from, "to", to)
	return w.inOrder(append(logs, missed...), from, to)
}

func (w *Watcher) mayHold(bloom types.Bloom) bool {
	if !slices.ContainsFunc(w.cfg.Addresses, func(a common.Address) bool { return types.BloomLookup(bloom, a) }) {
		return false
	}
	for _, any := range w.cfg.Topics {
		if len(any) > 0 && !slices.ContainsFunc(any, func(t common.Hash) bool { return types.BloomLookup(bloom, t) }) {
			return false
		}
	}
	return true
}
