package rpc

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/worker"
)

// oneTask is a coordinator with one task and its artifacts, over real HTTP.
type oneTask struct {
	service
	mu      sync.Mutex
	blobs   map[string][]byte
	given   bool
	reports chan any
}

func (o *oneTask) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	o.mu.Lock()
	given := o.given
	o.given = true
	o.mu.Unlock()
	if !given {
		return o.grants, nil
	}
	select {
	case <-ctx.Done():
	case <-time.After(r.Wait):
	}
	return nil, ctx.Err()
}

func (o *oneTask) SignUpload(_ context.Context, _ muster.WorkerID, _ muster.TaskID, _ int64, a muster.Artifact) (muster.Upload, error) {
	return muster.Upload{Parts: []muster.UploadPart{{URL: "/artifacts/" + a.Digest.String(), Size: a.Size}}}, nil
}

func (o *oneTask) Complete(_ context.Context, c muster.Completion) (muster.CompletionAnswer, error) {
	o.reports <- c
	return muster.CompletionAnswer{Accepted: true}, nil
}

func (o *oneTask) Fail(_ context.Context, r muster.FailureReport) error {
	o.reports <- r
	return nil
}

func (o *oneTask) serveBlob(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.Method == http.MethodPut {
		b, err := io.ReadAll(r.Body)
		if err != nil || muster.DigestOf(b).String() != r.PathValue("digest") {
			http.Error(w, "not what was signed", http.StatusBadRequest)
			return
		}
		o.blobs[r.PathValue("digest")] = b
		return
	}
	w.Write(o.blobs[r.PathValue("digest")])
}

// keyed is a backend that answers with the key and the slice.
type keyed struct{ keys muster.KeySource }

func (keyed) Name() string              { return "keyed" }
func (keyed) Resident() []muster.Digest { return nil }
func (k keyed) Run(ctx context.Context, job muster.Job, _ func(int, string)) ([]byte, error) {
	r, err := k.keys.Open(ctx, job.Circuit.ProvingKey)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	key, err := io.ReadAll(r)
	return append(key, job.Slice...), err
}

func TestAWorkerProvesOverTheNetwork(t *testing.T) {
	o := &oneTask{blobs: map[string][]byte{}, reports: make(chan any, 1)}
	key := []byte("the proving key")
	slice := []byte(" and the slice")
	o.key = func(muster.Artifact) (io.ReadCloser, error) { return seekable{bytes.NewReader(key)}, nil }
	o.blobs[muster.DigestOf(slice).String()] = slice
	in := muster.Artifact{Digest: muster.DigestOf(slice), Size: int64(len(slice))}
	o.grants = []muster.Grant{{
		Task:    muster.Task{ID: someTask, Slice: in, Needs: muster.Needs{Backend: "keyed"}},
		Circuit: muster.CircuitFiles{ProvingKey: muster.Artifact{Digest: muster.DigestOf(key), Size: int64(len(key))}},
		Slice:   muster.GrantInput{Input: muster.Input{Artifact: in}, URL: "/artifacts/" + in.Digest.String()},
		Fence:   3, Expires: time.Now().Add(time.Minute), UploadLimit: 1 << 10,
	}}

	id, err := auth.OpenIdentity(t.TempDir(), "", bytes.NewReader(bytes.Repeat([]byte{7}, 32)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/artifacts/{digest}", o.serveBlob)
	a := auth.New(auth.Config{Store: state{id.PublicKey()}, Open: true, Now: time.Now})
	Mount(mux, o, a, discard())
	server := httptest.NewServer(mux)
	defer server.Close()
	client, err := NewClient(server.URL, server.Client(), id)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := worker.NewKeys(worker.KeysConfig{Dir: t.TempDir(), From: client})
	if err != nil {
		t.Fatal(err)
	}
	w, err := worker.New(worker.Config{
		Coordinator: client, ID: id.ID(), PublicKey: id.PublicKey(), Backends: []muster.Backend{keyed{keys}},
		Transfer: worker.NewHTTPTransfer(server.Client()), StateDir: t.TempDir(), LeaseWait: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(t.Context()) }()

	output := []byte("the proving key and the slice")
	want := muster.Completion{
		Worker: id.ID(), Task: someTask, Fence: 3,
		Output: muster.Artifact{Digest: muster.DigestOf(output), Size: int64(len(output))},
	}
	if diff := cmp.Diff(any(want), <-o.reports); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	w.Drain()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := o.blobs[want.Output.Digest.String()]; !bytes.Equal(got, output) {
		t.Errorf("uploaded %q", got)
	}
}
