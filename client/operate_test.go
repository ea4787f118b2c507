package client_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
)

func TestOperatorsVerbs(t *testing.T) {
	svc, _, c := server(t)
	ctx := t.Context()
	b := svc.Put(1, auth.DefaultTenant, muster.BatchProving)
	svc.TaskRows = []muster.Task{{ID: apitest.TaskID(1), Batch: b}}
	if e, err := c.Explain(ctx, b); err != nil || e.Cause != muster.CauseNoWorkers || len(e.Findings) != 1 {
		t.Errorf("explain: %+v %v", e, err)
	}
	if got, err := c.RetryBatch(ctx, b); err != nil || got.State != muster.BatchProving {
		t.Errorf("retry: %+v %v", got, err)
	}
	if got, err := c.SetPriority(ctx, b, muster.PriorityHigh); err != nil || got.Priority != muster.PriorityHigh {
		t.Errorf("priority: %+v %v", got, err)
	}
	for _, d := range []time.Time{apitest.Epoch, {}} {
		if got, err := c.SetDeadline(ctx, b, d); err != nil || !got.Deadline.Equal(d) {
			t.Errorf("deadline %v: %+v %v", d, got, err)
		}
	}
	if _, err := c.RetryTask(ctx, apitest.TaskID(1)); err != nil || !svc.Called("RetryTask") {
		t.Errorf("retry task: %v", err)
	}
	if _, err := c.QuarantineTask(ctx, apitest.TaskID(1), "why"); err != nil || !svc.Called("QuarantineTask") {
		t.Errorf("quarantine: %v", err)
	}
	groups := []muster.Group{{Name: "a", Pairs: []muster.Pair{{Pipeline: "zksync", Round: 1, Circuit: "leaf_keccak"}, {Round: 2}}}}
	if got, err := c.ApplyGroups(ctx, groups); err != nil || cmp.Diff(groups, got) != "" {
		t.Errorf("apply: %+v %v", got, err)
	}
	if got, err := c.Groups(ctx); err != nil || cmp.Diff(groups, got) != "" {
		t.Errorf("groups: %+v %v", got, err)
	}
	if _, err := c.ApplyGroups(ctx, nil); err != nil {
		t.Errorf("no groups: %v", err)
	}
	if q, err := c.QueueReport(ctx); err != nil || len(q.Pools) != 1 || q.Pools[0].Each != time.Second {
		t.Errorf("queue: %+v %v", q, err)
	}
	if s, err := c.Stats(ctx, 90*time.Minute); err != nil || s.To.Sub(s.From) != 90*time.Minute {
		t.Errorf("stats: %+v %v", s, err)
	}
	if r, err := c.GC(ctx, true); err != nil || !r.DryRun || r.Bytes != 10 {
		t.Errorf("gc: %+v %v", r, err)
	}
}

func TestBackup(t *testing.T) {
	_, _, c := server(t)
	if err := c.Backup(t.Context(), func(io.Reader) error { t.Error("read"); return nil }); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("a store that can't: %v", err)
	}
	h, err := api.New(api.Config{
		Service: apitest.New(), Auth: keyAuth{}, Logger: slog.New(slog.DiscardHandler),
		Backup: func(context.Context) (func(io.Writer) error, error) {
			return func(w io.Writer) error { _, err := io.WriteString(w, "tar"); return err }, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	var got []byte
	if err := dial(t, srv.URL).Backup(t.Context(), func(r io.Reader) (err error) { got, err = io.ReadAll(r); return err }); err != nil || string(got) != "tar" {
		t.Errorf("%q %v", got, err)
	}
}
