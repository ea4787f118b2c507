package forge_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/dialect/forge"
)

const first = "00000000000000000000000000000064" // digits of the first batch's id

// TestAnswersByteForByte goes through the life of a job as wire/forge records it.
func TestAnswersByteForByte(t *testing.T) {
	d := newDialect(t, nil)
	exchange := func(method, path, body, want string) {
		t.Helper()
		status, got := d.do(method, path, body)
		if status != 200 {
			t.Errorf("%s %s: %d", method, path, status)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s:\n%s", method, path, diff)
		}
	}
	job := "/v2/batch/pj_" + first
	id := muster.BatchID("batch_" + first)
	exchange("GET", "/v2/health", "", `{"status":"success","data":{"status":"ok","active_jobs":0,"max_concurrent_jobs":4,"cached_proofs":0,"mock_prover":false}}`)
	exchange("GET", job+"/proof", "", `{"status":"error","message":"Job not found","code":"NOT_FOUND"}`)
	exchange("POST", "/v2/batch/prove", text(request(1, 2, 1)),
		`{"status":"success","data":{"job_id":"pj_`+first+`","batch_id":1,"estimated_time_ms":45000,"status_url":"/v2/batch/pj_`+first+`/status"}}`)
	exchange("GET", job+"/proof", "", `{"status":"error","message":"The proof is not ready: the job is pending","code":"NOT_READY"}`)
	d.Move(id, muster.BatchProving)
	exchange("DELETE", job, "", `{"status":"error","message":"A job that is proving can't be cancelled","code":"INVALID_STATE"}`)
	d.Move(id, muster.BatchCompleted)
	proof := `{"status":"success","data":{"job_id":"pj_` + first + `","batch_id":1,"proof_bytes":"` + strings.Repeat("0", 776) +
		`","public_witness_bytes":"` + hex.EncodeToString(witness(7)) + `","batch_hash":"0x` + digits(5, 32) + `","withdrawal_root":"0x` + digits(4, 32) + `","proving_time_ms":1000}}`
	exchange("GET", job+"/proof", "", proof)
	exchange("POST", "/v2/batch/prove", text(request(1, 2, 1)),
		`{"status":"success","data":{"job_id":"pj_`+first+`","batch_id":1,"estimated_time_ms":0,"status_url":"/v2/batch/pj_`+first+`/status"}}`)
	exchange("DELETE", job, "", `{"status":"error","message":"A job that is completed can't be cancelled","code":"INVALID_STATE"}`)
	exchange("DELETE", "/v2/batch/pj_"+strings.Repeat("f", 32), "", `{"status":"error","message":"Job not found","code":"NOT_FOUND"}`)

	two, _ := d.submit(t, request(2, 1, 0))
	exchange("DELETE", "/v2/batch/"+two, "", `{"status":"success","data":{"job_id":"`+two+`","cancelled":true}}`)
	three, failed := d.submit(t, request(3, 1, 0))
	d.Edit(failed, func(b *muster.Batch) { b.Failure = "post_state_root: expected <abc> & more" })
	d.Move(failed, muster.BatchFailed)
	exchange("GET", "/v2/batch/"+three+"/proof", "", `{"status":"error","message":"post_state_root: expected <abc> & more","code":"PROOF_FAILED"}`)
}

func TestStoredInputIsTheRequest(t *testing.T) {
	d := newDialect(t, nil)
	_, id := d.submit(t, request(1, 1, 0))
	want := `{"batch_id":1,"pre_state_root":"` + digits(1, 32) + `","post_state_root":"` + digits(2, 32) + `","pre_shielded_root":"` + digits(0, 32) +
		`","post_shielded_root":"` + digits(0, 32) + `","transfers":[{"sender_pubkey":"` + digits(3, 32) + `","sender_balance":18446744073709551615,"sender_nonce":0,"sender_merkle_path":` +
		text(path(32)) + `,"sender_path_indices":` + text(indices(32)) + `,"receiver_pubkey":"` + digits(4, 32) + `","receiver_balance":7,"receiver_nonce":0,"receiver_merkle_path":` +
		text(path(32)) + `,"receiver_path_indices":` + text(indices(32)) + `,"amount":1,"signature":"` + digits(5, 64) + `"}],"withdrawals":[],"shielded":[]}`
	if diff := cmp.Diff(want, string(d.Input(id))); diff != "" {
		t.Error(diff)
	}
}

