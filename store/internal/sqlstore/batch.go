package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

const batchColumns = `b.sequence, b.id, b.tenant, b.key, b.content, b.pipeline, b.pipeline_version,
	b.protocol_version, b.params, b.input_digest, b.input_size, b.priority, b.deadline, b.labels, b.refs,
	b.state, b.failure, b.root, b.statement, b.result, b.proof_digest, b.proof_size,
	b.created_at, b.prepared_at, b.updated_at, b.completed_at, b.line, b.bytes, b.regions,
	b.targets, b.sourcing, b.hold_until, b.hold_reason, b.circuits`

var (
	batchByKey = both("batch by key", `SELECT `+batchColumns+` FROM batches b WHERE b.tenant = $1 AND b.key = $2`)
	batchByID  = both("batch by id", `SELECT `+batchColumns+` FROM batches b WHERE b.id = $1`)

	batchesLock = both("batches lock", `SELECT `+batchColumns+` FROM batches b
		WHERE b.id IN_LIST($1) ORDER BY b.sequence FOR_UPDATE(b)`)
	batchesShare = both("batches share", `SELECT `+batchColumns+` FROM batches b
		WHERE b.id IN_LIST($1) ORDER BY b.sequence FOR_SHARE(b)`)

	// A conflict inserts nothing and returns no row: another transaction was
	// faster with the same key.
	batchInsert = both("batch insert", `INSERT INTO batches (id, tenant, key, content, pipeline, pipeline_version,
			protocol_version, params, input_digest, input_size, priority, deadline, labels, refs, state, created_at,
			regions, bytes, targets, sourcing, hold_until, hold_reason, circuits,
			failure, root, statement, result, proof_digest, proof_size, prepared_at, updated_at, completed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $10, $18, $19, $20, $21, $22,
			'', '', '', '', '', 0, 0, $16, 0)
		ON CONFLICT (tenant, key) DO NOTHING RETURNING sequence`)
	batchReferenceInsert = query{
		name:     "batch reference insert",
		sqlite:   `INSERT INTO batch_references (referenced, batch) VALUES ($1, $2)`,
		postgres: `INSERT INTO batch_references (referenced, batch) SELECT * FROM unnest($1::text[], $2::text[])`,
	}
	batchDependents = both("batch dependents", `SELECT batch FROM batch_references WHERE referenced = $1`)

	batchSave = both("batch save", `UPDATE batches SET state = $2, failure = $3, root = $4, statement = $5,
		result = $6, proof_digest = $7, proof_size = $8, prepared_at = $9, updated_at = $10, completed_at = $11,
		line = $12, bytes = $13 WHERE id = $1`)
)

func scanBatch(row scanner) (muster.Batch, error) {
	var b muster.Batch
	var content, params, input, labels, refs, statement, result, proof, regions, targets, circuits string
	var deadline, created, prepared, updated, completed, hold int64
	err := row.Scan(&b.Sequence, &b.ID, &b.Tenant, &b.Key, &content, &b.Pipeline, &b.PipelineVersion,
		&b.ProtocolVersion, &params, &input, &b.Input.Size, &b.Priority, &deadline, &labels, &refs,
		&b.State, &b.Failure, &b.Root, &statement, &result, &proof, &b.Proof.Size,
		&created, &prepared, &updated, &completed, &b.Line, &b.Bytes, &regions,
		&targets, &b.Sourcing, &hold, &b.Hold.Reason, &circuits)
	if err != nil {
		return b, err
	}
	if result != "" {
		b.Result = json.RawMessage(result)
	}
	b.Deadline, b.CreatedAt, b.PreparedAt = fromMicro(deadline), fromMicro(created), fromMicro(prepared)
	b.UpdatedAt, b.CompletedAt, b.Hold.Until = fromMicro(updated), fromMicro(completed), fromMicro(hold)
	return b, errors.Join(
		b.Content.UnmarshalText([]byte(content)), b.Input.Digest.UnmarshalText([]byte(input)),
		b.Proof.Digest.UnmarshalText([]byte(proof)), fromJSON(params, &b.Params), fromJSON(labels, &b.Labels),
		fromJSON(refs, &b.References), fromJSON(regions, &b.Regions), fromJSON(statement, &b.Statement),
		fromJSON(targets, &b.Targets), fromJSON(circuits, &b.Circuits))
}

// saveBatch writes the columns that change and sets UpdatedAt. A batch that is
// proven or has ended is held no longer.
func (t *tx) saveBatch(ctx context.Context, b *muster.Batch, now time.Time) error {
	b.UpdatedAt = fromMicro(micro(now))
	statement := ""
	if b.Root != "" {
		statement = toJSON(b.Statement)
	}
	_, err := t.exec(ctx, batchSave, string(b.ID), string(b.State), b.Failure, string(b.Root), statement,
		string(b.Result), digestText(b.Proof.Digest), b.Proof.Size,
		micro(b.PreparedAt), micro(b.UpdatedAt), micro(b.CompletedAt), b.Line, b.Bytes)
	if err != nil || b.Hold == (muster.Hold{}) || holdable(b.State) {
		return err
	}
	b.Hold = muster.Hold{}
	return t.saveHold(ctx, *b)
}

