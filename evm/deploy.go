package evm

import (
	"context"
	"errors"
	"math/big"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
)

// Circuit is a circuit whose proofs a settlement contract is to take.
type Circuit struct {
	ProtocolVersion string
	Digest          muster.Digest // of the verifying key
	Key             groth16.VerifyingKey
	FoldKey         *big.Int // expected as eighth input; nil for circuits with seven
}

// SettlementSetup is what a settlement contract begins with.
type SettlementSetup struct {
	StateRoot, ShieldedRoot common.Hash
	Owner                   common.Address // zero is the account that deploys
	Settler                 common.Address // zero is the account that deploys
	Circuits                []Circuit
}

// SettlementDeployment is where a settlement contract and its verifiers are.
type SettlementDeployment struct {
	Settlement common.Address
	Verifiers  []common.Address // of the circuits, in their order
	Block      uint64           // of Settlement
	// Owner has yet to accept the contract, where it is not the account that
	// deployed.
	PendingOwner common.Address
}

// DeployVerifier deploys a verifier for a key.
func DeployVerifier(ctx context.Context, s *Sender, key groth16.VerifyingKey) (common.Address, error) {
	return common.Address{}, errors.ErrUnsupported
}

// DeploySettlement deploys a settlement contract with its verifiers.
func DeploySettlement(ctx context.Context, s *Sender, p SettlementSetup) (SettlementDeployment, error) {
	return SettlementDeployment{}, errors.ErrUnsupported
}

// MarketNetwork is a proving network to begin with.
type MarketNetwork struct {
	Name    string
	Address common.Address
	Weight  uint16
}

// MarketSetup is what a Proof Manager begins with.
type MarketSetup struct {
	Token           common.Address // ERC-20 with 6 decimals; zero deploys TestUSDC
	Networks        []MarketNetwork
	PreferredWeight uint16
	Submitter       common.Address
	Admin           common.Address // also of the proxy; zero is the account that deploys
	// Fund is how much of TestUSDC the Proof Manager gets; 0 or nil is none.
	Fund *big.Int
}

// MarketDeployment is where the market's contracts are.
type MarketDeployment struct {
	Token          common.Address
	ProofManager   common.Address // the proxy: what everybody talks to
	Implementation common.Address
	ProxyAdmin     common.Address
	Block          uint64 // of ProofManager
}

// DeployMarket deploys a Proof Manager behind a proxy.
func DeployMarket(ctx context.Context, s *Sender, p MarketSetup) (MarketDeployment, error) {
	return MarketDeployment{}, errors.ErrUnsupported
}

// MintTestUSDC mints test tokens, in units of 10⁻⁶.
func MintTestUSDC(ctx context.Context, s *Sender, token, to common.Address, amount *big.Int) error {
	return errors.ErrUnsupported
}
