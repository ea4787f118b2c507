package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/backend/gnark"
	"github.com/muster-zk/muster/backend/mock"
	"github.com/muster-zk/muster/backend/set"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/program/ownership"
	"github.com/muster-zk/muster/program/rollup"
	"github.com/muster-zk/muster/rpc"
	"github.com/muster-zk/muster/worker"
)

// ensureKeys makes the development keys of a pipeline's circuits, but for
// optional rounds, where they are missing or damaged.
func (p *plane) ensureKeys(ctx context.Context, w io.Writer, name string, also []string) error {
	return p.app.setupKeys(ctx, w, p.ring, name, also)
}

// setupKeys is ensureKeys where there is no plane yet.
func (a *App) setupKeys(ctx context.Context, w io.Writer, ring *program.Ring, name string, also []string) error {
	all, err := a.pipelines()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p *pipeline.Pipeline) bool { return p.Name == name })
	if at < 0 {
		return muster.Errorf(muster.CodeNotFound, "no pipeline %s", name)
	}
	pl := all[at]
	params, err := pl.Resolve(nil)
	if err != nil {
		return err
	}
	names := also
	for i := range pl.Rounds {
		if !pl.Rounds[i].Optional {
			names = append(names, pl.Rounds[i].Circuits...)
		}
	}
	view := newKeyProgress(w, "making development keys in "+a.cfg.Keys()+" (once)", time.Now)
	if err := ring.Setup(ctx, pl.Program, params, names, view.update); err != nil {
		return fmt.Errorf("make development keys: %w", err)
	}
	view.end()
	return nil
}

// backends returns what a worker of this program runs, and what ends it.
func (a *App) backends(source muster.KeySource) (all []muster.Backend, end func(), err error) {
	end = func() {
		for _, b := range all {
			c, ok := b.(io.Closer)
			if !ok {
				continue
			}
			if err := c.Close(); err != nil {
				a.log.Error("end of a backend", "backend", b.Name(), "error", err)
			}
		}
	}
	if a.cfg.MockProver {
		return []muster.Backend{mock.New(mock.Options{Delay: a.cfg.MockDelay})}, end, nil
	}
	if err := a.checkBackends(); err != nil {
		return nil, nil, err
	}
	pipelines, err := a.pipelines()
	if err != nil {
		return nil, nil, err
	}
	for _, name := range a.cfg.Backends {
		var b muster.Backend
		if at := a.prover(name); at != nil {
			b, err = a.execBackend(at, source)
		} else {
			b, err = backendKinds[name](a, source, pipelines)
		}
		if err != nil {
			end()
			return nil, nil, fmt.Errorf("backend %s: %w", name, err)
		}
		all = append(all, b)
	}
	return all, end, nil
}

// backendKinds make the backends that muster brings, by name. What a worker
// lacks for one is said in the error, with what to install.
var backendKinds = map[string]func(*App, muster.KeySource, []*pipeline.Pipeline) (muster.Backend, error){
	"circom": (*App).circomBackend,
	"forge":  (*App).forgeBackend,
	"gnark":  (*App).gnarkBackend,
	"noir":   (*App).noirBackend,
	"set": func(*App, muster.KeySource, []*pipeline.Pipeline) (muster.Backend, error) {
		return set.New(), nil
	},
	"sunspot": (*App).sunspotBackend,
}

func (a *App) gnarkBackend(source muster.KeySource, pipelines []*pipeline.Pipeline) (muster.Backend, error) {
	witnessers := make(map[string]gnark.Witnesser)
	for _, p := range pipelines {
		switch p.Program {
		case rollup.Name:
			witnessers[p.Name] = rollup.Witness(source)
		case ownership.Name:
			witnessers[p.Name] = ownership.Witness
		}
	}
	return gnark.New(source, gnark.Options{Pipelines: witnessers, Log: a.log}), nil
}

