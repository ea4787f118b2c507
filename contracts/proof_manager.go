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
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AccessControlBadConfirmation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"neededRole\",\"type\":\"bytes32\"}],\"name\":\"AccessControlUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"field\",\"type\":\"string\"}],\"name\":\"AddressCannotBeZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"AddressHasRole\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"AddressInUse\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AdministratorCannotRemoveItself\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"got\",\"type\":\"uint64\"}],\"name\":\"AttemptMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CheckpointUnorderedInsertion\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"DuplicatedProofRequest\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EmptyProof\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EnforcedPause\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ExpectedPause\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"free\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"InsufficientFunds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofInputsUrl\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidProofRequestTimeout\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"MaxRewardOutOfBounds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoFundsAvailable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoPaymentDue\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoWeight\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlyProvingNetworkAssigneeAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"proofHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"got\",\"type\":\"bytes32\"}],\"name\":\"ProofMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestAcknowledgementDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"ProofRequestDeadlineNotPassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotCommitted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotPendingAcknowledgement\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProofRequestIsNotProven\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestProvingDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofRequestValidationDeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"ProofTooLarge\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProvingNetworkCannotBeNone\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TooManyProvingNetworks\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"name\":\"UnknownProofRequest\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"UnknownProvingNetwork\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"decimals\",\"type\":\"uint8\"}],\"name\":\"WrongTokenDecimals\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"FundsWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Paused\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"PreferredProvingNetworkUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"PreferredWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"accepted\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestAcknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"ProofRequestProven\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"requestId\",\"type\":\"uint256\"}],\"name\":\"ProofRequestSubmitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestTimedOut\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofRequestUnacknowledged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"first\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"last\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"ProofRequestsPaid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"assignedTo\",\"type\":\"address\"}],\"name\":\"ProofValidationResult\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"ProvingNetworkAddressUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"ProvingNetworkStatusUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"ProvingNetworkWeightUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"RewardClaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"number\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reward\",\"type\":\"uint256\"}],\"name\":\"RewardEarned\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"previousAdminRole\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"newAdminRole\",\"type\":\"bytes32\"}],\"name\":\"RoleAdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleGranted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleRevoked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Unpaused\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"ACK_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DEFAULT_ADMIN_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_CLAIM\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_NETWORKS\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_PROOF_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_REWARD\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_TIMEOUT_AFTER\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_URL_BYTES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"SUBMITTER_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"VALIDATION_TIMEOUT\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"bool\",\"name\":\"accept\",\"type\":\"bool\"}],\"name\":\"acknowledgeAttempt\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"accept\",\"type\":\"bool\"}],\"name\":\"acknowledgeProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"addProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claimReward\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"claimValidation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"claimable\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"freeFunds\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"getRoleAdmin\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"grantRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"internalType\":\"structProofManager.ProvingNetworkParams[]\",\"name\":\"networks_\",\"type\":\"tuple[]\"},{\"internalType\":\"uint16\",\"name\":\"preferredWeight\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"usdc_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"submitter\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bytes32\",\"name\":\"proofHash\",\"type\":\"bytes32\"},{\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"}],\"name\":\"judgeProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markTimedOut\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"markUnacknowledged\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"obligations\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"paused\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"preferredProvingNetwork\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"}],\"name\":\"proofRequest\",\"outputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"enumProofRequestStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint8\",\"name\":\"network\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"attempt\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"submittedAt\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"submittedBlock\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"timeoutAfter\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"provenAt\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"maxReward\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"reward\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paidThrough\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"proofHash\",\"type\":\"bytes32\"}],\"internalType\":\"structProofManager.ProofRequest\",\"name\":\"r\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"requestId\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"proveAttempt\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"provingNetworkInfo\",\"outputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"},{\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"},{\"internalType\":\"uint96\",\"name\":\"earned\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"paid\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"validated\",\"type\":\"uint64\"}],\"internalType\":\"structProofManager.ProvingNetworkInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"provingNetworkOf\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"provingNetworks\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"callerConfirmation\",\"type\":\"address\"}],\"name\":\"renounceRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"requests\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"revokeRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256\",\"name\":\"requestedReward\",\"type\":\"uint256\"}],\"name\":\"submitProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint32\",\"name\":\"protocolMajor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolMinor\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"protocolPatch\",\"type\":\"uint32\"},{\"internalType\":\"string\",\"name\":\"proofInputsUrl\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"timeoutAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxReward\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"submitProofRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structProofManager.ProofRequestIdentifier\",\"name\":\"id\",\"type\":\"tuple\"},{\"internalType\":\"bool\",\"name\":\"isProofValid\",\"type\":\"bool\"}],\"name\":\"submitProofValidationResult\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"}],\"name\":\"updatePreferredProvingNetwork\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updatePreferredWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"updateProvingNetworkAddress\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"enumProvingNetworkStatus\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"updateProvingNetworkStatus\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"provingNetwork\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"weight\",\"type\":\"uint16\"}],\"name\":\"updateProvingNetworkWeight\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"usdc\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "ProofManager",
	Bin: "0x608080604052346100fa5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00557ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005460ff8160401c166100e9576002600160401b03196001600160401b03821601610083575b6040516148ad90816101008239f35b6001600160401b0319166001600160401b039081177ff0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a005581527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a13880610074565b63f92ee8a960e01b60005260046000fd5b600080fdfe6080604052600436101561001257600080fd5b60003560e01c806301b65b711461031757806301ffc9a7146103125780630e1505e01461030d578063136d9afc14610308578063248a9ca314610303578063263e6c59146102fe57806327d7e2c5146102f95780632f2ff15d146102f457806330ebe743146102ef57806336568abe146102ea5780633b5145cd146102e55780633c8adb5e146102e05780633e413bee146102db5780633f4ba83a146102d65780635c975abb146102d1578063611f8cdf146102cc57806374d452e5146102c75780637de9a2fd146102c257806381eeac42146102bd5780638412a3b9146102b85780638456cb59146102b35780638a86d4de146102ae5780638f7e5391146102a95780639050b560146102a457806391712a0b1461029f57806391d148541461029a5780639202c5311461029557806395af95221461029057806396664fb51461028b5780639904708a146102865780639ae9bfc8146102815780639b2c87951461027c578063a217fddf14610277578063b2a5811514610272578063b74cb2db1461026d578063b74e0a5f14610268578063b88a802f14610263578063c54cd0241461025e578063ccb2c7a414610259578063cd33283914610254578063cda458b61461024f578063d547741f1461024a578063d9e943ba14610245578063e0845e3914610240578063efb27b7b1461023b578063f23851a914610236578063f3fef3a3146102315763f904bd601461022c57600080fd5b611a05565b6118ef565b6118d2565b611869565b61181e565b611735565b6115d6565b6115b9565b61151f565b611501565b6113ce565b611228565b61120b565b6111d7565b611092565b610f88565b610f6d565b610ef3565b610ec0565b610e88565b610bf8565b610bc3565b610b60565b610b37565b610b09565b610a96565b6109f2565b61097e565b610941565b610904565b6108a6565b61088a565b610831565b6107be565b61073b565b610705565b61069c565b610628565b6105de565b61055f565b61050d565b61048d565b6103fd565b6103cc565b6103b0565b610392565b61033c565b346103375760003660031901126103375760206040516405d21dba008152f35b600080fd5b346103375760203660031901126103375760043563ffffffff60e01b811680910361033757602090637965db0b60e01b8114908115610381575b506040519015158152f35b6301ffc9a760e01b14905038610376565b34610337576000366003190112610337576020604051624c4b408152f35b3461033757600036600319011261033757602060405160408152f35b346103375760203660031901126103375760206103ea600435611a7e565b604051908152f35b60ff81160361033757565b346103375760203660031901126103375760043561041a816103f2565b6104226127cd565b60ff8116908161047e575b60008051602061478d833981519152805460ff60d01b191660d09290921b60ff60d01b169190911790557f306f1b61faa5cdbee0b24a5b272d852721116dbf2b84b21eeab56e7215687b4d600080a2005b610487816128ca565b5061042d565b34610337576020366003190112610337576004356001600160401b0381116103375760606003198236030112610337576104d1906104c96127cd565b600401612aa7565b005b6001600160a01b0381160361033757565b604435906104f1826104d3565b565b606435906104f1826104d3565b608435906104f1826104d3565b34610337576040366003190112610337576104d1602435600435610530826104d3565b61054161053c82611a7e565b612880565b612c71565b61ffff81160361033757565b602435906104f182610546565b346103375760a0366003190112610337576004356001600160401b0381116103375736602382011215610337578060040135906001600160401b038211610337573660248360051b83010111610337576104d1916105bb610552565b6105c36104e4565b906105cc6104f3565b9260246105d7610500565b9501611a9f565b34610337576040366003190112610337576004356024356105fe816104d3565b336001600160a01b03821603610617576104d191612cb3565b63334bd91960e11b60005260046000fd5b3461033757602036600319011261033757602061065a600261065460043561064f816103f2565b6128ca565b01612d04565b50506001600160601b0360405191168152f35b604090600319011261033757600490565b60643590811515820361033757565b60443590811515820361033757565b34610337576080366003190112610337576106b63661066d565b604435906106c261067e565b906106cb612820565b6106d481612e1c565b9060038201548481036106ec57506104d19350612eb0565b849063fd206c2d60e01b60005260045260245260446000fd5b34610337576000366003190112610337576000805160206147ad833981519152546040516001600160a01b039091168152602090f35b34610337576000366003190112610337576107546127cd565b60008051602061482d8339815191525460ff8116156107ad5760ff191660008051602061482d833981519152557f5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa6020604051338152a1005b638dfc202b60e01b60005260046000fd5b3461033757600036600319011261033757602060ff60008051602061482d83398151915254166040519015158152f35b604435906001600160401b038216820361033757565b9181601f84011215610337578235916001600160401b038311610337576020838186019501011161033757565b346103375760a03660031901126103375761084b3661066d565b6108536107ee565b606435916001600160401b038311610337576108766104d1933690600401610804565b916108846084359482612f2b565b90613031565b3461033757600036600319011261033757602060405160788152f35b34610337576020366003190112610337577f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da8760206004356108e681610546565b6108ee6127cd565b6108f781611c9a565b61ffff60405191168152a1005b3461033757600036600319011261033757604060008051602061478d8339815191525461ffff82519160ff8160d01c16835260c01c166020820152f35b34610337576060366003190112610337576104d161095e3661066d565b61096661068d565b9061096f612820565b61097881612e1c565b90612eb0565b34610337576000366003190112610337576109976127cd565b61099f61387a565b600160ff1960008051602061482d83398151915254161760008051602061482d833981519152557f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a2586020604051338152a1005b3461033757604036600319011261033757610a0c3661066d565b610a15816131f4565b9060ff825460601c166009811015610a9157600403610a6f57610a3e610a3a8361346b565b1590565b610a4c57906104d191613571565b610a6b610a58836134b2565b63fcb7a49d60e01b600052600452602490565b6000fd5b610a8b610a7b8361324f565b6340206e4360e01b600052611614565b60246000fd5b610fa4565b3461033757606036600319011261033757610ab03661066d565b604435906001600160401b0382116103375760c0600319833603011261033757610af591610adc61383e565b610ae4612820565b610aec61387a565b600401906120b1565b600160008051602061484d83398151915255005b346103375760003660031901126103375760206000805160206147ad8339815191525460a01c604051908152f35b346103375760003660031901126103375760206040516000805160206147cd8339815191528152f35b3461033757604036600319011261033757602060ff610bb7602435600435610b87826104d3565b60005260008051602061480d833981519152845260406000209060018060a01b0316600052602052604060002090565b54166040519015158152f35b34610337576060366003190112610337576104d1610be03661066d565b610be861068d565b90610bf2816131f4565b90613cfb565b3461033757604036600319011261033757600435610c15816103f2565b60243590610c22826104d3565b610c2a6127cd565b610c33816128ca565b6001600160a01b03831615610e51576001600160a01b038316600090815260008051602061486d8339815191526020526040902060ff90610c76905b5460ff1690565b16610df957610ca1610c6f84610c8a611a36565b9060018060a01b0316600052602052604060002090565b610dc9576000805260008051602061480d833981519152602052610ce8610c6f847fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d610c8a565b610da65760ff82610d91856001602095610d567f8707d4508aec8ab4629a66699d89630bc8a6e4c036a7ea6623c79e3c160f1a7798610d478560008051602061486d8339815191529060018060a01b0316600052602052604060002090565b9060ff1660ff19825416179055565b018054610d6b906001600160a01b0316612436565b8054861916905580546001600160a01b0319166001600160a01b03909216919091179055565b6040516001600160a01b0390951685521692a2005b6347d492ff60e01b60009081526001600160a01b03841660045260245260446000fd5b6347d492ff60e01b6000526001600160a01b0383166004526000805160206147cd83398151915260245260446000fd5b6001600160a01b038316600090815260008051602061486d83398151915260205260409020610a6b908490610e2d90610c6f565b63092cf17f60e01b6000526001600160a01b0390911660045260ff16602452604490565b60405163d2631b0f60e01b815260206004820152600e60248201526d70726f76696e674e6574776f726b60901b6044820152606490fd5b34610337576080366003190112610337576104d1610ea53661066d565b610ead6107ee565b90610bf2610eb961067e565b9282612f2b565b3461033757602036600319011261033757602060ff610ee9600435610ee4816104d3565b612436565b5416604051908152f35b3461033757604036600319011261033757610f0d3661066d565b610f15612820565b610f1e81612e1c565b9060ff825460601c166009811015610a9157600103610f5157610f43610a3a8361346b565b610a4c57906104d191613f17565b610a8b610f5d8361324f565b633b8bb25160e11b600052611614565b346103375760003660031901126103375760206103ea613c58565b3461033757600036600319011261033757602060405160008152f35b634e487b7160e01b600052602160045260246000fd5b906002821015610a915752565b9190916020815282519260e060208301528351908161010084015260005b82811061107b5750600061012083850181019190915260208201516001600160a01b0316604085015293945061106f9060c09061102a60408201516060870190610fba565b606081015161ffff16608086015260808101516001600160601b031660a086015260a08101516001600160601b03168583015201516001600160401b031660e0840152565b601f01601f1916010190565b806020809288010151610120828701015201610fe5565b34610337576020366003190112610337576111bf6004356110b2816103f2565b6110ba61248b565b506111b36110c7826128ca565b60018101549092906111a3906001600160a01b0316916110e681614040565b156111c3576111936111126111046110ff6000946124d3565b6124e6565b905461ffff9160031b1c1690565b9161118360028801549361117861112f866001600160601b031690565b9361116f61114b606089901c6001600160601b03169860c01c90565b9961115d61115761245d565b9d612576565b8d526001600160a01b031660208d0152565b60408b01612618565b61ffff166060890152565b6001600160601b03166080870152565b6001600160601b031660a0850152565b6001600160401b031660c0830152565b60405191829182610fc7565b0390f35b6111936111126111046110ff6001946124d3565b346103375760003660031901126103375760206001600160401b0360008051602061478d8339815191525416604051908152f35b346103375760003660031901126103375760206040516180008152f35b346103375760003660031901126103375761124161383e565b61124d610c6f33612436565b60ff81169081156113b95761127e60029160ff1660005260008051602061476d833981519152602052604060002090565b019061128982612d04565b9290936001600160601b0383169384156113a857611391956112ea836112e4876112df7f2b1232686372b80ca35dfec94cd5203b64ee5e05ad394ea9abd37a53c54ee12097546001600160601b039060601c1690565b61205f565b90611f8b565b61131461130f8661130a6000805160206147ad8339815191525460a01c90565b612624565b61207f565b6040805191825260208201929092526001600160601b03851691810191909152606090a26040516001600160601b0391909116815233907f106f923f993c2149d49b4255ff723acafa1f2d94393f561d3eda32ae348f724190602090a26000805160206147ad8339815191525433906001600160a01b0316614083565b6104d1600160008051602061484d83398151915255565b63589b68c960e01b60005260046000fd5b6393fb5fc760e01b6000523360045260246000fd5b34610337576040366003190112610337576004356113eb816103f2565b60243590600282101561033757602060ff7f92c1a8417e87d86782d638b4cd87992b0d21a9be5f0ec86c80b16f61a315f0dc926114266127cd565b61142f816128ca565b508461149c5761148a611441826145b2565b60008051602061478d833981519152805467ffffffffffffffff60801b198116608091821c6001600160401b031693909317901b67ffffffffffffffff60801b16919091179055565b6114976040518096610fba565b1692a2005b6114fc6001600160401b036114b0836145b2565b1960008051602061478d8339815191525460801c161660008051602061478d833981519152908154906001600160401b0360801b9060801b16906001600160401b0360801b1916179055565b61148a565b34610337576000366003190112610337576020604051620151808152f35b346103375760403660031901126103375760043561153c816103f2565b7f87843cf7757fd6e52b50424bfa13e4150fb4d8e466547403b6e8fc7a35a3c63d602060ff6024359361156e85610546565b6115766127cd565b61157f816128ca565b506115aa856115906110ff846124d3565b90919061ffff8084549260031b9316831b921b1916179055565b61ffff604051951685521692a2005b34610337576000366003190112610337576020604051611c208152f35b34610337576040366003190112610337576104d16024356004356115f9826104d3565b61160561053c82611a7e565b612cb3565b60091115610a9157565b6009811015610a9157600452565b906009821015610a915752565b815163ffffffff1681526101e0810192916101c090819060208181015163ffffffff169085015260408181015163ffffffff169085015261167860608201516060860190611622565b60808181015160ff169085015260a08181015161ffff169085015260c0818101516001600160401b03169085015260e0818101516001600160401b0316908501526101008181015163ffffffff1690850152610120818101516001600160401b031690850152610140818101516001600160601b031690850152610160818101516001600160401b031690850152610180818101516001600160601b0316908501526101a0818101516001600160601b0316908501520151910152565b34610337576040366003190112610337576111bf6117f46117553661066d565b60006101c060405161176681611c19565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015282610180820152826101a0820152015260206117e382356000526000805160206147ed833981519152602052604060002090565b910135600052602052604060002090565b61181261180961180383612650565b9261324f565b60608301612644565b6040519182918261162f565b34610337576080366003190112610337576118383661066d565b604435906001600160401b0382116103375761185b6104d1923690600401610804565b9060643592610884816131f4565b34610337576040366003190112610337576118833661066d565b61188b612820565b61189481612e1c565b9060ff825460601c166009811015610a91576118b657610f43610a3a8361346b565b610a8b6118c28361324f565b631033674160e31b600052611614565b346103375760003660031901126103375760206040516108008152f35b346103375760403660031901126103375760043561190c816104d3565b6024359061191861383e565b6119206127cd565b6001600160a01b03169081156119d7576000805160206147ad8339815191525461196090611954906001600160a01b031681565b6001600160a01b031690565b82146119ac575b61139191604051817fa92ff919b850e4909ab2261d907ef955f11bc1716733a6cbece38d163a69af8a3392806119a287829190602083019252565b0390a33390614083565b6119b4613c58565b8082116119c15750611967565b62fae2d560e21b60005260045260245260446000fd5b60405163d2631b0f60e01b81526020600482015260056024820152643a37b5b2b760d91b6044820152606490fd5b3461033757600036600319011261033757602060ff60008051602061478d8339815191525460d81c16604051908152f35b6000805160206147cd83398151915260005260008051602061480d8339815191526020527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe90565b60005260008051602061480d83398151915260205260016040600020015490565b93919492909460008051602061488d83398151915254956001600160401b03611ade611ad160ff8a60401c1615151590565b986001600160401b031690565b1680159081611bfb575b6001149081611bf1575b159081611be8575b50611bd757611b3f9587611b3660016001600160401b031960008051602061488d83398151915254161760008051602061488d83398151915255565b611ba057611d05565b611b4557565b611b7160ff60401b1960008051602061488d833981519152541660008051602061488d83398151915255565b604051600181527fc7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d290602090a1565b611bd2600160401b60ff60401b1960008051602061488d83398151915254161760008051602061488d83398151915255565b611d05565b63f92ee8a960e01b60005260046000fd5b90501538611afa565b303b159150611af2565b889150611ae8565b634e487b7160e01b600052604160045260246000fd5b6101e081019081106001600160401b03821117611c3557604052565b611c03565b604081019081106001600160401b03821117611c3557604052565b90601f801991011681019081106001600160401b03821117611c3557604052565b908160209103126103375751611c8b816103f2565b90565b6040513d6000823e3d90fd5b60008051602061478d833981519152805461ffff60c01b191660c09290921b61ffff60c01b16919091179055565b634e487b7160e01b600052603260045260246000fd5b9190811015611d005760051b81013590605e1981360301821215610337570190565b611cc8565b94909391926001600160a01b031691908215611ee6576001600160a01b03821615611eb4576001600160a01b03811615611e865760405163313ce56760e01b8152602081600481875afa908115611e8157600091611e52575b50600660ff821603611e3b5750611e0d92611db77f38409bd8b96893fe291d4256f5a5a0eee9336eaa09a73593386d373647d0da879593611db1611def94611da461423e565b611dac61423e565b612c05565b50612c46565b5060018060a01b03166001600160601b0360a01b6000805160206147ad8339815191525416176000805160206147ad83398151915255565b611df881611c9a565b60405161ffff90911681529081906020820190565b0390a160005b818110611e1f57505050565b80611e35611e306001938587611cde565b612aa7565b01611e13565b63822975c360e01b60005260ff1660045260246000fd5b611e74915060203d602011611e7a575b611e6c8183611c55565b810190611c76565b38611d5e565b503d611e62565b611c8e565b60405163d2631b0f60e01b815260206004820152600560248201526430b236b4b760d91b6044820152606490fd5b60405163d2631b0f60e01b815260206004820152600960248201526839bab136b4ba3a32b960b91b6044820152606490fd5b60405163d2631b0f60e01b815260206004808301919091526024820152637573646360e01b6044820152606490fd5b906024916009811015610a9157600452565b634e487b7160e01b600052601160045260246000fd5b61ffff60019116019061ffff8211611f5157565b611f27565b3563ffffffff811681036103375790565b906009811015610a9157815460ff60601b191660609190911b60ff60601b16179055565b80546bffffffffffffffffffffffff60601b191660609290921b6bffffffffffffffffffffffff60601b16919091179055565b903590601e198136030182121561033757018035906001600160401b0382116103375760200191813603831361033757565b908060209392818452848401376000828201840152601f01601f1916010190565b96929897939463ffffffff6001600160401b03968161203c819560c09b9760e08e8181520191611ff0565b9c1660208b0152166040890152166060870152608086015260a085015216910152565b906001600160601b03809116911601906001600160601b038211611f5157565b6000805160206147ad83398151915280546001600160a01b031660a09290921b6001600160a01b031916919091179055565b906120bb816138a4565b81356120de816000526000805160206147ed833981519152602052604060002090565b906120f86020850135809390600052602052604060002090565b9361211161210c865461ffff9060701c1690565b611f3d565b9085600161ffff8416116123d7575b505061212a613a6d565b9461214d61213786611f56565b825463ffffffff191663ffffffff909116178255565b83836020870161218161215f82611f56565b855467ffffffff00000000191660209190911b67ffffffff0000000016178555565b60408801976121bc6121928a611f56565b86546bffffffff0000000000000000191660409190911b6bffffffff000000000000000016178655565b60ff8a16159586156123cd576121d460025b87611f67565b855442608090811b67ffffffffffffffff60801b1660709390931b61ffff60701b1660688e901b60ff60681b166cffffffffffffffffffffffffff9093169290921791909117919091174360c01b6001600160c01b031916178655600190950180549582013563ffffffff811663ffffffff19909716969096178155949060a0810135998a6001600160601b0381169c61226e8e8a611f8b565b60008051602061478d833981519152546001600160401b031689546001600160c01b031660c09190911b6001600160c01b0319161789556122c99060ff1660005260008051602061476d833981519152602052604060002090565b600101546001600160a01b0316936122e46060850185611fbe565b9990946122f090611f56565b966122fa90611f56565b9361230490611f56565b905460c01c93604051978897600160a01b60019003169b6123259789612011565b037f5ca418a7e33f3e6627d93b7d934da7daf0a6680de229fd4eb70aa8919128391291a461238d575050612357613c58565b1061237c5761130f6104f1916112df6000805160206147ad8339815191525460a01c90565b632a50c93760e11b60005260046000fd5b909150600092507f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc3604051806123c881906000602083019252565b0390a4565b6121d460006121ce565b6123e091613947565b61242f61241784612408856000526000805160206147ed833981519152602052604060002090565b90600052602052604060002090565b60036000918281558260018201558260028201550155565b3885612120565b6001600160a01b0316600090815260008051602061486d8339815191526020526040902090565b604051906104f160e083611c55565b604051906104f16101e083611c55565b604051906104f1604083611c55565b6040519060e082018281106001600160401b03821117611c3557604052600060c083606081528260208201528260408201528260608201528260808201528260a08201520152565b60ff6000199116019060ff8211611f5157565b906040821015611d0057601e8260041c7fe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce002019260011b1690565b9190916040831015611d0057601e908360041c019260011b1690565b90600182811c9216801561256c575b602083101461255657565b634e487b7160e01b600052602260045260246000fd5b91607f169161254b565b906040519182600082549261258a8461253c565b80845293600181169081156125f657506001146125af575b506104f192500383611c55565b90506000929192526020600020906000915b8183106125da5750509060206104f192820101386125a2565b60209193508060019154838589010152019101909184926125c1565b9050602092506104f194915060ff191682840152151560051b820101386125a2565b6002821015610a915752565b906001600160601b03809116911603906001600160601b038211611f5157565b6009821015610a915752565b90600361265b61246c565b9261270d6126fd825461267e6126748263ffffffff1690565b63ffffffff168852565b612699602082901c63ffffffff1663ffffffff166020890152565b6126b4604082901c63ffffffff1663ffffffff166040890152565b6126c8606082901c60ff1660608901612644565b60ff606882901c16608088015261ffff607082901c1660a08801526001600160401b03608082901c1660c08801525b60c01c90565b6001600160401b031660e0860152565b61277461276360018301546127366127288263ffffffff1690565b63ffffffff16610100890152565b6001600160401b03602082901c166101208801526001600160601b03606082901c166101408801526126f7565b6001600160401b0316610160860152565b6127c36127b260028301546127a3612792826001600160601b031690565b6001600160601b0316610180890152565b60601c6001600160601b031690565b6001600160601b03166101a0860152565b01546101c0830152565b3360009081527fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d602052604090205460ff161561280657565b63e2517d3f60e01b60005233600452600060245260446000fd5b3360009081527f5c3302b5c06292c55b333749a04b055e6741a4d3298d02ec2344f30876d13dfe602052604090205460ff161561285957565b63e2517d3f60e01b600052336004526000805160206147cd83398151915260245260446000fd5b600081815260008051602061480d8339815191526020908152604080832033845290915290205460ff16156128b25750565b63e2517d3f60e01b6000523360045260245260446000fd5b60ff1680156129205760ff60008051602061478d8339815191525460d81c16811161290c5760005260008051602061476d833981519152602052604060002090565b635fa6315560e11b60005260045260246000fd5b63917e042b60e01b60005260046000fd5b35611c8b81610546565b35611c8b816104d3565b919091601f8311612956575b505050565b81831161296257505050565b60005260206000206020601f830160051c921061299f575b81601f9101920160051c039060005b8281101561295157600082820155600101612989565b6000915061297a565b9092916001600160401b038111611c35576129cd816129c7845461253c565b84612945565b6000601f8211600114612a0e5781906129ff939495600092612a03575b50508160011b916000199060031b1c19161790565b9055565b0135905038806129ea565b601f19821694612a2384600052602060002090565b91805b878110612a5e575083600195969710612a44575b505050811b019055565b0135600019600384901b60f8161c19169055388080612a3a565b90926020600181928686013581550194019101612a26565b929493612a9161ffff92604094606087526060870191611ff0565b6001600160a01b03909616602085015216910152565b604060ff60008051602061478d8339815191525460d81c161015612bf4577fffdb3aee63ff9fe348f50fe08aeb9e24560168aa4ac181388ce7c34bb024c9cd60ff60408301612bef612bda612b148335612b0081610546565b60008051602061478d83398151915261410c565b92612be0612bd26020890198612b41612b2c8b61293b565b886000805160206147ad833981519152613dec565b612b79612b4e8280611fbe565b90612b748a60008051602061476d8339815191529060ff16600052602052604060002090565b6129a8565b612bcc612b858b61293b565b6001612bac8a60008051602061476d8339815191529060ff16600052602052604060002090565b0180546001600160a01b0319166001600160a01b03909216919091179055565b80611fbe565b93909861293b565b91612931565b91604051958695169785612a76565b0390a2565b63260d2c2560e01b60005260046000fd5b60ff612c1082612436565b541680612c235750611c8b906000614197565b63092cf17f60e01b60009081526001600160a01b03909216600452602452604490fd5b60ff612c5182612436565b541680612c235750611c8b906000805160206147cd833981519152614197565b60ff612c7c83612436565b541680612c8e575090611c8b91614197565b63092cf17f60e01b60009081526001600160a01b038416600452602491909152604490fd5b90811580612cda575b612cc957611c8b9161426c565b63682bced760e01b60005260046000fd5b506001600160a01b0381163314612cbc565b6001600160a01b0390811660010191908211611f5157565b9081546001600160601b038160601c166001600160601b0382169160c01c916405d21dba006001600160601b03612d3b8484612624565b1611612dee575b612d4e82600192612624565b9401908154906000905b828210612da757505080612d78575050612d756119546000612cec565b91565b612da2612d9b612d7593612d8e61195494613a31565b9060005260206000200190565b5460601c90565b612cec565b909180831860011c818416019084600052826001600160601b0383602060002001541611600014612ddb5750915b90612d58565b92506001810180911115612dd557611f27565b508091506001612d4e612e11612e096405d21dba008561205f565b838801614311565b949092505050612d42565b90813591826000526000805160206147ed83398151915260205260206040600020910135908160005260205260406000209261ffff845460701c1615612e60575050565b63ba127e4b60e01b60005260045260245260446000fd5b91906008813593846000520160205260206040600020910135908160005260205260406000209261ffff845460701c1615612e60575050565b919060ff815460601c166009811015610a9157600403612f1057811580612eff575b612eee576104f1926000805160206147ad833981519152613732565b63f272e9b760e01b60005260046000fd5b50612f09816134b2565b4211612ed2565b610a7b610a8b916000805160206147ad83398151915261336e565b9190612f466000805160206147ad8339815191529384612e77565b9260ff845460681c168015918215612fa9575b5050612f94576001600160401b03600184015460c01c911690818103612f7d575050565b6317e6b82360e11b60005260045260245260446000fd5b632fb92f2f60e11b6000523360045260246000fd5b336000908152600791909101602052604090205460ff16141590503880612f59565b9291926001600160401b038211611c355760405191612ff4601f8201601f191660200184611c55565b829481845281830111610337578281602093846000960137010152565b929493612a916001600160601b0392604094606087526060870191611ff0565b9294936001613045835460ff9060601c1690565b61304e8161160a565b036131c95761305c8261346b565b6131b85785156131a7576180008611613191579461316261207f61314a8461312e989960017f2f5679c68d2f709ea927a5fb34d523f11ccab19a67117abca0542d57eb19a143989701916130bb83546001600160601b039060601c1690565b916001600160601b0383168111156131805750819a8b935b825460ff60601b1916600160621b1783556002830180546bffffffffffffffffffffffff19166001600160601b03871617905580546bffffffffffffffff0000000019164260201b6bffffffffffffffff0000000016179055565b600361313b36898b612fcb565b60208151910120910155612624565b6000805160206147ad8339815191525460a01c612624565b61317b6020853595013595604051938493339185613011565b0390a3565b6001600160601b03169a8b936130d3565b6309ece2b960e21b600052600486905260246000fd5b63668fd6f360e01b60005260046000fd5b63956b7fe160e01b60005260046000fd5b610a6b6131e4836000805160206147ad83398151915261336e565b633b8bb25160e11b600052611f15565b61320c906000805160206147ad833981519152612e77565b9060ff825460681c168015908115613226575b50612f9457565b90503360005260008051602061486d83398151915260205260ff6040600020541614153861321f565b805460ff606082901c169190607081901c61ffff1615613369576132728361160a565b82158061335a575b613352576132878361160a565b6001831480613343575b61333b5761329e8361160a565b6006831491826132b8575b50506132b25790565b50600890565b6001600160601b0391925061332460026133136132f26132e8836133309601546001600160601b039060601c1690565b9660681c60ff1690565b60008051602061476d8339815191529060ff16600052602052604060002090565b015460601c6001600160601b031690565b6001600160601b031690565b9116111538806132a9565b505050600590565b5061334d8261346b565b613291565b505050600390565b506133648261346b565b61327a565b505090565b90805461337f8160ff9060601c1690565b92607082901c61ffff1615613465576133978461160a565b831580613456575b61344d576133ac8461160a565b600184148061343e575b613435576133c38461160a565b6006841492836133d8575b5050506132b25790565b6001600160601b03929350600261331361342993600661341561340b856133249701546001600160601b039060601c1690565b9860681c60ff1690565b91019060ff16600052602052604060002090565b911611153880806133ce565b50505050600590565b506134488361346b565b6133b6565b50505050600390565b506134608361346b565b61339f565b50505090565b613474906134b2565b421190565b9060788201809211611f5157565b90620151808201809211611f5157565b9060018201809211611f5157565b91908201809211611f5157565b80549060ff8260601c166134c58161160a565b8015613559576134d48161160a565b6001811461350f5760049192506134ea8161160a565b146134f6575060001990565b60010154611c8b9060201c6001600160401b0316613487565b5061355361354a600161353e613532611c8b966001600160401b039060801c1690565b6001600160401b031690565b93015463ffffffff1690565b63ffffffff1690565b906134a5565b50611c8b9160801c6001600160401b03169050613479565b815490919060681c60ff1660028201908154613593906001600160601b031690565b8435946020013590600160a01b600190036135c98460008051602061476d8339815191529060ff16600052602052604060002090565b600101546001600160a01b031660405160018152911690839088908060208101037f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae291a46136328360008051602061476d8339815191529060ff16600052602052604060002090565b6002019261364082856143c4565b875460ff60601b1916600360611b1790975595948561365e91611f8b565b60ff169586916040519182916001600160401b0389169561369b92849160409194936001600160601b039160608501968552602085015216910152565b037f5bbd75bdb3dcf853b05e1a69d86aca336fb76f03ba51274107e993711db6941891a35460601c6001600160601b0316906001600160601b0316906001600160601b0316146136e9575050565b604080516001600160401b0390921680835260208301526000908201527f2b1232686372b80ca35dfec94cd5203b64ee5e05ad394ea9abd37a53c54ee120908060608101612bef565b825491939160681c60ff1690600284019261375484546001600160601b031690565b906020873597013592600681019160018060a01b03613793600161378589879060ff16600052602052604060002090565b01546001600160a01b031690565b16858a7f13026b264398efa38a7afa6caef5a31d9e58a8a381e809d5ed0a8611e3a36ae2604051806137ce8782919091602081019215159052565b0390a4156137ee575083613632919060ff16600052602052604060002090565b865460ff60601b1916600760601b17909655506104f1955061381e935091506138149050565b825460a01c612624565b81546001600160a01b031660a09190911b6001600160a01b031916179055565b600260008051602061484d833981519152541461386957600260008051602061484d83398151915255565b633ee5aeb560e01b60005260046000fd5b60ff60008051602061482d833981519152541661389357565b63d93c066560e01b60005260046000fd5b6080810135607881119081159161393b575b5061392a5760a0810135801590811561391d575b5061390c578060606138dd920190611fbe565b801591508115613900575b506138ef57565b632241017f60e21b60005260046000fd5b610800915011386138e8565b631c6f75b360e11b60005260046000fd5b624c4b40915011386138ca565b63b16533cb60e01b60005260046000fd5b611c20915011386138b6565b9061397d90600461395d825460ff9060601c1690565b6139668161160a565b141580613a22575b613a04575b5460601c60ff1690565b6139868161160a565b600281141590816139ee575b816139d8575b816139c3575b506139a65750565b63afad499360e01b60005280356004526020013560245260446000fd5b600791506139d08161160a565b14153861399e565b90506139e38161160a565b600581141590613998565b90506139f98161160a565b600381141590613992565b613a1d81846000805160206147ad833981519152613ff9565b613973565b50613a2c8161346b565b61396e565b600019810191908211611f5157565b91908203918211611f5157565b8115613a57570690565b634e487b7160e01b600052601260045260246000fd5b613a8f61353260008051602061478d833981519152546001600160401b031690565b613ac8613a9e61353283613497565b60008051602061478d833981519152906001600160401b03166001600160401b0319825416179055565b60008051602061478d8339815191525490613aec600160ff60d885901c161b613a31565b613b048160008051602061478d83398151915261444e565b918215613c3857613b2d92613b1891613a4d565b9060008051602061478d833981519152614531565b60ff8116151580613c1a575b613c155750613b54608082901c6001600160401b0316613532565b613b7f60ff60d084901c168015159081613bf6575b508260008051602061478d8339815191526144b9565b918215613bee57611c8b92613b1891613ba39060401c6001600160401b0316613532565b613be9613bb261353283613497565b60008051602061478d8339815191529067ffffffffffffffff60401b82549160401b169067ffffffffffffffff60401b1916179055565b613a4d565b505050600090565b613c0f915060008051602061478d83398151915261406c565b38613b69565b905090565b50613c338160008051602061478d83398151915261406c565b613b39565b634402310560e01b60005260046000fd5b90816020910312610337575190565b6000805160206147ad833981519152546040516370a0823160e01b8152306004820152906020826024816001600160a01b0385165afa918215611e8157600092613cc2575b50613caa9060a01c613324565b80821115613cbb57611c8b91613a40565b5050600090565b613caa919250613cec6133249160203d602011613cf4575b613ce48183611c55565b810190613c49565b929150613c9d565b503d613cda565b90613d0b815460ff9060601c1690565b613d148161160a565b613dc157613d218161346b565b613db0578215613d7b57805460ff60601b1916600160601b1790555b604051911515825233916020828101359235917f9f5cb19da4d5afdf0291945e8b61cec570e6c3ebea5737b3e1000527b8b48cc391819081016123c8565b805460ff60601b1916600160611b178155613dab9061207f9061314a906001015460601c6001600160601b031690565b613d3d565b630b22348960e31b60005260046000fd5b613ddc610a6b916000805160206147ad83398151915261336e565b631033674160e31b600052611f15565b9192916001600160a01b03841615610e515760070160ff613e22610c6f86849060018060a01b0316600052602052604060002090565b16613ef457613e36610c6f85610c8a611a36565b613ec4576000805260008051602061480d833981519152602052613e7d610c6f857fb7db2dd08fcb62d0c9e08c51941cae53c267786a0b75803fb7960902fc8ef97d610c8a565b613ea1576104f19293610d47919060018060a01b0316600052602052604060002090565b6347d492ff60e01b60009081526001600160a01b03851660045260245260446000fd5b6347d492ff60e01b6000526001600160a01b0384166004526000805160206147cd83398151915260245260446000fd5b83610e2d610c6f82610a6b949060018060a01b0316600052602052604060002090565b90613f2f60016137856132f2845460ff9060681c1690565b90613f4e61207f61314a60018401546001600160601b039060601c1690565b805460019060601c60ff16613f628161160a565b03613fb057805460ff60601b1916600560601b1790556001600160a01b031690602081013590357f0db48a3a8f7a1bd6c73c422726f81b98b03df0d2227c977827f7937503f87bfd600080a4565b805460ff60601b1916600360601b1790556001600160a01b031690602081013590357f714d756c28b490e39205e4e2e1dd8d72794fc88df61b58322670753fb4762e45600080a4565b9091613f4e614024600161378560ff855460681c16600687019060ff16600052602052604060002090565b9261381e61381460018501546001600160601b039060601c1690565b6001600160401b039061406560008051602061478d8339815191525460801c916145b2565b1616151590565b906140656001600160401b03925460801c916145b2565b60405163a9059cbb60e01b60009081526001600160a01b03909316600452602493909352919060209060448180865af16001600051148116156140ec575b604091909152156140cf5750565b635274afe760e01b6000526001600160a01b031660045260246000fd5b6001811516614102573d15833b151516166140c1565b503d6000823e3d90fd5b9190825492600160ff8560d81c16019160ff8311611f51578261415b614160926104f1959760ff60d81b8460d81b169060ff60d81b1916178555611590614152846124d3565b60018701612520565b6145b2565b815467ffffffffffffffff60801b198116608091821c6001600160401b031692909217901b67ffffffffffffffff60801b16179055565b600081815260008051602061480d833981519152602090815260408083206001600160a01b038616845290915290205460ff16613cbb57600081815260008051602061480d833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916600117905533916001600160a01b0316907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d600080a4600190565b60ff60008051602061488d8339815191525460401c161561425b57565b631afcd79f60e31b60005260046000fd5b600081815260008051602061480d833981519152602090815260408083206001600160a01b038616845290915290205460ff1615613cbb57600081815260008051602061480d833981519152602090815260408083206001600160a01b03861684529091529020805460ff1916905533916001600160a01b0316907ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b600080a4600190565b80546000926001600160601b0316905b808410614375575050811561436b5761433f61354a61434593613a31565b906145e5565b90611954602061435c84516001600160601b031690565b9301516001600160a01b031690565b5050600090600090565b808401808511611f515760011c90826143a761332461439a63ffffffff8616886145e5565b516001600160601b031690565b11156143b35750614321565b93506143be90613497565b92614321565b9160016143dc8454936001600160601b03851661205f565b9260c01c01926001600160401b038411611f515780546001600160c01b031960c086901b166bffffffffffffffffffffffff60601b9091166001600160601b0385161717815561443b906001600160401b03851690849060010161468e565b5050565b6000198114611f515760010190565b919061ffff835460c01c1692816000925b61446857505050565b60018082161461448b575b60011c918291906144839061443f565b92909161445f565b93919061ffff61449e8360018401612520565b90549060031b1c168301809311611f51579193909190614473565b60009392614521575b816000925b6144d057505050565b6001808216146144f3575b60011c918291906144eb9061443f565b9290916144c7565b93919061ffff6145068360018401612520565b90549060031b1c168301809311611f515791939091906144db565b805460c01c61ffff1693506144c2565b9190806000915b61454b575050905460d01c60ff16905090565b60018082161461456d575b60011c9182916145659061443f565b919092614538565b61ffff61457d8360018701612520565b90549060031b1c1680841061459b5783039283111561455657611f27565b50508092506001915001809111611f515760ff1690565b600160ff6145c76001600160401b03936124d3565b161b1690565b8054821015611d005760005260206000200190600090565b9061460491600060206040516145fa81611c3a565b82815201526145cd565b506040519061461282611c3a565b546001600160601b038116825260601c602082015290565b8054600160401b811015611c3557614647916001820181556145cd565b61467857815160209092015160601b6bffffffffffffffffffffffff19166001600160601b03909216919091179055565b634e487b7160e01b600052600060045260246000fd5b80549293928015614741576146a56146b291613a31565b8260005260206000200190565b8054606081901c936001600160601b0391821692918116808411614730578793036146fb57506146f79250906001600160601b0382549181199060601b169116179055565b9190565b9150506146f79161471c61470d61247c565b6001600160601b039093168352565b6001600160a01b038616602083015261462a565b632520601d60e01b60005260046000fd5b50906147669161475261470d61247c565b6001600160a01b038516602083015261462a565b6000919056fee08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce006e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce001e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce000e1a65d1a914580ff6931bc952f0fb26573e9282358a4458bceb9ccc6d923d041e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce00802dd7bc7dec4dceedda775e58dd541e08a116c6c53815c0bd028192f7b626800cd5ed15c6e187e77e9aee88184c21f4f2182ab5827cb3b7e07fbedcd63f033009b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00e08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce007f0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00",
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

// PackAcknowledgeAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96664fb5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acknowledgeAttempt((uint256,uint256) id, uint64 requestId, bool accept) returns()
func (proofManager *ProofManager) PackAcknowledgeAttempt(id ProofManagerProofRequestIdentifier, requestId uint64, accept bool) []byte {
	enc, err := proofManager.abi.Pack("acknowledgeAttempt", id, requestId, accept)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcknowledgeAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96664fb5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acknowledgeAttempt((uint256,uint256) id, uint64 requestId, bool accept) returns()
func (proofManager *ProofManager) TryPackAcknowledgeAttempt(id ProofManagerProofRequestIdentifier, requestId uint64, accept bool) ([]byte, error) {
	return proofManager.abi.Pack("acknowledgeAttempt", id, requestId, accept)
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

// PackJudgeProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3c8adb5e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function judgeProof((uint256,uint256) id, bytes32 proofHash, bool isProofValid) returns()
func (proofManager *ProofManager) PackJudgeProof(id ProofManagerProofRequestIdentifier, proofHash [32]byte, isProofValid bool) []byte {
	enc, err := proofManager.abi.Pack("judgeProof", id, proofHash, isProofValid)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJudgeProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3c8adb5e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function judgeProof((uint256,uint256) id, bytes32 proofHash, bool isProofValid) returns()
func (proofManager *ProofManager) TryPackJudgeProof(id ProofManagerProofRequestIdentifier, proofHash [32]byte, isProofValid bool) ([]byte, error) {
	return proofManager.abi.Pack("judgeProof", id, proofHash, isProofValid)
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

// PackProveAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x611f8cdf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proveAttempt((uint256,uint256) id, uint64 requestId, bytes proof, uint256 requestedReward) returns()
func (proofManager *ProofManager) PackProveAttempt(id ProofManagerProofRequestIdentifier, requestId uint64, proof []byte, requestedReward *big.Int) []byte {
	enc, err := proofManager.abi.Pack("proveAttempt", id, requestId, proof, requestedReward)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProveAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x611f8cdf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proveAttempt((uint256,uint256) id, uint64 requestId, bytes proof, uint256 requestedReward) returns()
func (proofManager *ProofManager) TryPackProveAttempt(id ProofManagerProofRequestIdentifier, requestId uint64, proof []byte, requestedReward *big.Int) ([]byte, error) {
	return proofManager.abi.Pack("proveAttempt", id, requestId, proof, requestedReward)
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
	if bytes.Equal(raw[:4], proofManager.abi.Errors["AttemptMismatch"].ID.Bytes()[:4]) {
		return proofManager.UnpackAttemptMismatchError(raw[4:])
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
	if bytes.Equal(raw[:4], proofManager.abi.Errors["ProofMismatch"].ID.Bytes()[:4]) {
		return proofManager.UnpackProofMismatchError(raw[4:])
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

// ProofManagerAttemptMismatch represents a AttemptMismatch error raised by the ProofManager contract.
type ProofManagerAttemptMismatch struct {
	RequestId uint64
	Got       uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AttemptMismatch(uint64 requestId, uint64 got)
func ProofManagerAttemptMismatchErrorID() common.Hash {
	return common.HexToHash("0x2fcd70469033df070850ff01b428c1b675597b7fe94da529eebc466e340edd7c")
}

// UnpackAttemptMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AttemptMismatch(uint64 requestId, uint64 got)
func (proofManager *ProofManager) UnpackAttemptMismatchError(raw []byte) (*ProofManagerAttemptMismatch, error) {
	out := new(ProofManagerAttemptMismatch)
	if err := proofManager.abi.UnpackIntoInterface(out, "AttemptMismatch", raw); err != nil {
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

// ProofManagerProofMismatch represents a ProofMismatch error raised by the ProofManager contract.
type ProofManagerProofMismatch struct {
	ProofHash [32]byte
	Got       [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofMismatch(bytes32 proofHash, bytes32 got)
func ProofManagerProofMismatchErrorID() common.Hash {
	return common.HexToHash("0xfd206c2d74e2d96e4efefdbdeef64f03f987db622a43fc6f4ba7a51f2adc6847")
}

// UnpackProofMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofMismatch(bytes32 proofHash, bytes32 got)
func (proofManager *ProofManager) UnpackProofMismatchError(raw []byte) (*ProofManagerProofMismatch, error) {
	out := new(ProofManagerProofMismatch)
	if err := proofManager.abi.UnpackIntoInterface(out, "ProofMismatch", raw); err != nil {
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
