package network

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// nobody is who a request is assigned to when no network is active.
var nobody common.Address

// record is what the loop knows of a request.
type record struct {
	id      market.RequestID
	request market.Request // as read last
	found   bool           // the chain knew it then
	lost    time.Time      // since when it does not, by our clock
	event   common.Hash    // block of the submission that was seen last

	// What follows is about one attempt.
	attempt  int    // 0: none was seen yet
	number   uint64 // of its submission; 0 where a batch told of the attempt
	batch    muster.Batch
	take     int
	declined string
	unfit    string

	busy     bool      // a job is at work on it
	doing    Action    // what was decided last
	failures int       // of jobs, in a row
	trouble  string    // the last one's
	pause    time.Time // not before, by our clock
	read     time.Time // when it is read again, by our clock
	after    uint64    // block of our last transaction: a node that is behind does not know better
	closed   time.Time // since when nothing is left to do, by our clock
	told     string    // the last alarm
}

// record returns a request's record, which it makes where there is none.
func (d *Daemon) record(id market.RequestID) *record {
	r := d.records[id]
	if r == nil {
		r = &record{id: id}
		d.records[id] = r
	}
	return r
}

// renew forgets what is known of an attempt.
func (r *record) renew() {
	r.attempt, r.number, r.batch, r.take, r.declined, r.unfit = r.request.Attempt, r.request.Number, muster.Batch{}, 0, "", ""
	r.failures, r.trouble, r.pause, r.told = 0, "", time.Time{}, ""
}

// occupies reports whether the request takes one of the policy's places.
func (r *record) occupies(network uint8) bool {
	if !r.found || r.request.Network != network || !r.closed.IsZero() {
		return false
	}
	switch r.request.State {
	case muster.RequestCommitted:
		return true
	case muster.RequestPending:
		return r.declined == "" && (r.busy || r.batch.ID != "")
	default:
		return false
	}
}

// occupied counts the requests that take a place, but for one.
func (d *Daemon) occupied(but *record) int {
	n := 0
	for _, r := range d.records {
		if r != but && r.occupies(d.number) {
			n++
		}
	}
	return n
}
