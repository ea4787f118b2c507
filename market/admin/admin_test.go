package admin

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// world is a chain with a market that was deployed by an Admin. Account 0 is the
// administrator, 1 the submitter, 2 and 3 are networks, 4 is nobody.
type world struct {
	t        *testing.T
	chain    *devchain.Chain
	deployed evm.MarketDeployment
	accounts []common.Address
}

const dollars = 1_000_000

func (w *world) sender(i int) *evm.Sender {
	w.t.Helper()
	s, err := evm.NewSender(evm.SenderConfig{
		Backend: w.chain.Client(), Signer: w.chain.Accounts()[i], ChainID: devchain.ChainID, Poll: time.Millisecond,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// admin is an Admin for one of the accounts.
func (w *world) admin(i int) *Admin {
	w.t.Helper()
	a, err := New(w.t.Context(), Config{Backend: w.chain.Client(), ChainID: devchain.ChainID, Contract: w.deployed.ProofManager, Sender: w.sender(i), Blocks: 3})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func bare(t *testing.T) *world {
	t.Helper()
	chain, err := devchain.InProcess(devchain.Options{Accounts: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chain.Close() })
	w := &world{t: t, chain: chain}
	for _, a := range chain.Accounts() {
		w.accounts = append(w.accounts, a.Address())
	}
	return w
}

func (w *world) setup() Deploy {
	return Deploy{TestToken: true, MarketSetup: evm.MarketSetup{
		Networks:        []evm.MarketNetwork{{Name: "one", Address: w.accounts[2], Weight: 1}, {Name: "two", Address: w.accounts[3], Weight: 1}},
		PreferredWeight: 2, Submitter: w.accounts[1], Fund: big.NewInt(1000 * dollars),
	}}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return bare(t).again(t)
}

// again deploys another market on the chain, for a test that wants a fresh one.
func (w *world) again(t *testing.T) *world {
	t.Helper()
	fresh := &world{t: t, chain: w.chain, accounts: w.accounts}
	fresh.deployed = *fresh.do(fresh.admin(0), fresh.setup()).Deployed
	return fresh
}

func (w *world) status() Status {
	w.t.Helper()
	s, err := w.admin(0).Status(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) height() uint64 {
	w.t.Helper()
	n, err := w.chain.Client().BlockNumber(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// mint gives an account test tokens.
func (w *world) mint(to common.Address, amount int64) {
	w.t.Helper()
	if err := evm.MintTestUSDC(w.t.Context(), w.sender(4), w.deployed.Token, to, big.NewInt(amount)); err != nil {
		w.t.Fatal(err)
	}
}

// Every action: its preview changes nothing and tells what it would do; who
// lacks the role is told so before anything is signed; without a yes nothing
// happens; with it, the contract is what the preview said.
func TestActions(t *testing.T) {
	other := common.HexToAddress("0x00000000000000000000000000000000000000aa")
	tests := []struct {
		name     string
		before   Action // done first
		action   Action
		function string
		change   string // of the preview
		anyone   bool   // may do it
		check    func(s Status) bool
	}{
		{"add a network", nil, AddNetwork{"three", other, 3}, "addProvingNetwork((string,address,uint16))", "networks: 2 -> 3",
			false, func(s Status) bool {
				return len(s.Networks) == 3 && s.Networks[2].Address == other && s.Networks[2].Weight == 3
			}},
		{"rotate a key", nil, SetAddress{1, other}, "updateProvingNetworkAddress(uint8,address)", "-> " + other.Hex(),
			false, func(s Status) bool { return s.Networks[0].Address == other }},
		{"deactivate", nil, SetActive{2, false}, "updateProvingNetworkStatus(uint8,uint8)", `network 2 ("two") active: true -> false`,
			false, func(s Status) bool { return !s.Networks[1].Active && s.Networks[0].Share == 1 }},
		{"activate", SetActive{2, false}, SetActive{2, true}, "updateProvingNetworkStatus(uint8,uint8)", "false -> true",
			false, func(s Status) bool { return s.Networks[1].Active }},
		{"weight", nil, SetWeight{1, 3}, "updateProvingNetworkWeight(uint8,uint16)", "1 -> 3",
			false, func(s Status) bool { return s.Networks[0].Weight == 3 && s.Networks[0].Share == 0.75 }},
		{"preferred", nil, SetPreferred{Number: 2, Why: "because"}, "updatePreferredProvingNetwork(uint8)", `preferred network: none -> 2 ("two")`,
			false, func(s Status) bool { return s.Preferred == 2 && s.Networks[1].Share == 0.75 }},
		{"preferred none", SetPreferred{Number: 2}, SetPreferred{}, "updatePreferredProvingNetwork(uint8)", `2 ("two") -> none`,
			false, func(s Status) bool { return s.Preferred == 0 }},
		{"preferred weight", nil, SetPreferredWeight{5}, "updatePreferredWeight(uint16)", "weight of the preferred network: 2 -> 5",
			false, func(s Status) bool { return s.PreferredWeight == 5 }},
		{"withdraw", nil, Withdraw{Amount: big.NewInt(400 * dollars)}, "withdraw(address,uint256)", "free funds in USDC: 1000 -> 600",
			false, func(s Status) bool { return s.Free == 600*dollars }},
		{"pause", nil, SetPaused{true}, "pause()", "paused: false -> true", false, func(s Status) bool { return s.Paused }},
		{"unpause", SetPaused{true}, SetPaused{false}, "unpause()", "paused: true -> false", false, func(s Status) bool { return !s.Paused }},
		{"grant submitter", nil, Grant{market.RoleSubmitter, other}, "grantRole(bytes32,address)", "is submitter: false -> true",
			false, func(s Status) bool { return len(s.Submitters) == 2 }},
		{"grant administrator", nil, Grant{market.RoleAdministrator, other}, "grantRole(bytes32,address)", "is administrator: false -> true",
			false, func(s Status) bool { return len(s.Administrators) == 2 }},
		{"revoke submitter", Grant{market.RoleSubmitter, other}, Revoke{market.RoleSubmitter, other}, "revokeRole(bytes32,address)", "is submitter: true -> false",
			false, func(s Status) bool { return len(s.Submitters) == 1 }},
		{"revoke administrator", Grant{market.RoleAdministrator, other}, Revoke{market.RoleAdministrator, other}, "revokeRole(bytes32,address)", "is administrator: true -> false",
			false, func(s Status) bool { return len(s.Administrators) == 1 }},
		{"fund", nil, Fund{7 * dollars}, "transfer(address,uint256)", "contract's balance of USDC: 1000 -> 1007",
			true, func(s Status) bool { return s.Balance == 1007*dollars }},
	}
	chain := bare(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := chain.again(t)
			w.mint(w.accounts[0], 50*dollars)
			w.mint(w.accounts[4], 50*dollars)
			a := w.admin(0)
			if test.before != nil {
				w.do(a, test.before)
			}
			height := w.height()
			p, err := a.Plan(t.Context(), test.action)
			if err != nil {
				t.Fatal(err)
			}
			shown := p.String()
			for _, part := range []string{test.function, test.change, w.accounts[0].Hex(), "chain     1337", "would succeed", "fees      at most"} {
				if !strings.Contains(shown, part) {
					t.Errorf("the preview does not show %q:\n%s", part, shown)
				}
			}
			if p.Refused != "" || p.Gas == 0 || p.Fee.Big().Sign() == 0 {
				t.Errorf("preview %+v", p)
			}
			if !test.anyone {
				w.wrongCaller(test.action)
			}
			if _, err := a.Execute(t.Context(), p, false); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("without a yes: %v", err)
			}
			if test.check(w.status()) || w.height() != height {
				t.Errorf("looking changed something, %d blocks were made", w.height()-height)
			}
			done, err := a.Execute(t.Context(), p, true)
			if err != nil {
				t.Fatal(err)
			}
			if len(done.Transactions) != 1 || done.Transactions[0].Gas == 0 || done.Transactions[0].Fee.Big().Cmp(p.Fee.Big()) > 0 {
				t.Errorf("done %+v, fees of at most %s were told of", done, p.Fee)
			}
			if s := w.status(); !test.check(s) {
				t.Errorf("status afterwards:\n%s", s)
			}
			w.marshals(p, done, w.status())
		})
	}
}

func (w *world) do(a *Admin, action Action) Done {
	w.t.Helper()
	p, err := a.Plan(w.t.Context(), action)
	if err != nil {
		w.t.Fatal(err)
	}
	done, err := a.Execute(w.t.Context(), p, true)
	if err != nil {
		w.t.Fatalf("%v\n%s", err, p)
	}
	return done
}

// wrongCaller sees that who lacks the role is told so, and stopped.
func (w *world) wrongCaller(action Action) {
	w.t.Helper()
	b := w.admin(4)
	p, err := b.Plan(w.t.Context(), action)
	if err != nil {
		w.t.Fatal(err)
	}
	if p.Role == nil || p.Role.Held || !strings.Contains(p.String(), "NOT HELD") {
		w.t.Errorf("the role that is missing is not shown:\n%s", p)
	}
	if !strings.Contains(p.Steps[0].Outcome, "lacks the role") {
		w.t.Errorf("outcome %q", p.Steps[0].Outcome)
	}
	if _, err := b.Execute(w.t.Context(), p, true); muster.CodeOf(err) != muster.CodeForbidden {
		w.t.Errorf("executed by somebody: %v", err)
	}
}

func (w *world) marshals(values ...any) {
	w.t.Helper()
	for _, v := range values {
		b, err := json.Marshal(v)
		if err != nil || len(b) < 10 {
			w.t.Errorf("%T: %s, %v", v, b, err)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	w := newWorld(t)
	a := w.admin(0)
	for name, action := range map[string]Action{
		"no name":            AddNetwork{"", w.accounts[4], 1},
		"long name":          AddNetwork{strings.Repeat("x", 65), w.accounts[4], 1},
		"no address":         AddNetwork{"three", common.Address{}, 1},
		"address 0":          SetAddress{1, common.Address{}},
		"network 0":          SetAddress{0, w.accounts[4]},
		"network 3":          SetAddress{3, w.accounts[4]},
		"active 9":           SetActive{9, true},
		"weight 200":         SetWeight{200, 1},
		"prefer 3":           SetPreferred{Number: 3},
		"nothing":            Withdraw{},
		"below nothing":      Withdraw{Amount: big.NewInt(-1)},
		"beyond 256 bits":    Withdraw{Amount: new(big.Int).Lsh(big.NewInt(1), 256)},
		"not a token":        Withdraw{Token: w.deployed.ProofManager, Amount: big.NewInt(1)},
		"no token":           Withdraw{Token: w.accounts[4], Amount: big.NewInt(1)},
		"fund nothing":       Fund{},
		"no role":            Grant{"king", w.accounts[4]},
		"nobody":             Revoke{market.RoleSubmitter, common.Address{}},
		"upgrade to nothing": Upgrade{w.accounts[4]},
		"upgrade to itself":  Upgrade{w.deployed.ProofManager},
		"upgrade to a token": Upgrade{w.deployed.Token},
	} {
		if _, err := a.Plan(t.Context(), action); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the contract would refuse is told in words, and not signed.
func TestWouldFail(t *testing.T) {
	w := newWorld(t)
	w.do(w.admin(0), SetPaused{true})
	a := w.admin(0)
	for words, action := range map[string]Action{
		"the address is a network's already":         AddNetwork{"three", w.accounts[3], 1},
		"AddressInUse(addr: ":                        SetAddress{1, w.accounts[3]},
		"neither submitter nor administrator":        SetAddress{1, w.accounts[1]},
		"paused already":                             SetPaused{true},
		"1000 USDC are free, 1000.000001 are wanted": Withdraw{Amount: big.NewInt(1000*dollars + 1)},
		"the account has 0 USDC, 1 are to be sent":   Fund{dollars},
		"is the last administrator":                  Revoke{market.RoleAdministrator, w.accounts[0]},
		"AddressInUse":                               Grant{market.RoleSubmitter, w.accounts[2]},
	} {
		p, err := a.Plan(t.Context(), action)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.String(), words) || p.Refused == "" {
			t.Errorf("%s is not told of:\n%s", words, p)
		}
		height := w.height()
		if _, err := a.Execute(t.Context(), p, true); muster.CodeOf(err) != muster.CodeState || w.height() != height {
			t.Errorf("%s: executed all the same: %v", words, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	w := newWorld(t)
	a := w.admin(0)
	w.do(a, SetActive{2, false})
	for words, action := range map[string]Action{
		"no network will be active":    SetActive{1, false},
		"is inactive":                  SetPreferred{Number: 2},
		"is false already":             SetActive{2, false},
		"has the same name":            AddNetwork{"one", w.accounts[4], 1},
		"gets no requests":             AddNetwork{"three", w.accounts[4], 0},
		"go with the network":          SetAddress{1, w.accounts[4]},
		"the last submitter":           Revoke{market.RoleSubmitter, w.accounts[1]},
		"take out all free funds":      Grant{market.RoleAdministrator, w.accounts[4]},
		"those that were asked for":    SetPaused{true},
		"but as the preferred network": SetWeight{1, 0},
		"is true already":              Grant{market.RoleSubmitter, w.accounts[1]},
	} {
		p, err := a.Plan(t.Context(), action)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(p.Warnings, "\n"), words) {
			t.Errorf("warnings %q, want %q", p.Warnings, words)
		}
	}
}

func TestFundsThatAreOwedStay(t *testing.T) {
	w := newWorld(t)
	contract, err := market.Open(t.Context(), w.chain.Client(), w.deployed.ProofManager)
	if err != nil {
		t.Fatal(err)
	}
	id := market.RequestID{Chain: 1, Block: common.HexToHash("0x1")}
	if _, err := w.sender(1).Send(t.Context(), contract.Submit(id, market.RequestParams{InputsURL: "https://x", Timeout: time.Hour, MaxReward: 5 * dollars})); err != nil {
		t.Fatal(err)
	}
	p, err := w.admin(0).Plan(t.Context(), Withdraw{Amount: big.NewInt(996 * dollars)})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.Refused, "995 USDC are free") || !strings.Contains(p.String(), "of 1000 USDC in the contract, 5 are owed") {
		t.Errorf("preview\n%s", p)
	}
	w.do(w.admin(0), Withdraw{Amount: big.NewInt(995 * dollars)})
	if s := w.status(); s.Free != 0 || s.Balance != 5*dollars || s.Obligations != 5*dollars {
		t.Errorf("status\n%s", s)
	}
}

func TestOtherTokensCanBeTakenOut(t *testing.T) {
	w := newWorld(t)
	r, err := w.sender(0).Deploy(t.Context(), "another token", common.FromHex(contracts.TestUSDCMetaData.Bin))
	if err != nil {
		t.Fatal(err)
	}
	if err := evm.MintTestUSDC(t.Context(), w.sender(0), r.ContractAddress, w.deployed.ProofManager, big.NewInt(5)); err != nil {
		t.Fatal(err)
	}
	a := w.admin(0)
	w.do(a, Withdraw{Token: r.ContractAddress, Amount: big.NewInt(5)})
	p, err := a.Plan(t.Context(), Withdraw{Token: r.ContractAddress, Amount: big.NewInt(1)})
	if err != nil || p.Refused == "" {
		t.Errorf("%v\n%s", err, p)
	}
}

func TestPreferByAudit(t *testing.T) {
	s, err := PreferByAudit(audit.Recommendation{Action: audit.ActionPrefer, Network: 2, Name: "two", Reason: "it is faster"})
	if err != nil || s.Number != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	w := newWorld(t)
	p, err := w.admin(0).Plan(t.Context(), s)
	if err != nil || !strings.Contains(p.String(), "it is faster") {
		t.Errorf("%v\n%s", err, p)
	}
	for _, r := range []audit.Recommendation{{Action: audit.ActionKeep, Network: 1}, {Action: audit.ActionNone}, {Action: audit.ActionPrefer}} {
		if _, err := PreferByAudit(r); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestExecuteOnlyWhatWasShown(t *testing.T) {
	w := newWorld(t)
	p, err := w.admin(0).Plan(t.Context(), SetWeight{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.admin(4).Execute(t.Context(), p, true); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("with another key: %v", err)
	}
	if _, err := w.admin(0).Execute(t.Context(), Preview{Action: "network-weight"}, true); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a preview of nothing: %v", err)
	}
	noKey, err := New(t.Context(), Config{Backend: w.chain.Client(), Contract: w.deployed.ProofManager, Account: w.accounts[0]})
	if err != nil {
		t.Fatal(err)
	}
	if p, err = noKey.Plan(t.Context(), SetWeight{1, 2}); err != nil || p.Refused != "" {
		t.Errorf("planning without a key: %v\n%s", err, p)
	}
	if _, err := noKey.Execute(t.Context(), p, true); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("executing without a key: %v", err)
	}
	// The network is gone from under it: another administrator was faster.
	p, err = w.admin(0).Plan(t.Context(), SetPaused{true})
	if err != nil {
		t.Fatal(err)
	}
	w.do(w.admin(0), SetPaused{true})
	if _, err := w.admin(0).Execute(t.Context(), p, true); err == nil {
		t.Error("paused twice")
	}
}

func TestStartsOnlyWithWhatFits(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]Config{
		"no node":          {},
		"wrong chain":      {Backend: w.chain.Client(), ChainID: 1},
		"no contract":      {Backend: w.chain.Client(), Contract: w.accounts[0]},
		"another contract": {Backend: w.chain.Client(), Contract: w.deployed.Token},
		"another key":      {Backend: w.chain.Client(), Sender: w.sender(0), Account: w.accounts[1]},
	} {
		if _, err := New(t.Context(), c); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, err := New(t.Context(), Config{Backend: w.chain.Client()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Status(t.Context()); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("status of nothing: %v", err)
	}
	if _, err := a.Plan(t.Context(), SetPaused{true}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("an action on nothing: %v", err)
	}
}
