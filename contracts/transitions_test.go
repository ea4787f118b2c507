package contracts_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// actions are what moves a request, or tries to, in the order of the table's
// columns, and who may.
var actions = []struct {
	name, by string
	data     func(id requestID) []byte
}{
	{"request", "submitter", func(id requestID) []byte { return manager.PackSubmitProofRequest(id, asked()) }},
	{"unacknowledged", "submitter", manager.PackMarkUnacknowledged},
	{"timed out", "submitter", manager.PackMarkTimedOut},
	{"valid", "submitter", func(id requestID) []byte { return manager.PackSubmitProofValidationResult(id, true) }},
	{"invalid", "submitter", func(id requestID) []byte { return manager.PackSubmitProofValidationResult(id, false) }},
	{"commit", "assignee", func(id requestID) []byte { return manager.PackAcknowledgeProofRequest(id, true) }},
	{"refuse", "assignee", func(id requestID) []byte { return manager.PackAcknowledgeProofRequest(id, false) }},
	{"prove", "assignee", func(id requestID) []byte { return manager.PackSubmitProof(id, proof, big.NewInt(usdc)) }},
	{"take for valid", "assignee", manager.PackClaimValidation},
	{"claim", "network", func(requestID) []byte { return manager.PackClaimReward() }},
}

const (
	duplicate  = "DuplicatedProofRequest"
	unknown    = "UnknownProofRequest"
	tooEarly   = "ProofRequestDeadlineNotPassed"
	notPending = "ProofRequestIsNotPendingAcknowledgement"
	notCommit  = "ProofRequestIsNotCommitted"
	notProven  = "ProofRequestIsNotProven"
	ackLate    = "ProofRequestAcknowledgementDeadlinePassed"
	proofLate  = "ProofRequestProvingDeadlinePassed"
	verdict    = "ProofRequestValidationDeadlinePassed"
	assignee   = "OnlyProvingNetworkAssigneeAllowed"
	nothingDue = "NoPaymentDue"
)

// The situations a request can be in: how it comes there, by the names of
// actions or of times that pass, as what it is read, and what each action of
// whom it is for makes of it: another state, or an error.
var situations = []struct {
	name     string
	path     []string
	state    muster.RequestState
	outcomes [10]any // by action
}{
	{"never requested", nil, "", [10]any{
		muster.RequestPending, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, nothingDue}},
	{"requested", []string{"request"}, muster.RequestPending, [10]any{
		duplicate, tooEarly, notCommit, notProven, notProven, muster.RequestCommitted, muster.RequestRefused, notCommit, notProven, nothingDue}},
	{"requested, no answer", []string{"request", "2 minutes"}, muster.RequestUnacknowledged, [10]any{
		muster.RequestPending, muster.RequestUnacknowledged, notCommit, notProven, notProven, ackLate, ackLate, notCommit, notProven, nothingDue}},
	{"marked unacknowledged", []string{"request", "2 minutes", "unacknowledged"}, muster.RequestUnacknowledged, [10]any{
		muster.RequestPending, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, nothingDue}},
	{"refused", []string{"request", "refuse"}, muster.RequestRefused, [10]any{
		muster.RequestPending, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, nothingDue}},
	{"no network active", []string{"request of nobody"}, muster.RequestRefused, [10]any{
		muster.RequestPending, notPending, notCommit, notProven, notProven, assignee, assignee, assignee, assignee, nothingDue}},
	{"committed", []string{"request", "commit"}, muster.RequestCommitted, [10]any{
		duplicate, notPending, tooEarly, notProven, notProven, notPending, notPending, muster.RequestProven, notProven, nothingDue}},
	{"committed, no proof", []string{"request", "commit", "an hour"}, muster.RequestTimedOut, [10]any{
		muster.RequestPending, notPending, muster.RequestTimedOut, notProven, notProven, notPending, notPending, proofLate, notProven, nothingDue}},
	{"marked timed out", []string{"request", "commit", "an hour", "timed out"}, muster.RequestTimedOut, [10]any{
		muster.RequestPending, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, nothingDue}},
	{"proven", []string{"request", "commit", "prove"}, muster.RequestProven, [10]any{
		duplicate, notPending, notCommit, muster.RequestValidated, muster.RequestValidationFailed, notPending, notPending, notCommit, tooEarly, nothingDue}},
	{"proven, no verdict", []string{"request", "commit", "prove", "a day"}, muster.RequestProven, [10]any{
		duplicate, notPending, notCommit, muster.RequestValidated, verdict, notPending, notPending, notCommit, muster.RequestValidated, nothingDue}},
	{"valid", []string{"request", "commit", "prove", "valid"}, muster.RequestValidated, [10]any{
		duplicate, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, muster.RequestPaid}},
	{"taken for valid", []string{"request", "commit", "prove", "a day", "take for valid"}, muster.RequestValidated, [10]any{
		duplicate, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, muster.RequestPaid}},
	{"not valid", []string{"request", "commit", "prove", "invalid"}, muster.RequestValidationFailed, [10]any{
		muster.RequestPending, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, nothingDue}},
	{"paid", []string{"request", "commit", "prove", "valid", "claim"}, muster.RequestPaid, [10]any{
		duplicate, notPending, notCommit, notProven, notProven, notPending, notPending, notCommit, notProven, nothingDue}},
}

