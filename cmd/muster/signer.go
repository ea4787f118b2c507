package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/node"
	"github.com/muster-zk/muster/blind/signer"
)

// signerOptions are the flags of a signer.
type signerOptions struct {
	listen   string
	dir      string
	node     uint32
	circuits []string
	sessions int
	life     time.Duration
	mock     bool
}

func (a *App) signerCommand() *cobra.Command {
	var o signerOptions
	cmd := &cobra.Command{
		Use:   "signer",
		Short: "Run a signer: a node of the committees that attest batches, and of blind proofs",
		Long: `Run one signer. As a member of committees it signs, together with others, that a
batch is proven: it fetches the final proof from the muster at --server, verifies
it under the circuits named with --circuit, and signs nothing else. As a blind
node it answers POST /share, /commitment and /fragment as Forge's prover-node.

Its identity and shares are in its folder, readable by its owner alone. Nonces are
never written down. Anywhere but on loopback callers have to give the token of
MUSTER_COMMITTEE_TOKEN.`,
		Example: `  muster signer keygen
  muster signer --listen 0.0.0.0:3001 --node-id 1 --server https://muster.example --circuit 3f0a91c2…
  muster signer import watch-1.json
  muster signer demo`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.signer(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:3000", "address of the HTTP server")
	f.Uint32Var(&o.node, "node-id", 1, "its number as a blind node")
	f.StringSliceVar(&o.circuits, "circuit", nil, "digest of a circuit whose final proofs it signs for; may be repeated")
	f.IntVar(&o.sessions, "sessions", 1000, "most blind sessions that are open at once")
	f.DurationVar(&o.life, "session-life", 5*time.Minute, "how long a blind session lasts")
	f.BoolVar(&o.mock, "allow-mock", false, "sign for proofs of the mock prover, which prove nothing")
	f.Bool("production", false, "refuse mocks")
	f.String("committee-token", "", "credential that callers have to give; better in MUSTER_COMMITTEE_TOKEN")
	cmd.PersistentFlags().StringVar(&o.dir, "dir", "", "its folder; default <data-dir>/signer")
	cmd.AddCommand(a.signerKeygenCommand(&o), a.signerImportCommand(&o), a.signerDemoCommand())
	return cmd
}

func (o signerOptions) folder(a *App) string {
	if o.dir != "" {
		return o.dir
	}
	return filepath.Join(a.cfg.DataDir, "signer")
}

func identityFile(dir string) string { return filepath.Join(dir, "identity") }

func (a *App) signerKeygenCommand(o *signerOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "keygen",
		Short:   "Make a signer's identity and print its public part, for rosters",
		Example: "  muster signer keygen --dir /var/lib/muster/signer",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir := o.folder(a)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
			p, err := committee.NewIdentity()
			if err != nil {
				return err
			}
			err = p.Save(identityFile(dir))
			if errors.Is(err, fs.ErrExist) { // its public part may be asked for again
				p, err = committee.LoadIdentity(identityFile(dir))
			}
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(map[string]string{"identity": p.Public().String()})
			}
			fmt.Fprintln(a.Stdout, p.Public())
			return nil
		},
	}
}

func (a *App) signerImportCommand(o *signerOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "import FILE",
		Short:   "Store a share that a dealer sealed to this signer",
		Example: "  muster signer import watch-1.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := o.folder(a)
			me, err := committee.LoadIdentity(identityFile(dir))
			if err != nil {
				return fmt.Errorf("the signer's identity (make one with `muster signer keygen`): %w", err)
			}
			b, err := a.readInput(args[0], rosterLimit)
			if err != nil {
				return err
			}
			d, err := signer.ParseDealt(b)
			if err != nil {
				return err
			}
			if err := signer.Import(dir, me, d); err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "signer %d of committee %s (%d of %d), key %s; a running signer has to be started again\n",
				d.ID, d.Committee.Name, d.Committee.Threshold, len(d.Committee.Members), d.Committee.Key)
			return nil
		},
	}
}

// claims returns what a signer verifies batches with, nil where it trusts no
// circuit and so signs nothing.
func (a *App) claims(o signerOptions) (signer.Claims, error) {
	if len(o.circuits) == 0 && !o.mock {
		return nil, nil
	}
	v := signer.Verified{AllowMock: o.mock, External: externalSystems}
	for _, s := range o.circuits {
		d, err := muster.ParseDigest(s)
		if err != nil || d.IsZero() {
			return nil, usage{fmt.Errorf("--circuit %.80q: expected 64 hexadecimal digits", s)}
		}
		v.Circuits = append(v.Circuits, d)
	}
	c, err := a.client()
	if err != nil {
		return nil, err
	}
	v.Proofs = c
	return v, nil
}

func (a *App) signer(ctx context.Context, o signerOptions) (err error) {
	if o.mock && a.cfg.Production {
		return usage{errors.New("--allow-mock: not in production")}
	}
	claims, err := a.claims(o)
	if err != nil {
		return err
	}
	if a.cfg.CommitteeToken == "" {
		if err := auth.CheckOpen(o.listen); err != nil {
			return usage{errors.New("anywhere but on loopback callers need a token: set MUSTER_COMMITTEE_TOKEN")}
		}
	}
	dir := o.folder(a)
	me, err := committee.LoadIdentity(identityFile(dir))
	if err != nil {
		return fmt.Errorf("the signer's identity (make one with `muster signer keygen`): %w", err)
	}
	unlock, err := lockDir(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	s, err := signer.Open(signer.Config{Dir: dir, Identity: me, Claims: claims, Logger: a.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	names, err := node.OpenNames(filepath.Join(dir, "sessions"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, names.Close()) }()
	n, err := node.New(node.Config{ID: o.node, Names: names, Sessions: o.sessions, Life: o.life})
	if err != nil {
		return err
	}
	defer n.Close()

	mux := http.NewServeMux()
	guard := tokenGuard(a.cfg.CommitteeToken)
	s.Mount(mux, guard)
	n.Mount(mux, guard, a.log)
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ready\n")) })
	mux.Handle("GET /metrics", signerMetrics(s, n))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.listen, err)
	}
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	fmt.Fprintf(a.Stdout, "signer is up at http://%s\n", listener.Addr())
	a.log.InfoContext(ctx, "signer serves", "address", listener.Addr().String(), "identity", me.Public().String()[:16],
		"node", o.node, "committees", len(s.Committees()), "circuits", len(o.circuits))
	if o.mock {
		a.log.WarnContext(ctx, "THIS SIGNER SIGNS FOR MOCK PROOFS, WHICH PROVE NOTHING")
	}
	if claims == nil {
		a.log.WarnContext(ctx, "no --circuit is given: it signs nothing, and serves as a blind node and in ceremonies only")
	}
	return serveUntil(ctx, server, listener)
}

// serveUntil serves until ctx ends, and then lets requests end.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := server.Shutdown(down)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// tokenGuard lets requests through that bring the token; all where there is
// none.
func tokenGuard(token string) func(http.Handler) http.Handler {
	want := sha256.Sum256([]byte(token))
	return func(h http.Handler) http.Handler {
		if token == "" {
			return h
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			is := sha256.Sum256([]byte(given))
			if !ok || subtle.ConstantTimeCompare(is[:], want[:]) != 1 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = w.Write([]byte(`{"status":"error","code":"unauthenticated","message":"Unauthorized","detail":"a token is asked for"}`))
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}
