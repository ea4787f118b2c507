package sse_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/sse"
)

func TestStreamFormat(t *testing.T) {
	w := httptest.NewRecorder()
	s, err := sse.Open(w)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		s.Event("7", "batch", []byte(`{"a":1}`)),
		s.Event("", "progress", []byte("two\nlines\n")),
		s.Comment("ping"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := "id: 7\nevent: batch\ndata: {\"a\":1}\n\nevent: progress\ndata: two\ndata: lines\n\n: ping\n\n"
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Error(diff)
	}
	if ct := w.Header().Get("Content-Type"); ct != "text/event-stream" {
		t.Errorf("content type %q", ct)
	}
}

// log is an event log in memory.
type log struct {
	mu     sync.Mutex
	events []muster.Event
	more   chan struct{}
	reads  int
}

func newLog() *log { return &log{more: make(chan struct{})} }

func (l *log) add(batch muster.BatchID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, muster.Event{Cursor: int64(len(l.events) + 1), Batch: batch})
	close(l.more)
	l.more = make(chan struct{})
}

func (l *log) LastEvent(context.Context) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.events)), nil
}

func (l *log) Events(_ context.Context, after int64, batch muster.BatchID, limit int) ([]muster.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	var out []muster.Event
	for _, e := range l.events[after:] {
		if (batch == "" || e.Batch == batch) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (l *log) WaitEvents(ctx context.Context, after int64) error {
	for {
		l.mu.Lock()
		n, more := int64(len(l.events)), l.more
		l.mu.Unlock()
		if n > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return fmt.Errorf("wait: %w", ctx.Err())
		}
	}
}

func TestFollowDeliversEverythingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog()
		for range 2500 { // more than two pages
			l.add("a")
			l.add("b")
		}
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() {
			for range 10 {
				time.Sleep(time.Second)
				l.add("b")
				l.add("a")
			}
		})
		var got []int64
		err := sse.Follow(t.Context(), l, "a", 100, func(events []muster.Event) (bool, error) {
			for _, e := range events {
				got = append(got, e.Cursor)
			}
			return len(got) >= 2460, nil
		}, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2460 || !slices.IsSorted(got) || got[0] != 101 || got[len(got)-1] != 5020 || len(slices.Compact(got)) != 2460 {
			t.Errorf("got %d events, from %d to %d", len(got), got[0], got[len(got)-1])
		}
	})
}

func TestFollowPingsWhileOthersAreBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 46*time.Second)
		defer cancel()
		l := newLog()
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() {
			for ctx.Err() == nil {
				time.Sleep(5 * time.Millisecond)
				l.add("other")
			}
		})
		pings := 0
		err := sse.Follow(ctx, l, "a", 0,
			func([]muster.Event) (bool, error) { return false, nil },
			func() error { pings++; return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if pings != 3 {
			t.Errorf("%d pings in 46 s", pings)
		}
		if l.reads > 46*20+2 {
			t.Errorf("%d reads of the log in 46 s", l.reads)
		}
	})
}
