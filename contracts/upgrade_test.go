package contracts_test

import (
	"math/big"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/contracts/internal/fixture"
)

// eip1967Admin is where a proxy keeps its ProxyAdmin.
var eip1967Admin = common.HexToHash("0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103")

func (m *market) proxyAdmin() common.Address {
	m.t.Helper()
	word, err := m.backend.Client().StorageAt(m.t.Context(), m.at, eip1967Admin, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	return common.BytesToAddress(word)
}

func TestUpgradeKeepsEverything(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackUpdatePreferredProvingNetwork(2))
	ids := []requestID{m.request(), m.committed(), m.proven(usdc), m.validated(2 * usdc), m.validated(0)}
	m.must(m.assignee(ids[3]), manager.PackClaimReward())
	type snapshot struct {
		requests    [5]contracts.ProofManagerProofRequest
		networks    [2]contracts.ProofManagerProvingNetworkInfo
		obligations int64
		preferred   contracts.PreferredProvingNetworkOutput
	}
	take := func() (s snapshot) {
		for i, id := range ids {
			s.requests[i] = m.get(id)
		}
		s.networks = [2]contracts.ProofManagerProvingNetworkInfo{m.network(1), m.network(2)}
		s.obligations = m.obligations()
		s.preferred = read(m.chain, m.at, manager.PackPreferredProvingNetwork(), manager.UnpackPreferredProvingNetwork)
		return s
	}
	before := take()

	next, admin, proxyAdmin := fixture.NewProofManagerV2(), m.proxyAdmin(), contracts.NewProxyAdmin()
	implementation := m.deploy(common.FromHex(fixture.ProofManagerV2MetaData.Bin))
	upgrade := proxyAdmin.PackUpgradeAndCall(m.at, implementation, next.PackInitializeV2(big.NewInt(42)))
	for _, who := range []string{"administrator", "submitter", "first", "stranger"} {
		_, err := m.send(who, &admin, upgrade)
		wants(t, "upgrade by "+who, err, "OwnableUnauthorizedAccount")
	}
	if _, err := m.send("owner", &admin, upgrade); err != nil {
		t.Fatal(err)
	}
	if got := read(m.chain, m.at, next.PackNote(), next.UnpackNote); got.Int64() != 42 {
		t.Errorf("the next version's own state is %s", got)
	}
	after := take()
	if !reflect.DeepEqual(before, after) {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
	for name, data := range map[string][]byte{
		"again":     next.PackInitializeV2(big.NewInt(43)),
		"as before": contracts.ProofManagerInit(nil, 0, m.token, addressOf("stranger"), addressOf("stranger")),
	} {
		_, err := m.does("owner", data)
		wants(t, "initialise "+name, err, "InvalidInitialization")
	}

	// And it goes on.
	m.must(m.assignee(ids[0]), manager.PackAcknowledgeProofRequest(ids[0], true))
	m.must("submitter", manager.PackSubmitProofValidationResult(ids[2], true))
	if got := m.state(ids[2]); got != muster.RequestValidated {
		t.Errorf("%s", got)
	}
	m.request()
}

func TestStorageLiesWhereItSays(t *testing.T) {
	m := newMarket(t)
	// ERC-7201: keccak256(keccak256(name) - 1), its last byte nought.
	hash := new(big.Int).SetBytes(crypto256("muster.storage.ProofManager").Bytes())
	slot := crypto256(string(common.BigToHash(hash.Sub(hash, big.NewInt(1))).Bytes()))
	slot[31] = 0
	word, err := m.backend.Client().StorageAt(t.Context(), m.at, slot, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := common.BytesToAddress(word[12:]); got != m.token {
		t.Errorf("the first word is %x, expected to end with the token %s", word, m.token)
	}
	if size, err := m.backend.Client().CodeAt(t.Context(), m.deploy(contracts.ProofManagerCode()), nil); err != nil || len(size) > 24576 {
		t.Errorf("%d bytes of code (%v)", len(size), err)
	}
}
