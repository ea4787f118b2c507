package admin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// AddNetwork adds a network, active.
type AddNetwork struct {
	Network string // its name
	Address common.Address
	Weight  uint16 // turns in each round
}

// SetAddress gives a network another address: key rotation.
type SetAddress struct {
	Number  uint8
	Address common.Address
}

// SetActive makes a network active or inactive.
type SetActive struct {
	Number uint8
	Active bool
}

// SetWeight sets a network's turns in each round.
type SetWeight struct {
	Number uint8
	Weight uint16
}

// SetPreferred sets the preferred network, 0 for none.
type SetPreferred struct {
	Number uint8
	Why    string // shown in the preview; may be empty
}

// SetPreferredWeight sets the preferred network's turns in each round.
type SetPreferredWeight struct{ Weight uint16 }

// SetPaused stops new requests, or lets them in again.
type SetPaused struct{ Paused bool }

// PreferByAudit returns the action that an audit recommends. Returns CodeState
// where it recommends to leave things as they are.
func PreferByAudit(r audit.Recommendation) (SetPreferred, error) {
	if r.Action != audit.ActionPrefer || r.Network == 0 {
		return SetPreferred{}, muster.Errorf(muster.CodeState, "the audit recommends no other preferred network: %s", r.Reason)
	}
	return SetPreferred{Number: r.Network, Why: "the audit recommends network " + r.Name + ": " + r.Reason}, nil
}

// Name returns "network-add".
func (AddNetwork) Name() string { return "network-add" }

// Name returns "network-address".
func (SetAddress) Name() string { return "network-address" }

// Name returns "network-activate" or "network-deactivate".
func (s SetActive) Name() string {
	if s.Active {
		return "network-activate"
	}
	return "network-deactivate"
}

// Name returns "network-weight".
func (SetWeight) Name() string { return "network-weight" }

// Name returns "preferred".
func (SetPreferred) Name() string { return "preferred" }

// Name returns "preferred-weight".
func (SetPreferredWeight) Name() string { return "preferred-weight" }

// Name returns "pause" or "unpause".
func (s SetPaused) Name() string {
	if s.Paused {
		return "pause"
	}
	return "unpause"
}

// administrate adds a call of the contract that only administrators may make.
func (a *Admin) administrate(ctx context.Context, p *Preview, c evm.Call) error {
	held, err := a.contract.HasRole(ctx, market.RoleAdministrator, a.cfg.Account)
	if err != nil {
		return fmt.Errorf("read roles of %s: %w", a.cfg.Account, err)
	}
	p.Role = &RoleCheck{string(market.RoleAdministrator), held}
	if !held {
		p.refuse("%s is no administrator of %s", a.cfg.Account, a.cfg.Contract)
	}
	p.call(c, managerABI)
	return nil
}

// network reads a network, or says that there is none.
func (a *Admin) network(ctx context.Context, number uint8) (market.Network, error) {
	all, err := a.contract.Networks(ctx)
	if err != nil {
		return market.Network{}, err
	}
	if number == 0 || int(number) > len(all) {
		return market.Network{}, muster.InvalidField("network", fmt.Sprintf("a number from 1 to %d", len(all)), strconv.Itoa(int(number)))
	}
	return all[number-1], nil
}

const mostName = 64

func (n AddNetwork) plan(ctx context.Context, a *Admin, p *Preview) error {
	if n.Network == "" || len(n.Network) > mostName {
		return muster.InvalidField("name", fmt.Sprintf("1 to %d bytes", mostName), n.Network)
	}
	if n.Address == (common.Address{}) {
		return muster.InvalidField("address", "an account's address", n.Address.Hex())
	}
	all, err := a.contract.Networks(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Name == n.Network {
			p.warn("network %d has the same name", other.Number)
		}
	}
	if n.Weight == 0 {
		p.warn("with weight 0 it gets no requests but as the preferred network")
	}
	p.change("networks", len(all), len(all)+1)
	p.change(fmt.Sprintf("network %d", len(all)+1), "none", fmt.Sprintf("%q at %s, weight %d, active", n.Network, n.Address, n.Weight))
	return a.administrate(ctx, p, a.contract.AddNetwork(n.Network, n.Address, n.Weight))
}

