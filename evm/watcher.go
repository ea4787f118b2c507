package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
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
	// node doesn't know.
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
}

// NewWatcher makes a watcher. It does no I/O.
func NewWatcher(c WatcherConfig) (*Watcher, error) {
	return &Watcher{cfg: c, cursor: c.From}, nil
}

// Cursor returns how far the batches given so far reach.
func (w *Watcher) Cursor() Cursor { return w.cursor }

// Rewind goes on from another cursor.
func (w *Watcher) Rewind(c Cursor) { w.cursor = c }

// Next waits for the next range that is complete and returns its events. It
// returns a *ReorgError where the chain below the cursor changed, until Rewind;
// errors of the node, after which Next may be called again; and the context's.
func (w *Watcher) Next(ctx context.Context) (Batch, error) {
	return Batch{}, errors.ErrUnsupported
}

// Try is Next without waiting: it reports false where no range is complete.
func (w *Watcher) Try(ctx context.Context) (Batch, bool, error) {
	return Batch{}, false, errors.ErrUnsupported
}
