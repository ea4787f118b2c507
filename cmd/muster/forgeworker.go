package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	backendforge "github.com/muster-zk/muster/backend/forge"
	"github.com/muster-zk/muster/backend/gnark"
	"github.com/muster-zk/muster/backend/mock"
	"github.com/muster-zk/muster/dialect/forge"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	programrollup "github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/proof"
	proofmock "github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/worker"
)

// forgeBackend has workers of Forge's kind prove.
func (a *App) forgeBackend(source muster.KeySource, _ []*pipeline.Pipeline) (muster.Backend, error) {
	if len(a.cfg.ForgeWorkers) == 0 {
		return nil, errors.New("forge-workers: expected URLs of Forge-style workers, such as http://prover-1:9001")
	}
	return backendforge.New(backendforge.Options{
		Workers: a.cfg.ForgeWorkers, Keys: source, Token: a.getenv("FORGE_WORKER_TOKEN"), Log: a.log,
	})
}

// forgeWorker is what the command's flags say.
type forgeWorker struct {
	listen    string
	id        uint32
	jobs      int
	tokenFile string
	circuits  circuitFlags
}

func (a *App) forgeWorkerCommand() *cobra.Command {
	var f forgeWorker
	cmd := &cobra.Command{
		Use:   "forge-worker",
		Short: "Serve Forge's worker API: prove chunks for whoever asks",
		Long: `Serve the API of Forge's workers (GET /health, POST /prove, GET /status/{job_id}) and
prove chunks of the built-in rollup while their callers wait. It needs no coordinator
of muster's. A chunk is proven from the accounts that its transactions bring, or from
those of --forge-state; what is missing is an error that names it.`,
		Example: `  muster forge-worker --forge-listen 0.0.0.0:9001 --id 1 --token-file token
  muster forge-worker --forge-state genesis.json --param transactions=32`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runForgeWorker(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.listen, "forge-listen", "127.0.0.1:9001", "address that it serves at")
	fl.Uint32Var(&f.id, "id", 1, "number that it tells as its worker_id")
	fl.IntVar(&f.jobs, "jobs", 2, "chunks that it takes at once")
	fl.StringVar(&f.tokenFile, "token-file", "", "file with a token that callers have to send (Authorization: Bearer …)")
	fl.StringSlice("forge-state", nil, "files of accounts that chunks may begin with")
	fl.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	fl.Bool("mock-prover", false, "make mock proofs, which prove nothing")
	fl.Duration("mock-delay", 0, "how long a mock proof takes")
	fl.Bool("production", false, "refuse mocks and development keys")
	f.circuits.add(cmd)
	return cmd
}

func (a *App) runForgeWorker(ctx context.Context, f forgeWorker) error {
	if f.jobs < 1 {
		return usage{muster.InvalidField("jobs", "1 or more", fmt.Sprint(f.jobs))}
	}
	p, params, err := a.resolve(f.circuits)
	if err != nil {
		return err
	}
	if p.Program != programrollup.Name {
		return usage{fmt.Errorf("pipeline %s: expected one of program %s, whose chunks Forge's workers prove", p.Name, programrollup.Name)}
	}
	o := forge.WorkerOptions{ID: f.id, Slots: params["transactions"], MaxJobs: f.jobs, Log: a.log}
	if f.tokenFile != "" {
		b, err := a.readInput(f.tokenFile, 4096)
		if err != nil {
			return fmt.Errorf("token: %w", err)
		}
		if o.Token = auth.Secret(strings.TrimSpace(string(b))); o.Token == "" {
			return usage{fmt.Errorf("token-file: %s is empty", f.tokenFile)}
		}
	}
	if o.States, err = a.forgeStates(); err != nil {
		return err
	}
	prover, err := a.chunkProver(ctx, p, params)
	if err != nil {
		return err
	}
	o.Prove = prover.prove
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", f.listen, err)
	}
	if a.cfg.MockProver {
		a.log.WarnContext(ctx, "MOCK PROVER IS ON: proofs prove nothing")
	}
	if o.Token == "" && !isLoopback(l.Addr()) {
		a.log.WarnContext(ctx, "NO TOKEN on an address that others can reach: everybody may have chunks proven; give --token-file")
	}
	mux := http.NewServeMux()
	forge.NewWorker(o).Mount(mux)
	fmt.Fprintf(a.Stdout, "muster is up at http://%s\n", l.Addr())
	a.log.InfoContext(ctx, "Forge worker serves", "id", f.id, "slots", o.Slots, "jobs", f.jobs)
	return a.serveForgeWorker(ctx, l, mux)
}

// serveForgeWorker serves until ctx ends, and then as long as a drain may take.
func (a *App) serveForgeWorker(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.cfg.DrainFor)
	defer cancel()
	if err := s.Shutdown(down); err != nil {
		return s.Close() // callers ask again elsewhere
	}
	return nil
}

// chunkProver proves single chunks.
type chunkProver struct {
	backend  muster.Backend
	pipeline string
	files    muster.CircuitFiles
}

func (a *App) chunkProver(ctx context.Context, p *pipeline.Pipeline, params map[string]int) (*chunkProver, error) {
	c := &chunkProver{pipeline: p.Name}
	if a.cfg.MockProver {
		c.backend = mock.New(mock.Options{Delay: a.cfg.MockDelay})
		c.files = muster.CircuitFiles{
			Name: programrollup.Chunk, System: proofmock.System,
			VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte("mock circuit " + p.Name + " " + programrollup.Chunk))},
		}
		return c, nil
	}
	_, ring, err := a.openRing(program.Options{Production: a.cfg.Production, Logger: a.log})
	if err != nil {
		return nil, err
	}
	if !a.cfg.Production {
		view := newKeyProgress(a.Stderr, "making development keys in "+a.cfg.Keys()+" (once)", time.Now)
		if err := ring.Setup(ctx, p.Program, params, []string{programrollup.Chunk}, view.update); err != nil {
			return nil, fmt.Errorf("make development keys: %w", err)
		}
		view.end()
	}
	if c.files, err = ring.Circuit(ctx, p, params, programrollup.Chunk); err != nil {
		return nil, err
	}
	source, err := worker.NewKeys(worker.KeysConfig{Local: []worker.KeyLookup{ring.Path}, Log: a.log})
	if err != nil {
		return nil, err
	}
	c.backend = gnark.New(source, gnark.Options{Pipelines: map[string]gnark.Witnesser{p.Name: programrollup.Witness(source)}, Log: a.log})
	return c, nil
}

// prove proves a chunk; its proof is verified before it is returned.
func (c *chunkProver) prove(ctx context.Context, in *rollup.ChunkInput) (out, public []byte, err error) {
	slice, err := in.Encode()
	if err != nil {
		return nil, nil, err
	}
	if public, err = proof.EncodePublic(ecc.BLS12_377, in.Statement()); err != nil {
		return nil, nil, err
	}
	out, err = c.backend.Run(ctx, muster.Job{
		Task: "task_forge", Batch: "batch_forge", Name: "prove/0/" + c.files.Name + "/0", Pipeline: c.pipeline, RoundName: c.files.Name, Stage: "prove",
		Circuit: c.files, Slice: slice,
		Statement: muster.Statement{System: c.files.System, Curve: c.files.Curve, Circuit: c.files.VerifyingKey.Digest, Public: public},
	}, nil)
	return out, public, err
}
