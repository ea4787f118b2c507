package coordinator

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

// The office whose holder does what one alone should do.
const (
	leadOffice = "housekeeping"
	// leadFor is how long a leader that dies keeps the office from others.
	leadFor = 5 * time.Second
	// leadEvery is the pause between two renewals.
	leadEvery = leadFor / 4
)

// office is what a coordinator knows of its leadership. It is a value: step
// gives the next one.
type office struct {
	Held  bool
	Term  int64
	Until time.Time // of the row in the store
	// Heard is when the store answered last.
	Heard time.Time
	// Since is from when on the store has answered this leader without a break.
	// Workers are taken for lost only by who has seen that for as long as a
	// lease lasts: before that, live workers may have had nobody to beat to.
	Since time.Time
}

// answer is what came of asking for the office, between two times of our clock.
type answer struct {
	Leader       muster.Leader
	Err          error
	Asked, Heard time.Time
}

// step returns the office after an answer. A break is an error, a silence
// longer than leadFor (this process was paused, the store was slow), or a clock
// that went backwards.
func (o office) step(a answer, me string) office {
	if a.Err != nil {
		// The row may still be ours; whether it is shows when the store is back.
		o.Held = o.Held && a.Heard.Before(o.Until)
		o.Since = time.Time{}
		return o
	}
	if a.Leader.Holder != me {
		return office{Term: a.Leader.Term, Heard: a.Heard}
	}
	broken := !o.Held || o.Term != a.Leader.Term || o.Since.IsZero() ||
		a.Heard.Sub(o.Heard) > leadFor || a.Heard.Before(o.Heard) || a.Asked.Before(o.Heard)
	next := office{Held: true, Term: a.Leader.Term, Until: a.Leader.Until, Heard: a.Heard, Since: o.Since}
	if broken {
		next.Since = a.Heard
	}
	return next
}

// leads reports whether the office is held at a time.
func (o office) leads(now time.Time) bool {
	return o.Held && now.Before(o.Until) && now.Sub(o.Heard) <= leadFor && !now.Before(o.Heard)
}

// trusted reports whether silent workers may be taken for lost at a time.
func (o office) trusted(now time.Time, leaseFor time.Duration) bool {
	return o.leads(now) && !o.Since.IsZero() && now.Sub(o.Since) >= leaseFor
}

// job is something that the leader does from time to time.
type job struct {
	name   string
	period time.Duration
	run    func(ctx context.Context) error
}

// lead holds the office for this process and does the leader's jobs.
type lead struct {
	mu     sync.Mutex
	office office
	jobs   []job
	led    atomic.Bool // as told last
	ran    []time.Time // when each job ran last; of Step only
}

func (l *lead) now() office {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.office
}

// every registers a job of the leader: it runs when this process leads, again
// and again with the period between, never twice at once. Its context ends with
// the leadership. An error is logged, and the job comes again. To be called
// before Run.
func (c *Coordinator) every(name string, period time.Duration, run func(ctx context.Context) error) {
	c.lead.jobs = append(c.lead.jobs, job{name, period, run})
}

// term is one leadership's work.
type term struct {
	stop  context.CancelFunc
	ended chan struct{} // closed when its jobs have ended
}

// serve starts the jobs of a term.
func (c *Coordinator) serve(ctx context.Context) *term {
	ctx, stop := context.WithCancel(ctx)
	t := &term{stop: stop, ended: make(chan struct{})}
	var jobs sync.WaitGroup
	for _, j := range c.lead.jobs {
		jobs.Go(func() { c.repeat(ctx, j) })
	}
	go func() {
		jobs.Wait()
		close(t.ended)
	}()
	return t
}

// leadLoop asks for the office again and again, and runs the jobs while this
// process has it. A term begins after the jobs of the one before have ended.
func (c *Coordinator) leadLoop(ctx context.Context) error {
	var now *term
	defer func() {
		if now != nil {
			now.stop()
			<-now.ended
		}
		c.leave(ctx)
	}()
	tick := time.NewTicker(leadEvery)
	defer tick.Stop()
	for {
		leads := c.hold(ctx)
		if now != nil {
			if !leads {
				now.stop()
			}
			select {
			case <-now.ended:
				now = nil
			default:
			}
		}
		if now == nil && leads {
			now = c.serve(ctx)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// hold asks once for the office and reports whether this process has it.
func (c *Coordinator) hold(ctx context.Context) bool {
	asked := c.now()
	limit, cancel := context.WithTimeout(ctx, leadFor)
	defer cancel()
	row, err := c.cfg.Store.LeaderHold(limit, muster.LeaderHoldParams{Office: leadOffice, Holder: c.cfg.Name, For: leadFor, Now: asked})
	heard := c.now()
	c.lead.mu.Lock()
	was := c.lead.office
	c.lead.office = was.step(answer{row, err, asked, heard}, c.cfg.Name)
	is := c.lead.office
	c.lead.mu.Unlock()
	leads := is.leads(heard)
	switch {
	case ctx.Err() != nil:
	case err != nil && !was.Since.IsZero():
		c.log.WarnContext(ctx, "store does not answer; no worker is taken for lost until it has for a while", "error", err)
	case leads && !c.lead.led.Load():
		c.log.InfoContext(ctx, "this coordinator leads", "name", c.cfg.Name, "term", is.Term)
	case !leads && c.lead.led.Load():
		c.log.WarnContext(ctx, "this coordinator leads no more", "name", c.cfg.Name)
	}
	c.lead.led.Store(leads)
	c.cfg.Observer.Led(leads, is.trusted(heard, c.cfg.LeaseFor))
	return leads
}

// leave gives the office up, so that another need not wait for its end.
func (c *Coordinator) leave(ctx context.Context) {
	if !c.lead.now().Held {
		return
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := c.cfg.Store.LeaderLeave(last, leadOffice, c.cfg.Name); err != nil {
		c.log.WarnContext(ctx, "leave the lead", "error", err)
	}
	c.lead.mu.Lock()
	c.lead.office = office{}
	c.lead.mu.Unlock()
	c.cfg.Observer.Led(false, false)
}

// repeat runs a job until the term ends. The first run comes after a tenth of
// the period, so that a process that is restarted often does it at all.
func (c *Coordinator) repeat(ctx context.Context, j job) {
	timer := time.NewTimer(j.period / 10)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		if err := j.run(ctx); err != nil && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "housekeeping", "job", j.name, "error", err)
		}
		timer.Reset(j.period)
	}
}

// runDue runs the jobs whose period is over, for Step.
func (c *Coordinator) runDue(ctx context.Context) error {
	l := &c.lead
	now := c.now()
	if l.ran == nil {
		l.ran = make([]time.Time, len(l.jobs))
		for i := range l.ran {
			l.ran[i] = now
		}
	}
	for i, j := range l.jobs {
		if now.Sub(l.ran[i]) < j.period {
			continue
		}
		l.ran[i] = now
		if err := j.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
	return nil
}

// broken notes that the store failed the leader.
func (c *Coordinator) broken() {
	c.lead.mu.Lock()
	c.lead.office.Since = time.Time{}
	c.lead.mu.Unlock()
}
