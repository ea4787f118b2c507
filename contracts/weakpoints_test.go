package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// Each test here is of a weakness of the contract that this one is made after.

func withdraw(m *market, amount int64) []byte {
	return manager.PackWithdraw(m.token, big.NewInt(amount))
}

func TestWithdrawalsStayAboveObligations(t *testing.T) {
	m := newChain(t).market(marketOptions{funds: 20 * usdc})
	pending, committed, proven := m.request(), m.committed(), m.proven(usdc)
	m.validated(2 * usdc)
	const owed = 4*usdc + 4*usdc + usdc + 2*usdc
	if got := m.obligations(); got != owed {
		t.Fatalf("obligations %d", got)
	}
	if got := m.free(); got != 20*usdc-owed {
		t.Errorf("free funds %d", got)
	}
	_, err := m.does("administrator", withdraw(m, 20*usdc-owed+1))
	wants(t, "a unit too much", err, "InsufficientFunds")
	receipt := m.must("administrator", withdraw(m, 20*usdc-owed))
	if e := events(receipt, manager.UnpackFundsWithdrawnEvent); len(e) != 1 || e[0].Token != m.token || e[0].By != addressOf("administrator") || e[0].Amount.Int64() != 20*usdc-owed {
		t.Errorf("withdrawn: %+v", e)
	}
	if got := m.balance(addressOf("administrator")); got != 20*usdc-owed {
		t.Errorf("the administrator has %d", got)
	}
	_, err = m.does("administrator", withdraw(m, 1))
	wants(t, "the obligations themselves", err, "InsufficientFunds")

	// Without free funds requests are refused in words, and go on once funded.
	_, err = m.does("submitter", manager.PackSubmitProofRequest(batchID(100), asked()))
	wants(t, "a request without funds", err, "NoFundsAvailable")
	m.fund(4*usdc - 1)
	_, err = m.does("submitter", manager.PackSubmitProofRequest(batchID(100), asked()))
	wants(t, "a request a unit short", err, "NoFundsAvailable")
	m.fund(1)
	m.submit(batchID(100))

	// And all who are owed are paid.
	m.must(m.assignee(committed), manager.PackSubmitProof(committed, proof, big.NewInt(4*usdc)))
	m.must("submitter", manager.PackSubmitProofValidationResult(committed, true))
	m.must("submitter", manager.PackSubmitProofValidationResult(proven, true))
	m.must("first", manager.PackClaimReward())
	m.must("second", manager.PackClaimReward())
	if paid := m.balance(addressOf("first")) + m.balance(addressOf("second")); paid != 7*usdc {
		t.Errorf("paid %d", paid)
	}
	m.until(m.get(pending).SubmittedAt + ackTimeout + 1)
	m.must("submitter", manager.PackMarkUnacknowledged(pending))
	if got := m.free(); got != 4*usdc {
		t.Errorf("free funds %d", got)
	}
}

func TestOtherTokensAreNotBound(t *testing.T) {
	m := newChain(t).market(marketOptions{funds: 4 * usdc})
	m.request()
	other := m.deploy(common.FromHex(contracts.TestUSDCMetaData.Bin))
	if _, err := m.send("stranger", &other, token.PackMint(m.at, big.NewInt(7))); err != nil {
		t.Fatal(err)
	}
	m.must("administrator", manager.PackWithdraw(other, big.NewInt(7)))
	_, err := m.does("administrator", manager.PackWithdraw(common.Address{}, big.NewInt(7)))
	wants(t, "no token", err, "AddressCannotBeZero")
}

func TestAProofWithoutVerdictIsPaid(t *testing.T) {
	m := newMarket(t)
	id := m.proven(3 * usdc)
	network := m.assignee(id)
	m.until(m.get(id).ProvenAt + verdictTime + 1)
	receipt := m.must(network, manager.PackClaimValidation(id))
	if e := events(receipt, manager.UnpackProofValidationResultEvent); len(e) != 1 || !e[0].IsProofValid || e[0].AssignedTo != addressOf(network) {
		t.Errorf("verdict: %+v", e)
	}
	m.must(network, manager.PackClaimReward())
	if got := m.balance(addressOf(network)); got != 3*usdc {
		t.Errorf("paid %d", got)
	}

	// The submitter can't come before the network with a bad verdict.
	id = m.proven(3 * usdc)
	m.until(m.get(id).ProvenAt + verdictTime + 1)
	_, err := m.does("submitter", manager.PackSubmitProofValidationResult(id, false))
	wants(t, "a bad verdict too late", err, verdict)
	m.must("submitter", manager.PackSubmitProofValidationResult(id, true))
}

