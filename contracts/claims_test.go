package contracts_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/contracts/internal/fixture"
)

// paid is what a receipt says was paid: first and last number and the sum.
type paid struct{ first, last, amount int64 }

func TestRequestsArePaidInOrder(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	_, err := m.does("first", manager.PackClaimReward())
	wants(t, "nothing yet", err, nothingDue)

	ids := []requestID{m.validated(usdc), m.validated(2 * usdc)}
	if m.state(ids[0]) != muster.RequestValidated || m.claimable(1) != 3*usdc {
		t.Errorf("%s, %d to claim", m.state(ids[0]), m.claimable(1))
	}
	claim := func() []paid {
		t.Helper()
		receipt := m.must("first", manager.PackClaimReward())
		var list []paid
		for _, e := range events(receipt, manager.UnpackProofRequestsPaidEvent) {
			if e.Network != 1 {
				t.Errorf("network %d was paid", e.Network)
			}
			list = append(list, paid{e.First.Int64(), e.Last.Int64(), e.Amount.Int64()})
		}
		if e := events(receipt, manager.UnpackRewardClaimedEvent); len(e) != 1 || e[0].By != addressOf("first") {
			t.Errorf("claimed: %+v", e)
		}
		return list
	}
	if got := claim(); len(got) != 1 || got[0] != (paid{1, 2, 3 * usdc}) {
		t.Errorf("paid %v", got)
	}
	if m.state(ids[0]) != muster.RequestPaid || m.state(ids[1]) != muster.RequestPaid || m.claimable(1) != 0 {
		t.Errorf("%s, %s, %d to claim", m.state(ids[0]), m.state(ids[1]), m.claimable(1))
	}
	_, err = m.does("first", manager.PackClaimReward())
	wants(t, "again", err, nothingDue)

	next := m.validated(usdc)
	if m.state(next) != muster.RequestValidated || m.state(ids[1]) != muster.RequestPaid {
		t.Errorf("%s after %s", m.state(next), m.state(ids[1]))
	}
	if got := claim(); len(got) != 1 || got[0] != (paid{3, 3, usdc}) {
		t.Errorf("paid %v", got)
	}
	info := m.network(1)
	if info.Earned.Int64() != 4*usdc || info.Paid.Int64() != 4*usdc || info.Validated != 3 || m.balance(addressOf("first")) != 4*usdc {
		t.Errorf("%+v", info)
	}
}

func TestEveryRewardOfNothingIsPaidOnce(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	var told []paid
	note := func(list []*contracts.ProofManagerProofRequestsPaid) {
		for _, e := range list {
			told = append(told, paid{e.First.Int64(), e.Last.Int64(), e.Amount.Int64()})
		}
	}
	earn := func(reward int64, want muster.RequestState) requestID {
		t.Helper()
		id := m.proven(reward)
		note(events(m.must("submitter", manager.PackSubmitProofValidationResult(id, true)), manager.UnpackProofRequestsPaidEvent))
		if got := m.state(id); got != want {
			t.Errorf("reward %d: %s, expected %s", reward, got, want)
		}
		return id
	}
	claim := func() {
		note(events(m.must("first", manager.PackClaimReward()), manager.UnpackProofRequestsPaidEvent))
	}
	earn(0, muster.RequestPaid) // before anything was due
	earn(0, muster.RequestPaid)
	_, err := m.does("first", manager.PackClaimReward())
	wants(t, "nothing but noughts", err, nothingDue)
	earn(5, muster.RequestValidated)
	waits := earn(0, muster.RequestValidated) // behind one that is due
	claim()
	if got := m.state(waits); got != muster.RequestPaid {
		t.Errorf("after the claim: %s", got)
	}
	earn(0, muster.RequestPaid) // after all was paid
	earn(7, muster.RequestValidated)
	claim()
	want := []paid{{1, 1, 0}, {2, 2, 0}, {3, 4, 5}, {5, 5, 0}, {6, 6, 7}}
	if len(told) != len(want) {
		t.Fatalf("paid %v", told)
	}
	for i := range want {
		if told[i] != want[i] {
			t.Errorf("paid %v, expected %v", told[i], want[i])
		}
	}
	if m.obligations() != 0 {
		t.Errorf("obligations %d", m.obligations())
	}
}

