package admin

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Deploy deploys a Proof Manager behind a proxy.
type Deploy struct {
	evm.MarketSetup
	// TestToken allows Token to be zero: a test token that anybody may mint is
	// deployed, and pays for proofs. For development chains.
	TestToken bool
}

// DeployImplementation deploys the code of a Proof Manager, for an upgrade.
type DeployImplementation struct{}

// Name returns "deploy".
func (Deploy) Name() string { return "deploy" }

// Name returns "deploy-implementation".
func (DeployImplementation) Name() string { return "deploy-implementation" }

// setup is what is deployed. The account is the administrator where no other
// is named.
func (d Deploy) setup() evm.MarketSetup { return d.MarketSetup }

func (d Deploy) plan(ctx context.Context, a *Admin, p *Preview) error {
	if err := d.check(ctx, a); err != nil {
		return err
	}
	admin := d.Admin
	if admin == (common.Address{}) {
		admin = a.cfg.Account
	}
	nonce, err := a.cfg.Backend.PendingNonceAt(ctx, a.cfg.Account)
	if err != nil {
		return fmt.Errorf("read the account's nonce: %w", err)
	}
	create := func(label, function string, code []byte, in abi.Arguments, arguments ...any) common.Address {
		at := crypto.CreateAddress(a.cfg.Account, nonce)
		nonce++
		s := Step{Label: label, Creates: &at, Function: function, Data: code, Arguments: []Argument{}}
		for i, v := range arguments {
			s.Arguments = append(s.Arguments, Argument{in[i].Name, in[i].Type.String(), text(v)})
		}
		p.Steps = append(p.Steps, s)
		return at
	}
	token := d.Token
	if token == (common.Address{}) {
		token = create("deploy the test token", "constructor of TestUSDC", common.FromHex(contracts.TestUSDCMetaData.Bin), nil)
		p.warn("rewards are paid in a test token that anybody may mint")
	}
	implementation := create("deploy the Proof Manager's code", "constructor of ProofManager", contracts.ProofManagerCode(), nil)
	networks := make([]contracts.Network, len(d.Networks))
	for i, n := range d.Networks {
		networks[i] = contracts.Network{Name: n.Name, Address: n.Address, Weight: n.Weight}
		p.change(fmt.Sprintf("network %d", i+1), "none", fmt.Sprintf("%q at %s, weight %d, active", n.Name, n.Address, n.Weight))
	}
	init := func(token common.Address) []byte {
		return contracts.ProofManagerInit(networks, d.PreferredWeight, token, d.Submitter, admin)
	}
	at := create("deploy the Proof Manager", "constructor of TransparentUpgradeableProxy",
		contracts.ProxyConstructor(implementation, admin, init(token)), nil)
	proxy := &p.Steps[len(p.Steps)-1]
	_, proxy.Arguments = decoded(managerABI, init(token))
	proxy.Function += ", which calls initialize"
	proxy.simulate = d.rehearsal(admin, init)
	p.change("Proof Manager", "none", at)
	p.change("payment token", "none", token)
	p.change("administrator, also of upgrades", "none", admin)
	p.change("submitter", "none", d.Submitter)
	if len(d.Networks) == 0 {
		p.warn("there is no network: every request will be refused until one is added")
	}
	if admin == a.cfg.Account {
		p.note("the account stays administrator, with a key that deployed: another may be granted the role")
	}
	if d.Fund != nil && d.Fund.Sign() > 0 {
		p.note("%s USDC of the test token are minted to the Proof Manager, in a transaction of their own", usdc(d.Fund))
	}
	return nil
}

// check looks for what can't be right. What the contract itself checks is left
// to the rehearsal.
func (d Deploy) check(ctx context.Context, a *Admin) error {
	if d.Token == (common.Address{}) && !d.TestToken {
		return muster.InvalidField("token", "the address of an ERC-20 token with 6 decimals", "")
	}
	if d.Token != (common.Address{}) {
		if d.TestToken {
			return muster.InvalidField("token", "either a token or a test token", d.Token.Hex())
		}
		if d.Fund != nil && d.Fund.Sign() > 0 {
			return muster.InvalidField("fund", "nothing, unless a test token is deployed", d.Fund.String())
		}
		code, err := a.cfg.Backend.CodeAt(ctx, d.Token, nil)
		if err != nil {
			return fmt.Errorf("read the code of token %s: %w", d.Token, err)
		}
		if len(code) == 0 {
			return muster.InvalidField("token", "the address of an ERC-20 token", d.Token.Hex()+", where no contract is")
		}
	}
	if d.Submitter == (common.Address{}) {
		return muster.InvalidField("submitter", "an account's address", "")
	}
	var seen []common.Address
	for i, n := range d.Networks {
		field := fmt.Sprintf("networks[%d].", i)
		if n.Name == "" || len(n.Name) > mostName {
			return muster.InvalidField(field+"name", fmt.Sprintf("1 to %d bytes", mostName), n.Name)
		}
		if n.Address == (common.Address{}) || slices.Contains(seen, n.Address) {
			return muster.InvalidField(field+"address", "an account's address, of one network", n.Address.Hex())
		}
		seen = append(seen, n.Address)
	}
	return nil
}

func (DeployImplementation) plan(ctx context.Context, a *Admin, p *Preview) error {
	nonce, err := a.cfg.Backend.PendingNonceAt(ctx, a.cfg.Account)
	if err != nil {
		return fmt.Errorf("read the account's nonce: %w", err)
	}
	at := crypto.CreateAddress(a.cfg.Account, nonce)
	p.Steps = append(p.Steps, Step{
		Label: "deploy the Proof Manager's code", Creates: &at, Function: "constructor of ProofManager", Arguments: []Argument{}, Data: contracts.ProofManagerCode(),
	})
	p.change("code of a Proof Manager", "none", at)
	p.note("nothing uses the code until a proxy is upgraded to it")
	return nil
}
