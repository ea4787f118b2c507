package evm

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/settle"
)

// verdict tells what the contract's answer to a claim means.
func (c *Chain) verdict(err error) error {
	var revert *contracts.RevertError
	if err == nil || !errors.As(err, &revert) {
		return err
	}
	switch e := revert.Args.(type) {
	case *contracts.SettlementStateRootMismatch:
		return notNext("state root", hexutil.Encode(e.Want[:]), hexutil.Encode(e.Got[:]))
	case *contracts.SettlementShieldedRootMismatch:
		return notNext("shielded root", hexutil.Encode(e.Want[:]), hexutil.Encode(e.Got[:]))
	case *contracts.SettlementBatchNumberNotNext:
		return fmt.Errorf("%w: the chain settled batch number %s last, this one has %s", settle.ErrNotNext, e.Last, e.Got)
	case *contracts.SettlementOnlySettlerAllowed:
		return muster.Errorf(muster.CodeForbidden, "account %s may not settle on %s: the contract's owner has to allow it (setSettler)", e.Caller, c.cfg.Contract)
	case *contracts.SettlementUnknownVerifier:
		return muster.Errorf(muster.CodeUnsupported, "contract %s knows no verifier of circuit %s for protocol version %s: its owner has to name one (setVerifier)",
			c.cfg.Contract, common.Bytes2Hex(e.Circuit[:]), versionText(e.ProtocolVersion))
	case *contracts.SettlementFoldKeyMismatch:
		return muster.Errorf(muster.CodeUnsupported, "contract %s takes folded proofs of the key with digest 0x%x, this one is of 0x%x: its owner has to name the key (setVerifier)",
			c.cfg.Contract, e.Want, e.Got)
	}
	switch revert.Name {
	case "ProofInvalid", "CommitmentInvalid", "PublicInputNotInField", "WrongInputCount":
		return muster.Errorf(muster.CodeInvalidProof, "%w", revert)
	}
	return err
}

func notNext(what, want, got string) error {
	return fmt.Errorf("%w: the chain is at %s %s, the batch starts from %s", settle.ErrNotNext, what, want, got)
}
