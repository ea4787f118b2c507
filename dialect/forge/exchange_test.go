package forge_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/rollup"
)

var update = flag.Bool("update", false, "write the recorded exchanges anew")

// A recording is a file of exchanges: a line "=== METHOD path", the request's
// body if it has one, a line "--- status" and the answer's body. Ids and times
// are replaced by names, JOB1 and TIME; a request may use the ids that answers
// before it had. A line "=== wait path text" asks until the answer holds the text.
type recording struct {
	t     *testing.T
	do    func(method, path, body string) (int, string)
	wait  func(what string, holds func() bool)
	ids   map[string]string // names by id
	names map[string]string // ids by name
	count map[string]int
}

// replaced are the parts of answers that differ each time: what they are called,
// and where they stand.
var replaced = []struct {
	name     string
	numbered bool
	find     *regexp.Regexp
}{
	{"JOB", true, regexp.MustCompile(`pj_[0-9a-f]{32}`)},
	{"WORKER", true, regexp.MustCompile(`worker_[0-9a-f]{32}`)},
	{"UUID", true, regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)},
	{"NUMBER", true, regexp.MustCompile(`"worker_id":(\d+)`)},
	{"TIME", false, regexp.MustCompile(`"(?:created_at|updated_at|completed_at|started_at|submitted_at|proving_started_at|proving_completed_at|settled_at|last_health_check)":(\d+)`)},
	{"MS", false, regexp.MustCompile(`"(?:proving_time_ms|total_time_ms|settlement_time_ms|avg_proving_time_ms)":(\d+)`)},
	{"HASH", true, regexp.MustCompile(`"(?:tx_signature|batched_tx_signature)":"(0x[0-9a-f]{64})"`)},
}

// named replaces ids and times.
func (r *recording) named(answer string) string {
	for _, p := range replaced {
		answer = p.find.ReplaceAllStringFunc(answer, func(whole string) string {
			id := whole
			if m := p.find.FindStringSubmatch(whole); len(m) > 1 {
				id = m[1]
			}
			return strings.Replace(whole, id, r.name(p.name, id, p.numbered), 1)
		})
	}
	return answer
}

func (r *recording) name(kind, id string, numbered bool) string {
	if !numbered {
		return kind
	}
	if n, ok := r.ids[kind+id]; ok {
		return n
	}
	r.count[kind]++
	n := fmt.Sprint(kind, r.count[kind])
	r.ids[kind+id], r.names[n] = n, id
	return n
}

var aName = regexp.MustCompile(`\b(?:JOB|UUID)\d+\b`)

// real puts ids back in the place of their names.
func (r *recording) real(request string) string {
	return aName.ReplaceAllStringFunc(request, func(n string) string {
		id, ok := r.names[n]
		if !ok {
			r.t.Fatalf("%s is nobody's id yet", n)
		}
		return id
	})
}

// play replays a recording byte for byte.
func (r *recording) play(file string) {
	r.t.Helper()
	path := filepath.Join("testdata", "exchanges", file)
	b, err := os.ReadFile(path)
	must(r.t, err)
	r.ids, r.names, r.count = map[string]string{}, map[string]string{}, map[string]int{}
	var got strings.Builder
	for _, block := range strings.Split(string(b), "\n=== ") {
		block = strings.TrimPrefix(block, "=== ")
		request, _, _ := strings.Cut(block, "\n--- ")
		line, body, _ := strings.Cut(strings.TrimRight(request, "\n"), "\n")
		if got.Len() > 0 {
			got.WriteString("\n")
		}
		got.WriteString("=== " + line + "\n")
		method, target, ok := strings.Cut(line, " ")
		if !ok {
			r.t.Fatalf("%s: %q is no request", file, line)
		}
		if method == "wait" {
			target, text, _ := strings.Cut(target, " ")
			r.wait(line, func() bool {
				_, answer := r.do("GET", r.real(target), "")
				return strings.Contains(answer, text)
			})
			continue
		}
		if body != "" {
			got.WriteString(body + "\n")
		}
		status, answer := r.do(method, r.real(target), r.real(body))
		fmt.Fprintf(&got, "--- %d\n%s\n", status, strings.TrimRight(r.named(answer), "\n"))
	}
	if *update {
		must(r.t, os.WriteFile(path, []byte(got.String()), 0o600))
		return
	}
	if diff := cmp.Diff(string(b), got.String()); diff != "" {
		r.t.Errorf("%s (go test -run Recorded -update writes it anew):\n%s", file, diff)
	}
}

