package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

type settlementsInput struct {
	Batch  string   `query:"batch" doc:"Only this batch's; operators may leave it out"`
	Chain  string   `query:"chain" doc:"Only those on this chain"`
	State  []string `query:"state" doc:"Only settlements in one of these states, separated by commas" enum:"waiting,prepared,submitted,included,final,failed,abandoned"`
	Newest bool     `query:"newest" doc:"The newest first"`
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// SettlementList is a list of settlements.
type SettlementList struct {
	Settlements []muster.Settlement `json:"settlements" doc:"By chain, then in the chain's order"`
}

// SettlementPath names a settlement in a path.
type SettlementPath struct {
	Batch string `path:"batch" doc:"Batch id, batch_…"`
	Chain string `path:"chain" doc:"Name of the chain, as configured"`
}

func (p SettlementPath) subject() string { return p.Batch + "/" + p.Chain }

// AbandonRequest is the body that gives a settlement up.
type AbandonRequest struct {
	_      struct{} `additionalProperties:"false"`
	Reason string   `json:"reason" doc:"Why, for people"`
}

type settlementBody struct {
	SettlementPath
	rawBody
}

func (a *API) registerSettlements() {
	handle(a, huma.Operation{
		OperationID: "list-settlements", Method: http.MethodGet, Path: "/v1/settlements", Tags: []string{"settlements"},
		Summary:     "List settlements",
		Description: "Callers other than operators have to name a batch of theirs.",
	}, auth.RightRead, a.listSettlements)
	handle(a, huma.Operation{
		OperationID: "list-batch-settlements", Method: http.MethodGet, Path: "/v1/batches/{id}/settlements", Tags: []string{"settlements"},
		Summary: "List the settlements of a batch",
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[SettlementList], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		all, err := a.svc.Settlements(ctx, muster.SettlementFilter{Batch: b.ID})
		return answered(SettlementList{orEmpty(all)}, err)
	})
	handle(a, huma.Operation{
		OperationID: "get-settlement", Method: http.MethodGet, Path: "/v1/settlements/{batch}/{chain}", Tags: []string{"settlements"},
		Summary: "Get a settlement with its transactions",
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *SettlementPath) (*answer[muster.SettlementDetail], error) {
		d, err := a.settlement(ctx, p, *in)
		return answered(d, err)
	})
	handle(a, huma.Operation{
		OperationID: "retry-settlement", Method: http.MethodPost, Path: "/v1/settlements/{batch}/{chain}/retry", Tags: []string{"settlements"},
		Summary: "Put a failed settlement back into its chain's line",
	}, auth.RightOperate, func(ctx context.Context, p auth.Principal, in *SettlementPath) (*answer[muster.Settlement], error) {
		d, err := a.settlement(ctx, p, *in)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.RetrySettlement(ctx, d.Batch, d.Chain))
	})
	handleBody(a, huma.Operation{
		OperationID: "abandon-settlement", Method: http.MethodPost, Path: "/v1/settlements/{batch}/{chain}/abandon", Tags: []string{"settlements"},
		Summary: "Give a settlement up, for good",
		Description: "The chain's line goes on without it. The batch fails where no other chain holds it or is to. " +
			"A transaction that was sent is not taken back: it may still settle the batch, and until a block has its nonce, " +
			"none takes the later settlements' transactions. Answers 409 once a block holds it.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, p auth.Principal, in settlementBody, body *AbandonRequest) (*answer[muster.Settlement], error) {
		d, err := a.settlement(ctx, p, in.SettlementPath)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.AbandonSettlement(ctx, d.Batch, d.Chain, body.Reason))
	})
}

func (a *API) listSettlements(ctx context.Context, p auth.Principal, in *settlementsInput) (*answer[SettlementList], error) {
	f := muster.SettlementFilter{Chain: in.Chain, Newest: in.Newest, Limit: in.Limit}
	switch {
	case in.Batch != "":
		b, err := a.find(ctx, p, in.Batch)
		if err != nil {
			return nil, err
		}
		f.Batch = b.ID
	case p.Role != muster.RoleOperator:
		return nil, muster.Errorf(muster.CodeForbidden, "the settlements of all batches are operators' to see: name a batch")
	}
	for _, s := range in.State {
		f.States = append(f.States, muster.SettlementState(s))
	}
	all, err := a.svc.Settlements(ctx, f)
	return answered(SettlementList{orEmpty(all)}, err)
}

// settlement returns a settlement of a batch that the caller may see.
func (a *API) settlement(ctx context.Context, p auth.Principal, in SettlementPath) (muster.SettlementDetail, error) {
	b, err := a.find(ctx, p, in.Batch)
	if err != nil {
		return muster.SettlementDetail{}, err
	}
	d, err := a.svc.Settlement(ctx, b.ID, in.Chain)
	if muster.CodeOf(err) == muster.CodeNotFound {
		return d, muster.Errorf(muster.CodeNotFound, "%s, and not %.80q", targetsText(b), in.Chain)
	}
	if err != nil {
		return d, err
	}
	d.Tries = orEmpty(d.Tries)
	return d, nil
}

func targetsText(b muster.Batch) string {
	if len(b.Targets) == 0 {
		return fmt.Sprintf("batch %s is settled on no chain", b.ID)
	}
	return fmt.Sprintf("batch %s is settled on %v", b.ID, b.Targets)
}
