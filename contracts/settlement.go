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

// SettlementMetaData contains all meta data concerning the Settlement contract.
var SettlementMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"stateRoot_\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"shieldedRoot_\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"settler\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"field\",\"type\":\"string\"}],\"name\":\"AddressCannotBeZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"last\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"got\",\"type\":\"uint256\"}],\"name\":\"BatchNumberNotNext\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"want\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"got\",\"type\":\"uint256\"}],\"name\":\"FoldKeyMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"}],\"name\":\"NotAContract\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"OnlySettlerAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"want\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"got\",\"type\":\"bytes32\"}],\"name\":\"ShieldedRootMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"want\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"got\",\"type\":\"bytes32\"}],\"name\":\"StateRootMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint96\",\"name\":\"protocolVersion\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"circuit\",\"type\":\"bytes32\"}],\"name\":\"UnknownVerifier\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"want\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"got\",\"type\":\"uint256\"}],\"name\":\"WrongInputCount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batchNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"batchHash\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"stateRoot\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"shieldedRoot\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"withdrawalRoot\",\"type\":\"bytes32\"}],\"name\":\"BatchSettled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"settler\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"allowed\",\"type\":\"bool\"}],\"name\":\"SettlerSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint96\",\"name\":\"protocolVersion\",\"type\":\"uint96\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"circuit\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"foldKey\",\"type\":\"uint256\"}],\"name\":\"VerifierSet\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"acceptOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint96\",\"name\":\"protocolVersion\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"circuit\",\"type\":\"bytes32\"}],\"name\":\"circuits\",\"outputs\":[{\"internalType\":\"contractIGroth16Verifier\",\"name\":\"verifier\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"foldKey\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"lastBatch\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingOwner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"settler\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"allowed\",\"type\":\"bool\"}],\"name\":\"setSettler\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint96\",\"name\":\"protocolVersion\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"circuit\",\"type\":\"bytes32\"},{\"internalType\":\"contractIGroth16Verifier\",\"name\":\"verifier\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"foldKey\",\"type\":\"uint256\"}],\"name\":\"setVerifier\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint96\",\"name\":\"protocolVersion\",\"type\":\"uint96\"},{\"internalType\":\"bytes32\",\"name\":\"circuit\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[8]\",\"name\":\"proof\",\"type\":\"uint256[8]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitment\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitmentPok\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[]\",\"name\":\"input\",\"type\":\"uint256[]\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"settler\",\"type\":\"address\"}],\"name\":\"settlers\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"allowed\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"shieldedRoot\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"stateRoot\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"batchNumber\",\"type\":\"uint256\"}],\"name\":\"withdrawalRoots\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Settlement",
	Bin: "0x60803461016e57601f610be638819003918201601f19168301916001600160401b038311848410176101735780849260809460405283398101031261016e57805160208201519061005e606061005760408601610189565b9401610189565b6001600160a01b0390931692831561015857600180546001600160a01b0319908116909155600080549182168617815560405195916001600160a01b0316907f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09080a36001600160a01b031692831561012b57506002556003558060005260066020526040600020600160ff198254161790557fbfa6acf022b8bc9f4df4ed4ce022b7d18db613e8a4864052b907aac9a7521b13602060405160018152a2604051610a48908161019e8239f35b63d2631b0f60e01b815260206004820152600760248201526639b2ba3a3632b960c91b6044820152606490fd5b631e4fbdf760e01b600052600060045260246000fd5b600080fd5b634e487b7160e01b600052604160045260246000fd5b51906001600160a01b038216820361016e5756fe608080604052600436101561001357600080fd5b600090813560e01c90816348aa41081461097a575080636e347dd8146107f7578063715018a61461079257806377a35465146106dc57806379ba5097146106575780638da5cb5b146106305780639588eca2146106125780639d84dbf51461022e578063a623f02e14610204578063a6499cb6146101b0578063c70a900f14610171578063d2d0e8fd14610153578063e30c39781461012a5763f2fde38b146100bb57600080fd5b34610127576020366003190112610127576100d46109b5565b6100dc610a1f565b600180546001600160a01b0319166001600160a01b0392831690811790915582549091167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e227008380a380f35b80fd5b50346101275780600319360112610127576001546040516001600160a01b039091168152602090f35b50346101275780600319360112610127576020600354604051908152f35b50346101275760203660031901126101275760209060ff906040906001600160a01b0361019c6109b5565b168152600684522054166040519015158152f35b503461012757604036600319011261012757604080916001600160601b036101d661099a565b16815260076020528181206024358252602052206001808060a01b0382541691015482519182526020820152f35b50346101275760203660031901126101275760406020916004358152600583522054604051908152f35b5034610127576101e03660031901126101275761024961099a565b602435366101441161051057366101841161051057366101c411610510576101c43567ffffffffffffffff811161050c573660238201121561050c57806004013567ffffffffffffffff811161060e57602482018160051b94366024878601011161060a57338752600660205260ff604088205416156105f7576001600160601b0316938487526007602052604087208188526020526040872090604051956102f1876109cb565b82546001600160a01b03168088526001909301546020880190815292156105e257505080516105d95760ff60075b168084036105c2575080511515806105a9575b61056b575081156104a4578035600254808203610556575050816002101594856104b85760648401359160035480840361053f57508360061015918261052b5760e486013596600454808911156105145750518991906001600160a01b0316803b156105105760405163181bce8f60e21b81529361010060446004870137604061014461010487013760406101846101448701376101a06101848601526101a485018890526001600160fb1b03881161050c576101c48584819582948484013781010301915afa8015610501576104ed575b5082600110156104b857604484013595866002556104b857826003101590816104d95760848501358093036104cc575b6104b8578460045582600410156104b85760a4840135928588526005602052836040892055600510156104b8576104a4577fa1fb7e5f0aa73e28f5cbd80a1db9577289dc7aee9b628198f7033d9e71916cfb9260609260c49260405197885260208801526040870152013593a380f35b634e487b7160e01b86526032600452602486fd5b634e487b7160e01b87526032600452602487fd5b9050869082600355610434565b634e487b7160e01b88526032600452602488fd5b876104fa919892986109fd565b9538610404565b6040513d8a823e3d90fd5b8380fd5b8280fd5b636341d71f60e11b8b52600452602488905260448afd5b634e487b7160e01b89526032600452602489fd5b63c01d67f760e01b89526004526024839052604488fd5b6337f04d4160e01b8852600452602452604486fd5b8692915051906007101561059557633a7a1f4f60e21b825260045261010490910135602452604490fd5b634e487b7160e01b82526032600452602482fd5b5082600710156104b85780516101048501351415610332565b631914a33560e31b88526004526024839052604487fd5b60ff600861031f565b63755fa17960e01b8952600452602452604487fd5b631e15d51160e01b875233600452602487fd5b8680fd5b8480fd5b50346101275780600319360112610127576020600254604051908152f35b5034610127578060031936011261012757546040516001600160a01b039091168152602090f35b5034610127578060031936011261012757600154336001600160a01b03909116036106c957600180546001600160a01b0319908116909155815433918116821783556001600160a01b03167f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e08380a380f35b63118cdaa760e01b815233600452602490fd5b5034610127576040366003190112610127576106f66109b5565b602435908115158092036105105761070c610a1f565b6001600160a01b03169081156107625760207fbfa6acf022b8bc9f4df4ed4ce022b7d18db613e8a4864052b907aac9a7521b1391838552600682526040852060ff1981541660ff8316179055604051908152a280f35b60405163d2631b0f60e01b815260206004820152600760248201526639b2ba3a3632b960c91b6044820152606490fd5b50346101275780600319360112610127576107ab610a1f565b600180546001600160a01b03199081169091558154908116825581906001600160a01b03167f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e08280a380f35b50346101275760803660031901126101275761081161099a565b602435906044356001600160a01b0381169081900361050c57606435610835610a1f565b816108c3575b7ffe813300191b8493d7f10081aa8c682f86131ac6cbc5a89ea7f3d99cfc66975e91604091825161086b816109cb565b82815260016001600160601b0360208301978489521696878a526007602052858a20898b52602052858a2092828060a01b039051166001600160601b0360a01b8454161783555191015582519182526020820152a380f35b813b15610966578061095d5760ff60075b604051638c7a91ed60e01b81529116602082600481875afa91821561095257879261091e575b5080820361090957505061083b565b631914a33560e31b8752600452602452604485fd5b9091506020813d60201161094a575b8161093a602093836109fd565b8101031261060a575190386108fa565b3d915061092d565b6040513d89823e3d90fd5b60ff60086108d4565b6322a2d07b60e21b85526004829052602485fd5b9050346109965781600319360112610996576020906004548152f35b5080fd5b600435906001600160601b03821682036109b057565b600080fd5b600435906001600160a01b03821682036109b057565b6040810190811067ffffffffffffffff8211176109e757604052565b634e487b7160e01b600052604160045260246000fd5b90601f8019910116810190811067ffffffffffffffff8211176109e757604052565b6000546001600160a01b03163303610a3357565b63118cdaa760e01b6000523360045260246000fd",
}

