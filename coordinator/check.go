package coordinator

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// mostTogether bounds how many proofs are verified in one go, so that the first
// of them does not wait for long.
const mostTogether = 256

// checkKey is what proofs that can be verified together have in common.
type checkKey struct {
	system, curve, target string
	circuit               muster.Digest
}

// check is a proof that waits for its verification.
type check struct {
	ctx   context.Context
	s     muster.Statement
	proof []byte
	done  chan error // takes one without blocking
}

// checker verifies proofs, at most as many at a time as it has slots. Proofs of
// one key that wait for a slot are verified together where the verifier can.
// There is no goroutine of its own: a caller that gets a slot serves all who
// wait with it.
type checker struct {
	verifier muster.Verifier
	batch    muster.BatchVerifier // nil where the verifier takes one at a time
	slots    chan struct{}
	together func(n int) // told how many were verified in one go

	mu      sync.Mutex
	waiting map[checkKey][]*check
}

func newChecker(v muster.Verifier, slots int) *checker {
	batch, _ := v.(muster.BatchVerifier)
	return &checker{verifier: v, batch: batch, slots: make(chan struct{}, max(slots, 1)),
		together: func(int) {}, waiting: make(map[checkKey][]*check)}
}

// verify returns what the verifier says of a proof, or the context's error when
// that ends first. A verifier that panics gives CodeInternal.
func (v *checker) verify(ctx context.Context, s muster.Statement, proof []byte) error {
	key := checkKey{s.System, s.Curve, s.Target, s.Circuit}
	c := &check{ctx: ctx, s: s, proof: proof, done: make(chan error, 1)}
	v.mu.Lock()
	v.waiting[key] = append(v.waiting[key], c)
	v.mu.Unlock()
	select {
	case v.slots <- struct{}{}:
		v.serve(v.take(key, c))
		<-v.slots
	case err := <-c.done:
		return err
	case <-ctx.Done():
		v.forget(key, c)
		return ctx.Err()
	}
	select { // another may have taken it along
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take takes one's own check and others that wait under its key; nothing if its
// own was taken along by another.
func (v *checker) take(key checkKey, own *check) []*check {
	v.mu.Lock()
	defer v.mu.Unlock()
	at := slices.Index(v.waiting[key], own)
	if at < 0 {
		return nil
	}
	taken := []*check{own}
	v.drop(key, at)
	if v.batch == nil {
		return taken
	}
	others := v.waiting[key]
	n := min(len(others), mostTogether-1)
	taken = append(taken, others[:n]...)
	if v.waiting[key] = others[n:]; n == len(others) {
		delete(v.waiting, key)
	}
	return taken
}

// drop removes one from the waiting. The caller holds mu.
func (v *checker) drop(key checkKey, at int) {
	v.waiting[key] = slices.Delete(v.waiting[key], at, at+1)
	if len(v.waiting[key]) == 0 {
		delete(v.waiting, key)
	}
}

// forget takes out one who waits no more.
func (v *checker) forget(key checkKey, c *check) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if at := slices.Index(v.waiting[key], c); at >= 0 {
		v.drop(key, at)
	}
}

// serve verifies what was taken and tells each its outcome.
func (v *checker) serve(checks []*check) {
	switch len(checks) {
	case 0:
		return
	case 1:
		c := checks[0]
		c.done <- v.one(c.ctx, c.s, c.proof)
		return
	}
	// One who gives up must not end it for the others; when all did, it ends.
	ctx, cancel := context.WithCancel(context.WithoutCancel(checks[0].ctx))
	defer cancel()
	var left sync.WaitGroup
	left.Add(len(checks))
	for _, c := range checks {
		stop := context.AfterFunc(c.ctx, left.Done)
		defer func() {
			if stop() {
				left.Done()
			}
		}()
	}
	go func() { left.Wait(); cancel() }()

	statements, proofs := make([]muster.Statement, len(checks)), make([][]byte, len(checks))
	for i, c := range checks {
		statements[i], proofs[i] = c.s, c.proof
	}
	v.together(len(checks))
	errs, ok := v.all(ctx, statements, proofs)
	for i, c := range checks {
		if !ok { // one at a time shows whose fault it is
			c.done <- v.one(c.ctx, c.s, c.proof)
			continue
		}
		c.done <- errs[i]
	}
}

// all verifies proofs together. It returns false when the verifier panicked.
func (v *checker) all(ctx context.Context, s []muster.Statement, proofs [][]byte) (errs []error, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			ok = false
		}
	}()
	errs = v.batch.VerifyAll(ctx, s, proofs)
	return errs, len(errs) == len(s)
}

func (v *checker) one(ctx context.Context, s muster.Statement, proof []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = muster.Errorf(muster.CodeInternal, "the verifier panicked: %v", r)
		}
	}()
	return v.verifier.Verify(ctx, s, proof)
}

// verify checks a proof against its statement and has it measured, the wait for
// a free core included.
func (c *Coordinator) verify(ctx context.Context, s muster.Statement, proof []byte) error {
	start := time.Now()
	err := c.checker.verify(ctx, s, proof)
	c.cfg.Observer.ProofVerified(s, err == nil, time.Since(start))
	return err
}
