package forge_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/dialect/forge"
)

// Defect 1: state only in memory. What a subscriber and a poller learn comes
// from the coordinator's state alone, so another process answers the same.
func TestDefect1RestartKeepsJobs(t *testing.T) {
	d := newDialect(t, nil)
	job, id := d.submit(t, request(1, 1, 0))
	d.Move(id, muster.BatchCompleted)
	restarted := http.NewServeMux()
	forge.New(d.Service, forge.Options{Log: slog.New(slog.DiscardHandler), Auth: tenantAuth{}}).Mount(restarted)
	before, want := d.do("GET", "/v2/batch/"+job+"/proof", "")
	d.mux = restarted
	if after, got := d.do("GET", "/v2/batch/"+job+"/proof", ""); after != before || got != want || !strings.Contains(got, `"success"`) {
		t.Errorf("%d %s", after, got)
	}
	if again, _ := d.submit(t, request(1, 1, 0)); again != job {
		t.Errorf("job %s became %s", job, again)
	}
}

// Defect 2: a late subscriber hangs, and a slow one loses events.
func TestDefect2LateSubscribers(t *testing.T) {
	done := apitest.Epoch.Add(time.Minute)
	tests := []struct {
		name  string
		state muster.BatchState
		want  []string
	}{
		{"preparing", muster.BatchPreparing, preparing},
		{"proving", muster.BatchProving, []string{statusMessage("proving", 60, "Generating proof", running), progressMessage(60, "Generating proof")}},
		{"settling", muster.BatchSettling, []string{statusMessage("proving", 95, "Settling the proof", running), progressMessage(95, "Settling the proof")}},
		{"completed", muster.BatchCompleted, []string{
			statusMessage("completed", 100, "Proof completed", fmt.Sprintf(`"completed_at":%d,"error":null`, done.Unix())), completed, ""}},
		{"failed", muster.BatchFailed, []string{statusMessage("failed", 0, "Proof failed", `"completed_at":null,"error":"out of luck"`),
			`event: failed` + "\n" + `data: {"type":"failed","job_id":"pj_` + first + `","error":"out of luck"}`, ""}},
		{"cancelled", muster.BatchCancelled, []string{statusMessage("cancelled", 0, "Cancelled", `"completed_at":null,"error":"out of luck"`),
			`event: failed` + "\n" + `data: {"type":"failed","job_id":"pj_` + first + `","error":"out of luck"}`, ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDialect(t, nil)
			job, id := d.submit(t, request(1, 1, 0))
			d.Progress(id, 50)
			d.Edit(id, func(b *muster.Batch) {
				switch tt.state {
				case muster.BatchCompleted:
					b.CompletedAt = done
				case muster.BatchFailed, muster.BatchCancelled:
					b.Failure = "out of luck"
				}
			})
			d.Move(id, tt.state)
			d.follow(t, job).want(tt.want...)
			d.follow(t, job).want(tt.want...) // and one that comes back
		})
	}
	t.Run("slow", func(t *testing.T) {
		d := newDialect(t, nil)
		job, id := d.submit(t, request(1, 1, 0))
		s := d.follow(t, job)
		s.want(pending)
		for range 5000 { // Forge keeps 16
			d.TellTask(id, 1)
		}
		d.Move(id, muster.BatchPreparing)
		for range 5000 {
			d.TellTask(id, 1)
		}
		d.Move(id, muster.BatchProving)
		d.Move(id, muster.BatchCompleted)
		s.want(slices.Concat(preparing, proving, []string{completed, ""})...)
	})
	t.Run("unknown", func(t *testing.T) {
		d := newDialect(t, nil)
		status, body := d.do("GET", "/v2/batch/pj_"+first+"/status", "")
		if want := `{"status":"error","message":"Job not found","code":null}`; status != 404 || body != want {
			t.Errorf("%d %s", status, body)
		}
	})
}

