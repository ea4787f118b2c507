package client_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
)

func TestSettlements(t *testing.T) {
	svc, _, c := server(t)
	ctx := t.Context()
	b := svc.Put(1, auth.DefaultTenant, muster.BatchSettling)
	s := muster.Settlement{Batch: b, Chain: "l1/main", State: muster.SettlementFailed, Failure: "reverted", CreatedAt: apitest.Epoch, UpdatedAt: apitest.Epoch}
	try := muster.SettlementAttempt{Batch: b, Chain: "l1/main", Number: 1, TxHash: "0x1", Fees: muster.Fees{Cap: "2", Tip: "1"}, SignedAt: apitest.Epoch}
	svc.Settling = []muster.SettlementDetail{{Settlement: s, Tries: []muster.SettlementAttempt{try}}}

	f := muster.SettlementFilter{Batch: b, Chain: "l1/main", States: []muster.SettlementState{muster.SettlementFailed}, Newest: true, Limit: 3}
	if got, err := c.Settlements(ctx, f); err != nil || cmp.Diff([]muster.Settlement{s}, got) != "" {
		t.Errorf("list: %+v %v", got, err)
	}
	if diff := cmp.Diff(f, svc.LastSettle); diff != "" {
		t.Errorf("asked for: %s", diff)
	}
	if got, err := c.Settlement(ctx, b, "l1/main"); err != nil || cmp.Diff(svc.Settling[0], got) != "" {
		t.Errorf("get: %+v %v", got, err)
	}
	if got, err := c.RetrySettlement(ctx, b, "l1/main"); err != nil || got.State != muster.SettlementPrepared {
		t.Errorf("retry: %+v %v", got, err)
	}
	if got, err := c.AbandonSettlement(ctx, b, "l1/main", "why"); err != nil || got.Failure != "why" {
		t.Errorf("abandon: %+v %v", got, err)
	}
	if _, err := c.Settlement(ctx, b, "l2"); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("another chain: %v", err)
	}
}

func TestSourcing(t *testing.T) {
	svc, _, c := server(t)
	ctx := t.Context()
	b, _, err := c.Submit(ctx, muster.Submission{
		Pipeline: "rollup", Input: []byte("in"), Targets: []string{"l1"}, Sourcing: muster.SourceMarketFirst,
	})
	if err != nil || b.Sourcing != muster.SourceMarketFirst || cmp.Diff([]string{"l1"}, b.Targets) != "" {
		t.Fatalf("%+v %v", b, err)
	}
	until := apitest.Epoch.Add(1500 * time.Millisecond)
	if got, err := c.Hold(ctx, b.ID, until, "request 7"); err != nil || !got.Hold.Until.Equal(until) || got.Hold.Reason != "request 7" {
		t.Errorf("hold: %+v %v", got, err)
	}
	if got, err := c.Release(ctx, b.ID); err != nil || got.Hold != (muster.Hold{}) {
		t.Errorf("release: %+v %v", got, err)
	}
	if got, err := c.Bring(ctx, b.ID, svc.ProofBytes, "net a"); err != nil || got.State != muster.BatchCompleted || !svc.Called("Bring from net a") {
		t.Errorf("bring: %+v %v", got, err)
	}
	if _, err := c.Bring(ctx, b.ID, []byte("other"), "net a"); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("an invalid proof: %v", err)
	}
	if _, err := c.Bring(ctx, b.ID, nil, "net a"); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("no proof: %v", err)
	}
	if got, err := c.Input(ctx, b.ID); err != nil || string(got) != "in" {
		t.Errorf("input: %q %v", got, err)
	}
	if _, err := c.Input(ctx, apitest.BatchID(9)); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("no such input: %v", err)
	}
}
