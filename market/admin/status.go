package admin

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Status is how a Proof Manager stands.
type Status struct {
	Chain    string         `json:"chain_id"`
	Block    uint64         `json:"block"`
	Time     time.Time      `json:"time"` // of Block
	Contract common.Address `json:"contract"`
	Proxy    proxy          `json:"proxy"`
	Token    common.Address `json:"token"`
	Paused   bool           `json:"paused"`

	Balance     market.USDC `json:"balance"`     // of the token
	Obligations market.USDC `json:"obligations"` // of it, owed or may come to be
	Free        market.USDC `json:"free"`

	Administrators []common.Address `json:"administrators"`
	Submitters     []common.Address `json:"submitters"`

	Preferred       uint8           `json:"preferred"` // 0: none
	PreferredWeight uint16          `json:"preferred_weight"`
	Networks        []NetworkStatus `json:"networks"`
}

// NetworkStatus is a network in a Status.
type NetworkStatus struct {
	market.Network
	Owed      market.USDC `json:"owed"`
	Claimable market.USDC `json:"claimable"` // by one claim
	Share     float64     `json:"share"`     // of the requests to come, 0 to 1
}

// Status reads how the contract stands.
func (a *Admin) Status(ctx context.Context) (Status, error) {
	if a.contract == nil {
		return Status{}, muster.InvalidField("contract", "the address of the Proof Manager", "")
	}
	head, err := a.cfg.Backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return Status{}, fmt.Errorf("read the newest block: %w", err)
	}
	s := Status{
		Chain: a.chain.String(), Block: head.Number.Uint64(), Time: time.Unix(int64(head.Time), 0).UTC(), Contract: a.cfg.Contract, Token: a.token,
	}
	for _, read := range []func() error{
		func() (err error) { s.Proxy, err = a.proxy(ctx); return err },
		func() (err error) { s.Paused, err = a.contract.Paused(ctx); return err },
		func() (err error) { s.Balance, s.Obligations, err = a.contract.Funds(ctx); return err },
		func() (err error) { s.Administrators, err = a.holders(ctx, market.RoleAdministrator); return err },
		func() (err error) { s.Submitters, err = a.holders(ctx, market.RoleSubmitter); return err },
		func() (err error) { s.Preferred, s.PreferredWeight, err = a.contract.Preferred(ctx); return err },
		func() (err error) { s.Networks, err = a.networks(ctx); return err },
	} {
		if err := read(); err != nil {
			return Status{}, err
		}
	}
	s.Free = s.Balance - min(s.Obligations, s.Balance)
	s.share()
	return s, nil
}

func (a *Admin) networks(ctx context.Context) ([]NetworkStatus, error) {
	all, err := a.contract.Networks(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]NetworkStatus, len(all))
	for i, n := range all {
		claimable, err := a.contract.Claimable(ctx, n.Number)
		if err != nil {
			return nil, err
		}
		out[i] = NetworkStatus{Network: n, Owed: n.Owed(), Claimable: claimable}
	}
	return out, nil
}

// share computes who gets how much of the requests to come: turns by weight,
// where those of the preferred network are added to its own, or go round among
// all where nobody is preferred or active.
func (s *Status) share() {
	turns, total := make([]float64, len(s.Networks)), 0.0
	for i, n := range s.Networks {
		if n.Active {
			turns[i] = float64(n.Weight)
		}
		if n.Active && n.Number == s.Preferred {
			turns[i] += float64(s.PreferredWeight)
		}
		total += turns[i]
	}
	for i := range s.Networks {
		if total > 0 {
			s.Networks[i].Share = turns[i] / total
		}
	}
}

// String returns the status for people.
func (s Status) String() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-16s%s\n", name, fmt.Sprintf(format, args...))
	}
	line("chain", "%s, at block %d (%s)", s.Chain, s.Block, s.Time.Format(time.RFC3339))
	line("contract", "%s", s.Contract)
	line("code", "%s, upgraded by %s", s.Proxy.Implementation, s.Proxy.Owner)
	line("token", "%s", s.Token)
	line("paused", "%t", s.Paused)
	line("funds", "%s USDC, of which %s are owed or may come to be, and %s are free", s.Balance, s.Obligations, s.Free)
	line("administrators", "%s", list(s.Administrators))
	line("submitters", "%s", list(s.Submitters))
	line("preferred", "%s with weight %d", map[bool]string{true: "none", false: fmt.Sprint(s.Preferred)}[s.Preferred == 0], s.PreferredWeight)
	b.WriteString("\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "number\tname\taddress\tactive\tweight\tshare\tvalidated\tearned\tpaid\towed")
	for _, n := range s.Networks {
		fmt.Fprintf(w, "%d\t%q\t%s\t%t\t%d\t%.0f%%\t%d\t%s\t%s\t%s\n",
			n.Number, n.Name, n.Address, n.Active, n.Weight, 100*n.Share, n.Validated, n.Earned, n.Paid, n.Owed)
	}
	_ = w.Flush() // a builder takes everything
	return b.String()
}

func list(all []common.Address) string {
	texts := make([]string, len(all))
	for i, a := range all {
		texts[i] = a.Hex()
	}
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, " ")
}
