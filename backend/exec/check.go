package exec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

// Finding is what Check found about one clause of the contract.
type Finding struct {
	Clause  string `json:"clause"`
	Failed  bool   `json:"failed,omitempty"`
	Skipped bool   `json:"skipped,omitempty"` // could not be seen with this job
	Detail  string `json:"detail"`
}

// Check runs the program on a job that it can do, whole, cut short and
// damaged, and says how it keeps the contract. What the output is worth is not
// judged. Returns only ctx's error.
func Check(ctx context.Context, b *Backend, job muster.Job) ([]Finding, error) {
	c := &checker{backend: b, job: job}
	if c.proves(ctx); !c.found[0].Failed {
		if b.pool != nil {
			c.serves(ctx)
		}
		c.together(ctx)
		c.stops(ctx)
		c.refuses(ctx)
		if b.pool != nil {
			c.leaves()
		}
	}
	return c.found, ctx.Err()
}

type checker struct {
	backend *Backend
	job     muster.Job
	took    time.Duration // of the first run
	found   []Finding
}

func (c *checker) find(clause string, err error, detail string) {
	f := Finding{Clause: clause, Detail: detail}
	if err != nil {
		f.Failed, f.Detail = true, err.Error()
	}
	c.found = append(c.found, f)
}

func (c *checker) skip(clause, why string) {
	c.found = append(c.found, Finding{Clause: clause, Skipped: true, Detail: why})
}

// proves: the job is done, and the program tells how far it is.
func (c *checker) proves(ctx context.Context) {
	told := 0
	began := time.Now()
	out, err := c.backend.Run(ctx, c.job, func(percent int, _ string) {
		if percent > 0 && percent < 100 {
			told++
		}
	})
	c.took = time.Since(began)
	c.find("proves", err, fmt.Sprintf("%d bytes in %s", len(out), c.took.Round(time.Millisecond)))
	switch {
	case err != nil:
	case told == 0:
		c.skip("progress", "it tells no progress, which it need not")
	default:
		c.find("progress", nil, fmt.Sprintf("%d lines", told))
	}
}

// serves: a warm process does one job after another, and says what it holds.
func (c *checker) serves(ctx context.Context) {
	const clause = "serves several"
	p := c.backend.pool
	const keys = "tells its keys"
	switch held := p.residents(); {
	case len(held) == 0:
		c.skip(keys, "it names no circuit that it holds, which it need not")
	case !slices.Contains(held, circuitOf(c.job)):
		// The next job would not be given to it.
		c.find(keys, fmt.Errorf("it holds %s after a job of circuit %s", held[0].Short(), circuitOf(c.job).Short()), "")
		return
	default:
		c.find(keys, nil, fmt.Sprintf("%d circuits", len(held)))
	}
	before := p.count()
	_, err := c.backend.Run(ctx, c.job, nil)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.find(clause, fmt.Errorf("the second job: %w", err), "")
	case p.count() != before:
		c.find(clause, errors.New("the process that did the first job was not there for the second; it has to stay until standard input ends"), "")
	default:
		c.find(clause, nil, "the second job by the same process")
	}
}

// leaves: an idle process ends when standard input does.
func (c *checker) leaves() {
	const clause = "leaves"
	p := c.backend.pool
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	if len(idle) == 0 {
		c.skip(clause, "no process was left to be sent away")
		return
	}
	detail := "when standard input ended"
	for _, s := range idle {
		s.timer.Stop()
		if !s.leave(c.backend.opts.Grace) {
			detail = "it had to be stopped, which does no harm"
		}
		p.forget(s)
	}
	c.find(clause, nil, detail)
}

// together: two jobs at once do not disturb each other.
func (c *checker) together(ctx context.Context) {
	other := make(chan error, 1)
	go func() {
		_, err := c.backend.Run(ctx, c.job, nil)
		other <- err
	}()
	_, err := c.backend.Run(ctx, c.job, nil)
	c.find("two at once", errors.Join(err, <-other), "both done")
}

// stops: a job in the middle of its work ends when it is told to.
func (c *checker) stops(ctx context.Context) {
	const clause = "stops"
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var at atomic.Int64
	began := time.Now()
	half := time.AfterFunc(c.took/2, func() {
		at.Store(int64(time.Since(began)))
		cancel()
	})
	defer half.Stop()
	_, err := c.backend.Run(inner, c.job, nil)
	took := time.Since(began) - time.Duration(at.Load())
	switch {
	case ctx.Err() != nil:
	case err == nil:
		c.skip(clause, "the job was done before it could be stopped")
	case !errors.Is(err, context.Canceled):
		c.find(clause, err, "")
	case took >= c.backend.opts.Grace:
		c.find(clause, nil, "it had to be killed, which does no harm")
	default:
		c.find(clause, nil, fmt.Sprintf("within %s", took.Round(time.Millisecond)))
	}
}

// refuses: bad input is told from bad luck, or it would be tried again and
// again.
func (c *checker) refuses(ctx context.Context) {
	const clause = "bad input"
	if len(c.job.Slice) == 0 {
		c.skip(clause, "the job has no input of its own that could be damaged")
		return
	}
	bad := c.job
	bad.Slice = bytes.Clone(c.job.Slice[:len(c.job.Slice)/2])
	_, err := c.backend.Run(ctx, bad, nil)
	var f *muster.JobError
	switch {
	case ctx.Err() != nil:
	case err == nil:
		c.find(clause, errors.New("it left with status 0 when it was given half of its input"), "")
	case errors.As(err, &f) && f.Class == muster.FailDeterministic:
		c.find(clause, nil, f.Err.Error())
	default:
		c.find(clause, fmt.Errorf("half of its input is to give status %d: %w", Deterministic, err), "")
	}
}
