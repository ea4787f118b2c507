package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
)

// everyone lets all in as operators.
type everyone struct{}

func (everyone) Clients(_ auth.Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := auth.Principal{Role: muster.RoleOperator, Tenant: auth.DefaultTenant}
		next.ServeHTTP(w, r.WithContext(auth.NewContext(r.Context(), p)))
	})
}

// settlementServer serves one batch that is settled on two chains, and one that
// is on its way to one.
func settlementServer(t *testing.T) (*apitest.Service, func(args ...string) (code int, stdout, stderr string)) {
	t.Helper()
	svc := apitest.New()
	one, two := svc.Put(1, auth.DefaultTenant, muster.BatchSettling), svc.Put(2, auth.DefaultTenant, muster.BatchProving)
	svc.Edit(one, func(b *muster.Batch) { b.Targets, b.Sourcing = []string{"l1", "l2"}, muster.SourceMarketFirst })
	svc.Edit(two, func(b *muster.Batch) {
		b.Targets, b.Hold = []string{"l1"}, muster.Hold{Until: time.Now().Add(time.Hour), Reason: "request 7"}
	})
	try := func(n int, tx, problem string) muster.SettlementAttempt {
		return muster.SettlementAttempt{
			Batch: one, Chain: "l1", Number: n, Nonce: 4, TxHash: tx, Fees: muster.Fees{Cap: "12500000000", Tip: "1"}, GasLimit: 600_000,
			SignedAt: apitest.Epoch, Error: problem,
		}
	}
	svc.Settling = []muster.SettlementDetail{
		{
			Settlement: muster.Settlement{
				Batch: one, Chain: "l1", State: muster.SettlementSubmitted, Waiting: "fees are above the ceiling", Since: apitest.Epoch, Sender: "0xabc", Nonce: 4, Attempts: 2,
			},
			Tries: []muster.SettlementAttempt{try(1, "0x1", "underpriced"), try(2, "0x2", "")},
		},
		{Settlement: muster.Settlement{
			Batch: one, Chain: "l2", State: muster.SettlementFinal, TxHash: "0xfee", Block: 9, GasUsed: 400_000, Fee: "5000000000000000",
			CreatedAt: apitest.Epoch, FinalAt: apitest.Epoch.Add(time.Minute),
		}},
		{Settlement: muster.Settlement{Batch: two, Chain: "l1", State: muster.SettlementWaiting}},
	}
	h, err := api.New(api.Config{Service: svc, Auth: everyone{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return svc, func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		app := App{Args: append(args, "--server", srv.URL), Stdin: strings.NewReader("proof"), Stdout: &out, Stderr: &errs}
		code := app.Run(context.Background())
		return code, out.String(), errs.String()
	}
}

func TestSettlementCommands(t *testing.T) {
	svc, run := settlementServer(t)
	one, two := string(apitest.BatchID(1)), string(apitest.BatchID(2))
	for _, tt := range []struct {
		name   string
		args   []string
		code   int
		says   []string
		silent []string
	}{
		{"list", []string{"settlement", "list"}, exitOK, []string{"BATCH", "submitted", "fees are above the ceiling", "its batch is not proven yet"}, []string{"final"}},
		{"list all", []string{"settlement", "list", "--all", "--chain", "l2"}, exitOK, []string{"final", "0xfee"}, []string{"submitted"}},
		{"list of a batch", []string{"settlement", "list", "--batch", one}, exitOK, []string{"submitted", "final"}, nil},
		{"list of no batch", []string{"settlement", "list", "--batch", "b"}, exitFailed, []string{"--batch:", "`muster batch list` shows ids"}, nil},
		{"list as JSON", []string{"settlement", "list", "--json"}, exitOK, []string{`"state": "submitted"`}, nil},
		{"show", []string{"settlement", "show", one, "l1"}, exitOK, []string{
			"why        fees are above the ceiling", "account    0xabc, nonce 4", "0x1", "12.5 gwei", "<0.001 gwei", "underpriced", "not yet",
		}, nil},
		{"show a final one", []string{"settlement", "show", one, "l2"}, exitOK, []string{"in block   9", "400000, for 0.005 ether", "60.0 s after"}, nil},
		{"show without a chain", []string{"settlement", "show", two}, exitOK, []string{"state      waiting"}, nil},
		{"show without one of two", []string{"settlement", "show", one}, exitUsage, []string{"CHAIN: expected one of l1, l2"}, nil},
		{"show on another chain", []string{"settlement", "show", one, "l3"}, exitFailed, []string{"is settled on [l1 l2], and not"}, nil},
		{"watch to its end", []string{"settlement", "show", one, "l2", "--watch"}, exitOK, []string{"  final\n", "state      final"}, nil},
		{"retry one that did not fail", []string{"settlement", "retry", one, "l1"}, exitFailed, []string{"the settlement is submitted"}, nil},
		{"abandon for no reason", []string{"settlement", "abandon", one, "l1"}, exitUsage, []string{"--reason: expected why"}, nil},
		{"abandon what is on its way", []string{"settlement", "abandon", one, "l1", "--reason", "gone"}, exitUsage, []string{"--yes: expected", "0x2", "nonce 4 of 0xabc"}, []string{"abandoned"}},
		{"abandon what is not", []string{"settlement", "abandon", two, "--reason", "gone"}, exitOK, []string{"on l1 is abandoned"}, []string{"0x"}},
		{"abandon", []string{"settlement", "abandon", one, "l1", "--reason", "gone", "--yes"}, exitOK, []string{"warning: transaction 0x2", "on l1 is abandoned"}, nil},
		{"status", []string{"batch", "status", one}, exitOK, []string{"sourcing   market-first", "chain      l1 is submitted: fees are above", "chain      l2 is final in block 9, 0xfee"}, []string{"held"}},
		{"status of a held one", []string{"batch", "status", two}, exitOK, []string{"held       until", "request 7", "chain      l1 is waiting: its batch is not proven yet"}, []string{"sourcing"}},
		{"hold", []string{"batch", "hold", two, "30m", "--reason", "x"}, exitOK, []string{"is held until"}, nil},
		{"hold for no reason", []string{"batch", "hold", two, "30m"}, exitUsage, []string{"--reason: expected why"}, nil},
		{"hold for ever", []string{"batch", "hold", two, "none", "--reason", "x"}, exitUsage, []string{"until: expected a time from now"}, nil},
		{"release", []string{"batch", "release", two}, exitOK, []string{"is not held"}, nil},
		{"bring", []string{"batch", "bring", two, "--proof", "-", "--from", "acme"}, exitOK, []string{"is completed"}, nil},
		{"bring from nobody", []string{"batch", "bring", two, "--proof", "-"}, exitUsage, []string{"--from: expected who"}, nil},
		{"bring nothing", []string{"batch", "bring", two, "--from", "acme"}, exitUsage, []string{"--proof: expected a file"}, nil},
		{"submit", []string{"batch", "submit", "--input", "-", "--target", "l1,l2", "--sourcing", "own-first", "--json"}, exitOK, []string{`"l2"`, `"sourcing": "own-first"`}, nil},
		{"submit with another sourcing", []string{"batch", "submit", "--input", "-", "--sourcing", "theirs"}, exitUsage, []string{`sourcing: expected one of [own-only market-only`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := run(tt.args...)
			if code != tt.code {
				t.Fatalf("ended with %d\n%s%s", code, out, errs)
			}
			for _, want := range tt.says {
				if !strings.Contains(out+errs, want) {
					t.Errorf("does not say %q:\n%s%s", want, out, errs)
				}
			}
			for _, not := range tt.silent {
				if strings.Contains(out, not) {
					t.Errorf("says %q:\n%s", not, out)
				}
			}
		})
	}
	if !svc.Called("AbandonSettlement") || !svc.Called("Bring from acme") {
		t.Error("the server was not asked")
	}
}

// A watch goes on through changes and ends where an operator is needed.
func TestSettlementWatchEndsWithAFailure(t *testing.T) {
	svc, run := settlementServer(t)
	svc.Settling[0].State, svc.Settling[0].Failure = muster.SettlementFailed, "the verifier refused it"
	code, out, errs := run("settlement", "show", string(apitest.BatchID(1)), "l1", "--watch")
	if code != exitOK || !strings.Contains(out, "failed: the verifier refused it\n") || !strings.Contains(out, "muster settlement retry") {
		t.Errorf("%d %s%s", code, out, errs)
	}
}

func TestAmountsForPeople(t *testing.T) {
	for wei, want := range map[muster.Wei]string{
		"0": "0 gwei", "1": "<0.001 gwei", "1000000": "0.001 gwei", "12500000000": "12.5 gwei", "1000000000000": "1000 gwei", "": "0 gwei",
	} {
		if got := gwei(wei); got != want {
			t.Errorf("%s wei is %s, want %s", wei, got, want)
		}
	}
	if got := ether("1234567890000000000"); got != "1.234568 ether" {
		t.Error(got)
	}
}
