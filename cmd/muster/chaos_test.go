package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/internal/dbtest"
)

// rounds is how many times something is broken.
func rounds(t *testing.T, standard int) int {
	if s := os.Getenv("MUSTER_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("MUSTER_ROUNDS: %v", err)
		}
		return n
	}
	return standard
}

// site is two coordinators over one PostgreSQL, behind a proxy that stands for
// a load balancer, with workers, all of them real processes.
type site struct {
	t        *testing.T
	rnd      *rand.Rand
	db       *dbtest.Server
	toDB     *tangle
	front    *tangle
	replicas []*replica
	workers  []*process
	dirs     []string // of the workers
	dials    atomic.Int64
}

// replica is a coordinator's place: its process comes and goes.
type replica struct {
	address string
	args    []string
	process *process
}

func newSite(t *testing.T, rnd *rand.Rand) *site {
	s := &site{t: t, rnd: rnd, db: dbtest.Own(t)}
	s.toDB = newTangle(t, func() (net.Conn, error) { return net.Dial("unix", s.db.Socket()) })
	s.front = newTangle(t, s.dial)
	artifacts := dbtest.Dir(t)
	secret := make([]byte, 32)
	rnd.Read(secret)
	store := fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable&connect_timeout=5", s.toDB.address())
	for range 2 {
		dir := dbtest.Dir(t)
		// Replicas that share a folder of artifacts share what signs its URLs.
		if err := os.WriteFile(filepath.Join(dir, "url.key"), secret, 0o600); err != nil {
			t.Fatal(err)
		}
		r := &replica{address: freeAddress(t)}
		r.args = []string{"up", "--mock-prover", "--workers", "0", "--listen", r.address, "--data-dir", dir, "--open",
			"--public-url", "http://" + s.front.address(), "--store", store, "--artifacts", artifacts, "--lease", "3s",
			"--log-format", "json", "--log-level", "warn"}
		s.replicas = append(s.replicas, r)
		s.startReplica(r)
	}
	for i := range 3 {
		s.dirs = append(s.dirs, dbtest.Dir(t))
		s.workers = append(s.workers, nil)
		s.startWorker(i)
	}
	return s
}

// freeAddress is one that nobody listens on now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it was only asked for a number
	return l.Addr().String()
}

// dial reaches one of the replicas that run, in turns, as a load balancer does.
func (s *site) dial() (net.Conn, error) {
	first := s.dials.Add(1)
	for i := range s.replicas {
		r := s.replicas[(int(first)+i)%len(s.replicas)]
		if c, err := net.DialTimeout("tcp", r.address, time.Second); err == nil {
			return c, nil
		}
	}
	return nil, errors.New("no replica is up")
}

// startReplica starts a coordinator; while the database is away it may end at
// once, and is started again, as by a supervisor.
func (s *site) startReplica(r *replica) {
	s.t.Helper()
	for {
		var err error
		if r.process, err = tryStart(s.t, r.args...); err == nil {
			return
		}
		s.t.Logf("a replica did not start: %v", err)
	}
}

func (s *site) startWorker(i int) {
	s.workers[i] = start(s.t, "worker", "--server", "http://"+s.front.address(), "--mock-prover", "--mock-delay", "40ms",
		"--name", fmt.Sprint("worker-", i), "--data-dir", s.dirs[i], "--log-format", "json", "--log-level", "warn")
}

// strike breaks something and mends it.
func (s *site) strike() string {
	pause := func(most time.Duration) {
		timer := time.NewTimer(time.Duration(s.rnd.Int63n(int64(most))))
		<-timer.C
	}
	switch n := s.rnd.Intn(12); n {
	case 0, 1, 2:
		r := s.replicas[s.rnd.Intn(len(s.replicas))]
		r.process.kill()
		pause(300 * time.Millisecond)
		s.startReplica(r)
		return "a coordinator was killed"
	case 3, 4, 5:
		i := s.rnd.Intn(len(s.workers))
		s.workers[i].kill()
		s.startWorker(i)
		return "a worker was killed"
	case 6:
		s.db.Kill()
		pause(300 * time.Millisecond)
		s.db.Start()
		return "the database was killed"
	case 7, 8:
		s.toDB.cut()
		return "the connections to the database were cut"
	case 9:
		s.toDB.hold()
		pause(2 * time.Second)
		s.toDB.free()
		return "the connections to the database were held"
	case 10:
		s.front.cut()
		return "the workers' connections were cut"
	default:
		s.front.hold()
		pause(2 * time.Second)
		s.front.free()
		return "the workers' connections were held"
	}
}

