package contracts

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/muster-zk/muster"
)

// RevertError is what a contract reverted with: one of the typed errors of the
// contracts here, those of OpenZeppelin that they use among them, or one of
// the two that are Solidity's own, Error and Panic.
type RevertError struct {
	Name string // as in the contract: ProofInvalid, WrongInputCount, …
	// Args is the decoded error of the bindings. Of Error it is the text, of
	// Panic the code as a *big.Int. Where several contracts have an error it is
	// of the first in the order Groth16Verifier, ProofManager, Settlement,
	// TestUSDC, TransparentUpgradeableProxy, ProxyAdmin.
	Args any
	text string // arguments for people
}

// Error names the contract's error, with its arguments where it has any.
func (e *RevertError) Error() string { return "the contract reverted: " + e.Name + e.text }

const (
	selectorSize    = 4
	mostRevertBytes = 16 << 10 // no error here comes near
	mostRevertText  = 256
)

// RevertOf decodes the error in what an Ethereum node answered to a call, or
// returns nil where there is none that is known.
func RevertOf(err error) *RevertError {
	var answer interface{ ErrorData() any }
	if !errors.As(err, &answer) {
		return nil
	}
	switch data := answer.ErrorData().(type) {
	case string:
		if len(data) > 2+2*mostRevertBytes {
			return nil
		}
		raw, decodeErr := hexutil.Decode(data)
		if decodeErr != nil {
			return nil
		}
		return RevertOfData(raw)
	case hexutil.Bytes:
		return RevertOfData(data)
	case []byte:
		return RevertOfData(data)
	default:
		return nil
	}
}

// RevertOfData decodes the data that a call reverted with, or returns nil where
// it is none that is known or does not hold its arguments.
func RevertOfData(data []byte) *RevertError {
	if len(data) < selectorSize || len(data) > mostRevertBytes {
		return nil
	}
	for _, known := range knownErrors()[[selectorSize]byte(data)] {
		values, err := known.abi.Inputs.UnpackValues(data[selectorSize:])
		if err != nil {
			continue
		}
		args, err := known.decode(data)
		if err != nil {
			continue
		}
		return &RevertError{Name: known.abi.Name, Args: args, text: argumentsText(known.abi, values)}
	}
	return nil
}

type knownError struct {
	abi    abi.Error
	decode func(raw []byte) (any, error)
}

// knownErrors lists errors by their selector. Errors of one selector are the
// same error unless somebody looks for collisions.
var knownErrors = sync.OnceValue(func() map[[selectorSize]byte][]knownError {
	known := make(map[[selectorSize]byte][]knownError)
	add := func(contract abi.ABI, decode func([]byte) (any, error)) {
		for _, name := range slices.Sorted(maps.Keys(contract.Errors)) {
			e := contract.Errors[name]
			selector := [selectorSize]byte(e.ID[:])
			known[selector] = append(known[selector], knownError{e, decode})
		}
	}
	verifier, manager, settlement := NewGroth16Verifier(), NewProofManager(), NewSettlement()
	token, proxy, admin := NewTestUSDC(), NewTransparentUpgradeableProxy(), NewProxyAdmin()
	add(verifier.abi, verifier.UnpackError)
	add(manager.abi, manager.UnpackError)
	add(settlement.abi, settlement.UnpackError)
	add(token.abi, token.UnpackError)
	add(proxy.abi, proxy.UnpackError)
	add(admin.abi, admin.UnpackError)
	for name, typ := range map[string]string{"Error": "string", "Panic": "uint256"} {
		argument, err := abi.NewType(typ, "", nil)
		if err != nil {
			panic(err) // of a constant
		}
		e := abi.NewError(name, abi.Arguments{{Type: argument}})
		e.Inputs = abi.Arguments{{Type: argument}} // without the name that it was given
		selector := [selectorSize]byte(e.ID[:])
		known[selector] = append(known[selector], knownError{e, func(raw []byte) (any, error) {
			values, err := e.Inputs.UnpackValues(raw[selectorSize:])
			if err != nil {
				return nil, err
			}
			return values[0], nil
		}})
	}
	return known
})

func argumentsText(e abi.Error, values []any) string {
	if len(values) == 0 {
		return ""
	}
	var text strings.Builder
	for i, value := range values {
		text.WriteString([]string{"(", ", "}[min(i, 1)])
		if name := e.Inputs[i].Name; name != "" {
			text.WriteString(name + ": ")
		}
		text.WriteString(argumentText(e, i, value))
	}
	return text.String() + ")"
}

func argumentText(e abi.Error, i int, value any) string {
	switch v := value.(type) {
	case string:
		if len(v) > mostRevertText {
			return fmt.Sprintf("%q…", v[:mostRevertText])
		}
		return fmt.Sprintf("%q", v)
	case common.Address:
		return v.Hex()
	case [32]byte:
		return hexutil.Encode(v[:])
	case []byte:
		return hexutil.Encode(v[:min(len(v), mostRevertText)])
	case uint8:
		if e.Inputs[i].Name == "status" && int(v) < len(muster.RequestStates) {
			return string(muster.RequestStates[v])
		}
	case *big.Int:
		if e.Name == "Panic" {
			return fmt.Sprintf("0x%x", v)
		}
	}
	return fmt.Sprint(value)
}