func TestRefusals(t *testing.T) {
	with := func(field string, v any) string {
		r := request(1, 1, 1)
		at := r
		if list, name, ok := strings.Cut(field, "."); ok {
			at, field = r[list].([]any)[0].(map[string]any), name
		}
		if v == nil {
			delete(at, field)
		} else {
			at[field] = v
		}
		return text(r)
	}
	tests := []struct{ name, body, code, message string }{
		{"not JSON", `batch`, "INVALID_REQUEST", "well-formed JSON"},
		{"two values", text(request(1, 1, 0)) + "{}", "INVALID_REQUEST", "nothing after"},
		{"unknown field", with("priority", 1), "INVALID_REQUEST", "priority: expected one of the fields"},
		{"no batch id", with("batch_id", nil), "INVALID_REQUEST", "batch_id: expected an integer"},
		{"batch id as text", with("batch_id", "1"), "INVALID_REQUEST", "batch_id: expected an integer"},
		{"negative batch id", with("batch_id", -1), "INVALID_REQUEST", "batch_id: expected an integer"},
		{"no root", with("post_state_root", nil), "INVALID_REQUEST", "post_state_root: expected a string"},
		{"short root", with("pre_state_root", digits(1, 31)), "INVALID_REQUEST", "pre_state_root: expected 64 hexadecimal digits"},
		{"no hex", with("pre_shielded_root", strings.Repeat("g", 64)), "INVALID_REQUEST", "pre_shielded_root: expected 64 hexadecimal digits"},
		{"null array", `{"batch_id":1,"transfers":null}`, "INVALID_REQUEST", "transfers: expected an array"},
		{"short path", with("transfers.sender_merkle_path", path(31)), "INVALID_REQUEST", "transfers[0].sender_merkle_path: expected 32 hashes, got \"31\""},
		{"path of other sizes", with("transfers.receiver_merkle_path", slices.Repeat([]string{"00"}, 32)), "INVALID_REQUEST", "receiver_merkle_path[0]: expected 64"},
		{"index", with("transfers.receiver_path_indices", append(indices(31), 2)), "INVALID_REQUEST", "receiver_path_indices[31]: expected 0 or 1"},
		{"too many indices", with("withdrawals.sender_path_indices", indices(33)), "INVALID_REQUEST", "withdrawals[0].sender_path_indices: expected 32 numbers"},
		{"signature", with("transfers.signature", digits(5, 63)), "INVALID_REQUEST", "transfers[0].signature: expected 128"},
		{"recipient", with("withdrawals.l1_recipient", ""), "INVALID_REQUEST", "withdrawals[0].l1_recipient: expected 64"},
		{"fraction", with("withdrawals.amount", 1.5), "INVALID_REQUEST", "withdrawals[0].amount: expected an integer from 0 to 18446744073709551615"},
		{"shielded", with("shielded", []any{map[string]any{"nullifier": "00"}}), "INVALID_REQUEST", "shielded[0].input_commitment: expected a string"},
		{"too large", `{"x":"` + strings.Repeat("a", 1<<20) + `"}`, "INVALID_REQUEST", "more than the 1048576 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDialect(t, nil)
			status, body := d.do("POST", "/v2/batch/prove", tt.body)
			var e struct{ Status, Message, Code string }
			if err := json.Unmarshal([]byte(body), &e); err != nil || status != 200 || e.Status != "error" || e.Code != tt.code || !strings.Contains(e.Message, tt.message) {
				t.Errorf("%d %s", status, body)
			}
			if d.Called("Submit") {
				t.Error("it was submitted")
			}
		})
	}
	t.Run("form", func(t *testing.T) {
		d := newDialect(t, nil)
		_, body := d.do("POST", "/v2/batch/prove", text(request(1, 1, 0)), "Content-Type", "text/plain")
		if !strings.Contains(body, `"INVALID_REQUEST"`) || d.Called("Submit") {
			t.Error(body)
		}
	})
}

func TestErrorsOfTheCoordinator(t *testing.T) {
	for code, want := range map[muster.Code]string{
		muster.CodeInvalid: "INVALID_REQUEST", muster.CodeTooLarge: "INVALID_REQUEST", muster.CodeExhausted: "CAPACITY_EXCEEDED",
		muster.CodeUnsupported: "UNSUPPORTED", muster.CodeUnavailable: "UNAVAILABLE", muster.CodeStorageFull: "UNAVAILABLE",
		muster.CodeConflict: "CONFLICT", muster.CodeInternal: "INTERNAL_ERROR", "": "INTERNAL_ERROR",
	} {
		d := newDialect(t, nil)
		d.Refuse = muster.Errorf(code, "secret-free words")
		if code == "" {
			d.Refuse = errors.New("password=hunter2")
		}
		status, body := d.do("POST", "/v2/batch/prove", text(request(1, 1, 0)))
		if status != 200 || !strings.Contains(body, `"code":"`+want+`"`) || strings.Contains(body, "hunter2") {
			t.Errorf("%s: %d %s", code, status, body)
		}
		if code == "" && !strings.Contains(d.logs.String(), "hunter2") {
			t.Error("a fault of ours is not in the log")
		}
	}
	d := newDialect(t, nil)
	d.Panics = true
	if status, body := d.do("GET", "/v2/batch/pj_"+first+"/proof", ""); status != 500 || !strings.Contains(body, `"INTERNAL_ERROR"`) {
		t.Errorf("panic: %d %s", status, body)
	}
}

