package worker

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestSmallOutputsNeedNoUpload(t *testing.T) {
	for name, c := range map[string]struct {
		limit   int64
		uploads int
	}{
		"not offered": {0, 1}, "too small a limit": {10, 1}, "just fits": {11, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				id := p.add(1, "12") // its output is "proof of 12"
				p.tasks[id].grant.InlineLimit = c.limit
				r := run(t, newWorker(t, p, takes(time.Second), nil))
				time.Sleep(2 * time.Second)
				r.Drain()
				r.wait()
				if s := p.state(id); s != muster.TaskDone || p.called("sign upload") != c.uploads {
					t.Errorf("the task is %s after %d uploads, want %d", s, p.called("sign upload"), c.uploads)
				}
			})
		})
	}
}

func TestInputsThatComeAlongAreNotFetched(t *testing.T) {
	for name, c := range map[string]struct {
		inline  string
		fetches int
	}{
		"not sent": {"", 1}, "sent": {"input", 0}, "other bytes": {"inpux", 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				id := p.add(1, "input")
				if c.inline != "" {
					p.tasks[id].grant.Slice.Inline = []byte(c.inline)
				}
				r := run(t, newWorker(t, p, takes(time.Second), nil))
				time.Sleep(2 * time.Second)
				r.Drain()
				r.wait()
				if out := p.get(id).output.Digest; string(p.blobs[out]) != "proof of input" || p.called("fetch") != c.fetches {
					t.Errorf("output %q after %d downloads, want %d", p.blobs[out], p.called("fetch"), c.fetches)
				}
			})
		})
	}
}
