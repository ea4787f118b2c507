package contracts_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

var (
	manager = contracts.NewProofManager()
	token   = contracts.NewTestUSDC()
)

type (
	requestID     = contracts.ProofManagerProofRequestIdentifier
	requestParams = contracts.ProofManagerProofRequestParams
)

const (
	usdc        = 1_000_000
	ackTimeout  = 120
	maxTimeout  = 7200
	verdictTime = 86400
	maxReward   = 5 * usdc
	maxClaim    = 25_000 * usdc
)

// market is a Proof Manager behind its proxy, with its token.
type market struct {
	*chain
	at, token common.Address
	batches   int64 // requested so far
}

// marketOptions change newMarket's default: two networks of weight 1, and 2 for
// the preferred one, of which there is none.
type marketOptions struct {
	networks  []contracts.Network
	preferred uint16
	funds     int64
	token     common.Address
	submitter common.Address
	admin     common.Address
}

func newMarket(t *testing.T) *market {
	t.Helper()
	return newChain(t).market(marketOptions{funds: 1000 * usdc})
}

func (c *chain) market(o marketOptions) *market {
	c.t.Helper()
	if o.networks == nil {
		o.networks = []contracts.Network{{Name: "Fermah", Address: addressOf("first"), Weight: 1}, {Name: "Lagrange", Address: addressOf("second"), Weight: 1}}
	}
	if o.preferred == 0 {
		o.preferred = contracts.DefaultPreferredWeight
	}
	if o.token == (common.Address{}) {
		o.token = c.deploy(common.FromHex(contracts.TestUSDCMetaData.Bin))
	}
	if o.submitter == (common.Address{}) {
		o.submitter = addressOf("submitter")
	}
	if o.admin == (common.Address{}) {
		o.admin = addressOf("administrator")
	}
	implementation := c.deploy(contracts.ProofManagerCode())
	init := contracts.ProofManagerInit(o.networks, o.preferred, o.token, o.submitter, o.admin)
	m := &market{chain: c, token: o.token, at: c.deploy(contracts.ProxyConstructor(implementation, addressOf("owner"), init))}
	m.fund(o.funds)
	return m
}

// fund gives the contract units of the token.
func (m *market) fund(amount int64) {
	m.t.Helper()
	if amount == 0 {
		return
	}
	if _, err := m.send("stranger", &m.token, token.PackMint(m.at, big.NewInt(amount))); err != nil {
		m.t.Fatal(err)
	}
}

// does has somebody call the contract.
func (m *market) does(who string, data []byte) (*types.Receipt, error) {
	m.t.Helper()
	return m.send(who, &m.at, data)
}

// must is does where it can't fail.
func (m *market) must(who string, data []byte) *types.Receipt {
	m.t.Helper()
	receipt, err := m.does(who, data)
	if err != nil {
		m.t.Fatalf("%s: %v", who, err)
	}
	return receipt
}

func batchID(number int64) requestID {
	return requestID{ChainId: big.NewInt(324), BlockNumber: big.NewInt(number)}
}

// asked is what a request asks for unless the test says otherwise.
func asked() requestParams {
	return requestParams{ProtocolMinor: 29, ProofInputsUrl: "https://inputs.example/1", TimeoutAfter: big.NewInt(3600), MaxReward: big.NewInt(4 * usdc)}
}

// request submits a request of its own id.
func (m *market) request(edit ...func(*requestParams)) requestID {
	m.t.Helper()
	m.batches++
	id := batchID(m.batches)
	m.submit(id, edit...)
	return id
}

func (m *market) submit(id requestID, edit ...func(*requestParams)) *types.Receipt {
	m.t.Helper()
	p := asked()
	for _, e := range edit {
		e(&p)
	}
	return m.must("submitter", manager.PackSubmitProofRequest(id, p))
}

func (m *market) get(id requestID) contracts.ProofManagerProofRequest {
	m.t.Helper()
	return read(m.chain, m.at, manager.PackProofRequest(id), manager.UnpackProofRequest)
}

// state is "" of an id that was never requested.
func (m *market) state(id requestID) muster.RequestState {
	m.t.Helper()
	r := m.get(id)
	if r.Attempt == 0 {
		return ""
	}
	state, err := contracts.RequestStateOf(r.Status)
	if err != nil {
		m.t.Fatal(err)
	}
	return state
}

func (m *market) network(number uint8) contracts.ProofManagerProvingNetworkInfo {
	m.t.Helper()
	return read(m.chain, m.at, manager.PackProvingNetworkInfo(number), manager.UnpackProvingNetworkInfo)
}

// assignee is the name of the person that a request is assigned to.
func (m *market) assignee(id requestID) string {
	m.t.Helper()
	number := m.get(id).Network
	if number == 0 {
		return "nobody"
	}
	return personAt(m.network(number).Addr)
}

func (m *market) obligations() int64 {
	m.t.Helper()
	return read(m.chain, m.at, manager.PackObligations(), manager.UnpackObligations).Int64()
}

func (m *market) free() int64 {
	m.t.Helper()
	return read(m.chain, m.at, manager.PackFreeFunds(), manager.UnpackFreeFunds).Int64()
}

func (m *market) claimable(number uint8) int64 {
	m.t.Helper()
	return read(m.chain, m.at, manager.PackClaimable(number), manager.UnpackClaimable).Int64()
}

func (m *market) balance(of common.Address) int64 {
	m.t.Helper()
	return read(m.chain, m.token, token.PackBalanceOf(of), token.UnpackBalanceOf).Int64()
}

// proof is of the size of a proof with one commitment.
var proof = bytes.Repeat([]byte{7}, 388)

// committed, proven and validated bring a request of its own id so far.
func (m *market) committed(edit ...func(*requestParams)) requestID {
	m.t.Helper()
	id := m.request(edit...)
	m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, true))
	return id
}

func (m *market) proven(reward int64) requestID {
	m.t.Helper()
	id := m.committed()
	m.must(m.assignee(id), manager.PackSubmitProof(id, proof, big.NewInt(reward)))
	return id
}

func (m *market) validated(reward int64) requestID {
	m.t.Helper()
	id := m.proven(reward)
	m.must("submitter", manager.PackSubmitProofValidationResult(id, true))
	return id
}
