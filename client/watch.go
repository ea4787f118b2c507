package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// idleFor is how long a stream may be silent; the server pings each 15 s.
	idleFor = 45 * time.Second
	// giveUpAfter is how long a stream that worked before is asked for again.
	giveUpAfter = 5 * time.Minute
	firstPause  = 200 * time.Millisecond
	longestWait = 5 * time.Second
	longestLine = 4 << 20
)

// Update is one step of a watched batch: its state as a whole, or one change.
type Update struct {
	Batch *muster.BatchStatus // set on the first update, and after a break that lost the log
	Event *muster.Event       // set on the others
}

// Watch iterates over the changes of a batch, first its state now, until it has
// ended. A connection that breaks is made again, without a change missed or
// seen twice, for up to five minutes; other errors end it, and so does the
// first connection's.
func (c *Client) Watch(ctx context.Context, id muster.BatchID) iter.Seq2[Update, error] {
	return func(yield func(Update, error) bool) {
		err := c.follow(ctx, batchPath(id)+"/events", now, func(m message) (bool, error) {
			u, err := m.update()
			return err == nil && yield(u, nil), err
		})
		if err != nil {
			yield(Update{}, err)
		}
	}
}

// now is the cursor of a follower that asks for no past.
const now = -1

// Events iterates over the event log after a cursor, without end; -1 begins
// with what happens from now on. It reconnects as Watch does.
func (c *Client) Events(ctx context.Context, after int64) iter.Seq2[muster.Event, error] {
	return func(yield func(muster.Event, error) bool) {
		err := c.follow(ctx, "/v1/events", after, func(m message) (bool, error) {
			u, err := m.update()
			if err != nil || u.Event == nil {
				return true, err
			}
			return yield(*u.Event, nil), nil
		})
		if err != nil {
			yield(muster.Event{}, err)
		}
	}
}

// message is one server-sent event.
type message struct {
	id   string
	name string
	data []byte
}

func (m message) update() (Update, error) {
	var u Update
	var err error
	if m.name == "batch" {
		u.Batch = new(muster.BatchStatus)
		err = json.Unmarshal(m.data, u.Batch)
	} else {
		u.Event = new(muster.Event)
		err = json.Unmarshal(m.data, u.Event)
	}
	if err != nil {
		return Update{}, fmt.Errorf("decode event %q: %w", m.name, err)
	}
	return u, nil
}

// errStop ends a stream whose reader has had enough.
var errStop = errors.New("stop")

// follow reads a stream to its end, through broken connections. It ends with
// nil when the server says so (204), when take answers false, or when a batch's
// stream came to its own end.
func (c *Client) follow(ctx context.Context, path string, after int64, take func(message) (bool, error)) error {
	cursor := ""
	if after != now {
		cursor = strconv.FormatInt(after, 10)
	}
	var worked time.Time // the last time that something came
	pause := firstPause
	for {
		err := c.stream(ctx, path, cursor, func(m message) error {
			worked, pause = time.Now(), firstPause
			if m.id != "" {
				cursor = m.id
			}
			if m.name == "" {
				return nil
			}
			more, err := take(m)
			if err == nil && !more {
				err = errStop
			}
			return err
		})
		switch {
		case errors.Is(err, errStop) || errors.Is(err, errEnded):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !again(err) || worked.IsZero() || time.Since(worked) > giveUpAfter:
			return err
		}
		if errors.Is(err, io.EOF) && pause == firstPause {
			pause *= 2 // ended by the server: asked at once, it says whether for good
			continue
		}
		if err := sleep(ctx, pause/2+rand.N(pause/2)); err != nil {
			return err
		}
		pause = min(2*pause, longestWait)
	}
}

// errEnded says that the server has nothing more, for good.
var errEnded = errors.New("stream ended")

// connectionError is a stream's end that asking again may mend.
type connectionError struct{ error }

func (e connectionError) Unwrap() error { return e.error }

func again(err error) bool {
	var coded *muster.Error
	if errors.As(err, &coded) {
		return coded.Code == muster.CodeUnavailable || coded.Code == muster.CodeExhausted
	}
	var broken connectionError
	return errors.As(err, &broken)
}

// stream reads one connection's messages. A message without data has only an
// id, or neither: a comment.
func (c *Client) stream(ctx context.Context, path, cursor string, take func(message) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := request{method: http.MethodGet, path: path, header: map[string]string{"Accept": "text/event-stream"}}
	if cursor != "" {
		r.header["Last-Event-ID"] = cursor
	}
	resp, err := c.send(ctx, r)
	if err != nil {
		var coded *muster.Error
		if errors.As(err, &coded) {
			return err
		}
		return connectionError{err}
	}
	defer resp.Body.Close() //nolint:errcheck // nothing is written, and the stream is over
	if resp.StatusCode == http.StatusNoContent {
		return errEnded
	}
	idle := time.AfterFunc(idleFor, cancel)
	defer idle.Stop()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	var m message
	for lines.Scan() {
		idle.Reset(idleFor)
		line := lines.Bytes()
		if len(line) == 0 {
			if err := take(m); err != nil {
				return err
			}
			m = message{}
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) {
		case "id":
			m.id = string(value)
		case "event":
			m.name = string(value)
		case "data":
			if m.data != nil {
				m.data = append(m.data, '\n')
			}
			m.data = append(m.data, value...)
		}
	}
	err = lines.Err()
	if err == nil {
		err = io.EOF
	}
	return connectionError{fmt.Errorf("read events: %w", err)}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
