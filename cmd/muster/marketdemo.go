package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/rollup"
)

// showOptions are the flags of the market's demonstration.
type showOptions struct {
	chain string
	keep  bool
}

func (a *App) marketDemoCommand() *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run a whole market on this machine: chain, submitter, three networks, audit",
		Long: `Run a whole market on this machine, for real: an EVM chain with the contracts and
a test token; a rollup's muster with a submitter; and three networks, each with a
muster of its own. Batches of signed transactions flow, and each is proven with
Groth16, whoever proves it:

  swift      is honest and fast
  tortoise   proves one batch, and misses the deadline of the next
  mayfly     brings a proof that is wrong, and is made inactive

What a network does not deliver the rollup's own fleet proves. Every batch is
settled on the chain, networks are paid, and the audit of the month ends it.

It takes four to five minutes on two cores, three of which pass until a request's
deadline does. The first run makes development keys.`,
		Example: `  muster market demo
  muster market demo --chain in-process
  muster market demo --keep           # leaves everything running, to be played with
  muster market demo --mock-prover    # rehearses it in a minute, proving nothing`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.chain == "auto" {
				o.chain = "geth"
				if _, err := devchain.FindGeth(); err != nil {
					fmt.Fprintf(a.Stdout, "%v; so the chain runs within this process\n", err)
					o.chain = "in-process"
				}
			}
			if a.quiet(cmd) { // what goes wrong here is meant to
				a.log = slog.New(slog.DiscardHandler)
			}
			return a.marketDemo(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.chain, "chain", "auto", "geth, in-process, or auto: geth where it is installed")
	f.Bool("mock-prover", false, "make every proof a mock that proves nothing")
	f.BoolVar(&o.keep, "keep", false, "leave everything running until it is interrupted")
	f.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	complete(cmd, "chain", append([]string{"auto"}, chainKinds...)...)
	return cmd
}

// show is one run of the market's demonstration.
type show struct {
	*App
	began    time.Time
	chain    *devChain
	admin    *evm.Sender
	market   evm.MarketDeployment
	contract *market.Contract
	inputs   [][]byte // of the rollup's batches, which follow one another
	house    *house   // the rollup's muster
	networks []*house // by number, from 1
	names    map[common.Address]string
}

// house is a muster with an account on the chain.
type house struct {
	name   string
	key    *evm.Key
	sender *evm.Sender
	plane  *plane
	work   []func(context.Context) error
}

// proofPrice is what the rollup offers for a proof.
const proofPrice market.USDC = 1_500_000

func (a *App) marketDemo(ctx context.Context, o showOptions) (err error) {
	s := &show{App: a, began: time.Now(), names: make(map[common.Address]string)}
	a.cfg.KeysDir = a.cfg.Keys()
	a.cfg.DataDir = filepath.Join(a.cfg.DataDir, "market", s.began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL, a.cfg.Store, a.cfg.Artifacts, a.cfg.Chains = "127.0.0.1:0", true, "", "", "", ""
	a.cfg.MockDelay = time.Second
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	if err := s.generate(); err != nil {
		return err
	}
	_, ring, err := a.openRing(program.Options{Make: true, Logger: a.log})
	if err != nil {
		return err
	}
	if a.cfg.MockProver {
		fmt.Fprintln(a.Stdout, "MOCK PROVER: proofs prove nothing, so nothing is settled, and the chain's clock is hurried where it can be")
	} else if err := a.setupKeys(ctx, a.Stdout, ring, "rollup", nil); err != nil {
		return err
	}
	if s.chain, err = openDevChain(ctx, o.chain, a.cfg.DataDir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.chain.close()) }()
	if err := s.deploy(ctx, ring); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.closeHouses()) }()
	if err := s.openHouses(ctx); err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	return s.run(running, func(ctx context.Context) error {
		defer stop()
		if err := s.perform(ctx); err != nil || !o.keep {
			return err
		}
		return s.stay(ctx)
	})
}

// showBatches is how many batches the rollup makes.
const showBatches = 5

// generate makes the rollup's batches.
func (s *show) generate() error {
	g, err := rollup.NewGenerator(uint64(s.began.UnixNano()), rollup.DefaultMix(16))
	if err != nil {
		return err
	}
	for id := uint64(1); id <= showBatches; id++ {
		b, err := g.Next(id)
		if err != nil {
			return err
		}
		input, err := json.Marshal(b)
		if err != nil {
			return fmt.Errorf("encode batch %d: %w", id, err)
		}
		s.inputs = append(s.inputs, input)
	}
	return nil
}

// say prints a line with the time since the beginning.
func (s *show) say(format string, args ...any) {
	at := time.Since(s.began).Truncate(time.Second)
	fmt.Fprintf(s.Stdout, "%4d:%02d  %s\n", int(at.Minutes()), int(at.Seconds())%60, fmt.Sprintf(format, args...))
}

// newHouse makes an account with money.
func (s *show) newHouse(ctx context.Context, name string) (*house, error) {
	private, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	h := &house{name: name, key: evm.KeyOf(private)}
	if h.sender, err = s.chain.sender(h.key); err != nil {
		return nil, err
	}
	s.names[h.key.Address()] = name
	money := new(big.Int).Mul(big.NewInt(5), big.NewInt(1e18))
	if _, err := s.admin.Send(ctx, evm.Call{To: h.key.Address(), Value: money, Label: "give " + name + " money for gas"}); err != nil {
		return nil, err
	}
	return h, nil
}

