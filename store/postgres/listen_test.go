package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/storetest"
)

func TestNotices(t *testing.T) { storetest.Notices(t, open) }

// A cut connection ends listening with an error that says so; listening again
// works, and tells of what was missed.
func TestListenSurvivesACut(t *testing.T) {
	url := dbtest.Database(t)
	s, other := opener(t, url)(), opener(t, url)()
	defer s.Close()
	defer other.Close()
	admin, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.WithoutCancel(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard, ended := make(chan muster.Notice, 100), make(chan error, 1)
	listen := func() { ended <- s.Listen(ctx, func(n muster.Notice) { heard <- n }) }
	wait := func(what string) muster.Notice {
		t.Helper()
		select {
		case n := <-heard:
			return n
		case err := <-ended:
			t.Fatalf("waiting for %s: listening ended: %v", what, err)
		case <-time.After(10 * time.Second):
			t.Fatalf("%s was not heard of", what)
		}
		return muster.Notice{}
	}
	for range 3 {
		go listen()
		if n := wait("everything"); !n.Batches || !n.Events {
			t.Fatalf("the first notice is %+v", n)
		}
		if _, err := other.WorkerPut(t.Context(), muster.Worker{ID: "worker_1"}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := other.WorkerMove(t.Context(), "worker_1", muster.WorkerOffline, time.Now()); err != nil {
			t.Fatal(err)
		}
		if n := wait("events"); !n.Events || n.Batches {
			t.Fatalf("heard %+v", n)
		}
		_, err := admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`)
		if err != nil {
			t.Fatal(err)
		}
		if err := <-ended; muster.CodeOf(err) != muster.CodeUnavailable {
			t.Fatalf("after a cut: got %v, want unavailable", err)
		}
		for len(heard) > 0 {
			<-heard // the second event's notice
		}
	}
	go listen()
	wait("everything")
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("after the context ended: %v", err)
	}
}

// How long a notice takes, from the commit in one process to the other.
func BenchmarkNotice(b *testing.B) {
	url := dbtest.DurableDatabase(b)
	s, other := opener(b, url)(), opener(b, url)()
	defer s.Close()
	defer other.Close()
	ctx, cancel := context.WithCancel(b.Context())
	heard, ended := make(chan time.Time, 100), make(chan error, 1)
	go func() { ended <- s.Listen(ctx, func(muster.Notice) { heard <- time.Now() }) }()
	<-heard
	if _, err := other.WorkerPut(b.Context(), muster.Worker{ID: "worker_1"}, time.Now()); err != nil {
		b.Fatal(err)
	}
	<-heard
	states := []muster.WorkerState{muster.WorkerDraining, muster.WorkerOnline}
	var sum time.Duration
	n := 0
	for b.Loop() {
		if _, err := other.WorkerMove(b.Context(), "worker_1", states[n%2], time.Now()); err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		sum += (<-heard).Sub(committed)
		n++
	}
	b.ReportMetric(float64(sum.Microseconds())/float64(n), "µs/notice")
	cancel()
	<-ended
}
