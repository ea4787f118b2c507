package coordinator

import (
	"sync"

	"github.com/muster-zk/muster"
)

const (
	// mostRecent is how many bytes of small outputs are kept at hand.
	mostRecent = 16 << 20
	// recentCost is what keeping one costs beside its bytes.
	recentCost = 192
)

// recent keeps small outputs that came with their completions at hand: their
// parents are mostly leased soon, and then the store need not be asked for
// them. The oldest go first. The zero value is empty.
type recent struct {
	mu    sync.Mutex
	of    map[muster.Digest][]byte
	order []muster.Digest // oldest first, from next on
	next  int
	size  int
}

// add keeps an output, whose bytes nobody changes any more.
func (r *recent) add(d muster.Digest, output []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = make(map[muster.Digest][]byte)
	}
	if _, ok := r.of[d]; ok {
		return
	}
	r.of[d] = output
	r.order = append(r.order, d)
	r.size += len(output) + recentCost
	for r.size > mostRecent {
		oldest := r.order[r.next]
		r.next++
		r.size -= len(r.of[oldest]) + recentCost
		delete(r.of, oldest)
	}
	if r.next > len(r.order)/2 { // what has gone needs no room
		r.order = append([]muster.Digest(nil), r.order[r.next:]...)
		r.next = 0
	}
}

// get returns an output that is at hand, or nil.
func (r *recent) get(d muster.Digest) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.of[d]
}
