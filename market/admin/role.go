package admin

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/market"
)

// Grant gives an account a role.
type Grant struct {
	Role market.Role
	To   common.Address
}

// Revoke takes a role from an account.
type Revoke struct {
	Role market.Role
	From common.Address
}

// Name returns "grant-submitter" or "grant-administrator".
func (g Grant) Name() string { return "grant-" + string(g.Role) }

// Name returns "revoke-submitter" or "revoke-administrator".
func (r Revoke) Name() string { return "revoke-" + string(r.Role) }

func checkRole(r market.Role, account common.Address) error {
	if r != market.RoleAdministrator && r != market.RoleSubmitter {
		return muster.InvalidField("role", "administrator or submitter", string(r))
	}
	if account == (common.Address{}) {
		return muster.InvalidField("account", "an account's address", account.Hex())
	}
	return nil
}

// roleBefore reads whether an account has a role.
func (a *Admin) roleBefore(ctx context.Context, r market.Role, account common.Address) (bool, error) {
	has, err := a.contract.HasRole(ctx, r, account)
	if err != nil {
		return false, fmt.Errorf("read roles of %s: %w", account, err)
	}
	return has, nil
}

func (g Grant) plan(ctx context.Context, a *Admin, p *Preview) error {
	if err := checkRole(g.Role, g.To); err != nil {
		return err
	}
	has, err := a.roleBefore(ctx, g.Role, g.To)
	if err != nil {
		return err
	}
	p.change(fmt.Sprintf("%s is %s", g.To, g.Role), has, true)
	if g.Role == market.RoleAdministrator {
		p.warn("an administrator may take out all free funds, and make and remove administrators")
	}
	return a.administrate(ctx, p, a.contract.Grant(g.Role, g.To))
}

func (r Revoke) plan(ctx context.Context, a *Admin, p *Preview) error {
	if err := checkRole(r.Role, r.From); err != nil {
		return err
	}
	has, err := a.roleBefore(ctx, r.Role, r.From)
	if err != nil {
		return err
	}
	p.change(fmt.Sprintf("%s is %s", r.From, r.Role), has, false)
	if err := a.administrate(ctx, p, a.contract.Revoke(r.Role, r.From)); err != nil {
		return err
	}
	holders, err := a.holders(ctx, r.Role)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(holders, func(h common.Address) bool { return h == r.From })
	switch {
	case len(left) > 0 || !has:
	case r.Role == market.RoleAdministrator:
		p.refuse("%s is the last administrator: without one nobody could change anything any more", r.From)
	default:
		p.warn("%s is the last submitter: nobody will ask for proofs or judge them, and networks claim the validation of what they brought after a day", r.From)
	}
	return nil
}

// holders lists who has a role, in order, from the contract's events, each
// confirmed by the contract.
func (a *Admin) holders(ctx context.Context, role market.Role) ([]common.Address, error) {
	head, err := a.cfg.Backend.BlockNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the newest block: %w", err)
	}
	id := managerABI.Events[contracts.ProofManagerRoleGrantedEventName].ID
	manager := contracts.NewProofManager()
	var seen []common.Address
	for from, size := a.cfg.From, a.cfg.Blocks; from <= head; {
		last := min(head, from+size-1)
		logs, err := a.cfg.Backend.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(last),
			Addresses: []common.Address{a.cfg.Contract}, Topics: [][]common.Hash{{id}},
		})
		if market.TooMuch(err) && last > from {
			size = max((last-from+1)/2, 1)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read who was given a role, blocks %d to %d: %w", from, last, err)
		}
		for i := range logs {
			if e, err := manager.UnpackRoleGrantedEvent(&logs[i]); err == nil && !slices.Contains(seen, e.Account) {
				seen = append(seen, e.Account)
			}
		}
		from = last + 1
	}
	holders := []common.Address{}
	for _, account := range seen {
		has, err := a.roleBefore(ctx, role, account)
		if err != nil {
			return nil, err
		}
		if has {
			holders = append(holders, account)
		}
	}
	return holders, nil
}
