package keda

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/rpc/gen/externalscaler"
)

// queue is a coordinator's.
type queue struct {
	mu     sync.Mutex
	report muster.QueueReport
	groups []muster.Group
	err    error
	asked  int
}

func (q *queue) QueueReport(context.Context) (muster.QueueReport, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked++
	return q.report, q.err
}

func (q *queue) Groups(context.Context) ([]muster.Group, error) { return q.groups, nil }

// vault knows one viewer's and one prover's key.
type vault struct{}

func (vault) CredentialUse(_ context.Context, secret muster.Digest, _ time.Time) (muster.Credential, error) {
	for _, role := range []muster.Role{muster.RoleViewer, muster.RoleProver} {
		if secret == muster.DigestOf([]byte("muster_"+string(role)+"_1")) {
			return muster.Credential{ID: "key_1", Role: role}, nil
		}
	}
	return muster.Credential{}, muster.ErrNotFound
}

func (vault) WorkerGet(context.Context, muster.WorkerID) (muster.Worker, error) {
	return muster.Worker{}, muster.ErrNotFound
}

func pool(pipeline, version string, round int, circuit string, regions ...string) muster.Needs {
	return muster.Needs{Pipeline: pipeline, ProtocolVersion: version, Round: round, CircuitName: circuit, Regions: regions}
}

// full is a queue with something in it.
func full() *queue {
	return &queue{
		report: muster.QueueReport{Pools: []muster.QueuePool{
			{Needs: pool("zksync", "1.0.0", 0, "main_vm"), Ready: 100, Leased: 20, Each: 10 * time.Second},
			{Needs: pool("zksync", "1.0.0", 1, "leaf"), Ready: 7},
			{Needs: pool("zksync", "2.0.0", 0, "main_vm"), Ready: 5, Each: 20 * time.Second},
			{Needs: pool("scroll", "1.0.0", 0, "chunk", "eu"), Ready: 3, Each: time.Minute},
		}},
		groups: []muster.Group{
			{Name: "base", Pairs: []muster.Pair{{Pipeline: "zksync", Round: 0}}},
			{Name: "leaves", Pairs: []muster.Pair{{Round: 1, Circuit: "leaf"}}},
			{Name: "idle", Pairs: []muster.Pair{{Round: 9}}},
		},
	}
}

// serve serves the scaler as the coordinator's server does and returns a
// client of Google's gRPC, as KEDA has.
func serve(t *testing.T, q *queue, closing context.Context) *grpc.ClientConn {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(NewHandler(Config{
		Service: q, Auth: auth.New(auth.Config{Store: vault{}, Now: time.Now}), Logger: slog.New(slog.DiscardHandler), Closing: closing,
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux, Protocols: new(http.Protocols), ReadHeaderTimeout: time.Minute}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), server.Close()); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return conn
}

func ref(pairs ...string) *externalscaler.ScaledObjectRef {
	r := &externalscaler.ScaledObjectRef{Name: "workers", Namespace: "muster", ScalerMetadata: map[string]string{
		"scalerAddress": "muster:7070", "apiKeyFromEnv": "muster_viewer_1",
	}}
	for i := 0; i < len(pairs); i += 2 {
		if r.ScalerMetadata[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
			delete(r.ScalerMetadata, pairs[i])
		}
	}
	return r
}

const service = "/externalscaler.ExternalScaler/"

func TestWhatKubernetesIsTold(t *testing.T) {
	conn := serve(t, full(), nil)
	for name, c := range map[string]struct {
		metadata      []string
		metric        string
		target, value float64
		idle          bool
	}{
		"all, by tasks":        {[]string{"targetPendingPerWorker", "4"}, "muster-pending-tasks", 4, 135, false},
		"a group":              {[]string{"targetPendingPerWorker", "4", "group", "base"}, "muster-pending-tasks", 4, 125, false},
		"a group in a version": {[]string{"targetPendingPerWorker", "4", "group", "base", "protocolVersion", "2.0.0"}, "muster-pending-tasks", 4, 5, false},
		"an unknown group":     {[]string{"targetPendingPerWorker", ".5", "group", "new"}, "muster-pending-tasks", .5, 135, false},
		"nothing to do":        {[]string{"targetPendingPerWorker", "4", "group", "idle"}, "muster-pending-tasks", 4, 0, true},
		"elsewhere":            {[]string{"targetPendingPerWorker", "4", "region", "us"}, "muster-pending-tasks", 4, 132, false},
		"a share":              {[]string{"targetPendingPerWorker", "4", "share", ".5"}, "muster-pending-tasks", 4, 67.5, false},
		"too little to begin":  {[]string{"targetPendingPerWorker", "4", "activationPending", "135"}, "muster-pending-tasks", 4, 135, true},
		// 110 × 10 s and 5 × 20 s
		"by time": {[]string{"drainSeconds", "600", "group", "base"}, "muster-work-seconds", 600, 1200, false},
		// nothing was learned of leaves
		"by a guess": {[]string{"drainSeconds", "600", "slotsPerWorker", "2", "taskSeconds", "30", "group", "leaves"}, "muster-work-seconds", 1200, 210, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := ref(c.metadata...)
			var spec externalscaler.GetMetricSpecResponse
			if err := conn.Invoke(t.Context(), service+"GetMetricSpec", r, &spec); err != nil {
				t.Fatal(err)
			}
			if s := spec.GetMetricSpecs(); len(s) != 1 || s[0].GetMetricName() != c.metric || s[0].GetTargetSizeFloat() != c.target || s[0].GetTargetSize() < 1 {
				t.Errorf("spec %v", s)
			}
			var got externalscaler.GetMetricsResponse
			if err := conn.Invoke(t.Context(), service+"GetMetrics", &externalscaler.GetMetricsRequest{ScaledObjectRef: r, MetricName: c.metric}, &got); err != nil {
				t.Fatal(err)
			}
			if v := got.GetMetricValues(); len(v) != 1 || v[0].GetMetricName() != c.metric || v[0].GetMetricValueFloat() != c.value || float64(v[0].GetMetricValue()) < c.value {
				t.Errorf("value %v", v)
			}
			var active externalscaler.IsActiveResponse
			if err := conn.Invoke(t.Context(), service+"IsActive", r, &active); err != nil || active.GetResult() == c.idle {
				t.Errorf("active %v, %v", active.GetResult(), err)
			}
		})
	}
}

