package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
)

// daemonServer is what a daemon of the market serves beside its work: metrics,
// its health, and what else it is given.
type daemonServer struct {
	listener net.Listener
	mux      *http.ServeMux
}

// newDaemonServer listens. An empty address serves nothing.
func newDaemonServer(ctx context.Context, address string, registry *prometheus.Registry) (*daemonServer, error) {
	s := &daemonServer{mux: http.NewServeMux()}
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	if address == "" {
		return s, nil
	}
	var err error
	if s.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", address); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return s, nil
}

// url is how others reach the server. It is empty where that can't be told: no
// address is listened on, or every one.
func (s *daemonServer) url() string {
	if s.listener == nil {
		return ""
	}
	if at, ok := s.listener.Addr().(*net.TCPAddr); !ok || at.IP.IsUnspecified() {
		return ""
	}
	return "http://" + s.listener.Addr().String()
}

// close stops listening, where run was not called.
func (s *daemonServer) close() {
	if s.listener != nil {
		_ = s.listener.Close() // run may have done so
	}
}

// The most that one answer may take: documents of a hundred megabytes over slow
// lines. Nobody holds a connection for longer.
const answerFor = 10 * time.Minute

// run runs the daemon and serves until it ends. A server that fails ends the
// daemon: what depends on it would go wrong silently.
func (s *daemonServer) run(ctx context.Context, daemon func(context.Context) error) error {
	if s.listener == nil {
		return daemon(ctx)
	}
	server := &http.Server{
		Handler: s.mux, ReadTimeout: 10 * time.Second, WriteTimeout: answerFor, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		err := daemon(ctx)
		down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(down) != nil {
			_ = server.Close()
		}
		return err
	})
	return g.Wait()
}

// The pauses between two tries to reach a node.
const (
	firstReach = time.Second
	mostReach  = 30 * time.Second
)

// reach calls f until what it needs is there: a daemon that is started before
// its node waits for it. Other errors end it.
func (a *App) reach(ctx context.Context, f func() error) error {
	for pause := firstReach; ; pause = min(2*pause, mostReach) {
		err := f()
		if code := muster.CodeOf(err); code != muster.CodeUnavailable && code != muster.CodeExhausted {
			if err == nil && pause > firstReach {
				a.log.InfoContext(ctx, "the node answers")
			}
			return err
		}
		if pause == firstReach {
			a.log.WarnContext(ctx, "the node does not answer; this daemon waits for it", "error", err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
