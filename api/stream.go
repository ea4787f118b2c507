package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/internal/sse"
)

// now is the cursor of a subscriber that asks for no past.
const now = -1

// CursorInput says where in the event log a stream begins.
type CursorInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"Cursor of the last event seen; sent by clients that come back"`
	After       string `query:"after" doc:"Cursor to begin after, as Last-Event-ID; 0 is the log's beginning"`
}

// cursor returns the cursor to begin after, or now.
func (in CursorInput) cursor() (int64, error) {
	field, s := "after", in.After
	if in.LastEventID != "" {
		field, s = "Last-Event-ID", in.LastEventID
	}
	if s == "" {
		return now, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, muster.InvalidField(field, "a cursor, which is a number from 0", s)
	}
	return n, nil
}

type batchEventsInput struct {
	BatchPath
	CursorInput
}

func (a *API) registerStreams() {
	handle(a, huma.Operation{
		OperationID: "stream-batch-events", Method: http.MethodGet, Path: "/v1/batches/{id}/events", Tags: []string{"events"},
		Summary: "Follow a batch",
		Description: "Server-sent events. A new subscriber first gets an event \"batch\" with the batch as get-batch answers it, " +
			"then one event per change, named by its kind. The id of each is a cursor; with a cursor given, the stream goes on " +
			"after it, without the first event. It ends after the batch has; asked again then, the answer is 204.",
		Responses: a.streamResponse(true),
	}, auth.RightRead, a.streamBatch)
	handle(a, huma.Operation{
		OperationID: "stream-events", Method: http.MethodGet, Path: "/v1/events", Tags: []string{"events"},
		Summary:     "Follow the event log",
		Description: "Server-sent events, from now on or after the cursor given. Callers other than operators get the events of their own tenant's batches, and of workers.",
		Responses:   a.streamResponse(false),
	}, auth.RightRead, a.streamAll)
}

func (a *API) streamResponse(batch bool) map[string]*huma.Response {
	event := a.jsonOf(muster.Event{})["application/json"].Schema
	data := []*huma.Schema{event}
	if batch {
		data = append(data, a.jsonOf(muster.BatchStatus{})["application/json"].Schema)
	}
	r := map[string]*huma.Response{"200": {
		Description: "An event stream; the data of each event is one of these",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{OneOf: data}}},
	}}
	if batch {
		r["204"] = &huma.Response{Description: "The batch has ended, and there is no event after the cursor"}
	}
	return r
}

func (a *API) streamBatch(ctx context.Context, p auth.Principal, in *batchEventsInput) (*huma.StreamResponse, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	last, err := a.svc.LastEvent(ctx) // before the batch is read, so that nothing falls between
	if err != nil {
		return nil, err
	}
	b, err := a.batch(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	if after > last { // of a log that is no more
		after = now
	}
	if after != now && b.State.Terminal() {
		missed, err := a.svc.Events(ctx, after, b.ID, 1)
		if err != nil {
			return nil, err
		}
		if len(missed) == 0 {
			return &huma.StreamResponse{Body: func(hctx huma.Context) { hctx.SetStatus(http.StatusNoContent) }}, nil
		}
	}
	return a.stream(func(ctx context.Context, s *sse.Stream) error {
		if after == now {
			after = last
			if err := send(s, after, "batch", b); err != nil {
				return err
			}
		}
		state := b.State
		return sse.Follow(ctx, a.svc, b.ID, after, func(events []muster.Event) (bool, error) {
			for _, e := range events {
				if err := send(s, e.Cursor, string(e.Kind), e); err != nil {
					return false, err
				}
				if e.Kind == muster.EventBatchState {
					state = stateIn(e, state)
				}
			}
			return state.Terminal(), nil
		}, func() error { return s.Comment("ping") })
	}), nil
}

// stateIn returns the batch's state that an event tells.
func stateIn(e muster.Event, otherwise muster.BatchState) muster.BatchState {
	var d struct {
		State muster.BatchState `json:"state"`
	}
	if err := json.Unmarshal(e.Data, &d); err != nil || d.State == "" {
		return otherwise
	}
	return d.State
}

func (a *API) streamAll(ctx context.Context, p auth.Principal, in *CursorInput) (*huma.StreamResponse, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	last, err := a.svc.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	if after == now || after > last {
		after = last
	}
	return a.stream(func(ctx context.Context, s *sse.Stream) error {
		if err := s.Comment("from " + strconv.FormatInt(after, 10)); err != nil {
			return err
		}
		visible := a.visibility(p)
		return sse.Follow(ctx, a.svc, "", after, func(events []muster.Event) (bool, error) {
			for _, e := range events {
				show, err := visible(ctx, e)
				if err != nil {
					return false, err
				}
				if !show {
					continue
				}
				if err := send(s, e.Cursor, string(e.Kind), e); err != nil {
					return false, err
				}
			}
			return false, nil
		}, func() error { return s.Comment("ping") })
	}), nil
}

// visibility returns what decides, for one stream, whether the caller may see
// an event. It remembers batches, whose tenant never changes.
func (a *API) visibility(p auth.Principal) func(context.Context, muster.Event) (bool, error) {
	const most = 4096
	known := make(map[muster.BatchID]bool)
	return func(ctx context.Context, e muster.Event) (bool, error) {
		if p.Role == muster.RoleOperator || e.Batch == "" {
			return true, nil
		}
		if show, ok := known[e.Batch]; ok {
			return show, nil
		}
		b, err := a.svc.Batch(ctx, e.Batch)
		if err != nil && muster.CodeOf(err) != muster.CodeNotFound {
			return false, err
		}
		if len(known) >= most {
			clear(known)
		}
		known[e.Batch] = err == nil && p.Sees(b.Tenant)
		return known[e.Batch], nil
	}
}

// stream answers with an event stream that ends with the request or when the
// server closes. Its client comes back with its cursor, whatever ended it.
func (a *API) stream(run func(context.Context, *sse.Stream) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		r, w := humago.Unwrap(hctx)
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(a.closing, cancel)()
		s, err := sse.Open(w)
		if err == nil {
			err = run(ctx, s)
		}
		if err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "event stream ended early", "path", r.URL.Path, "error", err)
		}
	}}
}

func send(s *sse.Stream, cursor int64, name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode event %d: %w", cursor, err)
	}
	return s.Event(strconv.FormatInt(cursor, 10), name, data)
}