func TestOneReportServesAllWhoAsk(t *testing.T) {
	q := full()
	conn := serve(t, q, nil)
	for range 20 {
		if err := conn.Invoke(t.Context(), service+"IsActive", ref("drainSeconds", "60"), new(externalscaler.IsActiveResponse)); err != nil {
			t.Fatal(err)
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.asked > 10 {
		t.Errorf("the queue was asked for %d times", q.asked)
	}
}

func TestRefusals(t *testing.T) {
	conn := serve(t, full(), nil)
	for name, c := range map[string]struct {
		ref  *externalscaler.ScaledObjectRef
		want codes.Code
	}{
		"no target":       {ref(), codes.InvalidArgument},
		"both targets":    {ref("drainSeconds", "60", "targetPendingPerWorker", "1"), codes.InvalidArgument},
		"no number":       {ref("drainSeconds", "soon"), codes.InvalidArgument},
		"not a number":    {ref("drainSeconds", "NaN"), codes.InvalidArgument},
		"too large":       {ref("drainSeconds", "60", "share", "2"), codes.InvalidArgument},
		"a misspelt key":  {ref("drainSecond", "60"), codes.InvalidArgument},
		"no key":          {ref("drainSeconds", "60", "apiKeyFromEnv", ""), codes.Unauthenticated},
		"an unknown key":  {ref("drainSeconds", "60", "apiKeyFromEnv", "muster_viewer_2"), codes.Unauthenticated},
		"a worker's key":  {ref("drainSeconds", "60", "apiKeyFromEnv", "muster_prover_1"), codes.PermissionDenied},
		"something other": {ref("drainSeconds", "60", "apiKeyFromEnv", "hunter2"), codes.Unauthenticated},
	} {
		err := conn.Invoke(t.Context(), service+"IsActive", c.ref, new(externalscaler.IsActiveResponse))
		if status.Code(err) != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), c.ref.GetScalerMetadata()["apiKeyFromEnv"]) && c.ref.GetScalerMetadata()["apiKeyFromEnv"] != "" {
			t.Errorf("%s: the error tells the key: %v", name, err)
		}
	}
	if err := conn.Invoke(t.Context(), service+"GetMetrics", &externalscaler.GetMetricsRequest{
		ScaledObjectRef: ref("drainSeconds", "60"), MetricName: "other",
	}, new(externalscaler.GetMetricsResponse)); status.Code(err) != codes.InvalidArgument {
		t.Errorf("another metric: %v", err)
	}
	// A key in the header does as well, and a wrong one there is not overlooked.
	with := func(key string) context.Context {
		return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+key)
	}
	r := ref("drainSeconds", "60", "apiKeyFromEnv", "")
	if err := conn.Invoke(with("muster_viewer_1"), service+"IsActive", r, new(externalscaler.IsActiveResponse)); err != nil {
		t.Errorf("a key in the header: %v", err)
	}
	if err := conn.Invoke(with("muster_viewer_2"), service+"IsActive", r, new(externalscaler.IsActiveResponse)); status.Code(err) != codes.Unauthenticated {
		t.Errorf("a wrong key in the header: %v", err)
	}
}

func TestFaultsAreNotTold(t *testing.T) {
	q := full()
	q.err = errors.New("password of the database")
	conn := serve(t, q, nil)
	err := conn.Invoke(t.Context(), service+"IsActive", ref("drainSeconds", "60"), new(externalscaler.IsActiveResponse))
	if status.Code(err) != codes.Internal || strings.Contains(err.Error(), "password") {
		t.Errorf("%v", err)
	}
}

func TestStreamSaysHowItIsAndEndsWithTheServer(t *testing.T) {
	closing, shut := context.WithCancel(t.Context())
	defer shut()
	conn := serve(t, full(), closing)
	stream, err := conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, service+"StreamIsActive")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stream.SendMsg(ref("drainSeconds", "60")), stream.CloseSend()); err != nil {
		t.Fatal(err)
	}
	var m externalscaler.IsActiveResponse
	if err := stream.RecvMsg(&m); err != nil || !m.GetResult() {
		t.Fatalf("%v, %v", m.GetResult(), err)
	}
	shut()
	if err := stream.RecvMsg(&m); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
}

// TestExamples reads the examples of deploy/keda as strictly as the scaler does.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../deploy/keda/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	triggers := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for d := yaml.NewDecoder(strings.NewReader(string(b))); ; {
			var doc struct {
				Kind string
				Spec struct {
					Triggers []struct {
						Type     string
						Metadata map[string]string
					}
				}
			}
			if err := d.Decode(&doc); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			for _, trigger := range doc.Spec.Triggers {
				triggers++
				if trigger.Type != "external" && trigger.Type != "external-push" {
					t.Errorf("%s: trigger type %q", file, trigger.Type)
				}
				if trigger.Metadata["scalerAddress"] == "" || trigger.Metadata["apiKey"] != "" {
					t.Errorf("%s: an address is needed, and a key belongs into the environment: %v", file, trigger.Metadata)
				}
				if _, err := Parse(trigger.Metadata); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
	}
	if triggers < 2 {
		t.Errorf("%d triggers", triggers)
	}
}
