package contracts_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// ledger is what the contract's events alone tell of money: what is open for
// each request, what networks have earned and were paid, who has what.
type ledger struct {
	open     map[int64]int64 // by request
	earned   [4]int64        // by network
	paid     [4]int64
	numbered [4][]int64 // requests by network and number
	balances map[common.Address]int64
}

func (l *ledger) read(receipt *types.Receipt, at common.Address) {
	for _, e := range events(receipt, manager.UnpackProofRequestSubmittedEvent) {
		if e.AssignedTo != (common.Address{}) {
			l.open[e.BlockNumber.Int64()] = e.MaxReward.Int64()
		}
	}
	for _, e := range events(receipt, manager.UnpackProofRequestAcknowledgedEvent) {
		if !e.Accepted {
			l.open[e.BlockNumber.Int64()] = 0
		}
	}
	// A request submitted again ends its former attempt in the same transaction.
	fresh := len(events(receipt, manager.UnpackProofRequestSubmittedEvent)) > 0
	for _, e := range events(receipt, manager.UnpackProofRequestUnacknowledgedEvent) {
		if !fresh {
			l.open[e.BlockNumber.Int64()] = 0
		}
	}
	for _, e := range events(receipt, manager.UnpackProofRequestTimedOutEvent) {
		if !fresh {
			l.open[e.BlockNumber.Int64()] = 0
		}
	}
	for _, e := range events(receipt, manager.UnpackProofRequestProvenEvent) {
		l.open[e.BlockNumber.Int64()] = e.RequestedReward.Int64()
	}
	for _, e := range events(receipt, manager.UnpackProofValidationResultEvent) {
		if !e.IsProofValid {
			l.open[e.BlockNumber.Int64()] = 0
		}
	}
	for _, e := range events(receipt, manager.UnpackRewardEarnedEvent) {
		l.earned[e.Network] += e.Reward.Int64()
		l.numbered[e.Network] = append(l.numbered[e.Network], e.BlockNumber.Int64())
	}
	for _, e := range events(receipt, manager.UnpackProofRequestsPaidEvent) {
		l.paid[e.Network] += e.Amount.Int64()
		for number := e.First.Int64(); number <= e.Last.Int64(); number++ {
			l.open[l.numbered[e.Network][number-1]] = -1
		}
	}
	for _, e := range events(receipt, manager.UnpackRewardClaimedEvent) {
		l.balances[e.By] += e.Amount.Int64()
		l.balances[at] -= e.Amount.Int64()
	}
	for _, e := range events(receipt, manager.UnpackFundsWithdrawnEvent) {
		l.balances[e.By] += e.Amount.Int64()
		l.balances[at] -= e.Amount.Int64()
	}
}

// check compares the contract with the ledger.
func (l *ledger) check(m *market, requests []contracts.ProofManagerProofRequest) error {
	var obligations, earned, paid int64
	for number, open := range l.open {
		obligations += max(open, 0)
		if is := stateOf(requests[number]) == muster.RequestPaid; is != (open == -1) {
			return fmt.Errorf("request %d is paid: %v, by the events %v", number, is, open == -1)
		}
	}
	if got := m.obligations(); got != obligations {
		return fmt.Errorf("obligations %d, by the events %d", got, obligations)
	}
	if balance := m.balance(m.at); balance < obligations {
		return fmt.Errorf("obligations of %d and a balance of %d", obligations, balance)
	}
	for number := uint8(1); number <= 3; number++ {
		n := m.network(number)
		if n.Earned.Int64() != l.earned[number] || n.Paid.Int64() != l.paid[number] || n.Validated != uint64(len(l.numbered[number])) {
			return fmt.Errorf("network %d: %+v, by the events %d earned, %d paid", number, n, l.earned[number], l.paid[number])
		}
		earned += l.earned[number]
		paid += l.paid[number]
	}
	var rewards int64
	for _, r := range requests {
		switch stateOf(r) {
		case muster.RequestValidated, muster.RequestPaid:
			rewards += r.Reward.Int64()
		}
	}
	if rewards != earned || paid > earned {
		return fmt.Errorf("%d earned, of which %d paid, and validated requests for %d", earned, paid, rewards)
	}
	for who, want := range l.balances {
		if got := m.balance(who); got != want {
			return fmt.Errorf("%s has %d, by the events %d", personAt(who), got, want)
		}
	}
	return nil
}

// stateOf is "" of an id that was never requested.
func stateOf(r contracts.ProofManagerProofRequest) muster.RequestState {
	if r.Attempt == 0 {
		return ""
	}
	return muster.RequestStates[r.Status]
}

