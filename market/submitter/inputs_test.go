package submitter

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/market"
)

func fetch(t *testing.T, h http.Handler, method, path string) (int, []byte) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(method, path, nil))
	return rec.Code, rec.Body.Bytes()
}

func TestFolderServesWhatWasPut(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(filepath.Join(dir, "inputs"), "https://submitter.example/market/")
	if err != nil {
		t.Fatal(err)
	}
	doc := []byte(`{"batch":"x"}`)
	url, err := f.Put(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.Put(t.Context(), doc)
	if err != nil || again != url {
		t.Fatalf("put again: %q (%v)", again, err)
	}
	path, ok := strings.CutPrefix(url, "https://submitter.example/market")
	if !ok {
		t.Fatalf("URL %s", url)
	}
	// After a restart, too.
	if f, err = OpenFolder(filepath.Join(dir, "inputs"), "https://submitter.example/market"); err != nil {
		t.Fatal(err)
	}
	if code, got := fetch(t, f.Handler(), http.MethodGet, path); code != http.StatusOK || !bytes.Equal(got, doc) {
		t.Errorf("%d %q", code, got)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/inputs/", "/inputs/..%2fsecret", "/inputs/" + strings.Repeat("0", 64), "/inputs/zz", "/"} {
		if code, got := fetch(t, f.Handler(), http.MethodGet, path); code != http.StatusNotFound || bytes.Contains(got, []byte("secret")) {
			t.Errorf("%s: %d %q", path, code, got)
		}
	}
	if code, _ := fetch(t, f.Handler(), http.MethodPut, path); code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", code)
	}
	for _, base := range []string{"", "submitter.example", "ftp://host"} {
		if _, err := OpenFolder(dir, base); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("base %q: %v", base, err)
		}
	}
}

func TestFolderForgetsWhatIsOld(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(dir, "http://host")
	if err != nil {
		t.Fatal(err)
	}
	old, young := []byte("old"), []byte("young")
	for _, doc := range [][]byte{old, young} {
		if _, err := f.Put(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-48 * time.Hour)
	broken := filepath.Join(dir, muster.DigestOf([]byte("x")).String()+".part-ABC")
	for _, path := range []string{broken, filepath.Join(dir, "notes.txt")} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{broken, filepath.Join(dir, "notes.txt"), filepath.Join(dir, muster.DigestOf(old).String()), filepath.Join(dir, muster.DigestOf(young).String())} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Put(t.Context(), young); err != nil { // asked for once more
		t.Fatal(err)
	}
	if err := f.Clean(time.Now().Add(-24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, e := range entries {
		left[e.Name()] = true
	}
	if len(left) != 2 || !left["notes.txt"] || !left[muster.DigestOf(young).String()] {
		t.Errorf("left: %v", left)
	}
}

func TestArtifactsGiveSignedURLs(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store, err := artifact.Open(t.Context(), "file://"+t.TempDir(), artifact.Options{
		BaseURL: "https://muster.example", Secret: bytes.Repeat([]byte{7}, 32), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	in := Artifacts{Store: store, Now: func() time.Time { return now }}
	doc := []byte(`{"batch":"x"}`)
	url, err := in.Put(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := market.ParseInputsURL(market.InputsURL(url, muster.DigestOf(doc))); err != nil {
		t.Errorf("a network can't read it: %v", err)
	}
	server := httptest.NewServer(store.Handler())
	defer server.Close()
	get := func() (int, string) {
		resp, err := server.Client().Get(strings.Replace(url, "https://muster.example", server.URL, 1))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	now = now.Add(market.LongestTimeout + time.Hour)
	if code, body := get(); code != http.StatusOK || body != string(doc) {
		t.Errorf("while a request may still run: %d %q", code, body)
	}
	now = now.Add(24 * time.Hour)
	if code, _ := get(); code != http.StatusForbidden {
		t.Errorf("a day later: %d", code)
	}
}

func TestMetrics(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	m := NewMetrics(r)
	m.RequestSeen("lagrange", muster.RequestCommitted)
	m.FellBack("TimedOut")
	m.Sent("ask", "")
	m.Sent("judge", "reverted")
	m.AttemptsSpent()
	m.LateProof("lagrange")
	m.Funds(2_500_000)
	m.Skew(-1500 * time.Millisecond)
	m.Watching(7, 1)
	m.Reachable("node", false)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"muster_submitter_requests_total": 1, "muster_submitter_fallbacks_total": 1, "muster_submitter_transactions_total": 2,
		"muster_submitter_late_proofs_total": 1, "muster_submitter_attempts_spent_total": 1, "muster_submitter_free_funds_usdc": 2.5,
		"muster_submitter_clock_skew_seconds": -1.5, "muster_submitter_batches": 7, "muster_submitter_alerts": 1, "muster_submitter_reachable": 0,
	}
	for _, f := range families {
		sum := 0.0
		for _, one := range f.Metric {
			sum += one.GetCounter().GetValue() + one.GetGauge().GetValue()
		}
		if got, ok := want[f.GetName()]; !ok || got != sum {
			t.Errorf("%s is %v, expected %v", f.GetName(), sum, got)
		}
		delete(want, f.GetName())
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

func TestFolderIsKeptClean(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, err := OpenFolder(t.TempDir(), "http://inputs.example")
		if err != nil {
			t.Fatal(err)
		}
		doc := []byte("doc")
		if _, err := f.Put(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(f.dir, muster.DigestOf(doc).String())
		if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); f.KeepClean(ctx, slog.New(slog.DiscardHandler)) }()
		time.Sleep(keptFor - time.Minute)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("a document that a network may fetch: %v", err)
		}
		time.Sleep(2 * cleanEach)
		if _, err := os.Stat(path); err == nil {
			t.Error("a document that nobody needs is kept")
		}
		stop()
		<-ended
	})
}
