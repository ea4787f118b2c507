package forge

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

// chunkRequest is the body of a worker's POST /prove. Forge's own fields do not
// hold what a proof of a state's transition needs; the others bring it.
type chunkRequest struct {
	ChunkID      uint32             `json:"chunk_id"`
	PreRoot      string             `json:"pre_root"`
	PostRoot     string             `json:"post_root"`
	Transactions []chunkTransaction `json:"transactions"`

	// BatchID is the number that the proof holds; 0 where it is not given.
	BatchID uint64 `json:"batch_id,omitempty"`
	// Chunk is the chunk's input as muster has it (rollup.ChunkInput). It says
	// all that the other fields say, and where the chunk stands in its batch.
	Chunk json.RawMessage `json:"chunk,omitempty"`
}

// chunkTransaction is a transaction of the swarm; behind Forge's five fields the
// accounts as they are before it, named as in the core API.
type chunkTransaction struct {
	SenderPubkey   string   `json:"sender_pubkey"`
	ReceiverPubkey string   `json:"receiver_pubkey"`
	Amount         uint64   `json:"amount"`
	Signature      string   `json:"signature"`
	MerklePath     []string `json:"merkle_path,omitempty"`

	SenderBalance       *uint64  `json:"sender_balance,omitempty"`
	SenderNonce         *uint64  `json:"sender_nonce,omitempty"`
	SenderMerklePath    []string `json:"sender_merkle_path,omitempty"` // merkle_path will do
	SenderPathIndices   []uint32 `json:"sender_path_indices,omitempty"`
	ReceiverBalance     *uint64  `json:"receiver_balance,omitempty"`
	ReceiverNonce       *uint64  `json:"receiver_nonce,omitempty"`
	ReceiverMerklePath  []string `json:"receiver_merkle_path,omitempty"`
	ReceiverPathIndices []uint32 `json:"receiver_path_indices,omitempty"`
}

// chunk makes the input of a chunk's proof from what the request brings, and
// from the accounts behind its root where these are known; then it also returns
// what the chunk leaves. Nothing is made up: what is missing is an error that
// names it.
func (w *Worker) chunk(ctx context.Context, r *chunkRequest) (*rollup.ChunkInput, *ledger.State, error) {
	var c checker
	c.hex("pre_root", &r.PreRoot, 32)
	c.hex("post_root", &r.PostRoot, 32)
	if c.err != nil {
		return nil, nil, c.err
	}
	if len(r.Chunk) > 0 {
		chunk, err := w.given(r)
		return chunk, nil, err
	}
	if n := len(r.Transactions); n > w.opt.Slots {
		return nil, nil, muster.InvalidField("transactions", fmt.Sprintf("at most %d, what the chunk circuit of this worker holds; set the coordinator's chunk size to that", w.opt.Slots), fmt.Sprint(n))
	}
	shape := rollup.Params{SlotsPerChunk: w.opt.Slots, Arity: 1}
	missing := r.missing()
	if missing == "" {
		chunk, err := r.executed(ctx, shape)
		return chunk, nil, err
	}
	state := w.book.known(r.PreRoot)
	if state == nil {
		return nil, nil, muster.Errorf(muster.CodeInvalid, "the accounts behind pre_root %s are not known here, and %s", r.PreRoot, missing)
	}
	transfers := make([]ledger.Transfer, len(r.Transactions))
	for i, t := range r.Transactions {
		s := swarmTransaction{t.SenderPubkey, t.ReceiverPubkey, t.Amount, t.Signature, t.MerklePath}
		transfers[i] = s.decode(&c, fmt.Sprintf("transactions[%d].", i))
	}
	if c.err != nil {
		return nil, nil, c.err
	}
	run, err := state.Run(ctx, r.BatchID, transfers, shape)
	if err != nil {
		return nil, nil, err
	}
	if run.Post.Root() != r.PostRoot {
		return nil, nil, muster.InvalidField("post_root", run.Post.Root()+", where the transactions lead from pre_root", r.PostRoot)
	}
	return &run.Trace.Chunks[0], run.Post, nil
}

// given takes the chunk as muster has it.
func (w *Worker) given(r *chunkRequest) (*rollup.ChunkInput, error) {
	chunk, err := rollup.DecodeChunk(r.Chunk)
	if err != nil {
		return nil, fmt.Errorf("chunk: %w", err)
	}
	if chunk.Slots != w.opt.Slots {
		return nil, muster.InvalidField("chunk.slots", fmt.Sprintf("%d, what the chunk circuit of this worker holds", w.opt.Slots), fmt.Sprint(chunk.Slots))
	}
	public := chunk.Statement()
	for _, root := range []struct {
		name, given string
		at          int
	}{{"pre_root", r.PreRoot, circuits.PreState}, {"post_root", r.PostRoot, circuits.PostState}} {
		if is := fmt.Sprintf("%064x", public[root.at]); is != root.given {
			return nil, muster.InvalidField(root.name, is+", as in chunk", root.given)
		}
	}
	return chunk, nil
}

// missing says what the transactions lack to be proven by themselves, "" where
// nothing is missing.
func (r *chunkRequest) missing() string {
	for i := range r.Transactions {
		t := &r.Transactions[i]
		if len(t.SenderMerklePath) == 0 {
			t.SenderMerklePath = t.MerklePath
		}
		var names []string
		for _, f := range []struct {
			name string
			lack bool
		}{
			{"sender_balance", t.SenderBalance == nil}, {"sender_nonce", t.SenderNonce == nil},
			{"sender_merkle_path", len(t.SenderMerklePath) == 0}, {"sender_path_indices", len(t.SenderPathIndices) == 0},
			{"receiver_balance", t.ReceiverBalance == nil}, {"receiver_nonce", t.ReceiverNonce == nil},
			{"receiver_merkle_path", len(t.ReceiverMerklePath) == 0}, {"receiver_path_indices", len(t.ReceiverPathIndices) == 0},
		} {
			if f.lack {
				names = append(names, f.name)
			}
		}
		if len(names) > 0 {
			return fmt.Sprintf("transactions[%d] lacks %s", i, strings.Join(names, ", "))
		}
	}
	return ""
}

// executed makes the chunk of transactions that bring their accounts.
func (r *chunkRequest) executed(ctx context.Context, shape rollup.Params) (*rollup.ChunkInput, error) {
	zero := strings.Repeat("0", 64)
	batch := proveRequest{BatchID: r.BatchID, PreStateRoot: r.PreRoot, PostStateRoot: r.PostRoot, PreShieldedRoot: zero, PostShieldedRoot: zero}
	for _, t := range r.Transactions {
		batch.Transfers = append(batch.Transfers, transfer{
			t.SenderPubkey, *t.SenderBalance, *t.SenderNonce, t.SenderMerklePath, t.SenderPathIndices,
			t.ReceiverPubkey, *t.ReceiverBalance, *t.ReceiverNonce, t.ReceiverMerklePath, t.ReceiverPathIndices, t.Amount, t.Signature,
		})
	}
	b, err := rollup.Decode(batch.stored())
	if err != nil {
		return nil, err
	}
	trace, err := b.Execute(ctx, shape)
	if err != nil {
		return nil, err
	}
	return &trace.Chunks[0], nil
}

// known returns an operator's state, or one that stays in memory; nil where the
// root is of neither.
func (x *swarmIndex) known(root string) *ledger.State {
	for _, s := range x.states {
		if s.Root() == root {
			return s
		}
	}
	return x.kept("", root)
}
