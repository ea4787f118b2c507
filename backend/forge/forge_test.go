package forge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	forgedialect "github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
)

// toy has a chunk's public inputs and hardly a constraint, so that proofs are
// real ones and quick.
type toy struct {
	Public [circuits.Inputs]frontend.Variable `gnark:",public"`
}

func (c *toy) Define(api frontend.API) error {
	for _, p := range c.Public {
		api.AssertIsEqual(api.Mul(p, 1), p)
	}
	api.AssertIsEqual(api.Mul(c.Public[0], c.Public[0]), api.Mul(c.Public[0], c.Public[0]))
	return nil
}

// prover proves the toy.
type prover struct {
	ccs   constraint.ConstraintSystem
	pk    groth16.ProvingKey
	files muster.CircuitFiles
	key   []byte
}

var newProver = sync.OnceValue(func() *prover {
	logger.Disable()
	ccs, err := frontend.Compile(ecc.BLS12_377.ScalarField(), r1cs.NewBuilder, &toy{})
	if err != nil {
		panic(err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if _, err := vk.WriteRawTo(&b); err != nil {
		panic(err)
	}
	a := muster.Artifact{Digest: muster.DigestOf(b.Bytes()), Size: int64(b.Len())}
	return &prover{ccs, pk, muster.CircuitFiles{Name: "chunk", System: "groth16", Curve: "bls12_377", VerifyingKey: a}, b.Bytes()}
})

// Open and Path make it a muster.KeySource.
func (p *prover) Open(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(p.key)), nil
}

func (p *prover) Path(context.Context, muster.Artifact) (string, error) { return "", nil }

// Batches by number on which workers behave in a special way.
const (
	good    = 1
	slow    = 2 // until the caller goes
	refused = 3
	liar    = 4 // only workers that lie answer otherwise
	short   = 5
)

func (p *prover) prove(ctx context.Context, c *rollup.ChunkInput) ([]byte, []byte, error) {
	switch c.Public[circuits.BatchID].Uint64() {
	case slow:
		<-ctx.Done()
		return nil, nil, ctx.Err()
	case short:
		return nil, nil, &muster.JobError{Class: muster.FailResource, Err: errors.New("the key does not fit")}
	case refused:
		return nil, nil, errors.New("constraint #7 is not satisfied\x1b[2J")
	}
	return p.proof(c)
}

func (p *prover) proof(c *rollup.ChunkInput) ([]byte, []byte, error) {
	var a toy
	for i := range c.Public {
		a.Public[i] = c.Public[i]
	}
	w, err := frontend.NewWitness(&a, ecc.BLS12_377.ScalarField())
	if err != nil {
		return nil, nil, err
	}
	pr, err := groth16.Prove(p.ccs, p.pk, w)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	if _, err := pr.WriteRawTo(&b); err != nil {
		return nil, nil, err
	}
	public, err := proof.EncodePublic(ecc.BLS12_377, c.Statement())
	return b.Bytes(), public, err
}

// job is a chunk of a batch of that number.
func job(t *testing.T, number uint64) muster.Job {
	t.Helper()
	b, err := rollup.Generate(number, 1, rollup.DefaultMix(4))
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), rollup.Params{SlotsPerChunk: 4, Arity: 1})
	if err != nil {
		t.Fatal(err)
	}
	slice, err := trace.Chunks[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	public, err := proof.EncodePublic(ecc.BLS12_377, trace.Chunks[0].Statement())
	if err != nil {
		t.Fatal(err)
	}
	files := newProver().files
	return muster.Job{
		Task: "task_1", Name: "prove/0/chunk/17", Stage: "prove", Pipeline: "rollup", Circuit: files, Slice: slice,
		Statement: muster.Statement{System: "groth16", Curve: "bls12_377", Circuit: files.VerifyingKey.Digest, Public: public},
	}
}

