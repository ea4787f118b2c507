// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package contracts

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// ProofManagerProofRequest is an auto generated low-level Go binding around an user-defined struct.
type ProofManagerProofRequest struct {
	ProtocolMajor  uint32
	ProtocolMinor  uint32
	ProtocolPatch  uint32
	Status         uint8
	Network        uint8
	Attempt        uint16
	SubmittedAt    uint64
	SubmittedBlock uint64
	TimeoutAfter   uint32
	ProvenAt       uint64
	MaxReward      *big.Int
	RequestId      uint64
	Reward         *big.Int
	PaidThrough    *big.Int
	ProofHash      [32]byte
}

// ProofManagerProofRequestIdentifier is an auto generated low-level Go binding around an user-defined struct.
type ProofManagerProofRequestIdentifier struct {
	ChainId     *big.Int
	BlockNumber *big.Int
}

// ProofManagerProofRequestParams is an auto generated low-level Go binding around an user-defined struct.
type ProofManagerProofRequestParams struct {
	ProtocolMajor  uint32
	ProtocolMinor  uint32
	ProtocolPatch  uint32
	ProofInputsUrl string
	TimeoutAfter   *big.Int
	MaxReward      *big.Int
}

// ProofManagerProvingNetworkInfo is an auto generated low-level Go binding around an user-defined struct.
type ProofManagerProvingNetworkInfo struct {
	Name      string
	Addr      common.Address
	Status    uint8
	Weight    uint16
	Earned    *big.Int
	Paid      *big.Int
	Validated uint64
}

// ProofManagerProvingNetworkParams is an auto generated low-level Go binding around an user-defined struct.
type ProofManagerProvingNetworkParams struct {
	Name   string
	Addr   common.Address
	Weight uint16
}

