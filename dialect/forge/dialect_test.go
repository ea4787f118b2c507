package forge_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/dialect/forge"
)

// tenantAuth takes the caller from headers; without any it is a submitter.
type tenantAuth struct{}

func (tenantAuth) Clients(refuse auth.Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := auth.Principal{Role: muster.RoleSubmitter, Tenant: auth.DefaultTenant}
		switch who := r.Header.Get("Who"); who {
		case "":
		case "stranger":
			refuse(w, r, muster.Errorf(muster.CodeUnauthenticated, "no credentials"))
			return
		case "viewer":
			p.Role = muster.RoleViewer
		default:
			p.Tenant = who
		}
		next.ServeHTTP(w, r.WithContext(auth.NewContext(r.Context(), p)))
	})
}

type dialect struct {
	*apitest.Service
	mux   *http.ServeMux
	logs  *bytes.Buffer
	forge *forge.Handler
}

func newDialect(t *testing.T, change func(*forge.Options)) *dialect {
	t.Helper()
	d := &dialect{Service: apitest.New(), mux: http.NewServeMux(), logs: new(bytes.Buffer)}
	d.ProofBytes, d.Public = make([]byte, 388), witness(7)
	o := forge.Options{Log: slog.New(slog.NewTextHandler(d.logs, nil)), Auth: tenantAuth{}, InputLimit: 1 << 20, MaxJobs: 4}
	if change != nil {
		change(&o)
	}
	d.forge = forge.New(d.Service, o)
	d.forge.Mount(d.mux)
	return d
}

// witness is a public witness whose n-th input is filled with n.
func witness(inputs int) []byte {
	w := []byte{0, 0, 0, byte(inputs), 0, 0, 0, 0, 0, 0, 0, byte(inputs)}
	for i := range inputs {
		w = append(w, bytes.Repeat([]byte{byte(i)}, 32)...)
	}
	return w
}

func (d *dialect) do(method, path, body string, header ...string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func digits(b byte, n int) string { return hex.EncodeToString(bytes.Repeat([]byte{b}, n)) }

func path(n int) []string { return slices.Repeat([]string{digits(9, 32)}, n) }

func indices(n int) []int { return make([]int, n) }

// request is a sequencer's request with so many transfers and withdrawals.
func request(id uint64, transfers, withdrawals int) map[string]any {
	r := map[string]any{
		"batch_id": id, "pre_state_root": digits(1, 32), "post_state_root": digits(2, 32),
		"pre_shielded_root": digits(0, 32), "post_shielded_root": digits(0, 32),
	}
	var ts, ws []any
	for i := range transfers {
		ts = append(ts, map[string]any{
			"sender_pubkey": digits(3, 32), "sender_balance": uint64(1<<64 - 1), "sender_nonce": i, "sender_merkle_path": path(32), "sender_path_indices": indices(32),
			"receiver_pubkey": digits(4, 32), "receiver_balance": 7, "receiver_nonce": 0, "receiver_merkle_path": path(32), "receiver_path_indices": indices(32),
			"amount": i + 1, "signature": digits(5, 64),
		})
	}
	for i := range withdrawals {
		ws = append(ws, map[string]any{
			"sender_pubkey": digits(3, 32), "sender_balance": 10, "sender_nonce": i, "sender_merkle_path": path(32), "sender_path_indices": indices(32),
			"l1_recipient": digits(6, 32), "amount": i + 1, "signature": digits(5, 64),
		})
	}
	if ts != nil {
		r["transfers"] = ts
	}
	if ws != nil {
		r["withdrawals"] = ws
	}
	return r
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

type proven struct {
	Status string `json:"status"`
	Code   string `json:"code"`
	Data   struct {
		JobID     string `json:"job_id"`
		Estimate  uint64 `json:"estimated_time_ms"`
		StatusURL string `json:"status_url"`
	} `json:"data"`
}

// submit submits and returns the job's id and its batch's.
func (d *dialect) submit(t *testing.T, r map[string]any) (string, muster.BatchID) {
	t.Helper()
	status, body := d.do("POST", "/v2/batch/prove", text(r))
	var p proven
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != 200 || p.Status != "success" {
		t.Fatalf("%d %s", status, body)
	}
	return p.Data.JobID, muster.BatchID("batch_" + strings.TrimPrefix(p.Data.JobID, "pj_"))
}