// due are the actions, by their place in the table, that a state waits for.
var due = map[muster.RequestState][]int{
	"":                             {0},
	muster.RequestPending:          {5, 5, 5, 6},
	muster.RequestUnacknowledged:   {0, 1},
	muster.RequestCommitted:        {7},
	muster.RequestTimedOut:         {0, 2},
	muster.RequestProven:           {3, 3, 3, 4, 8},
	muster.RequestValidated:        {9},
	muster.RequestRefused:          {0},
	muster.RequestValidationFailed: {0},
}

// TestRandomSequences lets everybody do anything, mostly what is due.
func TestRandomSequences(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { randomSequence(t, seed, 300) })
	}
}

func randomSequence(t *testing.T, seed uint64, steps int) {
	random := rand.New(rand.NewPCG(seed, 4))
	m := newChain(t).market(marketOptions{networks: networksOf(1, 1, 2), funds: 60 * usdc})
	l := &ledger{open: make(map[int64]int64), balances: map[common.Address]int64{m.at: 60 * usdc}}
	for _, name := range people {
		l.balances[addressOf(name)] = 0
	}
	const ids = 24
	look := func() []contracts.ProofManagerProofRequest {
		list := make([]contracts.ProofManagerProofRequest, ids)
		for i := range list {
			list[i] = m.get(batchID(int64(i)))
		}
		return list
	}
	before := look()
	moved := func(what string) {
		t.Helper()
		after := look()
		for i := range after {
			from, to := stateOf(before[i]), stateOf(after[i])
			if from == to || from == "" && (to == muster.RequestPending || to == muster.RequestRefused) {
				continue
			}
			if muster.RequestTransitions.Allows(from, to) {
				continue
			}
			// A dead request that no network is there for dies again, and a
			// proof for nothing is paid as soon as it is valid.
			if from.Dead() && to == muster.RequestRefused || from == muster.RequestProven && to == muster.RequestPaid {
				continue
			}
			t.Fatalf("seed %d, %s: request %d went from %s to %s", seed, what, i, from, to)
		}
		before = after
	}
	amount := func() *big.Int { return big.NewInt(random.Int64N(6) * usdc) }
	did := make(map[string]int)
	var at int64
	for step := range steps {
		if random.IntN(20) == 0 {
			passes := []uint64{ackTimeout + 2, 3605, verdictTime + 2}[random.IntN(3)]
			m.until(m.now() + passes)
			moved(fmt.Sprintf("%d seconds", passes))
		}
		if random.IntN(3) == 0 {
			at = random.Int64N(ids)
		}
		id := batchID(at)
		who := people[random.IntN(len(people))]
		action := actions[random.IntN(len(actions))]
		if next := due[stateOf(before[at])]; len(next) > 0 && random.IntN(10) > 0 {
			action = actions[next[random.IntN(len(next))]]
		}
		name, data := action.name, action.data(id)
		if random.IntN(10) > 0 { // whom it is for
			who = map[string]string{"submitter": "submitter", "network": m.assignee(id), "assignee": m.assignee(id)}[action.by]
			if who == "nobody" {
				who = "first"
			}
		}
		switch name {
		case "request":
			p := asked()
			p.MaxReward = amount()
			data = manager.PackSubmitProofRequest(id, p)
		case "prove":
			data = manager.PackSubmitProof(id, proof, amount())
		}
		if random.IntN(10) == 0 {
			who = "administrator"
			number := uint8(1 + random.IntN(3))
			switch random.IntN(5) {
			case 0:
				name, data = "status", manager.PackUpdateProvingNetworkStatus(number, uint8(random.IntN(2)))
			case 1:
				name, data = "prefer", manager.PackUpdatePreferredProvingNetwork(uint8(random.IntN(4)))
			case 2:
				name, data = "weight", manager.PackUpdateProvingNetworkWeight(number, uint16(random.IntN(4)))
			case 3:
				name, data = "withdraw", withdraw(m, amount().Int64())
			case 4:
				name, data = "pause", []([]byte){manager.PackPause(), manager.PackUnpause(), manager.PackUnpause()}[random.IntN(3)]
			}
		} else if random.IntN(20) == 0 {
			m.fund(3 * usdc)
			l.balances[m.at] += 3 * usdc
		}
		receipt, err := m.does(who, data)
		if err == nil {
			did[name]++
			l.read(receipt, m.at)
		} else if revert := (*contracts.RevertError)(nil); !errors.As(err, &revert) {
			t.Fatalf("seed %d, step %d, %s by %s: %v", seed, step, name, who, err)
		}
		moved(name + " by " + who)
		if err := l.check(m, before); err != nil {
			t.Fatalf("seed %d, step %d, %s by %s: %v", seed, step, name, who, err)
		}
	}
	t.Log(did)
}
