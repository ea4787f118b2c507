package forge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
)

const (
	// healthFor is how long a worker's word on its health is believed.
	healthFor = 5 * time.Second
	// healthWait bounds the question, as in Forge.
	healthWait = 5 * time.Second
	// shunFor is how long a worker is left alone that did not answer, wrongFor one
	// whose proof did not hold.
	shunFor  = 5 * time.Second
	wrongFor = time.Minute
	// capacityPause is the pause before workers that are all busy are asked again:
	// others may use them too.
	capacityPause = time.Second
	// defaultTime bounds one proof.
	defaultTime = time.Hour
)

// Options of New. Workers and Keys are required.
type Options struct {
	Workers []string // URLs, such as http://prover-1:9001
	// Keys give the circuits' verifying keys.
	Keys muster.KeySource
	// Token is sent as a bearer token where it is set.
	Token string
	// Time bounds one proof; default 1 h.
	Time   time.Duration
	Client *http.Client // nil: one of its own
	Log    *slog.Logger // nil discards
}

// Backend implements muster.Backend. It is safe for concurrent use.
type Backend struct {
	opts     Options
	verifier muster.Verifier
	known    *verifyingKeys
	now      func() time.Time

	mu      sync.Mutex
	workers []*remote
	freed   chan struct{} // closed, and made anew, when a worker gains room
}

var _ muster.Backend = (*Backend)(nil)

// remote is a worker elsewhere. Its fields are guarded by Backend.mu.
type remote struct {
	url    string
	busy   int // jobs of ours
	max    int // jobs that it takes; 0 before it was asked
	ready  bool
	asked  time.Time
	shun   time.Time // until when it is left alone
	reason string    // why
}

// New returns the backend. Returns CodeInvalid for a list that is empty or has
// something else than http:// and https:// URLs.
func New(o Options) (*Backend, error) {
	if len(o.Workers) == 0 || o.Keys == nil {
		return nil, muster.InvalidField("workers", "at least one URL of a Forge worker", "")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Time == 0 {
		o.Time = defaultTime
	}
	if o.Client == nil {
		o.Client = &http.Client{
			Transport: http.DefaultTransport.(*http.Transport).Clone(),
			// A worker does not choose whom else this machine talks to.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	known := &verifyingKeys{from: o.Keys, files: make(map[muster.Digest]muster.CircuitFiles)}
	b := &Backend{opts: o, known: known, now: time.Now, verifier: proof.New(groth16.New(known)), freed: make(chan struct{})}
	for _, w := range o.Workers {
		u, err := url.Parse(w)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, muster.InvalidField("workers", "http:// or https:// URLs", w)
		}
		if u.User != nil || u.RawQuery != "" || u.Fragment != "" { // they would be in logs, and cut a path
			return nil, muster.InvalidField("workers", "URLs without a user, query or fragment; a token is given apart", u.Redacted())
		}
		b.workers = append(b.workers, &remote{url: strings.TrimSuffix(w, "/")})
	}
	return b, nil
}

// Name implements muster.Backend.
func (*Backend) Name() string { return "forge" }

// Resident implements muster.Backend: keys are loaded elsewhere.
func (*Backend) Resident() []muster.Digest { return nil }

// Run implements muster.Backend.
func (b *Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if report == nil {
		report = func(int, string) {}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	report(0, "waiting for a Forge worker")
	body, err := encodeRequest(job)
	if err != nil {
		return nil, failed(muster.FailDeterministic, err)
	}
	b.known.add(job.Circuit)
	limit, cancel := context.WithTimeout(ctx, b.opts.Time)
	defer cancel()
	out, err := b.anywhere(limit, job, body, report)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limit.Err() != nil:
		return nil, failed(muster.FailTransient, fmt.Errorf("no proof after %s", b.opts.Time))
	case err != nil:
		return nil, err
	}
	report(100, "proven")
	return out, nil
}

// anywhere has one worker after the other try, until one proves it, refuses it
// for good, or none is left.
func (b *Backend) anywhere(ctx context.Context, job muster.Job, body []byte, report func(int, string)) ([]byte, error) {
	for ctx.Err() == nil {
		w, freed, err := b.take(ctx)
		if err != nil {
			return nil, failed(muster.FailTransient, err)
		}
		if w == nil { // all are busy
			pause := time.NewTimer(capacityPause)
			select {
			case <-freed:
			case <-pause.C:
			case <-ctx.Done():
			}
			pause.Stop()
			continue
		}
		report(10, "proving on "+w.url)
		out, err := b.prove(ctx, w, job, body)
		if err == nil {
			b.release(w, 0, "")
			return out, nil
		}
		var full errFull
		var refused *muster.JobError
		switch {
		case ctx.Err() != nil:
			b.release(w, 0, "")
		case errors.As(err, &full):
			b.full(w)
		case errors.As(err, &refused):
			b.release(w, 0, "")
			return nil, err
		case errors.Is(err, errWrong):
			b.opts.Log.WarnContext(ctx, "a Forge worker proves wrongly", "worker", w.url, "task", job.Task, "error", err)
			b.release(w, wrongFor, err.Error())
		default:
			b.opts.Log.WarnContext(ctx, "a Forge worker does not answer", "worker", w.url, "task", job.Task, "error", err)
			b.release(w, shunFor, err.Error())
		}
	}
	return nil, ctx.Err()
}

// errWrong says that a worker's answer is no proof of the task's statement.
var errWrong = errors.New("wrong answer")

// prove sends a job to one worker and checks its answer.
func (b *Backend) prove(ctx context.Context, w *remote, job muster.Job, body []byte) ([]byte, error) {
	a, err := b.post(ctx, w.url+"/prove", body)
	if err != nil {
		return nil, err
	}
	public, err := a.public(job.Statement.Curve)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errWrong, err)
	}
	if !bytes.Equal(public, job.Statement.Public) {
		return nil, fmt.Errorf("%w: its public inputs are not the task's", errWrong)
	}
	out, err := a.bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errWrong, err)
	}
	err = b.verifier.Verify(ctx, job.Statement, out)
	switch muster.CodeOf(err) {
	case muster.CodeInvalidProof, muster.CodeInvalid:
		return nil, fmt.Errorf("%w: %w", errWrong, err)
	default:
		if err != nil { // the key can't be had
			return nil, failed(muster.FailTransient, fmt.Errorf("verify: %w", err))
		}
	}
	return out, nil
}

func failed(class muster.FailureClass, err error) error {
	return &muster.JobError{Class: class, Err: err}
}
