package client

import (
	"context"
	"net/url"

	"github.com/muster-zk/muster"
)

// Settlements returns settlements by chain and then in the chain's order.
// Where the filter names a batch, they are that batch's; else it is operators'
// to ask.
func (c *Client) Settlements(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	q := make(url.Values)
	set(q, "chain", f.Chain)
	set(q, "batch", string(f.Batch))
	set(q, "state", joined(f.States))
	setInt(q, "limit", int64(f.Limit))
	if f.Newest {
		q.Set("newest", "true")
	}
	list, err := get[struct {
		Settlements []muster.Settlement `json:"settlements"`
	}](ctx, c, "/v1/settlements", q)
	return list.Settlements, err
}

// Settlement returns a batch's settlement on a chain with its transactions, or
// CodeNotFound. The transactions come without their bytes.
func (c *Client) Settlement(ctx context.Context, b muster.BatchID, chain string) (muster.SettlementDetail, error) {
	return get[muster.SettlementDetail](ctx, c, settlementPath(b, chain), nil)
}

// RetrySettlement puts a failed settlement back into its chain's line. Returns
// CodeState unless it failed.
func (c *Client) RetrySettlement(ctx context.Context, b muster.BatchID, chain string) (muster.Settlement, error) {
	return post[muster.Settlement](ctx, c, settlementPath(b, chain)+"/retry", nil)
}

// AbandonSettlement gives a settlement up for good, so that the chain's line
// goes on without it. Returns CodeState when a block holds it already, or it has
// ended.
func (c *Client) AbandonSettlement(ctx context.Context, b muster.BatchID, chain, reason string) (muster.Settlement, error) {
	return post[muster.Settlement](ctx, c, settlementPath(b, chain)+"/abandon", struct {
		Reason string `json:"reason"`
	}{reason})
}

func settlementPath(b muster.BatchID, chain string) string {
	return "/v1/settlements/" + url.PathEscape(string(b)) + "/" + url.PathEscape(chain)
}