// weights are the networks' turns in each round. The preferred one, mayfly, has
// one more.
var weights = []struct {
	name  string
	turns uint16
}{{"swift", 1}, {"tortoise", 2}, {"mayfly", 1}}

const mayfly = 3

// deploy puts the contracts on the chain.
func (s *show) deploy(ctx context.Context, ring *program.Ring) (err error) {
	if s.admin, err = s.chain.sender(s.chain.account); err != nil {
		return err
	}
	s.names[s.admin.Address()] = "administrator"
	if s.house, err = s.newHouse(ctx, "rollup"); err != nil {
		return err
	}
	setup := evm.MarketSetup{PreferredWeight: 1, Submitter: s.house.key.Address(), Fund: big.NewInt(1_000_000_000)}
	for _, w := range weights {
		h, err := s.newHouse(ctx, w.name)
		if err != nil {
			return err
		}
		s.networks = append(s.networks, h)
		setup.Networks = append(setup.Networks, evm.MarketNetwork{Name: h.name, Address: h.key.Address(), Weight: w.turns})
	}
	if s.market, err = evm.DeployMarket(ctx, s.admin, setup); err != nil {
		return fmt.Errorf("deploy the market: %w", err)
	}
	if s.contract, err = market.Open(ctx, s.chain.node, s.market.ProofManager); err != nil {
		return err
	}
	if _, err := s.admin.Send(ctx, s.contract.SetPreferred(mayfly)); err != nil {
		return err
	}
	s.say("chain        %s", s.chain.where)
	s.say("market       Proof Manager at %s, with 1000 test USDC", s.market.ProofManager)
	if s.cfg.MockProver {
		s.house.plane, s.house.work, err = s.openMuster(ctx, s.house.name)
		return err
	}
	return s.deploySettlement(ctx, ring)
}

// deploySettlement deploys the rollup's contract and opens the rollup's muster,
// which settles there by an account of its own.
func (s *show) deploySettlement(ctx context.Context, ring *program.Ring) error {
	params, err := s.rollupParams()
	if err != nil {
		return err
	}
	circuits, err := settlementCircuits(ctx, ring, params, coordinator.DefaultProtocolVersion)
	if err != nil {
		return err
	}
	settler, err := s.newHouse(ctx, "settler")
	if err != nil {
		return err
	}
	setup := evm.SettlementSetup{Settler: settler.key.Address()}
	if setup.StateRoot, setup.ShieldedRoot, err = genesisRoots(s.inputs[0]); err != nil {
		return err
	}
	for _, c := range circuits {
		setup.Circuits = append(setup.Circuits, c.Circuit)
	}
	deployed, err := evm.DeploySettlement(ctx, s.admin, setup)
	if err != nil {
		return fmt.Errorf("deploy the settlement contract: %w", err)
	}
	s.say("settlement   contract at %s", deployed.Settlement)
	on := *s.chain
	on.account = settler.key
	s.house.plane, s.house.work, err = s.openMuster(ctx, s.house.name, devSettled(&on, deployed.Settlement))
	return err
}

// openMuster opens a muster with one worker.
func (s *show) openMuster(ctx context.Context, name string, on ...settledChain) (*plane, []func(context.Context) error, error) {
	own := *s.App
	own.cfg.DataDir = filepath.Join(s.cfg.DataDir, name)
	own.log = s.log.With("muster", name)
	p, err := own.openPlane(ctx, on...)
	if err != nil {
		return nil, nil, fmt.Errorf("open the muster of %s: %w", name, err)
	}
	workers, err := p.embeddedWorkers(ctx, 1)
	if err != nil {
		return nil, nil, errors.Join(err, p.close())
	}
	return p, workers, nil
}

// openHouses opens the networks' musters and the daemons.
func (s *show) openHouses(ctx context.Context) (err error) {
	for _, h := range s.networks {
		if h.plane, h.work, err = s.openMuster(ctx, h.name); err != nil {
			return err
		}
		daemon, err := s.networkDaemon(ctx, h)
		if err != nil {
			return err
		}
		h.work = append(h.work, daemon)
		s.say("network      %-9s at %s, muster at %s", h.name, h.key.Address(), h.plane.url)
	}
	daemon, err := s.submitterDaemon(ctx)
	if err != nil {
		return err
	}
	s.house.work = append(s.house.work, daemon)
	s.say("submitter    %s, muster at %s\n", s.house.key.Address(), s.house.plane.url)
	return nil
}

func (s *show) houses() []*house { return append([]*house{s.house}, s.networks...) }

func (s *show) closeHouses() error {
	var errs []error
	for _, h := range s.houses() {
		if h != nil && h.plane != nil {
			errs = append(errs, h.plane.close())
		}
	}
	return errors.Join(errs...)
}

// called names an account.
func (s *show) called(account common.Address) string {
	if name, ok := s.names[account]; ok {
		return name
	}
	return account.Hex()
}

// stay leaves everything running.
func (s *show) stay(ctx context.Context) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\neverything runs until it is interrupted\n  the rollup's muster  %s\n", s.house.plane.url)
	if s.chain.url != "" {
		fmt.Fprintf(&b, "  muster market admin status --rpc %[1]s --contract %[2]s --confirmations 0\n  muster market audit --rpc %[1]s --contract %[2]s --confirmations 0\n",
			s.chain.url, s.market.ProofManager)
	}
	fmt.Fprintf(&b, "  muster batch list --server %s", s.house.plane.url)
	fmt.Fprintln(s.Stdout, b.String())
	<-ctx.Done()
	return nil
}
