package prover

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/internal/journal"
	"github.com/muster-zk/muster/blind/node"
	"github.com/muster-zk/muster/blind/schnorr"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nodes is a set of real nodes, each behind a server that a test can spoil, and
// what the coordinator sent them.
type nodes struct {
	*Prover
	mu    sync.Mutex
	spoil map[uint32]func(path string, h http.Handler, w http.ResponseWriter, r *http.Request)
	seen  bytes.Buffer // bodies but those of shares
}

func start(t *testing.T, n, threshold int) *nodes {
	t.Helper()
	all := &nodes{Prover: &Prover{Threshold: threshold, Wait: 10 * time.Second}, spoil: map[uint32]func(string, http.Handler, http.ResponseWriter, *http.Request){}}
	for id := uint32(1); id <= uint32(n); id++ {
		names, err := journal.Open(filepath.Join(t.TempDir(), "names"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { names.Close() })
		is, err := node.New(node.Config{ID: id, Names: names})
		if err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux()
		is.Mount(mux, func(h http.Handler) http.Handler { return h }, slog.New(slog.DiscardHandler))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			all.mu.Lock()
			if r.URL.Path != "/share" {
				all.seen.Write(body)
			}
			spoil := all.spoil[id]
			all.mu.Unlock()
			if spoil != nil {
				spoil(r.URL.Path, mux, w, r)
				return
			}
			mux.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		all.Nodes = append(all.Nodes, Node{ID: id, URL: server.URL, HTTP: server.Client()})
	}
	return all
}

func preimage(salt byte) Secret {
	return Secret{
		Circuit: schnorr.CircuitPreimage, Value: schnorr.PreimageSecret([]byte("the preimage")),
		Commitment: schnorr.Commit([]byte("the preimage"), [32]byte{salt}),
	}
}

func TestProve(t *testing.T) {
	n := start(t, 5, 3)
	proof, faults, err := n.Prove(t.Context(), preimage(1))
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	if err := proof.VerifyReveal([]byte("the preimage"), [32]byte{1}); err != nil {
		t.Error(err)
	}
	b, err := json.Marshal(proof)
	if err != nil {
		t.Fatal(err)
	}
	var back schnorr.Proof
	if err := json.Unmarshal(b, &back); err != nil || back.Verify() != nil {
		t.Errorf("%s: %v", b, err)
	}
	if seen := n.seen.String(); strings.Contains(seen, "preimage") || strings.Contains(seen, "witness") {
		t.Errorf("the coordinator's part shows %s", seen)
	}
}

// broken is what nodes may do; the number of nodes is 5, the threshold 3.
var broken = map[string]func(t *testing.T) func(path string, h http.Handler, w http.ResponseWriter, r *http.Request){
	"dead": func(*testing.T) func(string, http.Handler, http.ResponseWriter, *http.Request) {
		return func(_ string, _ http.Handler, w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	},
	"dies after its commitment": func(*testing.T) func(string, http.Handler, http.ResponseWriter, *http.Request) {
		return func(path string, h http.Handler, w http.ResponseWriter, r *http.Request) {
			if path == "/fragment" {
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		}
	},
	"lies": func(*testing.T) func(string, http.Handler, http.ResponseWriter, *http.Request) {
		return func(path string, h http.Handler, w http.ResponseWriter, r *http.Request) {
			if path != "/fragment" {
				h.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			var e struct{ Data node.FragmentAnswer }
			_ = json.Unmarshal(rec.Body.Bytes(), &e)
			e.Data.Response.SetOne()
			_ = json.NewEncoder(w).Encode(map[string]any{"status": "success", "data": e.Data})
		}
	},
	"replays": func(*testing.T) func(string, http.Handler, http.ResponseWriter, *http.Request) {
		var mu sync.Mutex
		kept := map[string][]byte{}
		return func(path string, h http.Handler, w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			mu.Lock()
			defer mu.Unlock()
			if kept[path] == nil {
				kept[path] = rec.Body.Bytes()
			}
			_, _ = w.Write(kept[path])
		}
	},
	"garbage": func(*testing.T) func(string, http.Handler, http.ResponseWriter, *http.Request) {
		return func(_ string, _ http.Handler, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Repeat("x", answerLimit+10))
		}
	},
}

func TestTwoBrokenNodesOfFive(t *testing.T) {
	for name, make := range broken {
		t.Run(name, func(t *testing.T) {
			n := start(t, 5, 3)
			n.spoil[1], n.spoil[3] = make(t), make(t)
			for round := range 2 { // a replay needs something before it
				proof, faults, err := n.Prove(t.Context(), preimage(byte(round)))
				if err != nil {
					t.Fatal(err)
				}
				if err := proof.VerifyReveal([]byte("the preimage"), [32]byte{byte(round)}); err != nil {
					t.Error(err)
				}
				for _, f := range faults {
					if f.Node != 1 && f.Node != 3 {
						t.Errorf("blamed: %v", f)
					}
					if name == "lies" && !f.Lying {
						t.Errorf("not called a lie: %v", f)
					}
				}
			}
			n.spoil[5] = make(t)
			if name == "replays" {
				n.spoil[5] = broken["dead"](t)
			}
			if _, _, err := n.Prove(t.Context(), preimage(9)); muster.CodeOf(err) != muster.CodeUnavailable {
				t.Errorf("two good nodes alone: %v", err)
			}
		})
	}
}

// A node that says nothing costs no more than the time it is waited for, and
// only where it is needed.
func TestSlowNode(t *testing.T) {
	n := start(t, 3, 2)
	release := make(chan struct{})
	defer close(release)
	n.spoil[2] = func(path string, h http.Handler, w http.ResponseWriter, r *http.Request) {
		if path != "/share" {
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return
		}
		h.ServeHTTP(w, r)
	}
	if _, faults, err := n.Prove(t.Context(), preimage(1)); err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
}

func TestDealRefuses(t *testing.T) {
	n := start(t, 2, 2)
	for name, change := range map[string]func(p *Prover, s *Secret){
		"threshold of 0":     func(p *Prover, _ *Secret) { p.Threshold = 0 },
		"too high threshold": func(p *Prover, _ *Secret) { p.Threshold = 3 },
		"no secret":          func(_ *Prover, s *Secret) { s.Value.SetZero() },
		"a node twice":       func(p *Prover, _ *Secret) { p.Nodes = []Node{p.Nodes[0], p.Nodes[0]} },
		"a node's number":    func(p *Prover, _ *Secret) { p.Nodes = []Node{{ID: 5000}, {ID: 1}} },
	} {
		p, s := *n.Prover, preimage(1)
		change(&p, &s)
		if _, _, err := p.Deal(t.Context(), s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := n.Prove(ended, preimage(1)); err == nil {
		t.Error("proven after the end")
	}
}
