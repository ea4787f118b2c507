package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/muster-zk/muster"
)

const (
	callTimeout = 30 * time.Second
	// completeTimeout leaves the coordinator time to verify the proof.
	completeTimeout = 2 * time.Minute
	// mostFaults is how often in a row a result meets a fault of the plane (not
	// its absence) before the task is given back: held on to for ever it would
	// never be tried elsewhere.
	mostFaults = 10
)

// offer is a result on its way to the coordinator.
type offer struct {
	task   muster.TaskID
	fence  func() int64
	output []byte
	inline int64 // up to how many bytes it may come with its completion
	log    *slog.Logger
}

// final reports whether repeating a call that ended in this code is useless.
func final(c muster.Code) bool {
	switch c {
	case muster.CodeInvalid, muster.CodeForbidden, muster.CodeNotFound, muster.CodeConflict, muster.CodeState,
		muster.CodeLeaseLost, muster.CodeTooLarge, muster.CodeUnsupported, muster.CodeInvalidProof:
		return true
	case muster.CodeUnauthenticated, muster.CodeExhausted, muster.CodeUnavailable, muster.CodeStorageFull, muster.CodeInternal:
		return false
	}
	return false
}

// deliver uploads a result and names it, or sends a small one along, until it is
// accepted or refused, or the context ends. Where the plane can't take the result for another reason, the
// error is what to report of the task.
func (l *loop) deliver(ctx context.Context, o offer) (Outcome, error) {
	a := muster.Artifact{Digest: muster.DigestOf(o.output), Size: int64(len(o.output))}
	retry := l.backoff(200*time.Millisecond, 15*time.Second)
	named := muster.Completion{Worker: l.id, Task: o.task, Output: a}
	if a.Size <= o.inline {
		named.Inline = o.output
	}
	stored, faults := named.Inline != nil, 0
	for {
		var answer muster.CompletionAnswer
		var err error
		if !stored {
			err = l.store(ctx, o, a)
			stored = err == nil
		}
		if stored {
			named.Fence = o.fence()
			answer, err = l.complete(ctx, named)
		}
		if err == nil {
			if !answer.Accepted {
				o.log.WarnContext(ctx, "result refused", "reason", answer.Reason, "output", a.Digest)
				return OutcomeRefused, nil
			}
			o.log.InfoContext(ctx, "result accepted", "output", a.Digest, "bytes", a.Size)
			return OutcomeAccepted, nil
		}
		if ctx.Err() != nil {
			return OutcomeInterrupted, nil
		}
		code := muster.CodeOf(err)
		if final(code) {
			o.log.WarnContext(ctx, "result refused", "error", err, "output", a.Digest)
			return OutcomeRefused, refusal(code, err)
		}
		if code == muster.CodeUnauthenticated {
			l.post(l.forgotten)
		}
		if code == muster.CodeInternal {
			if faults++; faults == mostFaults {
				o.log.ErrorContext(ctx, "result given up", "error", err, "output", a.Digest)
				return OutcomeFailed, &muster.JobError{Class: muster.FailTransient, Err: err}
			}
		}
		d := retry.after(err)
		o.log.WarnContext(ctx, "result not delivered yet", "error", err, "again_in", d)
		if pause(ctx, d) != nil {
			return OutcomeInterrupted, nil
		}
	}
}

// refusal is what to report of a task whose result the coordinator would not
// take; nil where the lease has ended anyway.
func refusal(code muster.Code, err error) error {
	switch code {
	case muster.CodeInvalid, muster.CodeTooLarge:
		return &muster.JobError{Class: muster.FailDeterministic, Err: err}
	case muster.CodeForbidden, muster.CodeUnsupported, muster.CodeConflict:
		return &muster.JobError{Class: muster.FailTransient, Err: err}
	default:
		return nil
	}
}

func (l *loop) store(ctx context.Context, o offer, a muster.Artifact) error {
	err := l.cfg.Transfer.Store(ctx, a, o.output, func(ctx context.Context) (muster.Upload, error) {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		start := time.Now()
		upload, err := l.cfg.Coordinator.SignUpload(ctx, l.id, o.task, o.fence(), a)
		l.called("sign upload", start, err)
		return upload, unavailable(err)
	})
	if err == nil {
		l.cfg.Metrics.Transferred("output", a.Size)
	}
	return err
}

func (l *loop) complete(ctx context.Context, c muster.Completion) (muster.CompletionAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, completeTimeout)
	defer cancel()
	start := time.Now()
	answer, err := l.cfg.Coordinator.Complete(ctx, c)
	l.called("complete", start, err)
	return answer, unavailable(err)
}

// report tells the coordinator how a task ended without a result, until it has
// heard or does not want to, or the context ends.
func (l *loop) report(ctx context.Context, log *slog.Logger, r muster.FailureReport) {
	retry := l.backoff(200*time.Millisecond, 15*time.Second)
	for faults := 0; ; {
		err := l.fail(ctx, r)
		code := muster.CodeOf(err)
		if err == nil || final(code) {
			if err != nil && code != muster.CodeLeaseLost {
				log.WarnContext(ctx, "report refused", "error", err)
			}
			return
		}
		if code == muster.CodeUnauthenticated {
			l.post(l.forgotten)
		}
		if code == muster.CodeInternal {
			faults++
		}
		if ctx.Err() != nil || faults == mostFaults || pause(ctx, retry.after(err)) != nil {
			log.WarnContext(ctx, "report not delivered", "error", err)
			return
		}
	}
}

func (l *loop) fail(ctx context.Context, r muster.FailureReport) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	start := time.Now()
	err := l.cfg.Coordinator.Fail(ctx, r)
	l.called("fail", start, err)
	return unavailable(err)
}

// unavailable makes a call that timed out what it means: nobody answers.
func unavailable(err error) error {
	var coded *muster.Error
	if errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &coded) {
		return muster.Errorf(muster.CodeUnavailable, "no answer in time: %w", err)
	}
	return err
}

func (l *loop) called(call string, start time.Time, err error) {
	l.cfg.Metrics.Called(call, time.Since(start), err)
}
