package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/program/counts"
	"github.com/muster-zk/muster/program/ownership"
	"github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/program/witnesses"
	"github.com/muster-zk/muster/proof/set"
	"github.com/muster-zk/muster/rpc"
	"github.com/muster-zk/muster/rpc/keda"
	settlemock "github.com/muster-zk/muster/settle/mock"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/store/postgres"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/telemetry"
)

// plane is a coordinator with its faces, put together from the configuration.
type plane struct {
	app         *App
	store       muster.Store
	artifacts   *artifact.Store
	ring        *program.Ring
	coordinator *coordinator.Coordinator
	chains      []settledChain
	mockChain   *settlemock.Chain // nil without mock settlement
	verifier    muster.Verifier
	forge       *forge.Handler
	settlers    []*settler.Settler
	listener    net.Listener
	server      *http.Server
	url         string // how workers and clients on this machine reach it
	closing     func() // ends event streams
	closers     []func() error
}

// openPlane opens stores, keys, the listener, and the chains of the
// configuration beside those given. Nothing runs yet.
func (a *App) openPlane(ctx context.Context, chains ...settledChain) (_ *plane, err error) {
	cfg := a.cfg
	p := &plane{app: a, chains: chains}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	unlock, err := lockDir(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	p.closers = append(p.closers, unlock)
	if cfg.Open {
		if err := auth.CheckOpen(cfg.Listen); err != nil {
			return nil, err
		}
	}
	if p.listener = a.listener; p.listener != nil {
		a.listener = nil // it is this plane's
	} else if p.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", cfg.Listen, err)
	}
	p.closers = append(p.closers, p.closeListener)
	p.url = p.urlOf(cfg.PublicURL)

	if p.store, err = openStore(ctx, cfg.StoreURL()); err != nil {
		return nil, err
	}
	p.closers = append(p.closers, p.store.Close)
	secret, err := secretFile(filepath.Join(cfg.DataDir, "url.key"))
	if err != nil {
		return nil, err
	}
	limit, reserve, err := cfg.ArtifactRoom()
	if err != nil {
		return nil, err
	}
	if p.artifacts, err = artifact.Open(ctx, cfg.ArtifactsURL(), artifact.Options{
		BaseURL: p.url, Secret: secret, Limit: limit, Reserve: reserve, UploadLimit: max(cfg.OutputLimit, cfg.CircuitLimit),
	}); err != nil {
		return nil, fmt.Errorf("open artifacts: %w", err)
	}
	p.closers = append(p.closers, p.artifacts.Close)
	if _, p.ring, err = a.openRing(program.Options{Make: !cfg.Production, Production: cfg.Production, Logger: a.log}); err != nil {
		return nil, err
	}
	if err := p.openChains(ctx); err != nil {
		return nil, err
	}
	return p, p.assemble()
}

// assemble makes the coordinator and its server from what is open.
func (p *plane) assemble() error {
	a, cfg := p.app, p.app.cfg
	pipelines, err := a.pipelines()
	if err != nil {
		return err
	}
	var quotas coordinator.Quotas
	if quotas.Bytes, err = cfg.TenantQuotas(); err != nil {
		return err
	}
	if quotas.Open, err = cfg.TenantOpens(); err != nil {
		return err
	}
	metrics, name := telemetry.New(version, cfg.MockProver), processName()
	checker := p.openVerifier()
	if err := p.openMockChain(); err != nil {
		return err
	}
	swarm, err := p.swarm(pipelines)
	if err != nil {
		return err
	}
	committees, attester, err := a.openCommittees()
	if err != nil {
		return err
	}
	if p.coordinator, err = coordinator.New(coordinator.Config{
		Store: p.store, Artifacts: p.artifacts, Verifier: p.verifier, Pipelines: pipelines,
		Programs:   map[string]muster.Program{rollup.Name: rollup.New(p.ring), ownership.Name: ownership.Program{}, counts.Name: counts.Program{}, witnesses.Name: witnesses.Program{}},
		Registered: []string{witnesses.Name}, BuiltIn: []coordinator.BuiltIn{{Files: set.Circuit(), Key: set.Key()}},
		CircuitChecker: checker, CircuitFileLimit: cfg.CircuitLimit, KeysOf: keysOf,
		Circuits: p.ring, IDs: muster.IDs{Now: time.Now, Rand: rand.Reader}, Logger: a.log, Observer: metrics, Name: name,
		Committees: committees, Attest: attester.run(),
		Chains: p.chainNames(), Sourcing: muster.Sourcing(cfg.Sourcing), PickWithin: cfg.PickWithin, Proven: p.wakeSettlers,
		Quotas: quotas, MockProver: cfg.MockProver, MockChain: p.mockName(), RetainBatches: cfg.RetainBatches, GCGrace: cfg.GCGrace, LeaseFor: cfg.LeaseFor, InputLimit: cfg.InputLimit, OutputLimit: cfg.OutputLimit,
	}); err != nil {
		return err
	}
	attester.Plane = p.coordinator
	if err := p.openSettlers(metrics, name); err != nil {
		return err
	}
	metrics.RegisterBacklog(p.coordinator, time.Now)
	metrics.RegisterMockSettlement(cfg.MockSettlement)
	who := auth.New(auth.Config{Store: credentials{p.store, p.coordinator}, Open: cfg.Open, Now: time.Now})

	mux := http.NewServeMux()
	closing, closed := context.WithCancel(context.Background())
	p.closing = closed
	native, err := api.New(api.Config{
		Service: p.coordinator, Auth: who, Logger: a.log, InputLimit: cfg.InputLimit, ProofLimit: cfg.OutputLimit,
		Closing: closing, Version: version, Backup: p.backups(),
	})
	if err != nil {
		return err
	}
	mux.Handle("/", native)
	p.forge = forge.New(p.coordinator, forge.Options{
		Log: a.log, InputLimit: cfg.InputLimit, MockProver: cfg.MockProver, MockSettlement: cfg.MockSettlement, Auth: who, Closing: closing, Swarm: swarm,
	})
	p.forge.Mount(mux)
	rpc.Mount(mux, p.coordinator, who, a.log)
	mux.Handle(keda.NewHandler(keda.Config{Service: p.coordinator, Auth: who, Logger: a.log, Closing: closing}))
	mux.Handle("/artifacts/", p.artifacts.Handler())
	mux.Handle("GET /metrics", metrics.Handler())
	p.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		Protocols:         protocols(),
	}
	return nil
}

