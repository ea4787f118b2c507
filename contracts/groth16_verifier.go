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

// Groth16VerifierMetaData contains all meta data concerning the Groth16Verifier contract.
var Groth16VerifierMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"inputs_\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"commitments_\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"key\",\"type\":\"uint256[]\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"CommitmentInvalid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"KeyInvalid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofInvalid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PublicInputNotInField\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"want\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"got\",\"type\":\"uint256\"}],\"name\":\"WrongInputCount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"publicInputsHash\",\"type\":\"bytes32\"}],\"name\":\"ProofAccepted\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256[8]\",\"name\":\"proof\",\"type\":\"uint256[8]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitment\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitmentPok\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[]\",\"name\":\"input\",\"type\":\"uint256[]\"}],\"name\":\"acceptProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"commitments\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"inputs\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"keyHash\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"keySource\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256[8]\",\"name\":\"proof\",\"type\":\"uint256[8]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitment\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitmentPok\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[]\",\"name\":\"input\",\"type\":\"uint256[]\"}],\"name\":\"verifyProof\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256[8]\",\"name\":\"proof\",\"type\":\"uint256[8]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitment\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[2]\",\"name\":\"commitmentPok\",\"type\":\"uint256[2]\"},{\"internalType\":\"uint256[]\",\"name\":\"input\",\"type\":\"uint256[]\"}],\"name\":\"verifyProofView\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Groth16Verifier",
	Bin: "0x610120806040523461076e576110c0803803809161001d8285610773565b8339810160608282031261076e5781516020830151604084015190939192916001600160401b03821161076e570181601f8201121561076e578051916001600160401b0383116106a3578260051b916040519361007d6020850186610773565b845260208401906020829482010192831161076e57602001905b82821061075e57505050600184118015610753575b61011f57826001018060011161067457600185850101809111610674576001600160ff1b03811681036106745760011b601c019384601c11610674578251858110908115610735575b5061011f57845b835181101561013057846101108286610796565b51101561011f576001016100fc565b636a545a9960e01b60005260046000fd5b509092848351600a101561071f576101608401518451600b101561071f576101808501511784516010101561071f576102208501511784516011101561071f576102408501511784516016101561071f576102e08501511784516017101561071f576103008501511761011f5783516004101561071f5760a084015184516005101561071f5760c08501516101c4916107aa565b601c5b8181106106d2575050600080806101de8187610796565b5190506101ec600187610796565b51826101f9600289610796565b519050610207600389610796565b51906040519260208401948686528660408601526060850152608084015260a083015260c082015260c0815261023e60e082610773565b519060085afa3d156106cd573d6001600160401b0381116106a35760405190610271601f8201601f191660200183610773565b8152600060203d92013e5b1561011f5760008061028f600686610796565b5161029b600787610796565b516102a7600888610796565b516102b3600989610796565b51906040519260208401948686528660408601526060850152608084015260a083015260c082015260c081526102ea60e082610773565b519060085afa3d156106c8573d6001600160401b0381116106a3576040519061031d601f8201601f191660200183610773565b8152600060203d92013e5b1561011f5760008061033b600c86610796565b51610347600d87610796565b51610353600e88610796565b5161035f600f89610796565b51906040519260208401948686528660408601526060850152608084015260a083015260c082015260c0815261039660e082610773565b519060085afa3d156106c3573d6001600160401b0381116106a357604051906103c9601f8201601f191660200183610773565b8152600060203d92013e5b1561011f576000806103e7601286610796565b516103f3601387610796565b516103ff601488610796565b5161040b601589610796565b51906040519260208401948686528660408601526060850152608084015260a083015260c082015260c0815261044260e082610773565b519060085afa3d156106be573d6001600160401b0381116106a35760405190610475601f8201601f191660200183610773565b8152600060203d92013e5b1561011f57600080610493601886610796565b5161049f601987610796565b516104ab601a88610796565b516104b7601b89610796565b51906040519260208401948686528660408601526060850152608084015260a083015260c082015260c081526104ee60e082610773565b519060085afa3d156106b9573d6001600160401b0381116106a35760405190610521601f8201601f191660200183610773565b8152600060203d92013e5b1561011f576040519384602081019182955192909260005b81811061068a575050610560925003601f198101865285610773565b60805260a0528151610100528151902060c0528051906001820180921161067457604051906020820192606160f81b845261ffff60f01b9060f01b1660218301526680600a3d393df360c81b60238301526000602a8301528181519160005b83811061065c575050806105e692602b92016000838201520301601f198101835282610773565b51906000f06001600160a01b0381161561011f5760e052604051610882908161081e8239608051818181610264015281816104d00152610504015260a0518181816101130152818161052d0152610675015260c051816102bd015260e05181818160b401526105880152610100518161055a0152f35b6020828201810151602b8784010152859350016105bf565b634e487b7160e01b600052601160045260246000fd5b8451835260209485019489945090920191600101610544565b634e487b7160e01b600052604160045260246000fd5b61052c565b610480565b6103d4565b610328565b61027c565b6106dc8186610796565b516001820190818311610674576106f66106fd9288610796565b51906107aa565b60028101809111156101c757634e487b7160e01b600052601160045260246000fd5b634e487b7160e01b600052603260045260246000fd5b90508582159182610749575b5050386100f5565b1190508538610741565b506103e883116100ac565b8151815260209182019101610097565b600080fd5b601f909101601f19168101906001600160401b038211908210176106a357604052565b805182101561071f5760209160051b010190565b906000805160206110a08339815191528210801590610805575b61011f57808217151591826107dc575b505061011f57565b6000805160206110a08339815191529192506003828281818195090908918009141538806107d4565b506000805160206110a08339815191528110156107c456fe6080604052600436101561001257600080fd5b60003560e01c8063023fcc36146102fc578063606f3a3c146102e057806361728f39146102875780638c7a91ed1461022e578063a5904ace14610136578063d28d5bda146100dd5763d9d8b3401461006957600080fd5b346100d85760007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100d857602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b600080fd5b346100d85760007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100d85760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346100d8576101536101473661035a565b949291859282956103f3565b6040519060208201927f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81116100d8576020837fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093601f9360051b809188378101030182810184520116810181811067ffffffffffffffff8211176101ff576040525190207f8c4de9d42f365cbaec782620a03efe9a450c829727a5745790245357541d0684600080a2005b7f4e487b7100000000000000000000000000000000000000000000000000000000600052604160045260246000fd5b346100d85760007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100d85760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346100d85760007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100d85760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346100d8576102fa6102f13661035a565b939290926103f3565b005b346100d85761031661030d3661035a565b939290926104fc565b600581101561032b5760209060405190158152f35b7f4e487b7100000000000000000000000000000000000000000000000000000000600052602160045260246000fd5b6101a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8201126100d85780610104116100d85760049181610144116100d8576101049180610184116100d857610144916101843567ffffffffffffffff81116100d857826023820112156100d85780600401359267ffffffffffffffff84116100d85760248460051b830101116100d8576024019190565b91610400939185936104fc565b91600583101561032b5782156104f75750600090600183146104a75750506002811461047d57600490600360009114610458577f7fcdd1f4000000000000000000000000000000000000000000000000000000008152fd5b7fa3a93fee000000000000000000000000000000000000000000000000000000008152fd5b7fa54f8e270000000000000000000000000000000000000000000000000000000060005260046000fd5b604492507fc8a519a80000000000000000000000000000000000000000000000000000000082527f0000000000000000000000000000000000000000000000000000000000000000600452602452fd5b915050565b9194926000947f000000000000000000000000000000000000000000000000000000000000000081036108765760017f000000000000000000000000000000000000000000000000000000000000000014158061085d575b610851577f0000000000000000000000000000000000000000000000000000000000000000946040519486600161010088017f00000000000000000000000000000000000000000000000000000000000000003c610480860198895161010089890101526104a087015161012089890101526001956000965b8b8689101561083f577f30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f00000018960051b890135101561065d5760400180516101408b8d019081019182526060909e01516101608f015260058a901b890135610180909e019d909d529b805a6040926007606092fa16610100898b0101805a6040926006608092fa1696600101966105cd565b9b5095929798965092985092506002985b808a1560017f000000000000000000000000000000000000000000000000000000000000000014166106fc575b505050505085156106ad575b50505050565b61010061014093853783820161010081015161024086015261012081015161026086015260209084016103008660085afa169201015116156106f3575b388080806106a7565b600491506106ea565b604090959394950191610180878a0101906040866101408a8d01013760808301905b610100898c01018210610826575050888701908190037ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec0016101408201207f30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001900692906040906101000160808160065afa156108175751888701610140810191825260609283015161016082015261018001929092526020939260409290918391908160075afa16818887016101000160808160065afa16938161030089019384376103c0880137610180610140858801019160085afa6101408386010151161561080e575b388080808061069b565b60039550610804565b50505096505050600394610804565b909160208091845160051b84013581520192019061071e565b9295509592979896509298995061066e565b50505050915050600390565b5060208701358735602085013585351717171515610554565b505050509150506001905630644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47",
}