func TestWhatCameToNothingIsRequestedAgain(t *testing.T) {
	steps := map[muster.RequestState]func(m *market, id requestID){
		muster.RequestRefused: func(m *market, id requestID) {
			m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, false))
		},
		muster.RequestUnacknowledged: func(m *market, id requestID) {
			m.until(m.get(id).SubmittedAt + ackTimeout + 2)
		},
		muster.RequestTimedOut: func(m *market, id requestID) {
			m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, true))
			m.until(m.get(id).SubmittedAt + 3602)
		},
		muster.RequestValidationFailed: func(m *market, id requestID) {
			m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, true))
			m.must(m.assignee(id), manager.PackSubmitProof(id, proof, big.NewInt(usdc)))
			m.must("submitter", manager.PackSubmitProofValidationResult(id, false))
		},
	}
	// Funds for one request at a time: a dead one must free what it held.
	m := newChain(t).market(marketOptions{funds: 4 * usdc})
	id := batchID(1)
	attempt := uint16(0)
	for state, bring := range steps {
		for range 2 {
			m.submit(id)
			attempt++
			r := m.get(id)
			if r.Attempt != attempt || r.RequestId != uint64(attempt) || r.ProofHash != [32]byte{} || r.ProvenAt != 0 || r.Reward.Sign() != 0 || r.PaidThrough.Sign() != 0 || r.Status != 0 {
				t.Errorf("attempt %d: %+v", attempt, r)
			}
			if got := m.obligations(); got != 4*usdc {
				t.Errorf("attempt %d: obligations %d", attempt, got)
			}
			bring(m, id)
			if got := m.state(id); got != state {
				t.Fatalf("attempt %d: %s, expected %s", attempt, got, state)
			}
		}
	}
	// What was proven is never asked for again.
	m.submit(id)
	m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, true))
	m.must(m.assignee(id), manager.PackSubmitProof(id, proof, big.NewInt(usdc)))
	m.must("submitter", manager.PackSubmitProofValidationResult(id, true))
	_, err := m.does("submitter", manager.PackSubmitProofRequest(id, asked()))
	wants(t, "again, validated", err, duplicate)
	m.must(m.assignee(id), manager.PackClaimReward())
	_, err = m.does("submitter", manager.PackSubmitProofRequest(id, asked()))
	wants(t, "again, paid", err, duplicate)
}

func TestRequestingAgainTellsHowTheOldOneEnded(t *testing.T) {
	m := newMarket(t)
	unanswered, unproven := m.request(), m.committed()
	by := map[string]string{"unanswered": m.assignee(unanswered), "unproven": m.assignee(unproven)}
	m.until(m.get(unproven).SubmittedAt + 3601)
	if e := events(m.submit(unanswered), manager.UnpackProofRequestUnacknowledgedEvent); len(e) != 1 || e[0].AssignedTo != addressOf(by["unanswered"]) {
		t.Errorf("unacknowledged: %+v", e)
	}
	if e := events(m.submit(unproven), manager.UnpackProofRequestTimedOutEvent); len(e) != 1 || e[0].AssignedTo != addressOf(by["unproven"]) {
		t.Errorf("timed out: %+v", e)
	}
	if got := m.obligations(); got != 2*4*usdc {
		t.Errorf("obligations %d", got)
	}
}

func TestAnInactiveNetworkTakesNoTurn(t *testing.T) {
	m := newMarket(t)
	live := m.request()
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(1, 1))
	if got := m.turns(4); got != "ssss" {
		t.Errorf("assigned to %s", got)
	}
	// It still may do what it was asked for.
	m.must("first", manager.PackAcknowledgeProofRequest(live, true))
	m.must("first", manager.PackSubmitProof(live, proof, big.NewInt(usdc)))
	m.must("submitter", manager.PackSubmitProofValidationResult(live, true))
	m.must("first", manager.PackClaimReward())
}

func TestWithoutPreferredNetworkNothingIsRefused(t *testing.T) {
	if got := newMarket(t).turns(8); got != "fsfsfsfs" {
		t.Errorf("assigned to %s", got)
	}
}

func TestProofsAreNotStored(t *testing.T) {
	m := newMarket(t)
	cost := func(size int) uint64 {
		id := m.committed()
		m.must(m.assignee(id), manager.PackSubmitProof(id, make([]byte, size), big.NewInt(usdc)))
		used := m.gas
		if got := m.get(id).ProofHash; got != crypto.Keccak256Hash(make([]byte, size)) {
			t.Errorf("hash %x", got)
		}
		return used
	}
	cost(32)
	// A word more costs its bytes in the call and in the event, a few hundred
	// gas; a slot of storage is 20,000.
	small, large := cost(32), cost(32*101)
	if perWord := (large - small) / 100; perWord > 1500 {
		t.Errorf("a word of a proof costs %d", perWord)
	}
}

