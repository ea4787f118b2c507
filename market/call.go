package market

import (
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Role is what an account may do in the contract, beside being a network.
type Role string

// Roles.
const (
	RoleAdministrator Role = "administrator"
	RoleSubmitter     Role = "submitter"
)

func (r Role) id() [32]byte {
	if r == RoleSubmitter {
		return crypto.Keccak256Hash([]byte("SUBMITTER_ROLE"))
	}
	return [32]byte{}
}

// RequestParams are what a submitter asks for.
type RequestParams struct {
	Protocol  [3]uint32
	InputsURL string
	Timeout   time.Duration // until the proof; above AcknowledgeWithin, at most LongestTimeout
	MaxReward USDC
}

func (c *Contract) call(data []byte, format string, args ...any) evm.Call {
	return evm.Call{To: c.address, Data: data, Label: fmt.Sprintf(format, args...)}
}

// Submit asks for a proof; a submitter's.
func (c *Contract) Submit(id RequestID, p RequestParams) evm.Call {
	return c.call(c.abi.PackSubmitProofRequest(id.onChain(), contracts.ProofManagerProofRequestParams{
		ProtocolMajor: p.Protocol[0], ProtocolMinor: p.Protocol[1], ProtocolPatch: p.Protocol[2], ProofInputsUrl: p.InputsURL,
		TimeoutAfter: big.NewInt(int64(p.Timeout / time.Second)), MaxReward: p.MaxReward.Big(),
	}), "submit request %s", id)
}

// Mark writes that a request is Unacknowledged or TimedOut; a submitter's, once
// it is due.
func (c *Contract) Mark(id RequestID, s muster.RequestState) evm.Call {
	if s == muster.RequestUnacknowledged {
		return c.call(c.abi.PackMarkUnacknowledged(id.onChain()), "mark request %s Unacknowledged", id)
	}
	return c.call(c.abi.PackMarkTimedOut(id.onChain()), "mark request %s TimedOut", id)
}

// JudgeProof says whether a request's proof is valid, and only of the proof that
// it has in r; a submitter's.
func (c *Contract) JudgeProof(r Request, valid bool) evm.Call {
	return c.call(c.abi.PackJudgeProof(r.ID.onChain(), r.ProofHash, valid), "judge the proof of request %s (valid: %t)", r.ID, valid)
}

// Judge says whether a request's proof is valid, whichever it is then; a
// submitter's.
func (c *Contract) Judge(id RequestID, valid bool) evm.Call {
	return c.call(c.abi.PackSubmitProofValidationResult(id.onChain(), valid), "judge the proof of request %s (valid: %t)", id, valid)
}

// AcknowledgeAttempt commits to a request or refuses it, and only in the attempt
// that it is in r; its network's.
func (c *Contract) AcknowledgeAttempt(r Request, accept bool) evm.Call {
	return c.call(c.abi.PackAcknowledgeAttempt(r.ID.onChain(), r.Number, accept), "acknowledge request %s (commit: %t)", r.ID, accept)
}

// Acknowledge commits to a request or refuses it, in whichever attempt it is
// then; its network's.
func (c *Contract) Acknowledge(id RequestID, accept bool) evm.Call {
	return c.call(c.abi.PackAcknowledgeProofRequest(id.onChain(), accept), "acknowledge request %s (commit: %t)", id, accept)
}

// ProveAttempt brings a request's proof, and only in the attempt that it is in
// r; its network's.
func (c *Contract) ProveAttempt(r Request, proof []byte, reward USDC) evm.Call {
	return c.call(c.abi.PackProveAttempt(r.ID.onChain(), r.Number, proof, reward.Big()), "bring the proof of request %s for %s USDC", r.ID, reward)
}

// Prove brings a request's proof, in whichever attempt it is then; its
// network's.
func (c *Contract) Prove(id RequestID, proof []byte, reward USDC) evm.Call {
	return c.call(c.abi.PackSubmitProof(id.onChain(), proof, reward.Big()), "bring the proof of request %s for %s USDC", id, reward)
}

// ClaimValidation takes a proof for valid that nobody judged in time; its
// network's.
func (c *Contract) ClaimValidation(id RequestID) evm.Call {
	return c.call(c.abi.PackClaimValidation(id.onChain()), "claim the validation of request %s", id)
}

// Claim pays a network what it is owed, at most HighestClaim.
func (c *Contract) Claim() evm.Call { return c.call(c.abi.PackClaimReward(), "claim rewards") }

// The administrator's calls.

// AddNetwork adds a network.
func (c *Contract) AddNetwork(name string, address common.Address, weight uint16) evm.Call {
	return c.call(c.abi.PackAddProvingNetwork(contracts.ProofManagerProvingNetworkParams{Name: name, Addr: address, Weight: weight}),
		"add network %s at %s with weight %d", name, address, weight)
}

// SetAddress gives a network another address; its live requests go with it.
func (c *Contract) SetAddress(network uint8, address common.Address) evm.Call {
	return c.call(c.abi.PackUpdateProvingNetworkAddress(network, address), "give network %d the address %s", network, address)
}

// SetActive makes a network active or inactive, for requests to come.
func (c *Contract) SetActive(network uint8, active bool) evm.Call {
	status := uint8(1)
	if active {
		status = 0
	}
	return c.call(c.abi.PackUpdateProvingNetworkStatus(network, status), "make network %d active: %t", network, active)
}

// SetWeight sets a network's slots in each round.
func (c *Contract) SetWeight(network uint8, weight uint16) evm.Call {
	return c.call(c.abi.PackUpdateProvingNetworkWeight(network, weight), "give network %d the weight %d", network, weight)
}

// SetPreferred sets the preferred network, 0 for none.
func (c *Contract) SetPreferred(network uint8) evm.Call {
	return c.call(c.abi.PackUpdatePreferredProvingNetwork(network), "prefer network %d", network)
}

// SetPreferredWeight sets the preferred network's slots in each round.
func (c *Contract) SetPreferredWeight(weight uint16) evm.Call {
	return c.call(c.abi.PackUpdatePreferredWeight(weight), "give the preferred network the weight %d", weight)
}

// Withdraw takes out funds that no request may need.
func (c *Contract) Withdraw(token common.Address, amount *big.Int) evm.Call {
	return c.call(c.abi.PackWithdraw(token, amount), "withdraw %s of token %s", amount, token)
}

// SetPaused stops new requests, or lets them in again.
func (c *Contract) SetPaused(paused bool) evm.Call {
	if paused {
		return c.call(c.abi.PackPause(), "pause the market")
	}
	return c.call(c.abi.PackUnpause(), "unpause the market")
}

// Grant gives an account a role.
func (c *Contract) Grant(r Role, account common.Address) evm.Call {
	return c.call(c.abi.PackGrantRole(r.id(), account), "make %s a %s", account, r)
}

// Revoke takes a role from an account.
func (c *Contract) Revoke(r Role, account common.Address) evm.Call {
	return c.call(c.abi.PackRevokeRole(r.id(), account), "take the role %s from %s", r, account)
}
