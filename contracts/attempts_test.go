package contracts_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
)

// named are the actions that name an attempt or a proof, by the action that
// they are otherwise like.
var named = map[string]func(id requestID, number uint64, hash common.Hash) []byte{
	"valid":   func(id requestID, _ uint64, hash common.Hash) []byte { return manager.PackJudgeProof(id, hash, true) },
	"invalid": func(id requestID, _ uint64, hash common.Hash) []byte { return manager.PackJudgeProof(id, hash, false) },
	"commit": func(id requestID, number uint64, _ common.Hash) []byte {
		return manager.PackAcknowledgeAttempt(id, number, true)
	},
	"refuse": func(id requestID, number uint64, _ common.Hash) []byte {
		return manager.PackAcknowledgeAttempt(id, number, false)
	},
	"prove": func(id requestID, number uint64, _ common.Hash) []byte {
		return manager.PackProveAttempt(id, number, proof, big.NewInt(usdc))
	},
}

// TestATransactionOfAnotherAttemptIsRefused has a network answer an attempt so
// late that another of the same id is its own by then.
func TestATransactionOfAnotherAttemptIsRefused(t *testing.T) {
	m := newMarket(t)
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	id := m.request()
	first := m.get(id).RequestId
	m.until(m.now() + ackTimeout + 2)
	m.submit(id, func(p *requestParams) { p.MaxReward = big.NewInt(1) })
	second := m.get(id).RequestId
	for _, accept := range []bool{true, false} {
		_, err := m.does("first", manager.PackAcknowledgeAttempt(id, first, accept))
		wants(t, "acknowledge the first attempt", err, "AttemptMismatch")
	}
	_, err := m.does("second", manager.PackAcknowledgeAttempt(id, second, true))
	wants(t, "acknowledge another's", err, assignee)
	m.must("first", manager.PackAcknowledgeAttempt(id, second, true))
	_, err = m.does("first", manager.PackProveAttempt(id, first, proof, big.NewInt(usdc)))
	wants(t, "prove the first attempt", err, "AttemptMismatch")
	m.must("first", manager.PackProveAttempt(id, second, proof, big.NewInt(usdc)))
	if r := m.get(id); m.state(id) != muster.RequestProven || r.Attempt != 2 || r.Reward.Int64() != 1 {
		t.Errorf("%s, attempt %d for %s", m.state(id), r.Attempt, r.Reward)
	}
}

// TestAVerdictIsOnTheProofThatWasVerified names a proof that is not the one
// there: after a reorganisation a network can have brought another.
func TestAVerdictIsOnTheProofThatWasVerified(t *testing.T) {
	m := newMarket(t)
	id := m.committed()
	_, err := m.does("submitter", manager.PackJudgeProof(id, crypto256("not yet"), true))
	wants(t, "judge a proof that there is not", err, "ProofMismatch")
	_, err = m.does("submitter", manager.PackJudgeProof(id, common.Hash{}, true))
	wants(t, "judge no proof", err, notProven)
	m.must(m.assignee(id), manager.PackSubmitProof(id, proof, big.NewInt(usdc)))
	first := m.get(id).ProofHash
	for _, valid := range []bool{true, false} {
		_, err = m.does("submitter", manager.PackJudgeProof(id, crypto256("another"), valid))
		wants(t, "judge another proof", err, "ProofMismatch")
	}
	m.must("submitter", manager.PackJudgeProof(id, first, false))

	m.submit(id)
	m.must(m.assignee(id), manager.PackAcknowledgeProofRequest(id, true))
	m.must(m.assignee(id), manager.PackSubmitProof(id, bytes.Repeat([]byte{8}, 388), big.NewInt(usdc)))
	_, err = m.does("submitter", manager.PackJudgeProof(id, first, true))
	wants(t, "judge the first attempt's proof", err, "ProofMismatch")
	m.must("submitter", manager.PackJudgeProof(id, m.get(id).ProofHash, true))
	if m.state(id) != muster.RequestValidated {
		t.Error(m.state(id))
	}
}
