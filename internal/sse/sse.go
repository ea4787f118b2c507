// Package sse writes event streams (text/event-stream, WHATWG HTML section 9.2)
// and follows the event log for them.
//
// A stream belongs to the goroutine of its request and ends with it. A client
// that does not read for longer than a write may take is cut off, so that it
// holds nothing back.
package sse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// Ping is how long a stream may be silent before a comment is sent, so
	// that proxies keep it open and a lost client is noticed.
	Ping = 15 * time.Second

	writeFor = 10 * time.Second
	page     = 1000
	// pollGap bounds how often a stream reads the log, however busy it is.
	pollGap = 50 * time.Millisecond
)

// Stream is an open event stream.
type Stream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
	buf bytes.Buffer
}

// Open sends the headers of a stream.
func Open(w http.ResponseWriter) (*Stream, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	w.WriteHeader(http.StatusOK)
	s := &Stream{w: w, ctl: http.NewResponseController(w)}
	return s, s.flush()
}

// Event sends an event. An empty id or name is left out.
func (s *Stream) Event(id, name string, data []byte) error {
	if id != "" {
		fmt.Fprintf(&s.buf, "id: %s\n", id)
	}
	if name != "" {
		fmt.Fprintf(&s.buf, "event: %s\n", name)
	}
	for line := range bytes.Lines(data) {
		fmt.Fprintf(&s.buf, "data: %s\n", bytes.TrimRight(line, "\r\n"))
	}
	s.buf.WriteByte('\n')
	return s.flush()
}

// Comment sends a line that clients pass over.
func (s *Stream) Comment(text string) error {
	fmt.Fprintf(&s.buf, ": %s\n\n", text)
	return s.flush()
}

func (s *Stream) flush() error {
	defer s.buf.Reset()
	err := s.ctl.SetWriteDeadline(time.Now().Add(writeFor))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write(s.buf.Bytes()); err != nil {
		return err
	}
	return s.ctl.Flush()
}

// Log is the event log as a follower reads it.
type Log interface {
	// LastEvent returns the newest cursor.
	LastEvent(ctx context.Context) (int64, error)
	// Events returns events after a cursor, of one batch where it is set.
	Events(ctx context.Context, after int64, batch muster.BatchID, limit int) ([]muster.Event, error)
	// WaitEvents returns when the log holds an event after the cursor.
	WaitEvents(ctx context.Context, after int64) error
}

// Follow delivers every event after a cursor in order, of one batch where it is
// set, and waits for more. Deliver is also called, with none, each time all
// there is has been delivered; Follow returns nil when it answers true. Ping is
// called when nothing was delivered for a while. Follow returns the context's
// error when that ends first, and the error of any call.
func Follow(ctx context.Context, log Log, batch muster.BatchID, after int64, deliver func([]muster.Event) (done bool, err error), ping func() error) error {
	pingAt := time.Now().Add(Ping)
	for {
		read := time.Now()
		last, err := log.LastEvent(ctx)
		if err != nil {
			return err
		}
		delivered := false
		for more := true; more; {
			events, err := log.Events(ctx, after, batch, page)
			if err != nil {
				return err
			}
			if len(events) > 0 {
				after = events[len(events)-1].Cursor
				if _, err := deliver(events); err != nil {
					return err
				}
				delivered = true
			}
			more = len(events) == page
		}
		if done, err := deliver(nil); done || err != nil {
			return err
		}
		if delivered {
			pingAt = time.Now().Add(Ping)
		}
		if err := wait(ctx, log, max(last, after), &pingAt, ping); err != nil {
			return err
		}
		if err := pause(ctx, time.Until(read.Add(pollGap))); err != nil {
			return err
		}
	}
}

// wait returns when the log holds more than seen, pinging meanwhile.
func wait(ctx context.Context, log Log, seen int64, pingAt *time.Time, ping func() error) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !time.Now().Before(*pingAt) {
			if err := ping(); err != nil {
				return err
			}
			*pingAt = time.Now().Add(Ping)
		}
		bounded, cancel := context.WithDeadline(ctx, *pingAt)
		err := log.WaitEvents(bounded, seen)
		expired := bounded.Err() != nil
		cancel()
		if err == nil || !expired {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