// TestClaimsAboveTheMost has five thousand requests and some validated, many in
// one transaction, as only contracts can.
func TestClaimsAboveTheMost(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 20,000 calls")
	}
	const count, more = 5000, 3
	c := newChain(t)
	crowd := fixture.NewCrowd()
	code := common.FromHex(fixture.CrowdMetaData.Bin)
	submitter, network := c.deploy(code), c.deploy(code)
	m := c.market(marketOptions{
		networks:  []contracts.Network{{Name: "Crowd", Address: network, Weight: 1}},
		submitter: submitter, funds: 30_000 * usdc,
	})
	do := func(who common.Address, from, to int64, call func(id requestID) []byte) {
		t.Helper()
		const most = 125
		for from < to {
			var calls [][]byte
			for ; from < to && len(calls) < most; from++ {
				calls = append(calls, call(batchID(from)))
			}
			if _, err := m.send("stranger", &who, crowd.PackEach(m.at, calls)); err != nil {
				t.Fatal(err)
			}
		}
	}
	validate := func(from, to int64, reward *big.Int) {
		t.Helper()
		// A block is a second, and there are two minutes to acknowledge.
		for ; from < to; from += 1000 {
			end := min(from+1000, to)
			do(submitter, from, end, func(id requestID) []byte {
				return manager.PackSubmitProofRequest(id, requestParams{ProofInputsUrl: "u", TimeoutAfter: big.NewInt(maxTimeout), MaxReward: big.NewInt(maxReward)})
			})
			do(network, from, end, func(id requestID) []byte { return manager.PackAcknowledgeProofRequest(id, true) })
			do(network, from, end, func(id requestID) []byte { return manager.PackSubmitProof(id, []byte{1}, reward) })
			do(submitter, from, end, func(id requestID) []byte { return manager.PackSubmitProofValidationResult(id, true) })
		}
	}
	claim := func() paid {
		t.Helper()
		receipt, err := m.send("stranger", &network, crowd.PackEach(m.at, [][]byte{manager.PackClaimReward()}))
		if err != nil {
			t.Fatal(err)
		}
		e := events(receipt, manager.UnpackProofRequestsPaidEvent)
		if len(e) != 1 {
			t.Fatalf("paid %+v", e)
		}
		t.Logf("%d requests paid for %d gas", e[0].Last.Int64()-e[0].First.Int64()+1, m.gas)
		return paid{e[0].First.Int64(), e[0].Last.Int64(), e[0].Amount.Int64()}
	}
	check := func(number int64, want muster.RequestState) {
		t.Helper()
		if got := m.state(batchID(number)); got != want {
			t.Errorf("request %d: %s, expected %s", number, got, want)
		}
	}

	// 25,000 to the unit, and three requests more.
	validate(1, count+1+more, big.NewInt(maxReward))
	if got := m.claimable(1); got != maxClaim {
		t.Errorf("%d to claim", got)
	}
	check(1, muster.RequestValidated)
	if got := claim(); got != (paid{1, count, maxClaim}) {
		t.Errorf("paid %v", got)
	}
	check(1, muster.RequestPaid)
	check(count, muster.RequestPaid)
	check(count+1, muster.RequestValidated)
	if got := m.obligations(); got != more*maxReward {
		t.Errorf("obligations %d", got)
	}
	if got := claim(); got != (paid{count + 1, count + more, more * maxReward}) {
		t.Errorf("paid %v", got)
	}
	check(count+more, muster.RequestPaid)
	if got := m.balance(network); got != maxClaim+more*maxReward {
		t.Errorf("the network has %d", got)
	}
	_, err := m.send("stranger", &network, crowd.PackEach(m.at, [][]byte{manager.PackClaimReward()}))
	wants(t, "once more", err, nothingDue)
}

// TestClaimsAgainstAList compares claims of any rewards and limits with a walk
// through the list of rewards.
func TestClaimsAgainstAList(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 2))
	c := newChain(t)
	probe := fixture.NewEarningsProbe()
	for range 12 {
		at := c.deploy(common.FromHex(fixture.EarningsProbeMetaData.Bin))
		limit := int64(10 + random.IntN(90))
		var rewards []int64 // whole list
		first := 0          // index of the first one that is not paid
		for range 12 {
			batch := make([]*big.Int, random.IntN(12))
			for i := range batch {
				reward := random.Int64N(limit + 1)
				if random.IntN(3) == 0 {
					reward = 0
				}
				rewards = append(rewards, reward)
				batch[i] = big.NewInt(reward)
			}
			if _, err := c.send("stranger", &at, probe.PackEarn(batch)); err != nil {
				t.Fatal(err)
			}
			// Those of nothing behind what was paid are paid.
			for first < len(rewards) && rewards[first] == 0 {
				first++
			}
			var sum int64
			last := first
			for last < len(rewards) && sum+rewards[last] <= limit {
				sum += rewards[last]
				last++
			}
			got := read(c, at, probe.PackDue(big.NewInt(limit)), probe.UnpackDue)
			if got.Amount.Int64() != sum || sum > 0 && (got.First.Int64() != int64(first+1) || got.Last.Int64() != int64(last)) {
				t.Fatalf("limit %d, rewards %v from %d: due %v, expected %d for %d to %d", limit, rewards, first, got, sum, first+1, last)
			}
			if random.IntN(2) == 0 {
				if _, err := c.send("stranger", &at, probe.PackPay(big.NewInt(limit))); err != nil {
					t.Fatal(err)
				}
				first = last
			}
		}
	}
}
