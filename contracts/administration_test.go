package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/contracts/internal/fixture"
)

var (
	adminRole     = [32]byte{}
	submitterRole = [32]byte(crypto256("SUBMITTER_ROLE"))
)

func TestAdministrationIsTheAdministrators(t *testing.T) {
	m := newMarket(t)
	stranger := addressOf("stranger")
	params := contracts.ProofManagerProvingNetworkParams{Name: "Third", Addr: addressOf("third"), Weight: 1}
	for name, data := range map[string][]byte{
		"add a network":              manager.PackAddProvingNetwork(params),
		"update an address":          manager.PackUpdateProvingNetworkAddress(1, addressOf("third")),
		"update a status":            manager.PackUpdateProvingNetworkStatus(1, 1),
		"update a weight":            manager.PackUpdateProvingNetworkWeight(1, 2),
		"prefer":                     manager.PackUpdatePreferredProvingNetwork(1),
		"update the preference":      manager.PackUpdatePreferredWeight(1),
		"withdraw":                   manager.PackWithdraw(m.token, big.NewInt(1)),
		"pause":                      manager.PackPause(),
		"grant the submitter's role": manager.PackGrantRole(submitterRole, stranger),
		"grant its own role":         manager.PackGrantRole(adminRole, stranger),
		"revoke":                     manager.PackRevokeRole(submitterRole, addressOf("submitter")),
	} {
		for _, who := range people {
			want := "AccessControlUnauthorizedAccount"
			if who == "administrator" {
				want = ""
			}
			_, err := m.try(addressOf(who), m.at, data)
			wants(t, name+" by "+who, err, want)
		}
	}
}

func TestInitialisation(t *testing.T) {
	c := newChain(t)
	usdc, submitter, admin := c.deploy(common.FromHex(contracts.TestUSDCMetaData.Bin)), addressOf("submitter"), addressOf("administrator")
	coarse := c.deploy(append(common.FromHex(fixture.HostileTokenMetaData.Bin), fixture.NewHostileToken().PackConstructor(18)...))
	implementation := c.deploy(contracts.ProofManagerCode())
	none := common.Address{}
	network := func(name string) contracts.Network { return contracts.Network{Address: addressOf(name), Weight: 1} }
	tests := []struct {
		name string
		init []byte
		want string
	}{
		{"as it should be", contracts.ProofManagerInit(networksOf(1, 1), 2, usdc, submitter, admin), ""},
		{"one account for submitter and administrator", contracts.ProofManagerInit(networksOf(1, 1), 2, usdc, admin, admin), ""},
		{"no networks yet", contracts.ProofManagerInit(nil, 2, usdc, submitter, admin), ""},
		{"no token", contracts.ProofManagerInit(networksOf(1, 1), 2, none, submitter, admin), "AddressCannotBeZero"},
		{"no submitter", contracts.ProofManagerInit(networksOf(1, 1), 2, usdc, none, admin), "AddressCannotBeZero"},
		{"no administrator", contracts.ProofManagerInit(networksOf(1, 1), 2, usdc, submitter, none), "AddressCannotBeZero"},
		{"a network without address", contracts.ProofManagerInit([]contracts.Network{{Weight: 1}}, 2, usdc, submitter, admin), "AddressCannotBeZero"},
		{"two networks on one address", contracts.ProofManagerInit([]contracts.Network{network("first"), network("first")}, 2, usdc, submitter, admin), "AddressInUse"},
		{"the submitter as a network", contracts.ProofManagerInit([]contracts.Network{network("submitter")}, 2, usdc, submitter, admin), "AddressHasRole"},
		{"the administrator as a network", contracts.ProofManagerInit([]contracts.Network{network("administrator")}, 2, usdc, submitter, admin), "AddressHasRole"},
		{"a token of 18 decimals", contracts.ProofManagerInit(networksOf(1, 1), 2, coarse, submitter, admin), "WrongTokenDecimals"},
		{"a token that is no contract", contracts.ProofManagerInit(networksOf(1, 1), 2, admin, submitter, admin), "FailedCall"},
	}
	for _, tt := range tests {
		_, err := c.send("deployer", nil, contracts.ProxyConstructor(implementation, addressOf("owner"), tt.init))
		wants(t, tt.name, err, tt.want)
	}

	_, err := c.send("deployer", &implementation, tests[0].init)
	wants(t, "the implementation itself", err, "InvalidInitialization")
	m := c.market(marketOptions{})
	_, err = m.does("administrator", tests[0].init)
	wants(t, "a second time", err, "InvalidInitialization")
}

