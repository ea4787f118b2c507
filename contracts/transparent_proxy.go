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

// TransparentUpgradeableProxyMetaData contains all meta data concerning the TransparentUpgradeableProxy contract.
var TransparentUpgradeableProxyMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"_logic\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"initialOwner\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"_data\",\"type\":\"bytes\"}],\"stateMutability\":\"payable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AddressEmptyCode\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"name\":\"ERC1967InvalidAdmin\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"ERC1967InvalidImplementation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ERC1967NonPayable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ERC1967ProxyUninitialized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProxyDeniedAdminAccess\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"previousAdmin\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"newAdmin\",\"type\":\"address\"}],\"name\":\"AdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"Upgraded\",\"type\":\"event\"},{\"stateMutability\":\"payable\",\"type\":\"fallback\"}]",
	ID:  "TransparentUpgradeableProxy",
	Bin: "0x60a0604052610aaa803803806100148161028a565b92833981016060828203126102855761002c826102af565b90610039602084016102af565b604084015190936001600160401b038211610285570181601f82011215610285578051906001600160401b03821161020e5761007e601f8301601f191660200161028a565b92828452602083830101116102855760005b82811061027057505060206000918301015280511561025f57813b1561023d577f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc80546001600160a01b0319166001600160a01b0384169081179091557fbc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b600080a280511561022457610122916102c3565b505b6040519061045b8083016001600160401b0381118482101761020e57602092849261062f84396001600160a01b031681520301906000f080156102025760018060a01b031680608052600080516020610a8a833981519152547f7e644d79422f17c01e4894b5f4f588d331ebfa28653d42ae832dc59e38c9798f6040805160018060a01b0384168152846020820152a181156101ec576001600160a01b03191617600080516020610a8a833981519152556040516102d9908161035682396080518160070152f35b633173bdd160e11b600052600060045260246000fd5b6040513d6000823e3d90fd5b634e487b7160e01b600052604160045260246000fd5b505034156101245763b398979f60e01b60005260046000fd5b50634c9c8ce360e01b60009081526001600160a01b0391909116600452602490fd5b6330a289cf60e21b60005260046000fd5b80602080928401015182828701015201610090565b600080fd5b6040519190601f01601f191682016001600160401b0381118382101761020e57604052565b51906001600160a01b038216820361028557565b9060008091602081519101845af48080610342575b156102f95750506040513d81523d6000602083013e60203d82010160405290565b1561031f57639996b31560e01b60009081526001600160a01b0391909116600452602490fd5b3d15610331576040513d6000823e3d90fd5b63d6bda27560e01b60005260046000fd5b503d1515806102d85750813b15156102d856fe6080604052337f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031603610069576000356001600160e01b03191663278f794360e11b1461005f576334ad5dbb60e21b60005260046000fd5b6100676100cc565b005b7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc5460009081906001600160a01b0316368280378136915af43d6000803e156100b1573d6000f35b3d6000fd5b634e487b7160e01b600052604160045260246000fd5b3660041161017d57604036600319011261017d576004356001600160a01b0381169081900361017d576024359067ffffffffffffffff821161017d573660238301121561017d5781600401359067ffffffffffffffff82116101825760405191601f8101601f19908116603f0116830167ffffffffffffffff81118482101761018257604052808352366024828601011161017d57602081600092602461017b97018387013784010152610187565b565b600080fd5b6100b6565b90813b1561021e577f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc80546001600160a01b0319166001600160a01b0384169081179091557fbc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b600080a28051156102045761020191610240565b50565b50503461020d57565b63b398979f60e01b60005260046000fd5b50634c9c8ce360e01b60009081526001600160a01b0391909116600452602490fd5b9060008091602081519101845af480806102ac575b156102675750506102646102bf565b90565b1561028957639996b31560e01b6000526001600160a01b031660045260246000fd5b3d1561029b576040513d6000823e3d90fd5b63d6bda27560e01b60005260046000fd5b503d1515806102555750813b1515610255565b604051903d82523d6000602084013e60203d8301016040525660803460bc57601f61045b38819003918201601f19168301916001600160401b0383118484101760c15780849260209460405283398101031260bc57516001600160a01b0381169081900360bc57801560a657600080546001600160a01b031981168317825560405192916001600160a01b03909116907f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09080a361038390816100d88239f35b631e4fbdf760e01b600052600060045260246000fd5b600080fd5b634e487b7160e01b600052604160045260246000fdfe6080604052600436101561001257600080fd5b6000803560e01c8063715018a6146102875780638da5cb5b146102605780639623609d1461012f578063ad3cb1cc146100e25763f2fde38b1461005457600080fd5b346100df5760203660031901126100df576004356001600160a01b038116908190036100dd5761008261035a565b80156100c95781546001600160a01b03198116821783556001600160a01b03167f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e08380a380f35b631e4fbdf760e01b82526004829052602482fd5b505b80fd5b50346100df57806003193601126100df575061012b6040516101056040826102e1565b60058152640352e302e360dc1b6020820152604051918291602083526020830190610319565b0390f35b5060603660031901126100df576004356001600160a01b038116908190036100dd576024356001600160a01b038116908190036102405760443567ffffffffffffffff811161025c573660238201121561025c57806004013567ffffffffffffffff8111610248576040518593929091906101b4601f8301601f1916602001846102e1565b81835236602483830101116102445781859260246020930183860137830101526101dc61035a565b833b156102405761021293839260405180968194829363278f794360e11b84526004840152604060248401526044830190610319565b039134905af18015610233576102255780f35b61022e916102e1565b388180f35b50604051903d90823e3d90fd5b8280fd5b8480fd5b634e487b7160e01b85526041600452602485fd5b8380fd5b50346100df57806003193601126100df57546040516001600160a01b039091168152602090f35b50346100df57806003193601126100df576102a061035a565b80546001600160a01b03198116825581906001600160a01b03167f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e08280a380f35b90601f8019910116810190811067ffffffffffffffff82111761030357604052565b634e487b7160e01b600052604160045260246000fd5b919082519283825260005b848110610345575050826000602080949584010152601f8019910116010190565b80602080928401015182828601015201610324565b6000546001600160a01b0316330361036e57565b63118cdaa760e01b6000523360045260246000fdb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103",
}

