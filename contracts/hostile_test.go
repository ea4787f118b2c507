package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/contracts/internal/fixture"
)

var hostile = fixture.NewHostileToken()

func (c *chain) hostileToken() common.Address {
	c.t.Helper()
	return c.deploy(append(common.FromHex(fixture.HostileTokenMetaData.Bin), hostile.PackConstructor(6)...))
}

// tell has the token do something.
func (m *market) tell(data []byte) {
	m.t.Helper()
	if _, err := m.send("stranger", &m.token, data); err != nil {
		m.t.Fatal(err)
	}
}

func TestATokenThatReturnsFalsePaysNobody(t *testing.T) {
	c := newChain(t)
	m := c.market(marketOptions{token: c.hostileToken(), funds: 20 * usdc})
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	id := m.validated(2 * usdc)
	m.tell(hostile.PackLie(true))
	_, err := m.does("first", manager.PackClaimReward())
	wants(t, "claim", err, "SafeERC20FailedOperation")
	_, err = m.does("administrator", withdraw(m, 1))
	wants(t, "withdraw", err, "SafeERC20FailedOperation")
	if m.state(id) != muster.RequestValidated || m.claimable(1) != 2*usdc || m.obligations() != 2*usdc {
		t.Errorf("%s, %d to claim, obligations %d", m.state(id), m.claimable(1), m.obligations())
	}
	m.tell(hostile.PackLie(false))
	m.must("first", manager.PackClaimReward())
	if got := m.balance(addressOf("first")); got != 2*usdc {
		t.Errorf("paid %d", got)
	}
}

// TestATokenThatCallsBackGetsNothing has the token be a party of the market
// and act while it is asked to transfer.
func TestATokenThatCallsBackGetsNothing(t *testing.T) {
	tests := []struct {
		name string
		role string // of the token
		call func(m *market) []byte
	}{
		{"claim again", "network", func(*market) []byte { return manager.PackClaimReward() }},
		{"withdraw", "administrator", func(m *market) []byte { return withdraw(m, usdc) }},
		// While a claim is paid the balance still holds what is no longer owed.
		{"request", "submitter", func(*market) []byte { return manager.PackSubmitProofRequest(batchID(100), asked()) }},
	}
	for _, tt := range tests {
		c := newChain(t)
		at := c.hostileToken()
		o := marketOptions{token: at, funds: 20 * usdc}
		if tt.role == "network" {
			o.networks = []contracts.Network{{Name: "Token", Address: at, Weight: 1}}
		}
		m := c.market(o)
		switch tt.role {
		case "administrator":
			m.must("administrator", manager.PackGrantRole(adminRole, at))
		case "submitter":
			m.must("administrator", manager.PackGrantRole(submitterRole, at))
		}
		id := m.request()
		var claim func() error
		if tt.role == "network" {
			m.tell(hostile.PackAct(m.at, manager.PackAcknowledgeProofRequest(id, true)))
			m.tell(hostile.PackAct(m.at, manager.PackSubmitProof(id, proof, big.NewInt(usdc))))
			claim = func() error {
				_, err := m.send("stranger", &m.token, hostile.PackAct(m.at, manager.PackClaimReward()))
				return err
			}
		} else {
			m.must("first", manager.PackAcknowledgeProofRequest(id, true))
			m.must("first", manager.PackSubmitProof(id, proof, big.NewInt(usdc)))
			claim = func() error {
				_, err := m.does("first", manager.PackClaimReward())
				return err
			}
		}
		m.must("submitter", manager.PackSubmitProofValidationResult(id, true))
		m.tell(hostile.PackInterpose(m.at, tt.call(m)))
		wants(t, tt.name, claim(), "ReentrancyGuardReentrantCall")
		m.tell(hostile.PackInterpose(common.Address{}, nil))
		wants(t, tt.name+", and then behaves", claim(), "")
		if got := m.obligations(); got != 0 {
			t.Errorf("%s: obligations %d", tt.name, got)
		}
	}
}
