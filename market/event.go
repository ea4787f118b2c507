package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Event is something that the contract told: exactly one of its pointers is set.
type Event struct {
	Block     uint64
	BlockHash common.Hash
	TxHash    common.Hash
	LogIndex  uint
	// Time is the block's, zero where the node does not say it with its logs.
	Time time.Time

	Submitted      *Submitted
	Acknowledged   *Acknowledged
	Unacknowledged *Assigned
	TimedOut       *Assigned
	Proven         *Proven
	Judged         *Judged
	Earned         *Earned
	Paid           *Paid
	NetworkAdded   *NetworkAdded
	AddressSet     *AddressSet
	ActiveSet      *ActiveSet
	PreferredSet   *PreferredSet
}

// Submitted tells of a new request.
type Submitted struct {
	ID         RequestID
	AssignedTo common.Address // zero: nobody, it is Refused
	InputsURL  string
	Protocol   [3]uint32
	Timeout    time.Duration
	MaxReward  USDC
	Number     uint64
}

// Acknowledged tells that a request is Committed or Refused.
type Acknowledged struct {
	ID         RequestID
	Accepted   bool
	AssignedTo common.Address
}

// Assigned tells of a request that ended by time.
type Assigned struct {
	ID         RequestID
	AssignedTo common.Address
}

// Proven tells of a proof.
type Proven struct {
	ID         RequestID
	Proof      []byte
	AssignedTo common.Address
	Reward     USDC
}

// Judged tells whether a proof is valid.
type Judged struct {
	ID         RequestID
	Valid      bool
	AssignedTo common.Address
}

// Earned tells that a validated request is its network's of that number.
type Earned struct {
	ID      RequestID
	Network uint8
	Number  uint64
	Reward  USDC
}

// Paid tells that a network's validated requests of these numbers are Paid.
type Paid struct {
	Network     uint8
	First, Last uint64
	Amount      USDC
}

// NetworkAdded tells of a new network.
type NetworkAdded struct {
	Network uint8
	Name    string
	Address common.Address
	Weight  uint16
}

// AddressSet tells of a network's other address.
type AddressSet struct {
	Network uint8
	Address common.Address
}

// ActiveSet tells that a network became active or inactive.
type ActiveSet struct {
	Network uint8
	Active  bool
}

// PreferredSet tells which network is preferred, 0 for none.
type PreferredSet struct{ Network uint8 }

// Query selects the contract's logs for a node or a watcher.
func (c *Contract) Query(from, to uint64) ethereum.FilterQuery {
	return ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to), Addresses: []common.Address{c.address},
	}
}

// Events returns the events of a range of blocks, both ends included, in order.
func (c *Contract) Events(ctx context.Context, from, to uint64) ([]Event, error) {
	logs, err := c.backend.FilterLogs(ctx, c.Query(from, to))
	if err != nil {
		return nil, fmt.Errorf("read the events of blocks %d to %d: %w", from, to, err)
	}
	var all []Event
	for i := range logs {
		if e, ok := c.Decode(&logs[i]); ok {
			all = append(all, e)
		}
	}
	return all, nil
}

// TooMuch reports whether a node refused to give the events of a range of blocks
// for their number: those of fewer blocks it may give.
func TooMuch(err error) bool {
	return errors.Is(err, evm.ErrTooMany) || muster.CodeOf(err) == muster.CodeTooLarge
}

// Submission returns the event of a request's submission, which has its inputs'
// URL.
func (c *Contract) Submission(ctx context.Context, r Request) (Submitted, error) {
	events, err := c.Events(ctx, r.Block, r.Block)
	if err != nil {
		return Submitted{}, err
	}
	for _, e := range events {
		if e.Submitted != nil && e.Submitted.ID == r.ID && e.Submitted.Number == r.Number {
			return *e.Submitted, nil
		}
	}
	return Submitted{}, fmt.Errorf("the node has no event of request %s in block %d", r.ID, r.Block)
}

// Decode reads a log of the contract. ok is false for a log of another
// contract, one that was reorganised away, an event that is of no concern here,
// and one that can't be read.
func (c *Contract) Decode(l *types.Log) (_ Event, ok bool) {
	if l.Address != c.address || l.Removed || len(l.Topics) == 0 {
		return Event{}, false
	}
	decode, known := c.decoders()[l.Topics[0]]
	if !known {
		return Event{}, false
	}
	e := Event{Block: l.BlockNumber, BlockHash: l.BlockHash, TxHash: l.TxHash, LogIndex: l.Index}
	if l.BlockTimestamp != 0 {
		e.Time = chainTime(l.BlockTimestamp)
	}
	return e, decode(l, &e)
}

type decoder func(*types.Log, *Event) bool