// serve runs a worker of muster's worker dialect, with a hand on its prover.
func serve(t *testing.T, prove func(context.Context, *rollup.ChunkInput) ([]byte, []byte, error)) string {
	t.Helper()
	mux := http.NewServeMux()
	forgedialect.NewWorker(forgedialect.WorkerOptions{ID: 1, Slots: 4, Prove: prove, Token: "secret", Log: slog.New(slog.DiscardHandler)}).Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

func open(t *testing.T, urls ...string) *Backend {
	t.Helper()
	b, err := New(Options{Workers: urls, Keys: newProver(), Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.opts.Client.CloseIdleConnections)
	return b
}

func TestConformance(t *testing.T) {
	p := newProver()
	backendtest.Exercise(t, func(t *testing.T) backendtest.Subject {
		none, other := job(t, good), job(t, good)
		none.Slice = []byte("no chunk")
		other.Statement.Public = bytes.Clone(other.Statement.Public)
		other.Statement.Public[20] ^= 1
		bare := job(t, good)
		bare.Slice = nil
		b := open(t, serve(t, p.prove))
		alien := job(t, good)
		alien.Circuit.VerifyingKey.Digest = muster.DigestOf([]byte("another key"))
		alien.Statement.Circuit = alien.Circuit.VerifyingKey.Digest
		hurried := open(t, serve(t, p.prove))
		hurried.opts.Time = 100 * time.Millisecond
		only := func(prove http.HandlerFunc) *Backend { return open(t, rogue(t, prove)) }
		return backendtest.Subject{
			Backend: b, Verifier: b.verifier, Good: job(t, good), Slow: job(t, slow),
			Bad: []backendtest.Bad{
				{Kind: backendtest.BadWitness, Name: "no chunk", Job: none, Class: muster.FailDeterministic},
				{Name: "no input", Job: bare, Class: muster.FailDeterministic},
				{Name: "another statement", Job: other, Class: muster.FailDeterministic},
				{Kind: backendtest.BadWitness, Name: "the worker refuses", Job: job(t, refused), Class: muster.FailDeterministic},
				{Kind: backendtest.WrongKey, Job: alien, Class: muster.FailTransient, Backend: open(t, serve(t, p.prove))},
				{Kind: backendtest.OutOfMemory, Job: job(t, short), Class: muster.FailResource},
				{Kind: backendtest.Hang, Job: job(t, slow), Class: muster.FailTransient, Backend: hurried},
				{Kind: backendtest.Garbage, Job: job(t, good), Class: muster.FailTransient, Backend: only(said(`{"proof":"00","public_inputs":` + inputs(t, job(t, good)) + `}`))},
				{Kind: backendtest.HugeOutput, Job: job(t, good), Class: muster.FailTransient, Backend: only(func(w http.ResponseWriter, _ *http.Request) {
					w.Write(bytes.Repeat([]byte(" "), mostAnswer+10))
				})},
				{Kind: backendtest.Killed, Job: job(t, good), Class: muster.FailTransient, Backend: only(func(http.ResponseWriter, *http.Request) {
					panic(http.ErrAbortHandler)
				})},
			},
		}
	})
}

// A worker that is not there, or lies, costs nothing but a warning.
func TestOthersProveWhatOneDoesNot(t *testing.T) {
	p := newProver()
	gone := httptest.NewServer(nil)
	gone.Close()
	j, another := job(t, good), job(t, liar)
	var lied atomic.Int32
	lies := map[string]http.HandlerFunc{
		"garbage":     func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") },
		"status":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"endless":     func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte(" "), mostAnswer+10)) },
		"no proof":    said(`{"proof":"xyz","public_inputs":` + inputs(t, j) + `}`),
		"empty":       said(`{}`),
		"inputs":      said(`{"proof":"00","public_inputs":["0x1"]}`),
		"no number":   said(`{"proof":"00","public_inputs":["one"]}`),
		"other proof": said(`{"proof":"` + proofOf(t, p, another) + `","public_inputs":` + inputs(t, j) + `}`),
		"other error": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"status":"error","message":"disk full"}`)
		},
	}
	clock := time.Now()
	still := func(urls ...string) *Backend { // nobody's time to be left alone is over
		b := open(t, urls...)
		b.now = func() time.Time { return clock }
		return b
	}
	for name, lie := range lies {
		t.Run(name, func(t *testing.T) {
			lied.Store(0)
			url := rogue(t, func(w http.ResponseWriter, r *http.Request) { lied.Add(1); lie(w, r) })
			b := still(gone.URL, url, serve(t, p.prove))
			for range 2 {
				out, err := b.Run(t.Context(), j, nil)
				if err != nil {
					t.Fatal(err)
				}
				if err := b.verifier.Verify(t.Context(), j.Statement, out); err != nil {
					t.Error(err)
				}
			}
			if lied.Load() != 1 {
				t.Errorf("it was asked %d times", lied.Load())
			}
			alone := still(gone.URL, url)
			_, err := alone.Run(t.Context(), j, nil)
			var f *muster.JobError
			if !errors.As(err, &f) || f.Class != muster.FailTransient || !strings.Contains(err.Error(), url) || !strings.Contains(err.Error(), gone.URL) {
				t.Errorf("alone: %v", err)
			}
		})
	}
}

// A worker does not send its caller elsewhere.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var followed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
		url := rogue(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, status) })
		if _, err := open(t, url).Run(t.Context(), job(t, good), nil); err == nil || followed.Load() != 0 {
			t.Errorf("%d: followed %d times, %v", status, followed.Load(), err)
		}
	}
}

// rogue runs a worker that is well, and proves as it likes.
func rogue(t *testing.T, prove http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", said(`{"status":"ok","worker_id":9,"ready":true,"active_jobs":0,"max_concurrent_jobs":4}`))
	mux.HandleFunc("POST /prove", prove)
	srv := httptest.NewServer(mux)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(srv.Close)
	return srv.URL
}

func said(data string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"status":"success","data":%s}`, data) }
}

