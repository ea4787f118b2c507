package forge_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup"
)

// client is one of many sequencers.
type client struct {
	e  *engine
	n  int
	do func(method, path, body string) (code string, data map[string]any, err error)
}

func newClient(e *engine, n int) *client {
	return &client{e: e, n: n, do: func(method, path, body string) (string, map[string]any, error) {
		_, answer, err := e.try(method, path, body)
		if err != nil {
			return "", nil, err
		}
		var a struct {
			Status, Code string
			Data         map[string]any
		}
		if err := json.Unmarshal([]byte(answer), &a); err != nil {
			return "", nil, fmt.Errorf("%s: %w", answer, err)
		}
		if a.Status != "success" && a.Code == "" {
			return "", nil, fmt.Errorf("an error without a code: %s", answer)
		}
		return a.Code, a.Data, nil
	}}
}

// submit submits a body so many times at once and returns the one job that all
// of them are.
func (c *client) submit(bodies ...string) (job string, codes []string, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	codes = make([]string, len(bodies))
	for i, body := range bodies {
		wg.Go(func() {
			code, data, e := c.do("POST", "/v2/batch/prove", body)
			mu.Lock()
			defer mu.Unlock()
			codes[i] = code
			switch {
			case e != nil:
				err = e
			case code == "":
				id := data["job_id"].(string)
				if job != "" && job != id {
					err = fmt.Errorf("one batch is two jobs, %s and %s", job, id)
				}
				job = id
			}
		})
	}
	wg.Wait()
	if err == nil && job == "" {
		err = fmt.Errorf("no submission was taken: %v", codes)
	}
	return job, codes, err
}

// follow reads the job's events to the end and returns the last one.
func (c *client) follow(job string) (last map[string]any, err error) {
	status, body, err := c.e.try("GET", "/v2/batch/"+job+"/status", "")
	if err != nil || status != 200 {
		return nil, fmt.Errorf("HTTP %d: %w", status, err)
	}
	blocks := strings.Split(strings.TrimSpace(body), "\n\n")
	_, data, ok := strings.Cut(blocks[len(blocks)-1], "data: ")
	if !ok {
		return nil, fmt.Errorf("the last event is %q", blocks[len(blocks)-1])
	}
	return last, json.Unmarshal([]byte(data), &last)
}

// proven checks that a job ended in the proof of the client's own batch.
func (c *client) proven(job string, batchHash string) error {
	last, err := c.follow(job)
	if err != nil {
		return err
	}
	code, data, err := c.do("GET", "/v2/batch/"+job+"/proof", "")
	if err != nil || code != "" || last["type"] != "completed" {
		return fmt.Errorf("ended with %v, %s, %w", last["type"], code, err)
	}
	for _, from := range []map[string]any{last, data} {
		public, err := hex.DecodeString(from["public_witness_bytes"].(string))
		if err != nil || len(public) != 236 || int(public[235])+int(public[234])<<8 != c.n || from["job_id"] != job {
			return fmt.Errorf("the proof is of another batch: %v", from)
		}
		if from["batch_hash"] != "0x"+batchHash || from["proof_bytes"] == "" {
			return fmt.Errorf("batch_hash %v, expected %s", from["batch_hash"], batchHash)
		}
	}
	return nil
}

type coreBatch struct{ body, hash string }

func batchOfCore(t *testing.T, n int, seed uint64) coreBatch {
	t.Helper()
	b, err := rollup.Generate(uint64(n), seed, rollup.Mix{Accounts: 2, Transactions: 1, Ordered: true})
	must(t, err)
	trace, err := b.Execute(t.Context(), rollup.Params{SlotsPerChunk: 4, Arity: 4})
	must(t, err)
	body, err := b.MarshalWitness(trace)
	must(t, err)
	return coreBatch{string(body), trace.Result.BatchHash}
}

// Defect 4: jobs at the same time overwrite each other's proof. Fifty sequencers
// are at work at once: some submit several times, some cancel, some have another
// one use the same number. Every job ends, each with the proof of its own batch.
func TestDefect4FiftyBatchesAtOnce(t *testing.T) {
	const clients = 50
	e := newEngine(t, engineOptions{dir: t.TempDir(), workers: 3})
	var wg sync.WaitGroup
	for n := range clients {
		c, mine := newClient(e, n), batchOfCore(t, n, 1)
		var others coreBatch
		if n%5 == 2 {
			others = batchOfCore(t, n, 2)
		}
		wg.Go(func() {
			if err := c.live(mine, others); err != nil {
				t.Errorf("batch %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	all, err := e.c.Batches(t.Context(), muster.BatchFilter{Limit: 1000})
	must(t, err)
	for _, b := range all {
		if !b.State.Terminal() || b.State == muster.BatchFailed {
			t.Errorf("batch %s is %s: %s", b.Key, b.State, b.Failure)
		}
	}
	if len(all) != clients {
		t.Errorf("%d batches of %d clients", len(all), clients)
	}
}

// live is what one client does, by its number.
func (c *client) live(mine, others coreBatch) error {
	switch c.n % 5 {
	case 1: // says it three times
		job, codes, err := c.submit(mine.body, mine.body, mine.body)
		if err != nil || strings.Join(codes, "") != "" {
			return fmt.Errorf("%v, %w", codes, err)
		}
		return c.proven(job, mine.hash)
	case 2: // another one has the same number
		job, codes, err := c.submit(mine.body, others.body)
		if err != nil {
			return err
		}
		if codes[0] == "" && codes[1] == "CONFLICT" {
			return c.proven(job, mine.hash)
		}
		if codes[1] == "" && codes[0] == "CONFLICT" {
			return c.proven(job, others.hash)
		}
		return fmt.Errorf("two contents of one number: %v", codes)
	case 3: // changes its mind
		job, _, err := c.submit(mine.body)
		if err != nil {
			return err
		}
		code, _, err := c.do("DELETE", "/v2/batch/"+job, "")
		if err != nil || code != "" && code != "INVALID_STATE" {
			return fmt.Errorf("cancel: %s %w", code, err)
		}
		if code == "INVALID_STATE" { // too late
			return c.proven(job, mine.hash)
		}
		last, err := c.follow(job)
		if err != nil || last["type"] != "failed" {
			return fmt.Errorf("cancelled, and its last event is %v, %w", last, err)
		}
		if code, _, err := c.do("GET", "/v2/batch/"+job+"/proof", ""); err != nil || code != "PROOF_FAILED" {
			return fmt.Errorf("cancelled, and its proof is %q, %w", code, err)
		}
		return nil
	case 4: // lost its answer and asks again at the end
		job, _, err := c.submit(mine.body)
		if err != nil {
			return err
		}
		if err := c.proven(job, mine.hash); err != nil {
			return err
		}
		again, _, err := c.submit(mine.body)
		if err == nil && again != job {
			err = fmt.Errorf("job %s became %s", job, again)
		}
		return err
	default:
		job, _, err := c.submit(mine.body)
		if err != nil {
			return err
		}
		return c.proven(job, mine.hash)
	}
}
