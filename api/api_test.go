package api_test

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/api/apitest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestOpenAPIIsAsPublished(t *testing.T) {
	p := newPlane(t, func(c *api.Config) { c.Version = "golden" })
	status, h, body := p.do(t, call{method: "GET", path: "/openapi.json"})
	if status != 200 || h.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("%d %v", status, h)
	}
	const golden = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(golden, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), body); diff != "" {
		t.Errorf("the contract changed; if that is meant, run the test with -update:\n%s", diff)
	}
	if strings.Contains(body, "ErrorModel") {
		t.Error("huma's error model is in the contract")
	}
}

func TestSubmit(t *testing.T) {
	ref := batchID(1)
	tests := []struct {
		name   string
		body   string
		header map[string]string
		want   muster.Batch
		input  string
	}{
		{"least", `{"pipeline":"rollup","input":{"a": [1, 2.50] }}`, nil,
			muster.Batch{Pipeline: "rollup", Priority: muster.PriorityNormal}, `{"a":[1,2.50]}`},
		{"input null", `{"pipeline":"rollup","input":null}`, nil,
			muster.Batch{Pipeline: "rollup", Priority: muster.PriorityNormal}, `null`},
		{"bytes", `{"pipeline":"rollup","input_base64":"` + base64.StdEncoding.EncodeToString([]byte{0, 255, ' '}) + `"}`, nil,
			muster.Batch{Pipeline: "rollup", Priority: muster.PriorityNormal}, "\x00\xff "},
		{"all", `{"pipeline":"rollup","version":"1.0.0","params":{"n":3},"input":1,"key":"k","priority":"high","deadline":"2026-01-02T03:04:05Z",
			"labels":{"x":"y"},"references":["` + string(ref) + `"],"targets":["l1","l2"],"sourcing":"market-first"}`, nil,
			muster.Batch{Pipeline: "rollup", PipelineVersion: "1.0.0", Params: map[string]int{"n": 3}, Key: "k", Priority: muster.PriorityHigh,
				Deadline: epoch, Labels: map[string]string{"x": "y"}, References: []muster.BatchID{ref},
				Targets: []string{"l1", "l2"}, Sourcing: muster.SourceMarketFirst}, `1`},
		{"key in the header", `{"pipeline":"rollup","input":1,"priority":"low"}`, map[string]string{"Idempotency-Key": "h"},
			muster.Batch{Pipeline: "rollup", Key: "h"}, `1`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlane(t, nil)
			p.Put(1, "mine", muster.BatchCompleted)
			status, h, body := p.do(t, call{method: "POST", path: "/v1/batches", body: tt.body, role: muster.RoleSubmitter, tenant: "mine", header: tt.header})
			if status != http.StatusCreated {
				t.Fatalf("%d %s", status, body)
			}
			got := decode[muster.Batch](t, body)
			if h.Get("Location") != "/v1/batches/"+string(got.ID) {
				t.Errorf("location %q", h.Get("Location"))
			}
			if in := string(p.Input(got.ID)); in != tt.input {
				t.Errorf("input %q, want %q", in, tt.input)
			}
			want := tt.want
			want.ID, want.Tenant, want.State, want.Sequence, want.CreatedAt, want.UpdatedAt = got.ID, "mine", muster.BatchPending, got.Sequence, epoch, epoch
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Invariant 9: the same key with the same content is the same batch, with other
// content a conflict.
func TestSubmitAgain(t *testing.T) {
	p := newPlane(t, nil)
	submit := func(body string) (int, string) {
		status, _, answer := p.do(t, call{method: "POST", path: "/v1/batches", body: body})
		return status, answer
	}
	status, first := submit(`{"pipeline":"rollup","key":"k","input":{"a":1}}`)
	if status != 201 {
		t.Fatalf("%d %s", status, first)
	}
	status, second := submit(`{"pipeline":"rollup","key":"k","input":{ "a": 1 }}`)
	if status != 200 || second != first {
		t.Errorf("again: %d %s", status, second)
	}
	status, third := submit(`{"pipeline":"rollup","key":"k","input":{"a":2}}`)
	if status != 409 || decode[api.Problem](t, third).Code != muster.CodeConflict {
		t.Errorf("other content: %d %s", status, third)
	}
}

// Invariant 12: limits reject, they never cut; and nothing is stored.
func TestSubmitRefuses(t *testing.T) {
	json := map[string]string{"Content-Type": "application/json"}
	big := strings.Repeat("a", 1<<20)
	tests := []struct {
		name, body string
		header     map[string]string
		status     int
		code       muster.Code
		field      string
	}{
		{"no body", ``, json, 400, muster.CodeInvalid, ""},
		{"no JSON", `pipeline: rollup`, json, 400, muster.CodeInvalid, "body"},
		{"trailing data", `{"pipeline":"rollup","input":1}{}`, json, 400, muster.CodeInvalid, "body"},
		{"unknown field", `{"pipeline":"rollup","input":1,"tenant":"x"}`, json, 400, muster.CodeInvalid, "tenant"},
		{"other case", `{"Pipeline":"rollup","input":1}`, json, 400, muster.CodeInvalid, "Pipeline"},
		{"no pipeline", `{"input":1}`, json, 400, muster.CodeInvalid, "pipeline"},
		{"no input", `{"pipeline":"rollup"}`, json, 400, muster.CodeInvalid, "input"},
		{"two inputs", `{"pipeline":"rollup","input":1,"input_base64":"aGk="}`, json, 400, muster.CodeInvalid, "input"},
		{"base64", `{"pipeline":"rollup","input_base64":"?"}`, json, 400, muster.CodeInvalid, "input_base64"},
		{"priority", `{"pipeline":"rollup","input":1,"priority":"urgent"}`, json, 400, muster.CodeInvalid, "priority"},
		{"deadline", `{"pipeline":"rollup","input":1,"deadline":"soon"}`, json, 400, muster.CodeInvalid, "deadline"},
		{"parameter", `{"pipeline":"rollup","input":1,"params":{"n":1.5}}`, json, 400, muster.CodeInvalid, "params.n"},
		{"reference", `{"pipeline":"rollup","input":1,"references":["b"]}`, json, 400, muster.CodeInvalid, "references[0]"},
		{"reference to another's", `{"pipeline":"rollup","input":1,"references":["` + string(batchID(1)) + `"]}`, json, 404, muster.CodeNotFound, ""},
		{"two keys", `{"pipeline":"rollup","input":1,"key":"a"}`,
			map[string]string{"Content-Type": "application/json", "Idempotency-Key": "b"}, 400, muster.CodeInvalid, "key"},
		{"input too large", `{"pipeline":"rollup","input":"` + big + `"}`, json, 413, muster.CodeTooLarge, ""},
		{"body too large", `{"pipeline":"rollup","input":"` + big + big + big + `"}`, json, 413, muster.CodeTooLarge, ""},
		{"form", `pipeline=rollup`, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, muster.CodeUnsupported, "Content-Type"},
		{"no content type", `{"pipeline":"rollup","input":1}`, map[string]string{"Content-Type": ""}, 415, muster.CodeUnsupported, "Content-Type"},
		{"latin1", `{"pipeline":"rollup","input":1}`, map[string]string{"Content-Type": "application/json; charset=latin1"}, 415, muster.CodeUnsupported, "Content-Type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlane(t, nil)
			p.Put(1, "another", muster.BatchCompleted)
			status, h, body := p.do(t, call{method: "POST", path: "/v1/batches", body: tt.body, header: tt.header, role: muster.RoleSubmitter})
			if status != tt.status || h.Get("Content-Type") != "application/problem+json" {
				t.Fatalf("%d %v %.300s", status, h, body)
			}
			got := decode[api.Problem](t, body)
			if got.Code != tt.code || got.Status != tt.status || got.Detail == "" {
				t.Errorf("got %+v", got)
			}
			if tt.field != "" && (len(got.Errors) == 0 || got.Errors[0].Field != tt.field || got.Errors[0].Expected == "") {
				t.Errorf("errors %+v, want field %q", got.Errors, tt.field)
			}
			if p.Called("Submit") {
				t.Error("it was submitted")
			}
		})
	}
}

func TestStatusOfEveryCode(t *testing.T) {
	want := map[muster.Code]int{
		muster.CodeInvalid: 400, muster.CodeUnauthenticated: 401, muster.CodeForbidden: 403, muster.CodeNotFound: 404,
		muster.CodeConflict: 409, muster.CodeState: 409, muster.CodeLeaseLost: 409, muster.CodeTooLarge: 413, muster.CodeExhausted: 429,
		muster.CodeUnsupported: 422, muster.CodeUnavailable: 503, muster.CodeStorageFull: 507, muster.CodeInvalidProof: 422, muster.CodeInternal: 500,
	}
	p := newPlane(t, nil)
	for code, status := range want {
		p.Fail = fmt.Errorf("ask the store: %w", &muster.Error{Code: code, Message: "words for the caller", Err: errors.New("words for the log")})
		got, h, body := p.do(t, call{method: "GET", path: "/v1/queue"})
		problem := decode[api.Problem](t, body)
		if got != status || problem.Code != code || strings.Contains(body, "for the log") {
			t.Errorf("%s: %d %s", code, got, body)
		}
		if hidden := code == muster.CodeInternal; strings.Contains(body, "for the caller") == hidden {
			t.Errorf("%s: %s", code, body)
		}
		if retry := h.Get("Retry-After"); (retry != "") != (code == muster.CodeExhausted || code == muster.CodeUnavailable) {
			t.Errorf("%s: retry after %q", code, retry)
		}
	}
}

func TestRetryAfterIsTheErrors(t *testing.T) {
	p := newPlane(t, nil)
	p.Fail = &muster.Error{Code: muster.CodeExhausted, Message: "full", RetryAfter: 1500 * time.Millisecond}
	if _, h, _ := p.do(t, call{method: "GET", path: "/v1/queue"}); h.Get("Retry-After") != "2" {
		t.Errorf("retry after %q", h.Get("Retry-After"))
	}
}

func TestFaultsAreLoggedAndNotTold(t *testing.T) {
	for name, breakIt := range map[string]func(*apitest.Service){
		"uncoded": func(f *apitest.Service) { f.Fail = errors.New("sql: password=hunter2") },
		"panic":   func(f *apitest.Service) { f.Panics = true },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlane(t, nil)
			breakIt(p.Service)
			status, h, body := p.do(t, call{method: "GET", path: "/v1/queue"})
			if status != 500 || h.Get("Content-Type") != "application/problem+json" || decode[api.Problem](t, body).Code != muster.CodeInternal {
				t.Fatalf("%d %s", status, body)
			}
			if strings.Contains(body, "hunter2") || strings.Contains(body, "a bug") {
				t.Errorf("told: %s", body)
			}
			if log := p.logs.String(); !strings.Contains(log, "hunter2") && !strings.Contains(log, "a bug") {
				t.Errorf("logged: %s", log)
			}
			p.Fail, p.Panics = nil, false
			if status, _, _ := p.do(t, call{method: "GET", path: "/v1/queue"}); status != 200 {
				t.Errorf("afterwards: %d", status)
			}
		})
	}
}

