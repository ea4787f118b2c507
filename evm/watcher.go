package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
)

// Cursor is how far events were followed.
type Cursor struct {
	Next uint64      `json:"next"` // first block that was not looked at
	Hash common.Hash `json:"hash"` // of the block before Next; zero where it is not known
}

// WatcherConfig is what a Watcher needs.
type WatcherConfig struct {
	Backend   Backend
	Addresses []common.Address
	Topics    [][]common.Hash // as in an Ethereum filter; nil is all
	// Depth is how many blocks have to be on top of one before its events are
	// told. 0 tells those of the head.
	Depth uint64
	// Finalized follows what the node calls finalized, and Depth only where the
	// node does not know the word.
	Finalized bool
	From      Cursor
	MostRange uint64        // most blocks asked for at once; 0 is 2,000
	Poll      time.Duration // how often Next looks for blocks; 0 is 2 s
	Logger    *slog.Logger  // nil is none
}

// Batch is all events of a range of blocks, in the chain's order. It may have
// none: the cursor moves all the same.
type Batch struct {
	From, To uint64
	ToTime   time.Time // of block To, by the chain's clock
	Logs     []types.Log
	Cursor   Cursor // where to go on once the batch is taken care of
	Head     uint64 // newest block when it was read
}

// ReorgError says that blocks which were taken for final are not part of the
// chain any more.
type ReorgError struct {
	Block     uint64 // the last one that was looked at
	Want, Got common.Hash
}

// Error names the block and both hashes.
func (e *ReorgError) Error() string {
	return fmt.Sprintf("the chain was reorganised below the finality depth: block %d is %s where it was %s", e.Block, e.Got, e.Want)
}

// Watcher follows events behind a finality depth. It is not safe for concurrent
// use.
type Watcher struct {
	cfg    WatcherConfig
	cursor Cursor
	size   uint64 // of the next range, blocks
}

// NewWatcher makes a watcher. It does no I/O.
func NewWatcher(c WatcherConfig) (*Watcher, error) {
	if c.Backend == nil || len(c.Addresses) == 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "watcher: a backend and the contracts' addresses are needed")
	}
	if c.MostRange == 0 {
		c.MostRange = 2000
	}
	if c.Poll == 0 {
		c.Poll = 2 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Watcher{cfg: c, cursor: c.From, size: c.MostRange}, nil
}

// Cursor returns how far the batches given so far reach.
func (w *Watcher) Cursor() Cursor { return w.cursor }

// Rewind goes on from another cursor.
func (w *Watcher) Rewind(c Cursor) { w.cursor = c }

// Next waits for the next range that is complete and returns its events. It
// returns a *ReorgError where the chain below the cursor changed, until Rewind;
// errors of the node, after which Next may be called again; and the context's.
func (w *Watcher) Next(ctx context.Context) (Batch, error) {
	for {
		b, ok, err := w.Try(ctx)
		if err != nil || ok {
			return b, err
		}
		if err := pause(ctx, w.cfg.Poll); err != nil {
			return Batch{}, err
		}
	}
}

// Try is Next without waiting: it reports false where no range is complete. A
// node that is behind the cursor is not complete.
func (w *Watcher) Try(ctx context.Context) (Batch, bool, error) {
	b := View(w.cfg.Backend)
	head, err := b.HeaderByNumber(ctx, nil)
	if err != nil {
		return Batch{}, false, fmt.Errorf("read head: %w", Explain(err))
	}
	final, err := FinalBlock(ctx, b, head, w.cfg.Depth, w.cfg.Finalized)
	if err != nil {
		return Batch{}, false, err
	}
	if final == nil || final.Number.Uint64() < w.cursor.Next {
		return Batch{}, false, nil
	}
	if err := w.unchanged(ctx, b); err != nil {
		return Batch{}, false, err
	}
	for {
		to := min(final.Number.Uint64(), w.cursor.Next+w.size-1)
		batch, err := w.fetch(ctx, b, to, head.Number.Uint64())
		if tooMuch(err) && to > w.cursor.Next {
			w.size = (to - w.cursor.Next + 1) / 2
			w.cfg.Logger.DebugContext(ctx, "the node gives fewer events at once", "blocks", w.size)
			continue
		}
		if err != nil {
			return Batch{}, false, fmt.Errorf("read events of blocks %d to %d: %w", w.cursor.Next, to, err)
		}
		w.cursor = batch.Cursor
		w.size = min(w.size*2, w.cfg.MostRange)
		return batch, true, nil
	}
}

func tooMuch(err error) bool {
	return errors.Is(err, ErrTooMany) || muster.CodeOf(err) == muster.CodeTooLarge
}

// unchanged checks that the last block that was looked at is still the chain's.
func (w *Watcher) unchanged(ctx context.Context, b Backend) error {
	if w.cursor.Next == 0 || w.cursor.Hash == (common.Hash{}) {
		return nil
	}
	last, err := headerAt(ctx, b, w.cursor.Next-1)
	if err != nil {
		return err
	}
	if got := last.Hash(); got != w.cursor.Hash {
		return &ReorgError{Block: w.cursor.Next - 1, Want: w.cursor.Hash, Got: got}
	}
	return nil
}

// fetch reads the events up to a block. What a node answers may come of
// several: one that has the block, and one that is behind it and answers a
// range that it does not have with nothing.
func (w *Watcher) fetch(ctx context.Context, b Backend, to, head uint64) (Batch, error) {
	from := w.cursor.Next
	end, err := headerAt(ctx, b, to)
	if err != nil {
		return Batch{}, err
	}
	logs, err := b.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to),
		Addresses: w.cfg.Addresses, Topics: w.cfg.Topics,
	})
	if err != nil {
		return Batch{}, Explain(err)
	}
	if logs, err = w.inOrder(logs, from, to); err != nil {
		return Batch{}, err
	}
	if logs, err = w.complete(ctx, b, logs, from, to); err != nil {
		return Batch{}, err
	}
	again, err := headerAt(ctx, b, to)
	if err != nil {
		return Batch{}, err
	}
	if again.Hash() != end.Hash() {
		return Batch{}, muster.Errorf(muster.CodeUnavailable, "block %d changed while its events were read", to)
	}
	return Batch{
		From: from, To: to, ToTime: time.Unix(int64(end.Time), 0).UTC(), Logs: logs,
		Cursor: Cursor{Next: to + 1, Hash: end.Hash()}, Head: head,
	}, nil
}

func headerAt(ctx context.Context, b Backend, number uint64) (*types.Header, error) {
	h, err := b.HeaderByNumber(ctx, new(big.Int).SetUint64(number))
	if errors.Is(err, ethereum.NotFound) {
		return nil, muster.Errorf(muster.CodeUnavailable, "the node is behind: it has no block %d", number)
	}
	if err != nil {
		return nil, fmt.Errorf("read block %d: %w", number, Explain(err))
	}
	if h.Number == nil || h.Number.Uint64() != number {
		return nil, muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: asked for block %d, got %s", number, h.Number)
	}
	return h, nil
}