// Defect 3: more than 8 transfers or 4 withdrawals are silently cut.
func TestDefect3NothingIsTruncated(t *testing.T) {
	d := newDialect(t, nil)
	_, id := d.submit(t, request(1, 40, 20))
	var in struct{ Transfers, Withdrawals []struct{ Amount int } }
	if err := json.Unmarshal(d.Input(id), &in); err != nil {
		t.Fatal(err)
	}
	if len(in.Transfers) != 40 || len(in.Withdrawals) != 20 || in.Transfers[39].Amount != 40 || in.Withdrawals[19].Amount != 20 {
		t.Errorf("%d transfers, %d withdrawals", len(in.Transfers), len(in.Withdrawals))
	}
	status, body := d.do("POST", "/v2/batch/prove", text(request(2, 400, 0)))
	if status != 200 || !strings.Contains(body, `"INVALID_REQUEST"`) || !strings.Contains(body, "bytes") {
		t.Errorf("over the limit: %d %s", status, body)
	}
}

// Defect 5: cancel is overwritten by the running job.
func TestDefect5CancelSticks(t *testing.T) {
	for _, state := range []muster.BatchState{muster.BatchPending, muster.BatchPreparing} {
		d := newDialect(t, nil)
		job, id := d.submit(t, request(1, 1, 0))
		d.Move(id, state)
		s := d.follow(t, job)
		if state == muster.BatchPending {
			s.want(pending)
		} else {
			s.want(preparing...)
		}
		if _, body := d.do("DELETE", "/v2/batch/"+job, ""); body != `{"status":"success","data":{"job_id":"`+job+`","cancelled":true}}` {
			t.Fatal(body)
		}
		d.Move(id, muster.BatchCancelled) // what the coordinator does, for good
		s.want(`event: failed`+"\n"+`data: {"type":"failed","job_id":"pj_`+first+`","error":"Cancelled"}`, "")
		if _, body := d.do("GET", "/v2/batch/"+job+"/proof", ""); body != `{"status":"error","message":"Cancelled","code":"PROOF_FAILED"}` {
			t.Error(body) // Forge's client would wait for its timeout
		}
		if _, body := d.do("DELETE", "/v2/batch/"+job, ""); body != `{"status":"error","message":"A job that is cancelled can't be cancelled","code":"INVALID_STATE"}` {
			t.Error(body)
		}
	}
}

// Defect 6: duplicates in flight prove twice, and changed content under the
// same number gets the old proof.
func TestDefect6DuplicatesJoinAndChangesConflict(t *testing.T) {
	d := newDialect(t, nil)
	job, id := d.submit(t, request(1, 2, 0))
	d.Move(id, muster.BatchProving)
	same := request(1, 2, 0)
	same["withdrawals"], same["pre_state_root"] = []any{}, "0x"+strings.ToUpper(digits(0xab, 32))
	upper := request(1, 2, 0)
	upper["shielded"] = []any{}
	if joined, _ := d.submit(t, upper); joined != job {
		t.Errorf("the same content became %s", joined)
	}
	if status, body := d.do("POST", "/v2/batch/prove", text(same)); status != 200 ||
		body != `{"status":"error","message":"batch 1 was submitted before with other content","code":"CONFLICT"}` {
		t.Errorf("other content: %d %s", status, body)
	}
	if _, body := d.do("POST", "/v2/batch/prove", text(same), "Who", "another"); !strings.Contains(body, `"success"`) {
		t.Errorf("another tenant's: %s", body)
	}
}

// Defect 8: proofs go to settlement unverified. A proof is answered only for a
// batch that the coordinator completed, which it does after verifying; here, no
// other state asks for one.
func TestDefect8ProofsOnlyOfCompletedBatches(t *testing.T) {
	for _, state := range []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling, muster.BatchFailed, muster.BatchCancelled} {
		d := newDialect(t, nil)
		job, id := d.submit(t, request(1, 1, 0))
		d.Move(id, state)
		if _, body := d.do("GET", "/v2/batch/"+job+"/proof", ""); d.Called("Proof") || strings.Contains(body, "proof_bytes") {
			t.Errorf("%s: %s", state, body)
		}
	}
}
