package evm_test

import (
	"context"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	node "github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/evm"
)

func inPlace(t *testing.T) (*devchain.Chain, *place) {
	t.Helper()
	c := inProcess(t, devchain.Options{})
	return c, settlePlace(t, c.Client(), newSender(t, c.Client(), c.Accounts()[0]))
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	_, p := inPlace(t)
	claim := theProver(t).claim(t, 0)
	change := func(f func(c *settle.Claim)) settle.Claim {
		c := claim
		f(&c)
		return c
	}
	tests := []struct {
		name  string
		key   *node.Key
		claim settle.Claim
		code  muster.Code
		says  []string
	}{
		{"not a settler", newKey(t), claim, muster.CodeForbidden, []string{"may not settle", "setSettler"}},
		{"another version", p.settler, change(func(c *settle.Claim) { c.ProtocolVersion = "7.8.9" }), muster.CodeUnsupported, []string{"7.8.9", theProver(t).digest.String(), "setVerifier"}},
		{"another circuit", p.settler, change(func(c *settle.Claim) { c.Statement.Circuit = muster.Digest{1} }), muster.CodeUnsupported, []string{muster.Digest{1}.String()}},
		{"an invalid proof", p.settler, theProver(t).invalid(t, 0), muster.CodeInvalidProof, []string{"Invalid"}},
		{"no version", p.settler, change(func(c *settle.Claim) { c.ProtocolVersion = "new" }), muster.CodeInvalid, []string{"protocol_version"}},
		{"another system", p.settler, change(func(c *settle.Claim) { c.Statement.System = "plonk" }), muster.CodeUnsupported, []string{"plonk"}},
		{"another curve", p.settler, change(func(c *settle.Claim) { c.Statement.Curve = "bls12_377" }), muster.CodeUnsupported, []string{"bls12_377"}},
		{"a proof cut short", p.settler, change(func(c *settle.Claim) { c.Proof = c.Proof[:100] }), muster.CodeInvalid, []string{"proof"}},
		{"no statement", p.settler, change(func(c *settle.Claim) { c.Statement.Public = nil }), muster.CodeInvalid, []string{"public witness"}},
	}
	for _, tt := range tests {
		err := p.chain(t, tt.key, nil).Check(t.Context(), tt.claim)
		if muster.CodeOf(err) != tt.code || errors.Is(err, settle.ErrNotNext) {
			t.Errorf("%s: %v (%s)", tt.name, err, muster.CodeOf(err))
			continue
		}
		for _, says := range tt.says {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %q does not say %q", tt.name, err, says)
			}
		}
	}
	err := p.chain(t, p.settler, nil).Check(t.Context(), theProver(t).claim(t, 2))
	for _, n := range []int{0, 2} {
		if at := root(n); !errors.Is(err, settle.ErrNotNext) || !strings.Contains(err.Error(), common.Bytes2Hex(at[:])) {
			t.Errorf("not next: %v", err)
		}
	}
}

func TestAWrongContractOrChainIsFoundAtOnce(t *testing.T) {
	_, p := inPlace(t)
	token, err := p.rich.Deploy(t.Context(), "deploy token", common.FromHex(contracts.TestUSDCMetaData.Bin))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*evm.Config)
		says   string
	}{
		{"no contract", func(c *evm.Config) { c.Contract = common.HexToAddress("0x1234") }, "no contract at 0x0000000000000000000000000000000000001234"},
		{"another contract", func(c *evm.Config) { c.Contract = token.ContractAddress }, "not muster's Settlement"},
		{"another chain", func(c *evm.Config) { c.ChainID = 5 }, "id 1337, expected 5"},
	}
	for _, tt := range tests {
		c := p.chain(t, p.settler, tt.change)
		_, observed := c.Observe(t.Context(), nil)
		for _, err := range []error{observed, c.Check(t.Context(), theProver(t).claim(t, 0))} {
			if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	}
	if _, err := evm.New(evm.Config{Name: "dev"}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("half a configuration: %v", err)
	}
}

