package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// request is the line on a warm process's standard input that gives it a job.
type request struct {
	Job string `json:"job"` // the job's directory
}

// mostResident is how many circuits a process may say it holds.
const mostResident = 1024

// errUnheard is in the error of a job whose process ended before it said
// anything about it.
var errUnheard = errors.New("it said nothing of the job")

// server is a warm process: a program that does one job after another.
type server struct {
	backend *Backend
	dir     *directory
	child   *process.Process
	stop    context.CancelFunc // ends it
	over    chan struct{}      // closed when it has ended and its directory is gone
	end     process.Result     // may be read once over is closed, as err
	err     error

	// The pool's.
	jobs  int
	timer *time.Timer // ends it when it is idle for long

	mu       sync.Mutex
	work     *work // nil between jobs
	between  speech
	words    []byte // the end of standard error since the job began
	resident []muster.Digest
	wrong    error // why it can't be trusted any more
	doomed   bool  // it is being ended for what it said
}

// work is the job that a process is at.
type work struct {
	job    string
	speech speech
	heard  bool
	status chan int
}

// serve starts a warm process.
func (b *Backend) serve() (*server, error) {
	d, err := makeDirectory(b.opts.Dir, tempName)
	if err != nil {
		return nil, fmt.Errorf("make the prover's directory: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &server{backend: b, dir: d, stop: stop, over: make(chan struct{})}
	s.between = speech{progress: &progress{}, log: b.opts.Log}
	l := b.opts.Limits
	c := b.command(d)
	c.Env = append(c.Env, "MUSTER_WARM=1")
	c.Talk, c.Out, c.Err = true, s.lines, s.errors
	c.Limits = process.Limits{Memory: l.Memory, File: l.Directory, Directory: l.Directory}
	if s.child, err = process.Start(c); err != nil {
		stop()
		return nil, errors.Join(err, d.remove())
	}
	go func() {
		defer stop()
		s.end, s.err = s.child.Wait(ctx, nil)
		if err := d.remove(); err != nil {
			b.opts.Log.Error("directory of a prover stays", "directory", d.path, "error", err)
		}
		close(s.over)
	}()
	return s, nil
}

func (s *server) gone() bool {
	select {
	case <-s.child.Ended():
		return true
	default:
		return false
	}
}

// lost reports whether the process has ended, or is being ended for what it
// said.
func (s *server) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doomed || s.gone()
}

// leave lets an idle process end by itself, and ends it where it does not. It
// reports which.
func (s *server) leave(grace time.Duration) bool {
	_ = s.child.Stdin.Close() // it may have ended already
	select {
	case <-s.over:
		return true
	case <-time.After(grace):
		s.stop()
		<-s.over
		return false
	}
}

// prove gives the process a job and waits for what comes of it. When that is
// the end of the job's context or a limit, the process has ended too.
func (s *server) prove(ctx context.Context, d *directory, p *progress, log *slog.Logger) error {
	w := &work{job: d.path, status: make(chan int, 1)}
	w.speech = speech{progress: p, log: log.With("process", strconv.Itoa(s.child.PID()))}
	s.mu.Lock()
	s.work, s.words = w, nil
	s.mu.Unlock()
	line, err := json.Marshal(request{Job: d.path})
	if err != nil {
		return failed(muster.FailTransient, err)
	}
	// Small enough for the pipe, so that it never waits. A write that fails meets
	// a process that has ended.
	_, _ = s.child.Stdin.Write(append(line, '\n'))
	status, why := s.await(ctx, d, w)
	if why == nil && status < 0 {
		<-s.over
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work = nil
	switch {
	case ctx.Err() != nil && why != nil:
		return ctx.Err()
	case why != nil:
		return stopped(why)
	case s.wrong != nil:
		return failed(muster.FailTransient, s.wrong)
	case status >= 0:
		if err := d.check(s.backend.opts.Limits); err != nil {
			return err
		}
		w.speech.last = s.words
		return verdict(process.Result{Status: status}, &w.speech)
	}
	w.speech.last = s.words
	err = s.err
	var limit *process.LimitError
	switch {
	case errors.As(err, &limit):
		err = failed(muster.FailResource, fmt.Errorf("the prover %w", limit))
	case err != nil:
		err = stopped(err)
	default:
		if err = verdict(s.end, &w.speech); err == nil {
			err = failed(muster.FailTransient, errors.New("the prover left with status 0 before it had told the job's status; does it serve jobs when MUSTER_WARM is set?"))
		}
	}
	if !w.heard {
		err = unheard{err}
	}
	return err
}

// unheard marks the end of a process that said nothing of its job.
type unheard struct{ error }

func (unheard) Is(target error) bool { return target == errUnheard }
func (u unheard) Unwrap() error      { return u.error }

// await returns the job's status, or -1 where the process ends, or the reason
// why it was made to end.
func (s *server) await(ctx context.Context, d *directory, w *work) (status int, why error) {
	l := s.backend.opts.Limits
	deadline := time.NewTimer(l.Time)
	defer deadline.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	stop := func(cause error) (int, error) {
		s.stop()
		<-s.over
		return -1, cause
	}
	for {
		select {
		case status := <-w.status:
			return status, nil
		case <-s.over:
			// The last it said may have been the status.
			select {
			case status := <-w.status:
				return status, nil
			default:
				return -1, nil
			}
		case <-ctx.Done():
			return stop(ctx.Err())
		case <-deadline.C:
			return stop(&process.LimitError{Limit: "time", Most: l.Time.String()})
		case <-tick.C:
			if err := d.check(l); err != nil {
				return stop(err)
			}
		}
	}
}

// mayStay reports whether a process that lives can do another job after this
// failure of one: it does not want for memory.
func mayStay(err error) bool {
	var f *muster.JobError
	return errors.As(err, &f) && f.Class != muster.FailResource
}

func (s *server) residents() []muster.Digest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.resident)
}

