package coordinator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/muster-zk/muster"
)

// What those who take batches to the market ask for.

// mostFrom is the most bytes of the name of who made a proof.
const mostFrom = 256

// Hold keeps a batch's waiting tasks from the own fleet until a time, and
// replaces what was said before. Tasks that workers have go on. Returns ErrState
// once the batch is proven or has ended.
func (c *Coordinator) Hold(ctx context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error) {
	now := c.now()
	if !until.After(now) {
		return muster.Batch{}, muster.InvalidField("until", "a time to come", until.Format(time.RFC3339))
	}
	if most := now.Add(heldFor); until.After(most) {
		until = most
	}
	if reason == "" || len(reason) > mostReason {
		return muster.Batch{}, muster.InvalidField("reason", fmt.Sprintf("1 to %d bytes that say why", mostReason), reason)
	}
	b, err := c.cfg.Store.BatchHold(ctx, muster.BatchHoldParams{ID: id, Hold: muster.Hold{Until: until, Reason: reason}, Now: now})
	if err != nil {
		return muster.Batch{}, fmt.Errorf("hold batch: %w", err)
	}
	c.log.InfoContext(ctx, "batch held", "batch", id, "until", until, "reason", reason)
	c.wakeAfter(b.Hold)
	c.changed()
	return b, nil
}

// Release ends a batch's hold: its tasks are the own fleet's at once. A batch
// that is not held is left as it is. Returns ErrState once the batch is proven
// or has ended.
func (c *Coordinator) Release(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	b, err := c.cfg.Store.BatchHold(ctx, muster.BatchHoldParams{ID: id, Now: c.now()})
	if err != nil {
		return muster.Batch{}, fmt.Errorf("release batch: %w", err)
	}
	c.log.InfoContext(ctx, "batch released", "batch", id)
	c.stir()
	c.changed()
	return b, nil
}

// Bring gives a proving batch a final proof that was made elsewhere, by the one
// that from names. It is verified against the batch's statement as a worker's
// is: CodeInvalidProof changes nothing. For the proof that the batch has already
// it returns the batch; CodeState for any other batch that is not proving.
func (c *Coordinator) Bring(ctx context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error) {
	if from == "" || len(from) > mostFrom {
		return muster.Batch{}, muster.InvalidField("from", fmt.Sprintf("1 to %d bytes that name who made the proof", mostFrom), from)
	}
	if len(proof) == 0 {
		return muster.Batch{}, muster.InvalidField("proof", "the final proof's bytes", "")
	}
	if int64(len(proof)) > c.cfg.OutputLimit {
		return muster.Batch{}, muster.Errorf(muster.CodeTooLarge, "proof: %d bytes, at most %d are taken", len(proof), c.cfg.OutputLimit)
	}
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.Batch{}, err
	}
	digest := muster.DigestOf(proof)
	switch {
	case b.Proof.Digest == digest:
		return b, nil
	case b.State != muster.BatchProving:
		return muster.Batch{}, muster.Errorf(muster.CodeState, "batch %s is %s: only a proving batch takes a proof", id, b.State)
	case b.Statement.System == "":
		return muster.Batch{}, muster.Errorf(muster.CodeUnsupported, "the last output of pipeline %s is no proof that could be checked", b.Pipeline)
	}
	if err := c.checkBrought(ctx, b, proof, from); err != nil {
		return muster.Batch{}, err
	}
	p := muster.BatchProveParams{ID: id, Proof: muster.Artifact{Digest: digest, Size: int64(len(proof))}, From: from}
	if len(proof) <= inlineLimit {
		p.Inline = proof
	} else if p.Proof, err = c.cfg.Artifacts.Put(ctx, bytes.NewReader(proof), c.cfg.OutputLimit); err != nil {
		return muster.Batch{}, fmt.Errorf("store final proof: %w", err)
	}
	p.Now = c.now()
	res, err := c.cfg.Store.BatchProve(ctx, p)
	if err != nil {
		return muster.Batch{}, fmt.Errorf("bring final proof: %w", err)
	}
	if !res.Again {
		c.log.InfoContext(ctx, "final proof brought", "batch", id, "from", from, "bytes", len(proof), "state", res.Batch.State)
		c.openEach(ctx, res.Opened)
		c.changed()
		c.batchProven(ctx, id, res.Batch.State)
	}
	return res.Batch, nil
}

// checkBrought verifies a proof that was brought.
func (c *Coordinator) checkBrought(ctx context.Context, b muster.Batch, proof []byte, from string) error {
	err := c.verify(ctx, b.Statement, proof)
	switch {
	case err == nil:
		return nil
	case workersFault(err):
		c.log.WarnContext(ctx, "final proof refused", "batch", b.ID, "from", from, "bytes", len(proof), "error", err)
		return fmt.Errorf("final proof from %s: %w", from, err)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &muster.Error{
		Code: muster.CodeUnavailable, Message: "the proof can't be verified now", Err: fmt.Errorf("verify final proof of %s: %w", b.ID, err),
	}
}

// batchProven tells of a batch whose root's proof was accepted, if it was.
func (c *Coordinator) batchProven(ctx context.Context, id muster.BatchID, state muster.BatchState) {
	switch {
	case state == muster.BatchSettling:
		c.log.InfoContext(ctx, "batch proven, to be settled", "batch", id)
		c.cfg.Proven()
	case state.Terminal():
		c.batchEnded(ctx, id, state)
	default:
		return
	}
	c.prepares.ring() // a batch that references this one may go on
}

// OpenInput opens a batch's input, as it was submitted. The caller closes it. What
// was deleted after the batch's time is CodeNotFound.
func (c *Coordinator) OpenInput(ctx context.Context, id muster.BatchID) (muster.Artifact, io.ReadCloser, error) {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return muster.Artifact{}, nil, err
	}
	r, err := c.cfg.Artifacts.Get(ctx, b.Input.Digest)
	if err != nil {
		return muster.Artifact{}, nil, fmt.Errorf("open the input of %s: %w", id, err)
	}
	return b.Input, r, nil
}
