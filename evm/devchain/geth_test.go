package devchain_test

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
)

func dial(t *testing.T, g *devchain.GethNode) *ethclient.Client {
	t.Helper()
	c, err := ethclient.DialContext(t.Context(), g.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestGethKeepsItsChainWhenItIsKilled(t *testing.T) {
	g := gethtest.Start(t, devchain.GethOptions{})
	c := dial(t, g)
	// What is on its way to the disk at the moment of the kill may be lost: of the
	// first block that is not true any more after ten.
	hash := transfer(t, c, g.Account(), common.Address{1}, 0)
	for height(t, c) < 1 {
		if t.Context().Err() != nil {
			t.Fatal("no block")
		}
	}
	before, err := c.TransactionReceipt(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Mine(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if err := g.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.BlockNumber(t.Context()); err == nil {
		t.Fatal("a killed geth answers")
	}
	if err := g.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := c.TransactionReceipt(t.Context(), hash)
	if err != nil || after.BlockHash != before.BlockHash {
		t.Errorf("after a kill: %+v, %v", after, err)
	}

	top := height(t, c)
	last, err := c.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Rewind(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := g.Mine(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	other, err := c.HeaderByNumber(t.Context(), last.Number)
	if err != nil || other.Hash() == last.Hash() || height(t, c) <= top {
		t.Errorf("height %d after a reorg at %d, block %s was %s (%v)", height(t, c), top, other.Hash(), last.Hash(), err)
	}
}

// TestGethDiesWithItsTest runs itself as a process that starts geth and is
// killed.
func TestGethDiesWithItsTest(t *testing.T) {
	if dir := os.Getenv("MUSTER_TEST_ORPHAN"); dir != "" {
		g, err := devchain.Geth(t.Context(), devchain.GethOptions{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stdout.WriteString("url " + g.URL() + "\n"); err != nil {
			t.Fatal(err)
		}
		select {}
	}
	g := gethtest.Start(t, devchain.GethOptions{}) // decides whether there is one
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(os.Args[0], "-test.run=^TestGethDiesWithItsTest$", "-test.timeout=60s")
	parent.Env = append(os.Environ(), "MUSTER_TEST_ORPHAN="+t.TempDir())
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "url ")
	if !ok {
		t.Fatalf("the process said %q", line[:n])
	}
	c, err := ethclient.DialContext(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.BlockNumber(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	for tries := 0; ; tries++ {
		if _, err := c.BlockNumber(t.Context()); err != nil {
			return
		}
		if tries == 10_000 {
			t.Fatal("geth outlives the process that started it: " + strconv.Itoa(tries) + " answers")
		}
	}
}