func TestNetworksOfOneAddressAreRefused(t *testing.T) {
	m := newMarket(t)
	add := func(name string) []byte {
		return manager.PackAddProvingNetwork(contracts.ProofManagerProvingNetworkParams{Name: name, Addr: addressOf(name), Weight: 1})
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"add one on another's address", add("first"), "AddressInUse"},
		{"add one on the submitter's", add("submitter"), "AddressHasRole"},
		{"add one on the administrator's", add("administrator"), "AddressHasRole"},
		{"rotate to another's", manager.PackUpdateProvingNetworkAddress(1, addressOf("second")), "AddressInUse"},
		{"rotate to its own", manager.PackUpdateProvingNetworkAddress(1, addressOf("first")), "AddressInUse"},
		{"rotate to the submitter's", manager.PackUpdateProvingNetworkAddress(1, addressOf("submitter")), "AddressHasRole"},
		{"rotate to none", manager.PackUpdateProvingNetworkAddress(1, common.Address{}), "AddressCannotBeZero"},
		{"make a network the submitter", manager.PackGrantRole(submitterRole, addressOf("second")), "AddressInUse"},
		{"make a network the administrator", manager.PackGrantRole(adminRole, addressOf("second")), "AddressInUse"},
		{"rotate", manager.PackUpdateProvingNetworkAddress(1, addressOf("third")), ""},
		{"add one on an address given up", add("first"), ""},
		{"rotate back to it", manager.PackUpdateProvingNetworkAddress(1, addressOf("first")), "AddressInUse"},
		{"a network that is none", manager.PackUpdateProvingNetworkAddress(0, addressOf("stranger")), "ProvingNetworkCannotBeNone"},
		{"a network that there is not", manager.PackUpdateProvingNetworkAddress(4, addressOf("stranger")), "UnknownProvingNetwork"},
		{"a status of none", manager.PackUpdateProvingNetworkStatus(0, 1), "ProvingNetworkCannotBeNone"},
		{"a status of one that there is not", manager.PackUpdateProvingNetworkStatus(4, 1), "UnknownProvingNetwork"},
		{"a status that there is not", manager.PackUpdateProvingNetworkStatus(1, 2), "execution reverted"},
		{"a weight of none", manager.PackUpdateProvingNetworkWeight(0, 1), "ProvingNetworkCannotBeNone"},
		{"a weight of one that there is not", manager.PackUpdateProvingNetworkWeight(255, 1), "UnknownProvingNetwork"},
		{"prefer one that there is not", manager.PackUpdatePreferredProvingNetwork(4), "UnknownProvingNetwork"},
		{"prefer none", manager.PackUpdatePreferredProvingNetwork(0), ""},
	}
	for _, tt := range tests {
		_, err := m.does("administrator", tt.data)
		wants(t, tt.name, err, tt.want)
	}
	for number, want := range []string{1: "third", 2: "second", 3: "first"} {
		if number > 0 && m.network(uint8(number)).Addr != addressOf(want) {
			t.Errorf("network %d is %s", number, personAt(m.network(uint8(number)).Addr))
		}
		if got := read(m.chain, m.at, manager.PackProvingNetworkOf(addressOf(want)), manager.UnpackProvingNetworkOf); number > 0 && int(got) != number {
			t.Errorf("%s is network %d", want, got)
		}
	}
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	m := newMarket(t)
	admin, next := addressOf("administrator"), addressOf("third")
	for name, data := range map[string][]byte{"revoke": manager.PackRevokeRole(adminRole, admin), "renounce": manager.PackRenounceRole(adminRole, admin)} {
		_, err := m.does("administrator", data)
		wants(t, name, err, "AdministratorCannotRemoveItself")
	}
	m.must("administrator", manager.PackGrantRole(adminRole, next))
	m.must("third", manager.PackRevokeRole(adminRole, admin))
	_, err := m.does("administrator", manager.PackPause())
	wants(t, "the former administrator", err, "AccessControlUnauthorizedAccount")
	m.must("third", manager.PackPause())

	// The submitter rotates likewise, and may go by itself.
	m.must("third", manager.PackUnpause())
	m.must("third", manager.PackGrantRole(submitterRole, addressOf("stranger")))
	m.must("submitter", manager.PackRenounceRole(submitterRole, addressOf("submitter")))
	_, err = m.does("submitter", manager.PackSubmitProofRequest(batchID(1), asked()))
	wants(t, "the former submitter", err, "AccessControlUnauthorizedAccount")
	m.must("stranger", manager.PackSubmitProofRequest(batchID(1), asked()))
}

