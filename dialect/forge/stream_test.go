package forge_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/dialect/forge"
)

// stream reads events as an SSE client does.
type stream struct {
	t *testing.T
	r *bufio.Reader
}

func (d *dialect) follow(t *testing.T, job string) *stream {
	t.Helper()
	srv := httptest.NewServer(d.mux)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+"/v2/batch/"+job+"/status", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); resp.Body.Close(); srv.Close() })
	if ct := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || ct != "text/event-stream" {
		t.Fatalf("%s %q", resp.Status, ct)
	}
	return &stream{t, bufio.NewReader(resp.Body)}
}

// want reads the next messages, byte for byte; "" is the stream's end.
func (s *stream) want(messages ...string) {
	s.t.Helper()
	for _, want := range messages {
		var got strings.Builder
		for {
			line, err := s.r.ReadString('\n')
			got.WriteString(line)
			if err != nil || line == "\n" {
				break
			}
		}
		if diff := cmp.Diff(want, strings.TrimSuffix(got.String(), "\n\n")); diff != "" {
			s.t.Fatal(diff)
		}
	}
}

func statusMessage(state string, pct int, message, rest string) string {
	at := apitest.Epoch.Unix()
	return fmt.Sprintf(`event: status`+"\n"+`data: {"type":"status","job_id":"pj_%s","batch_id":1,"state":"%s","progress_pct":%d,"message":"%s","created_at":%d,"updated_at":%d,%s}`,
		first, state, pct, message, at, at, rest)
}

func progressMessage(pct int, message string) string {
	return fmt.Sprintf(`event: progress`+"\n"+`data: {"type":"progress","job_id":"pj_%s","progress_pct":%d,"message":"%s"}`, first, pct, message)
}

const running = `"completed_at":null,"error":null`

var (
	pending   = statusMessage("pending", 0, "Waiting to start", running)
	preparing = []string{statusMessage("preparing", 10, "Preparing witness", running), progressMessage(10, "Preparing witness")}
	proving   = []string{statusMessage("proving", 30, "Generating proof", running), progressMessage(30, "Generating proof")}
	completed = `event: completed` + "\n" + `data: {"type":"completed","job_id":"pj_` + first + `","batch_id":1,"proof_bytes":"` + strings.Repeat("0", 776) +
		`","public_witness_bytes":"` + hex.EncodeToString(witness(7)) + `","batch_hash":"0x` + digits(5, 32) + `","withdrawal_root":"0x` + digits(4, 32) + `","proving_time_ms":1000}`
)

func TestEarlySubscriberSeesEveryStep(t *testing.T) {
	d := newDialect(t, nil)
	job, id := d.submit(t, request(1, 1, 0))
	s := d.follow(t, job)
	s.want(pending)
	d.Move(id, muster.BatchPreparing)
	s.want(preparing...)
	d.Move(id, muster.BatchProving)
	s.want(proving...)
	d.Progress(id, 17)
	s.want(progressMessage(40, "Generating proof"))
	d.Progress(id, 17) // no news
	d.Progress(id, 100)
	s.want(progressMessage(90, "Finishing the proof"))
	d.Move(id, muster.BatchCompleted)
	s.want(completed, "")
}

func TestStepsThatComeAtOnceKeepTheirOrder(t *testing.T) {
	d := newDialect(t, nil)
	job, id := d.submit(t, request(1, 1, 0))
	s := d.follow(t, job)
	s.want(pending)
	for _, state := range []muster.BatchState{muster.BatchPreparing, muster.BatchProving, muster.BatchSettling, muster.BatchCompleted} {
		d.Move(id, state)
	}
	s.want(slices.Concat(preparing, proving, []string{progressMessage(95, "Settling the proof"), completed, ""})...)
}

func TestPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDialect(t, nil)
		job, _ := d.submit(t, request(1, 1, 0))
		ctx, cancel := context.WithTimeout(t.Context(), 46*time.Second)
		defer cancel()
		w := httptest.NewRecorder()
		d.mux.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/v2/batch/"+job+"/status", nil))
		if n := strings.Count(w.Body.String(), "\n: ping\n"); n != 3 {
			t.Errorf("%d pings in 46 s:\n%s", n, w.Body)
		}
	})
}

func TestStreamsEndWhenTheServerCloses(t *testing.T) {
	ctx, closeAll := context.WithCancel(t.Context())
	d := newDialect(t, func(o *forge.Options) { o.Closing = ctx })
	job, _ := d.submit(t, request(1, 1, 0))
	s := d.follow(t, job)
	s.want(pending)
	closeAll()
	s.want("")
}