func TestUnknownPathsMethodsAndParameters(t *testing.T) {
	tests := []struct {
		method, path, allow string
		status              int
		field               string
	}{
		{"GET", "/v1/batch", "", 404, ""},
		{"GET", "/v1/", "", 404, ""},
		{"DELETE", "/v1/batches", "GET, POST", 405, ""},
		{"GET", "/v1/workers/" + string(workerID(1)) + "/drain", "POST", 405, ""},
		{"GET", "/v1/batches?limit=many", "", 400, "query.limit"},
		{"GET", "/v1/batches?limit=1001", "", 400, "query.limit"},
		{"GET", "/v1/batches?state=lost", "", 400, "query.state[0]"},
		{"GET", "/v1/batches?page=2", "", 400, "query.page"},
		{"GET", "/v1/batches/b1", "", 400, "id"},
		{"GET", "/v1/batches/" + string(batchID(9)), "", 404, ""},
		{"GET", "/v1/tasks/" + string(taskID(9)), "", 404, ""},
		{"GET", "/v1/tasks/9", "", 400, "id"},
		{"GET", "/v1/workers/9", "", 400, "id"},
		{"GET", "/v1/events?after=x", "", 400, "after"},
		{"GET", "/docs", "", 404, ""},
	}
	p := newPlane(t, nil)
	for _, tt := range tests {
		status, h, body := p.do(t, call{method: tt.method, path: tt.path})
		if status != tt.status || h.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d %v %s", tt.method, tt.path, status, h, body)
			continue
		}
		if tt.field != "" {
			if got := decode[api.Problem](t, body); len(got.Errors) != 1 || got.Errors[0].Field != tt.field || got.Errors[0].Expected == "" {
				t.Errorf("%s %s: %+v", tt.method, tt.path, got)
			}
		}
	}
}