func TestCapacityCountsWhatRequestsAskFor(t *testing.T) {
	m := newChain(t).market(marketOptions{funds: 5 * usdc})
	for range 5 {
		m.request(func(p *requestParams) { p.MaxReward = big.NewInt(usdc) })
	}
	_, err := m.does("submitter", manager.PackSubmitProofRequest(batchID(6), asked()))
	wants(t, "one more", err, "NoFundsAvailable")
}

func TestLateRequestsAreFreedWithoutNewOnes(t *testing.T) {
	m := newMarket(t)
	ids := make([]requestID, 12)
	for i := range ids {
		ids[i] = m.request()
	}
	m.until(m.now() + ackTimeout + 2)
	for _, id := range ids {
		m.must("submitter", manager.PackMarkUnacknowledged(id))
	}
	if got := m.obligations(); got != 0 {
		t.Errorf("obligations %d", got)
	}
}

func TestANetworkIsAddedWithoutUpgrade(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackAddProvingNetwork(contracts.ProofManagerProvingNetworkParams{Name: "Third", Addr: addressOf("third"), Weight: 1}))
	m.must("administrator", manager.PackUpdatePreferredProvingNetwork(3))
	if got := m.turns(5); got != "fsttt" {
		t.Errorf("assigned to %s", got)
	}
}

func TestPauseTrapsNothing(t *testing.T) {
	m := newMarket(t)
	pending, committed, proven, late, dead := m.request(), m.committed(), m.proven(usdc), m.request(), m.request()
	m.validated(usdc)
	m.must(m.assignee(dead), manager.PackAcknowledgeProofRequest(dead, false))
	m.must("administrator", manager.PackPause())
	for _, id := range []requestID{batchID(100), dead} {
		_, err := m.does("submitter", manager.PackSubmitProofRequest(id, asked()))
		wants(t, "a request in the pause", err, "EnforcedPause")
	}
	m.must(m.assignee(pending), manager.PackAcknowledgeProofRequest(pending, true))
	m.must(m.assignee(pending), manager.PackSubmitProof(pending, proof, big.NewInt(usdc)))
	m.must("submitter", manager.PackSubmitProofValidationResult(pending, true))
	m.must("submitter", manager.PackSubmitProofValidationResult(proven, false))
	m.until(m.get(committed).SubmittedAt + 3601)
	m.must("submitter", manager.PackMarkTimedOut(committed))
	m.must("submitter", manager.PackMarkUnacknowledged(late))
	for _, who := range []string{"first", "second"} {
		if m.claimable(map[string]uint8{"first": 1, "second": 2}[who]) > 0 {
			m.must(who, manager.PackClaimReward())
		}
	}
	if got := m.obligations(); got != 0 {
		t.Errorf("obligations %d", got)
	}
	m.must("administrator", withdraw(m, m.free()))
	if got := m.balance(m.at); got != 0 {
		t.Errorf("%d is trapped", got)
	}
	m.must("administrator", manager.PackUnpause())
	m.fund(4 * usdc)
	m.submit(dead)
}

func TestLiveRequestsGoToTheNewAddress(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	owed, id, live := m.validated(2*usdc), m.proven(3*usdc), m.request()
	m.must("administrator", manager.PackUpdateProvingNetworkAddress(1, addressOf("third")))
	for name, data := range map[string][]byte{
		"acknowledge": manager.PackAcknowledgeProofRequest(live, true),
		"take":        manager.PackClaimValidation(id),
	} {
		_, err := m.does("first", data)
		wants(t, name+" by the former address", err, assignee)
	}
	_, err := m.does("first", manager.PackClaimReward())
	wants(t, "claim by the former address", err, "OnlyProvingNetworkAllowed")

	m.must("third", manager.PackAcknowledgeProofRequest(live, true))
	m.must("third", manager.PackSubmitProof(live, proof, big.NewInt(usdc)))
	m.must("submitter", manager.PackSubmitProofValidationResult(id, true))
	m.must("submitter", manager.PackSubmitProofValidationResult(live, true))
	m.must("third", manager.PackClaimReward())
	if got := m.balance(addressOf("third")); got != 6*usdc {
		t.Errorf("paid %d", got)
	}
	if m.state(owed) != muster.RequestPaid || m.state(live) != muster.RequestPaid {
		t.Errorf("%s and %s", m.state(owed), m.state(live))
	}
}
