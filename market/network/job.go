package network

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// job does what was decided, beside the loop. It gets what it needs as values,
// and answers with what the loop writes down.
type job func(context.Context) (func(*record), error)

// result is a job's end.
type result struct {
	id    market.RequestID
	write func(*record)
	err   error
	busy  bool // the record was busy with it
}

// start runs a job; with a record, the record is busy until it has ended.
func (d *Daemon) start(id market.RequestID, r *record, run job) {
	if r != nil {
		r.busy = true
	}
	d.jobs++
	d.wait.Add(1)
	go func() {
		defer d.wait.Done()
		write, err := run(d.sending)
		d.results <- result{id, write, err, r != nil}
	}()
}

// The pause after a job that failed. It stays below what is kept from the
// deadlines: a pause must not skip the last moment to answer.
const (
	firstPause   = 2 * time.Second
	longestPause = 10 * time.Second
)

// apply writes down how a job ended.
func (d *Daemon) apply(ctx context.Context, res result) {
	d.jobs--
	r := d.records[res.id]
	if r == nil { // it was of no request, or of one that is gone
		r = &record{id: res.id}
	}
	if res.busy {
		r.busy = false
	}
	if res.write != nil {
		res.write(r)
	}
	if !res.busy {
		return
	}
	if res.err == nil {
		r.failures, r.pause, r.trouble = 0, time.Time{}, ""
		return
	}
	r.failures++
	r.trouble = res.err.Error()
	pause := min(firstPause<<min(r.failures-1, 8), longestPause)
	r.pause = d.cfg.Now().Add(pause/2 + rand.N(pause/2))
	if errors.Is(res.err, context.Canceled) && d.draining {
		return
	}
	level := d.log.WarnContext
	if errors.Is(res.err, evm.ErrNoFunds) {
		d.noGas = true
		level = d.log.ErrorContext
	}
	level(ctx, "it did not work out; trying again", "request", r.id, "batch", r.batch.ID, "do", r.doing.Verb, "failures", r.failures, "error", res.err)
}

// begin starts what was decided about a request.
func (d *Daemon) begin(ctx context.Context, r *record, a Action) {
	now := d.cfg.Now()
	if a.Verb == Forget {
		d.close(r, now)
		return
	}
	r.closed = time.Time{}
	if a.Verb.sends() && !d.settled {
		return // a transaction of the last process may be doing it
	}
	var run job
	switch a.Verb {
	case Renew:
		r.renew()
	case Take:
		run = d.taking(ctx, r)
	case Commit:
		run = d.acknowledging(r, true)
	case Refuse:
		r.declined = a.Reason
		run = d.acknowledging(r, false)
	case Cancel:
		run = d.cancelling(r.id, r.batch.ID, a.Reason)
	case Prove:
		run = d.proving(r)
	case Validate:
		run = d.validating(r.id)
	default:
		if r.request.State == muster.RequestProven {
			r.read = now.Add(eachMinute)
		}
	}
	if run == nil {
		return
	}
	d.log.InfoContext(ctx, "deciding", "request", r.id, "attempt", r.request.Attempt, "batch", r.batch.ID, "do", a.Verb, "reason", a.Reason)
	d.start(r.id, r, run)
}

// validating claims the validation that nobody gave.
func (d *Daemon) validating(id market.RequestID) job {
	return func(ctx context.Context) (func(*record), error) {
		return d.send(ctx, d.contract.ClaimValidation(id), 10*time.Minute)
	}
}

func (d *Daemon) close(r *record, now time.Time) {
	if r.closed.IsZero() {
		r.closed = now
	}
	if now.Sub(r.closed) >= closedFor || r.request.Network != d.number {
		delete(d.records, r.id)
		return
	}
	r.read = now.Add(eachMinute)
}

// send sends a transaction and waits for it, at most so long.
func (d *Daemon) send(ctx context.Context, c evm.Call, most time.Duration) (func(*record), error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	receipt, err := d.cfg.Sender.Send(ctx, c)
	if err != nil {
		d.cfg.Observer.Failed(PartTransaction)
		return nil, fmt.Errorf("%s: %w", c.Label, err)
	}
	return func(r *record) { r.after = blockOf(receipt) }, nil
}

func blockOf(r *types.Receipt) uint64 {
	if r == nil || r.BlockNumber == nil {
		return 0
	}
	return r.BlockNumber.Uint64()
}

// until is how long it is from now to a time by the chain's clock.
func (d *Daemon) until(t time.Time) time.Duration {
	return max(t.Sub(d.clock.now(d.cfg.Now())), time.Second)
}

// acknowledging commits to a request, or refuses it and gives up its batch.
func (d *Daemon) acknowledging(r *record, accept bool) job {
	q, batch, left := r.request, r.batch, d.until(r.request.AcknowledgeBy())
	return func(ctx context.Context) (func(*record), error) {
		write, err := d.send(ctx, d.contract.AcknowledgeAttempt(q, accept), left)
		if err == nil {
			d.cfg.Observer.Acknowledged(accept)
		}
		if accept || batch.ID == "" || batch.State.Terminal() {
			return write, err
		}
		cancelled, cancelErr := d.cancelling(q.ID, batch.ID, "its request is refused")(ctx)
		return both(write, cancelled), errors.Join(err, cancelErr)
	}
}