// ProofManagerMetaData contains all meta data concerning the ProofManager contract.
var ProofManagerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AccessControlBadConfirmation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"neededRole\",\"type\":\"bytes32\"}],\"name\":\"AccessControlUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"field\",\"type\":\"string\"}],\"name\":\"AddressCannotBeZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"AddressInUse\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CheckpointUnorderedInsertion\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"DuplicatedProofRequest\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EmptyProof\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EnforcedPause\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ExpectedPause\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"free\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"InsufficientFunds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofInputsUrl\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofRequestTimeout\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"MaxRewardOutOfBounds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoFundsAvailable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoPaymentDue\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoWeight\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAssigneeAllowed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestAcknowledgementDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"ProofRequestDeadlineNotPassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofManager.ProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotCommitted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofManager.ProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotPendingAcknowledgement\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofManager.ProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotProven\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestProvingDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"ProofTooLarge\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProvingNetworkCannotBeNone\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TooManyProvingNetworks\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"UnknownProofRequest\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"UnknownProvingNetwork\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"FundsWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Paused\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"PreferredProvingNetworkUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"PreferredWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"accepted\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestAcknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"ProofRequestProven\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestId\",\"type\":\"uint256\"}],\"name\":\"ProofRequestSubmitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestTimedOut\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestUnacknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"first\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"last\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"ProofRequestsPaid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofValidationResult\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"ProvingNetworkAddressUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"enumProofManager.ProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProvingNetworkStatusUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"RewardClaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"number\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reward\",\"type\":\"uint256\"}],\"name\":\"RewardEarned\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"previousAdminRole\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"newAdminRole\",\"type\":\"bytes32\"}],\"name\":\"RoleAdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleGranted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleRevoked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Unpaused\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"ACK_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DEFAULT_ADMIN_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_CLAIM\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_NETWORKS\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_PROOF_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_REWARD\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_TIMEOUT_AFTER\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_URL_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"SUBMITTER_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"VALIDATION_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"accept\",\"type\":\"bool\"}],\"name\":\"acknowledgeProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"addProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claimReward\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"claimValidation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"claimable\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"getRoleAdmin\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"grantRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams[]\",\"name\":\"networks_\",\"type\":\"tuple[]\"},{\"internalType\":\"uint16\",\"name\":\"preferredWeight\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"usdc_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"submitter\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markTimedOut\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markUnacknowledged\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"obligations\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"paused\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"preferredProvingNetwork\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"proofRequest\",\"outputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"enumProofManager.ProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"attempt\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"submittedAt\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"submittedBlock\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"timeoutAfter\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"provenAt\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"maxReward\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"reward\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paidThrough\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"proofHash\",\"type\":\"bytes32\"}],\"internalType\":\"structProofManager.ProofRequest\",\"name\":\"r\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"provingNetworkInfo\",\"outputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"enumProofManager.ProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"},{\"internalType\":\"uint96\",\"name\":\"earned\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paid\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"validated\",\"type\":\"uint64\"}],\"internalType\":\"structProofManager.ProvingNetworkInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"provingNetworkOf\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"provingNetworks\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"callerConfirmation\",\"type\":\"address\"}],\"name\":\"renounceRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"revokeRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"submitProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"submitProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"}],\"name\":\"submitProofValidationResult\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"updatePreferredProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updatePreferredWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"updateProvingNetworkAddress\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"enumProofManager.ProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"updateProvingNetworkStatus\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updateProvingNetworkWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"usdc\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "ProofManager",
	Bin: "0x608080604052346100fa5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00557ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005460ff8160401c166100e9576002600160401b03196001600160401b03821601610083575b6040516141be90816101008239f35b6001600160401b0319166001600160401b039081177ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005581527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a13880610074565b63f92ee8a960e01b60005260046000fd5b600080fdfe6080604052600436101561001257600080fd5b60003560e01c806301b65b71146102c757806301ffc9a7146102c25780630e1505e0146102bd578063136d9afc146102b8578063248a9ca3146102b3578063263e6c59146102ae57806327d7e2c5146102a95780632f2ff15d146102a457806330ebe7431461029f57806336568abe1461029a5780633b5145cd146102955780633e413bee146102905780633f4ba83a1461028b5780635c975abb1461028657806374d452e5146102815780637de9a2fd1461027c57806381eeac42146102775780638412a3b9146102725780638456cb591461026d5780638a86d4de146102685780638f7e5391146102635780639050b5601461025e57806391712a0b1461025957806391d14854146102545780639202c5311461024f57806395af95221461024a5780639904708a146102455780639ae9bfc814610240578063a217fddf1461023b578063b2a5811514610236578063b74e0a5f14610231578063b88a802f1461022c578063c54cd02414610227578063ccb2c7a414610222578063cd3328391461021d578063cda458b614610218578063d547741f14610213578063d9e943ba1461020e578063e0845e3914610209578063efb27b7b14610204578063f23851a9146101ff578063f3fef3a3146101fa5763f904bd60146101f557600080fd5b6118ac565b611796565b611779565b6116f8565b611692565b611581565b611430565b611413565b611382565b611364565b6112e9565b61117c565b61115f565b610fcb565b610eb7565b610ddd565b610daa565b610beb565b610aa5565b610a42565b610a07565b6109d3565b61097c565b6108d2565b61085e565b6107f1565b61077e565b610720565b610704565b6106d4565b610651565b61061b565b6105e4565b61059a565b61051b565b6104c9565b610449565b6103b2565b61037c565b610360565b610342565b6102ec565b346102e75760003660031901126102e75760206040516405d21dba008152f35b600080fd5b346102e75760203660031901126102e75760043563ffffffff60e01b81168091036102e757602090637965db0b60e01b8114908115610331575b506040519015158152f35b6301ffc9a760e01b14905038610326565b346102e75760003660031901126102e7576020604051624c4b408152f35b346102e75760003660031901126102e757602060405160408152f35b346102e75760203660031901126102e757602061039a600435611909565b604051908152f35b6004359060ff821682036102e757565b346102e75760203660031901126102e7576103cb6103a2565b6103d36127ba565b60ff81169081610439575b5060008051602061411e8339815191525460ff60a01b191660a082901b60ff60a01b161760008051602061411e833981519152557f306f1b61faa5cdbee0b24a5b272d852721116dbf2b84b21eeab56e7215687b4d600080a2005b610442906128c9565b50386103de565b346102e75760203660031901126102e7576004356001600160401b0381116102e757606060031982360301126102e75761048d906104856127ba565b600401612bc5565b005b6001600160a01b038116036102e757565b604435906104ad8261048f565b565b606435906104ad8261048f565b608435906104ad8261048f565b346102e75760403660031901126102e75761048d6024356004356104ec8261048f565b6104fd6104f882611909565b61287f565b612e96565b61ffff8116036102e757565b602435906104ad82610502565b346102e75760a03660031901126102e7576004356001600160401b0381116102e757366023820112156102e7578060040135906001600160401b0382116102e7573660248360051b830101116102e75761048d9161057761050e565b61057f6104a0565b906105886104af565b9260246105936104bc565b950161192a565b346102e75760403660031901126102e7576004356024356105ba8161048f565b336001600160a01b038216036105d35761048d91612f44565b63334bd91960e11b60005260046000fd5b346102e75760203660031901126102e75760206106116106026103a2565b61060b816128c9565b9061301d565b5050604051908152f35b346102e75760003660031901126102e75760008051602061411e833981519152546040516001600160a01b039091168152602090f35b346102e75760003660031901126102e75761066a6127ba565b60008051602061415e8339815191525460ff8116156106c35760ff191660008051602061415e833981519152557f5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa6020604051338152a1005b638dfc202b60e01b60005260046000fd5b346102e75760003660031901126102e757602060ff60008051602061415e83398151915254166040519015158152f35b346102e75760003660031901126102e757602060405160788152f35b346102e75760203660031901126102e7577f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da87602060043561076081610502565b6107686127ba565b61077181611a8e565b61ffff60405191168152a1005b346102e75760003660031901126102e757604060008051602061411e8339815191525461ffff82519160ff8160a01c16835260a81c166020820152f35b60409060031901126102e757600490565b60031901606081126102e7576040136102e75760049060443580151581036102e75790565b346102e7576107ff366107cc565b61080761280d565b61081082613104565b9160ff835460601c16600981101561085957600403610833579161048d9261323a565b61083c83613171565b6340206e4360e01b60005260098110156108595760045260246000fd5b610ed3565b346102e75760003660031901126102e7576108776127ba565b61087f6135ef565b600160ff1960008051602061415e83398151915254161760008051602061415e833981519152557f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a2586020604051338152a1005b346102e75760403660031901126102e7576108ec366107bb565b6108f581613556565b60ff815460601c16600981101561085957600403610960576109366001600160401b0361093060018401546001600160401b039060201c1690565b16611cb5565b91824211156109495761048d92506134a1565b63fcb7a49d60e01b600052600483905260245b6000fd5b61096c61095c91613171565b6340206e4360e01b600052611c8d565b346102e75760603660031901126102e757610996366107bb565b604435906001600160401b0382116102e75760c060031983360301126102e75761048d916109c261280d565b6109ca6135ef565b60040190611eb9565b346102e75760003660031901126102e75760206001600160601b036000805160206140de8339815191525416604051908152f35b346102e75760003660031901126102e75760206040517fe1a65d1a914580ff6931bc952f0fb26573e9282358a4458bceb9ccc6d923d0418152f35b346102e75760403660031901126102e757602060ff610a99602435600435610a698261048f565b60005260008051602061413e833981519152845260406000209060018060a01b0316600052602052604060002090565b54166040519015158152f35b346102e757610ab3366107cc565b90610abd81613556565b805460601c60ff16610ace81611464565b610bcf57610adb81613b08565b610bbe578215610b3057805460ff60601b1916600160601b1790555b604051911515825233916020828101359235917f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc39190a4005b805460ff60601b1916600160611b178155610bb990610b8390610b60906001015460601c6001600160601b031690565b6000805160206140de833981519152546001600160601b03166122e0565b6122e0565b6001600160601b03166001600160601b03196000805160206140de8339815191525416176000805160206140de83398151915255565b610af7565b630b22348960e31b60005260046000fd5b610bdb61095c91613171565b631033674160e31b600052611c8d565b346102e75760403660031901126102e757610c046103a2565b60243590610c118261048f565b610c196127ba565b610c22816128c9565b6001600160a01b03831615610d73576001600160a01b03831660009081526000805160206140fe833981519152602052604090205460ff16610d185760ff82610d03856001602095610cc87f8707d4508aec8ab4629a66699d89630bc8a6e4c036a7ea6623c79e3c160f1a7798610cb9856000805160206140fe8339815191529060018060a01b0316600052602052604060002090565b9060ff1660ff19825416179055565b018054610cdd906001600160a01b03166122b9565b8054861916905580546001600160a01b0319166001600160a01b03909216919091179055565b6040516001600160a01b0390951685521692a2005b6001600160a01b03831660009081526000805160206140fe8339815191526020526040902061095c908490610d4f905b5460ff1690565b63092cf17f60e01b6000526001600160a01b0390911660045260ff16602452604490565b60405163d2631b0f60e01b815260206004820152600e60248201526d70726f76696e674e6574776f726b60901b6044820152606490fd5b346102e75760203660031901126102e757602060ff610dd3600435610dce8161048f565b6122b9565b5416604051908152f35b346102e75760403660031901126102e757610df7366107bb565b610dff61280d565b610e0881613104565b80549160ff8360601c16600981101561085957600103610e9b57610e32610e2e83613b08565b1590565b610e405761048d9250613c09565b61095c610e8883610e82610e796001610e6d60808a901c6001600160401b03165b6001600160401b031690565b93015463ffffffff1690565b63ffffffff1690565b90611cf8565b63fcb7a49d60e01b600052600452602490565b61095c610ea783613171565b633b8bb25160e11b600052611c8d565b346102e75760003660031901126102e757602060405160008152f35b634e487b7160e01b600052602160045260246000fd5b6002111561085957565b9060028210156108595752565b9190916020815282519260e060208301528351908161010084015260005b828110610fb45750600061012083850181019190915260208201516001600160a01b03166040850152939450610fa89060c090610f6360408201516060870190610ef3565b606081015161ffff16608086015260808101516001600160601b031660a086015260a08101516001600160601b03168583015201516001600160401b031660e0840152565b601f01601f1916010190565b806020809288010151610120828701015201610f1e565b346102e75760203660031901126102e757611020610fe76103a2565b600060c0604051610ff781612316565b606081528260208201528260408201528260608201528260808201528260a082015201526128c9565b60405161102c81612316565b6040516000835461103c816123bc565b808452906001811690811561113c5750600114611100575b5060026110fc948361106e6110f0956110e095038261236d565b855260018101546001600160a01b03811660208701526110b5906110aa906110a060a082901c60ff1660408a016123f6565b60a81c61ffff1690565b61ffff166060870152565b01546001600160601b03811660808501526001600160601b03606082901c1660a08501525b60c01c90565b6001600160401b031660c0830152565b60405191829182610f00565b0390f35b6000858152602081209092505b81831061112257505081016020016002611054565b60018160209294939454838588010152019101919061110d565b60ff191660208086019190915291151560051b8401909101915060029050611054565b346102e75760003660031901126102e75760206040516180008152f35b346102e75760003660031901126102e757611195613cee565b6111a1610d48336122b9565b60ff81169081156112d4576111c86111c06111bb83611dc2565b611dd5565b50809261301d565b8293919492156112c35761129a94611233610b837f2b1232686372b80ca35dfec94cd5203b64ee5e05ad394ea9abd37a53c54ee12094610b6060026001600160601b038a16920161122d8361122883546001600160601b039060601c1690565b611e99565b90611d8f565b604080519182526020820192909252908101849052606090a260405181815233907f106f923f993c2149d49b4255ff723acafa1f2d94393f561d3eda32ae348f724190602090a260008051602061411e8339815191525433906001600160a01b0316613d4e565b61048d60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f0055565b63589b68c960e01b60005260046000fd5b6393fb5fc760e01b6000523360045260246000fd5b346102e75760403660031901126102e7576113026103a2565b6024359060028210156102e757602060ff7f92c1a8417e87d86782d638b4cd87992b0d21a9be5f0ec86c80b16f61a315f0dc9261133d6127ba565b61135285600161134c846128c9565b01612402565b61135f6040518096610ef3565b1692a2005b346102e75760003660031901126102e7576020604051620151808152f35b346102e75760403660031901126102e75761139b6103a2565b7f87843cf7757fd6e52b50424bfa13e4150fb4d8e466547403b6e8fc7a35a3c63d602060ff602435936113cd85610502565b6113d56127ba565b6114048560016113e4846128c9565b01805461ffff60a81b191660a89290921b61ffff60a81b16919091179055565b61ffff604051951685521692a2005b346102e75760003660031901126102e7576020604051611c208152f35b346102e75760403660031901126102e75761048d6024356004356114538261048f565b61145f6104f882611909565b612f44565b6009111561085957565b9060098210156108595752565b815163ffffffff1681526101e0810192916101c090819060208181015163ffffffff169085015260408181015163ffffffff16908501526114c46060820151606086019061146e565b60808181015160ff169085015260a08181015161ffff169085015260c0818101516001600160401b03169085015260e0818101516001600160401b0316908501526101008181015163ffffffff1690850152610120818101516001600160401b031690850152610140818101516001600160601b031690850152610160818101516001600160401b031690850152610180818101516001600160601b0316908501526101a0818101516001600160601b0316908501520151910152565b346102e75760403660031901126102e7576110fc61159e366107bb565b60006101c06040516115af81612336565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015282610180820152826101a08201520152803561163461162f602061161b846118da565b940135809490600052602052604060002090565b612432565b9161ffff61164760a085015161ffff1690565b1661165b575b50506040519182918261147b565b61167d6116829161166e61168b946118da565b90600052602052604060002090565b613171565b60608301612426565b388061164d565b346102e75760803660031901126102e7576116ac366107bb565b6044356001600160401b0381116102e757366023820112156102e75780600401356001600160401b0381116102e75736602482840101116102e75761048d926024606435930190612629565b346102e75760403660031901126102e757611712366107bb565b61171a61280d565b61172381613104565b80549160ff8360601c1660098110156108595761176d57611746610e2e83613b08565b6117545761048d9250613c09565b61095c610e88608085901c6001600160401b0316611cca565b61095c610bdb83613171565b346102e75760003660031901126102e75760206040516108008152f35b346102e75760403660031901126102e7576004356117b38161048f565b602435906117bf6127ba565b6117c7613cee565b6001600160a01b031690811561187e5760008051602061411e83398151915254611807906117fb906001600160a01b031681565b6001600160a01b031690565b8214611853575b61129a91604051817fa92ff919b850e4909ab2261d907ef955f11bc1716733a6cbece38d163a69af8a33928061184987829190602083019252565b0390a33390613d4e565b61185b613a58565b808211611868575061180e565b62fae2d560e21b60005260045260245260446000fd5b60405163d2631b0f60e01b81526020600482015260056024820152643a37b5b2b760d91b6044820152606490fd5b346102e75760003660031901126102e757602060ff60008051602061417e8339815191525416604051908152f35b6000527fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce004602052604060002090565b60005260008051602061413e83398151915260205260016040600020015490565b93919492909460008051602061419e83398151915254956001600160401b0361196961195c60ff8a60401c1615151590565b986001600160401b031690565b1680159081611a86575b6001149081611a7c575b159081611a73575b50611a62576119ca95876119c160016001600160401b031960008051602061419e83398151915254161760008051602061419e83398151915255565b611a2b57611af9565b6119d057565b6119fc60ff60401b1960008051602061419e833981519152541660008051602061419e83398151915255565b604051600181527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a1565b611a5d600160401b60ff60401b1960008051602061419e83398151915254161760008051602061419e83398151915255565b611af9565b63f92ee8a960e01b60005260046000fd5b90501538611985565b303b15915061197d565b889150611973565b60008051602061411e833981519152805461ffff60a81b191660a89290921b61ffff60a81b16919091179055565b634e487b7160e01b600052603260045260246000fd5b9190811015611af45760051b81013590605e19813603018212156102e7570190565b611abc565b9490936001600160a01b03909316929091908315611c5e576001600160a01b03811615611c2c576001600160a01b03831615611bfe577f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da8793611b7a611bb292611b74611bd096611b67613dd7565b611b6f613dd7565b612d0d565b50612dbf565b5060018060a01b03166001600160601b0360a01b60008051602061411e83398151915254161760008051602061411e83398151915255565b611bbb81611a8e565b60405161ffff90911681529081906020820190565b0390a160005b818110611be257505050565b80611bf8611bf36001938587611ad2565b612bc5565b01611bd6565b60405163d2631b0f60e01b815260206004820152600560248201526430b236b4b760d91b6044820152606490fd5b60405163d2631b0f60e01b815260206004820152600960248201526839bab136b4ba3a32b960b91b6044820152606490fd5b60405163d2631b0f60e01b815260206004808301919091526024820152637573646360e01b6044820152606490fd5b90602491600981101561085957600452565b634e487b7160e01b600052601160045260246000fd5b90620151808201809211611cc557565b611c9f565b9060788201809211611cc557565b9060018201809211611cc557565b906405d21dba008201809211611cc557565b91908201809211611cc557565b903590601e19813603018212156102e757018035906001600160401b0382116102e7576020019181360383136102e757565b61ffff60019116019061ffff8211611cc557565b6001600160401b03166001600160401b038114611cc55760010190565b634e487b7160e01b600052600060045260246000fd5b3563ffffffff811681036102e75790565b80546bffffffffffffffffffffffff60601b191660609290921b6bffffffffffffffffffffffff60601b16919091179055565b60ff6000199116019060ff8211611cc557565b60008051602061417e83398151915254811015611af45760008051602061417e8339815191526000526003602060002091020190600090565b8054821015611af4576000526003602060002091020190600090565b908060209392818452848401376000828201840152601f01601f1916010190565b96929897939463ffffffff6001600160401b039681611e76819560c09b9760e08e8181520191611e2a565b9c1660208b0152166040890152166060870152608086015260a085015216910152565b906001600160601b03809116911601906001600160601b038211611cc557565b90608081013591607883118015906122ae575b61229d5760a08201359182158015612291575b612280576060810191611ef28383611d05565b801591508115612274575b5061226357611f2b92813592611f12846118da565b8460208501359687809390600052602052604060002090565b94611f44611f3f875461ffff9060701c1690565b611d37565b9086600161ffff841611612253575b5050611f5d61380c565b60008051602061411e8339815191525490959060b81c6001600160401b0316611f8590611d4b565b60008051602061411e833981519152805467ffffffffffffffff60b81b191660b89290921b67ffffffffffffffff60b81b1691909117905583611fc7846118da565b600091825260205260408120818155600181018290556002810182905560030155611ff185611d7e565b875463ffffffff191663ffffffff90911617875584602081019661201488611d7e565b895467ffffffff00000000191660209190911b67ffffffff0000000016178955604082019361204285611d7e565b8a544260801b67ffffffffffffffff60801b1660709390931b61ffff60701b16606885901b60ff60681b1660409390931b6bffffffff0000000000000000166cff00000000ffffffffffffffff909216919091179190911717174360c01b6001600160c01b03191617895560018901805463ffffffff8f1663ffffffff19909116178155978c6001600160601b0381169e8f6120de908c611d8f565b60008051602061411e8339815191525460b81c6001600160401b03168b546001600160c01b031660c09190911b6001600160c01b031916178b5560ff8416159a8b6000149761218261217a61217461216661216e9b6121989a7f5ca418a7e33f3e6627d93b7d934da7daf0a6680de229fd4eb70aa891912839129e61222d575060009b611d05565b9b909f611d7e565b97611d7e565b92611d7e565b925460c01c90565b9460405198899860018060a01b03169d89611e4b565b0390a46121e6575050506121aa613a58565b106121d557610b836104ad916112286000805160206140de833981519152546001600160601b031690565b632a50c93760e11b60005260046000fd5b805460ff60601b1916600160611b17905560405160008082529450919250907f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc390602090a4565b600161223e6111bb61224d93611dc2565b5001546001600160a01b031690565b9b611d05565b61225c91613619565b3886611f53565b632241017f60e21b60005260046000fd5b61080091501138611efd565b631c6f75b360e11b60005260046000fd5b50624c4b408311611edf565b63b16533cb60e01b60005260046000fd5b50611c208311611ecc565b6001600160a01b031660009081526000805160206140fe8339815191526020526040902090565b906001600160601b03809116911603906001600160601b038211611cc557565b634e487b7160e01b600052604160045260246000fd5b60e081019081106001600160401b0382111761233157604052565b612300565b6101e081019081106001600160401b0382111761233157604052565b604081019081106001600160401b0382111761233157604052565b90601f801991011681019081106001600160401b0382111761233157604052565b604051906104ad6101e08361236d565b604051906104ad60e08361236d565b604051906104ad60408361236d565b90600182811c921680156123ec575b60208310146123d657565b634e487b7160e01b600052602260045260246000fd5b91607f16916123cb565b60028210156108595752565b90600281101561085957815460ff60a01b191660a09190911b60ff60a01b16179055565b60098210156108595752565b90600361243d61238e565b926124ed6124dd82546124606124568263ffffffff1690565b63ffffffff168852565b61247b602082901c63ffffffff1663ffffffff166020890152565b612496604082901c63ffffffff1663ffffffff166040890152565b6124aa606082901c60ff1660608901612426565b60ff606882901c16608088015261ffff607082901c1660a08801526001600160401b03608082901c1660c08801526110da565b6001600160401b031660e0860152565b61255461254360018301546125166125088263ffffffff1690565b63ffffffff16610100890152565b6001600160401b03602082901c166101208801526001600160601b03606082901c166101408801526110da565b6001600160401b0316610160860152565b6125a36125926002830154612583612572826001600160601b031690565b6001600160601b0316610180890152565b60601c6001600160601b031690565b6001600160601b03166101a0860152565b01546101c0830152565b9291926001600160401b03821161233157604051916125d6601f8201601f19166020018461236d565b8294818452818301116102e7578281602093846000960137010152565b9294936126136001600160601b0392604094606087526060870191611e2a565b6001600160a01b03909616602085015216910152565b9161263383613556565b805460019060601c60ff1661264781611464565b036127ae5761265581613b08565b61279d57811561278c5761800082116127765790612745610b83610b6084610b7e60017f2f5679c68d2f709ea927a5fb34d523f11ccab19a67117abca0542d57eb19a143989701996126b28b546001600160601b039060601c1690565b906001600160601b0382168111156127635750998a925b805460ff60601b1916600160621b1781556002810180546001600160601b0319166001600160601b03861617905581546bffffffffffffffff0000000019164260201b6bffffffffffffffff0000000016178255600361272a368a8c6125ad565b60208151910120910155546001600160601b039060601c1690565b61275e60208535950135956040519384933391856125f3565b0390a3565b6001600160601b03915016998a926126c9565b6309ece2b960e21b600052600482905260246000fd5b63668fd6f360e01b60005260046000fd5b63956b7fe160e01b60005260046000fd5b610ea761095c91613171565b3360009081527fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d602052604090205460ff16156127f357565b63e2517d3f60e01b60005233600452600060245260446000fd5b3360009081527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe602052604090205460ff161561284657565b63e2517d3f60e01b600052336004527fe1a65d1a914580ff6931bc952f0fb26573e9282358a4458bceb9ccc6d923d04160245260446000fd5b600081815260008051602061413e8339815191526020908152604080832033845290915290205460ff16156128b15750565b63e2517d3f60e01b6000523360045260245260446000fd5b60ff811680156129225760008051602061417e83398151915254811161290e57506128f661290a91611dc2565b60008051602061417e833981519152611e0e565b5090565b635fa6315560e11b60005260045260246000fd5b63917e042b60e01b60005260046000fd5b3561293d8161048f565b90565b3561293d81610502565b919091601f831161295b575b505050565b81831161296757505050565b60005260206000206020601f830160051c92106129a4575b81601f9101920160051c039060005b828110156129565760008282015560010161298e565b6000915061297f565b9190918054600160401b811015612331576129cd91600182018155611e0e565b929092612ba55780519283516001600160401b038111612331576129fb816129f584546123bc565b8461294a565b6020601f8211600114612b2c57612b0192612a388360c0946002946104ad999a600092612b21575b50508160011b916000199060031b1c19161790565b81555b60208501516001820180546001600160a01b0319166001600160a01b03909216919091178155612aa190612a7c6040880151612a7681610ee9565b82612402565b606087015161ffff16815461ffff60a81b191660a89190911b61ffff60a81b16179055565b0192612ad6612aba60808301516001600160601b031690565b85546001600160601b0319166001600160601b03909116178555565b612af3612aed60a08301516001600160601b031690565b85611d8f565b01516001600160401b031690565b81546001600160c01b031660c09190911b6001600160c01b031916179055565b015190503880612a23565b601f19821695612b4184600052602060002090565b9660005b818110612b8d5750836104ad9798600294612b01979460c09760019510612b74575b505050811b018155612a3b565b015160001960f88460031b161c19169055388080612b67565b83830151895560019098019760209384019301612b45565b611d68565b92949361261361ffff92604094606087526060870191611e2a565b60008051602061417e833981519152546040811015612cfc5760ff612c13612c0d7fffdb3aee63ff9fe348f50fe08aeb9e24560168aa4ac181388ce7c34bb024c9cd93611cd8565b60ff1690565b612cf7612ce2612cd4612ce8612cda6020890198612c48612c338b612933565b8860008051602061411e833981519152613b78565b612c528180611d05565b612cab612c618d979397612933565b96612c996040860198612c87612c768b612940565b93612c7f61239e565b9636916125ad565b85526001600160a01b03166020850152565b6000604084015261ffff166060830152565b60006080820152600060a0820152600060c082015260008051602061417e8339815191526129ad565b80611d05565b939098612933565b91612940565b91604051958695169785612baa565b0390a2565b63260d2c2560e01b60005260046000fd5b6001600160a01b03811660009081527fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d602052604090205460ff16612db9576001600160a01b031660008181527fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d60205260408120805460ff191660011790553391907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d8180a4600190565b50600090565b6001600160a01b03811660009081527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe602052604090205460ff16612db9576001600160a01b03811660009081527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe60205260409020805460ff1916600117905533906001600160a01b03167fe1a65d1a914580ff6931bc952f0fb26573e9282358a4458bceb9ccc6d923d0417f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d600080a4600190565b600081815260008051602061413e833981519152602090815260408083206001600160a01b038616845290915290205460ff16612f3d57600081815260008051602061413e833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916600117905533916001600160a01b0316907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d600080a4600190565b5050600090565b600081815260008051602061413e833981519152602090815260408083206001600160a01b038616845290915290205460ff1615612f3d57600081815260008051602061413e833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916905533916001600160a01b0316907ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b600080a4600190565b600019810191908211611cc557565b91908203918211611cc557565b6001600160a01b0390811660010191908211611cc557565b919060020154916001600160601b038360601c1660406001600160601b0385169460c01c9260ff6000911681527fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce0056020522093818103818111611cc5576405d21dba00106130a8575b6130a08261309a6130a5946117fb94612ff8565b96613e05565b613005565b91565b5090506130a56117fb6130a06130cf6001600160601b036130c886611ce6565b1687613e05565b6001600160a01b03169361309a816130f86001600160601b036130f183611ce6565b168a613e96565b94505050925050613086565b90813591826000527fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce00460205260206040600020910135908160005260205260406000209261ffff845460701c161561315a575050565b63ba127e4b60e01b60005260045260245260446000fd5b61317a81613b08565b61321857805490606082901c60ff169161319383611464565b6006831491826131ad575b50506131a75790565b50600890565b6001600160601b0391925061320160026131ef6128f66131ea6131e08461320d9701546001600160601b039060601c1690565b9760681c60ff1690565b611dc2565b50015460601c6001600160601b031690565b6001600160601b031690565b91161115388061319e565b5460019060601c60ff1661322b81611464565b0361323557600590565b600390565b90916132516128f66131ea855460ff9060681c1690565b506001810154604051831515815284359492936020938401359390926001600160a01b031691849187917f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae29190a415613447577f5bbd75bdb3dcf853b05e1a69d86aca336fb76f03ba51274107e993711db694189161275e6001600160401b039261341a61340c613404896132f66112289b600360611b60ff60601b19825416179055565b613341613325600283019860026133148b546001600160601b031690565b91019d8e546001600160601b031690565b8c546001600160601b0319166001600160601b03909116178c55565b6133776133576133528d5460c01c90565b611d4b565b8c546001600160c01b031660c09190911b6001600160c01b031916178c55565b61339161338b8c546001600160601b031690565b88611d8f565b6133f86133d96133a6835460ff9060681c1690565b7fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce0059060ff16600052602052604060002090565b8c546133f2610e616001600160601b0383169260c01c90565b91613fff565b50505460681c60ff1690565b985460c01c90565b93546001600160601b031690565b6040805197885260208801929092526001600160601b03169086015291169360ff16929081906060820190565b5050815460ff60601b1916600760601b178255506104ad9061347790610b6090600201546001600160601b031690565b6000805160206140de833981519152906001600160601b03166001600160601b0319825416179055565b7f5bbd75bdb3dcf853b05e1a69d86aca336fb76f03ba51274107e993711db694186001600160401b036112289361275e6134e66128f66131ea845460ff9060681c1690565b5060018181015460405191825287359792946020938401359361341a9361340c9361340493926001600160a01b039091169187918d917f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae29190a4805460ff60601b1916600360611b1781556132f6565b906000916040813593848152600460008051602061411e83398151915201602052602082822093013592838252602052209261ffff845460701c161561315a57505060ff825460681c1680159081156135c6575b506135b157565b632fb92f2f60e11b6000523360045260246000fd5b9050336000526000805160206140fe83398151915260205260ff604060002054161415386135aa565b60ff60008051602061415e833981519152541661360857565b63d93c066560e01b60005260046000fd5b906136369061362781613b08565b6136bd575b5460601c60ff1690565b61363f81611464565b600281141590816136a7575b81613691575b8161367c575b5061365f5750565b63afad499360e01b60005280356004526020013560245260446000fd5b6007915061368981611464565b141538613657565b905061369c81611464565b600581141590613651565b90506136b281611464565b60038114159061364b565b60008051602061411e83398151915261373d6136f2600161223e6136e96131ea875460ff9060681c1690565b60028601611e0e565b91613723600161370f818701546001600160601b039060601c1690565b920191610b7e83546001600160601b031690565b6001600160601b03166001600160601b0319825416179055565b815460019060601c60ff1661375181611464565b036137a157815460ff60601b1916600560601b1782556001600160a01b0316602084013584357f0db48a3a8f7a1bd6c73c422726f81b98b03df0d2227c977827f7937503f87bfd600080a461362c565b815460ff60601b1916600360601b1782556001600160a01b0316602084013584357f714d756c28b490e39205e4e2e1dd8d72794fc88df61b58322670753fb4762e45600080a461362c565b81156137f6570690565b634e487b7160e01b600052601260045260246000fd5b60008051602061417e8339815191525460008051602061411e8339815191525461384060a882901c61ffff165b61ffff1690565b60005b838110613a10575080156139ff57612c0d61387761388192613872610e61866001600160401b039060b81c1690565b6137ec565b9260a01c60ff1690565b906000905b8382106139a3575b505080151580613982575b61397a575060005b8181106138af575050600090565b6138e282613872836138dd610e616000805160206140de833981519152546001600160401b039060601c1690565b611cf8565b61390b60016138ff8360008051602061417e833981519152611e0e565b50015460a01c60ff1690565b61391481610ee9565b1561392257506001016138a1565b61293d9250612c0d915061397561393b610e6183611cd8565b6000805160206140de833981519152805467ffffffffffffffff60601b191660609290921b67ffffffffffffffff60601b16919091179055565b611cd8565b60ff91501690565b5061399460016138ff6128f684612fe9565b61399d81610ee9565b15613899565b6139d061383960016139c38560008051602061417e833981519152611e0e565b50015460a81c61ffff1690565b908181106139ec576001916139e491612ff8565b910190613886565b50506139f89150611cd8565b388061388e565b634402310560e01b60005260046000fd5b90613a36600191610e82613839846139c38760008051602061417e833981519152611e0e565b9101613843565b908160209103126102e7575190565b6040513d6000823e3d90fd5b60008051602061411e833981519152546040516370a0823160e01b815230600482015290602090829060249082906001600160a01b03165afa908115613b0357600091613ad4575b50613ac36132016000805160206140de833981519152546001600160601b031690565b80821115612f3d5761293d91612ff8565b613af6915060203d602011613afc575b613aee818361236d565b810190613a3d565b38613aa0565b503d613ae4565b613a4c565b80549060ff8260601c166009811015610859578015613b6057600190613b2d81611464565b14613b39575050600090565b610e82610e796001610e6d610e61613b5b966001600160401b039060801c1690565b421190565b50613b5b9160801c6001600160401b03169050611cca565b9192916001600160a01b03841615610d73576003019260ff80613bad83879060018060a01b0316600052602052604060002090565b541616613bd457610cb9906104ad93949060018060a01b0316600052602052604060002090565b6001600160a01b031660008181526020859052604081205463092cf17f60e01b90915260049190915260ff1660245260446000fd5b90613c24600161223e6128f66131ea855460ff9060681c1690565b90613c43613477610b6060018401546001600160601b039060601c1690565b805460019060601c60ff16613c5781611464565b03613ca557805460ff60601b1916600560601b1790556001600160a01b031690602081013590357f0db48a3a8f7a1bd6c73c422726f81b98b03df0d2227c977827f7937503f87bfd600080a4565b805460ff60601b1916600360601b1790556001600160a01b031690602081013590357f714d756c28b490e39205e4e2e1dd8d72794fc88df61b58322670753fb4762e45600080a4565b60027f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005414613d3d5760027f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f0055565b633ee5aeb560e01b60005260046000fd5b60405163a9059cbb60e01b60009081526001600160a01b03909316600452602493909352919060209060448180865af1600160005114811615613db7575b60409190915215613d9a5750565b635274afe760e01b6000526001600160a01b031660045260246000fd5b6001811516613dcd573d15833b15151616613d8c565b503d6000823e3d90fd5b60ff60008051602061419e8339815191525460401c1615613df457565b631afcd79f60e31b60005260046000fd5b908154906001600160601b03600091165b828210613e4f57505080613e2b575050600090565b61293d91613e3b613e4892612fe9565b9060005260206000200190565b5460601c90565b909180831860011c818416019084600052826001600160601b0383602060002001541611600014613e835750915b90613e16565b92506001810180911115613e7d57611c9f565b80546000926001600160601b0316905b808410613eee57505081613ebc57506000919050565b613edd613eea91613ed7610e796001600160601b0395612fe9565b90613f5c565b516001600160601b031690565b1690565b808401808511611cc55760011c9082613f266001600160601b03613f1863ffffffff861688613f5c565b51166001600160601b031690565b1115613f325750613ea6565b9350613f3d90611cd8565b92613ea6565b60405190613f5082612352565b60006020838281520152565b90613f7891613f69613f43565b50613f72613f43565b50613f9e565b5060405190613f8682612352565b546001600160601b038116825260601c602082015290565b8054821015611af45760005260206000200190600090565b8054600160401b81101561233157613fd391600182018155613f9e565b612ba557815160209092015160601b6001600160601b0319166001600160601b03909216919091179055565b805492939280156140b25761401661402391612fe9565b8260005260206000200190565b8054606081901c936001600160601b03918216929181168084116140a15787930361406c57506140689250906001600160601b0382549181199060601b169116179055565b9190565b9150506140689161408d61407e6123ad565b6001600160601b039093168352565b6001600160a01b0386166020830152613fb6565b632520601d60e01b60005260046000fd5b50906140d7916140c361407e6123ad565b6001600160a01b0385166020830152613fb6565b6000919056fee08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce001e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce003e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce00002dd7bc7dec4dceedda775e58dd541e08a116c6c53815c0bd028192f7b626800cd5ed15c6e187e77e9aee88184c21f4f2182ab5827cb3b7e07fbedcd63f03300e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce002f0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00",
}

