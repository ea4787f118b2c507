package admin

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Upgrade has the proxy run other code, which DeployImplementation deployed.
// That the code understands the storage there is, its publishers have checked
// with the storage layout: nobody can see it on the chain.
type Upgrade struct{ Implementation common.Address }

// Name returns "upgrade".
func (Upgrade) Name() string { return "upgrade" }

// Slots of a proxy, of EIP-1967.
var (
	slotImplementation = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")
	slotAdmin          = common.HexToHash("0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103")
)

// proxy is how a contract is upgraded; zero where it is no proxy.
type proxy struct {
	Implementation common.Address `json:"implementation"`
	Admin          common.Address `json:"admin"` // contract that upgrades it
	Owner          common.Address `json:"owner"` // of that contract
}

func (a *Admin) proxy(ctx context.Context) (p proxy, err error) {
	for slot, into := range map[common.Hash]*common.Address{slotImplementation: &p.Implementation, slotAdmin: &p.Admin} {
		raw, err := a.cfg.Backend.StorageAt(ctx, a.cfg.Contract, slot, nil)
		if err != nil {
			return p, fmt.Errorf("read the proxy's storage: %w", err)
		}
		*into = common.BytesToAddress(raw)
	}
	if p.Admin == (common.Address{}) {
		return p, nil
	}
	admin := contracts.NewProxyAdmin()
	raw, err := a.cfg.Backend.CallContract(ctx, ethereum.CallMsg{To: &p.Admin, Data: admin.PackOwner()}, nil)
	if err != nil {
		return p, fmt.Errorf("read who may upgrade the proxy: %w", evm.Explain(err))
	}
	if p.Owner, err = admin.UnpackOwner(raw); err != nil {
		return p, fmt.Errorf("read who may upgrade the proxy: %w", err)
	}
	return p, nil
}

func (u Upgrade) plan(ctx context.Context, a *Admin, p *Preview) error {
	before, err := a.proxy(ctx)
	if err != nil {
		return err
	}
	if before.Admin == (common.Address{}) {
		return muster.InvalidField("contract", "a Proof Manager behind a proxy", a.cfg.Contract.Hex()+", which is none")
	}
	code, err := a.cfg.Backend.CodeAt(ctx, u.Implementation, nil)
	if err != nil {
		return fmt.Errorf("read the code of %s: %w", u.Implementation, err)
	}
	if len(code) == 0 {
		return muster.InvalidField("implementation", "the address of a contract", u.Implementation.Hex()+", where none is")
	}
	if u.Implementation == a.cfg.Contract {
		return muster.InvalidField("implementation", "another contract than the proxy itself", u.Implementation.Hex())
	}
	if err := a.looksRight(ctx, u.Implementation); err != nil {
		return err
	}
	p.Role = &RoleCheck{"owner of the proxy's upgrades", before.Owner == a.cfg.Account}
	if !p.Role.Held {
		p.refuse("the proxy is upgraded by %s, the account is %s", before.Owner, a.cfg.Account)
	}
	p.change("code of the Proof Manager", before.Implementation, u.Implementation)
	p.warn("the storage layout of the code can't be checked on the chain: its publishers have to have done it")
	p.call(evm.Call{
		To: before.Admin, Data: contracts.NewProxyAdmin().PackUpgradeAndCall(a.cfg.Contract, u.Implementation, nil),
		Label: "upgrade the Proof Manager to " + u.Implementation.Hex(),
	}, proxyABI)
	return nil
}

// looksRight sees that code answers as a Proof Manager does.
func (a *Admin) looksRight(ctx context.Context, implementation common.Address) error {
	manager := contracts.NewProofManager()
	for _, data := range [][]byte{manager.PackUsdc(), manager.PackObligations(), manager.PackProvingNetworks(), manager.PackMAXCLAIM()} {
		out, err := a.cfg.Backend.CallContract(ctx, ethereum.CallMsg{To: &implementation, Data: data}, nil)
		if err = evm.Explain(err); err != nil && !errors.Is(err, evm.ErrReverted) {
			return fmt.Errorf("look at %s: %w", implementation, err)
		}
		if err != nil || len(out) != 32 {
			return muster.InvalidField("implementation", "the code of a Proof Manager", implementation.Hex()+", which is something else")
		}
	}
	return nil
}
