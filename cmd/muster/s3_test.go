package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// recorder passes requests on and notes them.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	seen []*http.Request
}

func record(t *testing.T, target string) *recorder {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{}
	forward := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(to)
		p.Out.Host = p.In.Host // S3 signs it
	}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		r.seen = append(r.seen, req)
		r.mu.Unlock()
		forward.ServeHTTP(w, req)
	}))
	t.Cleanup(r.CloseClientConnections)
	return r
}

// count returns how many requests were as asked for.
func (r *recorder) count(want func(*http.Request) bool) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, req := range r.seen {
		if want(req) {
			n++
		}
	}
	return n
}

// startS3 starts an S3-compatible server and returns its address and the folder
// whose folders are its buckets. Restart starts it again after a kill.
func startS3(t *testing.T) (address, dir string, restart func() (kill func())) {
	t.Helper()
	tools := os.Getenv("MUSTER_TOOLS")
	if tools == "" {
		tools = filepath.Join("..", "..", ".cache", "tools", "bin")
	}
	program, err := filepath.Abs(filepath.Join(tools, "versitygw"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("versitygw is needed by this test: run `make tools` (%v)", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "muster-test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "muster-test-password")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	free := httptest.NewServer(nil)
	address, dir = free.Listener.Addr().String(), t.TempDir()
	free.Close()
	return address, dir, func() func() {
		cmd := exec.Command(program, "--port", address, "posix", dir)
		cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID=muster-test", "ROOT_SECRET_ACCESS_KEY=muster-test-password")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := sync.OnceFunc(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait() // that it was killed
		})
		t.Cleanup(kill)
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			resp, err := http.Get("http://" + address)
			if err == nil {
				resp.Body.Close()
				return kill
			}
			if time.Now().After(end) {
				t.Fatal("the S3 server does not answer")
			}
		}
	}
}

// TestPlaneOnS3 runs a batch whose artifacts lie in S3, with workers of their
// own processes, while the service dies once. (Mock proofs are so small that
// they travel with the calls; package rpc sees large ones bypass the
// coordinator.)
func TestPlaneOnS3(t *testing.T) {
	address, dir, run := startS3(t)
	kill := run()
	if err := os.Mkdir(filepath.Join(dir, "artifacts"), 0o750); err != nil {
		t.Fatal(err)
	}
	s3 := record(t, "http://"+address)
	place := "s3://artifacts?" + url.Values{"region": {"us-east-1"}, "endpoint": {s3.URL}, "use_path_style": {"true"}}.Encode()
	p := start(t, "up", "--mock-prover", "--workers", "0", "--artifacts", place, "--listen", "127.0.0.1:0",
		"--data-dir", t.TempDir(), "--log-format", "json")
	plane := record(t, p.url)
	for _, name := range []string{"one", "two"} {
		w := start(t, "worker", "--server", plane.URL, "--mock-prover", "--mock-delay", "20ms", "--name", name,
			"--data-dir", filepath.Join(t.TempDir(), name), "--log-format", "json")
		defer w.kill()
	}
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "zksync", Input: zksyncInput("s3", 40)})
	if err != nil {
		t.Fatal(err)
	}
	until(t, p, "a task is done", func() (bool, error) {
		done, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, States: []muster.TaskState{muster.TaskDone}})
		return len(done) > 0, err
	})
	kill()
	run()
	until(t, p, "the batch completes", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		return err == nil && b.State == muster.BatchCompleted, err
	})
	through := plane.count(func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/artifacts/") })
	if through != 0 {
		t.Errorf("%d artifacts went through the coordinator", through)
	}
	all := func(*http.Request) bool { return true }
	if calls, kept := plane.count(all), s3.count(func(r *http.Request) bool { return r.Method == http.MethodPut }); calls == 0 || kept == 0 {
		t.Errorf("%d calls of workers and %d puts were seen", calls, kept)
	}
	if proof, err := p.client().Proof(t.Context(), batch.ID); err != nil || len(proof.Proof) == 0 {
		t.Errorf("proof of %d bytes, %v", len(proof.Proof), err)
	}
}
