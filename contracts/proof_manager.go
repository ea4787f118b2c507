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
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AccessControlBadConfirmation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"neededRole\",\"type\":\"bytes32\"}],\"name\":\"AccessControlUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"field\",\"type\":\"string\"}],\"name\":\"AddressCannotBeZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"AddressHasRole\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"AddressInUse\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AdministratorCannotRemoveItself\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CheckpointUnorderedInsertion\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"DuplicatedProofRequest\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EmptyProof\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EnforcedPause\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ExpectedPause\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"free\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"InsufficientFunds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofInputsUrl\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofRequestTimeout\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"MaxRewardOutOfBounds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoFundsAvailable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoPaymentDue\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoWeight\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAssigneeAllowed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestAcknowledgementDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"ProofRequestDeadlineNotPassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotCommitted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotPendingAcknowledgement\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotProven\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestProvingDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestValidationDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"ProofTooLarge\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProvingNetworkCannotBeNone\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TooManyProvingNetworks\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"UnknownProofRequest\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"UnknownProvingNetwork\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"decimals\",\"type\":\"uint8\"}],\"name\":\"WrongTokenDecimals\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"FundsWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Paused\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"PreferredProvingNetworkUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"PreferredWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"accepted\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestAcknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"ProofRequestProven\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestId\",\"type\":\"uint256\"}],\"name\":\"ProofRequestSubmitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestTimedOut\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestUnacknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"first\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"last\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"ProofRequestsPaid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofValidationResult\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"ProvingNetworkAddressUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProvingNetworkStatusUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"RewardClaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"number\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reward\",\"type\":\"uint256\"}],\"name\":\"RewardEarned\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"previousAdminRole\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"newAdminRole\",\"type\":\"bytes32\"}],\"name\":\"RoleAdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleGranted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleRevoked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Unpaused\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"ACK_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DEFAULT_ADMIN_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_CLAIM\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_NETWORKS\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_PROOF_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_REWARD\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_TIMEOUT_AFTER\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_URL_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"SUBMITTER_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"VALIDATION_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"accept\",\"type\":\"bool\"}],\"name\":\"acknowledgeProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"addProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claimReward\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"claimValidation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"claimable\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"freeFunds\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"getRoleAdmin\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"grantRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams[]\",\"name\":\"networks_\",\"type\":\"tuple[]\"},{\"internalType\":\"uint16\",\"name\":\"preferredWeight\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"usdc_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"submitter\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markTimedOut\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markUnacknowledged\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"obligations\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"paused\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"preferredProvingNetwork\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"proofRequest\",\"outputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"attempt\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"submittedAt\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"submittedBlock\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"timeoutAfter\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"provenAt\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"maxReward\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"reward\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paidThrough\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"proofHash\",\"type\":\"bytes32\"}],\"internalType\":\"structProofManager.ProofRequest\",\"name\":\"r\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"provingNetworkInfo\",\"outputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"},{\"internalType\":\"uint96\",\"name\":\"earned\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paid\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"validated\",\"type\":\"uint64\"}],\"internalType\":\"structProofManager.ProvingNetworkInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"provingNetworkOf\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"provingNetworks\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"callerConfirmation\",\"type\":\"address\"}],\"name\":\"renounceRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"requests\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"revokeRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"submitProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"submitProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"}],\"name\":\"submitProofValidationResult\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"updatePreferredProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updatePreferredWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"updateProvingNetworkAddress\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"updateProvingNetworkStatus\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updateProvingNetworkWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"usdc\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "ProofManager",
	Bin: "0x608080604052346100fa5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00557ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005460ff8160401c166100e9576002600160401b03196001600160401b03821601610083575b60405161455790816101008239f35b6001600160401b0319166001600160401b039081177ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005581527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a13880610074565b63f92ee8a960e01b60005260046000fd5b600080fdfe6080604052600436101561001257600080fd5b60003560e01c806301b65b71146102e757806301ffc9a7146102e25780630e1505e0146102dd578063136d9afc146102d8578063248a9ca3146102d3578063263e6c59146102ce57806327d7e2c5146102c95780632f2ff15d146102c457806330ebe743146102bf57806336568abe146102ba5780633b5145cd146102b55780633e413bee146102b05780633f4ba83a146102ab5780635c975abb146102a657806374d452e5146102a15780637de9a2fd1461029c57806381eeac42146102975780638412a3b9146102925780638456cb591461028d5780638a86d4de146102885780638f7e5391146102835780639050b5601461027e57806391712a0b1461027957806391d14854146102745780639202c5311461026f57806395af95221461026a5780639904708a146102655780639ae9bfc8146102605780639b2c87951461025b578063a217fddf14610256578063b2a5811514610251578063b74cb2db1461024c578063b74e0a5f14610247578063b88a802f14610242578063c54cd0241461023d578063ccb2c7a414610238578063cd33283914610233578063cda458b61461022e578063d547741f14610229578063d9e943ba14610224578063e0845e391461021f578063efb27b7b1461021a578063f23851a914610215578063f3fef3a3146102105763f904bd601461020b57600080fd5b6119c9565b6118b3565b611896565b61182d565b6117c7565b6116de565b61157f565b611562565b6114c8565b6114aa565b611377565b6111db565b6111be565b61118a565b611045565b610f3b565b610f20565b610ea6565b610e73565b610be3565b610ad2565b610a6f565b610a46565b610a18565b6109a5565b61091c565b6108a8565b610813565b6107a0565b610742565b610726565b6106f6565b610673565b61063d565b6105f8565b6105ae565b61052f565b6104dd565b61045d565b6103cd565b61039c565b610380565b610362565b61030c565b346103075760003660031901126103075760206040516405d21dba008152f35b600080fd5b346103075760203660031901126103075760043563ffffffff60e01b811680910361030757602090637965db0b60e01b8114908115610351575b506040519015158152f35b6301ffc9a760e01b14905038610346565b34610307576000366003190112610307576020604051624c4b408152f35b3461030757600036600319011261030757602060405160408152f35b346103075760203660031901126103075760206103ba600435611a42565b604051908152f35b60ff81160361030757565b34610307576020366003190112610307576004356103ea816103c2565b6103f26129b3565b60ff8116908161044e575b600080516020614437833981519152805460ff60d01b191660d09290921b60ff60d01b169190911790557f306f1b61faa5cdbee0b24a5b272d852721116dbf2b84b21eeab56e7215687b4d600080a2005b61045781612ab0565b506103fd565b34610307576020366003190112610307576004356001600160401b0381116103075760606003198236030112610307576104a1906104996129b3565b600401612c77565b005b6001600160a01b0381160361030757565b604435906104c1826104a3565b565b606435906104c1826104a3565b608435906104c1826104a3565b34610307576040366003190112610307576104a1602435600435610500826104a3565b61051161050c82611a42565b612a66565b612e41565b61ffff81160361030757565b602435906104c182610516565b346103075760a0366003190112610307576004356001600160401b0381116103075736602382011215610307578060040135906001600160401b038211610307573660248360051b83010111610307576104a19161058b610522565b6105936104b4565b9061059c6104c3565b9260246105a76104d0565b9501611a63565b34610307576040366003190112610307576004356024356105ce816104a3565b336001600160a01b038216036105e7576104a191612e83565b63334bd91960e11b60005260046000fd5b3461030757602036600319011261030757602061062a600261062460043561061f816103c2565b612ab0565b01612ed4565b50506001600160601b0360405191168152f35b3461030757600036600319011261030757600080516020614457833981519152546040516001600160a01b039091168152602090f35b346103075760003660031901126103075761068c6129b3565b6000805160206144d78339815191525460ff8116156106e55760ff19166000805160206144d7833981519152557f5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa6020604051338152a1005b638dfc202b60e01b60005260046000fd5b3461030757600036600319011261030757602060ff6000805160206144d783398151915254166040519015158152f35b3461030757600036600319011261030757602060405160788152f35b34610307576020366003190112610307577f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da87602060043561078281610516565b61078a6129b3565b61079381611c5e565b61ffff60405191168152a1005b346103075760003660031901126103075760406000805160206144378339815191525461ffff82519160ff8160d01c16835260c01c166020820152f35b604090600319011261030757600490565b6003190160608112610307576040136103075760049060443580151581036103075790565b3461030757610821366107ee565b610829612a06565b61083282612fec565b60ff815460601c1660098110156108a35760040361088157811580610870575b61085f576104a192613163565b63f272e9b760e01b60005260046000fd5b5061087a816134f0565b4211610852565b61088d61089d91613047565b6340206e4360e01b6000526115bd565b60246000fd5b610f57565b34610307576000366003190112610307576108c16129b3565b6108c96135eb565b600160ff196000805160206144d78339815191525416176000805160206144d7833981519152557f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a2586020604051338152a1005b3461030757604036600319011261030757610936366107dd565b61093f8161341e565b9060ff825460601c1660098110156108a3576004036109995761096861096483613155565b1590565b61097657906104a19161335d565b610995610982836134f0565b63fcb7a49d60e01b600052600452602490565b6000fd5b61089d61088d83613047565b34610307576060366003190112610307576109bf366107dd565b604435906001600160401b0382116103075760c0600319833603011261030757610a04916109eb6135af565b6109f3612a06565b6109fb6135eb565b60040190612075565b60016000805160206144f783398151915255005b346103075760003660031901126103075760206000805160206144578339815191525460a01c604051908152f35b346103075760003660031901126103075760206040516000805160206144778339815191528152f35b3461030757604036600319011261030757602060ff610ac6602435600435610a96826104a3565b6000526000805160206144b7833981519152845260406000209060018060a01b0316600052602052604060002090565b54166040519015158152f35b3461030757610ae0366107ee565b90610aea8161341e565b805460601c60ff16610afb816115b3565b610bc757610b0881613155565b610bb6578215610b5d57805460ff60601b1916600160601b1790555b604051911515825233916020828101359235917f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc39190a4005b805460ff60601b1916600160611b178155610bb190610bac90610b8f906001905b015460601c6001600160601b031690565b6000805160206144578339815191525460a01c612421565b612421565b612043565b610b24565b630b22348960e31b60005260046000fd5b610bd361099591613047565b631033674160e31b600052611ed9565b3461030757604036600319011261030757600435610c00816103c2565b60243590610c0d826104a3565b610c156129b3565b610c1e81612ab0565b6001600160a01b03831615610e3c576001600160a01b03831660009081526000805160206145178339815191526020526040902060ff90610c61905b5460ff1690565b16610de457610c8c610c5a84610c756119fa565b9060018060a01b0316600052602052604060002090565b610db457600080526000805160206144b7833981519152602052610cd3610c5a847fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d610c75565b610d915760ff82610d7c856001602095610d417f8707d4508aec8ab4629a66699d89630bc8a6e4c036a7ea6623c79e3c160f1a7798610d32856000805160206145178339815191529060018060a01b0316600052602052604060002090565b9060ff1660ff19825416179055565b018054610d56906001600160a01b03166123fa565b8054861916905580546001600160a01b0319166001600160a01b03909216919091179055565b6040516001600160a01b0390951685521692a2005b6347d492ff60e01b60009081526001600160a01b03841660045260245260446000fd5b6347d492ff60e01b6000526001600160a01b03831660045260008051602061447783398151915260245260446000fd5b6001600160a01b038316600090815260008051602061451783398151915260205260409020610995908490610e1890610c5a565b63092cf17f60e01b6000526001600160a01b0390911660045260ff16602452604490565b60405163d2631b0f60e01b815260206004820152600e60248201526d70726f76696e674e6574776f726b60901b6044820152606490fd5b3461030757602036600319011261030757602060ff610e9c600435610e97816104a3565b6123fa565b5416604051908152f35b3461030757604036600319011261030757610ec0366107dd565b610ec8612a06565b610ed181612fec565b9060ff825460601c1660098110156108a357600103610f0457610ef661096483613155565b61097657906104a191613b97565b61089d610f1083613047565b633b8bb25160e11b6000526115bd565b346103075760003660031901126103075760206103ba6139c9565b3461030757600036600319011261030757602060405160008152f35b634e487b7160e01b600052602160045260246000fd5b9060028210156108a35752565b9190916020815282519260e060208301528351908161010084015260005b82811061102e5750600061012083850181019190915260208201516001600160a01b031660408501529394506110229060c090610fdd60408201516060870190610f6d565b606081015161ffff16608086015260808101516001600160601b031660a086015260a08101516001600160601b03168583015201516001600160401b031660e0840152565b601f01601f1916010190565b806020809288010151610120828701015201610f98565b3461030757602036600319011261030757611172600435611065816103c2565b61106d61246f565b5061116661107a82612ab0565b6001810154909290611156906001600160a01b03169161109981613cea565b15611176576111466110c56110b76110b26000946124b7565b6124ca565b905461ffff9160031b1c1690565b9161113660028801549361112b6110e2866001600160601b031690565b936111226110fe606089901c6001600160601b03169860c01c90565b9961111061110a612441565b9d61255a565b8d526001600160a01b031660208d0152565b60408b016125fc565b61ffff166060890152565b6001600160601b03166080870152565b6001600160601b031660a0850152565b6001600160401b031660c0830152565b60405191829182610f7a565b0390f35b6111466110c56110b76110b26001946124b7565b346103075760003660031901126103075760206001600160401b036000805160206144378339815191525416604051908152f35b346103075760003660031901126103075760206040516180008152f35b34610307576000366003190112610307576111f46135af565b611200610c5a336123fa565b60ff81169081156113625761123160029160ff16600052600080516020614417833981519152602052604060002090565b019061123c82612ed4565b9290936001600160601b0383169384156113515761133a9561129d83611297876112927f2b1232686372b80ca35dfec94cd5203b64ee5e05ad394ea9abd37a53c54ee12097546001600160601b039060601c1690565b612023565b90611f4f565b6112bd610bac86610ba76000805160206144578339815191525460a01c90565b6040805191825260208201929092526001600160601b03851691810191909152606090a26040516001600160601b0391909116815233907f106f923f993c2149d49b4255ff723acafa1f2d94393f561d3eda32ae348f724190602090a26000805160206144578339815191525433906001600160a01b0316613d2d565b6104a160016000805160206144f783398151915255565b63589b68c960e01b60005260046000fd5b6393fb5fc760e01b6000523360045260246000fd5b3461030757604036600319011261030757600435611394816103c2565b60243590600282101561030757602060ff7f92c1a8417e87d86782d638b4cd87992b0d21a9be5f0ec86c80b16f61a315f0dc926113cf6129b3565b6113d881612ab0565b5084611445576114336113ea8261425c565b600080516020614437833981519152805467ffffffffffffffff60801b198116608091821c6001600160401b031693909317901b67ffffffffffffffff60801b16919091179055565b6114406040518096610f6d565b1692a2005b6114a56001600160401b036114598361425c565b196000805160206144378339815191525460801c1616600080516020614437833981519152908154906001600160401b0360801b9060801b16906001600160401b0360801b1916179055565b611433565b34610307576000366003190112610307576020604051620151808152f35b34610307576040366003190112610307576004356114e5816103c2565b7f87843cf7757fd6e52b50424bfa13e4150fb4d8e466547403b6e8fc7a35a3c63d602060ff6024359361151785610516565b61151f6129b3565b61152881612ab0565b50611553856115396110b2846124b7565b90919061ffff8084549260031b9316831b921b1916179055565b61ffff604051951685521692a2005b34610307576000366003190112610307576020604051611c208152f35b34610307576040366003190112610307576104a16024356004356115a2826104a3565b6115ae61050c82611a42565b612e83565b600911156108a357565b60098110156108a357600452565b9060098210156108a35752565b815163ffffffff1681526101e0810192916101c090819060208181015163ffffffff169085015260408181015163ffffffff1690850152611621606082015160608601906115cb565b60808181015160ff169085015260a08181015161ffff169085015260c0818101516001600160401b03169085015260e0818101516001600160401b0316908501526101008181015163ffffffff1690850152610120818101516001600160401b031690850152610140818101516001600160601b031690850152610160818101516001600160401b031690850152610180818101516001600160601b0316908501526101a0818101516001600160601b0316908501520151910152565b346103075760403660031901126103075761117261179d6116fe366107dd565b60006101c060405161170f81611bdd565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015282610180820152826101a08201520152602061178c8235600052600080516020614497833981519152602052604060002090565b910135600052602052604060002090565b6117bb6117b26117ac83612614565b92613047565b60608301612608565b604051918291826115d8565b34610307576080366003190112610307576117e1366107dd565b6044356001600160401b03811161030757366023820112156103075780600401356001600160401b038111610307573660248284010111610307576104a192602460643593019061280d565b3461030757604036600319011261030757611847366107dd565b61184f612a06565b61185881612fec565b9060ff825460601c1660098110156108a35761187a57610ef661096483613155565b61089d61188683613047565b631033674160e31b6000526115bd565b346103075760003660031901126103075760206040516108008152f35b34610307576040366003190112610307576004356118d0816104a3565b602435906118dc6135af565b6118e46129b3565b6001600160a01b031690811561199b576000805160206144578339815191525461192490611918906001600160a01b031681565b6001600160a01b031690565b8214611970575b61133a91604051817fa92ff919b850e4909ab2261d907ef955f11bc1716733a6cbece38d163a69af8a33928061196687829190602083019252565b0390a33390613d2d565b6119786139c9565b808211611985575061192b565b62fae2d560e21b60005260045260245260446000fd5b60405163d2631b0f60e01b81526020600482015260056024820152643a37b5b2b760d91b6044820152606490fd5b3461030757600036600319011261030757602060ff6000805160206144378339815191525460d81c16604051908152f35b6000805160206144778339815191526000526000805160206144b78339815191526020527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe90565b6000526000805160206144b783398151915260205260016040600020015490565b93919492909460008051602061453783398151915254956001600160401b03611aa2611a9560ff8a60401c1615151590565b986001600160401b031690565b1680159081611bbf575b6001149081611bb5575b159081611bac575b50611b9b57611b039587611afa60016001600160401b031960008051602061453783398151915254161760008051602061453783398151915255565b611b6457611cc9565b611b0957565b611b3560ff60401b19600080516020614537833981519152541660008051602061453783398151915255565b604051600181527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a1565b611b96600160401b60ff60401b1960008051602061453783398151915254161760008051602061453783398151915255565b611cc9565b63f92ee8a960e01b60005260046000fd5b90501538611abe565b303b159150611ab6565b889150611aac565b634e487b7160e01b600052604160045260246000fd5b6101e081019081106001600160401b03821117611bf957604052565b611bc7565b604081019081106001600160401b03821117611bf957604052565b90601f801991011681019081106001600160401b03821117611bf957604052565b908160209103126103075751611c4f816103c2565b90565b6040513d6000823e3d90fd5b600080516020614437833981519152805461ffff60c01b191660c09290921b61ffff60c01b16919091179055565b634e487b7160e01b600052603260045260246000fd5b9190811015611cc45760051b81013590605e1981360301821215610307570190565b611c8c565b94909391926001600160a01b031691908215611eaa576001600160a01b03821615611e78576001600160a01b03811615611e4a5760405163313ce56760e01b8152602081600481875afa908115611e4557600091611e16575b50600660ff821603611dff5750611dd192611d7b7f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da879593611d75611db394611d68613ee8565b611d70613ee8565b612dd5565b50612e16565b5060018060a01b03166001600160601b0360a01b60008051602061445783398151915254161760008051602061445783398151915255565b611dbc81611c5e565b60405161ffff90911681529081906020820190565b0390a160005b818110611de357505050565b80611df9611df46001938587611ca2565b612c77565b01611dd7565b63822975c360e01b60005260ff1660045260246000fd5b611e38915060203d602011611e3e575b611e308183611c19565b810190611c3a565b38611d22565b503d611e26565b611c52565b60405163d2631b0f60e01b815260206004820152600560248201526430b236b4b760d91b6044820152606490fd5b60405163d2631b0f60e01b815260206004820152600960248201526839bab136b4ba3a32b960b91b6044820152606490fd5b60405163d2631b0f60e01b815260206004808301919091526024820152637573646360e01b6044820152606490fd5b9060249160098110156108a357600452565b634e487b7160e01b600052601160045260246000fd5b61ffff60019116019061ffff8211611f1557565b611eeb565b3563ffffffff811681036103075790565b9060098110156108a357815460ff60601b191660609190911b60ff60601b16179055565b80546bffffffffffffffffffffffff60601b191660609290921b6bffffffffffffffffffffffff60601b16919091179055565b903590601e198136030182121561030757018035906001600160401b0382116103075760200191813603831361030757565b908060209392818452848401376000828201840152601f01601f1916010190565b96929897939463ffffffff6001600160401b039681612000819560c09b9760e08e8181520191611fb4565b9c1660208b0152166040890152166060870152608086015260a085015216910152565b906001600160601b03809116911601906001600160601b038211611f1557565b60008051602061445783398151915280546001600160a01b031660a09290921b6001600160a01b031916919091179055565b9061207f81613615565b81356120a281600052600080516020614497833981519152602052604060002090565b906120bc6020850135809390600052602052604060002090565b936120d56120d0865461ffff9060701c1690565b611f01565b9085600161ffff84161161239b575b50506120ee6137de565b946121116120fb86611f1a565b825463ffffffff191663ffffffff909116178255565b83836020870161214561212382611f1a565b855467ffffffff00000000191660209190911b67ffffffff0000000016178555565b60408801976121806121568a611f1a565b86546bffffffff0000000000000000191660409190911b6bffffffff000000000000000016178655565b60ff8a16159586156123915761219860025b87611f2b565b855442608090811b67ffffffffffffffff60801b1660709390931b61ffff60701b1660688e901b60ff60681b166cffffffffffffffffffffffffff9093169290921791909117919091174360c01b6001600160c01b031916178655600190950180549582013563ffffffff811663ffffffff19909716969096178155949060a0810135998a6001600160601b0381169c6122328e8a611f4f565b600080516020614437833981519152546001600160401b031689546001600160c01b031660c09190911b6001600160c01b03191617895561228d9060ff16600052600080516020614417833981519152602052604060002090565b600101546001600160a01b0316936122a86060850185611f82565b9990946122b490611f1a565b966122be90611f1a565b936122c890611f1a565b905460c01c93604051978897600160a01b60019003169b6122e99789611fd5565b037f5ca418a7e33f3e6627d93b7d934da7daf0a6680de229fd4eb70aa8919128391291a461235157505061231b6139c9565b1061234057610bac6104c1916112926000805160206144578339815191525460a01c90565b632a50c93760e11b60005260046000fd5b909150600092507f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc36040518061238c81906000602083019252565b0390a4565b6121986000612192565b6123a4916136b8565b6123f36123db846123cc85600052600080516020614497833981519152602052604060002090565b90600052602052604060002090565b60036000918281558260018201558260028201550155565b38856120e4565b6001600160a01b031660009081526000805160206145178339815191526020526040902090565b906001600160601b03809116911603906001600160601b038211611f1557565b604051906104c160e083611c19565b604051906104c16101e083611c19565b604051906104c1604083611c19565b6040519060e082018281106001600160401b03821117611bf957604052600060c083606081528260208201528260408201528260608201528260808201528260a08201520152565b60ff6000199116019060ff8211611f1557565b906040821015611cc457601e8260041c7fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce002019260011b1690565b9190916040831015611cc457601e908360041c019260011b1690565b90600182811c92168015612550575b602083101461253a57565b634e487b7160e01b600052602260045260246000fd5b91607f169161252f565b906040519182600082549261256e84612520565b80845293600181169081156125da5750600114612593575b506104c192500383611c19565b90506000929192526020600020906000915b8183106125be5750509060206104c19282010138612586565b60209193508060019154838589010152019101909184926125a5565b9050602092506104c194915060ff191682840152151560051b82010138612586565b60028210156108a35752565b60098210156108a35752565b90600361261f612450565b926126d16126c182546126426126388263ffffffff1690565b63ffffffff168852565b61265d602082901c63ffffffff1663ffffffff166020890152565b612678604082901c63ffffffff1663ffffffff166040890152565b61268c606082901c60ff1660608901612608565b60ff606882901c16608088015261ffff607082901c1660a08801526001600160401b03608082901c1660c08801525b60c01c90565b6001600160401b031660e0860152565b61273861272760018301546126fa6126ec8263ffffffff1690565b63ffffffff16610100890152565b6001600160401b03602082901c166101208801526001600160601b03606082901c166101408801526126bb565b6001600160401b0316610160860152565b6127876127766002830154612767612756826001600160601b031690565b6001600160601b0316610180890152565b60601c6001600160601b031690565b6001600160601b03166101a0860152565b01546101c0830152565b9291926001600160401b038211611bf957604051916127ba601f8201601f191660200184611c19565b829481845281830111610307578281602093846000960137010152565b9294936127f76001600160601b0392604094606087526060870191611fb4565b6001600160a01b03909616602085015216910152565b9193926128198361341e565b90600161282b835460ff9060601c1690565b612834816115b3565b036129975761284282613155565b61298657851561297557618000861161295f5794612930610bac610b8f84612914989960017f2f5679c68d2f709ea927a5fb34d523f11ccab19a67117abca0542d57eb19a143989701916128a183546001600160601b039060601c1690565b916001600160601b03831681111561294e5750819a8b935b825460ff60601b1916600160621b1783556002830180546bffffffffffffffffffffffff19166001600160601b03871617905580546bffffffffffffffff0000000019164260201b6bffffffffffffffff0000000016179055565b600361292136898b612791565b60208151910120910155612421565b61294960208535950135956040519384933391856127d7565b0390a3565b6001600160601b03169a8b936128b9565b6309ece2b960e21b600052600486905260246000fd5b63668fd6f360e01b60005260046000fd5b63956b7fe160e01b60005260046000fd5b6109956129a383613047565b633b8bb25160e11b600052611ed9565b3360009081527fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d602052604090205460ff16156129ec57565b63e2517d3f60e01b60005233600452600060245260446000fd5b3360009081527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe602052604090205460ff1615612a3f57565b63e2517d3f60e01b6000523360045260008051602061447783398151915260245260446000fd5b60008181526000805160206144b78339815191526020908152604080832033845290915290205460ff1615612a985750565b63e2517d3f60e01b6000523360045260245260446000fd5b60ff168015612b065760ff6000805160206144378339815191525460d81c168111612af257600052600080516020614417833981519152602052604060002090565b635fa6315560e11b60005260045260246000fd5b63917e042b60e01b60005260046000fd5b35611c4f81610516565b35611c4f816104a3565b919091601f8311612b3c575b505050565b818311612b4857505050565b60005260206000206020601f830160051c9210612b85575b81601f9101920160051c039060005b82811015612b3757600082820155600101612b6f565b60009150612b60565b9092916001600160401b038111611bf957612bb381612bad8454612520565b84612b2b565b6000601f8211600114612bf4578190612be5939495600092612be9575b50508160011b916000199060031b1c19161790565b9055565b013590503880612bd0565b601f19821694612c0984600052602060002090565b91805b878110612c44575083600195969710612c2a575b505050811b019055565b0135600019600384901b60f8161c19169055388080612c20565b90926020600181928686013581550194019101612c0c565b9294936127f761ffff92604094606087526060870191611fb4565b604060ff6000805160206144378339815191525460d81c161015612dc4577fffdb3aee63ff9fe348f50fe08aeb9e24560168aa4ac181388ce7c34bb024c9cd60ff60408301612dbf612daa612ce48335612cd081610516565b600080516020614437833981519152613db6565b92612db0612da26020890198612d11612cfc8b612b21565b88600080516020614457833981519152613a6c565b612d49612d1e8280611f82565b90612d448a6000805160206144178339815191529060ff16600052602052604060002090565b612b8e565b612d9c612d558b612b21565b6001612d7c8a6000805160206144178339815191529060ff16600052602052604060002090565b0180546001600160a01b0319166001600160a01b03909216919091179055565b80611f82565b939098612b21565b91612b17565b91604051958695169785612c5c565b0390a2565b63260d2c2560e01b60005260046000fd5b60ff612de0826123fa565b541680612df35750611c4f906000613e41565b63092cf17f60e01b60009081526001600160a01b03909216600452602452604490fd5b60ff612e21826123fa565b541680612df35750611c4f90600080516020614477833981519152613e41565b60ff612e4c836123fa565b541680612e5e575090611c4f91613e41565b63092cf17f60e01b60009081526001600160a01b038416600452602491909152604490fd5b90811580612eaa575b612e9957611c4f91613f16565b63682bced760e01b60005260046000fd5b506001600160a01b0381163314612e8c565b6001600160a01b0390811660010191908211611f1557565b9081546001600160601b038160601c166001600160601b0382169160c01c916405d21dba006001600160601b03612f0b8484612421565b1611612fbe575b612f1e82600192612421565b9401908154906000905b828210612f7757505080612f48575050612f456119186000612ebc565b91565b612f72612f6b612f4593612f5e611918946137a2565b9060005260206000200190565b5460601c90565b612ebc565b909180831860011c818416019084600052826001600160601b0383602060002001541611600014612fab5750915b90612f28565b92506001810180911115612fa557611eeb565b508091506001612f1e612fe1612fd96405d21dba0085612023565b838801613fbb565b949092505050612f12565b908135918260005260008051602061449783398151915260205260206040600020910135908160005260205260406000209261ffff845460701c1615613030575050565b63ba127e4b60e01b60005260045260245260446000fd5b805460ff606082901c169190607081901c61ffff16156131505761306a836115b3565b821580613141575b6131395761307f836115b3565b600183148061312a575b61312257613096836115b3565b6006831491826130b0575b50506130aa5790565b50600890565b6001600160601b0391925061310b6002610b7e6130ea6130e0836131179601546001600160601b039060601c1690565b9660681c60ff1690565b6000805160206144178339815191529060ff16600052602052604060002090565b6001600160601b031690565b9116111538806130a1565b505050600590565b5061313482613155565b613089565b505050600390565b5061314b82613155565b613072565b505090565b61315e906134f0565b421190565b91613173825460ff9060681c1690565b600283019161318983546001600160601b031690565b602086359601359160018060a01b036131d060016131c2876000805160206144178339815191529060ff16600052602052604060002090565b01546001600160a01b031690565b1683887f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae26040518061320b8782919091602081019215159052565b0390a41561333857613238836000805160206144178339815191529060ff16600052602052604060002090565b60020192613246828561406e565b875460ff60601b1916600360611b1790975595948561326491611f4f565b60ff169586916040519182916001600160401b038916956132a192849160409194936001600160601b039160608501968552602085015216910152565b037f5bbd75bdb3dcf853b05e1a69d86aca336fb76f03ba51274107e993711db6941891a35460601c6001600160601b0316906001600160601b0316906001600160601b0316146132ef575050565b604080516001600160401b0390921680835260208301526000908201527f2b1232686372b80ca35dfec94cd5203b64ee5e05ad394ea9abd37a53c54ee120908060608101612dbf565b845460ff60601b1916600760601b17909455506104c19350612043929150610b8f9050565b815490919060681c60ff166002820190815461337f906001600160601b031690565b8435946020013590600160a01b600190036133b5846000805160206144178339815191529060ff16600052602052604060002090565b600101546001600160a01b031660405160018152911690839088908060208101037f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae291a4613238836000805160206144178339815191529060ff16600052602052604060002090565b906000916040813593848152600860008051602061445783398151915201602052602082822093013592838252602052209261ffff845460701c161561303057505060ff825460681c16801590811561348e575b5061347957565b632fb92f2f60e11b6000523360045260246000fd5b90503360005260008051602061451783398151915260205260ff60406000205416141538613472565b9060788201809211611f1557565b90620151808201809211611f1557565b9060018201809211611f1557565b91908201809211611f1557565b80549060ff8260601c16613503816115b3565b801561359757613512816115b3565b6001811461354d576004919250613528816115b3565b14613534575060001990565b60010154611c4f9060201c6001600160401b03166134c5565b50613591613588600161357c613570611c4f966001600160401b039060801c1690565b6001600160401b031690565b93015463ffffffff1690565b63ffffffff1690565b906134e3565b50611c4f9160801c6001600160401b031690506134b7565b60026000805160206144f783398151915254146135da5760026000805160206144f783398151915255565b633ee5aeb560e01b60005260046000fd5b60ff6000805160206144d7833981519152541661360457565b63d93c066560e01b60005260046000fd5b608081013560788111908115916136ac575b5061369b5760a0810135801590811561368e575b5061367d5780606061364e920190611f82565b801591508115613671575b5061366057565b632241017f60e21b60005260046000fd5b61080091501138613659565b631c6f75b360e11b60005260046000fd5b624c4b409150113861363b565b63b16533cb60e01b60005260046000fd5b611c2091501138613627565b906136ee9060046136ce825460ff9060601c1690565b6136d7816115b3565b141580613793575b613775575b5460601c60ff1690565b6136f7816115b3565b6002811415908161375f575b81613749575b81613734575b506137175750565b63afad499360e01b60005280356004526020013560245260446000fd5b60079150613741816115b3565b14153861370f565b9050613754816115b3565b600581141590613709565b905061376a816115b3565b600381141590613703565b61378e8184600080516020614457833981519152613c79565b6136e4565b5061379d81613155565b6136df565b600019810191908211611f1557565b91908203918211611f1557565b81156137c8570690565b634e487b7160e01b600052601260045260246000fd5b613800613570600080516020614437833981519152546001600160401b031690565b61383961380f613570836134d5565b600080516020614437833981519152906001600160401b03166001600160401b0319825416179055565b600080516020614437833981519152549061385d600160ff60d885901c161b6137a2565b613875816000805160206144378339815191526140f8565b9182156139a95761389e92613889916137be565b906000805160206144378339815191526141db565b60ff811615158061398b575b61398657506138c5608082901c6001600160401b0316613570565b6138f060ff60d084901c168015159081613967575b5082600080516020614437833981519152614163565b91821561395f57611c4f92613889916139149060401c6001600160401b0316613570565b61395a613923613570836134d5565b6000805160206144378339815191529067ffffffffffffffff60401b82549160401b169067ffffffffffffffff60401b1916179055565b6137be565b505050600090565b6139809150600080516020614437833981519152613d16565b386138da565b905090565b506139a481600080516020614437833981519152613d16565b6138aa565b634402310560e01b60005260046000fd5b90816020910312610307575190565b600080516020614457833981519152546040516370a0823160e01b8152306004820152906020826024816001600160a01b0385165afa918215611e4557600092613a33575b50613a1b9060a01c61310b565b80821115613a2c57611c4f916137b1565b5050600090565b613a1b919250613a5d61310b9160203d602011613a65575b613a558183611c19565b8101906139ba565b929150613a0e565b503d613a4b565b9192916001600160a01b03841615610e3c5760070160ff613aa2610c5a86849060018060a01b0316600052602052604060002090565b16613b7457613ab6610c5a85610c756119fa565b613b4457600080526000805160206144b7833981519152602052613afd610c5a857fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d610c75565b613b21576104c19293610d32919060018060a01b0316600052602052604060002090565b6347d492ff60e01b60009081526001600160a01b03851660045260245260446000fd5b6347d492ff60e01b6000526001600160a01b03841660045260008051602061447783398151915260245260446000fd5b83610e18610c5a82610995949060018060a01b0316600052602052604060002090565b90613baf60016131c26130ea845460ff9060681c1690565b90613bce612043610b8f60018401546001600160601b039060601c1690565b805460019060601c60ff16613be2816115b3565b03613c3057805460ff60601b1916600560601b1790556001600160a01b031690602081013590357f0db48a3a8f7a1bd6c73c422726f81b98b03df0d2227c977827f7937503f87bfd600080a4565b805460ff60601b1916600360601b1790556001600160a01b031690602081013590357f714d756c28b490e39205e4e2e1dd8d72794fc88df61b58322670753fb4762e45600080a4565b9091613bce613ca460016131c260ff855460681c16600687019060ff16600052602052604060002090565b92613cca613cc060018501546001600160601b039060601c1690565b825460a01c612421565b81546001600160a01b031660a09190911b6001600160a01b031916179055565b6001600160401b0390613d0f6000805160206144378339815191525460801c9161425c565b1616151590565b90613d0f6001600160401b03925460801c9161425c565b60405163a9059cbb60e01b60009081526001600160a01b03909316600452602493909352919060209060448180865af1600160005114811615613d96575b60409190915215613d795750565b635274afe760e01b6000526001600160a01b031660045260246000fd5b6001811516613dac573d15833b15151616613d6b565b503d6000823e3d90fd5b9190825492600160ff8560d81c16019160ff8311611f155782613e05613e0a926104c1959760ff60d81b8460d81b169060ff60d81b1916178555611539613dfc846124b7565b60018701612504565b61425c565b815467ffffffffffffffff60801b198116608091821c6001600160401b031692909217901b67ffffffffffffffff60801b16179055565b60008181526000805160206144b7833981519152602090815260408083206001600160a01b038616845290915290205460ff16613a2c5760008181526000805160206144b7833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916600117905533916001600160a01b0316907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d600080a4600190565b60ff6000805160206145378339815191525460401c1615613f0557565b631afcd79f60e31b60005260046000fd5b60008181526000805160206144b7833981519152602090815260408083206001600160a01b038616845290915290205460ff1615613a2c5760008181526000805160206144b7833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916905533916001600160a01b0316907ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b600080a4600190565b80546000926001600160601b0316905b80841061401f575050811561401557613fe9613588613fef936137a2565b9061428f565b90611918602061400684516001600160601b031690565b9301516001600160a01b031690565b5050600090600090565b808401808511611f155760011c908261405161310b61404463ffffffff86168861428f565b516001600160601b031690565b111561405d5750613fcb565b9350614068906134d5565b92613fcb565b9160016140868454936001600160601b038516612023565b9260c01c01926001600160401b038411611f155780546001600160c01b031960c086901b166bffffffffffffffffffffffff60601b9091166001600160601b038516171781556140e5906001600160401b038516908490600101614338565b5050565b6000198114611f155760010190565b919061ffff835460c01c1692816000925b61411257505050565b600180821614614135575b60011c9182919061412d906140e9565b929091614109565b93919061ffff6141488360018401612504565b90549060031b1c168301809311611f1557919390919061411d565b600093926141cb575b816000925b61417a57505050565b60018082161461419d575b60011c91829190614195906140e9565b929091614171565b93919061ffff6141b08360018401612504565b90549060031b1c168301809311611f15579193909190614185565b805460c01c61ffff16935061416c565b9190806000915b6141f5575050905460d01c60ff16905090565b600180821614614217575b60011c91829161420f906140e9565b9190926141e2565b61ffff6142278360018701612504565b90549060031b1c168084106142455783039283111561420057611eeb565b50508092506001915001809111611f155760ff1690565b600160ff6142716001600160401b03936124b7565b161b1690565b8054821015611cc45760005260206000200190600090565b906142ae91600060206040516142a481611bfe565b8281520152614277565b50604051906142bc82611bfe565b546001600160601b038116825260601c602082015290565b8054600160401b811015611bf9576142f191600182018155614277565b61432257815160209092015160601b6bffffffffffffffffffffffff19166001600160601b03909216919091179055565b634e487b7160e01b600052600060045260246000fd5b805492939280156143eb5761434f61435c916137a2565b8260005260206000200190565b8054606081901c936001600160601b03918216929181168084116143da578793036143a557506143a19250906001600160601b0382549181199060601b169116179055565b9190565b9150506143a1916143c66143b7612460565b6001600160601b039093168352565b6001600160a01b03861660208301526142d4565b632520601d60e01b60005260046000fd5b5090614410916143fc6143b7612460565b6001600160a01b03851660208301526142d4565b6000919056fee08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce006e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce001e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce000e1a65d1a914580ff6931bc952f0fb26573e9282358a4458bceb9ccc6d923d041e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce00802dd7bc7dec4dceedda775e58dd541e08a116c6c53815c0bd028192f7b626800cd5ed15c6e187e77e9aee88184c21f4f2182ab5827cb3b7e07fbedcd63f033009b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce007f0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00",
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