// moveBatch sets a state that the table allows, or returns ErrState.
func moveBatch(b *muster.Batch, to muster.BatchState, now time.Time) error {
	if !muster.BatchTransitions.Allows(b.State, to) {
		return muster.Errorf(muster.CodeState, "batch %s is %s and can't become %s", b.ID, b.State, to)
	}
	b.State = to
	if to.Terminal() {
		b.CompletedAt = fromMicro(micro(now))
	}
	return nil
}

// lockBatch loads a batch and keeps others from changing it, or returns
// ErrNotFound.
func (t *tx) lockBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	found, err := collect(ctx, t, scanBatch, batchesLock, []string{string(id)})
	if err != nil {
		return muster.Batch{}, err
	}
	if len(found) == 0 {
		return muster.Batch{}, noBatch(id)
	}
	return found[0], nil
}

func noBatch(id muster.BatchID) error {
	return muster.Errorf(muster.CodeNotFound, "no batch %.80q", id)
}

func batchIDs(ids []muster.BatchID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// BatchInsert stores a pending batch.
func (s *Store) BatchInsert(ctx context.Context, p muster.BatchInsertParams) (muster.Batch, bool, error) {
	var stored muster.Batch
	var fresh bool
	err := s.update(ctx, "insert batch", func(ctx context.Context, t *tx) (err error) {
		stored, fresh, err = t.insertBatch(ctx, p.Batch, p.Attest, p.Now)
		return err
	})
	if err != nil {
		return muster.Batch{}, false, err
	}
	return stored, fresh, nil
}

func (t *tx) insertBatch(ctx context.Context, b muster.Batch, committee string, now time.Time) (muster.Batch, bool, error) {
	for field, text := range map[string]string{"tenant": b.Tenant, "key": b.Key, "pipeline": b.Pipeline,
		"pipeline_version": b.PipelineVersion, "protocol_version": b.ProtocolVersion} {
		if err := storable(field, text); err != nil {
			return b, false, err
		}
	}
	if err := checkSource(b); err != nil {
		return b, false, err
	}
	if known, err := t.sameKey(ctx, b); err != nil || known != nil {
		return deref(known), false, err
	}
	if err := t.checkReferences(ctx, b.References); err != nil {
		return b, false, err
	}
	sequence, err := collect(ctx, t, func(row scanner) (n int64, err error) {
		err = row.Scan(&n)
		return n, err
	}, batchInsert, string(b.ID), b.Tenant, b.Key, digestText(b.Content), b.Pipeline, b.PipelineVersion,
		b.ProtocolVersion, mapText(b.Params), digestText(b.Input.Digest), b.Input.Size, int64(b.Priority),
		micro(b.Deadline), mapText(b.Labels), listText(b.References), string(muster.BatchPending), micro(now), listText(b.Regions),
		listText(b.Targets), string(b.Sourcing), micro(b.Hold.Until), clip(b.Hold.Reason, maxMessage), mapText(b.Circuits))
	if err != nil {
		return b, false, err
	}
	if len(sequence) == 0 {
		known, err := t.sameKey(ctx, b)
		if err == nil && known == nil {
			err = muster.Errorf(muster.CodeUnavailable, "batch with key %.80q is being stored by another", b.Key)
		}
		return deref(known), false, err
	}
	referenced := batchIDs(b.References)
	dependents := slices.Repeat([]string{string(b.ID)}, len(referenced))
	if err := t.bulk(ctx, batchReferenceInsert, len(referenced), referenced, dependents); err != nil {
		return b, false, err
	}
	b.Sequence = sequence[0]
	if err := t.insertSettlements(ctx, b, now); err != nil {
		return b, false, err
	}
	if err := t.insertAttestation(ctx, b, committee); err != nil {
		return b, false, err
	}
	stored, err := collect(ctx, t, scanBatch, batchByID, string(b.ID))
	if err != nil {
		return b, false, err
	}
	t.batchChanged(stored[0], 0, now)
	if b.Hold.Until.IsZero() {
		return stored[0], true, nil
	}
	t.holdChanged(stored[0], now)
	return stored[0], true, t.saveHold(ctx, stored[0])
}

// checkSource checks where a batch's proof is to come from and to go to.
func checkSource(b muster.Batch) error {
	for i, chain := range b.Targets {
		field := fmt.Sprintf("targets[%d]", i)
		if chain == "" || slices.Contains(b.Targets[:i], chain) {
			return muster.InvalidField(field, "a chain of its own", chain)
		}
		if err := storable(field, chain); err != nil {
			return err
		}
	}
	if b.Sourcing != "" && !b.Sourcing.Known() {
		return muster.InvalidField("sourcing", fmt.Sprintf("one of %v", muster.Sourcings), string(b.Sourcing))
	}
	if b.Hold.Until.IsZero() && b.Hold.Reason != "" {
		return muster.InvalidField("hold.reason", "none without a time", b.Hold.Reason)
	}
	return checkHold(b.Hold)
}

// sameKey returns the batch that has the same tenant and key, nil without one,
// or ErrConflict if it has other content.
func (t *tx) sameKey(ctx context.Context, b muster.Batch) (*muster.Batch, error) {
	known, err := collect(ctx, t, scanBatch, batchByKey, b.Tenant, b.Key)
	if err != nil || len(known) == 0 {
		return nil, err
	}
	if known[0].Content != b.Content {
		return nil, muster.Errorf(muster.CodeConflict, "key %.80q belongs to batch %s, which has other content", b.Key, known[0].ID)
	}
	return &known[0], nil
}

// checkReferences holds the referenced batches as they are until the commit:
// one that fails later finds the new batch among its dependents.
func (t *tx) checkReferences(ctx context.Context, ids []muster.BatchID) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := collect(ctx, t, scanBatch, batchesShare, batchIDs(ids))
	if err != nil {
		return err
	}
	states := make(map[muster.BatchID]muster.BatchState, len(found))
	for _, b := range found {
		states[b.ID] = b.State
	}
	for _, id := range ids {
		switch states[id] {
		case "":
			return noBatch(id)
		case muster.BatchFailed, muster.BatchCancelled:
			return muster.Errorf(muster.CodeState, "referenced batch %s is %s", id, states[id])
		default:
		}
	}
	return nil
}

