package groth16

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/internal/guard"
)

const (
	// fewest claims that are worth combining.
	fewest = 3
	// patience is how often, on average, a claim may be part of a failing
	// combination. So many bad proofs that bisection would cost more are found
	// one at a time.
	patience = 2
)

// VerifyAll implements muster.BatchVerifier: each proof gets the answer that
// Verify would give. Proofs of one key are checked together, by a random linear
// combination; where that fails, halves of them are, until the bad ones are
// found, and it is always Verify's own equation that refuses a proof.
func (v *Verifier) VerifyAll(ctx context.Context, statements []muster.Statement, encoded [][]byte) []error {
	errs := make([]error, len(statements))
	claims := make([]*claim, len(statements))
	each(len(statements), func(i int) {
		if errs[i] = ctx.Err(); errs[i] != nil {
			return
		}
		if i >= len(encoded) {
			errs[i] = muster.Errorf(muster.CodeInvalid, "statement %d has no proof", i)
			return
		}
		claims[i], errs[i] = v.open(ctx, statements[i], encoded[i])
	})
	type group struct {
		circuit muster.Digest
		curve   ecc.ID
	}
	members := make(map[group][]int)
	for i, c := range claims {
		if c != nil {
			k := group{c.statement.Circuit, c.curve}
			members[k] = append(members[k], i)
		}
	}
	for _, at := range members {
		v.settle(ctx, claims, at, errs)
	}
	return errs
}

// settle decides the claims at the given places, which are of one key.
func (v *Verifier) settle(ctx context.Context, claims []*claim, at []int, errs []error) {
	alone := func(at []int) {
		each(len(at), func(i int) {
			if errs[at[i]] = ctx.Err(); errs[at[i]] == nil {
				errs[at[i]] = claims[at[i]].verify()
			}
		})
	}
	spent, most := 0, patience*len(at)
	// decide checks claims together; bad says that one of them is known to be
	// bad. It reports whether all hold.
	var decide func(at []int, bad bool) bool
	decide = func(at []int, bad bool) bool {
		if len(at) < fewest || spent > most || ctx.Err() != nil {
			alone(at)
			for _, i := range at {
				if errs[i] != nil {
					return false
				}
			}
			return true
		}
		if !bad {
			held, err := v.together(claims, at)
			if err != nil {
				spent = most + 1 // what can't be combined is done one at a time
			}
			if held && err == nil {
				return true
			}
			spent += len(at)
		}
		half := len(at) / 2
		good := decide(at[:half], false)
		// Where the left half holds, the bad one is in the right half.
		return decide(at[half:], good && spent <= most) && good
	}
	decide(at, false)
}

// together combines the claims at the given places.
func (v *Verifier) together(claims []*claim, at []int) (held bool, err error) {
	some := make([]*claim, len(at))
	for i, j := range at {
		some[i] = claims[j]
	}
	combiner, ok := combiners[some[0].curve]
	if !ok {
		return false, errors.New("no combination on this curve")
	}
	err = guard.Run(func() (err error) {
		held, err = combiner.combine(some, v.rand)
		return err
	})
	return held, err
}

// each calls fn with 0 to n-1 on all cores and returns when all calls have.
func each(n int, fn func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, cores()) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	wg.Wait()
}

// parallel is each for calls that may fail or panic. It returns the first
// error by number.
func parallel(n int, fn func(i int) error) error {
	errs := make([]error, n)
	each(n, func(i int) { errs[i] = guard.Run(func() error { return fn(i) }) })
	return errors.Join(errs...)
}
