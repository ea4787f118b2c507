package api_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
)

// message is one server-sent event, or a comment.
type message struct{ ID, Event, Comment string }

// subscriber reads an event stream over a real connection.
type subscriber struct {
	t    *testing.T
	resp *http.Response
	r    *bufio.Reader
	last string // data of the last event
}

func (p *plane) subscribe(t *testing.T, path, lastEventID string, role muster.Role, tenant string) *subscriber {
	t.Helper()
	srv := httptest.NewServer(p.api)
	t.Cleanup(srv.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Role", string(role))
	req.Header.Set("Tenant", tenant)
	if lastEventID != "" {
		req.Header.Set("Last-Event-ID", lastEventID)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); resp.Body.Close() })
	return &subscriber{t: t, resp: resp, r: bufio.NewReader(resp.Body)}
}

// next returns the next message, the zero one at the stream's end.
func (s *subscriber) next() message {
	s.t.Helper()
	var m message
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			return message{}
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			return m
		}
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "id":
			m.ID = value
		case "event":
			m.Event = value
		case "data":
			s.last = value
		case "":
			m.Comment = value
		}
	}
}

func (s *subscriber) want(want ...message) {
	s.t.Helper()
	for _, w := range want {
		if diff := cmp.Diff(w, s.next()); diff != "" {
			s.t.Fatalf("data %s\n%s", s.last, diff)
		}
	}
}

const batchEvents = "/v1/batches/batch_00000000000000000000000000000001/events"

func TestStreamFromTheBeginning(t *testing.T) {
	p := newPlane(t, nil)
	id := p.Put(1, "a", muster.BatchPending)
	p.Put(2, "a", muster.BatchPending)
	s := p.subscribe(t, batchEvents, "", muster.RoleViewer, "a")
	if ct := s.resp.Header.Get("Content-Type"); ct != "text/event-stream" {
		t.Fatalf("content type %q", ct)
	}
	s.want(message{ID: "0", Event: "batch"})
	if b := decode[muster.BatchStatus](t, s.last); b.ID != id || b.State != muster.BatchPending {
		t.Errorf("snapshot %s", s.last)
	}
	p.Move(id, muster.BatchPreparing)
	s.want(message{ID: "1", Event: "batch.state"})
	p.Move(batchID(2), muster.BatchCompleted) // another's end ends nothing here
	p.TellTask(id, 1)
	p.Move(id, muster.BatchCompleted)
	s.want(message{ID: "3", Event: "task.state"})
	if e := decode[muster.Event](t, s.last); e.Task != taskID(1) || e.Cursor != 3 {
		t.Errorf("event %s", s.last)
	}
	s.want(message{ID: "4", Event: "batch.state"}, message{})
}

func TestStreamOfALateSubscriber(t *testing.T) {
	p := newPlane(t, nil)
	id := p.Put(1, "a", muster.BatchPending)
	p.Move(id, muster.BatchFailed)
	s := p.subscribe(t, batchEvents, "", muster.RoleViewer, "a")
	s.want(message{ID: "1", Event: "batch"}, message{})
	if b := decode[muster.BatchStatus](t, s.last); b.State != muster.BatchFailed {
		t.Errorf("snapshot %s", s.last)
	}
}

func TestStreamResumes(t *testing.T) {
	p := newPlane(t, nil)
	id := p.Put(1, "a", muster.BatchProving)
	p.TellTask(id, 1)
	p.TellTask(id, 2)
	p.TellTask(id, 3)
	s := p.subscribe(t, batchEvents, "1", muster.RoleViewer, "a")
	s.want(message{ID: "2", Event: "task.state"}, message{ID: "3", Event: "task.state"})
	p.Move(id, muster.BatchCompleted)
	s.want(message{ID: "4", Event: "batch.state"}, message{})

	s = p.subscribe(t, batchEvents, "3", muster.RoleViewer, "a")
	s.want(message{ID: "4", Event: "batch.state"}, message{})

	s = p.subscribe(t, batchEvents, "4", muster.RoleViewer, "a")
	if s.resp.StatusCode != http.StatusNoContent {
		t.Errorf("after the end: %d", s.resp.StatusCode)
	}

	s = p.subscribe(t, batchEvents+"?after=0", "", muster.RoleViewer, "a")
	s.want(message{ID: "1", Event: "task.state"})

	s = p.subscribe(t, batchEvents, "999", muster.RoleViewer, "a") // of a log that is no more
	s.want(message{ID: "4", Event: "batch"}, message{})
}

func TestStreamGoesOnAfterARelease(t *testing.T) {
	p := newPlane(t, nil)
	id := p.Put(1, "a", muster.BatchProving)
	p.Move(id, muster.BatchFailed)
	p.Move(id, muster.BatchProving)
	s := p.subscribe(t, batchEvents+"?after=0", "", muster.RoleViewer, "a")
	s.want(message{ID: "1", Event: "batch.state"}, message{ID: "2", Event: "batch.state"})
	p.Move(id, muster.BatchCompleted)
	s.want(message{ID: "3", Event: "batch.state"}, message{})
}

func TestStreamOfAllShowsATenantItsOwn(t *testing.T) {
	p := newPlane(t, nil)
	mine, theirs := p.Put(1, "a", muster.BatchProving), p.Put(2, "b", muster.BatchProving)
	p.TellTask(mine, 1)
	s := p.subscribe(t, "/v1/events", "", muster.RoleViewer, "a")
	s.want(message{Comment: "from 1"})
	all := p.subscribe(t, "/v1/events?after=0", "", muster.RoleOperator, "x")
	all.want(message{Comment: "from 0"}, message{ID: "1", Event: "task.state"})
	p.TellTask(theirs, 2)
	p.Move(mine, muster.BatchCompleted)
	p.TellTask(mine, 3)
	s.want(message{ID: "3", Event: "batch.state"}, message{ID: "4", Event: "task.state"})
	all.want(message{ID: "2", Event: "task.state"}, message{ID: "3", Event: "batch.state"})
}

func TestStreamsEndWhenTheServerCloses(t *testing.T) {
	ctx, closeAll := context.WithCancel(t.Context())
	p := newPlane(t, func(c *api.Config) { c.Closing = ctx })
	p.Put(1, "a", muster.BatchProving)
	s := p.subscribe(t, batchEvents, "", muster.RoleViewer, "a")
	s.want(message{ID: "0", Event: "batch"})
	closeAll()
	s.want(message{})
}

func TestStreamPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane(t, nil)
		p.Put(1, "a", muster.BatchProving)
		ctx, cancel := context.WithTimeout(t.Context(), 31*time.Second)
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, "GET", batchEvents, nil)
		r.Header.Set("Role", "operator")
		w := httptest.NewRecorder()
		p.api.ServeHTTP(w, r)
		if n := strings.Count(w.Body.String(), "\n: ping\n"); n != 2 {
			t.Errorf("%d pings in 31 s:\n%s", n, w.Body)
		}
	})
}
