package rpc

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// s3Server is a real S3-compatible server behind a proxy that sees what goes to
// it under a signed URL.
type s3Server struct {
	t       *testing.T
	address string
	dir     string
	proxy   *httptest.Server
	kill    func()

	mu     sync.Mutex
	bytes  map[string]int64 // signed requests' bodies, by method and status 200
	onPart func()           // called once, after the first part
}

func startS3(t *testing.T) *s3Server {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "muster-test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "muster-test-password")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	free := httptest.NewServer(nil)
	s := &s3Server{t: t, address: free.Listener.Addr().String(), dir: t.TempDir(), bytes: make(map[string]int64)}
	free.Close()
	s.start()
	forward := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(&url.URL{Scheme: "http", Host: s.address})
			p.Out.Host = p.In.Host // it is signed
		},
		ModifyResponse: s.note,
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	s.proxy = httptest.NewServer(forward)
	t.Cleanup(s.proxy.Close)
	return s
}

// note counts an answer to a signed request.
func (s *s3Server) note(resp *http.Response) error {
	req := resp.Request
	if !req.URL.Query().Has("X-Amz-Signature") || resp.StatusCode != http.StatusOK {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes[req.Method] += max(req.ContentLength, resp.ContentLength)
	if f := s.onPart; f != nil && req.URL.Query().Has("partNumber") {
		s.onPart = nil
		f()
	}
	return nil
}

func (s *s3Server) start() {
	s.t.Helper()
	tools := os.Getenv("MUSTER_TOOLS")
	if tools == "" {
		tools = filepath.Join("..", ".cache", "tools", "bin")
	}
	program, err := filepath.Abs(filepath.Join(tools, "versitygw"))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		s.t.Fatalf("versitygw is needed by this test: run `make tools` (%v)", err)
	}
	cmd := exec.Command(program, "--port", s.address, "posix", s.dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID=muster-test", "ROOT_SECRET_ACCESS_KEY=muster-test-password")
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // that it was killed
	})
	s.t.Cleanup(s.kill)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get("http://" + s.address)
		if err == nil {
			resp.Body.Close()
			return
		}
		if time.Now().After(end) {
			s.t.Fatal("the S3 server does not answer")
		}
	}
}

// TestLargeOutputsBypassTheCoordinator proves a batch whose outputs have three
// parts each, and kills the S3 server after the first of them.
func TestLargeOutputsBypassTheCoordinator(t *testing.T) {
	s3 := startS3(t)
	if err := os.Mkdir(filepath.Join(s3.dir, "bucket"), 0o750); err != nil {
		t.Fatal(err)
	}
	const more = 11 << 20
	c := newCrewAt(t, "s3://bucket?"+url.Values{
		"region": {"us-east-1"}, "endpoint": {s3.proxy.URL}, "use_path_style": {"true"}, "part_size": {"5MiB"},
	}.Encode())
	died := make(chan struct{})
	s3.onPart = func() { close(died) }
	var restarted sync.WaitGroup
	restarted.Go(func() {
		<-died
		s3.kill()
		s3.start()
	})
	w, ends := c.hireProver(prover{more: more}, 2)
	b, _, err := c.plane.Submit(t.Context(), muster.Submission{Pipeline: "tree", Input: []byte(`{"slices":{"base":2}}`)})
	if err != nil {
		t.Fatal(err)
	}
	c.until(func() bool {
		status, err := c.plane.Batch(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		if status.State.Terminal() && status.State != muster.BatchCompleted {
			t.Fatalf("the batch is %s: %s", status.State, status.Failure)
		}
		return status.State.Terminal()
	})
	w.Drain()
	ends()
	restarted.Wait()
	if n := c.served.Load(); n != 0 {
		t.Errorf("%d artifacts went through the coordinator", n)
	}
	s3.mu.Lock()
	defer s3.mu.Unlock()
	if up, down := s3.bytes[http.MethodPut], s3.bytes[http.MethodGet]; up < 3*more || down < 2*more {
		t.Errorf("%d bytes were uploaded and %d downloaded under signatures, want those of 3 outputs and 2 inputs", up, down)
	}
	attempts, err := c.plane.Attempts(t.Context(), b.ID, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	if len(attempts) != 3 {
		t.Errorf("%d attempts of 3 tasks: the service's death cost some", len(attempts))
	}
}