// TransparentUpgradeableProxy is an auto generated Go binding around an Ethereum contract.
type TransparentUpgradeableProxy struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TransparentUpgradeableProxy) GetABI() abi.ABI {
	return c.abi
}

// NewTransparentUpgradeableProxy creates a new instance of TransparentUpgradeableProxy.
func NewTransparentUpgradeableProxy() *TransparentUpgradeableProxy {
	parsed, err := TransparentUpgradeableProxyMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TransparentUpgradeableProxy{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TransparentUpgradeableProxy) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address _logic, address initialOwner, bytes _data) payable returns()
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) PackConstructor(_logic common.Address, initialOwner common.Address, _data []byte) []byte {
	enc, err := transparentUpgradeableProxy.abi.Pack("", _logic, initialOwner, _data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TransparentUpgradeableProxyAdminChanged represents a AdminChanged event raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyAdminChanged struct {
	PreviousAdmin common.Address
	NewAdmin      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const TransparentUpgradeableProxyAdminChangedEventName = "AdminChanged"

// ContractEventName returns the user-defined event name.
func (TransparentUpgradeableProxyAdminChanged) ContractEventName() string {
	return TransparentUpgradeableProxyAdminChangedEventName
}

// UnpackAdminChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AdminChanged(address previousAdmin, address newAdmin)
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackAdminChangedEvent(log *types.Log) (*TransparentUpgradeableProxyAdminChanged, error) {
	event := "AdminChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != transparentUpgradeableProxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TransparentUpgradeableProxyAdminChanged)
	if len(log.Data) > 0 {
		if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range transparentUpgradeableProxy.abi.Events[event].Inputs {
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

// TransparentUpgradeableProxyUpgraded represents a Upgraded event raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyUpgraded struct {
	Implementation common.Address
	Raw            *types.Log // Blockchain specific contextual infos
}

const TransparentUpgradeableProxyUpgradedEventName = "Upgraded"

// ContractEventName returns the user-defined event name.
func (TransparentUpgradeableProxyUpgraded) ContractEventName() string {
	return TransparentUpgradeableProxyUpgradedEventName
}

// UnpackUpgradedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Upgraded(address indexed implementation)
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackUpgradedEvent(log *types.Log) (*TransparentUpgradeableProxyUpgraded, error) {
	event := "Upgraded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != transparentUpgradeableProxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TransparentUpgradeableProxyUpgraded)
	if len(log.Data) > 0 {
		if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range transparentUpgradeableProxy.abi.Events[event].Inputs {
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
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["ERC1967InvalidAdmin"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackERC1967InvalidAdminError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["ERC1967InvalidImplementation"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackERC1967InvalidImplementationError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["ERC1967NonPayable"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackERC1967NonPayableError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["ERC1967ProxyUninitialized"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackERC1967ProxyUninitializedError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], transparentUpgradeableProxy.abi.Errors["ProxyDeniedAdminAccess"].ID.Bytes()[:4]) {
		return transparentUpgradeableProxy.UnpackProxyDeniedAdminAccessError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// TransparentUpgradeableProxyAddressEmptyCode represents a AddressEmptyCode error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func TransparentUpgradeableProxyAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackAddressEmptyCodeError(raw []byte) (*TransparentUpgradeableProxyAddressEmptyCode, error) {
	out := new(TransparentUpgradeableProxyAddressEmptyCode)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyERC1967InvalidAdmin represents a ERC1967InvalidAdmin error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyERC1967InvalidAdmin struct {
	Admin common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967InvalidAdmin(address admin)
func TransparentUpgradeableProxyERC1967InvalidAdminErrorID() common.Hash {
	return common.HexToHash("0x62e77ba29fe9122a94e84b52c1153f52dc5bd59527150c583cc2afd92259963f")
}

// UnpackERC1967InvalidAdminError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967InvalidAdmin(address admin)
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackERC1967InvalidAdminError(raw []byte) (*TransparentUpgradeableProxyERC1967InvalidAdmin, error) {
	out := new(TransparentUpgradeableProxyERC1967InvalidAdmin)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "ERC1967InvalidAdmin", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyERC1967InvalidImplementation represents a ERC1967InvalidImplementation error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyERC1967InvalidImplementation struct {
	Implementation common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func TransparentUpgradeableProxyERC1967InvalidImplementationErrorID() common.Hash {
	return common.HexToHash("0x4c9c8ce3ceb3130f17f7cdba48d89b5b0129f266a8bac114e6e315a41879b617")
}

// UnpackERC1967InvalidImplementationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackERC1967InvalidImplementationError(raw []byte) (*TransparentUpgradeableProxyERC1967InvalidImplementation, error) {
	out := new(TransparentUpgradeableProxyERC1967InvalidImplementation)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "ERC1967InvalidImplementation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyERC1967NonPayable represents a ERC1967NonPayable error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyERC1967NonPayable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967NonPayable()
func TransparentUpgradeableProxyERC1967NonPayableErrorID() common.Hash {
	return common.HexToHash("0xb398979fa84f543c8e222f17890372c487baf85e062276c127fef521eea7224b")
}

// UnpackERC1967NonPayableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967NonPayable()
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackERC1967NonPayableError(raw []byte) (*TransparentUpgradeableProxyERC1967NonPayable, error) {
	out := new(TransparentUpgradeableProxyERC1967NonPayable)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "ERC1967NonPayable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyERC1967ProxyUninitialized represents a ERC1967ProxyUninitialized error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyERC1967ProxyUninitialized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967ProxyUninitialized()
func TransparentUpgradeableProxyERC1967ProxyUninitializedErrorID() common.Hash {
	return common.HexToHash("0xc28a273c3fe16468cad2234091c09b146f46a93b2ad4069739c7beddfa5b3529")
}

// UnpackERC1967ProxyUninitializedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967ProxyUninitialized()
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackERC1967ProxyUninitializedError(raw []byte) (*TransparentUpgradeableProxyERC1967ProxyUninitialized, error) {
	out := new(TransparentUpgradeableProxyERC1967ProxyUninitialized)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "ERC1967ProxyUninitialized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyFailedCall represents a FailedCall error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func TransparentUpgradeableProxyFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackFailedCallError(raw []byte) (*TransparentUpgradeableProxyFailedCall, error) {
	out := new(TransparentUpgradeableProxyFailedCall)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TransparentUpgradeableProxyProxyDeniedAdminAccess represents a ProxyDeniedAdminAccess error raised by the TransparentUpgradeableProxy contract.
type TransparentUpgradeableProxyProxyDeniedAdminAccess struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProxyDeniedAdminAccess()
func TransparentUpgradeableProxyProxyDeniedAdminAccessErrorID() common.Hash {
	return common.HexToHash("0xd2b576ece55c2a2cd529989c46cf677bc4504444e955201cfc9e82176ead8c00")
}

// UnpackProxyDeniedAdminAccessError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProxyDeniedAdminAccess()
func (transparentUpgradeableProxy *TransparentUpgradeableProxy) UnpackProxyDeniedAdminAccessError(raw []byte) (*TransparentUpgradeableProxyProxyDeniedAdminAccess, error) {
	out := new(TransparentUpgradeableProxyProxyDeniedAdminAccess)
	if err := transparentUpgradeableProxy.abi.UnpackIntoInterface(out, "ProxyDeniedAdminAccess", raw); err != nil {
		return nil, err
	}
	return out, nil
}
