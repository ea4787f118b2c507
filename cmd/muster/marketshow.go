package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/admin"
	"github.com/muster-zk/muster/market/audit"
	"github.com/muster-zk/muster/market/network"
	"github.com/muster-zk/muster/market/submitter"
)

// Pauses between looks: a demonstration is not to wait for its daemons.
const (
	showPoll          = time.Second
	showConfirmations = 2
	// showDeadline leaves a network little more than the three minutes that a
	// submitter asks for at least.
	showDeadline = 3*time.Minute + 25*time.Second
)

// altering is a muster whose proofs get one bit flipped on their way out.
type altering struct{ *client.Client }

// Proof returns a batch's final proof, altered.
func (a altering) Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error) {
	p, err := a.Client.Proof(ctx, id)
	if err == nil {
		p.Proof = slices.Clone(p.Proof)
		p.Proof[len(p.Proof)/2] ^= 1
	}
	return p, err
}

// tiring is a muster that knows no deadlines and gives the proof of one batch
// only.
type tiring struct {
	*client.Client
	gave *muster.BatchID
}

// Submit submits a batch, without its deadline.
func (t tiring) Submit(ctx context.Context, s muster.Submission) (muster.Batch, bool, error) {
	s.Deadline = time.Time{}
	return t.Client.Submit(ctx, s)
}

// Proof returns the first batch's final proof.
func (t tiring) Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error) {
	if *t.gave == "" {
		*t.gave = id
	}
	if id != *t.gave {
		return muster.FinalProof{}, muster.Errorf(muster.CodeUnavailable, "it is too tired")
	}
	return t.Client.Proof(ctx, id)
}

// networkDaemon makes the daemon of a network.
func (s *show) networkDaemon(ctx context.Context, h *house) (func(context.Context) error, error) {
	c, err := client.New(h.plane.url, client.Options{})
	if err != nil {
		return nil, err
	}
	var own network.Muster = c
	switch h.name {
	case "tortoise":
		own = tiring{c, new(muster.BatchID)}
	case "mayfly":
		own = altering{c}
	}
	d, err := network.New(ctx, network.Config{
		Backend: s.chain.node, Contract: s.market.ProofManager, Account: h.key.Address(), Sender: h.sender, Muster: own,
		Policy: network.Policy{CommitUnknown: true, ClaimAt: 1}, Fetch: network.FetchOptions{AllowPrivate: true},
		Poll: showPoll, Logger: s.log,
	})
	if err != nil {
		return nil, fmt.Errorf("daemon of %s: %w", h.name, err)
	}
	return d.Run, nil
}