// BatchGet returns a batch or ErrNotFound.
func (s *Store) BatchGet(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	found, err := collect(ctx, s, scanBatch, batchByID, string(id))
	if err != nil {
		return muster.Batch{}, err
	}
	if len(found) == 0 {
		return muster.Batch{}, noBatch(id)
	}
	return found[0], nil
}

// BatchList returns batches, newest first.
func (s *Store) BatchList(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	n, err := limit(f.Limit, 100, 1000)
	if err != nil {
		return nil, fmt.Errorf("list batches: %w", err)
	}
	args := []any{n}
	where := []string{"TRUE"}
	and := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.Tenant != "" {
		and("b.tenant = $%d", f.Tenant)
	}
	if f.Before > 0 {
		and("b.sequence < $%d", f.Before)
	}
	if len(f.States) > 0 {
		states, err := literals(f.States, muster.BatchTransitions)
		if err != nil {
			return nil, fmt.Errorf("list batches: %w", err)
		}
		where = append(where, "b.state IN "+states)
	}
	q := both("list batches", `SELECT `+batchColumns+` FROM batches b WHERE `+strings.Join(where, " AND ")+
		` ORDER BY b.sequence DESC LIMIT $1`)
	return collect(ctx, s, scanBatch, q, args...)
}

// literals is an SQL list of states. They stand in the text, not in
// parameters, so that the planner sees which partial index serves them; the
// table of transitions says which exist, so nothing else can get into it.
func literals[S ~string](states []S, known muster.Transitions[S]) (string, error) {
	var list []string
	for _, s := range states {
		if _, ok := known[s]; !ok {
			return "", muster.InvalidField("state", fmt.Sprintf("one of %v", slices.Sorted(maps.Keys(known))), string(s))
		}
		list = append(list, "'"+string(s)+"'")
	}
	slices.Sort(list)
	return "(" + strings.Join(slices.Compact(list), ", ") + ")", nil
}

// BatchStart moves a pending batch to preparing; a batch that is there already
// is returned as it is.
func (s *Store) BatchStart(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	var b muster.Batch
	err := s.update(ctx, "start batch", func(ctx context.Context, t *tx) (err error) {
		if b, err = t.lockBatch(ctx, p.ID); err != nil || b.State == muster.BatchPreparing {
			return err
		}
		if err := moveBatch(&b, muster.BatchPreparing, p.Now); err != nil {
			return err
		}
		t.batchChanged(b, 0, p.Now)
		return t.saveBatch(ctx, &b, p.Now)
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, nil
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// mapText is the stored form of a map, empty for an empty one.
func mapText[K comparable, V any](m map[K]V) string {
	if len(m) == 0 {
		return ""
	}
	return toJSON(m)
}

// listText is the stored form of a list, empty for an empty one.
func listText[V any](list []V) string {
	if len(list) == 0 {
		return ""
	}
	return toJSON(list)
}