func TestOthersJobsAreNotFound(t *testing.T) {
	d := newDialect(t, nil)
	job, id := d.submit(t, request(1, 1, 0))
	notFound := `{"status":"error","message":"Job not found","code":"NOT_FOUND"}`
	for _, tt := range []struct{ method, path string }{{"GET", "/v2/batch/" + job + "/proof"}, {"DELETE", "/v2/batch/" + job}} {
		if _, body := d.do(tt.method, tt.path, "", "Who", "another"); body != notFound {
			t.Errorf("%s: %s", tt.method, body)
		}
	}
	if status, _ := d.do("GET", "/v2/batch/"+job+"/status", "", "Who", "another"); status != 404 {
		t.Errorf("status: %d", status)
	}
	if status, body := d.do("GET", "/v2/batch/"+job+"/proof", "", "Who", "stranger"); status != 401 || !strings.Contains(body, `"ACCESS_DENIED"`) {
		t.Errorf("%d %s", status, body)
	}
	for _, call := range [][3]string{{"DELETE", "/v2/batch/" + job, ""}, {"POST", "/v2/batch/prove", text(request(2, 1, 0))}} {
		if status, body := d.do(call[0], call[1], call[2], "Who", "viewer"); status != 403 || !strings.Contains(body, `"ACCESS_DENIED"`) {
			t.Errorf("viewer: %d %s", status, body)
		}
	}
	if d.Called("Cancel") {
		t.Error("cancelled by another")
	}
	native := d.Put(7, auth.DefaultTenant, muster.BatchCompleted) // not submitted through Forge
	for _, id := range []string{"pj_" + strings.TrimPrefix(string(native), "batch_"), string(id), "pj_1", "pj_" + strings.ToUpper(digits(0xab, 16))} {
		if _, body := d.do("GET", "/v2/batch/"+id+"/proof", ""); body != notFound {
			t.Errorf("%s: %s", id, body)
		}
	}
}

func TestHealthCountsJobs(t *testing.T) {
	d := newDialect(t, func(o *forge.Options) { o.MockProver = true })
	d.Put(7, "x", muster.BatchProving) // native
	_, a := d.submit(t, request(1, 1, 0))
	_, b := d.submit(t, request(2, 1, 0))
	d.submit(t, request(3, 1, 0))
	d.Move(a, muster.BatchProving)
	d.Move(b, muster.BatchCompleted)
	want := `{"status":"success","data":{"status":"ok","active_jobs":2,"max_concurrent_jobs":4,"cached_proofs":1,"mock_prover":true}}`
	if _, body := d.do("GET", "/v2/health", "", "Who", "stranger"); body != want {
		t.Error(body)
	}
}

func TestLargeBatchesKeepTheirEighthInput(t *testing.T) {
	d := newDialect(t, nil)
	d.Public = witness(8)
	job, id := d.submit(t, request(1, 1, 0))
	d.Move(id, muster.BatchCompleted)
	_, body := d.do("GET", "/v2/batch/"+job+"/proof", "")
	if !strings.Contains(body, hex.EncodeToString(witness(8))) || !strings.Contains(body, `"batch_hash":"0x`+digits(5, 32)) {
		t.Error(body)
	}
	d.Public = witness(7)[:100]
	if _, body := d.do("GET", "/v2/batch/"+job+"/proof", ""); !strings.Contains(body, `"INTERNAL_ERROR"`) {
		t.Error(body)
	}
}

func TestHexIsTakenInEveryForm(t *testing.T) {
	d := newDialect(t, nil)
	r := request(1, 0, 0)
	r["pre_state_root"] = digits(0xab, 32)
	job, _ := d.submit(t, r)
	r["pre_state_root"] = "0x" + strings.ToUpper(digits(0xab, 32))
	if again, _ := d.submit(t, r); again != job {
		t.Errorf("the same root in other letters became %s", again)
	}
}

func TestFailedBatchesAreProvenAnew(t *testing.T) {
	d := newDialect(t, nil)
	seen := map[string]bool{}
	for _, end := range []muster.BatchState{muster.BatchFailed, muster.BatchCancelled, muster.BatchCompleted} {
		job, id := d.submit(t, request(1, 1, 0))
		if again, _ := d.submit(t, request(1, 1, 0)); again != job || seen[job] {
			t.Errorf("%s became %s", job, again)
		}
		seen[job] = true
		d.Move(id, end)
		if _, body := d.do("GET", "/v2/batch/"+job+"/proof", ""); strings.Contains(body, `"batch_id":1,`) != (end == muster.BatchCompleted) {
			t.Errorf("%s: %s", end, body)
		}
	}
	if len(seen) != 3 {
		t.Errorf("jobs %v", seen)
	}
	if job, _ := d.submit(t, request(1, 1, 0)); !seen[job] {
		t.Error("a completed batch was proven anew")
	}
}

func FuzzProve(f *testing.F) {
	f.Add([]byte(text(request(1, 1, 1))))
	f.Add([]byte(`{"batch_id":1e3}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		svc, mux := apitest.New(), http.NewServeMux()
		forge.New(svc, forge.Options{Log: slog.New(slog.DiscardHandler), Auth: tenantAuth{}}).Mount(mux)
		r := httptest.NewRequest("POST", "/v2/batch/prove", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		var p proven
		b, _ := io.ReadAll(w.Body)
		if err := json.Unmarshal(b, &p); err != nil || w.Code != 200 || p.Status != "success" && p.Code == "" {
			t.Fatalf("%d %s", w.Code, b)
		}
	})
}
