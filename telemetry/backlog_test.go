package telemetry

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// slow is a backlog that takes a while to count.
type slow struct {
	takes  time.Duration
	err    error
	counts atomic.Int64
	at     atomic.Int64 // under way
}

func (s *slow) Queue(context.Context) ([]muster.PoolCount, error) {
	s.counts.Add(1)
	if s.at.Add(1) > 1 {
		panic("two counts at once")
	}
	time.Sleep(s.takes)
	s.at.Add(-1)
	return []muster.PoolCount{
		{Pool: muster.Pool{Needs: muster.Needs{Pipeline: "pair", CircuitName: "base", Memory: 1}}, Ready: int(s.counts.Load())},
		{Pool: muster.Pool{Needs: muster.Needs{Pipeline: "pair", CircuitName: "base", Memory: 2}}, Ready: 100},
	}, s.err
}

func (*slow) Workers(context.Context) ([]muster.Worker, error) {
	return []muster.Worker{{State: muster.WorkerOnline}}, nil
}

// scrape returns what a scrape says of ready tasks, "" for nothing, and how
// long it took.
func scrape(t *testing.T, m *Metrics) (string, time.Duration) {
	t.Helper()
	began := time.Now()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	body, _ := io.ReadAll(w.Body)
	if w.Code != 200 || !strings.Contains(string(body), "muster_build_info") {
		t.Fatalf("a scrape was answered %d: %s", w.Code, body)
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, `muster_tasks_open{circuit="base",pipeline="pair",round="",stage="",state="ready"} `); ok {
			return strings.TrimSpace(rest), time.Since(began)
		}
	}
	return "", time.Since(began)
}

func TestQuickBacklogIsNewAtEveryScrape(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, from := New("test", false), &slow{takes: time.Millisecond}
		m.RegisterBacklog(from, time.Now)
		for _, want := range []string{"101", "102", "103"} {
			if got, took := scrape(t, m); got != want || took > 10*time.Millisecond {
				t.Errorf("ready after %v: %s, want %s", took, got, want)
			}
			time.Sleep(5 * time.Second)
		}
	})
}

func TestSlowBacklogIsCountedSeldomAndHoldsNoScrapeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, from := New("test", false), &slow{takes: 5 * time.Second}
		m.RegisterBacklog(from, time.Now)
		const span = 10 * time.Minute
		for began := time.Now(); time.Since(began) < span; time.Sleep(5 * time.Second) {
			for range 3 {
				go m.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/metrics", nil))
			}
			got, took := scrape(t, m)
			if took > scrapeWait || got == "" && time.Since(began) > 10*time.Second {
				t.Fatalf("after %v a scrape took %v and said %q", time.Since(began), took, got)
			}
		}
		synctest.Wait()
		if n := from.counts.Load(); n < 5 || n > int64(span/mostPause)+1 {
			t.Errorf("counted %d times in %v", n, span)
		}
		time.Sleep(countFor)
	})
}

func TestBacklogThatCantBeCountedIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, from := New("test", false), &slow{}
		m.RegisterBacklog(from, time.Now)
		if got, _ := scrape(t, m); got != "101" {
			t.Errorf("ready: %q", got)
		}
		from.err = errors.New("the store is away")
		time.Sleep(time.Minute)
		if got, _ := scrape(t, m); got != "101" {
			t.Errorf("ready a minute later: %q", got)
		}
		time.Sleep(countLife)
		if got, _ := scrape(t, m); got != "" {
			t.Errorf("ready long after: %q", got)
		}
	})
}
