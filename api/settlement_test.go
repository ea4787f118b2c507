package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
)

func TestSettlements(t *testing.T) {
	p := newPlane(t, nil)
	mine, others := string(p.Put(1, "mine", muster.BatchSettling)), string(p.Put(2, "others", muster.BatchSettling))
	p.Edit(batchID(1), func(b *muster.Batch) { b.Targets = []string{"l1"} })
	one := muster.Settlement{Batch: batchID(1), Chain: "l1", State: muster.SettlementSubmitted, Waiting: "the node does not answer", CreatedAt: epoch, UpdatedAt: epoch}
	two := muster.Settlement{Batch: batchID(2), Chain: "l1", State: muster.SettlementFinal, CreatedAt: epoch, UpdatedAt: epoch}
	try := muster.SettlementAttempt{Batch: batchID(1), Chain: "l1", Number: 1, TxHash: "0x1", Raw: []byte("signed"), Fees: muster.Fees{Cap: "7", Tip: "1"}, SignedAt: epoch}
	p.Settling = []muster.SettlementDetail{{Settlement: one, Tries: []muster.SettlementAttempt{try}}, {Settlement: two}}

	list := func(path string, role muster.Role, want ...muster.Settlement) {
		t.Helper()
		status, _, body := p.do(t, call{method: "GET", path: path, role: role, tenant: "mine"})
		if status != 200 {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		if diff := cmp.Diff(want, decode[api.SettlementList](t, body).Settlements); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	list("/v1/settlements", muster.RoleOperator, one, two)
	list("/v1/settlements?state=final,failed&chain=l1&limit=7", muster.RoleOperator, two)
	if f := p.LastSettle; f.Limit != 7 || f.Chain != "l1" || len(f.States) != 2 {
		t.Errorf("asked for %+v", f)
	}
	list("/v1/settlements?batch="+mine, muster.RoleViewer, one)
	list("/v1/batches/"+mine+"/settlements", muster.RoleViewer, one)

	status, _, body := p.do(t, call{method: "GET", path: "/v1/settlements/" + mine + "/l1", role: muster.RoleViewer, tenant: "mine"})
	d := decode[muster.SettlementDetail](t, body)
	if status != 200 || len(d.Tries) != 1 || d.Tries[0].TxHash != "0x1" || d.Waiting != one.Waiting || strings.Contains(body, "aWdu") || len(d.Tries[0].Raw) != 0 {
		t.Errorf("%d %s", status, body)
	}
	for path, says := range map[string]string{
		"/v1/settlements/" + mine + "/l2":        "is settled on [l1], and not",
		"/v1/settlements/" + others + "/l1":      "there is no batch",
		"/v1/settlements?batch=" + others:        "there is no batch",
		"/v1/batches/" + others + "/settlements": "there is no batch",
	} {
		if status, _, body := p.do(t, call{method: "GET", path: path, role: muster.RoleViewer, tenant: "mine"}); status != 404 || !strings.Contains(body, says) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestSettlementVerbs(t *testing.T) {
	p := newPlane(t, nil)
	b := string(p.Put(1, "default", muster.BatchSettling))
	p.Settling = []muster.SettlementDetail{
		{Settlement: muster.Settlement{Batch: batchID(1), Chain: "l1", State: muster.SettlementFailed}},
		{Settlement: muster.Settlement{Batch: batchID(1), Chain: "l2", State: muster.SettlementIncluded}},
	}
	_, _, body := p.do(t, call{method: "POST", path: "/v1/settlements/" + b + "/l1/retry"})
	if got := decode[muster.Settlement](t, body); got.State != muster.SettlementPrepared {
		t.Errorf("retry: %s", body)
	}
	_, _, body = p.do(t, call{method: "POST", path: "/v1/settlements/" + b + "/l1/abandon", body: `{"reason":"the contract is gone"}`})
	if got := decode[muster.Settlement](t, body); got.State != muster.SettlementAbandoned || got.Failure != "the contract is gone" {
		t.Errorf("abandon: %s", body)
	}
	for _, verb := range []string{"retry", "abandon"} {
		c := call{method: "POST", path: "/v1/settlements/" + b + "/l2/" + verb}
		if verb == "abandon" {
			c.body = `{"reason":"x"}`
		}
		if status, _, body := p.do(t, c); status != 409 {
			t.Errorf("%s of an included one: %d %s", verb, status, body)
		}
	}
	if log := p.logs.String(); !strings.Contains(log, "verb=abandon-settlement") || !strings.Contains(log, "subject="+b+"/l1") {
		t.Errorf("audit: %s", log)
	}
}

func TestSourcingVerbs(t *testing.T) {
	p := newPlane(t, func(c *api.Config) { c.ProofLimit = 8 })
	b := string(p.Put(1, "default", muster.BatchProving))
	p.Keep(batchID(1), []byte("the input"))
	_, _, body := p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/hold", body: `{"until":"2027-01-02T03:04:05Z","reason":"request 7"}`})
	if got := decode[muster.Batch](t, body); got.Hold.Reason != "request 7" || !got.Hold.Until.Equal(time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("hold: %s", body)
	}
	_, _, body = p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/release"})
	if strings.Contains(body, `"hold"`) {
		t.Errorf("release: %s", body)
	}
	status, h, body := p.do(t, call{method: "GET", path: "/v1/batches/" + b + "/input"})
	if status != 200 || body != "the input" || h.Get("Content-Length") != "9" || h.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("input: %d %v %s", status, h, body)
	}
	bytes := map[string]string{"Content-Type": "application/octet-stream"}
	for _, tt := range []struct {
		name, query, proof string
		status             int
		code               muster.Code
	}{
		{"valid", "?from=net-a", "proof", 200, ""},
		{"not valid", "?from=net-a", "other", 422, muster.CodeInvalidProof},
		{"too large", "?from=net-a", "proof5678", 413, muster.CodeTooLarge},
		{"none", "?from=net-a", "", 400, muster.CodeInvalid},
		{"from nobody", "", "proof", 400, muster.CodeInvalid},
	} {
		status, _, body := p.do(t, call{method: "POST", path: "/v1/batches/" + b + "/proof" + tt.query, body: tt.proof, header: bytes})
		if status != tt.status || tt.code != "" && decode[api.Problem](t, body).Code != tt.code {
			t.Errorf("%s: %d %s", tt.name, status, body)
		}
	}
	if !p.Called("Bring from net-a") {
		t.Error("nobody was told who brought it")
	}
}

// What another tenant submitted is not there to be read.
func TestInputIsTheTenants(t *testing.T) {
	p := newPlane(t, nil)
	b := string(p.Put(1, "another", muster.BatchProving))
	p.Keep(batchID(1), []byte("secret"))
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + b + "/input", role: muster.RoleSubmitter, tenant: "mine"}); status != 404 {
		t.Errorf("%d %s", status, body)
	}
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + b + "/input", role: muster.RoleSubmitter, tenant: "another"}); status != 200 || body != "secret" {
		t.Errorf("%d %s", status, body)
	}
	gone := string(p.Put(2, "another", muster.BatchCompleted))
	if status, _, body := p.do(t, call{method: "GET", path: "/v1/batches/" + gone + "/input"}); status != 404 || !strings.Contains(body, "not kept any more") {
		t.Errorf("gone: %d %s", status, body)
	}
}