// meddled is a node with something wrong.
type meddled struct {
	node.Backend
	head  func(ctx context.Context, number *big.Int) (*types.Header, error)
	nonce func() error
}

func (m *meddled) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	if m.head != nil {
		return m.head(ctx, number)
	}
	return m.Backend.HeaderByNumber(ctx, number)
}

func (m *meddled) NonceAt(ctx context.Context, account common.Address, block *big.Int) (uint64, error) {
	if m.nonce != nil {
		if err := m.nonce(); err != nil {
			return 0, err
		}
	}
	return m.Backend.NonceAt(ctx, account, block)
}

func TestAnObservationIsOfOneMoment(t *testing.T) {
	c, p := inPlace(t)
	m := &meddled{Backend: c.Client()}
	chain := p.chain(t, p.settler, func(cfg *evm.Config) { cfg.Backend = m })
	m.nonce = func() error { m.nonce = nil; return c.ReorgDrop(2) }
	if _, err := chain.Observe(t.Context(), nil); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("a reorg meanwhile: %v", err)
	}
	if _, err := chain.Observe(t.Context(), nil); err != nil {
		t.Errorf("after it: %v", err)
	}
	m.nonce = func() error { return &net.OpError{Op: "dial", Err: errors.New("connection refused")} }
	if _, err := chain.Observe(t.Context(), nil); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("down: %v", err)
	}
}

func TestANodeThatFallsBehindIsNotBelieved(t *testing.T) {
	c, p := inPlace(t)
	now := time.Unix(1_700_000_000, 0)
	m := &meddled{Backend: c.Client()}
	chain := p.chain(t, p.settler, func(cfg *evm.Config) { cfg.Backend, cfg.Now = m, func() time.Time { return now } })
	first, err := chain.Observe(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m.head = func(ctx context.Context, number *big.Int) (*types.Header, error) {
		if number == nil {
			number = new(big.Int).SetUint64(first.Head - 1)
		}
		return c.Client().HeaderByNumber(ctx, number)
	}
	for range 2 {
		if _, err := chain.Observe(t.Context(), nil); muster.CodeOf(err) != muster.CodeUnavailable || !strings.Contains(err.Error(), "behind") {
			t.Errorf("got %v", err)
		}
		now = now.Add(20 * time.Second)
	}
	// A chain that stays shorter is one that was made shorter.
	now = now.Add(time.Minute)
	if o, err := chain.Observe(t.Context(), nil); err != nil || o.Head != first.Head-1 {
		t.Errorf("%d, %v", o.Head, err)
	}
}

func TestFinalityByTheNodesWord(t *testing.T) {
	c, p := inPlace(t)
	word := p.chain(t, p.settler, func(cfg *evm.Config) { cfg.Finalized = true })
	o, err := word.Observe(t.Context(), nil)
	if err != nil || o.Final != 0 || o.FinalNonce != 0 {
		t.Errorf("before anything is final: %d, %v", o.Final, err)
	}
	if err := c.Mine(40); err != nil {
		t.Fatal(err)
	}
	if o, err = word.Observe(t.Context(), nil); err != nil || o.Final != 32 {
		t.Errorf("final %d of %d, %v", o.Final, o.Head, err)
	}
	m := &meddled{Backend: c.Client()}
	m.head = func(ctx context.Context, number *big.Int) (*types.Header, error) {
		if number != nil && number.Sign() < 0 {
			return nil, refusal{"invalid argument 0: hex string without 0x prefix"}
		}
		return c.Client().HeaderByNumber(ctx, number)
	}
	without := p.chain(t, p.settler, func(cfg *evm.Config) { cfg.Finalized, cfg.Backend = true, m })
	if o, err := without.Observe(t.Context(), nil); err != nil || o.Final != o.Head-2 {
		t.Errorf("final %d of %d, %v", o.Final, o.Head, err)
	}
}

type refusal struct{ text string }

func (r refusal) Error() string { return r.text }
func (refusal) ErrorCode() int  { return -32602 }
