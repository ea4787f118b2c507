package client_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
)

// files takes parts of uploads, some of them only after a failure.
type files struct {
	mu     sync.Mutex
	parts  map[string]string
	fail   func(path string, n int) int // status to answer the n-th PUT with; 0 takes it
	puts   int
	showed bool // a credential came
}

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.puts++
	f.showed = f.showed || r.Header.Get("Authorization") != ""
	if err != nil || int64(len(b)) != r.ContentLength || r.Header.Get("X-Digest") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if f.fail != nil {
		if status := f.fail(r.URL.Path, f.puts); status != 0 {
			w.WriteHeader(status)
			fmt.Fprint(w, `{"code":"x","detail":"why"}`)
			return
		}
	}
	f.parts[r.URL.Path] = string(b)
}

func (f *files) sent(url string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.parts[url[strings.LastIndex(url, "/f/"):]]
	return ok
}

func (f *files) whole(b []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := "/f/" + muster.DigestOf(b).String()
	return f.parts[at+"/a"] + f.parts[at+"/b"]
}

func fileServer(t *testing.T) (*files, string) {
	t.Helper()
	f := &files{parts: make(map[string]string)}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return f, srv.URL + "/f/"
}

func file(b []byte) client.CircuitFile {
	return client.CircuitFile{Bytes: bytes.NewReader(b), Size: int64(len(b))}
}

func TestAddCircuit(t *testing.T) {
	svc, _, c := server(t)
	f, base := fileServer(t)
	svc.FilesURL, svc.Sent = base, f.sent
	vk, pk, ccs := []byte("key"), []byte("a proving key of two parts"), []byte("constraints")
	source := client.CircuitSource{VerifyingKey: file(vk), ProvingKey: file(pk), ConstraintSystem: file(ccs)}
	circuit := muster.Circuit{
		CircuitFiles: muster.CircuitFiles{Name: "cube", System: "groth16", Curve: "bn254", Constraints: 3},
		Version:      "1.0.0", Kind: "gnark", Public: 1,
	}
	last := make(map[string]int64)
	stored, created, err := c.AddCircuit(t.Context(), circuit, source, func(name string, sent, size int64) {
		if sent < last[name] || sent > size {
			t.Errorf("%s: %d of %d after %d", name, sent, size, last[name])
		}
		last[name] = sent
	})
	if err != nil || !created {
		t.Fatal(created, err)
	}
	if want := map[string]int64{"verifying key": 3, "proving key": 26, "constraint system": 11}; !cmp.Equal(last, want) {
		t.Errorf("progress %v", last)
	}
	if f.whole(pk) != string(pk) || f.whole(vk) != string(vk) || f.whole(ccs) != string(ccs) {
		t.Errorf("parts %v", f.parts)
	}
	if stored.ProvingKey != (muster.Artifact{Digest: muster.DigestOf(pk), Size: 26}) || stored.Public != 1 || stored.Kind != "gnark" || !stored.Program.IsZero() {
		t.Errorf("stored %+v", stored)
	}
	if f.showed {
		t.Error("the API key was sent to the artifacts' server")
	}
	before := f.puts
	if _, created, err = c.AddCircuit(t.Context(), circuit, source, nil); err != nil || created {
		t.Errorf("again: %v %v", created, err)
	}
	if f.puts != before {
		t.Errorf("again: %d files were sent anew", f.puts-before)
	}

	if all, err := c.Circuits(t.Context()); err != nil || len(all) != 1 || all[0].Name != "cube" {
		t.Errorf("list: %v %v", all, err)
	}
	for _, version := range []string{"", "1.0.0"} {
		if got, err := c.Circuit(t.Context(), "cube", version); err != nil || got.VerifyingKey != stored.VerifyingKey {
			t.Errorf("get %q: %v %v", version, got, err)
		}
	}
	if got, err := c.RetireCircuit(t.Context(), "cube", "1.0.0"); err != nil || got.RetiredAt.IsZero() {
		t.Errorf("retire: %v %v", got, err)
	}
	if _, err := c.Circuit(t.Context(), "cube", ""); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("all are retired: %v", err)
	}
}

// A file whose sending breaks off is gone on with where it was.
func TestSendIsResumed(t *testing.T) {
	svc, _, c := server(t)
	f, base := fileServer(t)
	svc.FilesURL, svc.Sent = base, f.sent
	content := []byte("a proving key of two parts")
	f.fail = func(path string, _ int) int {
		if strings.HasSuffix(path, "/b") {
			return http.StatusConflict + 1 // gone: not to be tried again
		}
		return 0
	}
	if _, err := c.SendCircuitFile(t.Context(), file(content), nil); err == nil || !strings.Contains(err.Error(), "why") {
		t.Fatalf("the second part was refused: %v", err)
	}
	puts := f.puts
	f.fail = func(_ string, n int) int {
		if n == puts+1 {
			return http.StatusServiceUnavailable
		}
		return 0
	}
	a, err := c.SendCircuitFile(t.Context(), file(content), nil)
	if err != nil || a.Digest != muster.DigestOf(content) {
		t.Fatal(err)
	}
	if f.whole(content) != string(content) || f.puts != puts+2 {
		t.Errorf("%d requests, parts %v", f.puts-puts, f.parts)
	}
}

// answers is a transport that needs no network.
type answers func(*http.Request) (*http.Response, error)

func (f answers) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSendIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		puts := 0
		c, err := client.New("http://muster.example", client.Options{HTTP: &http.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut {
				puts++
				return nil, errors.New("nobody listens")
			}
			body := `{"parts":[{"url":"http://files.example/secret","offset":0,"size":3}],"headers":{}}`
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.SendCircuitFile(t.Context(), file([]byte("key")), nil)
		if muster.CodeOf(err) != muster.CodeUnavailable || strings.Contains(err.Error(), "secret") || puts != 5 {
			t.Errorf("nobody takes it: %d requests, %v", puts, err)
		}
	})
	svc, _, c := server(t)
	svc.Fail = muster.Errorf(muster.CodeTooLarge, "at most 2 bytes")
	if _, err := c.SendCircuitFile(t.Context(), file([]byte("key")), nil); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("too large: %v", err)
	}
}

func TestWitnessInput(t *testing.T) {
	b, err := json.Marshal(client.WitnessInput{
		Slices: []client.Witness{
			{Circuit: "cube", Input: []byte("w")},
			{Circuit: "adder", Public: []string{}, Input: map[string]string{"a": "1"}},
		},
		Final: &client.Stated{PublicBytes: []byte("p")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"slices":[{"circuit":"cube","input":"dw=="},{"circuit":"adder","public":[],"input":{"a":"1"}}],"final":{"public_bytes":"cA=="}}`; string(b) != want {
		t.Errorf("%s", b)
	}
}