// Groth16Verifier is an auto generated Go binding around an Ethereum contract.
type Groth16Verifier struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Groth16Verifier) GetABI() abi.ABI {
	return c.abi
}

// NewGroth16Verifier creates a new instance of Groth16Verifier.
func NewGroth16Verifier() *Groth16Verifier {
	parsed, err := Groth16VerifierMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Groth16Verifier{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Groth16Verifier) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(uint256 inputs_, uint256 commitments_, uint256[] key) returns()
func (groth16Verifier *Groth16Verifier) PackConstructor(inputs_ *big.Int, commitments_ *big.Int, key []*big.Int) []byte {
	enc, err := groth16Verifier.abi.Pack("", inputs_, commitments_, key)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5904ace.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptProof(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) returns()
func (groth16Verifier *Groth16Verifier) PackAcceptProof(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) []byte {
	enc, err := groth16Verifier.abi.Pack("acceptProof", proof, commitment, commitmentPok, input)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5904ace.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptProof(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) returns()
func (groth16Verifier *Groth16Verifier) TryPackAcceptProof(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) ([]byte, error) {
	return groth16Verifier.abi.Pack("acceptProof", proof, commitment, commitmentPok, input)
}

// PackCommitments is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd28d5bda.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commitments() view returns(uint256)
func (groth16Verifier *Groth16Verifier) PackCommitments() []byte {
	enc, err := groth16Verifier.abi.Pack("commitments")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitments is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd28d5bda.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commitments() view returns(uint256)
func (groth16Verifier *Groth16Verifier) TryPackCommitments() ([]byte, error) {
	return groth16Verifier.abi.Pack("commitments")
}

// UnpackCommitments is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd28d5bda.
//
// Solidity: function commitments() view returns(uint256)
func (groth16Verifier *Groth16Verifier) UnpackCommitments(data []byte) (*big.Int, error) {
	out, err := groth16Verifier.abi.Unpack("commitments", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackInputs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c7a91ed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function inputs() view returns(uint256)
func (groth16Verifier *Groth16Verifier) PackInputs() []byte {
	enc, err := groth16Verifier.abi.Pack("inputs")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInputs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c7a91ed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function inputs() view returns(uint256)
func (groth16Verifier *Groth16Verifier) TryPackInputs() ([]byte, error) {
	return groth16Verifier.abi.Pack("inputs")
}

// UnpackInputs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8c7a91ed.
//
// Solidity: function inputs() view returns(uint256)
func (groth16Verifier *Groth16Verifier) UnpackInputs(data []byte) (*big.Int, error) {
	out, err := groth16Verifier.abi.Unpack("inputs", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackKeyHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61728f39.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16Verifier *Groth16Verifier) PackKeyHash() []byte {
	enc, err := groth16Verifier.abi.Pack("keyHash")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackKeyHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61728f39.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16Verifier *Groth16Verifier) TryPackKeyHash() ([]byte, error) {
	return groth16Verifier.abi.Pack("keyHash")
}

// UnpackKeyHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61728f39.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16Verifier *Groth16Verifier) UnpackKeyHash(data []byte) ([32]byte, error) {
	out, err := groth16Verifier.abi.Unpack("keyHash", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackKeySource is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9d8b340.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function keySource() view returns(address)
func (groth16Verifier *Groth16Verifier) PackKeySource() []byte {
	enc, err := groth16Verifier.abi.Pack("keySource")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackKeySource is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9d8b340.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function keySource() view returns(address)
func (groth16Verifier *Groth16Verifier) TryPackKeySource() ([]byte, error) {
	return groth16Verifier.abi.Pack("keySource")
}

// UnpackKeySource is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd9d8b340.
//
// Solidity: function keySource() view returns(address)
func (groth16Verifier *Groth16Verifier) UnpackKeySource(data []byte) (common.Address, error) {
	out, err := groth16Verifier.abi.Unpack("keySource", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackVerifyProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x606f3a3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifyProof(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) view returns()
func (groth16Verifier *Groth16Verifier) PackVerifyProof(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) []byte {
	enc, err := groth16Verifier.abi.Pack("verifyProof", proof, commitment, commitmentPok, input)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifyProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x606f3a3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifyProof(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) view returns()
func (groth16Verifier *Groth16Verifier) TryPackVerifyProof(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) ([]byte, error) {
	return groth16Verifier.abi.Pack("verifyProof", proof, commitment, commitmentPok, input)
}

// PackVerifyProofView is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x023fcc36.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifyProofView(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) view returns(bool)
func (groth16Verifier *Groth16Verifier) PackVerifyProofView(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) []byte {
	enc, err := groth16Verifier.abi.Pack("verifyProofView", proof, commitment, commitmentPok, input)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifyProofView is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x023fcc36.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifyProofView(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) view returns(bool)
func (groth16Verifier *Groth16Verifier) TryPackVerifyProofView(proof [8]*big.Int, commitment [2]*big.Int, commitmentPok [2]*big.Int, input []*big.Int) ([]byte, error) {
	return groth16Verifier.abi.Pack("verifyProofView", proof, commitment, commitmentPok, input)
}

// UnpackVerifyProofView is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x023fcc36.
//
// Solidity: function verifyProofView(uint256[8] proof, uint256[2] commitment, uint256[2] commitmentPok, uint256[] input) view returns(bool)
func (groth16Verifier *Groth16Verifier) UnpackVerifyProofView(data []byte) (bool, error) {
	out, err := groth16Verifier.abi.Unpack("verifyProofView", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// Groth16VerifierProofAccepted represents a ProofAccepted event raised by the Groth16Verifier contract.
type Groth16VerifierProofAccepted struct {
	PublicInputsHash [32]byte
	Raw              *types.Log // Blockchain specific contextual infos
}

const Groth16VerifierProofAcceptedEventName = "ProofAccepted"

// ContractEventName returns the user-defined event name.
func (Groth16VerifierProofAccepted) ContractEventName() string {
	return Groth16VerifierProofAcceptedEventName
}

// UnpackProofAcceptedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofAccepted(bytes32 indexed publicInputsHash)
func (groth16Verifier *Groth16Verifier) UnpackProofAcceptedEvent(log *types.Log) (*Groth16VerifierProofAccepted, error) {
	event := "ProofAccepted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != groth16Verifier.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(Groth16VerifierProofAccepted)
	if len(log.Data) > 0 {
		if err := groth16Verifier.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range groth16Verifier.abi.Events[event].Inputs {
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
func (groth16Verifier *Groth16Verifier) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], groth16Verifier.abi.Errors["CommitmentInvalid"].ID.Bytes()[:4]) {
		return groth16Verifier.UnpackCommitmentInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16Verifier.abi.Errors["KeyInvalid"].ID.Bytes()[:4]) {
		return groth16Verifier.UnpackKeyInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16Verifier.abi.Errors["ProofInvalid"].ID.Bytes()[:4]) {
		return groth16Verifier.UnpackProofInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16Verifier.abi.Errors["PublicInputNotInField"].ID.Bytes()[:4]) {
		return groth16Verifier.UnpackPublicInputNotInFieldError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16Verifier.abi.Errors["WrongInputCount"].ID.Bytes()[:4]) {
		return groth16Verifier.UnpackWrongInputCountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// Groth16VerifierCommitmentInvalid represents a CommitmentInvalid error raised by the Groth16Verifier contract.
type Groth16VerifierCommitmentInvalid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CommitmentInvalid()
func Groth16VerifierCommitmentInvalidErrorID() common.Hash {
	return common.HexToHash("0xa3a93fee56dfcbe3c39f5ec63c6730967db3a2793a813cf79d599fdf35d8f518")
}

// UnpackCommitmentInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CommitmentInvalid()
func (groth16Verifier *Groth16Verifier) UnpackCommitmentInvalidError(raw []byte) (*Groth16VerifierCommitmentInvalid, error) {
	out := new(Groth16VerifierCommitmentInvalid)
	if err := groth16Verifier.abi.UnpackIntoInterface(out, "CommitmentInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16VerifierKeyInvalid represents a KeyInvalid error raised by the Groth16Verifier contract.
type Groth16VerifierKeyInvalid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeyInvalid()
func Groth16VerifierKeyInvalidErrorID() common.Hash {
	return common.HexToHash("0x6a545a990fafea95c17ec4b863870f5fbe61b82fd06c3935141ef76fa20d9829")
}

// UnpackKeyInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeyInvalid()
func (groth16Verifier *Groth16Verifier) UnpackKeyInvalidError(raw []byte) (*Groth16VerifierKeyInvalid, error) {
	out := new(Groth16VerifierKeyInvalid)
	if err := groth16Verifier.abi.UnpackIntoInterface(out, "KeyInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16VerifierProofInvalid represents a ProofInvalid error raised by the Groth16Verifier contract.
type Groth16VerifierProofInvalid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofInvalid()
func Groth16VerifierProofInvalidErrorID() common.Hash {
	return common.HexToHash("0x7fcdd1f433fad06e243ebb12f415f49dc48f357e41b96f61f504279fe6bb2ac6")
}

// UnpackProofInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofInvalid()
func (groth16Verifier *Groth16Verifier) UnpackProofInvalidError(raw []byte) (*Groth16VerifierProofInvalid, error) {
	out := new(Groth16VerifierProofInvalid)
	if err := groth16Verifier.abi.UnpackIntoInterface(out, "ProofInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16VerifierPublicInputNotInField represents a PublicInputNotInField error raised by the Groth16Verifier contract.
type Groth16VerifierPublicInputNotInField struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PublicInputNotInField()
func Groth16VerifierPublicInputNotInFieldErrorID() common.Hash {
	return common.HexToHash("0xa54f8e27d960b419368d544cd7616e10e384de098966aa60b80904dd31e7ab38")
}

// UnpackPublicInputNotInFieldError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PublicInputNotInField()
func (groth16Verifier *Groth16Verifier) UnpackPublicInputNotInFieldError(raw []byte) (*Groth16VerifierPublicInputNotInField, error) {
	out := new(Groth16VerifierPublicInputNotInField)
	if err := groth16Verifier.abi.UnpackIntoInterface(out, "PublicInputNotInField", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16VerifierWrongInputCount represents a WrongInputCount error raised by the Groth16Verifier contract.
type Groth16VerifierWrongInputCount struct {
	Want *big.Int
	Got  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongInputCount(uint256 want, uint256 got)
func Groth16VerifierWrongInputCountErrorID() common.Hash {
	return common.HexToHash("0xc8a519a8b3b20dfb4c5792401550928d972f113659edad15df4ad658f77391df")
}

// UnpackWrongInputCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongInputCount(uint256 want, uint256 got)
func (groth16Verifier *Groth16Verifier) UnpackWrongInputCountError(raw []byte) (*Groth16VerifierWrongInputCount, error) {
	out := new(Groth16VerifierWrongInputCount)
	if err := groth16Verifier.abi.UnpackIntoInterface(out, "WrongInputCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
