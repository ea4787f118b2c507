package coordinator

import "sync"

// wake tells any number of waiters that something happened. A waiter takes the
// channel first, looks at the state, and then waits on the channel, so that
// nothing that happens in between is missed.
type wake struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait returns a channel that is closed at the next ring.
func (w *wake) wait() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ch == nil {
		w.ch = make(chan struct{})
	}
	return w.ch
}

// ring wakes everyone who waits.
func (w *wake) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ch != nil {
		close(w.ch)
		w.ch = nil
	}
}