// submitterDaemon makes the submitter, which serves the inputs itself.
func (s *show) submitterDaemon(ctx context.Context) (func(context.Context) error, error) {
	registry := prometheus.NewRegistry()
	server, err := newDaemonServer(ctx, "127.0.0.1:0", registry)
	if err != nil {
		return nil, err
	}
	inputs, err := submitter.OpenFolder(filepath.Join(s.cfg.DataDir, "inputs"), server.url())
	if err != nil {
		return nil, err
	}
	server.mux.Handle("/inputs/", inputs.Handler())
	c, err := client.New(s.house.plane.url, client.Options{})
	if err != nil {
		return nil, err
	}
	d, err := submitter.New(submitter.Config{
		Muster: c, Node: s.chain.node, Contract: s.contract, Sender: s.house.sender, Account: s.house.key.Address(), Inputs: inputs,
		Policy:        submitter.Policy{Price: submitter.Price{Fixed: proofPrice}, Timeout: 20 * time.Minute, Grace: 5 * time.Second},
		Confirmations: showConfirmations, Poll: showPoll, AllowMock: s.cfg.MockProver, Observer: submitter.NewMetrics(registry), Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return server.run(ctx, d.Run) }, nil
}

// run runs all musters and daemons, and the script beside them, which ends when
// one of them does.
func (s *show) run(ctx context.Context, script func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, h := range s.houses() {
		g.Go(func() error { return h.plane.run(ctx, h.work...) })
	}
	ended := make(chan error, 1)
	go func() { ended <- script(ctx) }()
	err := g.Wait()
	if outcome := <-ended; outcome != nil && (err == nil || !errors.Is(outcome, context.Canceled)) {
		err = outcome
	}
	return err
}

// perform is what happens.
func (s *show) perform(ctx context.Context) error {
	rollup, err := client.New(s.house.plane.url, client.Options{})
	if err != nil {
		return err
	}
	told, stop := s.tell(ctx)
	defer stop()
	targets := []string{chainName}
	if s.cfg.MockProver {
		targets = nil
	}
	var ids []muster.BatchID
	submit := func(deadline time.Time) error {
		b, _, err := rollup.Submit(ctx, muster.Submission{
			Pipeline: "rollup", Input: s.inputs[len(ids)], Targets: targets, Sourcing: muster.SourceMarketFirst, Deadline: deadline,
		})
		if err != nil {
			return err
		}
		ids = append(ids, b.ID)
		told.number(b.ID, len(ids))
		// Turns are taken in the order of the requests.
		return told.wait(ctx, b.ID, muster.RequestPending)
	}
	for i := range 4 {
		var deadline time.Time
		if i == 2 {
			deadline = time.Now().Add(showDeadline)
		}
		if err := submit(deadline); err != nil {
			return err
		}
	}

	// The tortoise commits to batch 3, and stops working when it has proven 2.
	if err := told.wait(ctx, ids[1], muster.RequestProven); err != nil {
		return err
	}
	if err := told.wait(ctx, ids[2], muster.RequestCommitted); err != nil {
		return err
	}
	if err := s.tire(ctx, s.networks[1]); err != nil {
		return err
	}
	if err := told.wait(ctx, ids[3], muster.RequestValidationFailed); err != nil {
		return err
	}
	if err := s.deactivate(ctx, mayfly); err != nil {
		return err
	}
	if err := submit(time.Time{}); err != nil {
		return err
	}
	if err := told.wait(ctx, ids[4], muster.RequestCommitted); err != nil {
		return err
	}
	if s.cfg.MockProver && s.chain.pass != nil {
		if err := s.chain.pass(showDeadline); err != nil {
			return err
		}
	}
	if err := told.wait(ctx, ids[2], muster.RequestTimedOut); err != nil {
		return err
	}
	for i, id := range ids {
		if err := s.completed(ctx, rollup, i+1, id); err != nil {
			return err
		}
	}
	for _, i := range []int{0, 1, 4} {
		if err := told.wait(ctx, ids[i], muster.RequestValidated); err != nil {
			return err
		}
	}
	for network, proofs := range map[uint8]market.USDC{1: 2, 2: 1} {
		if err := told.paid(ctx, network, proofs*proofPrice); err != nil {
			return err
		}
	}
	stop()
	return s.audit(ctx)
}

// tire makes a network's workers stop after what they are at.
func (s *show) tire(ctx context.Context, h *house) error {
	c, err := client.New(h.plane.url, client.Options{})
	if err != nil {
		return err
	}
	workers, err := c.Workers(ctx)
	if err != nil {
		return err
	}
	for _, w := range workers {
		if _, err := c.DrainWorker(ctx, w.ID); err != nil {
			return err
		}
	}
	s.say("%s's workers take no more tasks", h.name)
	return nil
}

// deactivate makes a network inactive, as the administrator would.
func (s *show) deactivate(ctx context.Context, number uint8) error {
	m, err := admin.New(ctx, admin.Config{Backend: s.chain.node, Contract: s.market.ProofManager, Account: s.admin.Address(), Sender: s.admin, From: s.market.Block})
	if err != nil {
		return err
	}
	p, err := m.Plan(ctx, admin.SetActive{Number: number})
	if err != nil {
		return err
	}
	_, err = m.Execute(ctx, p, true)
	return err
}

// completed waits until a batch is settled.
func (s *show) completed(ctx context.Context, c *client.Client, number int, id muster.BatchID) error {
	tick := time.NewTicker(showPoll)
	defer tick.Stop()
	for {
		b, err := c.Batch(ctx, id)
		if err != nil {
			return err
		}
		if b.State == muster.BatchCompleted && len(b.Targets) == 0 {
			s.say("batch %d      completed", number)
			return nil
		}
		if b.State == muster.BatchCompleted {
			d, err := c.Settlement(ctx, id, chainName)
			if err != nil {
				return err
			}
			s.say("batch %d      settled in block %d for %d gas", number, d.Block, d.GasUsed)
			return nil
		}
		if b.State.Terminal() {
			return refused{fmt.Errorf("batch %s is %s: %s", id, b.State, b.Failure)}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// audit audits the month and shows the report.
func (s *show) audit(ctx context.Context) error {
	head, err := s.chain.node.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("read head: %w", err)
	}
	period := audit.Month(time.Unix(int64(head.Time), 0))
	ledger, err := audit.Collect(ctx, audit.Source{Node: s.chain.node, Contract: s.contract, FirstBlock: s.market.Block}, period)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	report := audit.Compute(ledger, period, audit.Rules{MinRequests: 1})
	fmt.Fprintln(s.Stdout)
	if err := audit.WriteTable(s.Stdout, report); err != nil {
		return err
	}
	for name, write := range map[string]func(io.Writer, audit.Report) error{"audit.svg": audit.DrawSVG, "audit.json": audit.WriteJSON} {
		if err := writeFile(filepath.Join(s.cfg.DataDir, name), io.Discard, func(w io.Writer) error { return write(w, report) }); err != nil {
			return err
		}
	}
	if len(report.Differences) > 0 {
		return fmt.Errorf("the audit found differences: %v", report.Differences)
	}
	fmt.Fprintf(s.Stdout, "\ndone in %.0f s. The audit's chart and figures are in %s%c\n", time.Since(s.began).Seconds(), s.cfg.DataDir, os.PathSeparator)
	return nil
}
