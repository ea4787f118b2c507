package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

func TestDaemonServer(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "muster_something", Help: "Some."}))
	s, err := newDaemonServer(t.Context(), "127.0.0.1:0", registry)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	ended := errors.New("the daemon has ended")
	err = s.run(t.Context(), func(context.Context) error {
		for path, want := range map[string]string{"/healthz": "ok", "/metrics": "muster_something 0"} {
			resp, err := http.Get(s.url() + path)
			if err != nil {
				return err
			}
			said, err := io.ReadAll(resp.Body)
			if resp.Body.Close(); err != nil || !strings.Contains(string(said), want) {
				t.Errorf("%s says %q (%v)", path, said, err)
			}
		}
		return ended
	})
	if !errors.Is(err, ended) {
		t.Error(err)
	}
	if _, err := http.Get(s.url() + "/healthz"); err == nil {
		t.Error("it serves after its daemon has ended")
	}
}

func TestDaemonServerThatFailsEndsItsDaemon(t *testing.T) {
	s, err := newDaemonServer(t.Context(), "127.0.0.1:0", prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	s.close()
	if err := s.run(t.Context(), func(ctx context.Context) error { <-ctx.Done(); return nil }); err == nil {
		t.Error("it ran without its server")
	}
}

func TestDaemonServersAddress(t *testing.T) {
	for listen, want := range map[string]string{"": "", "127.0.0.1:0": "http://127.0.0.1:", ":0": "", "0.0.0.0:0": ""} {
		s, err := newDaemonServer(t.Context(), listen, prometheus.NewRegistry())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.url(); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("listening on %q it is reached at %q", listen, got)
		}
		s.close()
	}
	if _, err := newDaemonServer(t.Context(), "nowhere", prometheus.NewRegistry()); err == nil {
		t.Error("it listens nowhere")
	}
	s := &daemonServer{}
	if err := s.run(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Error(err)
	}
}