// expected is what an action of anybody gives, where right is what it gives
// whom it is for.
func expected(by, who string, right any) any {
	switch by {
	case "submitter":
		if who != "submitter" {
			return "AccessControlUnauthorizedAccount"
		}
	case "network":
		if who == "second" {
			return nothingDue
		}
		if who != "first" {
			return "OnlyProvingNetworkAllowed"
		}
	case "assignee":
		if who != "first" && right != unknown {
			return assignee
		}
	}
	return right
}

// transitions walks requests through situations and notes how their states
// change.
type transitions struct {
	*market
	seen map[string]bool
}

func edge(from, to muster.RequestState) string { return fmt.Sprintf("%s -> %s", from, to) }

// step does an action, or lets time pass.
func (w *transitions) step(id requestID, name string) {
	w.t.Helper()
	before := w.state(id)
	passes := map[string]uint64{"2 minutes": ackTimeout + 1, "an hour": 3600 + 1, "a day": verdictTime + 1}
	action := slices.IndexFunc(actions, func(a struct {
		name, by string
		data     func(requestID) []byte
	}) bool {
		return a.name == name
	})
	switch {
	case passes[name] > 0:
		w.until(w.now() + passes[name] + 1)
	case name == "request of nobody":
		w.must("administrator", manager.PackUpdateProvingNetworkStatus(1, 1))
		w.submit(id)
		w.must("administrator", manager.PackUpdateProvingNetworkStatus(1, 0))
	case actions[action].by == "submitter":
		w.must("submitter", actions[action].data(id))
	default:
		w.must("first", actions[action].data(id))
	}
	if after := w.state(id); before != "" && after != before {
		w.seen[edge(before, after)] = true
	}
}

func (w *transitions) bring(path []string) requestID {
	w.t.Helper()
	w.batches++
	id := batchID(w.batches)
	for _, step := range path {
		w.step(id, step)
	}
	return id
}

func TestEveryActionInEverySituationByEverybody(t *testing.T) {
	w := &transitions{newMarket(t), make(map[string]bool)}
	// All requests are the first network's; the second is there all the same.
	w.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))
	for _, s := range situations {
		id := w.bring(s.path)
		if got := w.state(id); got != s.state {
			t.Fatalf("%s: %s, expected %s", s.name, got, s.state)
		}
		for i, action := range actions {
			for _, who := range people {
				want := expected(action.by, who, s.outcomes[i])
				_, err := w.try(addressOf(who), w.at, action.data(id))
				name, fails := want.(string)
				if fails != (err != nil) || fails && nameOf(err) != name {
					t.Errorf("%s, %s by %s: %v, expected %v", s.name, action.name, who, err, want)
				}
				if like := named[action.name]; like != nil {
					r := w.get(id)
					if _, got := w.try(addressOf(who), w.at, like(id, r.RequestId, r.ProofHash)); nameOf(got) != nameOf(err) {
						t.Errorf("%s, %s by %s, named: %v, otherwise %v", s.name, action.name, who, got, err)
					}
				}
			}
		}
		w.payAll()
		for i, action := range actions {
			want, moves := s.outcomes[i].(muster.RequestState)
			if !moves {
				continue
			}
			id := w.bring(s.path)
			w.step(id, action.name)
			if got := w.state(id); got != want {
				t.Errorf("%s, %s: %s, expected %s", s.name, action.name, got, want)
			}
			w.payAll()
		}
	}

	want := make(map[string]bool)
	for from, next := range muster.RequestTransitions {
		for _, to := range next {
			want[edge(from, to)] = true
		}
	}
	for e := range want {
		if !w.seen[e] {
			t.Errorf("in the table, but the contract did not do it: %s", e)
		}
	}
	for e := range w.seen {
		if !want[e] {
			t.Errorf("the contract did what is not in the table: %s", e)
		}
	}
}

// payAll leaves nothing to claim, so that the next situation begins alike.
func (w *transitions) payAll() {
	w.t.Helper()
	if w.claimable(1) > 0 {
		w.must("first", manager.PackClaimReward())
	}
}

func TestStatesHaveNames(t *testing.T) {
	for i, want := range muster.RequestStates {
		if got, err := contracts.RequestStateOf(uint8(i)); got != want || err != nil {
			t.Errorf("state %d: %s, %v", i, got, err)
		}
	}
	if _, err := contracts.RequestStateOf(uint8(len(muster.RequestStates))); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a state too many: %v", err)
	}
}
