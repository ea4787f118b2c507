package contracts_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/muster-zk/muster/contracts"
)

// answered is an error as an Ethereum client gives it.
type answered struct{ data any }

func (answered) Error() string    { return "execution reverted" }
func (a answered) ErrorData() any { return a.data }

// metadata of all contracts whose errors are known.
var metadata = map[string]interface{ ParseABI() (*abi.ABI, error) }{
	"Groth16Verifier":             &contracts.Groth16VerifierMetaData,
	"ProofManager":                &contracts.ProofManagerMetaData,
	"Settlement":                  &contracts.SettlementMetaData,
	"TestUSDC":                    &contracts.TestUSDCMetaData,
	"TransparentUpgradeableProxy": &contracts.TransparentUpgradeableProxyMetaData,
	"ProxyAdmin":                  &contracts.ProxyAdminMetaData,
}

func contractABI(t testing.TB, contract string) *abi.ABI {
	t.Helper()
	parsed, err := metadata[contract].ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// encoded is an error of a contract as it reverts with it.
func encoded(t testing.TB, contract, name string, args ...any) []byte {
	t.Helper()
	e, ok := contractABI(t, contract).Errors[name]
	if !ok {
		t.Fatalf("%s has no error %s", contract, name)
	}
	packed, err := e.Inputs.Pack(args...)
	if err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(e.ID[:4]), packed...)
}

func TestRevertsSayWhatTheyAre(t *testing.T) {
	who := addressOf("stranger")
	text, err := abi.NewType("string", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	reason, err := abi.Arguments{{Type: text}}.Pack("not \x1b[1m today")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		data []byte
		want string
	}{
		{encoded(t, "Groth16Verifier", "ProofInvalid"), "ProofInvalid"},
		{encoded(t, "Groth16Verifier", "WrongInputCount", big.NewInt(7), big.NewInt(8)), "WrongInputCount(want: 7, got: 8)"},
		{encoded(t, "ProofManager", "ProofRequestIsNotProven", uint8(5)), "ProofRequestIsNotProven(status: TimedOut)"},
		{encoded(t, "ProofManager", "DuplicatedProofRequest", big.NewInt(324), big.NewInt(9)), "DuplicatedProofRequest(chainId: 324, blockNumber: 9)"},
		{encoded(t, "ProofManager", "AddressCannotBeZero", "usdc"), `AddressCannotBeZero(field: "usdc")`},
		{encoded(t, "ProofManager", "AccessControlUnauthorizedAccount", who, [32]byte{1}), "AccessControlUnauthorizedAccount(account: " + who.Hex() + ", neededRole: 0x01" + strings.Repeat("00", 31) + ")"},
		{encoded(t, "ProofManager", "EnforcedPause"), "EnforcedPause"},
		{encoded(t, "ProofManager", "InvalidInitialization"), "InvalidInitialization"},
		{encoded(t, "Settlement", "BatchNumberNotNext", big.NewInt(3), big.NewInt(3)), "BatchNumberNotNext(last: 3, got: 3)"},
		{encoded(t, "Settlement", "OwnableUnauthorizedAccount", who), "OwnableUnauthorizedAccount(account: " + who.Hex() + ")"},
		{encoded(t, "TestUSDC", "ERC20InsufficientBalance", who, big.NewInt(1), big.NewInt(2)), "ERC20InsufficientBalance(sender: " + who.Hex() + ", balance: 1, needed: 2)"},
		{encoded(t, "TransparentUpgradeableProxy", "ProxyDeniedAdminAccess"), "ProxyDeniedAdminAccess"},
		{append(common.FromHex("0x08c379a0"), reason...), `Error("not \x1b[1m today")`},
		{append(common.FromHex("0x4e487b71"), common.BigToHash(big.NewInt(0x11)).Bytes()...), "Panic(0x11)"},
	}
	for _, tt := range tests {
		for what, got := range map[string]*contracts.RevertError{
			"data":         contracts.RevertOfData(tt.data),
			"text":         contracts.RevertOf(fmt.Errorf("call: %w", answered{hexutil.Encode(tt.data)})),
			"bytes":        contracts.RevertOf(answered{tt.data}),
			"an RPC value": contracts.RevertOf(answered{hexutil.Bytes(tt.data)}),
		} {
			if got == nil || got.Error() != "the contract reverted: "+tt.want || got.Name != strings.SplitN(tt.want, "(", 2)[0] || got.Args == nil {
				t.Errorf("%s: %v, expected %s", what, got, tt.want)
			}
		}
	}
	if args, ok := contracts.RevertOfData(tests[3].data).Args.(*contracts.ProofManagerDuplicatedProofRequest); !ok || args.BlockNumber.Int64() != 9 {
		t.Errorf("arguments %v", args)
	}
}

func TestEveryErrorOfEveryContractIsKnown(t *testing.T) {
	for contract := range metadata {
		for name, e := range contractABI(t, contract).Errors {
			// Noughts are arguments of any type but for strings, whose offset
			// they would put onto itself.
			data := append(slices.Clone(e.ID[:4]), make([]byte, 32*len(e.Inputs))...)
			if len(e.Inputs) > 0 && e.Inputs[0].Type.T == abi.StringTy {
				data = encoded(t, contract, name, "x")
			}
			if got := contracts.RevertOfData(data); got == nil || got.Name != name || got.Args == nil {
				t.Errorf("%s of %s: %v", name, contract, got)
			}
		}
	}
}

func TestWhatIsNoRevert(t *testing.T) {
	good := encoded(t, "Groth16Verifier", "WrongInputCount", big.NewInt(7), big.NewInt(8))
	for name, err := range map[string]error{
		"nothing":             nil,
		"another error":       errors.New("no route"),
		"no data":             answered{nil},
		"no text":             answered{7},
		"no hexadecimals":     answered{"0xzz"},
		"not even a selector": answered{"0x010203"},
		"another selector":    answered{"0x01020304"},
		"cut short":           answered{good[:40]},
		"endless":             answered{"0x" + strings.Repeat("00", 1<<20)},
		"endless bytes":       answered{append(slices.Clone(good), make([]byte, 1<<20)...)},
	} {
		if got := contracts.RevertOf(err); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzRevertOfData(f *testing.F) {
	for contract := range metadata {
		for _, e := range contractABI(f, contract).Errors {
			f.Add(append(slices.Clone(e.ID[:4]), make([]byte, 96)...))
		}
	}
	f.Add(common.FromHex("0x08c379a0"))
	f.Add(append(common.FromHex("0x08c379a0"), append(common.BigToHash(big.NewInt(32)).Bytes(), common.BigToHash(big.NewInt(1<<40)).Bytes()...)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := contracts.RevertOfData(data)
		if got == nil {
			return
		}
		if got.Name == "" || got.Args == nil || len(got.Error()) > 4096 {
			t.Errorf("%x: %q %v", data, got.Error(), got.Args)
		}
	})
}
