package forge

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"unicode"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

const (
	mostAnswer = 16 << 20 // bytes of an answer
	mostHealth = 64 << 10
	mostPublic = 1 << 10 // public inputs of a chunk
	mostWords  = 500     // bytes of what a worker says of an error
)

// request is the body of POST /prove.
type request struct {
	ChunkID      uint32          `json:"chunk_id"`
	PreRoot      string          `json:"pre_root"`
	PostRoot     string          `json:"post_root"`
	Transactions []transaction   `json:"transactions"`
	Chunk        json.RawMessage `json:"chunk"`
}

type transaction struct {
	SenderPubkey   string   `json:"sender_pubkey"`
	ReceiverPubkey string   `json:"receiver_pubkey"`
	Amount         uint64   `json:"amount"`
	Signature      string   `json:"signature"`
	MerklePath     []string `json:"merkle_path"`

	SenderBalance       uint64   `json:"sender_balance"`
	SenderNonce         uint64   `json:"sender_nonce"`
	SenderPathIndices   []uint32 `json:"sender_path_indices"`
	ReceiverBalance     uint64   `json:"receiver_balance"`
	ReceiverNonce       uint64   `json:"receiver_nonce"`
	ReceiverMerklePath  []string `json:"receiver_merkle_path"`
	ReceiverPathIndices []uint32 `json:"receiver_path_indices"`
}

// encodeRequest writes a job as Forge's workers take it. It refuses what is no
// chunk, and a statement that is not the chunk's.
func encodeRequest(job muster.Job) ([]byte, error) {
	if len(job.Slice) == 0 {
		return nil, fmt.Errorf("task %.80q is no chunk: Forge's workers prove chunks of the rollup only", job.Name)
	}
	c, err := rollup.DecodeChunk(job.Slice)
	if err != nil {
		return nil, fmt.Errorf("read chunk: %w", err)
	}
	curve, err := proof.ParseCurve(job.Statement.Curve)
	if err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	values := c.Statement()
	public, err := proof.EncodePublic(curve, values)
	if err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	if !bytes.Equal(public, job.Statement.Public) {
		return nil, errors.New("the chunk's public inputs are not the statement's")
	}
	r := request{
		ChunkID: chunkNumber(job.Name), Chunk: job.Slice, Transactions: []transaction{},
		PreRoot: fmt.Sprintf("%064x", values[circuits.PreState]), PostRoot: fmt.Sprintf("%064x", values[circuits.PostState]),
	}
	for _, s := range c.Steps {
		if s.Kind != circuits.Transfer {
			continue // Forge's form has transfers only; chunk has all
		}
		r.Transactions = append(r.Transactions, transaction{
			SenderPubkey: s.Sender.Key.String(), ReceiverPubkey: s.Receiver.Key.String(), Amount: s.Amount, Signature: s.Signature.String(),
			MerklePath: hashes(s.Sender), SenderBalance: s.Sender.Balance, SenderNonce: s.Sender.Nonce, SenderPathIndices: bits(s.Sender),
			ReceiverBalance: s.Receiver.Balance, ReceiverNonce: s.Receiver.Nonce, ReceiverMerklePath: hashes(s.Receiver), ReceiverPathIndices: bits(s.Receiver),
		})
	}
	return json.Marshal(r)
}

// chunkNumber is the last part of a task's name, such as prove/0/chunk/17.
func chunkNumber(name string) (n uint32) {
	if _, err := fmt.Sscanf(name[strings.LastIndexByte(name, '/')+1:], "%d", &n); err != nil {
		return 0 // it only tells chunks apart
	}
	return n
}

func hashes(e rollup.Entry) []string {
	out := make([]string, len(e.Path))
	for i, h := range e.Path {
		raw := h.Bytes()
		out[i] = hex.EncodeToString(raw[:])
	}
	return out
}

func bits(e rollup.Entry) []uint32 {
	out := make([]uint32, len(e.Path))
	for i := range out {
		out[i] = e.Index >> i & 1
	}
	return out
}

