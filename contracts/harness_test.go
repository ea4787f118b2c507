package contracts_test

import (
	"crypto/ecdsa"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster/contracts"
)

// The time of a chain's first block lies ahead of any wall clock, since the
// backend gives a block the wall clock's time where that is later than its
// parent's. From here on each block is a second.
const dawn = 4_000_000_000

// people have accounts, whose keys are their names.
var people = []string{"deployer", "owner", "administrator", "submitter", "first", "second", "third", "stranger"}

func keyOf(name string) *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return key
}

func addressOf(name string) common.Address { return crypto.PubkeyToAddress(keyOf(name).PublicKey) }

// chain is an EVM chain in this process, with accounts of people.
type chain struct {
	t       *testing.T
	backend *simulated.Backend
	nonces  map[string]uint64
	gas     uint64 // that the latest transaction used
}

func newChain(t *testing.T) *chain {
	t.Helper()
	alloc := make(types.GenesisAlloc)
	for _, name := range people {
		alloc[addressOf(name)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1e6), big.NewInt(params.Ether))}
	}
	c := &chain{t: t, backend: simulated.NewBackend(alloc, osaka), nonces: make(map[string]uint64)}
	t.Cleanup(func() {
		if err := c.backend.Close(); err != nil {
			t.Error(err)
		}
	})
	c.until(dawn)
	return c
}

// osaka has a chain follow the rules of that fork. Left alone the backend takes
// those of forks to come too, which charge more for storage.
func osaka(_ *node.Config, e *ethconfig.Config) {
	rules := *e.Genesis.Config
	rules.BogotaTime = nil
	e.Genesis.Config = &rules
}

// now is the time of the latest block.
func (c *chain) now() uint64 {
	c.t.Helper()
	head, err := c.backend.Client().HeaderByNumber(c.t.Context(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return head.Time
}

// until lets the time pass until the next block is of the given time.
func (c *chain) until(next uint64) {
	c.t.Helper()
	now := c.now()
	if next <= now {
		c.t.Fatalf("the next block is later than %d", next)
	}
	if next-1 == now {
		return
	}
	// The pool hears of a block some time after it is made, and time moves only
	// while the pool is empty. A fork at the head does nothing but wait for that.
	head, err := c.backend.Client().HeaderByNumber(c.t.Context(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.backend.Fork(head.Hash()); err != nil {
		c.t.Fatal(err)
	}
	if err := c.backend.AdjustTime(time.Duration(next-1-now) * time.Second); err != nil {
		c.t.Fatal(err)
	}
}

// send has somebody make a transaction, in a block of its own; it deploys where
// to is nil. A transaction that reverts gives a *contracts.RevertError, or
// another error where it is not typed.
func (c *chain) send(from string, to *common.Address, data []byte) (*types.Receipt, error) {
	c.t.Helper()
	ctx := c.t.Context()
	tx, err := types.SignNewTx(keyOf(from), types.LatestSignerForChainID(params.AllDevChainProtocolChanges.ChainID), &types.DynamicFeeTx{
		ChainID:   params.AllDevChainProtocolChanges.ChainID,
		Nonce:     c.nonces[from],
		GasTipCap: big.NewInt(params.GWei),
		GasFeeCap: big.NewInt(20 * params.GWei),
		Gas:       params.MaxTxGas,
		To:        to,
		Data:      data,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.backend.Client().SendTransaction(ctx, tx); err != nil {
		c.t.Fatal(err)
	}
	c.nonces[from]++
	c.backend.Commit()
	receipt, err := c.backend.Client().TransactionReceipt(ctx, tx.Hash())
	if err != nil {
		c.t.Fatal(err)
	}
	c.gas = receipt.GasUsed
	if receipt.Status == types.ReceiptStatusSuccessful {
		return receipt, nil
	}
	// It left no trace, so that a call on top of its block meets what it met.
	_, err = c.backend.Client().CallContract(ctx, ethereum.CallMsg{From: addressOf(from), To: to, Data: data, Gas: params.MaxTxGas}, receipt.BlockNumber)
	return receipt, typed(err)
}

// typed is the typed error in what the chain answered.
func typed(err error) error {
	if revert := contracts.RevertOf(err); revert != nil {
		return revert
	}
	if err == nil {
		return errors.New("a transaction failed that does not fail as a call")
	}
	return err
}

// deploy makes a contract.
func (c *chain) deploy(code []byte) common.Address {
	c.t.Helper()
	receipt, err := c.send("deployer", nil, code)
	if err != nil {
		c.t.Fatal("deploy:", err)
	}
	return receipt.ContractAddress
}

// try runs a call on top of the latest block and throws away what it does.
func (c *chain) try(from common.Address, to common.Address, data []byte) ([]byte, error) {
	c.t.Helper()
	answer, err := c.backend.Client().CallContract(c.t.Context(), ethereum.CallMsg{From: from, To: &to, Data: data, Gas: params.MaxTxGas}, nil)
	if err != nil {
		return nil, typed(err)
	}
	return answer, nil
}

// read calls a function that can't fail.
func read[T any](c *chain, at common.Address, data []byte, unpack func([]byte) (T, error)) T {
	c.t.Helper()
	answer, err := c.try(common.Address{}, at, data)
	if err != nil {
		c.t.Fatal(err)
	}
	value, err := unpack(answer)
	if err != nil {
		c.t.Fatal(err)
	}
	return value
}

// events of a contract in a receipt, decoded with one of its bindings.
func events[T any](receipt *types.Receipt, unpack func(*types.Log) (*T, error)) (found []*T) {
	for _, l := range receipt.Logs {
		if e, err := unpack(l); err == nil {
			found = append(found, e)
		}
	}
	return found
}

// nameOf is the name of the typed error, "" for none.
func nameOf(err error) string {
	if err == nil {
		return ""
	}
	var revert *contracts.RevertError
	if errors.As(err, &revert) {
		return revert.Name
	}
	return err.Error()
}

// wants fails the test unless an error is the typed one of the name, or none.
func wants(t *testing.T, what string, err error, name string) {
	t.Helper()
	if nameOf(err) != name {
		t.Errorf("%s: got %v, expected %q", what, err, name)
	}
}

func personAt(addr common.Address) string {
	if i := slices.IndexFunc(people, func(name string) bool { return addressOf(name) == addr }); i >= 0 {
		return people[i]
	}
	return addr.Hex()
}

func crypto256(text string) common.Hash { return crypto.Keccak256Hash([]byte(text)) }
