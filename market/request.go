package market

import (
	"math"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// The contract's limits.
const (
	// AcknowledgeWithin is how long a network has to commit or refuse.
	AcknowledgeWithin = 2 * time.Minute
	// LongestTimeout is the most time that a request may give for its proof.
	LongestTimeout = 2 * time.Hour
	// ValidateWithin is after how long a proof that nobody judged counts as valid.
	ValidateWithin = 24 * time.Hour
	// HighestReward is the most that one request may cost.
	HighestReward USDC = 5_000_000
	// HighestClaim is the most that one claim pays.
	HighestClaim USDC = 25_000_000_000
	// MostProofBytes is the most a proof may have.
	MostProofBytes = 32 << 10
	// MostURLBytes is the most the inputs' URL may have.
	MostURLBytes = 2048
)

// Request is a proof request as the contract keeps it.
type Request struct {
	ID          RequestID           `json:"id"`
	State       muster.RequestState `json:"state"`
	Number      uint64              `json:"number"`  // over all requests, from 1
	Attempt     int                 `json:"attempt"` // of this id, from 1
	Network     uint8               `json:"network"` // 0: nobody
	Protocol    [3]uint32           `json:"protocol"`
	SubmittedAt time.Time           `json:"submitted_at"` // by the chain's clock, as all times here
	Block       uint64              `json:"block"`        // of its submission, where the event with its inputs is
	ProveBy     time.Time           `json:"prove_by"`
	ProvenAt    time.Time           `json:"proven_at,omitzero"`
	MaxReward   USDC                `json:"max_reward"`
	Reward      USDC                `json:"reward"` // what the network asked for, once proven
	ProofHash   common.Hash         `json:"proof_hash,omitzero"`
}

// AcknowledgeBy returns until when its network may commit or refuse.
func (r Request) AcknowledgeBy() time.Time { return r.SubmittedAt.Add(AcknowledgeWithin) }

// ValidateBy returns from when on its proof counts as valid if nobody judged it.
func (r Request) ValidateBy() time.Time { return r.ProvenAt.Add(ValidateWithin) }

// requestOf reads a request of the contract. Returns ErrNotFound where there is
// none, and CodeUnsupported where its state is one that this version does not
// know: taken for missing, it would be asked for again.
func requestOf(id RequestID, r contracts.ProofManagerProofRequest) (Request, error) {
	if r.Attempt == 0 {
		return Request{}, muster.Errorf(muster.CodeNotFound, "no request %s", id)
	}
	if int(r.Status) >= len(muster.RequestStates) {
		return Request{}, muster.Errorf(muster.CodeUnsupported, "request %s is in state %d, which this version does not know", id, r.Status)
	}
	out := Request{
		ID: id, State: muster.RequestStates[r.Status], Number: r.RequestId, Attempt: int(r.Attempt), Network: r.Network,
		Protocol:    [3]uint32{r.ProtocolMajor, r.ProtocolMinor, r.ProtocolPatch},
		SubmittedAt: chainTime(r.SubmittedAt), Block: r.SubmittedBlock,
		MaxReward: usdcOf(r.MaxReward), Reward: usdcOf(r.Reward), ProofHash: r.ProofHash,
	}
	out.ProveBy = out.SubmittedAt.Add(time.Duration(r.TimeoutAfter) * time.Second)
	if r.ProvenAt != 0 {
		out.ProvenAt = chainTime(r.ProvenAt)
	}
	return out, nil
}

// chainTime reads a time in seconds since 1970.
func chainTime(s uint64) time.Time {
	return time.Unix(int64(min(s, math.MaxInt32*1000)), 0).UTC()
}

// Network is a proving network as the contract keeps it.
type Network struct {
	Number    uint8          `json:"number"` // from 1
	Name      string         `json:"name"`
	Address   common.Address `json:"address"`
	Active    bool           `json:"active"`
	Weight    uint16         `json:"weight"` // slots in each round of the round robin
	Earned    USDC           `json:"earned"` // of all its validated requests
	Paid      USDC           `json:"paid"`
	Validated uint64         `json:"validated"` // number of its validated requests
}

// Owed returns what the network earned and was not paid yet.
func (n Network) Owed() USDC { return n.Earned - n.Paid }