func (s SetAddress) plan(ctx context.Context, a *Admin, p *Preview) error {
	if s.Address == (common.Address{}) {
		return muster.InvalidField("address", "an account's address", s.Address.Hex())
	}
	n, err := a.network(ctx, s.Number)
	if err != nil {
		return err
	}
	p.change(fmt.Sprintf("address of network %d (%q)", n.Number, n.Name), n.Address, s.Address)
	p.warn("live requests and %s USDC of rewards that are owed go with the network to the new address: start its daemon with the new key", n.Owed())
	return a.administrate(ctx, p, a.contract.SetAddress(s.Number, s.Address))
}

func (s SetActive) plan(ctx context.Context, a *Admin, p *Preview) error {
	n, err := a.network(ctx, s.Number)
	if err != nil {
		return err
	}
	all, err := a.contract.Networks(ctx)
	if err != nil {
		return err
	}
	others := 0
	for _, o := range all {
		if o.Active && o.Number != n.Number {
			others++
		}
	}
	if !s.Active && others == 0 {
		p.warn("no network will be active: every request will be refused at once")
	}
	p.change(fmt.Sprintf("network %d (%q) active", n.Number, n.Name), n.Active, s.Active)
	return a.administrate(ctx, p, a.contract.SetActive(s.Number, s.Active))
}

func (s SetWeight) plan(ctx context.Context, a *Admin, p *Preview) error {
	n, err := a.network(ctx, s.Number)
	if err != nil {
		return err
	}
	p.change(fmt.Sprintf("weight of network %d (%q)", n.Number, n.Name), n.Weight, s.Weight)
	if s.Weight == 0 {
		p.warn("with weight 0 it gets no requests but as the preferred network")
	}
	return a.administrate(ctx, p, a.contract.SetWeight(s.Number, s.Weight))
}

func (s SetPreferred) plan(ctx context.Context, a *Admin, p *Preview) error {
	after := "none"
	if s.Number != 0 {
		n, err := a.network(ctx, s.Number)
		if err != nil {
			return err
		}
		after = fmt.Sprintf("%d (%q)", n.Number, n.Name)
		if !n.Active {
			p.warn("network %d is inactive: its turns go to others", n.Number)
		}
	}
	number, weight, err := a.contract.Preferred(ctx)
	if err != nil {
		return err
	}
	before := "none"
	if number != 0 {
		n, err := a.network(ctx, number)
		if err != nil {
			return err
		}
		before = fmt.Sprintf("%d (%q)", n.Number, n.Name)
	}
	p.change("preferred network", before, after)
	if weight == 0 {
		p.warn("the preferred network has weight 0: it gets nothing beside its own turns")
	}
	if s.Why != "" {
		p.note("%s", s.Why)
	}
	return a.administrate(ctx, p, a.contract.SetPreferred(s.Number))
}

func (s SetPreferredWeight) plan(ctx context.Context, a *Admin, p *Preview) error {
	_, weight, err := a.contract.Preferred(ctx)
	if err != nil {
		return err
	}
	p.change("weight of the preferred network", weight, s.Weight)
	return a.administrate(ctx, p, a.contract.SetPreferredWeight(s.Weight))
}

func (s SetPaused) plan(ctx context.Context, a *Admin, p *Preview) error {
	paused, err := a.contract.Paused(ctx)
	if err != nil {
		return fmt.Errorf("read whether the market is paused: %w", err)
	}
	p.change("paused", paused, s.Paused)
	if s.Paused {
		p.warn("new requests will be refused; those that were asked for go on, and are paid")
	}
	return a.administrate(ctx, p, a.contract.SetPaused(s.Paused))
}