// credentials is the store as authentication reads it. Workers' keys never
// change, so what the coordinator remembers of them does.
type credentials struct {
	muster.CredentialStore
	*coordinator.Coordinator
}

// WorkerGet returns a worker as the coordinator knows it, or ErrNotFound.
func (c credentials) WorkerGet(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return c.Known(ctx, id)
}

// protocols are HTTP/1.1 and HTTP/2, also in the clear: gRPC needs it, and a
// fleet of many workers saves connections.
func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetHTTP2(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

// run serves until ctx ends, then drains: no new work, then the beside
// functions (embedded workers, the demo), then the server.
func (p *plane) run(ctx context.Context, beside ...func(context.Context) error) error {
	log := p.app.log
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, inner := errgroup.WithContext(inner)
	g.Go(func() error { return p.coordinator.Run(inner) })
	g.Go(func() error { return p.ring.Run(inner) })
	g.Go(func() error { return p.forge.Run(inner) })
	for _, s := range p.settlers {
		g.Go(func() error { return s.Run(inner) })
	}
	g.Go(func() error {
		err := p.serve()
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	log.InfoContext(ctx, "coordinator serves", "url", p.url, "store", storeKind(p.app.cfg.StoreURL()), "version", version)
	p.warn(ctx)

	side, sideCtx := errgroup.WithContext(ctx)
	for _, f := range beside {
		side.Go(func() error { return f(sideCtx) })
	}
	sideEnded := make(chan error, 1)
	go func() { sideEnded <- side.Wait() }()
	var err error
	select {
	case <-ctx.Done():
		log.Info("draining; a second signal ends at once")
		p.coordinator.Drain()
		err = <-sideEnded
	case err = <-sideEnded:
		if len(beside) == 0 {
			select {
			case <-ctx.Done():
			case <-inner.Done():
			}
		}
		p.coordinator.Drain()
	case <-inner.Done():
		p.coordinator.Drain()
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	p.closing()
	if e := p.server.Shutdown(down); e != nil {
		e = p.server.Close() // streams that followed a batch are cut
		err = errors.Join(err, e)
	}
	stop()
	if e := g.Wait(); e != nil && !errors.Is(e, context.Canceled) {
		err = errors.Join(err, e)
	}
	return err
}

func (p *plane) serve() error {
	if cfg := p.app.cfg; cfg.TLSCert != "" {
		return p.server.ServeTLS(p.listener, cfg.TLSCert, cfg.TLSKey)
	}
	return p.server.Serve(p.listener)
}

// warn says loudly what is not fit for production.
func (p *plane) warn(ctx context.Context) {
	cfg := p.app.cfg
	if cfg.MockProver {
		p.app.log.WarnContext(ctx, "MOCK PROVER IS ON: proofs prove nothing")
	}
	if cfg.MockSettlement {
		p.app.log.WarnContext(ctx, "MOCK SETTLEMENT IS ON: the chain \"mock\" settles nothing")
	}
	if cfg.Open {
		p.app.log.WarnContext(ctx, "OPEN ACCESS: everyone on this machine is an operator", "listen", p.listener.Addr().String())
	}
	if cfg.TLSCert == "" && !isLoopback(p.listener.Addr()) {
		p.app.log.WarnContext(ctx, "NO TLS on an address that others can reach: give --tls-cert and --tls-key, or put a proxy in front")
	}
}

func (p *plane) closeListener() error {
	if err := p.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// close releases everything, the last opened first.
func (p *plane) close() error {
	var errs []error
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	p.closers = nil
	return errors.Join(errs...)
}

// urlOf returns the URL that signed URLs begin with.
func (p *plane) urlOf(public string) string {
	if public != "" {
		return strings.TrimSuffix(public, "/")
	}
	scheme := "http"
	if p.app.cfg.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(p.listener.Addr().String())
	if err != nil {
		return scheme + "://" + p.listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

func isLoopback(addr net.Addr) bool {
	host, _, err := net.SplitHostPort(addr.String())
	return err == nil && net.ParseIP(host).IsLoopback()
}

func openStore(ctx context.Context, url string) (muster.Store, error) {
	var s muster.Store
	var err error
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		s, err = sqlite.Open(ctx, file)
	} else {
		s, err = postgres.Open(ctx, url)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return s, nil
}

// storeKind names the store without its credentials.
func storeKind(url string) string {
	kind, _, _ := strings.Cut(url, ":")
	return kind
}

// processName tells this coordinator from others over the same store, also from
// one of the same machine and number in another container.
func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unnamed"
	}
	return fmt.Sprintf("%s/%d/%.6s", host, os.Getpid(), rand.Text())
}

// secretFile reads a secret of 32 bytes, making it where it is missing.
func secretFile(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) == 32 {
		return b, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	b = make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return nil, fmt.Errorf("write secret: %w", err)
	}
	return b, nil
}