// decoders maps an event's topic to what reads it.
func (c *Contract) decoders() map[common.Hash]decoder {
	topic := func(name string) common.Hash { return eventIDs[name] }
	return map[common.Hash]decoder{
		topic(contracts.ProofManagerProofRequestSubmittedEventName): read(c.abi.UnpackProofRequestSubmittedEvent, func(e *Event, l *contracts.ProofManagerProofRequestSubmitted) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Submitted = &Submitted{
				ID: id, AssignedTo: l.AssignedTo, InputsURL: l.ProofInputsUrl, Protocol: [3]uint32{l.ProtocolMajor, l.ProtocolMinor, l.ProtocolPatch},
				Timeout: time.Duration(min(uint64Of(l.TimeoutAfter), 1<<31)) * time.Second, MaxReward: usdcOf(l.MaxReward), Number: uint64Of(l.RequestId),
			}
			return ok
		}),
		topic(contracts.ProofManagerProofRequestAcknowledgedEventName): read(c.abi.UnpackProofRequestAcknowledgedEvent, func(e *Event, l *contracts.ProofManagerProofRequestAcknowledged) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Acknowledged = &Acknowledged{ID: id, Accepted: l.Accepted, AssignedTo: l.AssignedTo}
			return ok
		}),
		topic(contracts.ProofManagerProofRequestUnacknowledgedEventName): read(c.abi.UnpackProofRequestUnacknowledgedEvent, func(e *Event, l *contracts.ProofManagerProofRequestUnacknowledged) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Unacknowledged = &Assigned{ID: id, AssignedTo: l.AssignedTo}
			return ok
		}),
		topic(contracts.ProofManagerProofRequestTimedOutEventName): read(c.abi.UnpackProofRequestTimedOutEvent, func(e *Event, l *contracts.ProofManagerProofRequestTimedOut) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.TimedOut = &Assigned{ID: id, AssignedTo: l.AssignedTo}
			return ok
		}),
		topic(contracts.ProofManagerProofRequestProvenEventName): read(c.abi.UnpackProofRequestProvenEvent, func(e *Event, l *contracts.ProofManagerProofRequestProven) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Proven = &Proven{ID: id, Proof: l.Proof, AssignedTo: l.AssignedTo, Reward: usdcOf(l.RequestedReward)}
			return ok && len(l.Proof) <= MostProofBytes
		}),
		topic(contracts.ProofManagerProofValidationResultEventName): read(c.abi.UnpackProofValidationResultEvent, func(e *Event, l *contracts.ProofManagerProofValidationResult) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Judged = &Judged{ID: id, Valid: l.IsProofValid, AssignedTo: l.AssignedTo}
			return ok
		}),
		topic(contracts.ProofManagerRewardEarnedEventName): read(c.abi.UnpackRewardEarnedEvent, func(e *Event, l *contracts.ProofManagerRewardEarned) bool {
			id, ok := requestID(l.ChainId, l.BlockNumber)
			e.Earned = &Earned{ID: id, Network: l.Network, Number: uint64Of(l.Number), Reward: usdcOf(l.Reward)}
			return ok
		}),
		topic(contracts.ProofManagerProofRequestsPaidEventName): read(c.abi.UnpackProofRequestsPaidEvent, func(e *Event, l *contracts.ProofManagerProofRequestsPaid) bool {
			e.Paid = &Paid{Network: l.Network, First: uint64Of(l.First), Last: uint64Of(l.Last), Amount: usdcOf(l.Amount)}
			return true
		}),
		topic(contracts.ProofManagerProvingNetworkAddedEventName): read(c.abi.UnpackProvingNetworkAddedEvent, func(e *Event, l *contracts.ProofManagerProvingNetworkAdded) bool {
			e.NetworkAdded = &NetworkAdded{Network: l.ProvingNetwork, Name: l.Name, Address: l.Addr, Weight: l.Weight}
			return true
		}),
		topic(contracts.ProofManagerProvingNetworkAddressUpdatedEventName): read(c.abi.UnpackProvingNetworkAddressUpdatedEvent, func(e *Event, l *contracts.ProofManagerProvingNetworkAddressUpdated) bool {
			e.AddressSet = &AddressSet{Network: l.ProvingNetwork, Address: l.Addr}
			return true
		}),
		topic(contracts.ProofManagerProvingNetworkStatusUpdatedEventName): read(c.abi.UnpackProvingNetworkStatusUpdatedEvent, func(e *Event, l *contracts.ProofManagerProvingNetworkStatusUpdated) bool {
			e.ActiveSet = &ActiveSet{Network: l.ProvingNetwork, Active: l.Status == 0}
			return true
		}),
		topic(contracts.ProofManagerPreferredProvingNetworkUpdatedEventName): read(c.abi.UnpackPreferredProvingNetworkUpdatedEvent, func(e *Event, l *contracts.ProofManagerPreferredProvingNetworkUpdated) bool {
			e.PreferredSet = &PreferredSet{Network: l.ProvingNetwork}
			return true
		}),
	}
}

// uint64Of reads a number of an event. One that is missing, because a node left
// the event's data out, is 0; one beyond 64 bits becomes the greatest.
func uint64Of(n *big.Int) uint64 {
	switch {
	case n == nil:
		return 0
	case !n.IsUint64():
		return ^uint64(0)
	}
	return n.Uint64()
}

// read makes a decoder of a binding's.
func read[T any](unpack func(*types.Log) (*T, error), fill func(*Event, *T) bool) decoder {
	return func(l *types.Log, e *Event) bool {
		from, err := unpack(l)
		return err == nil && fill(e, from)
	}
}

// eventIDs are the topics of the contract's events, by name.
var eventIDs = func() map[string]common.Hash {
	parsed, err := contracts.ProofManagerMetaData.ParseABI()
	if err != nil {
		panic("market: the generated ABI is always read: " + err.Error())
	}
	ids := make(map[string]common.Hash, len(parsed.Events))
	for name, e := range parsed.Events {
		ids[name] = e.ID
	}
	return ids
}()