// PackFreeFunds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b2c8795.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function freeFunds() view returns(uint256)
func (proofManager *ProofManager) PackFreeFunds() []byte {
	enc, err := proofManager.abi.Pack("freeFunds")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFreeFunds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b2c8795.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function freeFunds() view returns(uint256)
func (proofManager *ProofManager) TryPackFreeFunds() ([]byte, error) {
	return proofManager.abi.Pack("freeFunds")
}

// UnpackFreeFunds is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9b2c8795.
//
// Solidity: function freeFunds() view returns(uint256)
func (proofManager *ProofManager) UnpackFreeFunds(data []byte) (*big.Int, error) {
	out, err := proofManager.abi.Unpack("freeFunds", data)
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

// PackRequests is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb74cb2db.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requests() view returns(uint64)
func (proofManager *ProofManager) PackRequests() []byte {
	enc, err := proofManager.abi.Pack("requests")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequests is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb74cb2db.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requests() view returns(uint64)
func (proofManager *ProofManager) TryPackRequests() ([]byte, error) {
	return proofManager.abi.Pack("requests")
}

// UnpackRequests is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb74cb2db.
//
// Solidity: function requests() view returns(uint64)
func (proofManager *ProofManager) UnpackRequests(data []byte) (uint64, error) {
	out, err := proofManager.abi.Unpack("requests", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
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
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AddressHasRole"].ID.Bytes()[:4]) {
		return proofManager.UnpackAddressHasRoleError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AddressInUse"].ID.Bytes()[:4]) {
		return proofManager.UnpackAddressInUseError(raw[4:])
	}
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AdministratorCannotRemoveItself"].ID.Bytes()[:4]) {
		return proofManager.UnpackAdministratorCannotRemoveItselfError(raw[4:])
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
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofRequestValidationDeadlinePassed"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofRequestValidationDeadlinePassedError(raw[4:])
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
	if bytes.Equal(raw[:4], proofManager.abi.Errors["WrongTokenDecimals"].ID.Bytes()[:4]) {
		return proofManager.UnpackWrongTokenDecimalsError(raw[4:])
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

// ProofManagerAddressHasRole represents a AddressHasRole error raised by the ProofManager contract.
type ProofManagerAddressHasRole struct {
	Addr common.Address
	Role [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressHasRole(address addr, bytes32 role)
func ProofManagerAddressHasRoleErrorID() common.Hash {
	return common.HexToHash("0x47d492ff4d511684199352daf591096ae87aa38500d00c3a31ebce855095bfd5")
}

// UnpackAddressHasRoleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressHasRole(address addr, bytes32 role)
func (proofManager *ProofManager) UnpackAddressHasRoleError(raw []byte) (*ProofManagerAddressHasRole, error) {
	out := new(ProofManagerAddressHasRole)
	if err := proofManager.abi.UnpackIntoInterface(out, "AddressHasRole", raw); err != nil {
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

// ProofManagerAdministratorCannotRemoveItself represents a AdministratorCannotRemoveItself error raised by the ProofManager contract.
type ProofManagerAdministratorCannotRemoveItself struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AdministratorCannotRemoveItself()
func ProofManagerAdministratorCannotRemoveItselfErrorID() common.Hash {
	return common.HexToHash("0x682bced770192871dc2fc4f5ced6bc5a7890fbfc45cc91da9cc4803610bba9da")
}

// UnpackAdministratorCannotRemoveItselfError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AdministratorCannotRemoveItself()
func (proofManager *ProofManager) UnpackAdministratorCannotRemoveItselfError(raw []byte) (*ProofManagerAdministratorCannotRemoveItself, error) {
	out := new(ProofManagerAdministratorCannotRemoveItself)
	if err := proofManager.abi.UnpackIntoInterface(out, "AdministratorCannotRemoveItself", raw); err != nil {
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

// ProofManagerProofRequestValidationDeadlinePassed represents a ProofRequestValidationDeadlinePassed error raised by the ProofManager contract.
type ProofManagerProofRequestValidationDeadlinePassed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofRequestValidationDeadlinePassed()
func ProofManagerProofRequestValidationDeadlinePassedErrorID() common.Hash {
	return common.HexToHash("0xf272e9b76b6821a20006e392bf2ea92cfc564842d07651272e1f686aa8904db8")
}

// UnpackProofRequestValidationDeadlinePassedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofRequestValidationDeadlinePassed()
func (proofManager *ProofManager) UnpackProofRequestValidationDeadlinePassedError(raw []byte) (*ProofManagerProofRequestValidationDeadlinePassed, error) {
	out := new(ProofManagerProofRequestValidationDeadlinePassed)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofRequestValidationDeadlinePassed", raw); err != nil {
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

// ProofManagerWrongTokenDecimals represents a WrongTokenDecimals error raised by the ProofManager contract.
type ProofManagerWrongTokenDecimals struct {
	Decimals uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongTokenDecimals(uint8 decimals)
func ProofManagerWrongTokenDecimalsErrorID() common.Hash {
	return common.HexToHash("0x822975c342fe6a561e42c3f56dbe94c55f21cde509577286db3034163b50da3c")
}

// UnpackWrongTokenDecimalsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongTokenDecimals(uint8 decimals)
func (proofManager *ProofManager) UnpackWrongTokenDecimalsError(raw []byte) (*ProofManagerWrongTokenDecimals, error) {
	out := new(ProofManagerWrongTokenDecimals)
	if err := proofManager.abi.UnpackIntoInterface(out, "WrongTokenDecimals", raw); err != nil {
		return nil, err
	}
	return out, nil
}
