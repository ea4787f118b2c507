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
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// s3Server is a real S3-compatible server on a folder.
type s3Server struct {
	address  string
	endpoint string
	dir      string
	kill     func()
	buckets  atomic.Int64
}

func toolsDir() string {
	if dir := os.Getenv("MUSTER_TOOLS"); dir != "" {
		return dir
	}
	dir, err := filepath.Abs(filepath.Join("..", ".cache", "tools", "bin"))
	if err != nil {
		panic("tests have a working directory: " + err.Error())
	}
	return dir
}

// tool finds a program the tests need.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(toolsDir(), name))
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
	t.Setenv("AWS_ACCESS_KEY_ID", s3Access)
	t.Setenv("AWS_SECRET_ACCESS_KEY", s3Secret)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	s := &s3Server{address: freeAddress(t), dir: t.TempDir()}
	s.endpoint = "http://" + s.address
	s.start(t)
	return s
}

const s3Access, s3Secret = "muster-test", "muster-test-password"

// start runs the server, also again after it was killed.
func (s *s3Server) start(t *testing.T) {
	t.Helper()
	cmd := exec.Command(tool(t, "versitygw"), "--port", s.address, "posix", s.dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+s3Access, "ROOT_SECRET_ACCESS_KEY="+s3Secret)
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	s.kill = startServer(t, cmd, &log, s.address)
}

// startServer starts a server and waits until it answers at its address.
func startServer(t *testing.T, cmd *exec.Cmd, log fmt.Stringer, address string) (kill func()) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	t.Cleanup(kill)
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
			return kill
		}
		select {
		case <-tick.C:
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", cmd.Path, err, log)
		case <-ctx.Done():
			t.Fatalf("%s does not answer", cmd.Path)
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
