package chaos

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/telemetry"
)

const treeYAML = `
name: tree
version: 1.0.0
program: counts
target: solidity
limits: {slices: 20, input: 1KiB}
defaults: {backend: exec, max_attempts: 4}
rounds:
  - name: base
    circuits: [a, b]
    stages: [{name: witness}, {name: prove}]
  - name: node
    arity: 3
    until: 1
    carry: true
    optional: true
    stages: [{name: prove}]
`

// Jobs over other batches' final proofs.
const bundleYAML = `
name: bundle
version: 1.0.0
program: counts
limits: {slices: 1, references: 10, input: 1KiB}
defaults: {backend: exec, max_attempts: 4}
rounds:
  - name: bundle
    references: required
    arity: 10
    stages: [{name: prove}]
`

// inputLimit is the most bytes that a batch's input may have.
const inputLimit = 1 << 10

// replica is one coordinator process, which can be killed and started again.
type replica struct {
	w     *world
	n     int
	luck  *luck
	mu    sync.Mutex
	c     *coordinator.Coordinator // nil while it is down
	db    *database                // as this process sees it
	stop  context.CancelFunc
	ended chan error
	off   time.Duration // how far its clock is from the true one
}

func (r *replica) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Add(r.off)
}

func (r *replica) start() {
	var pipelines []*pipeline.Pipeline
	for _, src := range []string{treeYAML, bundleYAML} {
		p, err := pipeline.Parse("chaos.yaml", []byte(src))
		if err != nil {
			r.w.t.Fatal(err)
		}
		pipelines = append(pipelines, p)
	}
	db := &database{Store: r.w.truth, faults: r.w.faults}
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() && os.Getenv("MUSTER_SEED") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil)).With("replica", r.n)
	}
	var settles *settler.Settler // where anything is settled
	c, err := coordinator.New(coordinator.Config{
		Store: db, Artifacts: r.w.shelf, Verifier: verifier{}, Pipelines: pipelines, NoHedge: !r.w.hedged,
		Programs: map[string]muster.Program{counts.Name: counts.Program{}}, Circuits: circuits{},
		IDs: muster.IDs{Now: r.now, Rand: r.luck}, Logger: log, Observer: telemetry.New("chaos", false), InputLimit: inputLimit, ReapEvery: 3 * time.Second,
		GCGrace: 2 * time.Minute, PickWithin: pickWithin,
		Chains: []string{chain}, Proven: func() { settles.Wake() }, // nothing is proven to be settled without one
	})
	if err != nil {
		r.w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	var running errgroup.Group
	running.Go(func() error { return c.Run(ctx) })
	if r.w.dealt {
		settles = r.newSettler(db, c)
		running.Go(func() error { return settles.Run(ctx) })
	}
	go func() { ended <- running.Wait() }()
	r.mu.Lock()
	r.c, r.db, r.stop, r.ended = c, db, stop, ended
	r.mu.Unlock()
}

// kill ends the replica: as kill -9 does, without a word to anyone, or politely.
func (r *replica) kill(polite bool) {
	r.mu.Lock()
	c, db, stop, ended := r.c, r.db, r.stop, r.ended
	r.c = nil
	r.mu.Unlock()
	if c == nil {
		return
	}
	db.dead.Store(!polite)
	stop()
	if err := <-ended; err != nil {
		r.w.t.Errorf("replica %d: %v", r.n, err)
	}
}

// jump sets its clock by something.
func (r *replica) jump(by time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.off = by
}

var errDown = errors.New("connection refused")

func (r *replica) up() (*coordinator.Coordinator, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.c == nil {
		return nil, errDown
	}
	return r.c, nil
}

var errLost = errors.New("the message was lost")

// call sends a request to a replica over the bad network: it may come late or
// not at all, it may come twice, and the answer may be late or lost.
func call[A any](w *world, l *luck, do func(ctx context.Context, c *coordinator.Coordinator) (A, error)) (A, error) {
	var none A
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if w.faults.strike(15) {
		return none, errLost
	}
	if w.faults.strike(8) {
		w.pause(l.between(0, 20*time.Second))
	}
	at := l.below(len(w.replicas))
	r := w.replicas[at]
	c, err := r.up()
	if err != nil && w.calm { // as behind a load balancer
		r = w.replicas[(at+1)%len(w.replicas)]
		c, err = r.up()
	}
	if err != nil {
		return none, err
	}
	if w.faults.strike(12) {
		late := l.between(0, 90*time.Second)
		w.spawn(func() { // the same message once more, much later
			w.pause(late)
			if c, err := r.up(); err == nil {
				ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
				defer cancel()
				_, _ = do(ctx, c)
			}
		})
	}
	got, err := do(ctx, c)
	if w.faults.strike(8) {
		w.pause(l.between(0, 20*time.Second))
	}
	if w.faults.strike(15) {
		return none, errLost
	}
	return got, err
}

// proofOf is what the verifier takes for a proof. As with real ones, each prover
// makes another one, and all are valid.
func proofOf(s muster.Statement, maker string) []byte {
	sum := sha256.Sum256(append(append([]byte("proof"), s.Circuit[:]...), s.Public...))
	return append(sum[:], maker...)
}

type verifier struct{}

func (verifier) Verify(_ context.Context, s muster.Statement, proof []byte) error {
	if !bytes.HasPrefix(proof, proofOf(s, "")) {
		return muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return nil
}

type circuits struct{}

func (circuits) Circuit(_ context.Context, p *pipeline.Pipeline, _ map[string]int, name string) (muster.CircuitFiles, error) {
	return muster.CircuitFiles{
		Name: name, System: "test", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte(p.Name + name))},
	}, nil
}

func (circuits) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return nil, muster.Errorf(muster.CodeNotFound, "no key %s", a.Digest.Short())
}
