package exec

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Warm says how processes stay between jobs.
type Warm struct {
	Processes int           // at most so many; 0: a process for each job
	Idle      time.Duration // ended when it had no job for so long; 10 minutes
	Jobs      int           // ended after so many jobs; 0: no limit
	Memory    int64         // ended when it holds more bytes after a job; 0: no limit
}

const (
	defaultIdle   = 10 * time.Minute
	mostProcesses = 1024
)

// pool holds the warm processes. Whoever has a place in room has a process, or
// may start one: those at work and those idle are never more than the places.
type pool struct {
	backend *Backend
	room    chan struct{}
	ended   chan struct{}  // closed by close
	expired sync.WaitGroup // processes on their way out that have no place

	mu      sync.Mutex
	all     map[*server]bool
	idle    []*server // the one used last is last
	closed  bool
	started int
}

func newPool(b *Backend) *pool {
	return &pool{backend: b, room: make(chan struct{}, b.opts.Warm.Processes), ended: make(chan struct{}), all: make(map[*server]bool)}
}

var errClosed = errors.New("the backend is closed")

// prove has a warm process do the job.
func (p *pool) prove(ctx context.Context, d *directory, circuit muster.Digest, told *progress, log *slog.Logger) error {
	select {
	case p.room <- struct{}{}:
	default:
		told.tell(0, "waiting for a prover process")
		select {
		case p.room <- struct{}{}:
		case <-p.ended:
			return classified(ctx, errClosed)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for fresh := false; ; fresh = true {
		s, err := p.take(circuit, fresh)
		if err != nil {
			<-p.room
			return classified(ctx, err)
		}
		used := s.jobs > 0
		err = s.prove(ctx, d, told, log)
		// One that died between two jobs, or of waiting, says nothing of the
		// second.
		if errors.Is(err, errUnheard) && used && !fresh && ctx.Err() == nil {
			<-s.over
			p.forget(s)
			continue
		}
		p.give(s, err == nil || mayStay(err))
		return err
	}
}

// take returns an idle process or starts one.
func (p *pool) take(circuit muster.Digest, fresh bool) (*server, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	// The dead are no choice, nor are those that are about to be.
	p.idle = slices.DeleteFunc(p.idle, func(s *server) bool {
		if !s.lost() {
			return false
		}
		s.timer.Stop()
		delete(p.all, s)
		p.expired.Go(func() { <-s.over })
		return true
	})
	if s := choose(p.idle, circuit, len(p.all) < cap(p.room), fresh); s != nil {
		s.timer.Stop()
		p.idle = slices.DeleteFunc(p.idle, func(o *server) bool { return o == s })
		return s, nil
	}
	s, err := p.backend.serve()
	if err == nil {
		p.all[s] = true
		p.started++
	}
	return s, err
}

// choose prefers the process that holds the circuit's key, then one that holds
// none, then a new one where there is room, and takes a key from the one that
// was used longest ago else. Nil means a new one.
func choose(idle []*server, circuit muster.Digest, room, fresh bool) *server {
	if fresh && room || len(idle) == 0 {
		return nil
	}
	var empty *server
	for _, s := range slices.Backward(idle) {
		held := s.residents()
		if slices.Contains(held, circuit) {
			return s
		}
		if len(held) == 0 && empty == nil {
			empty = s
		}
	}
	switch {
	case empty != nil:
		return empty
	case room:
		return nil
	}
	return idle[0]
}

// give takes a process back after a job.
func (p *pool) give(s *server, keep bool) {
	w := p.backend.opts.Warm
	s.jobs++
	keep = keep && !s.lost() && (w.Jobs == 0 || s.jobs < w.Jobs) && (w.Memory == 0 || s.child.Memory() <= w.Memory)
	p.mu.Lock()
	if keep && !p.closed {
		p.idle = append(p.idle, s)
		s.timer = time.AfterFunc(w.Idle, func() { p.expire(s) })
		p.mu.Unlock()
		<-p.room
		return
	}
	p.mu.Unlock()
	// Its place is free when it is gone.
	go func() {
		s.leave(p.backend.opts.Grace)
		p.forget(s)
		<-p.room
	}()
}

// count returns how many processes were started.
func (p *pool) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.started
}

func (p *pool) forget(s *server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, s)
}

// expire ends a process that nobody wanted for long.
func (p *pool) expire(s *server) {
	p.mu.Lock()
	at := slices.Index(p.idle, s)
	if at < 0 {
		p.mu.Unlock()
		return
	}
	p.idle = slices.Delete(p.idle, at, at+1)
	p.expired.Add(1)
	p.mu.Unlock()
	defer p.expired.Done()
	s.leave(p.backend.opts.Grace)
	p.forget(s)
}

// residents returns the circuits whose keys any process holds.
func (p *pool) residents() []muster.Digest {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []muster.Digest
	for s := range p.all {
		if !s.gone() {
			all = append(all, s.residents()...)
		}
	}
	slices.SortFunc(all, func(a, b muster.Digest) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(all)
}

// close ends all processes, also those at work.
func (p *pool) close() {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return
	}
	p.closed = true
	close(p.ended)
	idle := p.idle
	p.idle = nil
	for s := range p.all {
		if !slices.Contains(idle, s) {
			s.stop()
		}
	}
	p.mu.Unlock()
	var all sync.WaitGroup
	for _, s := range idle {
		s.timer.Stop()
		all.Go(func() {
			s.leave(p.backend.opts.Grace)
			p.forget(s)
		})
	}
	all.Wait()
	p.expired.Wait()
	for range cap(p.room) {
		p.room <- struct{}{}
	}
}
