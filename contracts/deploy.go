package contracts

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
)

// Network is a proving network as the Proof Manager is deployed with it.
type Network struct {
	Name    string
	Address common.Address
	Weight  uint16 // turns in each round
}

// DefaultPreferredWeight is, with two networks of weight 1, the round robin of
// 25 / 25 / 50: the turns of the preferred network in each round.
const DefaultPreferredWeight = 2

// ProofManagerInit encodes the call that initialises a Proof Manager, for
// ProxyConstructor. Networks are numbered from 1 in the order given. The token
// must have 6 decimals; admin may be the submitter, but no network's address.
func ProofManagerInit(networks []Network, preferredWeight uint16, usdc, submitter, admin common.Address) []byte {
	list := make([]ProofManagerProvingNetworkParams, len(networks))
	for i, n := range networks {
		list[i] = ProofManagerProvingNetworkParams{Name: n.Name, Addr: n.Address, Weight: n.Weight}
	}
	return NewProofManager().PackInitialize(list, preferredWeight, usdc, submitter, admin)
}

// ProofManagerCode returns the code that creates the Proof Manager's
// implementation, which is of use only behind a proxy.
func ProofManagerCode() []byte { return common.FromHex(ProofManagerMetaData.Bin) }

// ProxyConstructor returns the code that creates a proxy which runs an
// implementation and makes the first call to it, init. The owner may upgrade
// it, through a ProxyAdmin that the proxy creates.
func ProxyConstructor(implementation, owner common.Address, init []byte) []byte {
	return append(common.FromHex(TransparentUpgradeableProxyMetaData.Bin),
		NewTransparentUpgradeableProxy().PackConstructor(implementation, owner, init)...)
}

// SettlementCode returns the code that creates a Settlement which starts from
// the two roots.
func SettlementCode(stateRoot, shieldedRoot [32]byte, owner, settler common.Address) []byte {
	return append(common.FromHex(SettlementMetaData.Bin),
		NewSettlement().PackConstructor(stateRoot, shieldedRoot, owner, settler)...)
}

// Groth16VerifierCode returns the code that creates a verifier of a key.
func Groth16VerifierCode(key Key) []byte {
	return append(common.FromHex(Groth16VerifierMetaData.Bin), key.Constructor()...)
}

// RequestStateOf names a state of the contract. Returns CodeInvalid for a
// number that is none.
func RequestStateOf(status uint8) (muster.RequestState, error) {
	if int(status) >= len(muster.RequestStates) {
		return "", muster.InvalidField("status", fmt.Sprintf("a state of a request below %d", len(muster.RequestStates)), fmt.Sprint(status))
	}
	return muster.RequestStates[status], nil
}

// ProtocolVersion is a protocol version as Settlement takes it.
func ProtocolVersion(major, minor, patch uint32) *big.Int {
	version := new(big.Int).SetUint64(uint64(major))
	version.Lsh(version, 64)
	return version.Or(version, new(big.Int).SetUint64(uint64(minor)<<32|uint64(patch)))
}

// PackSettle encodes a call of Settlement's settle with this proof, of a
// circuit named by the digest of its verifying key.
func (c Call) PackSettle(protocolVersion *big.Int, circuit [32]byte) []byte {
	return NewSettlement().PackSettle(protocolVersion, circuit, c.Proof, c.Commitment, c.CommitmentPok, c.Inputs)
}
