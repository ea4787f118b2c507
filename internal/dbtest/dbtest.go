// Package dbtest gives tests a real PostgreSQL server of their own: one per
// test binary, made from the installed package, thrown away at the end, with an
// empty database per test.
package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// missing is what a test says where PostgreSQL is not installed. It fails: a
// skipped test would leave half of the drivers untested without notice.
const missing = "PostgreSQL's server programs are not installed: run `make tools`"

// kind is a way to run the server.
type kind int

const (
	fast    kind = iota // in memory, without sync
	durable             // on the disk, with sync, as in production
)

var shared struct {
	sync.Mutex
	servers [durable + 1]struct {
		*server
		err error
	}
	next int // numbers databases
}

// Run runs a package's tests and stops the server after them. TestMain of a
// package that uses Database must call it:
//
//	func TestMain(m *testing.M) { os.Exit(dbtest.Run(m)) }
func Run(m *testing.M) int {
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	for _, s := range shared.servers {
		if s.server == nil {
			continue
		}
		if err := s.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
			code = max(code, 1)
		}
	}
	return code
}

// Database makes an empty database on the binary's server, which it starts
// first if need be, and returns its URL. The database is dropped after the
// test. The server keeps its files in memory where there is room, and never
// syncs them.
func Database(t testing.TB) string {
	t.Helper()
	return database(t, fast, "template1")
}

// Copy is Database with the content of another one of Database's, to which
// nobody is connected.
func Copy(t testing.TB, of string) string {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	return database(t, fast, strings.TrimPrefix(u.Path, "/"))
}

// DurableDatabase is Database on a server that writes to the disk and syncs, as
// one in production does: for benchmarks.
func DurableDatabase(t testing.TB) string {
	t.Helper()
	return database(t, durable, "template1")
}

func database(t testing.TB, k kind, template string) string {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	s := &shared.servers[k]
	if s.server == nil && s.err == nil {
		s.server, s.err = start(t.Context(), k)
	}
	if s.err != nil {
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	shared.next++
	name := fmt.Sprintf("test%d", shared.next)
	server := s.server
	if err := server.admin(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() {
		// The test's context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := server.admin(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return server.url(name)
}

// server is a running PostgreSQL. It listens on a Unix socket only.
type server struct {
	dir     string
	kind    kind
	bin     string // folder of the programs
	as      *syscall.SysProcAttr
	process *exec.Cmd
	log     *bytes.Buffer
	exited  chan struct{}
}

func (s *server) url(database string) string {
	q := url.Values{"host": {s.dir}, "user": {"postgres"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + q.Encode()
}

func (s *server) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// start makes a cluster and runs a server on it. On Linux the server ends with
// the test binary even where that is killed.
func start(ctx context.Context, k kind) (_ *server, err error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(place(k), "muster-pg")
	if err != nil {
		return nil, fmt.Errorf("make a directory: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	as, err := owner(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"--no-sync", "-E", "UTF8", "--locale=C")
	initdb.Dir, initdb.SysProcAttr = dir, as
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	s := &server{dir: dir, kind: k, bin: bin, as: as}
	if err := s.run(ctx); err != nil {
		return nil, errors.Join(err, s.stop(), fmt.Errorf("its log: %s", s.log))
	}
	return s, nil
}

// run starts the server on its cluster and waits until it answers.
func (s *server) run(ctx context.Context) error {
	s.log, s.exited = new(bytes.Buffer), make(chan struct{})
	args := []string{"-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=300"}
	if s.kind == fast {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	// The process outlives the first test's context on purpose.
	s.process = exec.Command(filepath.Join(s.bin, "postgres"), args...) //nolint:noctx // see above
	attr := *s.as
	s.process.Dir, s.process.SysProcAttr = s.dir, &attr
	s.process.Stderr = s.log
	endWithParent(s.process.SysProcAttr)
	process, exited := s.process, s.exited
	started := make(chan error)
	go func() {
		// The death signal comes when the thread that started the process ends,
		// so this one is kept until then.
		runtime.LockOSThread()
		err := process.Start()
		started <- err
		if err == nil {
			_ = process.Wait() // how it ended shows in its log
			close(exited)
		}
	}()
	if err := <-started; err != nil {
		close(s.exited)
		return fmt.Errorf("start: %w", err)
	}
	return s.wait(ctx)
}

// Server is a PostgreSQL of one test's own, which the test may kill.
type Server struct {
	t      testing.TB
	server *server
}

// Own starts a server that ends with the test. Its files lie where those of
// Database do; what was written survives the death of its processes, not that
// of the machine.
func Own(t testing.TB) *Server {
	t.Helper()
	s, err := start(t.Context(), fast)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
	})
	return &Server{t: t, server: s}
}

// Socket is the path of the server's Unix socket.
func (s *Server) Socket() string { return filepath.Join(s.server.dir, ".s.PGSQL.5432") }

// URL names the server's standard database by its socket.
func (s *Server) URL() string { return s.server.url("postgres") }

// Kill is kill -9 of the server, and returns when it is gone.
func (s *Server) Kill() {
	s.t.Helper()
	if err := s.server.process.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Errorf("kill PostgreSQL: %v", err)
	}
	<-s.server.exited
}

// Start starts the server again after Kill. Its old processes may still be
// going, which it waits for.
func (s *Server) Start() {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		err := s.server.run(context.Background())
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("start PostgreSQL again: %v\n%s", err, s.server.log)
		}
		if err := s.server.process.Process.Kill(); err == nil {
			<-s.server.exited
		}
		again := time.NewTimer(50 * time.Millisecond)
		<-again.C
	}
}

// place is the folder for a server's files. Its path is short: a socket's may
// have 107 bytes, which the tests' own directories can exceed.
func place(k kind) string {
	if k == fast && memoryHasRoom() {
		return memory
	}
	return "/tmp"
}

// Dir makes a folder for a test that writes a great deal and is not about what
// survives a crash: in memory where there is room, so that no write waits for
// the disk. It is removed after the test.
func Dir(t testing.TB) string {
	t.Helper()
	if !memoryHasRoom() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "muster-test")
	if err != nil {
		t.Fatalf("make a folder: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the folder: %v", err)
		}
	})
	return dir
}

// wait returns once the server answers.
func (s *server) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.admin(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.exited:
			return errors.New("the server ended")
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-tick.C:
		}
	}
}

// stop ends the server at once and removes its directory.
func (s *server) stop() error {
	// SIGQUIT is an immediate shutdown, which takes the children along.
	if err := s.process.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal: %w", err)
	}
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	select {
	case <-s.exited:
	case <-timer.C:
		if err := s.process.Process.Kill(); err != nil {
			return fmt.Errorf("kill: %w", err)
		}
		<-s.exited
	}
	return os.RemoveAll(s.dir)
}

// programs is the folder of the newest installed server.
func programs() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "initdb")); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := fs.Glob(os.DirFS("/"), "usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.Join(errors.New(missing), err)
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[3]) // 0 for what is no version
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return "/" + filepath.Dir(newest), nil
}

// owner gives the directory to the user that the server runs as: PostgreSQL
// refuses to run as root, so it is the package's own user then.
func owner(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", missing, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, fmt.Errorf("give the directory to postgres: %w", err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
