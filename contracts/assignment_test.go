package contracts_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// turns submits requests and tells whom they were assigned to: f, s, t for the
// networks, - for nobody.
func (m *market) turns(count int) string {
	m.t.Helper()
	var got strings.Builder
	for range count {
		id := m.request()
		who := m.assignee(id)
		state := muster.RequestPending
		if who == "nobody" {
			who, state = "-", muster.RequestRefused
		}
		if s := m.state(id); s != state {
			m.t.Errorf("assigned to %s, %s", who, s)
		}
		got.WriteByte(who[0])
	}
	return got.String()
}

func networksOf(weights ...uint16) (list []contracts.Network) {
	for i, w := range weights {
		list = append(list, contracts.Network{Name: fmt.Sprint(i), Address: addressOf([]string{"first", "second", "third"}[i]), Weight: w})
	}
	return list
}

func TestRoundRobin(t *testing.T) {
	status := func(number, status uint8) []byte { return manager.PackUpdateProvingNetworkStatus(number, status) }
	prefer := manager.PackUpdatePreferredProvingNetwork
	tests := []struct {
		name    string
		weights []uint16
		extra   uint16 // weight of the preferred network
		admin   [][]byte
		want    string
	}{
		{"the document's", []uint16{1, 1}, 2, [][]byte{prefer(2)}, "fsssfsss"},
		{"the document's, the other preferred", []uint16{1, 1}, 2, [][]byte{prefer(1)}, "fsfffsff"},
		{"nobody preferred", []uint16{1, 1}, 2, nil, "fsfsfsfs"},
		{"nobody preferred any more", []uint16{1, 1}, 2, [][]byte{prefer(2), prefer(0)}, "fsfsfsfs"},
		{"the preferred one inactive", []uint16{1, 1}, 2, [][]byte{prefer(2), status(2, 1)}, "ffffffff"},
		{"the other one inactive", []uint16{1, 1}, 2, [][]byte{prefer(2), status(1, 1)}, "ssssssss"},
		{"active again", []uint16{1, 1}, 2, [][]byte{prefer(2), status(1, 1), status(1, 0)}, "fsssfsss"},
		{"nobody active", []uint16{1, 1}, 2, [][]byte{prefer(2), status(1, 1), status(2, 1)}, "--------"},
		{"other weights", []uint16{3, 2, 1}, 2, [][]byte{prefer(3)}, "fffsstttfffssttt"},
		{"weights changed", []uint16{3, 2, 1}, 2, [][]byte{prefer(3), manager.PackUpdateProvingNetworkWeight(1, 1), manager.PackUpdatePreferredWeight(1)}, "fssttfsstt"},
		{"an inactive network's turns go by weight", []uint16{1, 2, 1}, 1, [][]byte{prefer(3), status(2, 1)}, "fftttftftt"},
		{"of no weight, not preferred", []uint16{1, 0, 1}, 2, nil, "ftftftft"},
		{"of no weight, preferred", []uint16{1, 0, 1}, 2, [][]byte{prefer(2)}, "ftssftss"},
		{"of no weight and the only one active", []uint16{1, 0}, 2, [][]byte{status(1, 1)}, "----"},
		{"no networks", nil, 2, nil, "----"},
	}
	c := newChain(t)
	for _, tt := range tests {
		m := c.market(marketOptions{networks: append([]contracts.Network{}, networksOf(tt.weights...)...), preferred: tt.extra, funds: 1000 * usdc})
		for _, data := range tt.admin {
			m.must("administrator", data)
		}
		if got := m.turns(len(tt.want)); got != tt.want {
			t.Errorf("%s: %s, expected %s", tt.name, got, tt.want)
		}
	}
}

func TestSharesOfTheActiveAreByWeightWhoeverIsMissing(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 1))
	c := newChain(t)
	for range 8 {
		weights := []uint16{uint16(random.IntN(3)), uint16(random.IntN(3)), 1 + uint16(random.IntN(2))}
		extra, preferred := 1+uint16(random.IntN(2)), uint8(1+random.IntN(3))
		inactive := uint8(1 + random.IntN(2)) // the third stays
		m := c.market(marketOptions{networks: networksOf(weights...), preferred: extra, funds: 1000 * usdc})
		m.must("administrator", manager.PackUpdatePreferredProvingNetwork(preferred))
		m.must("administrator", manager.PackUpdateProvingNetworkStatus(inactive, 1))
		share := [4]int{1: int(weights[0]), 2: int(weights[1]), 3: int(weights[2])}
		share[preferred] += int(extra)
		total := share[1] + share[2] + share[3]
		share[inactive] = 0
		active := share[1] + share[2] + share[3]
		got := m.turns(total * active)
		for i, letter := range []string{1: "f", 2: "s", 3: "t"} {
			if letter != "" && strings.Count(got, letter) != share[i]*total {
				t.Errorf("weights %v, %d more for %d, %d inactive: %s", weights, extra, preferred, inactive, got)
			}
		}
	}
}

func TestNobodyHasATurnWithoutWeights(t *testing.T) {
	m := newChain(t).market(marketOptions{networks: networksOf(0, 0), funds: 1000 * usdc})
	m.must("administrator", manager.PackUpdatePreferredWeight(0))
	_, err := m.does("submitter", manager.PackSubmitProofRequest(batchID(1), asked()))
	wants(t, "no weights", err, "NoWeight")
}

func TestRefusedAtOnceIsTold(t *testing.T) {
	m := newChain(t).market(marketOptions{}) // and without any funds
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(1, 1))
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	receipt := m.submit(batchID(1))
	submitted := events(receipt, manager.UnpackProofRequestSubmittedEvent)
	refused := events(receipt, manager.UnpackProofRequestAcknowledgedEvent)
	if len(submitted) != 1 || submitted[0].AssignedTo != (common.Address{}) || submitted[0].RequestId.Int64() != 1 {
		t.Errorf("submitted: %+v", submitted)
	}
	if len(refused) != 1 || refused[0].Accepted || refused[0].AssignedTo != (common.Address{}) || refused[0].BlockNumber.Int64() != 1 {
		t.Errorf("refused: %+v", refused)
	}
	if m.obligations() != 0 {
		t.Errorf("it is owed %d", m.obligations())
	}
}

func TestAsManyNetworksAsThereMayBe(t *testing.T) {
	list := make([]contracts.Network, 64)
	for i := range list {
		list[i] = contracts.Network{Name: "n", Address: common.BytesToAddress([]byte{1, byte(i)}), Weight: 1}
	}
	m := newChain(t).market(marketOptions{networks: list, funds: 1000 * usdc})
	for i := range 66 { // 64 turns, two of the preferred one that there is not
		id := m.request()
		if got, want := m.get(id).Network, uint8(i%64+1); got != want {
			t.Errorf("turn %d is %d's, expected %d's", i, got, want)
		}
	}
	if got := read(m.chain, m.at, manager.PackProvingNetworks(), manager.UnpackProvingNetworks); got != 64 {
		t.Errorf("%d networks", got)
	}
	_, err := m.does("administrator", manager.PackAddProvingNetwork(contracts.ProofManagerProvingNetworkParams{Name: "more", Addr: addressOf("first"), Weight: 1}))
	wants(t, "one more", err, "TooManyProvingNetworks")
}
