package sqlstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// NoticeChannel is the channel of PostgreSQL that notices go over.
const NoticeChannel = "muster_notice"

// opened is what a transaction gives others to do.
type opened struct {
	pools   map[muster.PoolID]bool
	all     bool // any pool may have gained a task
	batches bool
	events  bool
}

// pool notes that a pool gained a ready task.
func (o *opened) pool(id muster.PoolID) {
	if o.pools == nil {
		o.pools = make(map[muster.PoolID]bool)
	}
	o.pools[id] = true
}

func (o *opened) join(other opened) {
	if o.pools == nil {
		o.pools = make(map[muster.PoolID]bool)
	}
	maps.Copy(o.pools, other.pools)
	o.all = o.all || other.all
	o.batches = o.batches || other.batches
	o.events = o.events || other.events
}

func (o *opened) empty() bool {
	return len(o.pools) == 0 && !o.all && !o.batches && !o.events
}

// message is a notice as it travels. All stands for every pool, where their
// names would not fit.
type message struct {
	From string `json:"from"`
	muster.Notice
	All bool `json:"all,omitempty"`
}

// mostPayload is below the server's limit, 8,000 bytes.
const mostPayload = 7900

func (o *opened) payload(from string) string {
	m := message{From: from, All: o.all, Notice: muster.Notice{Batches: o.batches, Events: o.events}}
	if !o.all {
		m.Pools = slices.Sorted(maps.Keys(o.pools))
	}
	text := toJSON(m)
	if len(text) > mostPayload {
		m.Pools, m.All = nil, true
		text = toJSON(m)
	}
	return text
}

// notices tells other processes of what was committed. It speaks outside of the
// transactions, since the server lets those that notify commit only one after
// the other, and one message at a time: what is opened while one is on its way
// is joined into the next. A message that can't be sent is lost; those who wait
// for it look by themselves before long.
type notices struct {
	from string
	send func(ctx context.Context, payload string) error
	wake chan struct{}
	stop chan struct{}
	done chan struct{}

	mu      sync.Mutex
	waiting opened
}

const (
	// noticePause lies between two messages, so that a plane that commits a
	// thousand times a second does not wake every replica as often. The first
	// after a quiet time goes at once.
	noticePause = 2 * time.Millisecond
	// noticeTimeout bounds a message, so also how long Close waits for the last.
	noticeTimeout = 2 * time.Second
)

// newNotices starts the goroutine that sends; close ends it.
func newNotices(send func(ctx context.Context, payload string) error) *notices {
	n := &notices{
		from: rand.Text(), send: send,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go n.run()
	return n
}

// add has it told what a committed transaction opened.
func (n *notices) add(o opened) {
	if o.empty() {
		return
	}
	n.mu.Lock()
	n.waiting.join(o)
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // it wakes anyway
	}
}

func (n *notices) run() {
	defer close(n.done)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-n.wake:
		case <-n.stop:
			n.tell() // what the last calls opened
			return
		}
		n.tell()
		pause.Reset(noticePause)
		select {
		case <-pause.C:
		case <-n.stop:
		}
	}
}

func (n *notices) tell() {
	n.mu.Lock()
	o := n.waiting
	n.waiting = opened{}
	n.mu.Unlock()
	if o.empty() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), noticeTimeout)
	defer cancel()
	_ = n.send(ctx, o.payload(n.from)) // lost where the database is; nobody could do more about it
}

func (n *notices) close() {
	close(n.stop)
	<-n.done
}

// noticeSend does not wait for the disk: a crash ends those who would hear it,
// or their connections.
const noticeSend = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('` + NoticeChannel + `', $1)`

// Heard reads a payload that came over the channel. It returns false for one
// that this store sent itself.
func (s *Store) Heard(ctx context.Context, payload string) (muster.Notice, bool, error) {
	var m message
	if err := json.Unmarshal([]byte(payload), &m); err != nil {
		return muster.Notice{}, false, fmt.Errorf("read notice: %w", err)
	}
	if s.notices != nil && m.From == s.notices.from {
		return muster.Notice{}, false, nil
	}
	if m.All {
		var err error
		if m.Pools, err = s.everyPool(ctx); err != nil {
			return muster.Notice{}, false, err
		}
	}
	return m.Notice, true, nil
}

// Everything is the notice for one that may have missed any.
func (s *Store) Everything(ctx context.Context) (muster.Notice, error) {
	pools, err := s.everyPool(ctx)
	return muster.Notice{Pools: pools, Batches: true, Events: true}, err
}

func (s *Store) everyPool(ctx context.Context) ([]muster.PoolID, error) {
	pools, err := s.PoolList(ctx)
	ids := make([]muster.PoolID, len(pools))
	for i, p := range pools {
		ids[i] = p.ID
	}
	return ids, err
}

// Listen waits: this process is the only one. PostgreSQL's driver listens.
func (s *Store) Listen(ctx context.Context, _ func(muster.Notice)) error {
	<-ctx.Done()
	return nil
}
