package coordinator

import (
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// stall is why preparation of a batch waits.
type stall struct {
	code  muster.Code
	why   string
	since time.Time // for this reason
}

// stalls remembers why batches wait for preparation. The loop that prepares
// writes it, explanations read it; a restart finds the reasons again.
type stalls struct {
	mu  sync.Mutex
	why map[muster.BatchID]stall
}

// set notes a reason and reports whether it is another one than before.
func (s *stalls) set(id muster.BatchID, err error, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.why == nil {
		s.why = make(map[muster.BatchID]stall)
	}
	if s.why[id].why == err.Error() {
		return false
	}
	s.why[id] = stall{code: muster.CodeOf(err), why: err.Error(), since: now}
	return true
}

// clear forgets a batch that waits no longer.
func (s *stalls) clear(id muster.BatchID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.why, id)
}

// of returns why a batch waits, nil where nothing is known.
func (s *stalls) of(id muster.BatchID) *stall {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.why[id]; ok {
		return &st
	}
	return nil
}