// TestRecordedExchanges replays what Forge's clients and muster say to each
// other. The engine is a real one with the mock prover, whose proofs are the same
// each time.
func TestRecordedExchanges(t *testing.T) {
	if *update {
		writeRequests(t)
	}
	genesis, batches := transfers(t, 1, 5)
	t.Run("core", func(t *testing.T) {
		e := newEngine(t, engineOptions{dir: t.TempDir()})
		(&recording{t: t, do: e.do, wait: e.until}).play("core.txt")
	})
	t.Run("swarm", func(t *testing.T) {
		e := newEngine(t, engineOptions{dir: t.TempDir(), states: []*ledger.State{genesis}, targets: []string{"mock"}})
		(&recording{t: t, do: e.do, wait: e.until}).play("swarm.txt")
	})
	t.Run("ownership", func(t *testing.T) {
		e := newEngine(t, engineOptions{dir: t.TempDir()})
		(&recording{t: t, do: e.do, wait: e.until}).play("ownership.txt")
	})
	t.Run("worker", func(t *testing.T) {
		w := newForgeWorker(func(o *forge.WorkerOptions) { o.States = []*ledger.State{genesis} })
		do := func(method, path, body string) (int, string) { return w.do(method, path, body) }
		(&recording{t: t, do: do}).play("worker.txt")
	})
	if !*update { // the requests are those of a batch that anybody can make again
		recorded, err := os.ReadFile("testdata/exchanges/swarm.txt")
		must(t, err)
		if !strings.Contains(string(recorded), batches[0].named("batch-1")) {
			t.Error("the recorded submission is not the generated one")
		}
	}
}

// writeRequests writes the requests of the recordings, to which replaying them
// adds the answers.
func writeRequests(t *testing.T) {
	t.Helper()
	genesis, batches := transfers(t, 1, 5)
	b, err := rollup.Generate(1, 1, rollup.Mix{Accounts: 3, Transactions: 2, Withdrawals: 50, Ordered: true})
	must(t, err)
	trace, err := b.Execute(t.Context(), rollup.Params{SlotsPerChunk: 4, Arity: 4})
	must(t, err)
	core, err := b.MarshalWitness(trace)
	must(t, err)
	forged := batches[0]
	forged.Transactions = append([]swarmTx(nil), forged.Transactions...)
	forged.Transactions[0].Amount++
	post := postOf(t, genesis, batches[0], 4)
	chunk := swarmBody{InitialRoot: genesis.Root(), Transactions: batches[0].Transactions[:4]}
	unknown := strings.Repeat("f", 32)
	for file, blocks := range map[string][][2]string{
		"core.txt": {
			{"GET /v2/health"},
			{"POST /v2/batch/prove", string(core)},
			{"wait /v2/batch/JOB1/proof success"},
			{"GET /v2/batch/JOB1/status"},
			{"GET /v2/batch/JOB1/proof"},
			{"POST /v2/batch/prove", string(core)},
			{"DELETE /v2/batch/JOB1"},
			{"POST /v2/batch/prove", strings.Replace(string(core), `"amount":`, `"amount":1`, 1)},
			{"POST /v2/batch/prove", `{"batch_id":"one"}`},
			{"GET /v2/batch/pj_" + unknown + "/proof"},
			{"GET /v2/batch/pj_" + unknown + "/status"},
			{"DELETE /v2/batch/pj_" + unknown},
		},
		"swarm.txt": {
			{"GET /workers"},
			{"GET /health"},
			{"GET /batch/batch-1/status"},
			{"POST /batch/submit", batches[0].named("batch-1")},
			{`wait /batch/batch-1/status "state":"completed"`},
			{"GET /batch/batch-1/status"},
			{"POST /batch/submit", batches[0].named("batch-1")},
			{"POST /batch/submit", forged.named("batch-2")},
			{"POST /batch/submit", swarmBody{InitialRoot: digits(1, 32), Transactions: batches[0].Transactions[:1]}.named("batch-3")},
			{"POST /batch/submit", "{}"},
			{"GET /workers"},
		},
		"ownership.txt": {
			{"POST /v2/ownership/prove", text(note())},
			{"POST /v2/ownership/prove", strings.Replace(text(note()), `"note_value":"1000"`, `"note_value":"1001"`, 1)},
			{"POST /v2/ownership/prove", "{}"},
		},
		"worker.txt": {
			{"GET /health"},
			{"POST /prove", text(chunkOf(chunk, post))},
			{"GET /status/UUID1"},
			{"POST /prove", text(chunkOf(batches[0], post))},
			{"POST /prove", text(chunkOf(swarmBody{InitialRoot: digits(1, 32), Transactions: chunk.Transactions}, post))},
			{"GET /status/unknown"},
			{"GET /health"},
		},
	} {
		var out strings.Builder
		for _, b := range blocks {
			if out.Len() > 0 {
				out.WriteString("\n")
			}
			out.WriteString("=== " + b[0] + "\n")
			if b[1] != "" {
				out.WriteString(b[1] + "\n")
			}
		}
		must(t, os.WriteFile(filepath.Join("testdata", "exchanges", file), []byte(out.String()), 0o600))
	}
}
