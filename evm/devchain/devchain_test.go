package devchain_test

import (
	"context"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// transfer sends a wei from the first account to somebody.
func transfer(t *testing.T, b evm.Backend, from *evm.Key, to common.Address, nonce uint64) common.Hash {
	t.Helper()
	tx, err := from.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(devchain.ChainID), Nonce: nonce, To: &to, Value: big.NewInt(1), Gas: params.TxGas,
		GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(100 * params.GWei),
	}), big.NewInt(devchain.ChainID))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	return tx.Hash()
}

func height(t *testing.T, b evm.Backend) uint64 {
	t.Helper()
	n, err := b.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func inProcess(t *testing.T, o devchain.Options) *devchain.Chain {
	t.Helper()
	c, err := devchain.InProcess(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestATransactionMakesABlock(t *testing.T) {
	c := inProcess(t, devchain.Options{Accounts: 2})
	hash := transfer(t, c.Client(), c.Accounts()[0], c.Accounts()[1].Address(), 0)
	receipt, err := c.Client().TransactionReceipt(t.Context(), hash)
	if err != nil || receipt.BlockNumber.Uint64() != 1 {
		t.Fatalf("%+v, %v", receipt, err)
	}
}

func TestReorgBringsTransactionsBack(t *testing.T) {
	for _, drop := range []bool{false, true} {
		c := inProcess(t, devchain.Options{Manual: true})
		if err := c.Mine(2); err != nil {
			t.Fatal(err)
		}
		hash := transfer(t, c.Client(), c.Accounts()[0], common.Address{1}, 0)
		if err := c.Mine(3); err != nil {
			t.Fatal(err)
		}
		before, err := c.Client().TransactionReceipt(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		waiting := transfer(t, c.Client(), c.Accounts()[0], common.Address{1}, 1)
		if drop {
			err = c.ReorgDrop(3)
		} else {
			err = c.Reorg(3)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := height(t, c.Client()); got != 6 {
			t.Errorf("drop %v: height %d", drop, got)
		}
		for _, h := range []common.Hash{hash, waiting} {
			after, err := c.Client().TransactionReceipt(t.Context(), h)
			switch {
			case drop && err == nil:
				t.Errorf("a dropped transaction is in block %s", after.BlockNumber)
			case !drop && err != nil:
				t.Errorf("after the reorg: %v", err)
			case !drop && after.BlockHash == before.BlockHash:
				t.Errorf("the block is the same after the reorg")
			}
		}
		if err := c.Reorg(100); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("a reorg of more than there is: %v", err)
		}
	}
}

func TestTimeMovesForward(t *testing.T) {
	c := inProcess(t, devchain.Options{})
	transfer(t, c.Client(), c.Accounts()[0], common.Address{1}, 0)
	before, err := c.Client().HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AdjustTime(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	after, err := c.Client().HeaderByNumber(t.Context(), nil)
	if err != nil || after.Time < before.Time+7200 {
		t.Errorf("from %d to %d (%v)", before.Time, after.Time, err)
	}
}

func TestBlocksComeRegularly(t *testing.T) {
	c := inProcess(t, devchain.Options{Period: time.Millisecond})
	for height(t, c.Client()) < 3 {
		if t.Context().Err() != nil {
			t.Fatal("no blocks")
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Mine(1); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("a closed chain: %v", err)
	}
}

func TestFindGeth(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "geth")
	if err := os.WriteFile(bin, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	t.Setenv("MUSTER_GETH", "")
	t.Setenv("MUSTER_TOOLS", t.TempDir())
	if _, err := devchain.FindGeth(); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("nowhere: %v", err)
	}
	t.Setenv("MUSTER_TOOLS", dir)
	if got, err := devchain.FindGeth(); got != bin {
		t.Errorf("in the tools folder: %q, %v", got, err)
	}
	t.Setenv("MUSTER_TOOLS", t.TempDir())
	t.Setenv("PATH", dir)
	if got, err := devchain.FindGeth(); got != bin {
		t.Errorf("on PATH: %q, %v", got, err)
	}
	t.Setenv("MUSTER_GETH", filepath.Join(dir, "other"))
	if _, err := devchain.FindGeth(); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("named and absent: %v", err)
	}
}

func TestGethThatDoesNotStart(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "geth")
	if err := os.WriteFile(bin, []byte("#!/bin/sh\necho no such flag >&2\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := devchain.Geth(t.Context(), devchain.GethOptions{Bin: bin, Dir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "no such flag") {
		t.Errorf("got %v", err)
	}
	if _, err := devchain.Geth(t.Context(), devchain.GethOptions{Bin: bin}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("without a folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := devchain.Geth(ctx, devchain.GethOptions{Bin: bin, Dir: t.TempDir()}); err == nil {
		t.Error("a cancelled start is no error")
	}
}
