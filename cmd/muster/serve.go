package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/config"
)

// serveFlags adds the flags of commands that run a coordinator.
func serveFlags(cmd *cobra.Command) {
	def := config.Default()
	f := cmd.Flags()
	f.String("listen", def.Listen, "address of the HTTP server")
	f.String("public-url", "", "URL under which workers reach it; default http://<listen>")
	f.String("store", "", "postgres://… or sqlite:<file>; default a SQLite file in the data directory")
	f.String("artifacts", "", "s3://bucket?…, gs://bucket, azblob://container or a folder; default a folder in the data directory")
	f.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	f.StringSlice("pipelines", nil, "further pipeline files")
	addBackendFlags(f)
	f.Bool("mock-prover", false, "make every proof a mock that proves nothing")
	f.Bool("mock-settlement", false, "have a chain \"mock\" that settles nothing; Forge's swarm batches settle on it")
	f.StringSlice("forge-state", nil, "files of accounts that Forge's swarm batches may begin with")
	f.StringSlice("forge-settle", nil, "chains that Forge's swarm batches are settled on")
	f.Bool("production", false, "refuse mocks, open access and development keys")
	f.Duration("lease", def.LeaseFor, "how long a silent worker keeps a task")
	f.Duration("drain", def.DrainFor, "how long a shutdown waits for running tasks")
	f.Int64("input-limit", def.InputLimit, "most bytes of a batch's input")
	f.Int64("output-limit", def.OutputLimit, "most bytes of a task's output")
	f.Int64("circuit-limit", def.CircuitLimit, "most bytes of one file of a registered circuit")
	f.Duration("retain-batches", def.RetainBatches, "how long ended batches are kept; 0 is for ever")
	f.Duration("gc-grace", def.GCGrace, "age from which artifacts that nothing names are deleted")
	f.String("tenant-quota", "", "bytes that tenants may keep, such as acme=10GiB,*=100GiB")
	f.String("tenant-open", "", "open batches that tenants may have, such as acme=10,*=100")
	f.String("artifact-limit", "", "bytes of the artifact folder from which no new batches are taken, such as 500GiB")
	f.String("artifact-reserve", def.ArtifactReserve, "bytes to stay free on its disk for running tasks")
	f.StringSlice("committees", nil, "files of the committees that attest batches")
	f.String("committee-token", "", "credential for their signers; better in MUSTER_COMMITTEE_TOKEN")
	f.String("chains", "", "file of the chains that batches are settled on")
	f.String("sourcing", def.Sourcing, "where proofs of batches that don't say come from: "+strings.Join(sourcings(), ", "))
	f.Duration("pick-within", def.PickWithin, "how long a market-first batch is held for a submitter to take it")
	complete(cmd, "sourcing", sourcings()...)
	f.String("tls-cert", "", "certificate file of the server")
	f.String("tls-key", "", "key file of the server")
}

func (a *App) upCommand() *cobra.Command {
	def := config.Default()
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run everything in one process: coordinator, workers, embedded store",
		Long: `Run a coordinator and workers in one process, with embedded state in the data
directory. The first start makes development keys of the built-in rollup, which
takes about a minute. On loopback no credentials are asked for.`,
		Example: `  muster up
  muster up --workers 1 --listen 127.0.0.1:8080
  muster up --store postgres://localhost/muster
  muster up --mock-prover    # rehearse any pipeline without a prover`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("open") && lookupEnv(a.Env, "MUSTER_OPEN") == "" && !a.cfg.Production {
				a.cfg.Open = auth.CheckOpen(a.cfg.Listen) == nil
			}
			return a.up(cmd.Context())
		},
	}
	serveFlags(cmd)
	cmd.Flags().Int("workers", def.Workers, "workers in this process")
	cmd.Flags().Int("slots", def.Slots, "tasks that each of them runs at once")
	cmd.Flags().StringSlice("forge-workers", nil, "URLs of Forge-style workers that prove chunks (backend forge)")
	cmd.Flags().Bool("open", false, "ask for no credentials; default on loopback")
	cmd.Flags().Duration("mock-delay", 0, "how long a mock proof takes")
	return cmd
}

func (a *App) up(ctx context.Context) error {
	p, err := a.openPlane(ctx)
	if err != nil {
		return err
	}
	err = a.upOn(ctx, p)
	if e := p.close(); err == nil {
		err = e
	}
	return err
}