func both(a, b func(*record)) func(*record) {
	return func(r *record) {
		for _, f := range []func(*record){a, b} {
			if f != nil {
				f(r)
			}
		}
	}
}

// cancelling cancels a batch. One that has ended is left as it is.
func (d *Daemon) cancelling(id market.RequestID, b muster.BatchID, why string) job {
	return func(ctx context.Context) (func(*record), error) {
		ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
		defer cancel()
		batch, err := d.cfg.Muster.Cancel(ctx, b)
		switch muster.CodeOf(err) {
		case "":
			d.log.InfoContext(ctx, "batch cancelled", "request", id, "batch", b, "reason", why)
		case muster.CodeState, muster.CodeNotFound: // the next look shows what it is
			return nil, nil
		default:
			return nil, fmt.Errorf("cancel batch %s: %w", b, err)
		}
		return func(r *record) {
			if r.batch.ID == b {
				r.batch = batch
			}
		}, nil
	}
}

// taking fetches a request's inputs and submits them to the muster. It ends
// with the loop's context: nothing of it has to be finished.
func (d *Daemon) taking(loop context.Context, r *record) job {
	q, take := r.request, r.take+1
	left := d.until(q.ProveBy.Add(-d.cfg.Policy.Margin))
	end := left
	if q.State == muster.RequestPending {
		end = d.until(q.SubmittedAt.Add(d.cfg.Policy.DecideWithin))
	}
	deadline := d.cfg.Now().Add(left)
	return func(ctx context.Context) (func(*record), error) {
		ctx, cancel := context.WithTimeout(ctx, end)
		defer cancel()
		defer context.AfterFunc(loop, cancel)()
		event, err := d.contract.Submission(ctx, q)
		if err != nil {
			return nil, err
		}
		in, digest, err := d.inputs(ctx, event.InputsURL)
		if err != nil {
			d.cfg.Observer.Failed(PartInputs)
			return unfitIf(err, muster.CodeInvalid, muster.CodeTooLarge, muster.CodeForbidden)
		}
		if why := d.cfg.Policy.unfitInputs(in); why != "" {
			return func(r *record) { r.unfit = why }, nil
		}
		for ; ; take++ {
			b, _, err := d.cfg.Muster.Submit(ctx, muster.Submission{
				Key:      keyOf(d.cfg.Contract, q, digest, take),
				Pipeline: in.Pipeline, PipelineVersion: in.PipelineVersion, Params: in.Params, Input: in.Input,
				Priority: muster.PriorityNormal, Deadline: deadline, Sourcing: muster.SourceOwnOnly,
				Labels: labelsOf(d.cfg.Contract, q, in.Statement, take),
			})
			if err != nil {
				d.cfg.Observer.Failed(PartMuster)
				return unfitIf(fmt.Errorf("submit to the muster: %w", err),
					muster.CodeInvalid, muster.CodeTooLarge, muster.CodeUnsupported, muster.CodeConflict)
			}
			if b.State != muster.BatchCancelled || take >= mostTakes {
				return func(r *record) { r.batch, r.take = b, take }, nil
			}
		}
	}
}

// unfitIf makes of an error with one of the codes a word that the request is
// none for us. Other errors may pass.
func unfitIf(err error, codes ...muster.Code) (func(*record), error) {
	if !slices.Contains(codes, muster.CodeOf(err)) {
		return nil, err
	}
	why := err.Error()
	return func(r *record) { r.unfit = why }, nil
}

func (d *Daemon) inputs(ctx context.Context, url string) (market.Inputs, muster.Digest, error) {
	at, digest, err := market.ParseInputsURL(url)
	if err != nil {
		return market.Inputs{}, digest, err
	}
	in, err := d.fetch.Fetch(ctx, at, digest)
	return in, digest, err
}

// proving brings the final proof of a request's batch.
func (d *Daemon) proving(r *record) job {
	q, b, left := r.request, r.batch, d.until(r.request.ProveBy)
	return func(ctx context.Context) (func(*record), error) {
		proof, err := d.proof(ctx, b)
		if err != nil {
			return nil, err
		}
		reward := d.cfg.Policy.reward(q, proof.ProvingTime)
		write, err := d.send(ctx, d.contract.ProveAttempt(q, proof.Proof, reward), left)
		if err == nil {
			d.cfg.Observer.Proven(reward)
		}
		return write, err
	}
}

func (d *Daemon) proof(ctx context.Context, b muster.Batch) (muster.FinalProof, error) {
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
	defer cancel()
	proof, err := d.cfg.Muster.Proof(ctx, b.ID)
	if err != nil {
		return proof, fmt.Errorf("read the proof of %s: %w", b.ID, err)
	}
	if why := differs(b.Labels, proof.Statement); why != "" {
		return proof, fmt.Errorf("the muster's proof of %s is %s", b.ID, why)
	}
	if n := len(proof.Proof); n == 0 || n > market.MostProofBytes {
		return proof, fmt.Errorf("the muster's proof of %s has %d bytes, at most %d can be brought", b.ID, n, market.MostProofBytes)
	}
	return proof, nil
}
