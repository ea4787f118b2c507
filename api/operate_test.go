package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
)

func TestOperatorsBodiesAreChecked(t *testing.T) {
	b, task := string(batchID(1)), string(taskID(1))
	tests := []struct {
		name, method, path, body string
		field                    string
	}{
		{"no priority", "POST", "/v1/batches/" + b + "/priority", `{}`, "priority"},
		{"empty priority", "POST", "/v1/batches/" + b + "/priority", `{"priority":""}`, "priority"},
		{"other priority", "POST", "/v1/batches/" + b + "/priority", `{"priority":"urgent"}`, "priority"},
		{"no deadline", "POST", "/v1/batches/" + b + "/deadline", `{}`, "deadline"},
		{"no time", "POST", "/v1/batches/" + b + "/deadline", `{"deadline":"soon"}`, "deadline"},
		{"no reason", "POST", "/v1/tasks/" + task + "/quarantine", `{}`, "reason"},
		{"unknown field", "POST", "/v1/gc", `{"dryrun":true}`, "dryrun"},
		{"group without pairs", "PUT", "/v1/groups", `{"groups":[{"name":"a"}]}`, "groups[0].pairs"},
		{"round is no number", "PUT", "/v1/groups", `{"groups":[{"name":"a","pairs":[{"round":"x","circuit":""}]}]}`, "groups[0].pairs[0].round"},
		{"window", "GET", "/v1/stats?window=day", "", "window"},
		{"batch", "GET", "/v1/batches/b/explanation", "", "id"},
		{"task", "POST", "/v1/tasks/t/retry", "", "id"},
	}
	p := newPlane(t, nil)
	p.Put(1, "default", muster.BatchProving)
	p.TaskRows = []muster.Task{{ID: taskID(1), Batch: batchID(1)}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, _, body := p.do(t, call{method: tt.method, path: tt.path, body: tt.body})
			got := decode[api.Problem](t, body)
			if status != 400 || got.Code != muster.CodeInvalid || len(got.Errors) == 0 || got.Errors[0].Field != tt.field || got.Errors[0].Expected == "" {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestOperatorsVerbs(t *testing.T) {
	p := newPlane(t, nil)
	b := p.Put(1, "default", muster.BatchProving)
	_, _, body := p.do(t, call{method: "POST", path: "/v1/batches/" + string(b) + "/deadline", body: `{"deadline":"2027-01-02T03:04:05Z"}`})
	if got := decode[muster.Batch](t, body); !got.Deadline.Equal(time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("deadline: %s", body)
	}
	_, _, body = p.do(t, call{method: "POST", path: "/v1/batches/" + string(b) + "/priority", body: `{"priority":"low"}`})
	if got := decode[muster.Batch](t, body); got.Priority != muster.PriorityLow {
		t.Errorf("priority: %s", body)
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/batches/" + string(b) + "/explanation"})
	if got := decode[muster.Explanation](t, body); got.Cause != muster.CauseNoWorkers {
		t.Errorf("explanation: %s", body)
	}
	_, _, body = p.do(t, call{method: "PUT", path: "/v1/groups", body: `{"groups":[{"name":"a","pairs":[{"round":1,"circuit":"leaf"}]}]}`})
	if got := decode[api.GroupList](t, body); len(got.Groups) != 1 || got.Groups[0].Pairs[0] != (muster.Pair{Round: 1, Circuit: "leaf"}) {
		t.Errorf("groups: %s", body)
	}
	_, _, body = p.do(t, call{method: "POST", path: "/v1/gc", body: `{"dry_run":true}`})
	if got := decode[muster.GCReport](t, body); !got.DryRun || got.Bytes != 10 {
		t.Errorf("gc: %s", body)
	}
}

// Another tenant's batch can't be explained, as it can't be seen.
func TestExplanationIsTheTenants(t *testing.T) {
	p := newPlane(t, nil)
	b := p.Put(1, "another", muster.BatchProving)
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + string(b) + "/explanation", role: muster.RoleViewer, tenant: "mine"}); status != 404 {
		t.Errorf("%d %s", status, body)
	}
}

func TestVerbsAreAudited(t *testing.T) {
	p := newPlane(t, nil)
	b := string(p.Put(1, "default", muster.BatchProving))
	p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/retry"})
	p.do(t, call{method: "POST", path: "/v1/batches/" + string(batchID(2)) + "/retry"})
	p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/retry", role: muster.RoleViewer})
	p.do(t, call{method: "GET", path: "/v1/queue"})
	var lines []string
	for line := range strings.Lines(p.logs.String()) {
		if strings.Contains(line, "msg=audit") {
			lines = append(lines, line)
		}
	}
	want := [][]string{
		{"verb=retry-batch", "role=operator", "subject=" + b, "level=INFO"},
		{"verb=retry-batch", "refused=not_found", "level=WARN"},
		{"verb=retry-batch", "role=viewer", "refused=forbidden"},
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d: %v", len(lines), len(want), lines)
	}
	for i, words := range want {
		for _, w := range words {
			if !strings.Contains(lines[i], w) {
				t.Errorf("line %d has no %s: %s", i, w, lines[i])
			}
		}
	}
}

func TestBackup(t *testing.T) {
	p := newPlane(t, nil)
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/backup"}); status != 422 || !strings.Contains(body, "pg_dump") {
		t.Errorf("without: %d %s", status, body)
	}
	var fail error
	p = newPlane(t, func(c *api.Config) {
		c.Backup = func(context.Context) (func(io.Writer) error, error) {
			if fail != nil {
				return nil, fail
			}
			return func(w io.Writer) error { _, err := io.WriteString(w, "tar"); return err }, nil
		}
	})
	status, h, body := p.do(t, call{method: "GET", path: "/v1/backup"})
	if status != 200 || body != "tar" || h.Get("Content-Type") != "application/x-tar" {
		t.Errorf("%d %v %s", status, h, body)
	}
	if status, _, _ := p.do(t, call{method: "GET", path: "/v1/backup", role: muster.RoleSubmitter}); status != 403 {
		t.Errorf("as submitter: %d", status)
	}
	fail = errors.New("disk")
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/backup"}); status != 500 {
		t.Errorf("failing: %d %s", status, body)
	}
	fail = nil
	p = newPlane(t, func(c *api.Config) {
		c.Backup = func(context.Context) (func(io.Writer) error, error) {
			return func(w io.Writer) error { _, _ = io.WriteString(w, "ta"); return errors.New("disk") }, nil
		}
	})
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("an archive that is not whole ended with %v, want a cut connection", err)
		}
	}()
	p.do(t, call{method: "GET", path: "/v1/backup"})
}