func proofOf(t *testing.T, p *prover, j muster.Job) string {
	t.Helper()
	c, err := rollup.DecodeChunk(j.Slice)
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := p.proof(c)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", out)
}

func inputs(t *testing.T, j muster.Job) string {
	t.Helper()
	values, err := proof.DecodePublic(ecc.BLS12_377, j.Statement.Public)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", fmt.Sprintf("0x%064x", v))
	}
	return "[" + strings.Join(out, ",") + "]"
}

// A worker that others keep busy is waited for.
func TestBusyWorkersAreWaitedFor(t *testing.T) {
	p := newProver()
	var asked atomic.Int32
	mux := http.NewServeMux()
	worker := forgedialect.NewWorker(forgedialect.WorkerOptions{Slots: 4, Prove: p.prove, Log: slog.New(slog.DiscardHandler)})
	worker.Mount(mux)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/prove" && asked.Add(1) == 1 {
			io.WriteString(w, `{"status":"error","message":"Worker 1 at capacity (2/2)"}`)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	defer srv.Close()
	if _, err := open(t, srv.URL).Run(t.Context(), job(t, good), nil); err != nil || asked.Load() != 2 {
		t.Errorf("asked %d times, %v", asked.Load(), err)
	}
}

func TestWhatAWorkerSaysIsPrintable(t *testing.T) {
	_, err := open(t, serve(t, newProver().prove)).Run(t.Context(), job(t, refused), nil)
	if err == nil || strings.Contains(err.Error(), "\x1b") || !strings.Contains(err.Error(), "constraint #7 is not satisfied") {
		t.Errorf("%q", err)
	}
}

func TestNew(t *testing.T) {
	for _, urls := range [][]string{nil, {"prover:9001"}, {"ftp://prover"}, {"http://"}, {"http://me:hunter2@prover:9001"}, {"http://prover?a=b"}, {"http://prover#a"}} {
		if _, err := New(Options{Workers: urls, Keys: newProver()}); muster.CodeOf(err) != muster.CodeInvalid || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v: %v", urls, err)
		}
	}
}
