package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market/network"
)

func (a *App) marketNetworkCommand() *cobra.Command {
	var (
		where     contractFlags
		account   accountFlags
		policy    network.Policy
		fetch     network.FetchOptions
		protocols []string
		least     usdcFlag
		price     usdcFlag
		claimAt   usdcFlag
		listen    string
		poll      time.Duration
	)
	cmd := &cobra.Command{
		Use:   "network",
		Short: "Sell proofs: commit to a network's requests and prove them with the own muster",
		Long: `Run the daemon of a proving network. It sees the requests that are assigned to
its account, fetches their inputs, asks its own muster (--server, --api-key of an
operator) whether it would be done in time, commits or refuses within two
minutes, proves, brings the proof and claims what it earned.

It keeps no state of its own: stopped at any point, it goes on from the chain and
its muster.`,
		Example: `  muster market network --rpc http://127.0.0.1:8545 --contract 0x… \
    --keystore network.json --password-file network.pass --server http://127.0.0.1:7070
  muster market network … --max-open 4 --least-reward 0.50 --price 1.25 --claim-at 100`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			at, err := addressOf("--contract", where.contract)
			if err != nil {
				return err
			}
			if policy.Protocols, err = protocolsOf(protocols); err != nil {
				return err
			}
			policy.LeastReward, policy.ClaimAt = least.USDC, claimAt.USDC
			policy.Price = network.Price{Fixed: price.USDC}
			registry := prometheus.NewRegistry()
			server, err := newDaemonServer(ctx, listen, registry)
			if err != nil {
				return err
			}
			defer server.close()
			c, err := a.client()
			if err != nil {
				return err
			}
			metrics := network.NewMetrics(registry)
			var node *evm.Client
			var sender *evm.Sender
			var d *network.Daemon
			err = a.reach(ctx, func() (err error) {
				if node, err = where.dial(ctx, a); err != nil {
					return err
				}
				if sender, err = account.sender(ctx, a, node); err == nil {
					d, err = network.New(ctx, network.Config{
						Backend: node, ChainID: where.chainID, Contract: at, Account: sender.Address(), Sender: sender,
						Muster: c, Policy: policy, Fetch: fetch, Poll: poll, Observer: metrics, Logger: a.log,
					})
				}
				if err != nil {
					node.Close()
				}
				return err
			})
			if err != nil {
				return err
			}
			defer node.Close()
			a.log.InfoContext(ctx, "network runs", "account", sender.Address().Hex(), "contract", at.Hex())
			return server.run(ctx, d.Run)
		},
	}
	f := cmd.Flags()
	where.add(f)
	account.add(f)
	f.IntVar(&policy.MostOpen, "max-open", 8, "most requests that are taken or committed to at a time")
	f.Var(&least, "least-reward", "refuse requests that pay less than so many USDC at most")
	f.Var(&price, "price", "USDC asked for a proof; default the request's highest reward")
	f.StringSliceVar(&protocols, "protocol", nil, "protocol versions that are accepted; default all")
	f.StringSliceVar(&policy.Pipelines, "pipeline", nil, "pipelines that are accepted; default all that the muster has")
	f.BoolVar(&policy.CommitUnknown, "commit-unknown", false, "commit also where the muster can't say when it would be done")
	f.Float64Var(&policy.Slack, "slack", 1.2, "by what factor work is taken to last longer than estimated")
	f.Var(&claimAt, "claim-at", "claim as soon as so many USDC are owed")
	f.DurationVar(&policy.ClaimEvery, "claim-every", 24*time.Hour, "claim what is owed so often; 0 is never")
	f.StringVar(&listen, "listen", "", "address that serves /metrics and /healthz")
	f.DurationVar(&poll, "poll", 3*time.Second, "between looks at the chain")
	f.BoolVar(&fetch.AllowPrivate, "allow-private-inputs", false, "fetch inputs from addresses of private networks and loopback too")
	return cmd
}
