package artifact

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// s3Server is a real S3-compatible server on a folder.
type s3Server struct {
	endpoint string
	dir      string
	buckets  atomic.Int64
}

// tool finds a program the tests need.
func tool(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("MUSTER_TOOLS")
	if dir == "" {
		dir = filepath.Join("..", ".cache", "tools", "bin")
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is needed by this test: run `make tools` (%v)", name, err)
	}
	return path
}

func startS3(t *testing.T) *s3Server {
	t.Helper()
	const access, password = "muster-test", "muster-test-password"
	t.Setenv("AWS_ACCESS_KEY_ID", access)
	t.Setenv("AWS_SECRET_ACCESS_KEY", password)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	path := tool(t, "versitygw")
	dir := t.TempDir()
	address := freeAddress(t)
	cmd := exec.Command(path, "--port", address, "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+access, "ROOT_SECRET_ACCESS_KEY="+password)
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			return &s3Server{endpoint: "http://" + address, dir: dir}
		}
		select {
		case <-tick.C:
		case err := <-ended:
			ended <- err
			t.Fatalf("the S3 server ended: %v\n%s", err, log.String())
		case <-ctx.Done():
			t.Fatal("the S3 server does not answer")
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// bucket makes a bucket and returns its place for Open. On this server a
// bucket is a folder.
func (s *s3Server) bucket(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("artifacts-%d", s.buckets.Add(1))
	if err := os.Mkdir(filepath.Join(s.dir, name), 0o750); err != nil {
		t.Fatal(err)
	}
	q := url.Values{"region": {"us-east-1"}, "endpoint": {s.endpoint}, "use_path_style": {"true"}}
	return fmt.Sprintf("s3://%s?%s", name, q.Encode())
}