func TestAdministrationIsTold(t *testing.T) {
	m := newMarket(t)
	added := events(m.must("administrator", manager.PackAddProvingNetwork(contracts.ProofManagerProvingNetworkParams{Name: "Third", Addr: addressOf("third"), Weight: 7})), manager.UnpackProvingNetworkAddedEvent)
	if len(added) != 1 || added[0].ProvingNetwork != 3 || added[0].Name != "Third" || added[0].Addr != addressOf("third") || added[0].Weight != 7 {
		t.Errorf("added: %+v", added)
	}
	if n := m.network(3); n.Name != "Third" || n.Addr != addressOf("third") || n.Weight != 7 || n.Status != 0 {
		t.Errorf("network 3: %+v", n)
	}
	address := events(m.must("administrator", manager.PackUpdateProvingNetworkAddress(3, addressOf("stranger"))), manager.UnpackProvingNetworkAddressUpdatedEvent)
	if len(address) != 1 || address[0].ProvingNetwork != 3 || address[0].Addr != addressOf("stranger") {
		t.Errorf("address: %+v", address)
	}
	status := events(m.must("administrator", manager.PackUpdateProvingNetworkStatus(3, 1)), manager.UnpackProvingNetworkStatusUpdatedEvent)
	if len(status) != 1 || status[0].ProvingNetwork != 3 || status[0].Status != 1 || m.network(3).Status != 1 {
		t.Errorf("status: %+v", status)
	}
	weight := events(m.must("administrator", manager.PackUpdateProvingNetworkWeight(3, 9)), manager.UnpackProvingNetworkWeightUpdatedEvent)
	if len(weight) != 1 || weight[0].ProvingNetwork != 3 || weight[0].Weight != 9 || m.network(3).Weight != 9 {
		t.Errorf("weight: %+v", weight)
	}
	preferred := events(m.must("administrator", manager.PackUpdatePreferredProvingNetwork(3)), manager.UnpackPreferredProvingNetworkUpdatedEvent)
	extra := events(m.must("administrator", manager.PackUpdatePreferredWeight(5)), manager.UnpackPreferredWeightUpdatedEvent)
	got := read(m.chain, m.at, manager.PackPreferredProvingNetwork(), manager.UnpackPreferredProvingNetwork)
	if len(preferred) != 1 || preferred[0].ProvingNetwork != 3 || len(extra) != 1 || extra[0].Weight != 5 || got.ProvingNetwork != 3 || got.Weight != 5 {
		t.Errorf("preferred: %+v %+v %+v", preferred, extra, got)
	}
}
