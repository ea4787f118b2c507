package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
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

func TestDaemonsWaitForTheirNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &App{log: slog.New(slog.DiscardHandler)}
		tries := 0
		err := a.reach(t.Context(), func() error {
			if tries++; tries < 8 {
				return muster.Errorf(muster.CodeUnavailable, "down")
			}
			return nil
		})
		if err != nil || tries != 8 {
			t.Errorf("%d tries, %v", tries, err)
		}
		if err := a.reach(t.Context(), func() error { return muster.Errorf(muster.CodeInvalid, "another chain") }); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("a wrong chain: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := a.reach(ctx, func() error { return muster.Errorf(muster.CodeUnavailable, "down") }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("told to end: %v", err)
		}
	})
}
