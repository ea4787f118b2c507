package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

const estimateColumns = `e.circuit, e.stage, e.class, e.durations, e.updated_at`

var (
	estimateList = both("estimate list", `SELECT `+estimateColumns+` FROM estimates e ORDER BY e.circuit, e.stage, e.class`)
	// All of the circuits, in the order of their keys; there are few.
	estimateLock = both("estimate lock", `SELECT `+estimateColumns+` FROM estimates e WHERE e.circuit IN_LIST($1)
		ORDER BY e.circuit, e.stage, e.class FOR_UPDATE(e)`)
	// Rows are made before they are locked, so that of two who learn of a new
	// key at once one waits for the other.
	estimateInsert = query{
		name: "estimate insert",
		sqlite: `INSERT INTO estimates (circuit, stage, class, durations, updated_at) VALUES ($1, $2, $3, '', 0)
			ON CONFLICT (circuit, stage, class) DO NOTHING`,
		postgres: `INSERT INTO estimates (circuit, stage, class, durations, updated_at)
			SELECT v.circuit, v.stage, v.class, '', 0 FROM unnest($1::text[], $2::text[], $3::text[]) AS v(circuit, stage, class)
			ORDER BY v.circuit COLLATE "C", v.stage COLLATE "C", v.class COLLATE "C" ON CONFLICT (circuit, stage, class) DO NOTHING`,
	}
	estimateSave = query{
		name:   "estimate save",
		sqlite: `UPDATE estimates SET durations = $4, updated_at = $5 WHERE circuit = $1 AND stage = $2 AND class = $3`,
		postgres: `UPDATE estimates e SET durations = v.durations, updated_at = v.updated_at
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
				AS v(circuit, stage, class, durations, updated_at)
			WHERE e.circuit = v.circuit AND e.stage = v.stage AND e.class = v.class`,
	}
)

func scanEstimate(from scanner) (muster.Estimate, error) {
	var e muster.Estimate
	var circuit, durations string
	var updated int64
	if err := from.Scan(&circuit, &e.Stage, &e.Class, &durations, &updated); err != nil {
		return e, err
	}
	e.UpdatedAt = fromMicro(updated)
	if err := e.Circuit.UnmarshalText([]byte(circuit)); err != nil {
		return e, err
	}
	return e, fromJSON(durations, &e.Durations)
}

// Beyond so many, what is stored is halved before more is added, so that a
// worker that became faster or slower shows within some thousand attempts.
const mostDurations = 4096

// maxClass is the most bytes of a name of hardware; workers make it up.
const maxClass = 256

// EstimateMerge adds to what is stored.
func (s *Store) EstimateMerge(ctx context.Context, add []muster.Estimate) error {
	sums := joinEstimates(add)
	if len(sums) == 0 {
		return nil
	}
	keys := make([]muster.EstimateKey, len(sums))
	circuits := make([]string, len(sums))
	for i, e := range sums {
		keys[i], circuits[i] = e.EstimateKey, digestText(e.Circuit)
	}
	circuits = slices.Compact(circuits)
	return s.update(ctx, "merge estimates", func(ctx context.Context, t *tx) error {
		circuit, stage, class := estimateKeys(sums)
		if err := t.bulk(ctx, estimateInsert, len(sums), circuit, stage, class); err != nil {
			return err
		}
		stored, err := collect(ctx, t, scanEstimate, estimateLock, circuits)
		if err != nil {
			return err
		}
		var changed []muster.Estimate
		for _, e := range stored {
			at, ok := slices.BinarySearchFunc(keys, e.EstimateKey, compareKeys)
			if !ok {
				continue
			}
			if e.Durations.Count > mostDurations {
				e.Durations.Halve()
			}
			e.Durations.Merge(sums[at].Durations)
			if sums[at].UpdatedAt.After(e.UpdatedAt) {
				e.UpdatedAt = sums[at].UpdatedAt
			}
			changed = append(changed, e)
		}
		n := len(changed)
		circuit, stage, class = estimateKeys(changed)
		durations, updated := make([]string, n), make([]int64, n)
		for i, e := range changed {
			durations[i], updated[i] = toJSON(e.Durations), micro(e.UpdatedAt)
		}
		return t.bulk(ctx, estimateSave, n, circuit, stage, class, durations, updated)
	})
}

// joinEstimates returns one estimate per key, sorted as the database does.
func joinEstimates(add []muster.Estimate) []muster.Estimate {
	var sums []muster.Estimate
	at := make(map[muster.EstimateKey]int)
	for _, e := range add {
		e.Stage, e.Class = clip(e.Stage, maxClass), clip(e.Class, maxClass)
		i, ok := at[e.EstimateKey]
		if !ok {
			i = len(sums)
			at[e.EstimateKey] = i
			sums = append(sums, muster.Estimate{EstimateKey: e.EstimateKey})
		}
		sums[i].Durations.Merge(e.Durations)
		if e.UpdatedAt.After(sums[i].UpdatedAt) {
			sums[i].UpdatedAt = e.UpdatedAt
		}
	}
	slices.SortFunc(sums, func(a, b muster.Estimate) int { return compareKeys(a.EstimateKey, b.EstimateKey) })
	return sums
}

func compareKeys(a, b muster.EstimateKey) int {
	return cmp.Or(strings.Compare(digestText(a.Circuit), digestText(b.Circuit)),
		strings.Compare(a.Stage, b.Stage), strings.Compare(a.Class, b.Class))
}

func estimateKeys(all []muster.Estimate) (circuit, stage, class []string) {
	for _, e := range all {
		circuit, stage, class = append(circuit, digestText(e.Circuit)), append(stage, e.Stage), append(class, e.Class)
	}
	return circuit, stage, class
}

// EstimateList returns all estimates by key.
func (s *Store) EstimateList(ctx context.Context) ([]muster.Estimate, error) {
	return collect(ctx, s, scanEstimate, estimateList)
}
