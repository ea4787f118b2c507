package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/submitter"
)

func (a *App) marketSubmitterCommand() *cobra.Command {
	var (
		where                        contractFlags
		account                      accountFlags
		policy                       submitter.Policy
		sourcing, judgeAfter         string
		price, perTask, perHour, max usdcFlag
		inputsDir, inputsURL, listen string
		poll                         time.Duration
	)
	cmd := &cobra.Command{
		Use:   "submitter",
		Short: "Buy proofs: take the muster's batches to networks, and fall back to the own fleet",
		Long: `Run the daemon that takes batches of the muster at --server to the market: those
whose sourcing is market-first, market-only or, when the own fleet would miss the
deadline, own-first. It puts their inputs where networks can fetch them, asks for
the proofs, marks what came to nothing, verifies and judges proofs, and gives a
batch to the own fleet when its network refuses, is silent, late or wrong.

It keeps no state of its own: stopped at any point, it goes on from the chain and
the muster. What is submitted to a market is public.`,
		Example: `  muster market submitter --rpc http://127.0.0.1:8545 --contract 0x… \
    --keystore submitter.json --password-file submitter.pass \
    --server http://127.0.0.1:7070 --listen 127.0.0.1:7090 --price 1.5 --timeout 30m
  muster market submitter … --inputs-dir /srv/inputs --inputs-url https://inputs.example`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx := cmd.Context()
			policy.Default, policy.JudgeAfter = muster.Sourcing(sourcing), submitter.JudgeAfter(judgeAfter)
			policy.Price = submitter.Price{Fixed: price.USDC, PerTask: perTask.USDC, PerHour: perHour.USDC}
			policy.Highest = max.USDC
			registry := prometheus.NewRegistry()
			server, err := newDaemonServer(ctx, listen, registry)
			if err != nil {
				return err
			}
			defer server.close()
			if inputsURL == "" {
				if inputsURL = server.url(); inputsURL == "" {
					return usage{errors.New("--inputs-url: say where networks fetch inputs, or have this daemon serve them on one address with --listen")}
				}
				a.log.WarnContext(ctx, "inputs are to be fetched from this machine's own address: networks elsewhere need --inputs-url", "url", inputsURL)
			}
			if inputsDir == "" {
				inputsDir = filepath.Join(a.cfg.DataDir, "market", "inputs")
			}
			folder, err := submitter.OpenFolder(inputsDir, strings.TrimSuffix(inputsURL, "/"))
			if err != nil {
				return err
			}
			server.mux.Handle("/inputs/", folder.Handler())
			var node *evm.Client
			var contract *market.Contract
			var sender *evm.Sender
			err = a.reach(ctx, func() (err error) {
				if node, contract, err = where.open(ctx, a); err != nil {
					return err
				}
				if sender, err = account.sender(ctx, a, node); err != nil {
					node.Close()
				}
				return err
			})
			if err != nil {
				return err
			}
			defer node.Close()
			c, err := a.client()
			if err != nil {
				return err
			}
			s, err := submitter.New(submitter.Config{
				Muster: c, Node: node, Contract: contract, Sender: sender, Account: sender.Address(), Inputs: folder, Policy: policy,
				NodeChain: where.chainID, Confirmations: account.confirmations, Poll: poll, Observer: submitter.NewMetrics(registry), Log: a.log,
			})
			if err != nil {
				return err
			}
			a.log.InfoContext(ctx, "submitter runs", "account", sender.Address().Hex(), "contract", contract.Address().Hex(), "inputs", inputsURL)
			return server.run(ctx, func(ctx context.Context) error {
				var cleaning sync.WaitGroup
				ctx, stop := context.WithCancel(ctx)
				defer cleaning.Wait()
				defer stop()
				cleaning.Go(func() { folder.KeepClean(ctx, a.log) })
				return s.Run(ctx)
			})
		},
	}
	f := cmd.Flags()
	where.add(f)
	account.add(f)
	f.StringVar(&sourcing, "default-sourcing", "", "sourcing of batches that do not say any; default own-only")
	f.Var(&price, "price", "USDC offered for a proof")
	f.Var(&perTask, "price-per-task", "USDC added for each task that the own fleet would do")
	f.Var(&perHour, "price-per-hour", "USDC added for each hour of the own fleet's estimated work")
	f.Var(&max, "max-price", "most USDC offered for one proof; default the contract's limit")
	f.DurationVar(&policy.Timeout, "timeout", 0, "most time for a proof; default the contract's 2h")
	f.DurationVar(&policy.Reserve, "reserve", 0, "time kept of a market-first batch's deadline for the own fleet")
	f.DurationVar(&policy.Margin, "margin", time.Minute, "how much before its deadline an own-first batch has to be expected")
	f.IntVar(&policy.Attempts, "attempts", 3, "how often a market-only batch is asked for")
	f.StringVar(&judgeAfter, "judge-after", string(submitter.AfterVerification), "verification, or settlement for batches with targets")
	f.StringVar(&listen, "listen", "", "address that serves inputs, /metrics and /healthz")
	f.StringVar(&inputsDir, "inputs-dir", "", "folder of the inputs; default <data-dir>/market/inputs")
	f.StringVar(&inputsURL, "inputs-url", "", "URL under which networks fetch them; default this daemon's")
	f.DurationVar(&poll, "poll", 5*time.Second, "between looks at chain and muster")
	complete(cmd, "judge-after", string(submitter.AfterVerification), string(submitter.AfterSettlement))
	complete(cmd, "default-sourcing", names(muster.Sourcings)...)
	return cmd
}

// names are words as texts.
func names[S ~string](words []S) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}
