package node

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/internal/journal"
	"github.com/muster-zk/muster/blind/schnorr"
)

var update = flag.Bool("update", false, "record the exchanges anew")

// stream is SHA-256 in counter mode: randomness that is the same each time.
type stream struct{ n int }

func (s *stream) Read(b []byte) (int, error) {
	for i := range b {
		h := sha256.Sum256(fmt.Append(nil, "nonces", s.n))
		b[i] = h[0]
		s.n++
	}
	return len(b), nil
}

type clock struct{ now time.Time }

type fixture struct {
	*Node
	clock *clock
	path  string
	names *journal.Journal
	t     testing.TB
}

func open(t testing.TB, path string, c Config) *fixture {
	t.Helper()
	names, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { names.Close() })
	f := &fixture{clock: &clock{time.Unix(1_700_000_000, 0)}, path: path, names: names, t: t}
	c.ID, c.Names, c.Now = 1, names, func() time.Time { return f.clock.now }
	if c.Random == nil {
		c.Random = &stream{}
	}
	if f.Node, err = New(c); err != nil {
		t.Fatal(err)
	}
	return f
}

func share(session string) Share {
	var v schnorr.Scalar
	v.SetUint64(7)
	return Share{session, 1, 1, v, schnorr.Generator(), schnorr.Commit([]byte("w"), [32]byte{}), schnorr.CircuitSchnorr}
}

func challenge(n uint64) (c schnorr.Scalar) {
	c.SetUint64(n)
	return c
}

func TestSession(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "names"), Config{})
	if f.Ready() {
		t.Error("ready without a share")
	}
	if _, err := f.Commit("s"); err == nil || err.Error() != "No share assigned to this node" {
		t.Errorf("commitment without a share: %v", err)
	}
	for range 2 {
		if _, err := f.Assign(share("s")); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.State("s"); got != muster.SessionShared {
		t.Errorf("it is %s", got)
	}
	if _, err := f.Answer("s", challenge(5)); muster.CodeOf(err) != muster.CodeState {
		t.Errorf("fragment without a commitment: %v", err)
	}
	c, err := f.Commit("s")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.Commit("s"); err != nil || !again.Same(c) {
		t.Errorf("asked again: %v, %v", again, err)
	}
	if _, err := f.Assign(share("s")); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("a share after the commitment: %v", err)
	}
	z, err := f.Answer("s", challenge(5))
	if err != nil {
		t.Fatal(err)
	}
	part := schnorr.Fragment{Node: 1, Commitment: c, Response: z}
	if err := part.Verify(schnorr.Generator(), schnorr.Generator().Mul(challenge(7)), challenge(5)); err != nil {
		t.Error(err)
	}
	if got := f.State("s"); got != muster.SessionIdle || f.Ready() {
		t.Errorf("after the fragment it is %s", got)
	}
	for name, err := range map[string]error{
		"fragment": second(f.Answer("s", challenge(6))), "commitment": second(f.Commit("s")), "share": second(f.Assign(share("s"))),
	} {
		if err == nil || !strings.Contains(err.Error(), "used once") {
			t.Errorf("%s of a session that is over: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRefused(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "names"), Config{Sessions: 1})
	for name, change := range map[string]func(*Share){
		"another node":       func(a *Share) { a.Node = 2 },
		"no session":         func(a *Share) { a.Session = "" },
		"a long name":        func(a *Share) { a.Session = strings.Repeat("x", 257) },
		"share at 0":         func(a *Share) { a.Index = 0 },
		"infinity":           func(a *Share) { a.Generator = schnorr.Point{} },
		"an unknown circuit": func(a *Share) { a.Circuit = "noir" },
	} {
		a := share("s")
		change(&a)
		if _, err := f.Assign(a); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.Assign(share("s")); err != nil {
		t.Fatalf("what was refused took the name: %v", err)
	}
	other := share("s")
	other.Value.SetOne()
	if _, err := f.Assign(other); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("another share: %v", err)
	}
	if _, err := f.Assign(share("s2")); muster.CodeOf(err) != muster.CodeExhausted {
		t.Errorf("over capacity: %v", err)
	}
	if _, err := f.Commit("s"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Answer("s", schnorr.Scalar{}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("challenge 0: %v", err)
	}
	if got := f.Counts(); got.Refused != 9 || got.Shares != 1 || got.Open != 1 {
		t.Errorf("counts: %+v", got)
	}
}

func TestExpiry(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "names"), Config{Life: time.Minute})
	if _, err := f.Assign(share("s")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Commit("s"); err != nil {
		t.Fatal(err)
	}
	f.clock.now = f.clock.now.Add(time.Minute)
	if _, err := f.Answer("s", challenge(5)); muster.CodeOf(err) != muster.CodeState {
		t.Errorf("a fragment after its time: %v", err)
	}
	if _, err := f.Assign(share("s")); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("the name again: %v", err)
	}
	if got := f.Counts(); got.Expired != 1 || got.Open != 0 {
		t.Errorf("counts: %+v", got)
	}
}

// A node that crashed has forgotten its sessions, and takes none of them again.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names")
	f := open(t, path, Config{})
	for _, s := range []string{"shared", "committed", "answered"} {
		if _, err := f.Assign(share(s)); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []string{"committed", "answered"} {
		if _, err := f.Commit(s); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Answer("answered", challenge(1)); err != nil {
		t.Fatal(err)
	}
	f = open(t, path, Config{})
	for _, s := range []string{"shared", "committed", "answered"} {
		for name, err := range map[string]error{
			"share": second(f.Assign(share(s))), "commitment": second(f.Commit(s)), "fragment": second(f.Answer(s, challenge(2))),
		} {
			if err == nil {
				t.Errorf("%s of session %s after a restart", name, s)
			}
		}
	}
}

// A name that could not be taken durably is no session.
func TestNothingIsAcknowledgedThatIsNotDurable(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "names"), Config{})
	f.names.Close()
	if _, err := f.Assign(share("s")); !errors.Is(err, os.ErrClosed) {
		t.Fatal(err)
	}
	if _, err := f.Commit("s"); muster.CodeOf(err) != muster.CodeState {
		t.Errorf("a commitment all the same: %v", err)
	}
}

