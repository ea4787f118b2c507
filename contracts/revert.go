package contracts

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// RevertError is a typed error of Groth16Verifier.
type RevertError struct {
	Name string // as in the contract: ProofInvalid, WrongInputCount, …
	Args any    // the decoded error of the bindings
}

// Error names the contract's error, with its arguments where it has any.
func (e *RevertError) Error() string {
	if wrong, ok := e.Args.(*Groth16VerifierWrongInputCount); ok {
		return fmt.Sprintf("the contract reverted: WrongInputCount: the circuit has %s public inputs, the call %s", wrong.Want, wrong.Got)
	}
	return "the contract reverted: " + e.Name
}

// RevertOf decodes the typed error in what an Ethereum node answered to a call,
// or returns nil when there is none.
func RevertOf(err error) *RevertError {
	var answer interface{ ErrorData() any }
	if !errors.As(err, &answer) {
		return nil
	}
	text, ok := answer.ErrorData().(string)
	if !ok {
		return nil
	}
	data, decodeErr := hexutil.Decode(text)
	if decodeErr != nil || len(data) < 4 {
		return nil
	}
	verifier := NewGroth16Verifier()
	args, decodeErr := verifier.UnpackError(data)
	if decodeErr != nil {
		return nil
	}
	for name, e := range verifier.abi.Errors {
		if common.BytesToHash(e.ID[:4]) == common.BytesToHash(data[:4]) {
			return &RevertError{Name: name, Args: args}
		}
	}
	return nil
}
