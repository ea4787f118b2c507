package coordinator

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// logged is a log that a test reads.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

// lines returns the lines that hold a text.
func (l *logged) lines(text string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(strings.Split(l.b.String(), "\n"), func(s string) bool { return !strings.Contains(s, text) })
}

// inWatched runs a test with an observer and a log, in virtual time.
func inWatched(t *testing.T, f func(t *testing.T, p *plane, o *outcomes, log *logged)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o, log := &outcomes{}, &logged{}
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) {
			c.Observer, c.Logger = o, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelInfo}))
		}}
		p.open()
		f(t, p, o, log)
	})
}

func TestUnservedTasksAreToldOncePerChange(t *testing.T) {
	inWatched(t, func(t *testing.T, p *plane, o *outcomes, log *logged) {
		const text = "no online worker can take"
		p.pair(2)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if got, _ := o.told(); len(got) != 0 {
			t.Errorf("told after 20 s already: %+v", got)
		}
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		if got, _ := o.told(); len(got) != 1 || got[0].Ready != 2 {
			t.Fatalf("told %+v", got)
		}
		if l := log.lines(text); len(l) != 1 || !strings.Contains(l[0], "there are no workers") {
			t.Errorf("logged %q", l)
		}
		small, err := p.Register(t.Context(), muster.Registration{Name: "gpu-less", Capabilities: muster.Capabilities{Backends: []string{"mock"}}})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 { // it stays online
			time.Sleep(10 * time.Second)
			if _, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: small.ID}); err != nil {
				t.Fatal(err)
			}
		}
		if l := log.lines(text); len(l) != 2 || !strings.Contains(l[1], "gpu-less") || !strings.Contains(l[1], "backend") {
			t.Errorf("logged %q", l)
		}
		w := p.worker("able")
		p.lease(w)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if got, _ := o.told(); len(got) != 0 || len(log.lines("taken again")) != 1 {
			t.Errorf("with a worker that can take them: %+v, %q", got, log.lines("taken again"))
		}
	})
}

func TestStuckTaskIsTold(t *testing.T) {
	inWatched(t, func(t *testing.T, p *plane, o *outcomes, log *logged) {
		p.know()
		p.pair(1)
		w := p.worker("hangs")
		g := p.lease(w)
		for range 18 {
			time.Sleep(10 * time.Second)
			if _, err := p.beat(w, g); err != nil {
				t.Fatal(err)
			}
		}
		if _, got := o.told(); len(got) != 1 || got[0].Leased != 1 {
			t.Errorf("told %+v", got)
		}
		if l := log.lines("task is stuck"); len(l) != 1 || !strings.Contains(l[0], string(g.Task.ID)) {
			t.Errorf("logged %q", l)
		}
		p.prove(w, g)
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, got := o.told(); len(got) != 0 {
			t.Errorf("told %+v after it was done", got)
		}
	})
}

func TestSuspendedWorkerIsReleasedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.ReapEvery = time.Minute }}
		p.open()
		p.pair(20)
		bad, paused := p.worker("bad"), p.worker("paused by hand")
		if _, err := p.SuspendWorker(t.Context(), paused); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			p.complete(bad, p.lease(bad), []byte("garbage"))
		}
		state := func(id muster.WorkerID) muster.WorkerState {
			w, err := p.Worker(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return w.State
		}
		if s := state(bad); s != muster.WorkerSuspended {
			t.Fatalf("the worker is %s", s)
		}
		time.Sleep(14 * time.Minute)
		if s := state(bad); s != muster.WorkerSuspended {
			t.Errorf("after 14 minutes the worker is %s", s)
		}
		time.Sleep(2 * time.Minute)
		if s := state(bad); s == muster.WorkerSuspended {
			t.Error("after 16 minutes the worker is still suspended")
		}
		if s := state(paused); s != muster.WorkerSuspended {
			t.Errorf("the one that was suspended by hand is %s", s)
		}
		w, err := p.Worker(t.Context(), bad)
		if err != nil || w.InvalidProofs != 0 {
			t.Errorf("%d refused proofs are still counted, %v", w.InvalidProofs, err)
		}
	})
}