// Settlement is an auto generated Go binding around an Ethereum contract.
type Settlement struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Settlement) GetABI() abi.ABI {
	return c.abi
}

// NewSettlement creates a new instance of Settlement.
func NewSettlement() *Settlement {
	parsed, err := SettlementMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Settlement{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Settlement) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(bytes32 stateRoot_, bytes32 shieldedRoot_, address owner, address settler) returns()
func (settlement *Settlement) PackConstructor(stateRoot_ [32]byte, shieldedRoot_ [32]byte, owner common.Address, settler common.Address) []byte {
	enc, err := settlement.abi.Pack("", stateRoot_, shieldedRoot_, owner, settler)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (settlement *Settlement) PackAcceptOwnership() []byte {
	enc, err := settlement.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (settlement *Settlement) TryPackAcceptOwnership() ([]byte, error) {
	return settlement.abi.Pack("acceptOwnership")
}

// PackCircuits is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6499cb6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function circuits(uint96 protocolVersion, bytes32 circuit) view returns(address verifier, uint256 foldKey)
func (settlement *Settlement) PackCircuits(protocolVersion *big.Int, circuit [32]byte) []byte {
	enc, err := settlement.abi.Pack("circuits", protocolVersion, circuit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCircuits is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6499cb6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function circuits(uint96 protocolVersion, bytes32 circuit) view returns(address verifier, uint256 foldKey)
func (settlement *Settlement) TryPackCircuits(protocolVersion *big.Int, circuit [32]byte) ([]byte, error) {
	return settlement.abi.Pack("circuits", protocolVersion, circuit)
}

// CircuitsOutput serves as a container for the return parameters of contract
// method Circuits.
type CircuitsOutput struct {
	Verifier common.Address
	FoldKey  *big.Int
}

// UnpackCircuits is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa6499cb6.
//
// Solidity: function circuits(uint96 protocolVersion, bytes32 circuit) view returns(address verifier, uint256 foldKey)
func (settlement *Settlement) UnpackCircuits(data []byte) (CircuitsOutput, error) {
	out, err := settlement.abi.Unpack("circuits", data)
	outstruct := new(CircuitsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Verifier = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.FoldKey = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackLastBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48aa4108.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lastBatch() view returns(uint256)
func (settlement *Settlement) PackLastBatch() []byte {
	enc, err := settlement.abi.Pack("lastBatch")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLastBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48aa4108.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lastBatch() view returns(uint256)
func (settlement *Settlement) TryPackLastBatch() ([]byte, error) {
	return settlement.abi.Pack("lastBatch")
}

// UnpackLastBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x48aa4108.
//
// Solidity: function lastBatch() view returns(uint256)
func (settlement *Settlement) UnpackLastBatch(data []byte) (*big.Int, error) {
	out, err := settlement.abi.Unpack("lastBatch", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (settlement *Settlement) PackOwner() []byte {
	enc, err := settlement.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (settlement *Settlement) TryPackOwner() ([]byte, error) {
	return settlement.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (settlement *Settlement) UnpackOwner(data []byte) (common.Address, error) {
	out, err := settlement.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (settlement *Settlement) PackPendingOwner() []byte {
	enc, err := settlement.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (settlement *Settlement) TryPackPendingOwner() ([]byte, error) {
	return settlement.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (settlement *Settlement) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := settlement.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (settlement *Settlement) PackRenounceOwnership() []byte {
	enc, err := settlement.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() returns()
func (settlement *Settlement) TryPackRenounceOwnership() ([]byte, error) {
	return settlement.abi.Pack("renounceOwnership")
}

// PackSetSettler is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x77a35465.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSettler(address settler, bool allowed) returns()
func (settlement *Settlement) PackSetSettler(settler common.Address, allowed bool) []byte {
	enc, err := settlement.abi.Pack("setSettler", settler, allowed)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetSettler is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x77a35465.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setSettler(address settler, bool allowed) returns()
func (settlement *Settlement) TryPackSetSettler(settler common.Address, allowed bool) ([]byte, error) {
	return settlement.abi.Pack("setSettler", settler, allowed)
}

// PackSetVerifier is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e347dd8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setVerifier(uint96 protocolVersion, bytes32 circuit, address verifier, uint256 foldKey) returns()
func (settlement *Settlement) PackSetVerifier(protocolVersion *big.Int, circuit [32]byte, verifier common.Address, foldKey *big.Int) []byte {
	enc, err := settlement.abi.Pack("setVerifier", protocolVersion, circuit, verifier, foldKey)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetVerifier is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e347dd8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setVerifier(uint96 protocolVersion, bytes32 circuit, address verifier, uint256 foldKey) returns()
func (settlement *Settlement) TryPackSetVerifier(protocolVersion *big.Int, circuit [32]byte, verifier common.Address, foldKey *big.Int) ([]byte, error) {
	return settlement.abi.Pack("setVerifier", protocolVersion, circuit, verifier, foldKey)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d84dbf5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(uint96 protocolVersion, bytes32 circuit, uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) returns()
func (settlement *Settlement) PackSettle(protocolVersion *big.Int, circuit [32]byte, proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) []byte {
	enc, err := settlement.abi.Pack("settle", protocolVersion, circuit, proof, commitment, commitmentPok, input)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d84dbf5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(uint96 protocolVersion, bytes32 circuit, uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) returns()
func (settlement *Settlement) TryPackSettle(protocolVersion *big.Int, circuit [32]byte, proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) ([]byte, error) {
	return settlement.abi.Pack("settle", protocolVersion, circuit, proof, commitment, commitmentPok, input)
}

// PackSettlers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc70a900f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settlers(address settler) view returns(bool allowed)
func (settlement *Settlement) PackSettlers(settler common.Address) []byte {
	enc, err := settlement.abi.Pack("settlers", settler)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettlers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc70a900f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settlers(address settler) view returns(bool allowed)
func (settlement *Settlement) TryPackSettlers(settler common.Address) ([]byte, error) {
	return settlement.abi.Pack("settlers", settler)
}

// UnpackSettlers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc70a900f.
//
// Solidity: function settlers(address settler) view returns(bool allowed)
func (settlement *Settlement) UnpackSettlers(data []byte) (bool, error) {
	out, err := settlement.abi.Unpack("settlers", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackShieldedRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2d0e8fd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function shieldedRoot() view returns(bytes32)
func (settlement *Settlement) PackShieldedRoot() []byte {
	enc, err := settlement.abi.Pack("shieldedRoot")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackShieldedRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2d0e8fd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function shieldedRoot() view returns(bytes32)
func (settlement *Settlement) TryPackShieldedRoot() ([]byte, error) {
	return settlement.abi.Pack("shieldedRoot")
}

// UnpackShieldedRoot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd2d0e8fd.
//
// Solidity: function shieldedRoot() view returns(bytes32)
func (settlement *Settlement) UnpackShieldedRoot(data []byte) ([32]byte, error) {
	out, err := settlement.abi.Unpack("shieldedRoot", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackStateRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9588eca2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stateRoot() view returns(bytes32)
func (settlement *Settlement) PackStateRoot() []byte {
	enc, err := settlement.abi.Pack("stateRoot")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStateRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9588eca2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stateRoot() view returns(bytes32)
func (settlement *Settlement) TryPackStateRoot() ([]byte, error) {
	return settlement.abi.Pack("stateRoot")
}

// UnpackStateRoot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9588eca2.
//
// Solidity: function stateRoot() view returns(bytes32)
func (settlement *Settlement) UnpackStateRoot(data []byte) ([32]byte, error) {
	out, err := settlement.abi.Unpack("stateRoot", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (settlement *Settlement) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := settlement.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (settlement *Settlement) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return settlement.abi.Pack("transferOwnership", newOwner)
}

// PackWithdrawalRoots is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa623f02e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawalRoots(uint256 batchNumber) view returns(bytes32 root)
func (settlement *Settlement) PackWithdrawalRoots(batchNumber *big.Int) []byte {
	enc, err := settlement.abi.Pack("withdrawalRoots", batchNumber)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawalRoots is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa623f02e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawalRoots(uint256 batchNumber) view returns(bytes32 root)
func (settlement *Settlement) TryPackWithdrawalRoots(batchNumber *big.Int) ([]byte, error) {
	return settlement.abi.Pack("withdrawalRoots", batchNumber)
}

// UnpackWithdrawalRoots is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa623f02e.
//
// Solidity: function withdrawalRoots(uint256 batchNumber) view returns(bytes32 root)
func (settlement *Settlement) UnpackWithdrawalRoots(data []byte) ([32]byte, error) {
	out, err := settlement.abi.Unpack("withdrawalRoots", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// SettlementBatchSettled represents a BatchSettled event raised by the Settlement contract.
type SettlementBatchSettled struct {
	BatchNumber    *big.Int
	BatchHash      [32]byte
	StateRoot      [32]byte
	ShieldedRoot   [32]byte
	WithdrawalRoot [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const SettlementBatchSettledEventName = "BatchSettled"

// ContractEventName returns the user-defined event name.
func (SettlementBatchSettled) ContractEventName() string {
	return SettlementBatchSettledEventName
}

// UnpackBatchSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchSettled(uint256 indexed batchNumber, bytes32 indexed batchHash, bytes32 stateRoot, bytes32 shieldedRoot, bytes32 withdrawalRoot)
func (settlement *Settlement) UnpackBatchSettledEvent(log *types.Log) (*SettlementBatchSettled, error) {
	event := "BatchSettled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != settlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(SettlementBatchSettled)
	if len(log.Data) > 0 {
		if err := settlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range settlement.abi.Events[event].Inputs {
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

// SettlementOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the Settlement contract.
type SettlementOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const SettlementOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (SettlementOwnershipTransferStarted) ContractEventName() string {
	return SettlementOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (settlement *Settlement) UnpackOwnershipTransferStartedEvent(log *types.Log) (*SettlementOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != settlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(SettlementOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := settlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range settlement.abi.Events[event].Inputs {
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

// SettlementOwnershipTransferred represents a OwnershipTransferred event raised by the Settlement contract.
type SettlementOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const SettlementOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (SettlementOwnershipTransferred) ContractEventName() string {
	return SettlementOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (settlement *Settlement) UnpackOwnershipTransferredEvent(log *types.Log) (*SettlementOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != settlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(SettlementOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := settlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range settlement.abi.Events[event].Inputs {
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

// SettlementSettlerSet represents a SettlerSet event raised by the Settlement contract.
type SettlementSettlerSet struct {
	Settler common.Address
	Allowed bool
	Raw     *types.Log // Blockchain specific contextual infos
}

const SettlementSettlerSetEventName = "SettlerSet"

// ContractEventName returns the user-defined event name.
func (SettlementSettlerSet) ContractEventName() string {
	return SettlementSettlerSetEventName
}

// UnpackSettlerSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SettlerSet(address indexed settler, bool allowed)
func (settlement *Settlement) UnpackSettlerSetEvent(log *types.Log) (*SettlementSettlerSet, error) {
	event := "SettlerSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != settlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(SettlementSettlerSet)
	if len(log.Data) > 0 {
		if err := settlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range settlement.abi.Events[event].Inputs {
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

// SettlementVerifierSet represents a VerifierSet event raised by the Settlement contract.
type SettlementVerifierSet struct {
	ProtocolVersion *big.Int
	Circuit         [32]byte
	Verifier        common.Address
	FoldKey         *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const SettlementVerifierSetEventName = "VerifierSet"

// ContractEventName returns the user-defined event name.
func (SettlementVerifierSet) ContractEventName() string {
	return SettlementVerifierSetEventName
}

// UnpackVerifierSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event VerifierSet(uint96 indexed protocolVersion, bytes32 indexed circuit, address verifier, uint256 foldKey)
func (settlement *Settlement) UnpackVerifierSetEvent(log *types.Log) (*SettlementVerifierSet, error) {
	event := "VerifierSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != settlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(SettlementVerifierSet)
	if len(log.Data) > 0 {
		if err := settlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range settlement.abi.Events[event].Inputs {
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
func (settlement *Settlement) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], settlement.abi.Errors["AddressCannotBeZero"].ID.Bytes()[:4]) {
		return settlement.UnpackAddressCannotBeZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["BatchNumberNotNext"].ID.Bytes()[:4]) {
		return settlement.UnpackBatchNumberNotNextError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["FoldKeyMismatch"].ID.Bytes()[:4]) {
		return settlement.UnpackFoldKeyMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["NotAContract"].ID.Bytes()[:4]) {
		return settlement.UnpackNotAContractError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["OnlySettlerAllowed"].ID.Bytes()[:4]) {
		return settlement.UnpackOnlySettlerAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return settlement.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return settlement.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["ShieldedRootMismatch"].ID.Bytes()[:4]) {
		return settlement.UnpackShieldedRootMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["StateRootMismatch"].ID.Bytes()[:4]) {
		return settlement.UnpackStateRootMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["UnknownVerifier"].ID.Bytes()[:4]) {
		return settlement.UnpackUnknownVerifierError(raw[4:])
	}
	if bytes.Equal(raw[:4], settlement.abi.Errors["WrongInputCount"].ID.Bytes()[:4]) {
		return settlement.UnpackWrongInputCountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// SettlementAddressCannotBeZero represents a AddressCannotBeZero error raised by the Settlement contract.
type SettlementAddressCannotBeZero struct {
	Field string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressCannotBeZero(string field)
func SettlementAddressCannotBeZeroErrorID() common.Hash {
	return common.HexToHash("0xd2631b0fe5dee4c47eca1dabce42be8f1f50ce22bc92e7e133e931e502e7f94e")
}

// UnpackAddressCannotBeZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressCannotBeZero(string field)
func (settlement *Settlement) UnpackAddressCannotBeZeroError(raw []byte) (*SettlementAddressCannotBeZero, error) {
	out := new(SettlementAddressCannotBeZero)
	if err := settlement.abi.UnpackIntoInterface(out, "AddressCannotBeZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementBatchNumberNotNext represents a BatchNumberNotNext error raised by the Settlement contract.
type SettlementBatchNumberNotNext struct {
	Last *big.Int
	Got  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchNumberNotNext(uint256 last, uint256 got)
func SettlementBatchNumberNotNextErrorID() common.Hash {
	return common.HexToHash("0xc683ae3e00d910d2809fa420b58e8a0579d6384f3195d327d8049311a5f4e8c0")
}

// UnpackBatchNumberNotNextError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchNumberNotNext(uint256 last, uint256 got)
func (settlement *Settlement) UnpackBatchNumberNotNextError(raw []byte) (*SettlementBatchNumberNotNext, error) {
	out := new(SettlementBatchNumberNotNext)
	if err := settlement.abi.UnpackIntoInterface(out, "BatchNumberNotNext", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementFoldKeyMismatch represents a FoldKeyMismatch error raised by the Settlement contract.
type SettlementFoldKeyMismatch struct {
	Want *big.Int
	Got  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FoldKeyMismatch(uint256 want, uint256 got)
func SettlementFoldKeyMismatchErrorID() common.Hash {
	return common.HexToHash("0xe9e87d3c27211a11e2ff719285e261b7ff7ad265ffcf0ce44da6eb4177f7e33b")
}

// UnpackFoldKeyMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FoldKeyMismatch(uint256 want, uint256 got)
func (settlement *Settlement) UnpackFoldKeyMismatchError(raw []byte) (*SettlementFoldKeyMismatch, error) {
	out := new(SettlementFoldKeyMismatch)
	if err := settlement.abi.UnpackIntoInterface(out, "FoldKeyMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementNotAContract represents a NotAContract error raised by the Settlement contract.
type SettlementNotAContract struct {
	Verifier common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAContract(address verifier)
func SettlementNotAContractErrorID() common.Hash {
	return common.HexToHash("0x8a8b41ec6b8382733436ac0321a506b0d1e41dc29c8650d1fd1ff17e726ab809")
}

// UnpackNotAContractError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAContract(address verifier)
func (settlement *Settlement) UnpackNotAContractError(raw []byte) (*SettlementNotAContract, error) {
	out := new(SettlementNotAContract)
	if err := settlement.abi.UnpackIntoInterface(out, "NotAContract", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementOnlySettlerAllowed represents a OnlySettlerAllowed error raised by the Settlement contract.
type SettlementOnlySettlerAllowed struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlySettlerAllowed(address caller)
func SettlementOnlySettlerAllowedErrorID() common.Hash {
	return common.HexToHash("0x1e15d511b59786bd304729a47f6acd779637add234737defd1498a37630a91db")
}

// UnpackOnlySettlerAllowedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlySettlerAllowed(address caller)
func (settlement *Settlement) UnpackOnlySettlerAllowedError(raw []byte) (*SettlementOnlySettlerAllowed, error) {
	out := new(SettlementOnlySettlerAllowed)
	if err := settlement.abi.UnpackIntoInterface(out, "OnlySettlerAllowed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the Settlement contract.
type SettlementOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func SettlementOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (settlement *Settlement) UnpackOwnableInvalidOwnerError(raw []byte) (*SettlementOwnableInvalidOwner, error) {
	out := new(SettlementOwnableInvalidOwner)
	if err := settlement.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the Settlement contract.
type SettlementOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func SettlementOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (settlement *Settlement) UnpackOwnableUnauthorizedAccountError(raw []byte) (*SettlementOwnableUnauthorizedAccount, error) {
	out := new(SettlementOwnableUnauthorizedAccount)
	if err := settlement.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementShieldedRootMismatch represents a ShieldedRootMismatch error raised by the Settlement contract.
type SettlementShieldedRootMismatch struct {
	Want [32]byte
	Got  [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ShieldedRootMismatch(bytes32 want, bytes32 got)
func SettlementShieldedRootMismatchErrorID() common.Hash {
	return common.HexToHash("0xc01d67f7e5ee78791216008f96d063125c483a548bf49174d5f455015a8e5d0a")
}

// UnpackShieldedRootMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ShieldedRootMismatch(bytes32 want, bytes32 got)
func (settlement *Settlement) UnpackShieldedRootMismatchError(raw []byte) (*SettlementShieldedRootMismatch, error) {
	out := new(SettlementShieldedRootMismatch)
	if err := settlement.abi.UnpackIntoInterface(out, "ShieldedRootMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementStateRootMismatch represents a StateRootMismatch error raised by the Settlement contract.
type SettlementStateRootMismatch struct {
	Want [32]byte
	Got  [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StateRootMismatch(bytes32 want, bytes32 got)
func SettlementStateRootMismatchErrorID() common.Hash {
	return common.HexToHash("0x37f04d41cecf4808bafdcd57321191e886e94fc57e5d10d88168cde4c7bd9287")
}

// UnpackStateRootMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StateRootMismatch(bytes32 want, bytes32 got)
func (settlement *Settlement) UnpackStateRootMismatchError(raw []byte) (*SettlementStateRootMismatch, error) {
	out := new(SettlementStateRootMismatch)
	if err := settlement.abi.UnpackIntoInterface(out, "StateRootMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementUnknownVerifier represents a UnknownVerifier error raised by the Settlement contract.
type SettlementUnknownVerifier struct {
	ProtocolVersion *big.Int
	Circuit         [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownVerifier(uint96 protocolVersion, bytes32 circuit)
func SettlementUnknownVerifierErrorID() common.Hash {
	return common.HexToHash("0x755fa179bcd9884b24f6a2d1792b0ae24b259671f21715c3017b872396491323")
}

// UnpackUnknownVerifierError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownVerifier(uint96 protocolVersion, bytes32 circuit)
func (settlement *Settlement) UnpackUnknownVerifierError(raw []byte) (*SettlementUnknownVerifier, error) {
	out := new(SettlementUnknownVerifier)
	if err := settlement.abi.UnpackIntoInterface(out, "UnknownVerifier", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// SettlementWrongInputCount represents a WrongInputCount error raised by the Settlement contract.
type SettlementWrongInputCount struct {
	Want *big.Int
	Got  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongInputCount(uint256 want, uint256 got)
func SettlementWrongInputCountErrorID() common.Hash {
	return common.HexToHash("0xc8a519a8b3b20dfb4c5792401550928d972f113659edad15df4ad658f77391df")
}

// UnpackWrongInputCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongInputCount(uint256 want, uint256 got)
func (settlement *Settlement) UnpackWrongInputCountError(raw []byte) (*SettlementWrongInputCount, error) {
	out := new(SettlementWrongInputCount)
	if err := settlement.abi.UnpackIntoInterface(out, "WrongInputCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
