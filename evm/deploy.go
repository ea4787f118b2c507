package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
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

// DeployVerifier deploys a verifier for a key. Returns CodeUnsupported for keys
// that no contract takes.
func DeployVerifier(ctx context.Context, s *Sender, key groth16.VerifyingKey) (common.Address, error) {
	k, err := contracts.KeyOf(key)
	if err != nil {
		return common.Address{}, err
	}
	r, err := s.Deploy(ctx, "deploy verifier", append(common.FromHex(contracts.Groth16VerifierMetaData.Bin), k.Constructor()...))
	if err != nil {
		return common.Address{}, err
	}
	return r.ContractAddress, nil
}

// DeploySettlement deploys a settlement contract with its verifiers.
func DeploySettlement(ctx context.Context, s *Sender, p SettlementSetup) (SettlementDeployment, error) {
	// What can't be deployed is found before anything is paid for.
	for _, c := range p.Circuits {
		if _, err := muster.ProtocolNumber(c.ProtocolVersion); err != nil {
			return SettlementDeployment{}, err
		}
		if _, err := contracts.KeyOf(c.Key); err != nil {
			return SettlementDeployment{}, fmt.Errorf("circuit %s: %w", c.Digest.Short(), err)
		}
	}
	settler := p.Settler
	if settler == (common.Address{}) {
		settler = s.Address()
	}
	contract := contracts.NewSettlement()
	// Only the owner names verifiers: ownership goes on once they are there.
	code := append(common.FromHex(contracts.SettlementMetaData.Bin), contract.PackConstructor(p.StateRoot, p.ShieldedRoot, s.Address(), settler)...)
	r, err := s.Deploy(ctx, "deploy settlement contract", code)
	if err != nil {
		return SettlementDeployment{}, err
	}
	d := SettlementDeployment{Settlement: r.ContractAddress, Block: r.BlockNumber.Uint64()}
	for _, c := range p.Circuits {
		verifier, err := AddCircuit(ctx, s, d.Settlement, c)
		if err != nil {
			return d, err
		}
		d.Verifiers = append(d.Verifiers, verifier)
	}
	if p.Owner != (common.Address{}) && p.Owner != s.Address() {
		call := Call{To: d.Settlement, Data: contract.PackTransferOwnership(p.Owner), Label: "offer ownership to " + p.Owner.Hex()}
		if _, err := s.Send(ctx, call); err != nil {
			return d, err
		}
		d.PendingOwner = p.Owner
	}
	return d, nil
}

// AddCircuit deploys a verifier for a circuit and has a settlement contract
// take its proofs. The sender is the contract's owner.
func AddCircuit(ctx context.Context, s *Sender, settlement common.Address, c Circuit) (common.Address, error) {
	version, err := muster.ProtocolNumber(c.ProtocolVersion)
	if err != nil {
		return common.Address{}, err
	}
	verifier, err := DeployVerifier(ctx, s, c.Key)
	if err != nil {
		return common.Address{}, err
	}
	foldKey := c.FoldKey
	if foldKey == nil {
		foldKey = new(big.Int)
	}
	data, err := contracts.NewSettlement().TryPackSetVerifier(version, c.Digest, verifier, foldKey)
	if err != nil {
		return verifier, muster.Errorf(muster.CodeInvalid, "circuit %s: %w", c.Digest.Short(), err)
	}
	_, err = s.Send(ctx, Call{To: settlement, Data: data, Label: "name the verifier of circuit " + c.Digest.Short()})
	return verifier, err
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
	admin := p.Admin
	if admin == (common.Address{}) {
		admin = s.Address()
	}
	if p.Fund != nil && p.Fund.Sign() > 0 && p.Token != (common.Address{}) {
		return MarketDeployment{}, muster.Errorf(muster.CodeInvalid, "only a test token is minted: send %s of %s to the Proof Manager instead", p.Fund, p.Token)
	}
	d := MarketDeployment{Token: p.Token}
	if d.Token == (common.Address{}) {
		r, err := s.Deploy(ctx, "deploy test token", common.FromHex(contracts.TestUSDCMetaData.Bin))
		if err != nil {
			return d, err
		}
		d.Token = r.ContractAddress
	}
	r, err := s.Deploy(ctx, "deploy Proof Manager's code", common.FromHex(contracts.ProofManagerMetaData.Bin))
	if err != nil {
		return d, err
	}
	d.Implementation = r.ContractAddress
	networks := make([]contracts.ProofManagerProvingNetworkParams, len(p.Networks))
	for i, n := range p.Networks {
		networks[i] = contracts.ProofManagerProvingNetworkParams{Name: n.Name, Addr: n.Address, Weight: n.Weight}
	}
	begin, err := contracts.NewProofManager().TryPackInitialize(networks, p.PreferredWeight, d.Token, p.Submitter, admin)
	if err != nil {
		return d, muster.Errorf(muster.CodeInvalid, "Proof Manager's networks: %w", err)
	}
	proxy := contracts.NewTransparentUpgradeableProxy()
	r, err = s.Deploy(ctx, "deploy Proof Manager", append(common.FromHex(contracts.TransparentUpgradeableProxyMetaData.Bin), proxy.PackConstructor(d.Implementation, admin, begin)...))
	if err != nil {
		return d, err
	}
	d.ProofManager, d.Block = r.ContractAddress, r.BlockNumber.Uint64()
	if d.ProxyAdmin, err = proxyAdmin(r); err != nil {
		return d, err
	}
	if p.Fund != nil && p.Fund.Sign() > 0 {
		err = MintTestUSDC(ctx, s, d.Token, d.ProofManager, p.Fund)
	}
	return d, err
}

// proxyAdmin reads the contract that the proxy made for its upgrades.
func proxyAdmin(r *types.Receipt) (common.Address, error) {
	proxy := contracts.NewTransparentUpgradeableProxy()
	for _, l := range r.Logs {
		if e, err := proxy.UnpackAdminChangedEvent(l); err == nil {
			return e.NewAdmin, nil
		}
	}
	return common.Address{}, errors.New("the proxy made no contract for its upgrades")
}

// MintTestUSDC mints test tokens, in units of 10⁻⁶.
func MintTestUSDC(ctx context.Context, s *Sender, token, to common.Address, amount *big.Int) error {
	data, err := contracts.NewTestUSDC().TryPackMint(to, amount)
	if err != nil {
		return muster.Errorf(muster.CodeInvalid, "mint test tokens: %w", err)
	}
	_, err = s.Send(ctx, Call{To: token, Data: data, Label: "mint test tokens"})
	return err
}