func TestWithoutCredentials(t *testing.T) {
	p := newPlane(t, nil)
	r := httptest.NewRequest("GET", "/v1/batches", nil)
	w := httptest.NewRecorder()
	p.api.ServeHTTP(w, r)
	if w.Code != 401 || decode[api.Problem](t, w.Body.String()).Code != muster.CodeUnauthenticated {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRoles(t *testing.T) {
	b, task, w := string(batchID(1)), string(taskID(1)), string(workerID(1))
	const viewer, submitter, operator = 1, 2, 3
	tests := []struct {
		method, path, body string
		least              int
	}{
		{"POST", "/v1/batches", `{"pipeline":"rollup","input":1}`, submitter},
		{"GET", "/v1/batches", "", viewer},
		{"GET", "/v1/batches/" + b, "", viewer},
		{"POST", "/v1/batches/" + b + "/cancel", "", submitter},
		{"GET", "/v1/batches/" + b + "/proof", "", viewer},
		{"GET", "/v1/batches/" + b + "/proof.bin", "", viewer},
		{"GET", "/v1/batches/" + b + "/verifying-key.bin", "", viewer},
		{"GET", "/v1/batches/" + b + "/tasks", "", viewer},
		{"GET", "/v1/batches/" + b + "/attempts", "", viewer},
		{"GET", "/v1/batches/" + b + "/events", "", viewer},
		{"GET", "/v1/tasks", "", operator},
		{"GET", "/v1/tasks/" + task, "", viewer},
		{"GET", "/v1/batches/" + b + "/explanation", "", viewer},
		{"POST", "/v1/batches/" + b + "/retry", "", operator},
		{"POST", "/v1/batches/" + b + "/priority", `{"priority":"high"}`, operator},
		{"POST", "/v1/batches/" + b + "/deadline", `{"deadline":""}`, operator},
		{"POST", "/v1/batches/" + b + "/hold", `{"until":"2027-01-02T03:04:05Z","reason":"why"}`, operator},
		{"POST", "/v1/batches/" + b + "/release", "", operator},
		{"POST", "/v1/batches/" + b + "/proof?from=x", "proof", operator},
		{"GET", "/v1/batches/" + b + "/input", "", submitter},
		{"GET", "/v1/batches/" + b + "/settlements", "", viewer},
		{"GET", "/v1/settlements?batch=" + b, "", viewer},
		{"GET", "/v1/settlements", "", operator},
		{"GET", "/v1/settlements/" + b + "/l1", "", viewer},
		{"POST", "/v1/settlements/" + b + "/l1/retry", "", operator},
		{"POST", "/v1/settlements/" + b + "/l1/abandon", `{"reason":"why"}`, operator},
		{"POST", "/v1/tasks/" + task + "/release", "", operator},
		{"POST", "/v1/tasks/" + task + "/retry", "", operator},
		{"POST", "/v1/tasks/" + task + "/quarantine", `{"reason":"no"}`, operator},
		{"GET", "/v1/groups", "", viewer},
		{"PUT", "/v1/groups", `{"groups":[]}`, operator},
		{"GET", "/v1/stats", "", viewer},
		{"POST", "/v1/gc", `{}`, operator},
		{"GET", "/v1/workers", "", viewer},
		{"GET", "/v1/workers/" + w, "", viewer},
		{"POST", "/v1/workers/" + w + "/drain", "", operator},
		{"POST", "/v1/workers/" + w + "/resume", "", operator},
		{"POST", "/v1/workers/" + w + "/suspend", "", operator},
		{"GET", "/v1/pipelines", "", viewer},
		{"GET", "/v1/queue", "", viewer},
		{"POST", "/v1/credentials", `{"role":"viewer"}`, operator},
		{"GET", "/v1/credentials", "", operator},
		{"DELETE", "/v1/credentials/key_1", "", operator},
	}
	roles := map[muster.Role]int{muster.RoleProver: 0, muster.RoleViewer: viewer, muster.RoleSubmitter: submitter, muster.RoleOperator: operator}
	p := newPlane(t, nil)
	p.Put(1, "default", muster.BatchCompleted)
	p.Keep(batchID(1), []byte("in"))
	p.TaskRows = []muster.Task{{ID: taskID(1), Batch: batchID(1)}}
	p.Settling = []muster.SettlementDetail{{Settlement: muster.Settlement{Batch: batchID(1), Chain: "l1", State: muster.SettlementFailed}}}
	for _, tt := range tests {
		for role, rank := range roles {
			p.Edit(batchID(1), func(b *muster.Batch) {
				b.State = muster.BatchCompleted
				if strings.HasSuffix(tt.path, "/cancel") {
					b.State = muster.BatchProving
				}
			})
			status, _, body := p.do(t, call{method: tt.method, path: tt.path, body: tt.body, role: role})
			if rank < tt.least && status != 403 || rank >= tt.least && status >= 300 {
				t.Errorf("%s %s as %s: %d %s", tt.method, tt.path, role, status, body)
			}
		}
	}
}

func TestTenantsSeeTheirOwn(t *testing.T) {
	b := string(batchID(1))
	p := newPlane(t, nil)
	p.Put(1, "a", muster.BatchCompleted)
	for _, path := range []string{"", "/proof", "/proof.bin", "/verifying-key.bin", "/tasks", "/attempts", "/events"} {
		for tenant, want := range map[string]int{"a": 200, "b": 404} {
			if status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + b + path, role: muster.RoleViewer, tenant: tenant}); status != want {
				t.Errorf("%s as %s: %d %s", path, tenant, status, body)
			}
		}
		if status, _, _ := p.do(t, call{method: "GET", path: "/v1/batches/" + b + path, tenant: "b"}); status != 200 {
			t.Errorf("%s as operator: %d", path, status)
		}
	}
	t.Run("cancel", func(t *testing.T) {
		p := newPlane(t, nil)
		p.Put(1, "a", muster.BatchProving)
		status, _, body := p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/cancel", role: muster.RoleSubmitter, tenant: "b"})
		if status != 404 || p.Called("Cancel") {
			t.Errorf("%d %s", status, body)
		}
	})
	t.Run("task", func(t *testing.T) {
		p := newPlane(t, nil)
		p.Put(1, "a", muster.BatchProving)
		p.TaskRows = []muster.Task{{ID: taskID(1), Batch: batchID(1)}}
		mine, _, _ := p.do(t, call{method: "GET", path: "/v1/tasks/" + string(taskID(1)), role: muster.RoleViewer, tenant: "a"})
		theirs, _, body := p.do(t, call{method: "GET", path: "/v1/tasks/" + string(taskID(1)), role: muster.RoleViewer, tenant: "b"})
		if mine != 200 || theirs != 404 || strings.Contains(body, "batch_") {
			t.Errorf("%d %d %s", mine, theirs, body)
		}
	})
	t.Run("list", func(t *testing.T) {
		p := newPlane(t, nil)
		p.Put(1, "a", muster.BatchProving)
		p.Put(2, "b", muster.BatchProving)
		for _, tt := range []struct {
			role          muster.Role
			query         string
			status, count int
		}{
			{muster.RoleViewer, "", 200, 1}, {muster.RoleViewer, "?tenant=a", 200, 1}, {muster.RoleViewer, "?tenant=b", 403, 0},
			{muster.RoleOperator, "", 200, 2}, {muster.RoleOperator, "?tenant=b", 200, 1},
		} {
			status, _, body := p.do(t, call{method: "GET", path: "/v1/batches" + tt.query, role: tt.role, tenant: "a"})
			if got := decode[api.BatchList](t, body); status != tt.status || len(got.Batches) != tt.count {
				t.Errorf("%s%s: %d %s", tt.role, tt.query, status, body)
			}
		}
	})
}

