package forge_test

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/mock"
)

// flaky is the mock backend, which fails so often first.
type flaky struct {
	muster.Backend
	left atomic.Int64
}

func newFlaky(n int64) *flaky {
	f := &flaky{Backend: mock.New(mock.Options{})}
	f.left.Store(n)
	return f
}

func (f *flaky) fail(n int64) { f.left.Store(n) }

func (f *flaky) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if f.left.Add(-1) >= 0 {
		return nil, &muster.JobError{Class: muster.FailTransient, Err: errors.New("a bad day")}
	}
	return f.Backend.Run(ctx, job, report)
}