// embeddedWorkers returns workers that run in the coordinator's process. They
// share one backend, so that a key is loaded once, and speak to the server as
// any other worker does.
func (p *plane) embeddedWorkers(ctx context.Context, n int) ([]func(context.Context) error, error) {
	source, err := worker.NewKeys(worker.KeysConfig{
		Dir: filepath.Join(p.app.cfg.DataDir, "workers", "keys"), Local: []worker.KeyLookup{p.ring.Path}, From: registered{p.artifacts}, Log: p.app.log,
	})
	if err != nil {
		return nil, err
	}
	backends, end, err := p.app.backends(source)
	if err != nil {
		return nil, err
	}
	// Each is told the whole machine: on a small one a newcomer's batch is to
	// run rather than to wait for a share that is large enough.
	caps, err := (&machineFlags{}).capabilities(1)
	if err != nil {
		end()
		return nil, err
	}
	var run []func(context.Context) error
	var left atomic.Int32 // the last to end takes the backends with it
	for i := 1; i <= n; i++ {
		dir := filepath.Join(p.app.cfg.DataDir, "workers", fmt.Sprint(i))
		token, err := p.enrolment(ctx)
		if err != nil {
			end()
			return nil, err
		}
		w, err := p.app.newWorker(workerConfig{
			server: p.url, dir: dir, name: fmt.Sprintf("worker-%d", i), token: token, slots: p.app.cfg.Slots, backends: backends, caps: caps,
		})
		if err != nil {
			end()
			return nil, err
		}
		left.Add(1)
		run = append(run, func(ctx context.Context) error {
			defer func() {
				if left.Add(-1) == 0 {
					end()
				}
			}()
			return w.Run(ctx)
		})
	}
	return run, nil
}

// registered gives the files of registered circuits to the workers beside their
// store.
type registered struct{ files *artifact.Store }

// OpenKey implements worker.KeyOpener.
func (r registered) OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return r.files.Get(ctx, a.Digest)
}

// enrolment issues a token for an embedded worker; in open mode none is needed.
func (p *plane) enrolment(ctx context.Context) (auth.Secret, error) {
	if p.app.cfg.Open {
		return "", nil
	}
	secret, _, err := p.coordinator.IssueCredential(ctx, muster.RoleProver, "", "embedded worker", true, 10*time.Minute)
	return auth.Secret(secret), err
}

// workerConfig is what tells one worker from another.
type workerConfig struct {
	server, dir, name   string
	token               auth.Secret
	slots               int
	group, zone, region string
	backends            []muster.Backend
	caps                muster.Capabilities
}

// httpClient keeps as many connections to the coordinator open as a worker with
// many slots uses.
func httpClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = t.MaxIdleConns
	return &http.Client{Transport: t}
}

func (a *App) newWorker(c workerConfig) (*worker.Worker, error) {
	id, err := auth.OpenIdentity(c.dir, c.token, rand.Reader, time.Now)
	if err != nil {
		return nil, fmt.Errorf("worker's identity: %w", err)
	}
	client, err := rpc.NewClient(c.server, httpClient(), id)
	if err != nil {
		return nil, err
	}
	return worker.New(worker.Config{
		Coordinator: client, ID: id.ID(), PublicKey: id.PublicKey(), Backends: c.backends, Capabilities: c.caps,
		Slots: c.slots, Name: c.name, Version: version, Group: c.group, Zone: c.zone, Region: c.region,
		StateDir: filepath.Join(c.dir, "state"), Grace: a.cfg.DrainFor, Log: a.log,
	})
}

