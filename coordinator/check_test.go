package coordinator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// together is a verifier that takes a second per call, whatever it is given.
// The proof "panic" makes it panic, "panic together" only when it is not alone.
type together struct {
	mu    sync.Mutex
	sizes []int // of the calls, as they ended
	busy  int
	most  int
}

func (v *together) enter(n int) (leave func()) {
	v.mu.Lock()
	v.busy++
	v.most = max(v.most, v.busy)
	v.mu.Unlock()
	return func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.busy--
		v.sizes = append(v.sizes, n)
	}
}

func (v *together) Verify(ctx context.Context, s muster.Statement, proof []byte) error {
	defer v.enter(1)()
	if string(proof) == "panic" {
		panic("as it was told")
	}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	return honest{}.Verify(ctx, s, proof)
}

func (v *together) VerifyAll(ctx context.Context, s []muster.Statement, proofs [][]byte) []error {
	defer v.enter(len(s))()
	for _, p := range proofs {
		if strings.HasPrefix(string(p), "panic") {
			panic("as it was told")
		}
	}
	errs := make([]error, len(s))
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		for i := range errs {
			errs[i] = ctx.Err()
		}
		return errs
	}
	for i := range s {
		errs[i] = honest{}.Verify(ctx, s[i], proofs[i])
	}
	return errs
}

func statement(key string, n int) muster.Statement {
	return muster.Statement{System: "test", Circuit: muster.DigestOf([]byte(key)), Public: fmt.Append(nil, n)}
}

func TestProofsOfOneKeyAreVerifiedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &together{}
		c := newChecker(v, 2)
		began := time.Now()
		const n, bad = 100, 57
		errs := make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				s := statement("key", i)
				proof := proofOf(s)
				if i == bad {
					proof = proofOf(statement("key", i+1))
				}
				errs[i] = c.verify(t.Context(), s, proof)
			})
		}
		all.Wait()
		for i, err := range errs {
			if got := muster.CodeOf(err) == muster.CodeInvalidProof; got != (i == bad) {
				t.Errorf("proof %d: %v", i, err)
			}
		}
		// Two slots take the first two, and what waited when one was free again.
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("took %v: %v", took, v.sizes)
		}
		if v.most > 2 {
			t.Errorf("%d verifications at once with 2 slots", v.most)
		}
	})
}

func TestProofsOfDistinctKeysAreNotMixed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &together{}
		c := newChecker(v, 1)
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				s := statement(fmt.Sprint(i%3), i)
				if err := c.verify(t.Context(), s, proofOf(s)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if slices.Max(v.sizes) > 10 {
			t.Errorf("verified in goes of %v", v.sizes)
		}
		if len(c.waiting) != 0 {
			t.Errorf("%d keys are left behind", len(c.waiting))
		}
	})
}

func TestNoMoreThanMostTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &together{}
		c := newChecker(v, 1)
		var all sync.WaitGroup
		for i := range 3 * mostTogether {
			all.Go(func() {
				s := statement("key", i)
				if err := c.verify(t.Context(), s, proofOf(s)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if slices.Max(v.sizes) != mostTogether {
			t.Errorf("verified in goes of %v", v.sizes)
		}
	})
}

func TestWhoGivesUpDoesNotEndItForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &together{}
		c := newChecker(v, 1)
		gone, give := context.WithCancel(t.Context())
		var all sync.WaitGroup
		verify := func(ctx context.Context, i int, want error) {
			all.Go(func() {
				s := statement("key", i)
				err := c.verify(ctx, s, proofOf(s))
				if err == nil && ctx == gone {
					return // it served the others to their end, and itself with them
				}
				if !errors.Is(err, want) {
					t.Errorf("proof %d: %v, want %v", i, err, want)
				}
			})
			synctest.Wait()
		}
		verify(t.Context(), 0, nil)         // has the slot
		verify(gone, 1, context.Canceled)   // waits, and gives up
		verify(t.Context(), 2, nil)         // will be taken along
		verify(gone, 3, context.Canceled)   // likewise, and gives up then
		time.Sleep(1500 * time.Millisecond) // in the midst of the second go
		give()
		synctest.Wait()
		all.Wait()
	})
}

func TestWhenAllGiveUpTheVerificationEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChecker(&together{}, 1)
		ctx, give := context.WithCancel(t.Context())
		began := time.Now()
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				s := statement("key", i)
				if err := c.verify(ctx, s, proofOf(s)); !errors.Is(err, context.Canceled) {
					t.Errorf("proof %d: %v", i, err)
				}
			})
		}
		synctest.Wait()
		give()
		all.Wait()
		if time.Since(began) != 0 || len(c.waiting) != 0 || len(c.slots) != 0 {
			t.Errorf("after %v %d keys wait and %d slots are taken", time.Since(began), len(c.waiting), len(c.slots))
		}
	})
}

func TestPanicOfAVerifierIsContained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newChecker(&together{}, 1)
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				s := statement("key", i)
				proof, want := proofOf(s), muster.Code("")
				switch i {
				case 3:
					proof, want = []byte("panic"), muster.CodeInternal
				case 4:
					proof, want = []byte("panic together"), muster.CodeInvalidProof
				}
				if err := c.verify(t.Context(), s, proof); muster.CodeOf(err) != want {
					t.Errorf("proof %d: %v, want %q", i, err, want)
				}
			})
		}
		all.Wait()
		s := statement("key", 99)
		if err := c.verify(t.Context(), s, proofOf(s)); err != nil {
			t.Errorf("after the panic: %v", err)
		}
	})
}

func TestVerifierThatTakesOneAtATime(t *testing.T) {
	c := newChecker(honest{}, 3)
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			s := statement("key", i)
			proof := proofOf(s)
			if i%7 == 0 {
				proof = bytes.Repeat(proof, 2)
			}
			if err := c.verify(t.Context(), s, proof); (err == nil) == (i%7 == 0) {
				t.Errorf("proof %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if len(c.waiting) != 0 {
		t.Errorf("%d keys are left behind", len(c.waiting))
	}
}
