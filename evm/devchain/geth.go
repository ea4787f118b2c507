package devchain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
)

// GethOptions set how geth runs.
type GethOptions struct {
	Bin    string        // program; empty: FindGeth
	Dir    string        // of the chain's data; it survives Kill and Restart
	Period time.Duration // of blocks, whole seconds; 0 makes one when a transaction comes
	Log    io.Writer     // what geth says; nil is nothing
}

// GethNode is a geth in development mode. It dies with this process. Its
// methods are not safe for concurrent use.
type GethNode struct {
	options    GethOptions
	rpc, auth  int // ports
	account    *evm.Key
	process    *process // nil while it does not run
	lastOutput tail
}

const (
	startTime = 60 * time.Second // most that geth may take to answer, on a busy machine
	stopTime  = 20 * time.Second // most that geth may take to end when asked to
)

// Geth starts geth and waits until it answers. Close ends it.
func Geth(ctx context.Context, o GethOptions) (*GethNode, error) {
	if o.Bin == "" {
		bin, err := FindGeth()
		if err != nil {
			return nil, err
		}
		o.Bin = bin
	}
	if o.Dir == "" {
		return nil, muster.Errorf(muster.CodeInvalid, "geth: a folder for the chain's data is needed")
	}
	if o.Period%time.Second != 0 || o.Period < 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "geth: the period of blocks is in whole seconds, got %s", o.Period)
	}
	g := &GethNode{options: o}
	// Between choosing a port and geth's taking it, another may.
	var err error
	for range 3 {
		if g.rpc, g.auth, err = freePorts(); err != nil {
			return nil, err
		}
		if err = g.Restart(ctx); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if g.account, err = developer(o.Dir); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

// URL returns where it is called, by http.
func (g *GethNode) URL() string { return "http://127.0.0.1:" + strconv.Itoa(g.rpc) }

// Account returns an account with a lot of money.
func (g *GethNode) Account() *evm.Key { return g.account }

// Restart starts geth over its data, at the same URL, and waits until it
// answers. Where it runs, it is killed first.
func (g *GethNode) Restart(ctx context.Context) error {
	if err := g.Kill(); err != nil {
		return err
	}
	args := []string{
		"--dev", "--dev.period", strconv.Itoa(int(g.options.Period / time.Second)), "--datadir", g.options.Dir,
		// So each block's state is on the disk: else a kill loses the chain.
		"--state.scheme", "hash", "--gcmode", "archive",
		"--http", "--http.addr", "127.0.0.1", "--http.port", strconv.Itoa(g.rpc), "--http.api", "eth,net,web3,debug,dev,txpool",
		"--authrpc.addr", "127.0.0.1", "--authrpc.port", strconv.Itoa(g.auth),
		"--nodiscover", "--maxpeers", "0", "--port", "0", "--nat", "none", "--ipcdisable", "--verbosity", "3",
	}
	g.lastOutput.reset()
	out := io.Writer(&g.lastOutput)
	if g.options.Log != nil {
		out = io.MultiWriter(out, g.options.Log)
	}
	p, err := start(g.options.Bin, args, out)
	if err != nil {
		return fmt.Errorf("start geth: %w", err)
	}
	g.process = p
	if err := g.ready(ctx); err != nil {
		return errors.Join(err, g.Kill())
	}
	return nil
}

// ready waits until geth answers.
func (g *GethNode) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		err := g.call(ctx, new(hexutil.Uint64), "eth_blockNumber")
		if err == nil {
			return nil
		}
		select {
		case <-g.process.done:
			return fmt.Errorf("geth ended: %w: %s", g.process.err, g.lastOutput.String())
		case <-ctx.Done():
			return fmt.Errorf("geth does not answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (g *GethNode) call(ctx context.Context, result any, method string, args ...any) error {
	client, err := rpc.DialContext(ctx, g.URL())
	if err != nil {
		return fmt.Errorf("geth: %w", err)
	}
	defer client.Close()
	if err := client.CallContext(ctx, result, method, args...); err != nil {
		return fmt.Errorf("geth: %s: %w", method, err)
	}
	return nil
}

// Mine makes blocks, where Period is 0. It returns once they are there.
func (g *GethNode) Mine(ctx context.Context, blocks int) error {
	for range blocks {
		var before, now hexutil.Uint64
		if err := g.call(ctx, &before, "eth_blockNumber"); err != nil {
			return err
		}
		// A withdrawal of nothing to nobody makes a block.
		if err := g.call(ctx, nil, "dev_addWithdrawal", types.Withdrawal{Index: uint64(before)}); err != nil {
			return err
		}
		for now = before; now <= before; {
			if err := g.call(ctx, &now, "eth_blockNumber"); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rewind takes the newest blocks back, as the first half of a reorg does. Blocks
// that are made afterwards are others; the transactions may come back or not.
func (g *GethNode) Rewind(ctx context.Context, blocks int) error {
	var head hexutil.Uint64
	if err := g.call(ctx, &head, "eth_blockNumber"); err != nil {
		return err
	}
	if uint64(blocks) > uint64(head) {
		return muster.Errorf(muster.CodeInvalid, "geth: the chain has %d blocks, fewer than %d", head, blocks)
	}
	return g.call(ctx, nil, "debug_setHead", head-hexutil.Uint64(blocks))
}

// Kill ends geth at once, as a crash would. Restart goes on from there, perhaps
// without the block of the last moment, as after a reorg.
func (g *GethNode) Kill() error {
	if g.process == nil {
		return nil
	}
	err := g.process.end(os.Kill, stopTime)
	g.process = nil
	return err
}

// Close ends geth, in order first and by force where it takes too long. A
// second call does nothing.
func (g *GethNode) Close() error {
	if g.process == nil {
		return nil
	}
	err := g.process.end(os.Interrupt, stopTime)
	g.process = nil
	return err
}

// developer reads the account that geth made and gave all money to.
func developer(dir string) (*evm.Key, error) {
	files, err := filepath.Glob(filepath.Join(dir, "keystore", "*"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(fmt.Errorf("geth made no account in %s", dir), err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		return nil, fmt.Errorf("geth's account: %w", err)
	}
	key, err := keystore.DecryptKey(raw, "")
	if err != nil {
		return nil, fmt.Errorf("geth's account: %w", err)
	}
	return evm.KeyOf(key.PrivateKey), nil
}

func freePorts() (int, int, error) {
	var ports [2]int
	for i := range ports {
		l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return 0, 0, fmt.Errorf("choose a port for geth: %w", err)
		}
		// Both are held until both are chosen: they must differ.
		defer func() { _ = l.Close() }()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports[0], ports[1], nil
}

// tail keeps the end of what is written.
type tail struct {
	mu  sync.Mutex
	end []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 2000
	t.end = append(t.end, p...)
	t.end = t.end[max(0, len(t.end)-most):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.end)
}

func (t *tail) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = nil
}

// process is a child that is waited for.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how, once done is closed
}

// end signals the child and waits for its end, which it forces after a while.
func (p *process) end(signal os.Signal, patience time.Duration) error {
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end geth: %w", err)
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
	}
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end geth: %w", err)
	}
	<-p.done
	return nil
}
