package forge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
)

// sequencer is the exchange of Forge's own client: submit, then ask for the
// proof each second, taking NOT_FOUND and NOT_READY as progress.
func sequencer(ctx context.Context, url string, body string) (asked int, proof, public string, err error) {
	call := func(method, path, body string) (status, code string, data map[string]any, err error) {
		req, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(body))
		if err != nil {
			return "", "", nil, err
		}
		if body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return "", "", nil, err
		}
		defer resp.Body.Close()
		var a struct {
			Status  string
			Message string
			Code    *string
			Data    map[string]any
		}
		if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || resp.StatusCode != 200 {
			return "", "", nil, fmt.Errorf("%s: %w", resp.Status, err)
		}
		if a.Code != nil {
			code = *a.Code
		}
		return a.Status, code, a.Data, nil
	}
	status, code, data, err := call("POST", "/v2/batch/prove", body)
	if err != nil || status != "success" {
		return 0, "", "", fmt.Errorf("submit: %s %w", code, err)
	}
	for {
		asked++
		status, code, proof, err := call("GET", "/v2/batch/"+data["job_id"].(string)+"/proof", "")
		switch {
		case err != nil:
			return asked, "", "", err
		case status == "success":
			return asked, proof["proof_bytes"].(string), proof["public_witness_bytes"].(string), nil
		case code != "NOT_FOUND" && code != "NOT_READY":
			return asked, "", "", errors.New(code)
		}
		time.Sleep(time.Millisecond) // a second, for the sequencer
	}
}

func TestSequencerClient(t *testing.T) {
	d := newDialect(t, nil)
	asks := make(chan string, 1<<16)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mux.ServeHTTP(w, r)
		if r.Method == http.MethodGet {
			asks <- r.URL.Path
		}
	}))
	defer srv.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			asked, proof, public, err := sequencer(ctx, srv.URL, text(request(uint64(n), 1, 1)))
			if err != nil || len(proof) != 776 || len(public) != 472 || asked < 2 {
				t.Errorf("batch %d: asked %d times, proof %d, witness %d, %v", n, asked, len(proof), len(public), err)
			}
		})
	}
	for early := map[string]bool{}; len(early) < 4; { // each was asked for once
		select {
		case path := <-asks:
			early[path] = true
		case <-ctx.Done():
			t.Fatal("the clients do not ask")
		}
	}
	for n := range 4 {
		id := apitest.BatchID(100 + n)
		for _, s := range []muster.BatchState{muster.BatchPreparing, muster.BatchProving, muster.BatchCompleted} {
			d.Move(id, s)
		}
	}
	wg.Wait()
}
