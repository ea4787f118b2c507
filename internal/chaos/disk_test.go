package chaos

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

// faults is what goes wrong with disks and networks, until it is over.
type faults struct {
	luck *luck
	over atomic.Bool
}

// strike reports whether this is one of n times at which something goes wrong.
func (f *faults) strike(n int) bool { return !f.over.Load() && f.luck.one(n) }

// database is a store that sometimes is slow, away or full, and sometimes loses
// its answer after the commit.
type database struct {
	muster.Store
	*faults
}

func away(what string) error {
	return &muster.Error{Code: muster.CodeUnavailable, Message: what + ": the database is away", RetryAfter: time.Second}
}

// try runs a transaction with its faults.
func (d *database) try(ctx context.Context, what string, do func() error) error {
	if d.strike(60) {
		select {
		case <-time.After(d.luck.between(0, 20*time.Second)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	switch {
	case d.strike(40):
		return away(what)
	case d.strike(60):
		return muster.Errorf(muster.CodeStorageFull, "%s: the disk is full", what)
	}
	if err := do(); err != nil {
		return err
	}
	if d.strike(40) {
		return away(what + " (after the commit)")
	}
	return nil
}

func (d *database) BatchInsert(ctx context.Context, p muster.BatchInsertParams) (b muster.Batch, created bool, err error) {
	err = d.try(ctx, "insert", func() (err error) { b, created, err = d.Store.BatchInsert(ctx, p); return err })
	return b, created, err
}

func (d *database) BatchStart(ctx context.Context, p muster.BatchMoveParams) (b muster.Batch, err error) {
	err = d.try(ctx, "start", func() (err error) { b, err = d.Store.BatchStart(ctx, p); return err })
	return b, err
}

func (d *database) BatchGrow(ctx context.Context, p muster.BatchGrowParams) error {
	return d.try(ctx, "grow", func() error { return d.Store.BatchGrow(ctx, p) })
}

func (d *database) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (b muster.Batch, err error) {
	err = d.try(ctx, "plan", func() (err error) { b, err = d.Store.BatchPlan(ctx, p); return err })
	return b, err
}

func (d *database) BatchCancel(ctx context.Context, p muster.BatchMoveParams) (b muster.Batch, err error) {
	err = d.try(ctx, "cancel", func() (err error) { b, err = d.Store.BatchCancel(ctx, p); return err })
	return b, err
}

func (d *database) TaskLease(ctx context.Context, p muster.TaskLeaseParams) (t []muster.Task, err error) {
	err = d.try(ctx, "lease", func() (err error) { t, err = d.Store.TaskLease(ctx, p); return err })
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (d *database) TaskHedge(ctx context.Context, p muster.TaskHedgeParams) (t []muster.Task, err error) {
	err = d.try(ctx, "hedge", func() (err error) { t, err = d.Store.TaskHedge(ctx, p); return err })
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (d *database) TaskAccept(ctx context.Context, p muster.TaskAcceptParams) (r muster.TaskAcceptResult, err error) {
	err = d.try(ctx, "accept", func() (err error) { r, err = d.Store.TaskAccept(ctx, p); return err })
	return r, err
}

func (d *database) TaskAcceptAll(ctx context.Context, all []muster.TaskAcceptParams) []muster.TaskAcceptOutcome {
	out := make([]muster.TaskAcceptOutcome, len(all))
	for i, p := range all {
		out[i].TaskAcceptResult, out[i].Err = d.TaskAccept(ctx, p)
	}
	return out
}

func (d *database) TaskFail(ctx context.Context, p muster.TaskFailParams) (t muster.Task, err error) {
	err = d.try(ctx, "fail", func() (err error) { t, err = d.Store.TaskFail(ctx, p); return err })
	return t, err
}

func (d *database) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) (s []muster.LeaseStatus, err error) {
	err = d.try(ctx, "extend", func() (err error) { s, err = d.Store.LeaseExtend(ctx, p); return err })
	return s, err
}

func (d *database) LeaseReap(ctx context.Context, p muster.LeaseReapParams) (t []muster.Task, err error) {
	err = d.try(ctx, "reap", func() (err error) { t, err = d.Store.LeaseReap(ctx, p); return err })
	return t, err
}

func (d *database) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (l muster.Leader, err error) {
	err = d.try(ctx, "hold", func() (err error) { l, err = d.Store.LeaderHold(ctx, p); return err })
	return l, err
}

func (d *database) WorkerPut(ctx context.Context, w muster.Worker, now time.Time) (got muster.Worker, err error) {
	err = d.try(ctx, "put worker", func() (err error) { got, err = d.Store.WorkerPut(ctx, w, now); return err })
	return got, err
}

// shelf is an artifact store that survives everything but sometimes has no
// room.
type shelf struct {
	*faults
	mu   sync.Mutex
	held map[muster.Digest][]byte
	at   map[muster.Digest]time.Time
}

func (s *shelf) Put(_ context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return muster.Artifact{}, err
	case int64(len(b)) > limit:
		return muster.Artifact{}, muster.Errorf(muster.CodeTooLarge, "over %d bytes", limit)
	case s.strike(30):
		return muster.Artifact{}, muster.Errorf(muster.CodeStorageFull, "no room for artifacts")
	}
	d := muster.DigestOf(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[d], s.at[d] = b, time.Now()
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (s *shelf) get(d muster.Digest) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.held[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no artifact %s", d.Short())
	}
	return b, nil
}

func (s *shelf) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	b, err := s.get(d)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *shelf) Stat(_ context.Context, d muster.Digest) (muster.Artifact, error) {
	b, err := s.get(d)
	return muster.Artifact{Digest: d, Size: int64(len(b))}, err
}

func (s *shelf) SignGet(context.Context, muster.Digest, time.Time) (string, error) {
	return "shelf:", nil
}

func (s *shelf) Finish(_ context.Context, a muster.Artifact) error {
	_, err := s.get(a.Digest)
	return err
}

func (s *shelf) SignPut(context.Context, muster.Artifact, time.Time) (muster.Upload, error) {
	return muster.Upload{}, nil
}

func (s *shelf) List(_ context.Context, f func(muster.ArtifactInfo) error) error {
	s.mu.Lock()
	var all []muster.ArtifactInfo
	for d, b := range s.held {
		all = append(all, muster.ArtifactInfo{Artifact: muster.Artifact{Digest: d, Size: int64(len(b))}, StoredAt: s.at[d]})
	}
	s.mu.Unlock()
	for _, a := range all {
		if err := f(a); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Delete(_ context.Context, d muster.Digest, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at[d].After(before) {
		return muster.Errorf(muster.CodeState, "artifact %s was put later", d.Short())
	}
	delete(s.held, d)
	delete(s.at, d)
	return nil
}

func (s *shelf) Clean(context.Context, time.Time) error { return nil }
