package sqlstore

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
)

var (
	// The newest first, by the index batches_tail.
	lineTail = both("line tail", `SELECT line FROM batches
		WHERE tenant = $1 AND priority = $2 AND state IN ('preparing', 'proving') ORDER BY line DESC LIMIT 1`)
	// Read from the index batches_usage alone.
	tenantBytes = both("tenant bytes", `SELECT CAST(coalesce(sum(bytes + proof_size), 0) AS bigint) FROM batches WHERE tenant = $1`)
)

func scanInt(from scanner) (int64, error) {
	var n int64
	err := from.Scan(&n)
	return n, err
}

// LineTail returns the end of a tenant's line in a class.
func (s *Store) LineTail(ctx context.Context, tenant string, p muster.Priority) (int64, error) {
	found, err := collect(ctx, s, scanInt, lineTail, tenant, int64(p))
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// BatchCount counts batches by state.
func (s *Store) BatchCount(ctx context.Context, tenant string, states []muster.BatchState) (int, error) {
	if len(states) == 0 {
		return 0, nil
	}
	list, err := literals(states, muster.BatchTransitions)
	if err != nil {
		return 0, fmt.Errorf("count batches: %w", err)
	}
	text, args := `SELECT count(*) FROM batches WHERE state IN `+list, []any(nil)
	if tenant != "" {
		text, args = text+` AND tenant = $1`, []any{tenant}
	}
	found, err := collect(ctx, s, scanInt, both("batch count", text), args...)
	if err != nil {
		return 0, err
	}
	return int(found[0]), nil
}

// TenantBytes sums what a tenant's batches keep.
func (s *Store) TenantBytes(ctx context.Context, tenant string) (int64, error) {
	found, err := collect(ctx, s, scanInt, tenantBytes, tenant)
	if err != nil {
		return 0, err
	}
	return found[0], nil
}