func (a *App) upOn(ctx context.Context, p *plane) error {
	// Without a worker here there is nobody who would wait for them; a batch that
	// wants them has them made.
	if !a.cfg.MockProver && !a.cfg.Production && a.cfg.Workers > 0 {
		if err := p.ensureKeys(ctx, a.Stderr, "rollup", nil); err != nil {
			return err
		}
	}
	workers, err := p.embeddedWorkers(ctx, a.cfg.Workers)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "muster is up at %s\n", p.url)
	if a.cfg.Open {
		server := ""
		if p.url != config.Default().Server {
			server = " --server " + p.url
		}
		fmt.Fprintf(a.Stdout, "try: muster batch submit%s --input examples/rollup/batch.json --watch\n", server)
	}
	return p.run(ctx, workers...)
}

func (a *App) coordinatorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "coordinator",
		Short: "Run a coordinator; workers come from elsewhere",
		Long: `Run a coordinator. Clients need an API key and workers an enrolment token; the
first operator's key is printed at the first start.`,
		Example: `  muster coordinator --listen 0.0.0.0:7070 --public-url https://muster.example \
    --store postgres://… --artifacts 's3://bucket?region=eu-central-1'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.openPlane(cmd.Context())
			if err != nil {
				return err
			}
			if err = a.firstKey(cmd.Context(), p); err == nil {
				fmt.Fprintf(a.Stdout, "muster is up at %s\n", p.url)
				err = p.run(cmd.Context())
			}
			if e := p.close(); err == nil {
				err = e
			}
			return err
		},
	}
	serveFlags(cmd)
	cmd.Flags().Bool("open", false, "ask for no credentials; on loopback only")
	return cmd
}

// firstKey issues an operator's API key where there is none, into a file that
// its owner alone can read.
func (a *App) firstKey(ctx context.Context, p *plane) error {
	if a.cfg.Open {
		return nil
	}
	all, err := p.coordinator.Credentials(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Role == muster.RoleOperator && c.RevokedAt.IsZero() {
			return nil
		}
	}
	secret, _, err := p.coordinator.IssueCredential(ctx, muster.RoleOperator, auth.DefaultTenant, "first operator", false, 0)
	if err != nil {
		return err
	}
	path := filepath.Join(a.cfg.DataDir, "operator.key")
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the first operator's key: %w", err)
	}
	fmt.Fprintf(a.Stdout, "the first operator's API key is in %s; use it as MUSTER_API_KEY\n", path)
	return nil
}

func (a *App) credentialCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "credential",
		Short: "Issue and revoke API keys and workers' enrolment tokens",
	}
	var role, tenant, note string
	var life time.Duration
	issue := &cobra.Command{
		Use:   "issue",
		Short: "Issue an API key, or with --role prover a one-time enrolment token of a worker",
		Example: `  muster credential issue --role submitter --tenant acme
  muster credential issue --role prover --life 1h`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			secret, cred, err := c.IssueCredential(cmd.Context(), muster.Role(role), tenant, note, role == string(muster.RoleProver), life)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"secret": secret, "credential": cred})
			}
			fmt.Fprintln(a.Stdout, secret)
			return nil
		},
	}
	issue.Flags().StringVar(&role, "role", "submitter", "viewer, submitter, operator or prover")
	issue.Flags().StringVar(&tenant, "tenant", "", "tenant whose batches it may see")
	issue.Flags().StringVar(&note, "note", "", "what it is for")
	issue.Flags().DurationVar(&life, "life", 0, "how long it is valid; 0 is for ever")
	list := &cobra.Command{
		Use:     "list",
		Short:   "List credentials, without their secrets",
		Example: "  muster credential list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			all, err := c.Credentials(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(all)
			}
			rows := make([][]string, len(all))
			for i, c := range all {
				state := "valid"
				switch {
				case !c.RevokedAt.IsZero():
					state = "revoked"
				case !c.ExpiresAt.IsZero() && c.ExpiresAt.Before(time.Now()):
					state = "expired"
				}
				rows[i] = []string{c.ID, string(c.Role), c.Tenant, state, ago(c.CreatedAt, time.Now()), strings.TrimSpace(c.Note)}
			}
			return a.table([]string{"ID", "ROLE", "TENANT", "STATE", "ISSUED", "NOTE"}, rows)
		},
	}
	revoke := &cobra.Command{
		Use:     "revoke ID",
		Short:   "Revoke a credential",
		Example: "  muster credential revoke key_4893d2530f6d4d5c",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			return c.RevokeCredential(cmd.Context(), args[0])
		},
	}
	cmd.AddCommand(issue, list, revoke)
	return cmd
}
