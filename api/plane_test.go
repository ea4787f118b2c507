package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
)

var epoch = apitest.Epoch

func batchID(n int) muster.BatchID   { return apitest.BatchID(n) }
func taskID(n int) muster.TaskID     { return apitest.TaskID(n) }
func workerID(n int) muster.WorkerID { return apitest.WorkerID(n) }

// headerAuth takes the caller from headers of the test.
type headerAuth struct{}

func (headerAuth) Clients(refuse auth.Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role := r.Header.Get("Role")
		if role == "" {
			refuse(w, r, muster.Errorf(muster.CodeUnauthenticated, "no credentials"))
			return
		}
		p := auth.Principal{Role: muster.Role(role), Tenant: r.Header.Get("Tenant")}
		next.ServeHTTP(w, r.WithContext(auth.NewContext(r.Context(), p)))
	})
}

// plane is an API over a fake, as one caller meets it.
type plane struct {
	*apitest.Service
	api  *api.API
	logs *bytes.Buffer
}

func newPlane(t *testing.T, change func(*api.Config)) *plane {
	t.Helper()
	p := &plane{Service: apitest.New(), logs: new(bytes.Buffer)}
	cfg := api.Config{Service: p.Service, Auth: headerAuth{}, Logger: slog.New(slog.NewTextHandler(p.logs, nil)), InputLimit: 1 << 20}
	if change != nil {
		change(&cfg)
	}
	var err error
	if p.api, err = api.New(cfg); err != nil {
		t.Fatal(err)
	}
	return p
}

type call struct {
	method, path, body string
	role               muster.Role // default operator
	tenant             string      // default "default"
	header             map[string]string
}

func (p *plane) do(t *testing.T, c call) (int, http.Header, string) {
	t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequest(c.method, c.path, body)
	if c.role == "" {
		c.role = muster.RoleOperator
	}
	if c.tenant == "" {
		c.tenant = auth.DefaultTenant
	}
	r.Header.Set("Role", string(c.role))
	r.Header.Set("Tenant", c.tenant)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	p.api.ServeHTTP(w, r)
	return w.Code, w.Header(), w.Body.String()
}

func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("decode %s: %v", body, err)
	}
	return v
}