// ProofManager is an auto generated Go binding around an Ethereum contract.
type ProofManager struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ProofManager) GetABI() abi.ABI {
	return c.abi
}

// NewProofManager creates a new instance of ProofManager.
func NewProofManager() *ProofManager {
	parsed, err := ProofManagerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ProofManager{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ProofManager) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackACKTIMEOUT is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x74d452e5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ACK_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) PackACKTIMEOUT() []byte {
	enc, err := proofManager.abi.Pack("ACK_TIMEOUT")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackACKTIMEOUT is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x74d452e5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ACK_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) TryPackACKTIMEOUT() ([]byte, error) {
	return proofManager.abi.Pack("ACK_TIMEOUT")
}

// UnpackACKTIMEOUT is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x74d452e5.
//
// Solidity: function ACK_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) UnpackACKTIMEOUT(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("ACK_TIMEOUT", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDEFAULTADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa217fddf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (proofManager *ProofManager) PackDEFAULTADMINROLE() []byte {
	enc, err := proofManager.abi.Pack("DEFAULT_ADMIN_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDEFAULTADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa217fddf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (proofManager *ProofManager) TryPackDEFAULTADMINROLE() ([]byte, error) {
	return proofManager.abi.Pack("DEFAULT_ADMIN_ROLE")
}

// UnpackDEFAULTADMINROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa217fddf.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (proofManager *ProofManager) UnpackDEFAULTADMINROLE(data []byte) ([32]byte, error) {
	out, err := proofManager.abi.Unpack("DEFAULT_ADMIN_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackMAXCLAIM is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01b65b71.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_CLAIM() view returns(uint256)
func (proofManager *ProofManager) PackMAXCLAIM() []byte {
	enc, err := proofManager.abi.Pack("MAX_CLAIM")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXCLAIM is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01b65b71.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_CLAIM() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXCLAIM() ([]byte, error) {
	return proofManager.abi.Pack("MAX_CLAIM")
}

// UnpackMAXCLAIM is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01b65b71.
//
// Solidity: function MAX_CLAIM() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXCLAIM(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_CLAIM", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXNETWORKS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x136d9afc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_NETWORKS() view returns(uint256)
func (proofManager *ProofManager) PackMAXNETWORKS() []byte {
	enc, err := proofManager.abi.Pack("MAX_NETWORKS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXNETWORKS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x136d9afc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_NETWORKS() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXNETWORKS() ([]byte, error) {
	return proofManager.abi.Pack("MAX_NETWORKS")
}

// UnpackMAXNETWORKS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x136d9afc.
//
// Solidity: function MAX_NETWORKS() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXNETWORKS(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_NETWORKS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXPROOFBYTES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb74e0a5f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_PROOF_BYTES() view returns(uint256)
func (proofManager *ProofManager) PackMAXPROOFBYTES() []byte {
	enc, err := proofManager.abi.Pack("MAX_PROOF_BYTES")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXPROOFBYTES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb74e0a5f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_PROOF_BYTES() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXPROOFBYTES() ([]byte, error) {
	return proofManager.abi.Pack("MAX_PROOF_BYTES")
}

// UnpackMAXPROOFBYTES is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb74e0a5f.
//
// Solidity: function MAX_PROOF_BYTES() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXPROOFBYTES(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_PROOF_BYTES", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXREWARD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e1505e0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_REWARD() view returns(uint256)
func (proofManager *ProofManager) PackMAXREWARD() []byte {
	enc, err := proofManager.abi.Pack("MAX_REWARD")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXREWARD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e1505e0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_REWARD() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXREWARD() ([]byte, error) {
	return proofManager.abi.Pack("MAX_REWARD")
}

// UnpackMAXREWARD is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0e1505e0.
//
// Solidity: function MAX_REWARD() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXREWARD(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_REWARD", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXTIMEOUTAFTER is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcda458b6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_TIMEOUT_AFTER() view returns(uint256)
func (proofManager *ProofManager) PackMAXTIMEOUTAFTER() []byte {
	enc, err := proofManager.abi.Pack("MAX_TIMEOUT_AFTER")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXTIMEOUTAFTER is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcda458b6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_TIMEOUT_AFTER() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXTIMEOUTAFTER() ([]byte, error) {
	return proofManager.abi.Pack("MAX_TIMEOUT_AFTER")
}

// UnpackMAXTIMEOUTAFTER is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcda458b6.
//
// Solidity: function MAX_TIMEOUT_AFTER() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXTIMEOUTAFTER(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_TIMEOUT_AFTER", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXURLBYTES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf23851a9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_URL_BYTES() view returns(uint256)
func (proofManager *ProofManager) PackMAXURLBYTES() []byte {
	enc, err := proofManager.abi.Pack("MAX_URL_BYTES")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXURLBYTES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf23851a9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_URL_BYTES() view returns(uint256)
func (proofManager *ProofManager) TryPackMAXURLBYTES() ([]byte, error) {
	return proofManager.abi.Pack("MAX_URL_BYTES")
}

// UnpackMAXURLBYTES is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf23851a9.
//
// Solidity: function MAX_URL_BYTES() view returns(uint256)
func (proofManager *ProofManager) UnpackMAXURLBYTES(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("MAX_URL_BYTES", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSUBMITTERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91712a0b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function SUBMITTER_ROLE() view returns(bytes32)
func (proofManager *ProofManager) PackSUBMITTERROLE() []byte {
	enc, err := proofManager.abi.Pack("SUBMITTER_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSUBMITTERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91712a0b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function SUBMITTER_ROLE() view returns(bytes32)
func (proofManager *ProofManager) TryPackSUBMITTERROLE() ([]byte, error) {
	return proofManager.abi.Pack("SUBMITTER_ROLE")
}

// UnpackSUBMITTERROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x91712a0b.
//
// Solidity: function SUBMITTER_ROLE() view returns(bytes32)
func (proofManager *ProofManager) UnpackSUBMITTERROLE(data []byte) ([32]byte, error) {
	out, err := proofManager.abi.Unpack("SUBMITTER_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackVALIDATIONTIMEOUT is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xccb2c7a4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function VALIDATION_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) PackVALIDATIONTIMEOUT() []byte {
	enc, err := proofManager.abi.Pack("VALIDATION_TIMEOUT")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVALIDATIONTIMEOUT is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xccb2c7a4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function VALIDATION_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) TryPackVALIDATIONTIMEOUT() ([]byte, error) {
	return proofManager.abi.Pack("VALIDATION_TIMEOUT")
}

// UnpackVALIDATIONTIMEOUT is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xccb2c7a4.
//
// Solidity: function VALIDATION_TIMEOUT() view returns(uint256)
func (proofManager *ProofManager) UnpackVALIDATIONTIMEOUT(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("VALIDATION_TIMEOUT", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAcknowledgeProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9202c531.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acknowledgeProofRequest((uint256,uint256) id, bool accept) returns()
func (proofManager *ProofManager) PackAcknowledgeProofRequest(id ProofManagerProofRequestIdentifier, accept bool) []byte {
	enc, err := proofManager.abi.Pack("acknowledgeProofRequest", id, accept)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcknowledgeProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9202c531.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acknowledgeProofRequest((uint256,uint256) id, bool accept) returns()
func (proofManager *ProofManager) TryPackAcknowledgeProofRequest(id ProofManagerProofRequestIdentifier, accept bool) ([]byte, error) {
	return proofManager.abi.Pack("acknowledgeProofRequest", id, accept)
}

// PackAddProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27d7e2c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addProvingNetwork((string,address,uint16) params) returns()
func (proofManager *ProofManager) PackAddProvingNetwork(params ProofManagerProvingNetworkParams) []byte {
	enc, err := proofManager.abi.Pack("addProvingNetwork", params)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27d7e2c5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addProvingNetwork((string,address,uint16) params) returns()
func (proofManager *ProofManager) TryPackAddProvingNetwork(params ProofManagerProvingNetworkParams) ([]byte, error) {
	return proofManager.abi.Pack("addProvingNetwork", params)
}

// PackClaimReward is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88a802f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimReward() returns()
func (proofManager *ProofManager) PackClaimReward() []byte {
	enc, err := proofManager.abi.Pack("claimReward")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimReward is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88a802f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimReward() returns()
func (proofManager *ProofManager) TryPackClaimReward() ([]byte, error) {
	return proofManager.abi.Pack("claimReward")
}

// PackClaimValidation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a86d4de.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimValidation((uint256,uint256) id) returns()
func (proofManager *ProofManager) PackClaimValidation(id ProofManagerProofRequestIdentifier) []byte {
	enc, err := proofManager.abi.Pack("claimValidation", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimValidation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a86d4de.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimValidation((uint256,uint256) id) returns()
func (proofManager *ProofManager) TryPackClaimValidation(id ProofManagerProofRequestIdentifier) ([]byte, error) {
	return proofManager.abi.Pack("claimValidation", id)
}

// PackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b5145cd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimable(uint8 provingNetwork) view returns(uint256 amount)
func (proofManager *ProofManager) PackClaimable(provingNetwork uint8) []byte {
	enc, err := proofManager.abi.Pack("claimable", provingNetwork)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b5145cd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimable(uint8 provingNetwork) view returns(uint256 amount)
func (proofManager *ProofManager) TryPackClaimable(provingNetwork uint8) ([]byte, error) {
	return proofManager.abi.Pack("claimable", provingNetwork)
}

// UnpackClaimable is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3b5145cd.
//
// Solidity: function claimable(uint8 provingNetwork) view returns(uint256 amount)
func (proofManager *ProofManager) UnpackClaimable(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("claimable", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248a9ca3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (proofManager *ProofManager) PackGetRoleAdmin(role [32]byte) []byte {
	enc, err := proofManager.abi.Pack("getRoleAdmin", role)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248a9ca3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (proofManager *ProofManager) TryPackGetRoleAdmin(role [32]byte) ([]byte, error) {
	return proofManager.abi.Pack("getRoleAdmin", role)
}

// UnpackGetRoleAdmin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x248a9ca3.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (proofManager *ProofManager) UnpackGetRoleAdmin(data []byte) ([32]byte, error) {
	out, err := proofManager.abi.Unpack("getRoleAdmin", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f2ff15d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function grantRole(bytes32 role, address account) returns()
func (proofManager *ProofManager) PackGrantRole(role [32]byte, account common.Address) []byte {
	enc, err := proofManager.abi.Pack("grantRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f2ff15d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function grantRole(bytes32 role, address account) returns()
func (proofManager *ProofManager) TryPackGrantRole(role [32]byte, account common.Address) ([]byte, error) {
	return proofManager.abi.Pack("grantRole", role, account)
}

// PackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91d14854.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (proofManager *ProofManager) PackHasRole(role [32]byte, account common.Address) []byte {
	enc, err := proofManager.abi.Pack("hasRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91d14854.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (proofManager *ProofManager) TryPackHasRole(role [32]byte, account common.Address) ([]byte, error) {
	return proofManager.abi.Pack("hasRole", role, account)
}

// UnpackHasRole is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x91d14854.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (proofManager *ProofManager) UnpackHasRole(data []byte) (bool, error) {
	out, err := proofManager.abi.Unpack("hasRole", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30ebe743.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize((string,address,uint16)[] networks_, uint16 preferredWeight, address usdc_, address submitter, address admin) returns()
func (proofManager *ProofManager) PackInitialize(networks []ProofManagerProvingNetworkParams, preferredWeight uint16, usdc common.Address, submitter common.Address, admin common.Address) []byte {
	enc, err := proofManager.abi.Pack("initialize", networks, preferredWeight, usdc, submitter, admin)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30ebe743.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize((string,address,uint16)[] networks_, uint16 preferredWeight, address usdc_, address submitter, address admin) returns()
func (proofManager *ProofManager) TryPackInitialize(networks []ProofManagerProvingNetworkParams, preferredWeight uint16, usdc common.Address, submitter common.Address, admin common.Address) ([]byte, error) {
	return proofManager.abi.Pack("initialize", networks, preferredWeight, usdc, submitter, admin)
}

// PackMarkTimedOut is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9ae9bfc8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function markTimedOut((uint256,uint256) id) returns()
func (proofManager *ProofManager) PackMarkTimedOut(id ProofManagerProofRequestIdentifier) []byte {
	enc, err := proofManager.abi.Pack("markTimedOut", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMarkTimedOut is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9ae9bfc8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function markTimedOut((uint256,uint256) id) returns()
func (proofManager *ProofManager) TryPackMarkTimedOut(id ProofManagerProofRequestIdentifier) ([]byte, error) {
	return proofManager.abi.Pack("markTimedOut", id)
}

// PackMarkUnacknowledged is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefb27b7b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function markUnacknowledged((uint256,uint256) id) returns()
func (proofManager *ProofManager) PackMarkUnacknowledged(id ProofManagerProofRequestIdentifier) []byte {
	enc, err := proofManager.abi.Pack("markUnacknowledged", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMarkUnacknowledged is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefb27b7b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function markUnacknowledged((uint256,uint256) id) returns()
func (proofManager *ProofManager) TryPackMarkUnacknowledged(id ProofManagerProofRequestIdentifier) ([]byte, error) {
	return proofManager.abi.Pack("markUnacknowledged", id)
}

// PackObligations is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9050b560.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function obligations() view returns(uint256)
func (proofManager *ProofManager) PackObligations() []byte {
	enc, err := proofManager.abi.Pack("obligations")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackObligations is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9050b560.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function obligations() view returns(uint256)
func (proofManager *ProofManager) TryPackObligations() ([]byte, error) {
	return proofManager.abi.Pack("obligations")
}

// UnpackObligations is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9050b560.
//
// Solidity: function obligations() view returns(uint256)
func (proofManager *ProofManager) UnpackObligations(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("obligations", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (proofManager *ProofManager) PackPause() []byte {
	enc, err := proofManager.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (proofManager *ProofManager) TryPackPause() ([]byte, error) {
	return proofManager.abi.Pack("pause")
}

// PackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function paused() view returns(bool)
func (proofManager *ProofManager) PackPaused() []byte {
	enc, err := proofManager.abi.Pack("paused")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function paused() view returns(bool)
func (proofManager *ProofManager) TryPackPaused() ([]byte, error) {
	return proofManager.abi.Pack("paused")
}

// UnpackPaused is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c975abb.
//
// Solidity: function paused() view returns(bool)
func (proofManager *ProofManager) UnpackPaused(data []byte) (bool, error) {
	out, err := proofManager.abi.Unpack("paused", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackPreferredProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x81eeac42.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function preferredProvingNetwork() view returns(uint8 provingNetwork, uint16 weight)
func (proofManager *ProofManager) PackPreferredProvingNetwork() []byte {
	enc, err := proofManager.abi.Pack("preferredProvingNetwork")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPreferredProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x81eeac42.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function preferredProvingNetwork() view returns(uint8 provingNetwork, uint16 weight)
func (proofManager *ProofManager) TryPackPreferredProvingNetwork() ([]byte, error) {
	return proofManager.abi.Pack("preferredProvingNetwork")
}

// PreferredProvingNetworkOutput serves as a container for the return parameters of contract
// method PreferredProvingNetwork.
type PreferredProvingNetworkOutput struct {
	ProvingNetwork uint8
	Weight         uint16
}

// UnpackPreferredProvingNetwork is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x81eeac42.
//
// Solidity: function preferredProvingNetwork() view returns(uint8 provingNetwork, uint16 weight)
func (proofManager *ProofManager) UnpackPreferredProvingNetwork(data []byte) (PreferredProvingNetworkOutput, error) {
	out, err := proofManager.abi.Unpack("preferredProvingNetwork", data)
	outstruct := new(PreferredProvingNetworkOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.ProvingNetwork = *abi.ConvertType(out[0], new(uint8)).(*uint8)
	outstruct.Weight = *abi.ConvertType(out[1], new(uint16)).(*uint16)
	return *outstruct, nil
}

// PackProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9e943ba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proofRequest((uint256,uint256) id) view returns((uint32,uint32,uint32,uint8,uint8,uint16,uint64,uint64,uint32,uint64,uint96,uint64,uint96,uint96,bytes32) r)
func (proofManager *ProofManager) PackProofRequest(id ProofManagerProofRequestIdentifier) []byte {
	enc, err := proofManager.abi.Pack("proofRequest", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9e943ba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proofRequest((uint256,uint256) id) view returns((uint32,uint32,uint32,uint8,uint8,uint16,uint64,uint64,uint32,uint64,uint96,uint64,uint96,uint96,bytes32) r)
func (proofManager *ProofManager) TryPackProofRequest(id ProofManagerProofRequestIdentifier) ([]byte, error) {
	return proofManager.abi.Pack("proofRequest", id)
}

// UnpackProofRequest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd9e943ba.
//
// Solidity: function proofRequest((uint256,uint256) id) view returns((uint32,uint32,uint32,uint8,uint8,uint16,uint64,uint64,uint32,uint64,uint96,uint64,uint96,uint96,bytes32) r)
func (proofManager *ProofManager) UnpackProofRequest(data []byte) (ProofManagerProofRequest, error) {
	out, err := proofManager.abi.Unpack("proofRequest", data)
	if err != nil {
		return *new(ProofManagerProofRequest), err
	}
	out0 := *abi.ConvertType(out[0], new(ProofManagerProofRequest)).(*ProofManagerProofRequest)
	return out0, nil
}

// PackProvingNetworkInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb2a58115.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function provingNetworkInfo(uint8 provingNetwork) view returns((string,address,uint8,uint16,uint96,uint96,uint64))
func (proofManager *ProofManager) PackProvingNetworkInfo(provingNetwork uint8) []byte {
	enc, err := proofManager.abi.Pack("provingNetworkInfo", provingNetwork)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProvingNetworkInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb2a58115.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function provingNetworkInfo(uint8 provingNetwork) view returns((string,address,uint8,uint16,uint96,uint96,uint64))
func (proofManager *ProofManager) TryPackProvingNetworkInfo(provingNetwork uint8) ([]byte, error) {
	return proofManager.abi.Pack("provingNetworkInfo", provingNetwork)
}

// UnpackProvingNetworkInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb2a58115.
//
// Solidity: function provingNetworkInfo(uint8 provingNetwork) view returns((string,address,uint8,uint16,uint96,uint96,uint64))
func (proofManager *ProofManager) UnpackProvingNetworkInfo(data []byte) (ProofManagerProvingNetworkInfo, error) {
	out, err := proofManager.abi.Unpack("provingNetworkInfo", data)
	if err != nil {
		return *new(ProofManagerProvingNetworkInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(ProofManagerProvingNetworkInfo)).(*ProofManagerProvingNetworkInfo)
	return out0, nil
}

// PackProvingNetworkOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9904708a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function provingNetworkOf(address addr) view returns(uint8)
func (proofManager *ProofManager) PackProvingNetworkOf(addr common.Address) []byte {
	enc, err := proofManager.abi.Pack("provingNetworkOf", addr)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProvingNetworkOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9904708a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function provingNetworkOf(address addr) view returns(uint8)
func (proofManager *ProofManager) TryPackProvingNetworkOf(addr common.Address) ([]byte, error) {
	return proofManager.abi.Pack("provingNetworkOf", addr)
}

// UnpackProvingNetworkOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9904708a.
//
// Solidity: function provingNetworkOf(address addr) view returns(uint8)
func (proofManager *ProofManager) UnpackProvingNetworkOf(data []byte) (uint8, error) {
	out, err := proofManager.abi.Unpack("provingNetworkOf", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackProvingNetworks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf904bd60.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function provingNetworks() view returns(uint8)
func (proofManager *ProofManager) PackProvingNetworks() []byte {
	enc, err := proofManager.abi.Pack("provingNetworks")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProvingNetworks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf904bd60.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function provingNetworks() view returns(uint8)
func (proofManager *ProofManager) TryPackProvingNetworks() ([]byte, error) {
	return proofManager.abi.Pack("provingNetworks")
}

// UnpackProvingNetworks is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf904bd60.
//
// Solidity: function provingNetworks() view returns(uint8)
func (proofManager *ProofManager) UnpackProvingNetworks(data []byte) (uint8, error) {
	out, err := proofManager.abi.Unpack("provingNetworks", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36568abe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceRole(bytes32 role, address callerConfirmation) returns()
func (proofManager *ProofManager) PackRenounceRole(role [32]byte, callerConfirmation common.Address) []byte {
	enc, err := proofManager.abi.Pack("renounceRole", role, callerConfirmation)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36568abe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceRole(bytes32 role, address callerConfirmation) returns()
func (proofManager *ProofManager) TryPackRenounceRole(role [32]byte, callerConfirmation common.Address) ([]byte, error) {
	return proofManager.abi.Pack("renounceRole", role, callerConfirmation)
}

// PackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd547741f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revokeRole(bytes32 role, address account) returns()
func (proofManager *ProofManager) PackRevokeRole(role [32]byte, account common.Address) []byte {
	enc, err := proofManager.abi.Pack("revokeRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd547741f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revokeRole(bytes32 role, address account) returns()
func (proofManager *ProofManager) TryPackRevokeRole(role [32]byte, account common.Address) ([]byte, error) {
	return proofManager.abi.Pack("revokeRole", role, account)
}

// PackSubmitProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe0845e39.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitProof((uint256,uint256) id, bytes proof, uint256 requestedReward) returns()
func (proofManager *ProofManager) PackSubmitProof(id ProofManagerProofRequestIdentifier, proof []byte, requestedReward *big.Int) []byte {
	enc, err := proofManager.abi.Pack("submitProof", id, proof, requestedReward)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe0845e39.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitProof((uint256,uint256) id, bytes proof, uint256 requestedReward) returns()
func (proofManager *ProofManager) TryPackSubmitProof(id ProofManagerProofRequestIdentifier, proof []byte, requestedReward *big.Int) ([]byte, error) {
	return proofManager.abi.Pack("submitProof", id, proof, requestedReward)
}

// PackSubmitProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f7e5391.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitProofRequest((uint256,uint256) id, (uint32,uint32,uint32,string,uint256,uint256) params) returns()
func (proofManager *ProofManager) PackSubmitProofRequest(id ProofManagerProofRequestIdentifier, params ProofManagerProofRequestParams) []byte {
	enc, err := proofManager.abi.Pack("submitProofRequest", id, params)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitProofRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f7e5391.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitProofRequest((uint256,uint256) id, (uint32,uint32,uint32,string,uint256,uint256) params) returns()
func (proofManager *ProofManager) TryPackSubmitProofRequest(id ProofManagerProofRequestIdentifier, params ProofManagerProofRequestParams) ([]byte, error) {
	return proofManager.abi.Pack("submitProofRequest", id, params)
}

// PackSubmitProofValidationResult is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8412a3b9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitProofValidationResult((uint256,uint256) id, bool isProofValid) returns()
func (proofManager *ProofManager) PackSubmitProofValidationResult(id ProofManagerProofRequestIdentifier, isProofValid bool) []byte {
	enc, err := proofManager.abi.Pack("submitProofValidationResult", id, isProofValid)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitProofValidationResult is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8412a3b9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitProofValidationResult((uint256,uint256) id, bool isProofValid) returns()
func (proofManager *ProofManager) TryPackSubmitProofValidationResult(id ProofManagerProofRequestIdentifier, isProofValid bool) ([]byte, error) {
	return proofManager.abi.Pack("submitProofValidationResult", id, isProofValid)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (proofManager *ProofManager) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := proofManager.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (proofManager *ProofManager) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return proofManager.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (proofManager *ProofManager) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := proofManager.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpause() returns()
func (proofManager *ProofManager) PackUnpause() []byte {
	enc, err := proofManager.abi.Pack("unpause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpause() returns()
func (proofManager *ProofManager) TryPackUnpause() ([]byte, error) {
	return proofManager.abi.Pack("unpause")
}

// PackUpdatePreferredProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x263e6c59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updatePreferredProvingNetwork(uint8 provingNetwork) returns()
func (proofManager *ProofManager) PackUpdatePreferredProvingNetwork(provingNetwork uint8) []byte {
	enc, err := proofManager.abi.Pack("updatePreferredProvingNetwork", provingNetwork)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdatePreferredProvingNetwork is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x263e6c59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updatePreferredProvingNetwork(uint8 provingNetwork) returns()
func (proofManager *ProofManager) TryPackUpdatePreferredProvingNetwork(provingNetwork uint8) ([]byte, error) {
	return proofManager.abi.Pack("updatePreferredProvingNetwork", provingNetwork)
}

// PackUpdatePreferredWeight is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7de9a2fd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updatePreferredWeight(uint16 weight) returns()
func (proofManager *ProofManager) PackUpdatePreferredWeight(weight uint16) []byte {
	enc, err := proofManager.abi.Pack("updatePreferredWeight", weight)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdatePreferredWeight is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7de9a2fd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updatePreferredWeight(uint16 weight) returns()
func (proofManager *ProofManager) TryPackUpdatePreferredWeight(weight uint16) ([]byte, error) {
	return proofManager.abi.Pack("updatePreferredWeight", weight)
}

// PackUpdateProvingNetworkAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95af9522.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateProvingNetworkAddress(uint8 provingNetwork, address addr) returns()
func (proofManager *ProofManager) PackUpdateProvingNetworkAddress(provingNetwork uint8, addr common.Address) []byte {
	enc, err := proofManager.abi.Pack("updateProvingNetworkAddress", provingNetwork, addr)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateProvingNetworkAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95af9522.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateProvingNetworkAddress(uint8 provingNetwork, address addr) returns()
func (proofManager *ProofManager) TryPackUpdateProvingNetworkAddress(provingNetwork uint8, addr common.Address) ([]byte, error) {
	return proofManager.abi.Pack("updateProvingNetworkAddress", provingNetwork, addr)
}

// PackUpdateProvingNetworkStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc54cd024.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateProvingNetworkStatus(uint8 provingNetwork, uint8 status) returns()
func (proofManager *ProofManager) PackUpdateProvingNetworkStatus(provingNetwork uint8, status uint8) []byte {
	enc, err := proofManager.abi.Pack("updateProvingNetworkStatus", provingNetwork, status)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateProvingNetworkStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc54cd024.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateProvingNetworkStatus(uint8 provingNetwork, uint8 status) returns()
func (proofManager *ProofManager) TryPackUpdateProvingNetworkStatus(provingNetwork uint8, status uint8) ([]byte, error) {
	return proofManager.abi.Pack("updateProvingNetworkStatus", provingNetwork, status)
}

// PackUpdateProvingNetworkWeight is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd332839.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateProvingNetworkWeight(uint8 provingNetwork, uint16 weight) returns()
func (proofManager *ProofManager) PackUpdateProvingNetworkWeight(provingNetwork uint8, weight uint16) []byte {
	enc, err := proofManager.abi.Pack("updateProvingNetworkWeight", provingNetwork, weight)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateProvingNetworkWeight is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd332839.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateProvingNetworkWeight(uint8 provingNetwork, uint16 weight) returns()
func (proofManager *ProofManager) TryPackUpdateProvingNetworkWeight(provingNetwork uint8, weight uint16) ([]byte, error) {
	return proofManager.abi.Pack("updateProvingNetworkWeight", provingNetwork, weight)
}

// PackUsdc is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3e413bee.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function usdc() view returns(address)
func (proofManager *ProofManager) PackUsdc() []byte {
	enc, err := proofManager.abi.Pack("usdc")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUsdc is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3e413bee.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function usdc() view returns(address)
func (proofManager *ProofManager) TryPackUsdc() ([]byte, error) {
	return proofManager.abi.Pack("usdc")
}

// UnpackUsdc is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3e413bee.
//
// Solidity: function usdc() view returns(address)
func (proofManager *ProofManager) UnpackUsdc(data []byte) (common.Address, error) {
	out, err := proofManager.abi.Unpack("usdc", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3fef3a3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address token, uint256 amount) returns()
func (proofManager *ProofManager) PackWithdraw(token common.Address, amount *big.Int) []byte {
	enc, err := proofManager.abi.Pack("withdraw", token, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3fef3a3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address token, uint256 amount) returns()
func (proofManager *ProofManager) TryPackWithdraw(token common.Address, amount *big.Int) ([]byte, error) {
	return proofManager.abi.Pack("withdraw", token, amount)
}

// ProofManagerFundsWithdrawn represents a FundsWithdrawn event raised by the ProofManager contract.
type ProofManagerFundsWithdrawn struct {
	Token  common.Address
	By     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const ProofManagerFundsWithdrawnEventName = "FundsWithdrawn"

// ContractEventName returns the user-defined event name.
func (ProofManagerFundsWithdrawn) ContractEventName() string {
	return ProofManagerFundsWithdrawnEventName
}

// UnpackFundsWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FundsWithdrawn(address indexed token, address indexed by, uint256 amount)
func (proofManager *ProofManager) UnpackFundsWithdrawnEvent(log *types.Log) (*ProofManagerFundsWithdrawn, error) {
	event := "FundsWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerFundsWithdrawn)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerInitialized represents a Initialized event raised by the ProofManager contract.
type ProofManagerInitialized struct {
	Version uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerInitializedEventName = "Initialized"

// ContractEventName returns the user-defined event name.
func (ProofManagerInitialized) ContractEventName() string {
	return ProofManagerInitializedEventName
}

// UnpackInitializedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Initialized(uint64 version)
func (proofManager *ProofManager) UnpackInitializedEvent(log *types.Log) (*ProofManagerInitialized, error) {
	event := "Initialized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerInitialized)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerPaused represents a Paused event raised by the ProofManager contract.
type ProofManagerPaused struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerPausedEventName = "Paused"

// ContractEventName returns the user-defined event name.
func (ProofManagerPaused) ContractEventName() string {
	return ProofManagerPausedEventName
}

// UnpackPausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paused(address account)
func (proofManager *ProofManager) UnpackPausedEvent(log *types.Log) (*ProofManagerPaused, error) {
	event := "Paused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerPaused)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerPreferredProvingNetworkUpdated represents a PreferredProvingNetworkUpdated event raised by the ProofManager contract.
type ProofManagerPreferredProvingNetworkUpdated struct {
	ProvingNetwork uint8
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerPreferredProvingNetworkUpdatedEventName = "PreferredProvingNetworkUpdated"

// ContractEventName returns the user-defined event name.
func (ProofManagerPreferredProvingNetworkUpdated) ContractEventName() string {
	return ProofManagerPreferredProvingNetworkUpdatedEventName
}

// UnpackPreferredProvingNetworkUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PreferredProvingNetworkUpdated(uint8 indexed provingNetwork)
func (proofManager *ProofManager) UnpackPreferredProvingNetworkUpdatedEvent(log *types.Log) (*ProofManagerPreferredProvingNetworkUpdated, error) {
	event := "PreferredProvingNetworkUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerPreferredProvingNetworkUpdated)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerPreferredWeightUpdated represents a PreferredWeightUpdated event raised by the ProofManager contract.
type ProofManagerPreferredWeightUpdated struct {
	Weight uint16
	Raw    *types.Log // Blockchain specific contextual infos
}

const ProofManagerPreferredWeightUpdatedEventName = "PreferredWeightUpdated"

// ContractEventName returns the user-defined event name.
func (ProofManagerPreferredWeightUpdated) ContractEventName() string {
	return ProofManagerPreferredWeightUpdatedEventName
}

// UnpackPreferredWeightUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PreferredWeightUpdated(uint16 weight)
func (proofManager *ProofManager) UnpackPreferredWeightUpdatedEvent(log *types.Log) (*ProofManagerPreferredWeightUpdated, error) {
	event := "PreferredWeightUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerPreferredWeightUpdated)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestAcknowledged represents a ProofRequestAcknowledged event raised by the ProofManager contract.
type ProofManagerProofRequestAcknowledged struct {
	ChainId     *big.Int
	BlockNumber *big.Int
	Accepted    bool
	AssignedTo  common.Address
	Raw         *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestAcknowledgedEventName = "ProofRequestAcknowledged"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestAcknowledged) ContractEventName() string {
	return ProofManagerProofRequestAcknowledgedEventName
}

// UnpackProofRequestAcknowledgedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestAcknowledged(uint256 indexed chainId, uint256 indexed blockNumber, bool accepted, address indexed assignedTo)
func (proofManager *ProofManager) UnpackProofRequestAcknowledgedEvent(log *types.Log) (*ProofManagerProofRequestAcknowledged, error) {
	event := "ProofRequestAcknowledged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestAcknowledged)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestProven represents a ProofRequestProven event raised by the ProofManager contract.
type ProofManagerProofRequestProven struct {
	ChainId         *big.Int
	BlockNumber     *big.Int
	Proof           []byte
	AssignedTo      common.Address
	RequestedReward *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestProvenEventName = "ProofRequestProven"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestProven) ContractEventName() string {
	return ProofManagerProofRequestProvenEventName
}

// UnpackProofRequestProvenEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestProven(uint256 indexed chainId, uint256 indexed blockNumber, bytes proof, address assignedTo, uint256 requestedReward)
func (proofManager *ProofManager) UnpackProofRequestProvenEvent(log *types.Log) (*ProofManagerProofRequestProven, error) {
	event := "ProofRequestProven"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestProven)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestSubmitted represents a ProofRequestSubmitted event raised by the ProofManager contract.
type ProofManagerProofRequestSubmitted struct {
	ChainId        *big.Int
	BlockNumber    *big.Int
	AssignedTo     common.Address
	ProofInputsUrl string
	ProtocolMajor  uint32
	ProtocolMinor  uint32
	ProtocolPatch  uint32
	TimeoutAfter   *big.Int
	MaxReward      *big.Int
	RequestId      *big.Int
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestSubmittedEventName = "ProofRequestSubmitted"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestSubmitted) ContractEventName() string {
	return ProofManagerProofRequestSubmittedEventName
}

// UnpackProofRequestSubmittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestSubmitted(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo, string proofInputsUrl, uint32 protocolMajor, uint32 protocolMinor, uint32 protocolPatch, uint256 timeoutAfter, uint256 maxReward, uint256 requestId)
func (proofManager *ProofManager) UnpackProofRequestSubmittedEvent(log *types.Log) (*ProofManagerProofRequestSubmitted, error) {
	event := "ProofRequestSubmitted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestSubmitted)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestTimedOut represents a ProofRequestTimedOut event raised by the ProofManager contract.
type ProofManagerProofRequestTimedOut struct {
	ChainId     *big.Int
	BlockNumber *big.Int
	AssignedTo  common.Address
	Raw         *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestTimedOutEventName = "ProofRequestTimedOut"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestTimedOut) ContractEventName() string {
	return ProofManagerProofRequestTimedOutEventName
}

// UnpackProofRequestTimedOutEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestTimedOut(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo)
func (proofManager *ProofManager) UnpackProofRequestTimedOutEvent(log *types.Log) (*ProofManagerProofRequestTimedOut, error) {
	event := "ProofRequestTimedOut"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestTimedOut)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestUnacknowledged represents a ProofRequestUnacknowledged event raised by the ProofManager contract.
type ProofManagerProofRequestUnacknowledged struct {
	ChainId     *big.Int
	BlockNumber *big.Int
	AssignedTo  common.Address
	Raw         *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestUnacknowledgedEventName = "ProofRequestUnacknowledged"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestUnacknowledged) ContractEventName() string {
	return ProofManagerProofRequestUnacknowledgedEventName
}

// UnpackProofRequestUnacknowledgedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestUnacknowledged(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo)
func (proofManager *ProofManager) UnpackProofRequestUnacknowledgedEvent(log *types.Log) (*ProofManagerProofRequestUnacknowledged, error) {
	event := "ProofRequestUnacknowledged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestUnacknowledged)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofRequestsPaid represents a ProofRequestsPaid event raised by the ProofManager contract.
type ProofManagerProofRequestsPaid struct {
	Network uint8
	First   *big.Int
	Last    *big.Int
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofRequestsPaidEventName = "ProofRequestsPaid"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofRequestsPaid) ContractEventName() string {
	return ProofManagerProofRequestsPaidEventName
}

// UnpackProofRequestsPaidEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRequestsPaid(uint8 indexed network, uint256 first, uint256 last, uint256 amount)
func (proofManager *ProofManager) UnpackProofRequestsPaidEvent(log *types.Log) (*ProofManagerProofRequestsPaid, error) {
	event := "ProofRequestsPaid"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofRequestsPaid)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProofValidationResult represents a ProofValidationResult event raised by the ProofManager contract.
type ProofManagerProofValidationResult struct {
	ChainId      *big.Int
	BlockNumber  *big.Int
	IsProofValid bool
	AssignedTo   common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const ProofManagerProofValidationResultEventName = "ProofValidationResult"

// ContractEventName returns the user-defined event name.
func (ProofManagerProofValidationResult) ContractEventName() string {
	return ProofManagerProofValidationResultEventName
}

// UnpackProofValidationResultEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofValidationResult(uint256 indexed chainId, uint256 indexed blockNumber, bool isProofValid, address indexed assignedTo)
func (proofManager *ProofManager) UnpackProofValidationResultEvent(log *types.Log) (*ProofManagerProofValidationResult, error) {
	event := "ProofValidationResult"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProofValidationResult)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProvingNetworkAdded represents a ProvingNetworkAdded event raised by the ProofManager contract.
type ProofManagerProvingNetworkAdded struct {
	ProvingNetwork uint8
	Name           string
	Addr           common.Address
	Weight         uint16
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerProvingNetworkAddedEventName = "ProvingNetworkAdded"

// ContractEventName returns the user-defined event name.
func (ProofManagerProvingNetworkAdded) ContractEventName() string {
	return ProofManagerProvingNetworkAddedEventName
}

// UnpackProvingNetworkAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProvingNetworkAdded(uint8 indexed provingNetwork, string name, address addr, uint16 weight)
func (proofManager *ProofManager) UnpackProvingNetworkAddedEvent(log *types.Log) (*ProofManagerProvingNetworkAdded, error) {
	event := "ProvingNetworkAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProvingNetworkAdded)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProvingNetworkAddressUpdated represents a ProvingNetworkAddressUpdated event raised by the ProofManager contract.
type ProofManagerProvingNetworkAddressUpdated struct {
	ProvingNetwork uint8
	Addr           common.Address
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerProvingNetworkAddressUpdatedEventName = "ProvingNetworkAddressUpdated"

// ContractEventName returns the user-defined event name.
func (ProofManagerProvingNetworkAddressUpdated) ContractEventName() string {
	return ProofManagerProvingNetworkAddressUpdatedEventName
}

// UnpackProvingNetworkAddressUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProvingNetworkAddressUpdated(uint8 indexed provingNetwork, address addr)
func (proofManager *ProofManager) UnpackProvingNetworkAddressUpdatedEvent(log *types.Log) (*ProofManagerProvingNetworkAddressUpdated, error) {
	event := "ProvingNetworkAddressUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProvingNetworkAddressUpdated)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProvingNetworkStatusUpdated represents a ProvingNetworkStatusUpdated event raised by the ProofManager contract.
type ProofManagerProvingNetworkStatusUpdated struct {
	ProvingNetwork uint8
	Status         uint8
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerProvingNetworkStatusUpdatedEventName = "ProvingNetworkStatusUpdated"

// ContractEventName returns the user-defined event name.
func (ProofManagerProvingNetworkStatusUpdated) ContractEventName() string {
	return ProofManagerProvingNetworkStatusUpdatedEventName
}

// UnpackProvingNetworkStatusUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProvingNetworkStatusUpdated(uint8 indexed provingNetwork, uint8 status)
func (proofManager *ProofManager) UnpackProvingNetworkStatusUpdatedEvent(log *types.Log) (*ProofManagerProvingNetworkStatusUpdated, error) {
	event := "ProvingNetworkStatusUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProvingNetworkStatusUpdated)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerProvingNetworkWeightUpdated represents a ProvingNetworkWeightUpdated event raised by the ProofManager contract.
type ProofManagerProvingNetworkWeightUpdated struct {
	ProvingNetwork uint8
	Weight         uint16
	Raw            *types.Log // Blockchain specific contextual infos
}

const ProofManagerProvingNetworkWeightUpdatedEventName = "ProvingNetworkWeightUpdated"

// ContractEventName returns the user-defined event name.
func (ProofManagerProvingNetworkWeightUpdated) ContractEventName() string {
	return ProofManagerProvingNetworkWeightUpdatedEventName
}

// UnpackProvingNetworkWeightUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProvingNetworkWeightUpdated(uint8 indexed provingNetwork, uint16 weight)
func (proofManager *ProofManager) UnpackProvingNetworkWeightUpdatedEvent(log *types.Log) (*ProofManagerProvingNetworkWeightUpdated, error) {
	event := "ProvingNetworkWeightUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerProvingNetworkWeightUpdated)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerRewardClaimed represents a RewardClaimed event raised by the ProofManager contract.
type ProofManagerRewardClaimed struct {
	By     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const ProofManagerRewardClaimedEventName = "RewardClaimed"

// ContractEventName returns the user-defined event name.
func (ProofManagerRewardClaimed) ContractEventName() string {
	return ProofManagerRewardClaimedEventName
}

// UnpackRewardClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RewardClaimed(address indexed by, uint256 amount)
func (proofManager *ProofManager) UnpackRewardClaimedEvent(log *types.Log) (*ProofManagerRewardClaimed, error) {
	event := "RewardClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerRewardClaimed)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerRewardEarned represents a RewardEarned event raised by the ProofManager contract.
type ProofManagerRewardEarned struct {
	Network     uint8
	Number      *big.Int
	ChainId     *big.Int
	BlockNumber *big.Int
	Reward      *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const ProofManagerRewardEarnedEventName = "RewardEarned"

// ContractEventName returns the user-defined event name.
func (ProofManagerRewardEarned) ContractEventName() string {
	return ProofManagerRewardEarnedEventName
}

// UnpackRewardEarnedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RewardEarned(uint8 indexed network, uint256 indexed number, uint256 chainId, uint256 blockNumber, uint256 reward)
func (proofManager *ProofManager) UnpackRewardEarnedEvent(log *types.Log) (*ProofManagerRewardEarned, error) {
	event := "RewardEarned"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerRewardEarned)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerRoleAdminChanged represents a RoleAdminChanged event raised by the ProofManager contract.
type ProofManagerRoleAdminChanged struct {
	Role              [32]byte
	PreviousAdminRole [32]byte
	NewAdminRole      [32]byte
	Raw               *types.Log // Blockchain specific contextual infos
}

const ProofManagerRoleAdminChangedEventName = "RoleAdminChanged"

// ContractEventName returns the user-defined event name.
func (ProofManagerRoleAdminChanged) ContractEventName() string {
	return ProofManagerRoleAdminChangedEventName
}

// UnpackRoleAdminChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)
func (proofManager *ProofManager) UnpackRoleAdminChangedEvent(log *types.Log) (*ProofManagerRoleAdminChanged, error) {
	event := "RoleAdminChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerRoleAdminChanged)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerRoleGranted represents a RoleGranted event raised by the ProofManager contract.
type ProofManagerRoleGranted struct {
	Role    [32]byte
	Account common.Address
	Sender  common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerRoleGrantedEventName = "RoleGranted"

// ContractEventName returns the user-defined event name.
func (ProofManagerRoleGranted) ContractEventName() string {
	return ProofManagerRoleGrantedEventName
}

// UnpackRoleGrantedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)
func (proofManager *ProofManager) UnpackRoleGrantedEvent(log *types.Log) (*ProofManagerRoleGranted, error) {
	event := "RoleGranted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerRoleGranted)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerRoleRevoked represents a RoleRevoked event raised by the ProofManager contract.
type ProofManagerRoleRevoked struct {
	Role    [32]byte
	Account common.Address
	Sender  common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerRoleRevokedEventName = "RoleRevoked"

// ContractEventName returns the user-defined event name.
func (ProofManagerRoleRevoked) ContractEventName() string {
	return ProofManagerRoleRevokedEventName
}

// UnpackRoleRevokedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)
func (proofManager *ProofManager) UnpackRoleRevokedEvent(log *types.Log) (*ProofManagerRoleRevoked, error) {
	event := "RoleRevoked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerRoleRevoked)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ProofManagerUnpaused represents a Unpaused event raised by the ProofManager contract.
type ProofManagerUnpaused struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const ProofManagerUnpausedEventName = "Unpaused"

// ContractEventName returns the user-defined event name.
func (ProofManagerUnpaused) ContractEventName() string {
	return ProofManagerUnpausedEventName
}

// UnpackUnpausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unpaused(address account)
func (proofManager *ProofManager) UnpackUnpausedEvent(log *types.Log) (*ProofManagerUnpaused, error) {
	event := "Unpaused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != proofManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ProofManagerUnpaused)
	if len(log.Data) > 0 {
		if err := proofManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range proofManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (proofManager *ProofManager) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AccessControlBadConfirmation"].ID.Bytes()[:4]) {
		return proofManager.UnpackAccessControlBadConfirmationError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AccessControlUnauthorizedAccount"].ID.Bytes()[:4]) {
		return proofManager.UnpackAccessControlUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AddressCannotBeZero"].ID.Bytes()[:4]) {
		return proofManager.UnpackAddressCannotBeZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AddressInUse"].ID.Bytes()[:4]) {
		return proofManager.UnpackAddressInUseError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["CheckpointUnorderedInsertion"].ID.Bytes()[:4]) {
		return proofManager.UnpackCheckpointUnorderedInsertionError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["DuplicatedProofRequest"].ID.Bytes()[:4]) {
		return proofManager.UnpackDuplicatedProofRequestError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["EmptyProof"].ID.Bytes()[:4]) {
		return proofManager.UnpackEmptyProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["EnforcedPause"].ID.Bytes()[:4]) {
		return proofManager.UnpackEnforcedPauseError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ExpectedPause"].ID.Bytes()[:4]) {
		return proofManager.UnpackExpectedPauseError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["InsufficientFunds"].ID.Bytes()[:4]) {
		return proofManager.UnpackInsufficientFundsError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return proofManager.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["InvalidProofInputsUrl"].ID.Bytes()[:4]) {
		return proofManager.UnpackInvalidProofInputsUrlError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["InvalidProofRequestTimeout"].ID.Bytes()[:4]) {
		return proofManager.UnpackInvalidProofRequestTimeoutError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["MaxRewardOutOfBounds"].ID.Bytes()[:4]) {
		return proofManager.UnpackMaxRewardOutOfBoundsError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["NoFundsAvailable"].ID.Bytes()[:4]) {
		return proofManager.UnpackNoFundsAvailableError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["NoPaymentDue"].ID.Bytes()[:4]) {
		return proofManager.UnpackNoPaymentDueError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["NoWeight"].ID.Bytes()[:4]) {
		return proofManager.UnpackNoWeightError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["NotInitializing"].ID.Bytes()[:4]) {
		return proofManager.UnpackNotInitializingError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["OnlyProvingNetworkAllowed"].ID.Bytes()[:4]) {
		return proofManager.UnpackOnlyProvingNetworkAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["OnlyProvingNetworkAssigneeAllowed"].ID.Bytes()[:4]) {
		return proofManager.UnpackOnlyProvingNetworkAssigneeAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestAcknowledgementDeadlinePassed"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestAcknowledgementDeadlinePassedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestDeadlineNotPassed"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestDeadlineNotPassedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestIsNotCommitted"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestIsNotCommittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestIsNotPendingAcknowledgement"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestIsNotPendingAcknowledgementError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestIsNotProven"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestIsNotProvenError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestProvingDeadlinePassed"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestProvingDeadlinePassedError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofTooLarge"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofTooLargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProvingNetworkCannotBeNone"].ID.Bytes()[:4]) {
		return proofManager.UnpackProvingNetworkCannotBeNoneError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return proofManager.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return proofManager.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["TooManyProvingNetworks"].ID.Bytes()[:4]) {
		return proofManager.UnpackTooManyProvingNetworksError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["UnknownProofRequest"].ID.Bytes()[:4]) {
		return proofManager.UnpackUnknownProofRequestError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["UnknownProvingNetwork"].ID.Bytes()[:4]) {
		return proofManager.UnpackUnknownProvingNetworkError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ProofManagerAccessControlBadConfirmation represents a AccessControlBadConfirmation error raised by the ProofManager contract.
type ProofManagerAccessControlBadConfirmation struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessControlBadConfirmation()
func ProofManagerAccessControlBadConfirmationErrorID() common.Hash {
	return common.HexToHash("0x6697b23232a647058342c0724fe7c415cab25915b54e5dbc03f233173d37b41c")
}

// UnpackAccessControlBadConfirmationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessControlBadConfirmation()
func (proofManager *ProofManager) UnpackAccessControlBadConfirmationError(raw []byte) (*ProofManagerAccessControlBadConfirmation, error) {
	out := new(ProofManagerAccessControlBadConfirmation)
	if err := proofManager.abi.UnpackIntoInterface(out, "AccessControlBadConfirmation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerAccessControlUnauthorizedAccount represents a AccessControlUnauthorizedAccount error raised by the ProofManager contract.
type ProofManagerAccessControlUnauthorizedAccount struct {
	Account    common.Address
	NeededRole [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)
func ProofManagerAccessControlUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0xe2517d3fbfae6f8515ef5ff1ccedc3933ab0cbbda0b492c06eb54ad10ef03b3e")
}

// UnpackAccessControlUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)
func (proofManager *ProofManager) UnpackAccessControlUnauthorizedAccountError(raw []byte) (*ProofManagerAccessControlUnauthorizedAccount, error) {
	out := new(ProofManagerAccessControlUnauthorizedAccount)
	if err := proofManager.abi.UnpackIntoInterface(out, "AccessControlUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerAddressCannotBeZero represents a AddressCannotBeZero error raised by the ProofManager contract.
type ProofManagerAddressCannotBeZero struct {
	Field string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressCannotBeZero(string field)
func ProofManagerAddressCannotBeZeroErrorID() common.Hash {
	return common.HexToHash("0xd2631b0fe5dee4c47eca1dabce42be8f1f50ce22bc92e7e133e931e502e7f94e")
}

// UnpackAddressCannotBeZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressCannotBeZero(string field)
func (proofManager *ProofManager) UnpackAddressCannotBeZeroError(raw []byte) (*ProofManagerAddressCannotBeZero, error) {
	out := new(ProofManagerAddressCannotBeZero)
	if err := proofManager.abi.UnpackIntoInterface(out, "AddressCannotBeZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerAddressInUse represents a AddressInUse error raised by the ProofManager contract.
type ProofManagerAddressInUse struct {
	Addr           common.Address
	ProvingNetwork uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInUse(address addr, uint8 provingNetwork)
func ProofManagerAddressInUseErrorID() common.Hash {
	return common.HexToHash("0x092cf17f845692f2d0e3e88d8f424a451ac673fb6afe5cd2c198963d4ae9fad8")
}

// UnpackAddressInUseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInUse(address addr, uint8 provingNetwork)
func (proofManager *ProofManager) UnpackAddressInUseError(raw []byte) (*ProofManagerAddressInUse, error) {
	out := new(ProofManagerAddressInUse)
	if err := proofManager.abi.UnpackIntoInterface(out, "AddressInUse", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerCheckpointUnorderedInsertion represents a CheckpointUnorderedInsertion error raised by the ProofManager contract.
type ProofManagerCheckpointUnorderedInsertion struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CheckpointUnorderedInsertion()
func ProofManagerCheckpointUnorderedInsertionErrorID() common.Hash {
	return common.HexToHash("0x2520601d9d60b717c34a36ad270857824c5a1ebbfd08ff39aba6930089495cfa")
}

// UnpackCheckpointUnorderedInsertionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CheckpointUnorderedInsertion()
func (proofManager *ProofManager) UnpackCheckpointUnorderedInsertionError(raw []byte) (*ProofManagerCheckpointUnorderedInsertion, error) {
	out := new(ProofManagerCheckpointUnorderedInsertion)
	if err := proofManager.abi.UnpackIntoInterface(out, "CheckpointUnorderedInsertion", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerDuplicatedProofRequest represents a DuplicatedProofRequest error raised by the ProofManager contract.
type ProofManagerDuplicatedProofRequest struct {
	ChainId     *big.Int
	BlockNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DuplicatedProofRequest(uint256 chainId, uint256 blockNumber)
func ProofManagerDuplicatedProofRequestErrorID() common.Hash {
	return common.HexToHash("0xafad4993084ff78bc9fb65604caf4822d50664d5cf898f434ac33149b2241205")
}

// UnpackDuplicatedProofRequestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DuplicatedProofRequest(uint256 chainId, uint256 blockNumber)
func (proofManager *ProofManager) UnpackDuplicatedProofRequestError(raw []byte) (*ProofManagerDuplicatedProofRequest, error) {
	out := new(ProofManagerDuplicatedProofRequest)
	if err := proofManager.abi.UnpackIntoInterface(out, "DuplicatedProofRequest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerEmptyProof represents a EmptyProof error raised by the ProofManager contract.
type ProofManagerEmptyProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EmptyProof()
func ProofManagerEmptyProofErrorID() common.Hash {
	return common.HexToHash("0x668fd6f3c09986120307c48f51de587bf8fbe63352342e4a7b693cb9e6d45f8a")
}

// UnpackEmptyProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EmptyProof()
func (proofManager *ProofManager) UnpackEmptyProofError(raw []byte) (*ProofManagerEmptyProof, error) {
	out := new(ProofManagerEmptyProof)
	if err := proofManager.abi.UnpackIntoInterface(out, "EmptyProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerEnforcedPause represents a EnforcedPause error raised by the ProofManager contract.
type ProofManagerEnforcedPause struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EnforcedPause()
func ProofManagerEnforcedPauseErrorID() common.Hash {
	return common.HexToHash("0xd93c0665d6c96d04a8f174024fc4ddd66c250604aff22bbec808de86dd3637e3")
}

// UnpackEnforcedPauseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EnforcedPause()
func (proofManager *ProofManager) UnpackEnforcedPauseError(raw []byte) (*ProofManagerEnforcedPause, error) {
	out := new(ProofManagerEnforcedPause)
	if err := proofManager.abi.UnpackIntoInterface(out, "EnforcedPause", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerExpectedPause represents a ExpectedPause error raised by the ProofManager contract.
type ProofManagerExpectedPause struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ExpectedPause()
func ProofManagerExpectedPauseErrorID() common.Hash {
	return common.HexToHash("0x8dfc202bcfe9a735b559bee70674422512bc5c30f687046ae8778315fb81da44")
}

// UnpackExpectedPauseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ExpectedPause()
func (proofManager *ProofManager) UnpackExpectedPauseError(raw []byte) (*ProofManagerExpectedPause, error) {
	out := new(ProofManagerExpectedPause)
	if err := proofManager.abi.UnpackIntoInterface(out, "ExpectedPause", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerInsufficientFunds represents a InsufficientFunds error raised by the ProofManager contract.
type ProofManagerInsufficientFunds struct {
	Free   *big.Int
	Wanted *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientFunds(uint256 free, uint256 wanted)
func ProofManagerInsufficientFundsErrorID() common.Hash {
	return common.HexToHash("0x03eb8b54a949acec2cd08fdb6d6bd4647a1f2c907d75d6900648effa92eb147f")
}

// UnpackInsufficientFundsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientFunds(uint256 free, uint256 wanted)
func (proofManager *ProofManager) UnpackInsufficientFundsError(raw []byte) (*ProofManagerInsufficientFunds, error) {
	out := new(ProofManagerInsufficientFunds)
	if err := proofManager.abi.UnpackIntoInterface(out, "InsufficientFunds", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerInvalidInitialization represents a InvalidInitialization error raised by the ProofManager contract.
type ProofManagerInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func ProofManagerInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (proofManager *ProofManager) UnpackInvalidInitializationError(raw []byte) (*ProofManagerInvalidInitialization, error) {
	out := new(ProofManagerInvalidInitialization)
	if err := proofManager.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerInvalidProofInputsUrl represents a InvalidProofInputsUrl error raised by the ProofManager contract.
type ProofManagerInvalidProofInputsUrl struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidProofInputsUrl()
func ProofManagerInvalidProofInputsUrlErrorID() common.Hash {
	return common.HexToHash("0x890405fc7d33e5b3b1c24e32cdee9ec2317bfa82379d6a9e9bba7ce8c897ac2e")
}

// UnpackInvalidProofInputsUrlError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidProofInputsUrl()
func (proofManager *ProofManager) UnpackInvalidProofInputsUrlError(raw []byte) (*ProofManagerInvalidProofInputsUrl, error) {
	out := new(ProofManagerInvalidProofInputsUrl)
	if err := proofManager.abi.UnpackIntoInterface(out, "InvalidProofInputsUrl", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerInvalidProofRequestTimeout represents a InvalidProofRequestTimeout error raised by the ProofManager contract.
type ProofManagerInvalidProofRequestTimeout struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidProofRequestTimeout()
func ProofManagerInvalidProofRequestTimeoutErrorID() common.Hash {
	return common.HexToHash("0xb16533cbc86487b54626d841cba2460d1b2e2b894effa8e944f1cff6000e089d")
}

// UnpackInvalidProofRequestTimeoutError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidProofRequestTimeout()
func (proofManager *ProofManager) UnpackInvalidProofRequestTimeoutError(raw []byte) (*ProofManagerInvalidProofRequestTimeout, error) {
	out := new(ProofManagerInvalidProofRequestTimeout)
	if err := proofManager.abi.UnpackIntoInterface(out, "InvalidProofRequestTimeout", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerMaxRewardOutOfBounds represents a MaxRewardOutOfBounds error raised by the ProofManager contract.
type ProofManagerMaxRewardOutOfBounds struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MaxRewardOutOfBounds()
func ProofManagerMaxRewardOutOfBoundsErrorID() common.Hash {
	return common.HexToHash("0x38deeb66c8debcb554999ffce3fbdc0ae3244a420c1e7731abd20c711cfb31ae")
}

// UnpackMaxRewardOutOfBoundsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MaxRewardOutOfBounds()
func (proofManager *ProofManager) UnpackMaxRewardOutOfBoundsError(raw []byte) (*ProofManagerMaxRewardOutOfBounds, error) {
	out := new(ProofManagerMaxRewardOutOfBounds)
	if err := proofManager.abi.UnpackIntoInterface(out, "MaxRewardOutOfBounds", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerNoFundsAvailable represents a NoFundsAvailable error raised by the ProofManager contract.
type ProofManagerNoFundsAvailable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoFundsAvailable()
func ProofManagerNoFundsAvailableErrorID() common.Hash {
	return common.HexToHash("0x54a1926ee7d5bdec5d26d62e3608ccd94824ab190aec3edad1312f5dd0233a31")
}

// UnpackNoFundsAvailableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoFundsAvailable()
func (proofManager *ProofManager) UnpackNoFundsAvailableError(raw []byte) (*ProofManagerNoFundsAvailable, error) {
	out := new(ProofManagerNoFundsAvailable)
	if err := proofManager.abi.UnpackIntoInterface(out, "NoFundsAvailable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerNoPaymentDue represents a NoPaymentDue error raised by the ProofManager contract.
type ProofManagerNoPaymentDue struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoPaymentDue()
func ProofManagerNoPaymentDueErrorID() common.Hash {
	return common.HexToHash("0x589b68c9b365a8b87dc95d628f5f1a84056626e1d0444c114ff33287b36fa552")
}

// UnpackNoPaymentDueError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoPaymentDue()
func (proofManager *ProofManager) UnpackNoPaymentDueError(raw []byte) (*ProofManagerNoPaymentDue, error) {
	out := new(ProofManagerNoPaymentDue)
	if err := proofManager.abi.UnpackIntoInterface(out, "NoPaymentDue", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerNoWeight represents a NoWeight error raised by the ProofManager contract.
type ProofManagerNoWeight struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoWeight()
func ProofManagerNoWeightErrorID() common.Hash {
	return common.HexToHash("0x440231051ee75891ea3473d418b4ca1d63e9633b28928f7b48de517133b00188")
}

// UnpackNoWeightError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoWeight()
func (proofManager *ProofManager) UnpackNoWeightError(raw []byte) (*ProofManagerNoWeight, error) {
	out := new(ProofManagerNoWeight)
	if err := proofManager.abi.UnpackIntoInterface(out, "NoWeight", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerNotInitializing represents a NotInitializing error raised by the ProofManager contract.
type ProofManagerNotInitializing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotInitializing()
func ProofManagerNotInitializingErrorID() common.Hash {
	return common.HexToHash("0xd7e6bcf8597daa127dc9f0048d2f08d5ef140a2cb659feabd700beff1f7a8302")
}

// UnpackNotInitializingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotInitializing()
func (proofManager *ProofManager) UnpackNotInitializingError(raw []byte) (*ProofManagerNotInitializing, error) {
	out := new(ProofManagerNotInitializing)
	if err := proofManager.abi.UnpackIntoInterface(out, "NotInitializing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerOnlyProvingNetworkAllowed represents a OnlyProvingNetworkAllowed error raised by the ProofManager contract.
type ProofManagerOnlyProvingNetworkAllowed struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyProvingNetworkAllowed(address caller)
func ProofManagerOnlyProvingNetworkAllowedErrorID() common.Hash {
	return common.HexToHash("0x93fb5fc7d303fc2446994fed59b81b2f936919d5eedcce87481248af2e92df09")
}

// UnpackOnlyProvingNetworkAllowedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyProvingNetworkAllowed(address caller)
func (proofManager *ProofManager) UnpackOnlyProvingNetworkAllowedError(raw []byte) (*ProofManagerOnlyProvingNetworkAllowed, error) {
	out := new(ProofManagerOnlyProvingNetworkAllowed)
	if err := proofManager.abi.UnpackIntoInterface(out, "OnlyProvingNetworkAllowed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerOnlyProvingNetworkAssigneeAllowed represents a OnlyProvingNetworkAssigneeAllowed error raised by the ProofManager contract.
type ProofManagerOnlyProvingNetworkAssigneeAllowed struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyProvingNetworkAssigneeAllowed(address caller)
func ProofManagerOnlyProvingNetworkAssigneeAllowedErrorID() common.Hash {
	return common.HexToHash("0x5f725e5e82f1fd2717b30a11c823e91be81d35dcc0037d84b5aeb3f2f1a2caa3")
}

// UnpackOnlyProvingNetworkAssigneeAllowedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyProvingNetworkAssigneeAllowed(address caller)
func (proofManager *ProofManager) UnpackOnlyProvingNetworkAssigneeAllowedError(raw []byte) (*ProofManagerOnlyProvingNetworkAssigneeAllowed, error) {
	out := new(ProofManagerOnlyProvingNetworkAssigneeAllowed)
	if err := proofManager.abi.UnpackIntoInterface(out, "OnlyProvingNetworkAssigneeAllowed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestAcknowledgementDeadlinePassed represents a ProofRequestAcknowledgementDeadlinePassed error raised by the ProofManager contract.
type ProofManagerProofRequestAcknowledgementDeadlinePassed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestAcknowledgementDeadlinePassed()
func ProofManagerProofRequestAcknowledgementDeadlinePassedErrorID() common.Hash {
	return common.HexToHash("0x5911a448d20c3ab7633582586516c29a22bd01821962e37a0dff3fdc9dce0007")
}

// UnpackProofRequestAcknowledgementDeadlinePassedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestAcknowledgementDeadlinePassed()
func (proofManager *ProofManager) UnpackProofRequestAcknowledgementDeadlinePassedError(raw []byte) (*ProofManagerProofRequestAcknowledgementDeadlinePassed, error) {
	out := new(ProofManagerProofRequestAcknowledgementDeadlinePassed)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestAcknowledgementDeadlinePassed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestDeadlineNotPassed represents a ProofRequestDeadlineNotPassed error raised by the ProofManager contract.
type ProofManagerProofRequestDeadlineNotPassed struct {
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestDeadlineNotPassed(uint256 until)
func ProofManagerProofRequestDeadlineNotPassedErrorID() common.Hash {
	return common.HexToHash("0xfcb7a49d260fcaec1b73385a9376a85ea258dee0b8151b065c133da72a756c52")
}

// UnpackProofRequestDeadlineNotPassedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestDeadlineNotPassed(uint256 until)
func (proofManager *ProofManager) UnpackProofRequestDeadlineNotPassedError(raw []byte) (*ProofManagerProofRequestDeadlineNotPassed, error) {
	out := new(ProofManagerProofRequestDeadlineNotPassed)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestDeadlineNotPassed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestIsNotCommitted represents a ProofRequestIsNotCommitted error raised by the ProofManager contract.
type ProofManagerProofRequestIsNotCommitted struct {
	Status uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestIsNotCommitted(uint8 status)
func ProofManagerProofRequestIsNotCommittedErrorID() common.Hash {
	return common.HexToHash("0x771764a263f78a6c6149b346c0c34883ed0b9dcb20c0779db0be51c2c5f81871")
}

// UnpackProofRequestIsNotCommittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestIsNotCommitted(uint8 status)
func (proofManager *ProofManager) UnpackProofRequestIsNotCommittedError(raw []byte) (*ProofManagerProofRequestIsNotCommitted, error) {
	out := new(ProofManagerProofRequestIsNotCommitted)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestIsNotCommitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestIsNotPendingAcknowledgement represents a ProofRequestIsNotPendingAcknowledgement error raised by the ProofManager contract.
type ProofManagerProofRequestIsNotPendingAcknowledgement struct {
	Status uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestIsNotPendingAcknowledgement(uint8 status)
func ProofManagerProofRequestIsNotPendingAcknowledgementErrorID() common.Hash {
	return common.HexToHash("0x819b3a082dc29db69271a6e4f60026d7533b00d67084c27783d916ca80aa2b3f")
}

// UnpackProofRequestIsNotPendingAcknowledgementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestIsNotPendingAcknowledgement(uint8 status)
func (proofManager *ProofManager) UnpackProofRequestIsNotPendingAcknowledgementError(raw []byte) (*ProofManagerProofRequestIsNotPendingAcknowledgement, error) {
	out := new(ProofManagerProofRequestIsNotPendingAcknowledgement)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestIsNotPendingAcknowledgement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestIsNotProven represents a ProofRequestIsNotProven error raised by the ProofManager contract.
type ProofManagerProofRequestIsNotProven struct {
	Status uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestIsNotProven(uint8 status)
func ProofManagerProofRequestIsNotProvenErrorID() common.Hash {
	return common.HexToHash("0x40206e43e4813a7298ce1647fc3daf6f2518a088d0f81bcc23d0a128ad6c532c")
}

// UnpackProofRequestIsNotProvenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestIsNotProven(uint8 status)
func (proofManager *ProofManager) UnpackProofRequestIsNotProvenError(raw []byte) (*ProofManagerProofRequestIsNotProven, error) {
	out := new(ProofManagerProofRequestIsNotProven)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestIsNotProven", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofRequestProvingDeadlinePassed represents a ProofRequestProvingDeadlinePassed error raised by the ProofManager contract.
type ProofManagerProofRequestProvingDeadlinePassed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestProvingDeadlinePassed()
func ProofManagerProofRequestProvingDeadlinePassedErrorID() common.Hash {
	return common.HexToHash("0x956b7fe169098e60030c14ca2925bb9f20bd990690d19161512c14bc9a4b06a5")
}

// UnpackProofRequestProvingDeadlinePassedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestProvingDeadlinePassed()
func (proofManager *ProofManager) UnpackProofRequestProvingDeadlinePassedError(raw []byte) (*ProofManagerProofRequestProvingDeadlinePassed, error) {
	out := new(ProofManagerProofRequestProvingDeadlinePassed)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestProvingDeadlinePassed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProofTooLarge represents a ProofTooLarge error raised by the ProofManager contract.
type ProofManagerProofTooLarge struct {
	Size *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofTooLarge(uint256 size)
func ProofManagerProofTooLargeErrorID() common.Hash {
	return common.HexToHash("0x27b38ae4c65a9a2056f60ede0834390fd4b8eb8c83c5d5a305919e7011037c4a")
}

// UnpackProofTooLargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofTooLarge(uint256 size)
func (proofManager *ProofManager) UnpackProofTooLargeError(raw []byte) (*ProofManagerProofTooLarge, error) {
	out := new(ProofManagerProofTooLarge)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofTooLarge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerProvingNetworkCannotBeNone represents a ProvingNetworkCannotBeNone error raised by the ProofManager contract.
type ProofManagerProvingNetworkCannotBeNone struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProvingNetworkCannotBeNone()
func ProofManagerProvingNetworkCannotBeNoneErrorID() common.Hash {
	return common.HexToHash("0x917e042b5cc6fb3277ff40aca798b29f3b3b111f24e31b45942213e47275e276")
}

// UnpackProvingNetworkCannotBeNoneError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProvingNetworkCannotBeNone()
func (proofManager *ProofManager) UnpackProvingNetworkCannotBeNoneError(raw []byte) (*ProofManagerProvingNetworkCannotBeNone, error) {
	out := new(ProofManagerProvingNetworkCannotBeNone)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProvingNetworkCannotBeNone", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the ProofManager contract.
type ProofManagerReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func ProofManagerReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (proofManager *ProofManager) UnpackReentrancyGuardReentrantCallError(raw []byte) (*ProofManagerReentrancyGuardReentrantCall, error) {
	out := new(ProofManagerReentrancyGuardReentrantCall)
	if err := proofManager.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the ProofManager contract.
type ProofManagerSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func ProofManagerSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (proofManager *ProofManager) UnpackSafeERC20FailedOperationError(raw []byte) (*ProofManagerSafeERC20FailedOperation, error) {
	out := new(ProofManagerSafeERC20FailedOperation)
	if err := proofManager.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerTooManyProvingNetworks represents a TooManyProvingNetworks error raised by the ProofManager contract.
type ProofManagerTooManyProvingNetworks struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManyProvingNetworks()
func ProofManagerTooManyProvingNetworksErrorID() common.Hash {
	return common.HexToHash("0x260d2c256411d76eb2bdb2a26c6539e30ee657a29f23b47c72a50e89aa4e4f36")
}

// UnpackTooManyProvingNetworksError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManyProvingNetworks()
func (proofManager *ProofManager) UnpackTooManyProvingNetworksError(raw []byte) (*ProofManagerTooManyProvingNetworks, error) {
	out := new(ProofManagerTooManyProvingNetworks)
	if err := proofManager.abi.UnpackIntoInterface(out, "TooManyProvingNetworks", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerUnknownProofRequest represents a UnknownProofRequest error raised by the ProofManager contract.
type ProofManagerUnknownProofRequest struct {
	ChainId     *big.Int
	BlockNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownProofRequest(uint256 chainId, uint256 blockNumber)
func ProofManagerUnknownProofRequestErrorID() common.Hash {
	return common.HexToHash("0xba127e4b939c056b7c6d9a3342da1c5b649a1c63d909c3734a41ad9029b41d31")
}

// UnpackUnknownProofRequestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownProofRequest(uint256 chainId, uint256 blockNumber)
func (proofManager *ProofManager) UnpackUnknownProofRequestError(raw []byte) (*ProofManagerUnknownProofRequest, error) {
	out := new(ProofManagerUnknownProofRequest)
	if err := proofManager.abi.UnpackIntoInterface(out, "UnknownProofRequest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ProofManagerUnknownProvingNetwork represents a UnknownProvingNetwork error raised by the ProofManager contract.
type ProofManagerUnknownProvingNetwork struct {
	ProvingNetwork uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownProvingNetwork(uint8 provingNetwork)
func ProofManagerUnknownProvingNetworkErrorID() common.Hash {
	return common.HexToHash("0xbf4c62aa97760e9675880db83bc2730ac38ecd60e4d42487c657db3c23d173dd")
}

// UnpackUnknownProvingNetworkError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownProvingNetwork(uint8 provingNetwork)
func (proofManager *ProofManager) UnpackUnknownProvingNetworkError(raw []byte) (*ProofManagerUnknownProvingNetwork, error) {
	out := new(ProofManagerUnknownProvingNetwork)
	if err := proofManager.abi.UnpackIntoInterface(out, "UnknownProvingNetwork", raw); err != nil {
		return nil, err
	}
	return out, nil
}