// TestOneAnswerPerNonce plays any calls in any order, with restarts and time
// passing, against one session after another: no two answers come under one
// commitment.
func TestOneAnswerPerNonce(t *testing.T) {
	dir, runs := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		runs++
		path := filepath.Join(dir, fmt.Sprint("names", runs))
		random := &stream{}
		f := open(t, path, Config{Life: time.Minute, Random: random})
		commitments, answers := map[string]schnorr.Point{}, map[string]int{}
		for range rapid.IntRange(1, 30).Draw(r, "calls") {
			s := rapid.SampledFrom([]string{"a", "b"}).Draw(r, "session")
			switch rapid.IntRange(0, 5).Draw(r, "call") {
			case 0:
				_, _ = f.Assign(share(s))
			case 1, 2:
				p, err := f.Commit(s)
				if was, ok := commitments[s]; err == nil && ok && !was.Same(p) {
					t.Fatalf("session %s has a second commitment", s)
				}
				if err == nil {
					commitments[s] = p
				}
			case 3:
				if _, err := f.Answer(s, challenge(uint64(len(answers)+1))); err == nil {
					if answers[s]++; answers[s] > 1 {
						t.Fatalf("session %s answered twice", s)
					}
				}
			case 4:
				f.clock.now = f.clock.now.Add(40 * time.Second)
			case 5:
				now := f.clock.now
				f.names.Close()
				f = open(t, path, Config{Life: time.Minute, Random: random})
				f.clock.now = now
			}
		}
		f.names.Close()
	})
}

func (f *fixture) serve() http.Handler {
	mux := http.NewServeMux()
	f.Mount(mux, func(h http.Handler) http.Handler { return h }, slog.New(slog.DiscardHandler))
	return mux
}

// TestRecordedExchanges plays exchanges of Forge's coordinator, in its own
// encoding: the file has each request and the answer to the byte.
func TestRecordedExchanges(t *testing.T) {
	file := filepath.Join("testdata", "forge.txt")
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, filepath.Join(t.TempDir(), "names"), Config{}).serve()
	var got strings.Builder
	for exchange := range strings.SplitSeq(strings.TrimSpace(string(want)), "\n\n") {
		lines := strings.Split(exchange, "\n")
		request, body := lines[0], ""
		if strings.HasPrefix(request, "POST") {
			body = lines[1]
		}
		method, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		fmt.Fprintln(&got, request)
		if body != "" {
			fmt.Fprintln(&got, body)
		}
		fmt.Fprintf(&got, "< %d %s\n\n", w.Code, w.Body)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got.String() != string(want) {
		t.Errorf("%s differs; it is:\n%s", file, got.String())
	}
}

func TestBodyLimit(t *testing.T) {
	h := open(t, filepath.Join(t.TempDir(), "names"), Config{}).serve()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/share", bytes.NewReader(make([]byte, bodyLimit+1))))
	if b, _ := io.ReadAll(w.Body); !strings.Contains(string(b), "at most 8192 bytes") {
		t.Errorf("%s", b)
	}
}

// FuzzBodies sees that whatever is sent is answered in Forge's envelope.
func FuzzBodies(f *testing.F) {
	recorded, err := os.ReadFile(filepath.Join("testdata", "forge.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.SplitSeq(string(recorded), "\n") {
		if strings.HasPrefix(line, "{") {
			f.Add([]byte(line))
		}
	}
	h := open(f, filepath.Join(f.TempDir(), "names"), Config{Sessions: 10}).serve()
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, path := range []string{"/share", "/commitment", "/fragment"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("POST", path, bytes.NewReader(b)))
			if s := w.Body.String(); w.Code != 200 || !strings.HasPrefix(s, `{"status":"success","data":`) && !strings.HasPrefix(s, `{"status":"error","message":"`) {
				t.Errorf("%s: %d %s", path, w.Code, s)
			}
		}
	})
}
