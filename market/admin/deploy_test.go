package admin

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

func TestDeploy(t *testing.T) {
	w := bare(t)
	a := w.admin(0)
	p, err := a.Plan(t.Context(), w.setup())
	if err != nil {
		t.Fatal(err)
	}
	if p.Refused != "" || len(p.Steps) != 3 || w.height() != 0 {
		t.Fatalf("preview, at height %d:\n%s", w.height(), p)
	}
	for _, part := range []string{"initialize", w.accounts[2].Hex(), "rewards are paid in a test token", `"two"`, "minted"} {
		if !strings.Contains(p.String(), part) {
			t.Errorf("the preview does not show %q:\n%s", part, p)
		}
	}
	done, err := a.Execute(t.Context(), p, true)
	if err != nil {
		t.Fatal(err)
	}
	d := done.Deployed
	if *p.Steps[0].Creates != d.Token || *p.Steps[1].Creates != d.Implementation || *p.Steps[2].Creates != d.ProofManager {
		t.Errorf("deployed %+v, the preview showed\n%s", d, p)
	}
	w.deployed = *d
	s := w.status()
	if len(s.Networks) != 2 || s.Free != 1000*dollars || s.Proxy.Implementation != d.Implementation || s.Proxy.Admin != d.ProxyAdmin ||
		s.Proxy.Owner != w.accounts[0] || len(s.Administrators) != 1 || s.Submitters[0] != w.accounts[1] {
		t.Errorf("status\n%s", s)
	}
	for _, part := range []string{"1000 USDC, of which 0", `"one"`, "50%", "none with weight 2"} {
		if !strings.Contains(s.String(), part) {
			t.Errorf("the status does not show %q:\n%s", part, s)
		}
	}
	// With a token that is there, and another administrator.
	q := w.setup()
	q.TestToken, q.Token, q.Fund, q.Admin = false, d.Token, nil, w.accounts[4]
	if done = w.do(w.admin(0), q); done.Deployed.Token != d.Token {
		t.Errorf("deployed %+v", done.Deployed)
	}
	w.deployed = *done.Deployed
	if s := w.status(); s.Administrators[0] != w.accounts[4] || s.Proxy.Owner != w.accounts[4] {
		t.Errorf("status\n%s", s)
	}
}

// What only the contract checks, the rehearsal shows before anything is paid
// for.
func TestDeployWouldFail(t *testing.T) {
	w := bare(t)
	token, err := w.sender(0).Deploy(t.Context(), "no token", contracts.ProofManagerCode())
	if err != nil {
		t.Fatal(err)
	}
	a := w.admin(0)
	for words, change := range map[string]func(*Deploy){
		"neither submitter nor administrator": func(d *Deploy) { d.Submitter = w.accounts[2] },
		"deploy the Proof Manager would fail": func(d *Deploy) { d.TestToken, d.Token, d.Fund = false, token.ContractAddress, nil },
		"takes no more networks": func(d *Deploy) {
			for i := range 64 {
				d.Networks = append(d.Networks, evm.MarketNetwork{Name: "x", Address: common.BigToAddress(big.NewInt(int64(1000 + i))), Weight: 1})
			}
		},
	} {
		d := w.setup()
		change(&d)
		height := w.height()
		p, err := a.Plan(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.Refused, words) {
			t.Errorf("%s: refused because %q", words, p.Refused)
		}
		if _, err := a.Execute(t.Context(), p, true); muster.CodeOf(err) != muster.CodeState || w.height() != height {
			t.Errorf("%s: executed all the same: %v", words, err)
		}
	}
}

func TestDeployWrongArguments(t *testing.T) {
	w := bare(t)
	a := w.admin(0)
	for name, change := range map[string]func(*Deploy){
		"no token":          func(d *Deploy) { d.TestToken = false },
		"both tokens":       func(d *Deploy) { d.Token = w.accounts[0] },
		"no token there":    func(d *Deploy) { d.TestToken, d.Token, d.Fund = false, w.accounts[0], nil },
		"fund a real token": func(d *Deploy) { d.TestToken, d.Token = false, w.accounts[0] },
		"no submitter":      func(d *Deploy) { d.Submitter = common.Address{} },
		"no name":           func(d *Deploy) { d.Networks[0].Name = "" },
		"one address twice": func(d *Deploy) { d.Networks[0].Address = d.Networks[1].Address },
		"no address":        func(d *Deploy) { d.Networks[0].Address = common.Address{} },
	} {
		d := w.setup()
		change(&d)
		if _, err := a.Plan(t.Context(), d); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDeployWithoutMoney(t *testing.T) {
	chain, err := devchain.InProcess(devchain.Options{Accounts: 5, Balance: big.NewInt(params.GWei)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chain.Close() })
	w := &world{t: t, chain: chain}
	for _, a := range chain.Accounts() {
		w.accounts = append(w.accounts, a.Address())
	}
	p, err := w.admin(0).Plan(t.Context(), w.setup())
	if err != nil || !strings.Contains(p.Refused, "wei, the fees may come to") {
		t.Errorf("%v\n%s", err, p)
	}
}

func TestUpgrade(t *testing.T) {
	w := newWorld(t)
	a := w.admin(0)
	before := w.status()
	done := w.do(a, DeployImplementation{})
	if done.Contract == (common.Address{}) {
		t.Fatalf("done %+v", done)
	}
	if w.status().Proxy != before.Proxy {
		t.Error("deploying code upgraded the proxy")
	}
	p, err := w.admin(4).Plan(t.Context(), Upgrade{done.Contract})
	if err != nil || p.Role.Held || !strings.Contains(p.String(), "does not own the proxy's upgrades") {
		t.Errorf("by somebody: %v\n%s", err, p)
	}
	if _, err := w.admin(4).Execute(t.Context(), p, true); muster.CodeOf(err) != muster.CodeForbidden {
		t.Errorf("by somebody: %v", err)
	}
	if p, err = a.Plan(t.Context(), Upgrade{done.Contract}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"upgradeAndCall(address,address,bytes)", before.Proxy.Implementation.Hex() + " -> " + done.Contract.Hex(), "storage layout"} {
		if !strings.Contains(p.String(), part) {
			t.Errorf("the preview does not show %q:\n%s", part, p)
		}
	}
	if _, err := a.Execute(t.Context(), p, true); err != nil {
		t.Fatal(err)
	}
	after := w.status()
	if after.Proxy.Implementation != done.Contract || after.Free != before.Free || len(after.Networks) != 2 {
		t.Errorf("after the upgrade\n%s", after)
	}
	// The code by itself is no proxy.
	direct, err := New(t.Context(), Config{Backend: w.chain.Client(), Contract: done.Contract, Account: w.accounts[0]})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := direct.Plan(t.Context(), Upgrade{before.Proxy.Implementation}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("upgrading what is no proxy: %v", err)
	}
}
