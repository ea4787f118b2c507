package network

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Labels of the batches that a daemon submits. They are what a daemon that was
// restarted knows its batches by, and what their statements are compared with.
const (
	labelContract = "market.contract"
	labelNetwork  = "market.network" // its number: networks may share a muster
	labelRequest  = "market.request"
	labelAttempt  = "market.attempt" // of the request
	labelTake     = "market.take"    // how often it was submitted, from 1
	labelProof    = "market.proof"   // system/curve/target
	labelCircuit  = "market.circuit"
	labelPublic   = "market.public" // digest of the public inputs
)

// labelsOf are the labels of a request's batch that is to prove a statement.
func labelsOf(contract common.Address, r market.Request, s muster.Statement, take int) map[string]string {
	return map[string]string{
		labelContract: contract.Hex(),
		labelNetwork:  strconv.Itoa(int(r.Network)),
		labelRequest:  r.ID.String(),
		labelAttempt:  strconv.Itoa(r.Attempt),
		labelTake:     strconv.Itoa(take),
		labelProof:    kindOf(s),
		labelCircuit:  s.Circuit.String(),
		labelPublic:   muster.DigestOf(s.Public).String(),
	}
}

// kindOf is how a statement's proof is made, in one word that fits a label.
func kindOf(s muster.Statement) string {
	return short(s.System) + "/" + short(s.Curve) + "/" + short(s.Target)
}

// short cuts what somebody else wrote: longer is none of the known ones.
func short(s string) string { return s[:min(len(s), 32)] }

// mismatch says how a batch's statement differs from the one that it was
// submitted to prove, or "". A batch that is not planned states nothing yet.
func mismatch(b muster.Batch) string {
	switch b.State {
	case muster.BatchProving, muster.BatchSettling, muster.BatchCompleted:
		return differs(b.Labels, b.Statement)
	default:
		return ""
	}
}

func differs(labels map[string]string, s muster.Statement) string {
	if want, got := labels[labelProof], kindOf(s); want != got {
		return fmt.Sprintf("a proof of kind %s, the request is for %s", got, want)
	}
	if want, got := labels[labelCircuit], s.Circuit.String(); want != got {
		return fmt.Sprintf("a proof of circuit %.12s, the request is for %.12s", got, want)
	}
	if want, got := labels[labelPublic], muster.DigestOf(s.Public).String(); want != got {
		return fmt.Sprintf("other public inputs, which hash to %.12s, the request's to %.12s", got, want)
	}
	return ""
}

// keyOf is the idempotency key of a request's batch: submitting it again, after
// a restart or a reorganisation that changes nothing of it, gives the same
// batch.
func keyOf(contract common.Address, r market.Request, inputs muster.Digest, take int) string {
	key := fmt.Sprintf("market/%s/%s/%d/%s", contract, r.ID, r.Attempt, inputs.Short())
	if take > 1 {
		key += "/" + strconv.Itoa(take)
	}
	return key
}

// origin is which request a batch is for, by its labels.
type origin struct {
	id      market.RequestID
	attempt int
	take    int
}

// originOf reads a batch's labels; ok is false for a batch of another contract
// or network, or of something else.
func originOf(contract common.Address, network uint8, b muster.Batch) (o origin, ok bool) {
	if b.Labels[labelContract] != contract.Hex() || b.Labels[labelNetwork] != strconv.Itoa(int(network)) || !strings.HasPrefix(b.Key, "market/") {
		return o, false
	}
	var errs [3]error
	o.id, errs[0] = market.ParseRequestID(b.Labels[labelRequest])
	o.attempt, errs[1] = strconv.Atoi(b.Labels[labelAttempt])
	o.take, errs[2] = strconv.Atoi(b.Labels[labelTake])
	return o, errors.Join(errs[:]...) == nil
}