func TestListBatchesPages(t *testing.T) {
	p := newPlane(t, nil)
	for n := 1; n <= 5; n++ {
		p.Put(n, "a", []muster.BatchState{muster.BatchProving, muster.BatchFailed}[n%2])
	}
	var got []muster.BatchID
	for next := ""; ; {
		path := "/v1/batches?limit=2"
		if next != "" {
			path += "&cursor=" + next
		}
		status, _, body := p.do(t, call{method: "GET", path: path})
		if status != 200 {
			t.Fatal(body)
		}
		page := decode[api.BatchList](t, body)
		for _, b := range page.Batches {
			got = append(got, b.ID)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if diff := cmp.Diff([]muster.BatchID{batchID(5), batchID(4), batchID(3), batchID(2), batchID(1)}, got); diff != "" {
		t.Error(diff)
	}
	_, _, body := p.do(t, call{method: "GET", path: "/v1/batches?state=failed,cancelled"})
	if page := decode[api.BatchList](t, body); len(page.Batches) != 3 {
		t.Errorf("failed: %s", body)
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/batches?state=pending"})
	if body != `{"batches":[]}`+"\n" {
		t.Errorf("none: %q", body)
	}
}

func TestTasksAndAttempts(t *testing.T) {
	p := newPlane(t, nil)
	p.Put(1, "default", muster.BatchProving)
	for n := 1; n <= 3; n++ {
		p.TaskRows = append(p.TaskRows, muster.Task{ID: taskID(n), Batch: batchID(1), Name: fmt.Sprint("prove/0/chunk/", n), State: muster.TaskDone})
	}
	p.AttemptRows = []muster.Attempt{
		{ID: "attempt_1", Task: taskID(1), Batch: batchID(1), State: muster.AttemptFailed, Class: muster.FailTransient},
		{ID: "attempt_2", Task: taskID(1), Batch: batchID(1), State: muster.AttemptSucceeded},
		{ID: "attempt_3", Task: taskID(2), Batch: batchID(1), State: muster.AttemptSucceeded},
	}
	base := "/v1/batches/" + string(batchID(1))
	_, _, body := p.do(t, call{method: "GET", path: base + "/tasks?limit=2&state=done&round=0"})
	first := decode[api.TaskList](t, body)
	if len(first.Tasks) != 2 || first.Next != string(taskID(2)) || p.LastTasks.Round == nil || *p.LastTasks.Round != 0 || len(p.LastTasks.States) != 1 {
		t.Errorf("first page: %s; filter %+v", body, p.LastTasks)
	}
	_, _, body = p.do(t, call{method: "GET", path: base + "/tasks?cursor=" + first.Next})
	if page := decode[api.TaskList](t, body); len(page.Tasks) != 1 || page.Next != "" || p.LastTasks.Round != nil {
		t.Errorf("second page: %s", body)
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/tasks/" + string(taskID(1))})
	if got := decode[api.TaskDetail](t, body); got.Name != "prove/0/chunk/1" || len(got.History) != 2 || got.History[0].Class != muster.FailTransient {
		t.Errorf("task: %s", body)
	}
	_, _, body = p.do(t, call{method: "GET", path: base + "/attempts"})
	if got := decode[api.AttemptList](t, body); len(got.Attempts) != 3 {
		t.Errorf("attempts: %s", body)
	}
}

func TestProof(t *testing.T) {
	p := newPlane(t, nil)
	p.Put(1, "default", muster.BatchCompleted)
	p.Put(2, "default", muster.BatchProving)
	status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + string(batchID(1)) + "/proof"})
	if got := decode[muster.FinalProof](t, body); status != 200 || string(got.Proof) != "proof" || string(got.Result) != `{"root":"0x1"}` {
		t.Errorf("%d %s", status, body)
	}
	for name, want := range map[string]string{"proof.bin": "proof", "verifying-key.bin": "vk"} {
		status, h, body := p.do(t, call{method: "GET", path: "/v1/batches/" + string(batchID(1)) + "/" + name})
		if status != 200 || body != want || h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %v %q", name, status, h, body)
		}
	}
	status, _, body = p.do(t, call{method: "GET", path: "/v1/batches/" + string(batchID(2)) + "/proof"})
	if status != 409 || decode[api.Problem](t, body).Code != muster.CodeState {
		t.Errorf("too early: %d %s", status, body)
	}
}

func TestCredentials(t *testing.T) {
	p := newPlane(t, nil)
	status, _, body := p.do(t, call{method: "POST", path: "/v1/credentials", body: `{"role":"prover","once":true,"note":"gpu-1","ttl_seconds":60}`})
	got := decode[api.IssuedCredential](t, body)
	if status != 201 || got.Secret != "muster_x_secret" || !got.Credential.Once || !got.Credential.ExpiresAt.Equal(epoch.Add(time.Minute)) {
		t.Errorf("%d %s", status, body)
	}
	for _, tt := range []struct{ body, field string }{
		{`{"role":"root"}`, "role"}, {`{"role":"viewer","once":true}`, "once"}, {`{"role":"viewer","ttl_seconds":-1}`, "ttl_seconds"},
		{`{"role":"viewer","note":"` + strings.Repeat("n", 257) + `"}`, "note"}, {`{}`, "role"},
	} {
		status, _, body := p.do(t, call{method: "POST", path: "/v1/credentials", body: tt.body})
		if problem := decode[api.Problem](t, body); status != 400 || len(problem.Errors) != 1 || problem.Errors[0].Field != tt.field {
			t.Errorf("%s: %d %s", tt.body, status, body)
		}
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/credentials"})
	if strings.Contains(body, muster.DigestOf([]byte("x")).String()) {
		t.Error("the digest of a secret is shown")
	}
	if status, _, body := p.do(t, call{method: "DELETE", path: "/v1/credentials/key_1"}); status != 204 || body != "" {
		t.Errorf("%d %q", status, body)
	}
}

func TestQueueAndWorkers(t *testing.T) {
	p := newPlane(t, nil)
	_, _, body := p.do(t, call{method: "GET", path: "/v1/queue"})
	if got := decode[muster.QueueReport](t, body); len(got.Pools) != 1 || got.Pools[0].Ready != 3 || got.Pools[0].Needs.CircuitName != "chunk" {
		t.Errorf("queue: %s", body)
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/workers"})
	if body != `{"workers":[]}`+"\n" {
		t.Errorf("workers: %q", body)
	}
	_, _, body = p.do(t, call{method: "POST", path: "/v1/workers/" + string(workerID(1)) + "/drain"})
	if got := decode[muster.Worker](t, body); got.State != muster.WorkerDraining || got.ID != workerID(1) {
		t.Errorf("drain: %s", body)
	}
}

func TestHealth(t *testing.T) {
	var keys error
	p := newPlane(t, func(c *api.Config) {
		c.Checks = []api.Check{{Name: "keys", Ready: func(context.Context) error { return keys }}}
	})
	get := func(path string) (int, string) { // without credentials
		w := httptest.NewRecorder()
		p.api.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code, w.Body.String()
	}
	if status, body := get("/readyz"); status != 200 || body != `{"checks":{"coordinator":"ok","keys":"ok"},"status":"ready"}` {
		t.Errorf("%d %s", status, body)
	}
	p.Fail, keys = errors.New("hunter2"), muster.Errorf(muster.CodeUnavailable, "run keys setup")
	status, body := get("/readyz")
	if status != 503 || strings.Contains(body, "hunter2") || !strings.Contains(body, "run keys setup") || !strings.Contains(p.logs.String(), "hunter2") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := get("/healthz"); status != 200 || body != `{"status":"ok"}` {
		t.Errorf("%d %s", status, body)
	}
}
