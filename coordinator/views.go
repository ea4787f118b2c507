package coordinator

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// eventPoll bounds how long a follower of the event log misses what another
// process appended.
const eventPoll = time.Second

// FindBatch returns a batch, or ErrNotFound. Unlike Batch it costs the same
// whatever the size of the batch.
func (c *Coordinator) FindBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	return c.cfg.Store.BatchGet(ctx, id)
}

// Batch returns a batch and how far it is.
func (c *Coordinator) Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.BatchStatus{}, err
	}
	counts, err := c.cfg.Store.TaskCounts(ctx, id)
	if err != nil {
		return muster.BatchStatus{}, fmt.Errorf("count tasks of %s: %w", id, err)
	}
	return muster.BatchStatus{Batch: b, Tasks: counts, Percent: percentOf(b.State, counts)}, nil
}

// Batches lists batches, the newest first.
func (c *Coordinator) Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	return c.cfg.Store.BatchList(ctx, f)
}

// Cancel cancels a batch that is not settling or terminal. Its workers hear of
// it with their next heartbeat.
func (c *Coordinator) Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	b, err := c.cfg.Store.BatchCancel(ctx, muster.BatchMoveParams{ID: id, Failure: "cancelled by a client", Now: c.now()})
	if err != nil {
		return muster.Batch{}, fmt.Errorf("cancel batch: %w", err)
	}
	c.log.InfoContext(ctx, "batch cancelled", "batch", id)
	c.changed()
	return b, nil
}

// Proof returns the final proof of a proven batch, CodeState before that.
// Reading it changes nothing.
func (c *Coordinator) Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error) {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.FinalProof{}, err
	}
	if b.Proof.IsZero() {
		return muster.FinalProof{}, muster.Errorf(muster.CodeState, "batch %s is %s and has no final proof", id, b.State)
	}
	proof, err := c.readStored(ctx, b.Proof)
	if err != nil {
		return muster.FinalProof{}, fmt.Errorf("read final proof: %w", err)
	}
	proven := b.CompletedAt
	if len(b.Targets) > 0 { // it is completed when it is settled
		root, err := c.cfg.Store.TaskGet(ctx, b.Root)
		if err != nil {
			return muster.FinalProof{}, fmt.Errorf("look up the last task: %w", err)
		}
		proven = root.DoneAt
	}
	f := muster.FinalProof{
		Batch: id, Statement: b.Statement, Proof: proof, Result: b.Result, ProvingTime: proven.Sub(b.PreparedAt),
	}
	if f.Attestation, err = c.cfg.Store.AttestationGet(ctx, id); err != nil {
		return muster.FinalProof{}, fmt.Errorf("read the attestation: %w", err)
	}
	if b.Statement.System == mockSystem {
		return f, nil
	}
	if f.VerifyingKey, err = c.readKey(ctx, muster.Artifact{Digest: b.Statement.Circuit}); err != nil {
		return muster.FinalProof{}, fmt.Errorf("read verifying key: %w", err)
	}
	if c.cfg.KeysOf == nil {
		return f, nil
	}
	others, err := c.cfg.KeysOf(f.Statement, f.Proof)
	if err != nil {
		return muster.FinalProof{}, fmt.Errorf("circuits in the final proof: %w", err)
	}
	for _, d := range others {
		key, err := c.readKey(ctx, muster.Artifact{Digest: d})
		if err != nil {
			return muster.FinalProof{}, fmt.Errorf("read verifying key %s: %w", d.Short(), err)
		}
		f.Keys = append(f.Keys, key)
	}
	return f, nil
}

func (c *Coordinator) readKey(ctx context.Context, a muster.Artifact) (_ []byte, err error) {
	r, err := c.openFile(ctx, a)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// Task returns a task.
func (c *Coordinator) Task(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	return c.cfg.Store.TaskGet(ctx, id)
}

// Tasks lists tasks.
func (c *Coordinator) Tasks(ctx context.Context, f muster.TaskFilter) ([]muster.Task, error) {
	return c.cfg.Store.TaskList(ctx, f)
}

// Attempts lists the attempts of a task, or of a batch where the task is empty.
func (c *Coordinator) Attempts(ctx context.Context, b muster.BatchID, t muster.TaskID, limit int) ([]muster.Attempt, error) {
	return c.cfg.Store.AttemptList(ctx, b, t, limit)
}

// Workers lists all workers.
func (c *Coordinator) Workers(ctx context.Context) ([]muster.Worker, error) {
	return c.cfg.Store.WorkerList(ctx)
}

// Worker returns a worker.
func (c *Coordinator) Worker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.cfg.Store.WorkerGet(ctx, id)
}

// Pipelines lists the pipelines offered.
func (c *Coordinator) Pipelines(context.Context) ([]*pipeline.Pipeline, error) {
	return slices.Clone(c.cfg.Pipelines), nil
}

// Events returns what the event log holds after a cursor.
func (c *Coordinator) Events(ctx context.Context, after int64, b muster.BatchID, limit int) ([]muster.Event, error) {
	return c.cfg.Store.EventList(ctx, muster.EventFilter{After: after, Batch: b, Limit: limit})
}

// LastEvent returns the newest cursor of the event log.
func (c *Coordinator) LastEvent(ctx context.Context) (int64, error) {
	return c.cfg.Store.EventLast(ctx)
}

// WaitEvents returns when the log holds an event after the cursor, or with the
// context's error when that ends first.
func (c *Coordinator) WaitEvents(ctx context.Context, after int64) error {
	tick := time.NewTicker(eventPoll)
	defer tick.Stop()
	for {
		ring := c.events.wait()
		last, err := c.cfg.Store.EventLast(ctx)
		if err != nil {
			return fmt.Errorf("wait for events: %w", err)
		}
		if last > after {
			return nil
		}
		select {
		case <-ring:
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// IssueCredential makes an API key or, with once, an enrolment token. The
// secret is returned here and never again.
func (c *Coordinator) IssueCredential(ctx context.Context, role muster.Role, tenant, note string, once bool, life time.Duration) (string, muster.Credential, error) {
	var b [24]byte
	if _, err := io.ReadFull(rand.Reader, b[:]); err != nil {
		return "", muster.Credential{}, fmt.Errorf("draw a secret: %w", err)
	}
	kind := "key"
	if once {
		kind = "token"
	}
	secret := fmt.Sprintf("muster_%s_%s", role, hex.EncodeToString(b[:]))
	digest := muster.DigestOf([]byte(secret))
	cred := muster.Credential{
		ID: kind + "_" + digest.String()[:16], Secret: digest, Role: role, Tenant: tenant, Note: note,
		Once: once, CreatedAt: c.now(),
	}
	if life > 0 {
		cred.ExpiresAt = c.now().Add(life)
	}
	if err := c.cfg.Store.CredentialPut(ctx, cred); err != nil {
		return "", muster.Credential{}, fmt.Errorf("store credential: %w", err)
	}
	return secret, cred, nil
}

// Credentials lists credentials without their secrets.
func (c *Coordinator) Credentials(ctx context.Context) ([]muster.Credential, error) {
	return c.cfg.Store.CredentialList(ctx)
}

// RevokeCredential ends a credential.
func (c *Coordinator) RevokeCredential(ctx context.Context, id string) error {
	return c.cfg.Store.CredentialRevoke(ctx, id, c.now())
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