// TestAHundredKills breaks processes, connections and the database at random
// while batches are submitted and proven: nothing that was accepted is lost,
// nothing is accepted twice, every batch ends.
func TestAHundredKills(t *testing.T) {
	seed := time.Now().UnixNano()
	if v := os.Getenv("MUSTER_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseInt(v, 10, 64); err != nil {
			t.Fatalf("MUSTER_SEED: %v", err)
		}
	}
	t.Logf("MUSTER_SEED=%d", seed)
	s := newSite(t, rand.New(rand.NewSource(seed)))
	c, err := client.New("http://"+s.front.address(), client.Options{HTTP: &http.Client{Timeout: 10 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	accepted := make(chan []muster.BatchID, 1)
	go func() { accepted <- submitUntil(ctx, t, c) }()

	done := make(map[muster.TaskID]muster.Digest)
	struck := make(map[string]int)
	for n := range rounds(t, 100) {
		struck[s.strike()]++
		moment := time.NewTimer(time.Duration(s.rnd.Int63n(int64(400 * time.Millisecond))))
		<-moment.C
		if n%10 == 9 {
			checkDone(t, c, done)
		}
	}
	stop()
	batches := <-accepted
	t.Logf("struck: %v; %d batches accepted", struck, len(batches))
	if len(batches) == 0 {
		t.Fatal("no batch was accepted, so nothing was tested")
	}
	tasks := 0
	for _, id := range batches {
		until(t, s.replicas[0].process, "batch "+string(id)+" ends", func() (bool, error) {
			b, err := c.Batch(t.Context(), id)
			return err == nil && b.State.Terminal(), err
		})
		tasks += checkBatch(t, c, id)
	}
	checkDone(t, c, done)
	t.Logf("%d tasks", tasks)
}

// submitUntil submits batches, each again until it is acknowledged.
func submitUntil(ctx context.Context, t *testing.T, c *client.Client) []muster.BatchID {
	var ids []muster.BatchID
	for n := 0; ctx.Err() == nil; n++ {
		s := muster.Submission{Pipeline: "zksync", Key: fmt.Sprint("batch-", n), Input: zksyncInput(fmt.Sprint("chaos-", n), 8)}
		for ctx.Err() == nil {
			b, _, err := c.Submit(ctx, s)
			if err == nil {
				ids = append(ids, b.ID)
				break
			}
			if code := muster.CodeOf(err); code == muster.CodeInvalid || code == muster.CodeConflict {
				t.Errorf("submit: %v", err)
				return ids
			}
			again := time.NewTimer(50 * time.Millisecond)
			<-again.C
		}
		next := time.NewTimer(500 * time.Millisecond)
		select {
		case <-next.C:
		case <-ctx.Done():
		}
	}
	return ids
}

// checkDone holds what is done against what was: it is final.
func checkDone(t *testing.T, c *client.Client, done map[muster.TaskID]muster.Digest) {
	t.Helper()
	tasks, err := c.Tasks(t.Context(), muster.TaskFilter{States: []muster.TaskState{muster.TaskDone}, Limit: 10_000})
	if err != nil {
		return // in the middle of trouble; the next look tells
	}
	now := make(map[muster.TaskID]muster.Digest, len(tasks))
	for _, task := range tasks {
		now[task.ID] = task.Output.Digest
	}
	for id, output := range done {
		if now[id] != output {
			t.Errorf("finished task %s has output %s, had %s", id, now[id].Short(), output.Short())
		}
	}
	for id, output := range now {
		done[id] = output
	}
}

// checkBatch checks a batch that ended, and returns how many tasks it had.
func checkBatch(t *testing.T, c *client.Client, id muster.BatchID) int {
	t.Helper()
	b, err := c.Batch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if b.State != muster.BatchCompleted {
		t.Errorf("batch %s is %s: %s", id, b.State, b.Failure)
	}
	tasks, err := c.Tasks(t.Context(), muster.TaskFilter{Batch: id, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	attempts, err := c.Attempts(t.Context(), id, "", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	succeeded := make(map[muster.TaskID]int)
	for _, a := range attempts {
		if a.State == muster.AttemptSucceeded {
			succeeded[a.Task]++
		}
	}
	for _, task := range tasks {
		if task.State == muster.TaskDone && succeeded[task.ID] > 1 {
			t.Errorf("%s of %s was accepted %d times", task.Name, id, succeeded[task.ID])
		}
		if b.State == muster.BatchCompleted && task.State != muster.TaskDone {
			t.Errorf("%s of completed %s is %s", task.Name, id, task.State)
		}
	}
	return len(tasks)
}