func (a *App) workerCommand() *cobra.Command {
	def := config.Default()
	var token, tokenFile, name, group, zone, region string
	var machine machineFlags
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Run a worker, or look after the fleet",
		Long: `Run a worker that leases tasks from a coordinator and proves them. The first time
it needs a one-time token (muster credential issue --role prover), unless the
coordinator is open on this machine.`,
		Example: `  muster worker --server https://muster.example --token-file token
  muster worker --gpu-model l4 --vram 24GiB --gpu-arch sm_89 --zone us-central1-a --group basic
  muster worker --exec my-prover=/opt/prover/prove --backends gnark,set
  muster worker list
  muster worker drain worker_0192…`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if tokenFile != "" {
				b, err := a.readInput(tokenFile, 4096)
				if err != nil {
					return fmt.Errorf("enrolment token: %w", err)
				}
				token = strings.TrimSpace(string(b))
			}
			if name == "" {
				host, err := os.Hostname()
				if err != nil {
					return fmt.Errorf("host name: %w", err)
				}
				name = host
			}
			caps, err := machine.capabilities(a.cfg.Slots)
			if err != nil {
				return err
			}
			return a.runWorker(cmd.Context(), workerConfig{
				server: a.cfg.Server, dir: filepath.Join(a.cfg.DataDir, "worker"), name: name, token: auth.Secret(token),
				slots: a.cfg.Slots, group: group, zone: zone, region: region, caps: caps,
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&token, "token", "", "one-time enrolment token; better in --token-file")
	f.StringVar(&tokenFile, "token-file", "", "file with the enrolment token (- for standard input)")
	f.StringVar(&name, "name", "", "name for people; default the host's")
	f.StringVar(&group, "group", "", "group of (round, circuit) pairs it serves")
	f.StringVar(&zone, "zone", "", "zone where it runs")
	f.StringVar(&region, "region", "", "region where it runs")
	f.Int("slots", def.Slots, "tasks that run at once")
	machine.add(f)
	f.String("keys-dir", "", "folder of circuits and keys on this machine, looked at before downloading")
	addBackendFlags(f)
	f.StringSlice("forge-workers", nil, "URLs of Forge-style workers that prove chunks for it (backend forge)")
	f.Bool("mock-prover", false, "make mock proofs, which prove nothing")
	f.Duration("mock-delay", 0, "how long a mock proof takes")
	f.Duration("drain", def.DrainFor, "how long a shutdown waits for running tasks")
	cmd.AddCommand(a.workerListCommand(),
		a.workerMoveCommand("drain", "Let a worker finish what it holds and give it no more", nil, (*client.Client).DrainWorker),
		a.workerMoveCommand("resume", "End a worker's drain or suspension", []string{"release"}, (*client.Client).ResumeWorker),
		a.workerMoveCommand("suspend", "Keep a worker from leasing", nil, (*client.Client).SuspendWorker))
	return cmd
}

// runWorker runs one worker against a coordinator elsewhere.
func (a *App) runWorker(ctx context.Context, c workerConfig) error {
	if a.cfg.MockProver {
		a.log.WarnContext(ctx, "MOCK PROVER IS ON: proofs prove nothing")
	}
	id, err := auth.OpenIdentity(c.dir, c.token, rand.Reader, time.Now)
	if err != nil {
		return fmt.Errorf("worker's identity: %w", err)
	}
	client, err := rpc.NewClient(c.server, httpClient(), id)
	if err != nil {
		return err
	}
	var local []worker.KeyLookup
	if _, err := os.Stat(a.cfg.Keys()); err == nil {
		_, ring, err := a.openRing(program.Options{})
		if err != nil {
			return err
		}
		local = append(local, ring.Path)
	}
	source, err := worker.NewKeys(worker.KeysConfig{Dir: filepath.Join(c.dir, "keys"), Local: local, From: client, Log: a.log})
	if err != nil {
		return err
	}
	var end func()
	if c.backends, end, err = a.backends(source); err != nil {
		return err
	}
	defer end()
	w, err := a.newWorker(c)
	if err != nil {
		return err
	}
	return w.Run(ctx)
}

func (a *App) workerListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List workers",
		Example: "  muster worker list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			all, err := c.Workers(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(all)
			}
			rows := make([][]string, len(all))
			for i, w := range all {
				rows[i] = []string{
					string(w.ID), w.Name, string(w.State), fmt.Sprint(w.Held), fmt.Sprint(w.Capabilities.Backends),
					w.Group, w.Zone, ago(w.SeenAt, time.Now()),
				}
			}
			return a.table([]string{"ID", "NAME", "STATE", "HOLDS", "BACKENDS", "GROUP", "ZONE", "SEEN"}, rows)
		},
	}
}

func (a *App) workerMoveCommand(verb, short string, aliases []string, move func(*client.Client, context.Context, muster.WorkerID) (muster.Worker, error)) *cobra.Command {
	return &cobra.Command{
		Use:     verb + " WORKER",
		Short:   short,
		Aliases: aliases,
		Example: "  muster worker " + verb + " worker_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			id, err := muster.ParseWorkerID(args[0])
			if err != nil {
				return err
			}
			w, err := move(c, cmd.Context(), id)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(w)
			}
			fmt.Fprintf(a.Stdout, "%s is %s\n", w.ID, w.State)
			return nil
		},
	}
}
