package admin

import (
	"errors"
	"strings"

	"github.com/muster-zk/muster/contracts"
)

// meanings are the contract's errors in words.
var meanings = map[string]string{
	"AccessControlUnauthorizedAccount": "the account lacks the role that this needs",
	"AddressCannotBeZero":              "an address is missing",
	"AddressInUse":                     "the address is a network's already",
	"AddressHasRole":                   "a network's address may be neither submitter nor administrator, who would judge or appoint themselves",
	"AdministratorCannotRemoveItself":  "an administrator can't take the role from itself: another one has to, so that there is always one",
	"WrongTokenDecimals":               "rewards are counted in a token with 6 decimals",
	"UnknownProvingNetwork":            "there is no network of this number",
	"TooManyProvingNetworks":           "the contract takes no more networks",
	"ProvingNetworkCannotBeNone":       "networks are numbered from 1",
	"InsufficientFunds":                "that is more than is free: the rest is owed to networks, or may come to be",
	"EnforcedPause":                    "the market is paused already",
	"ExpectedPause":                    "the market is not paused",
	"ERC20InsufficientBalance":         "the account has too little of the token",
	"OwnableUnauthorizedAccount":       "the account does not own the proxy's upgrades",
	"ERC1967InvalidImplementation":     "the implementation is no contract",
	"InvalidInitialization":            "the contract is initialised already",
	"SafeERC20FailedOperation":         "the token refuses the transfer",
	"ERC1967NonPayable":                "no coin may be sent along",
}

// words says why a call reverts: what the contract's error means, and the error
// itself.
func words(err error) string {
	var revert *contracts.RevertError
	if !errors.As(err, &revert) {
		return err.Error()
	}
	said := strings.TrimPrefix(revert.Error(), "the contract reverted: ")
	if means := meanings[revert.Name]; means != "" {
		return means + " (" + said + ")"
	}
	return said
}
