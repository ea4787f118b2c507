package market_test

import (
	"errors"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

// TestCallsHoldForTheRequestTheyWereMadeOf makes calls of a request as it was,
// and sends them when its id is in another attempt, or has another proof.
func TestCallsHoldForTheRequestTheyWereMadeOf(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	id := requestID(t)
	refused := func(who *markettest.Account, call evm.Call, want string) {
		t.Helper()
		var revert *contracts.RevertError
		if _, err := who.Send(t.Context(), call); !errors.As(err, &revert) || revert.Name != want {
			t.Errorf("%s: %v, expected %s", call.Label, err, want)
		}
	}
	c.Submitter.Must(c.Contract.Submit(id, someParams()))
	first, network := c.Request(id), c.AssignedTo(id)
	for { // until the same network has it again
		c.Pass(market.AcknowledgeWithin + time.Minute)
		c.Submitter.Must(c.Contract.Submit(id, someParams()))
		if c.AssignedTo(id) == network {
			break
		}
	}
	again := c.Request(id)
	refused(network, c.Contract.AcknowledgeAttempt(first, true), "AttemptMismatch")
	network.Must(c.Contract.AcknowledgeAttempt(again, true))
	refused(network, c.Contract.ProveAttempt(first, []byte("a proof"), 1), "AttemptMismatch")
	refused(c.Submitter, c.Contract.JudgeProof(again, true), "ProofRequestIsNotProven")
	network.Must(c.Contract.ProveAttempt(again, []byte("a proof"), 1))
	refused(c.Submitter, c.Contract.JudgeProof(again, true), "ProofMismatch")
	c.Submitter.Must(c.Contract.JudgeProof(c.Request(id), true))
	if got := c.Request(id).State; got != muster.RequestValidated {
		t.Error(got)
	}
}