// lines reads standard output for the life of the process.
func (s *server) lines(r io.Reader) {
	eachLine(r, func(text []byte, cut bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		at := &s.between
		if s.work != nil {
			at, s.work.heard = &s.work.speech, true
		}
		l, ok := at.hear(text, cut)
		if !ok {
			return
		}
		if l.Resident != nil {
			s.holds(*l.Resident)
		}
		if l.Status != nil {
			s.tells(*l.Status, l.Job)
		}
	})
}

// holds takes the list of circuits whose keys the process says it holds.
func (s *server) holds(list []string) {
	s.resident = nil
	for _, text := range list[:min(len(list), mostResident)] {
		if d, err := muster.ParseDigest(text); err == nil {
			s.resident = append(s.resident, d)
		}
	}
}

// tells takes a job's status. What a process says of another job makes the
// order of things unknown: it is ended.
func (s *server) tells(status int, job string) {
	if s.work == nil || s.wrong != nil || filepath.Clean(job) != s.work.job || status < 0 || status > 255 {
		if s.wrong == nil {
			s.doomed, s.wrong = true, fmt.Errorf("the prover told a status %d of the job %q, which it was not given", status, short(job))
		}
		s.stop()
		return
	}
	w := s.work
	// What follows is not the job's: its progress is over.
	s.work = nil
	if !contracted(status) {
		s.doomed = true
		s.stop()
	}
	w.status <- status
}

// errors keeps the end of what is said on standard error in a job.
func (s *server) errors(r io.Reader) {
	piece := make([]byte, 4<<10)
	for {
		n, err := r.Read(piece)
		s.mu.Lock()
		s.words = append(s.words, piece[:n]...)
		if cut := len(s.words) - mostText; cut > 0 {
			s.words = s.words[:copy(s.words, s.words[cut:])]
		}
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}