// envelope is around each of Forge's answers.
type envelope struct {
	Status  string          `json:"status"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

type health struct {
	Ready             bool `json:"ready"`
	ActiveJobs        int  `json:"active_jobs"`
	MaxConcurrentJobs int  `json:"max_concurrent_jobs"`
}

type answer struct {
	Proof        string   `json:"proof"`
	PublicInputs []string `json:"public_inputs"`
}

// bytes returns the proof.
func (a *answer) bytes() ([]byte, error) {
	b, err := hex.DecodeString(strings.TrimPrefix(a.Proof, "0x"))
	if err != nil || len(b) == 0 {
		return nil, errors.New("its proof is not hexadecimal")
	}
	return b, nil
}

// public returns the public inputs as gnark encodes them.
func (a *answer) public(name string) ([]byte, error) {
	curve, err := proof.ParseCurve(name)
	if err != nil {
		return nil, err
	}
	if len(a.PublicInputs) > mostPublic {
		return nil, fmt.Errorf("%d public inputs", len(a.PublicInputs))
	}
	values := make([]*big.Int, len(a.PublicInputs))
	for i, text := range a.PublicInputs {
		digits := strings.TrimPrefix(text, "0x")
		v, ok := new(big.Int).SetString(digits, 16)
		if !ok || len(digits) > 256 {
			return nil, fmt.Errorf("public input %d is no number", i)
		}
		values[i] = v
	}
	return proof.EncodePublic(curve, values)
}

// errFull says that a worker has no room, in its words.
type errFull string

func (e errFull) Error() string { return string(e) }

func (b *Backend) health(ctx context.Context, url string) (h health, err error) {
	err = b.call(ctx, http.MethodGet, url+"/health", nil, mostHealth, &h)
	return h, err
}

// post sends a job. What the worker says of the chunk itself is a *JobError, all
// other errors are of the worker.
func (b *Backend) post(ctx context.Context, url string, body []byte) (a answer, err error) {
	err = b.call(ctx, http.MethodPost, url, body, mostAnswer, &a)
	var s errSaid
	if !errors.As(err, &s) {
		return a, err
	}
	switch {
	case strings.Contains(string(s), "at capacity"):
		return a, errFull(s)
	case strings.HasPrefix(string(s), unproven):
		return a, failed(classOf(strings.TrimPrefix(string(s), unproven)), fmt.Errorf("%s: %w", url, err))
	}
	return a, err
}

// unproven begins what a worker says where it tried a chunk and failed.
const unproven = "Proof generation failed"

// classOf reads the class of a failure from a worker's words. Muster's workers
// begin with it; of others' it is only known when memory or disk was short.
func classOf(said string) muster.FailureClass {
	said = strings.TrimLeft(said, ": ")
	for _, c := range []muster.FailureClass{muster.FailTransient, muster.FailResource, muster.FailDeterministic} {
		if strings.HasPrefix(said, string(c)+":") {
			return c
		}
	}
	lower := strings.ToLower(said)
	for _, short := range []string{"out of memory", "cannot allocate", "no space left"} {
		if strings.Contains(lower, short) {
			return muster.FailResource
		}
	}
	return muster.FailDeterministic
}

// errSaid is an error as a worker words it.
type errSaid string

func (e errSaid) Error() string { return "it says: " + string(e) }

// printable takes from a text what could steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
}

// call makes a call and decodes what is in the envelope.
func (b *Backend) call(ctx context.Context, method, url string, body []byte, most int64, v any) (err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if b.opts.Token != "" {
		r.Header.Set("Authorization", "Bearer "+b.opts.Token)
	}
	resp, err := b.opts.Client.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if int64(len(raw)) > most {
		return fmt.Errorf("an answer of more than %d bytes", most)
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("HTTP %d with no answer of a Forge worker", resp.StatusCode)
	}
	if e.Status != "success" {
		return errSaid(printable(e.Message[:min(len(e.Message), mostWords)]))
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d", resp.StatusCode)
	}
	if err := json.Unmarshal(e.Data, v); err != nil {
		return fmt.Errorf("decode answer: %w", err)
	}
	return nil
}
