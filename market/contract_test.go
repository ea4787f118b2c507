package market_test

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

const someBatch muster.BatchID = "batch_0123456789abcdef0123456789abcdef"

func requestID(t testing.TB) market.RequestID {
	t.Helper()
	id, err := market.RequestFor(1337, someBatch)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func someParams() market.RequestParams {
	return market.RequestParams{
		Protocol: [3]uint32{0, 1, 2}, InputsURL: market.InputsURL("http://host/1", muster.Digest{}), Timeout: time.Hour, MaxReward: 2_000_000,
	}
}

func TestRequestFromSubmissionToPayment(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	ctx, id := t.Context(), requestID(t)
	if _, err := c.Contract.Request(ctx, id); !errors.Is(err, muster.ErrNotFound) {
		t.Fatalf("before it is submitted: %v", err)
	}
	c.Submitter.Must(c.Contract.Submit(id, someParams()))
	r := c.Request(id)
	if r.State != muster.RequestPending || r.Attempt != 1 || r.Network != 1 || r.MaxReward != 2_000_000 || r.Protocol != someParams().Protocol {
		t.Fatalf("submitted: %+v", r)
	}
	if !r.AcknowledgeBy().Equal(c.Now().Add(2*time.Minute)) || !r.ProveBy.Equal(c.Now().Add(time.Hour)) {
		t.Errorf("acknowledge by %s, prove by %s, submitted at %s", r.AcknowledgeBy(), r.ProveBy, c.Now())
	}
	sub, err := c.Contract.Submission(ctx, r)
	if err != nil || sub.InputsURL != someParams().InputsURL || sub.Timeout != time.Hour || sub.AssignedTo != c.Networks[0].Address() {
		t.Errorf("submission %+v (%v)", sub, err)
	}
	if _, bound, err := c.Contract.Funds(ctx); err != nil || bound != 2_000_000 {
		t.Errorf("obligations %s (%v)", bound, err)
	}

	c.AssignedTo(id).Must(c.Contract.Acknowledge(id, true))
	proof := []byte("a proof")
	c.AssignedTo(id).Must(c.Contract.Prove(id, proof, 1_500_000))
	r = c.Request(id)
	if r.State != muster.RequestProven || r.Reward != 1_500_000 || r.ProofHash != crypto.Keccak256Hash(proof) {
		t.Fatalf("proven: %+v", r)
	}
	for range 1050 { // more blocks than are asked for at once
		if err := c.Mine(1); err != nil {
			t.Fatal(err)
		}
	}
	head := c.Head().Number.Uint64()
	if got, err := c.Contract.ProofOf(ctx, r, head); err != nil || !bytes.Equal(got, proof) {
		t.Errorf("proof %q (%v)", got, err)
	}
	if _, err := c.Contract.ProofOf(ctx, r, r.Block); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("proof in the blocks before it: %v", err)
	}
	c.Submitter.Must(c.Contract.Judge(id, true))
	if n, err := c.Contract.Network(ctx, 1); err != nil || n.Owed() != 1_500_000 || n.Validated != 1 {
		t.Errorf("network %+v (%v)", n, err)
	}
	c.Networks[0].Must(c.Contract.Claim())
	if r = c.Request(id); r.State != muster.RequestPaid {
		t.Errorf("claimed: %s", r.State)
	}

	var kinds []string
	events, err := c.Contract.Events(ctx, c.Block, c.Head().Number.Uint64())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		switch {
		case e.Submitted != nil:
			kinds = append(kinds, "submitted")
		case e.Acknowledged != nil:
			kinds = append(kinds, "acknowledged")
		case e.Proven != nil:
			kinds = append(kinds, "proven")
		case e.Judged != nil:
			kinds = append(kinds, "judged")
		case e.Earned != nil:
			kinds = append(kinds, "earned")
		case e.Paid != nil:
			kinds = append(kinds, "paid")
		case e.NetworkAdded != nil:
			kinds = append(kinds, "network")
		}
	}
	want := []string{"network", "network", "submitted", "acknowledged", "proven", "judged", "earned", "paid"}
	if len(kinds) != len(want) {
		t.Fatalf("events %v, expected %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatalf("events %v, expected %v", kinds, want)
		}
	}
}

func TestCallsAreTriedBeforeTheyAreSent(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	ctx, id := t.Context(), requestID(t)
	c.Submitter.Must(c.Contract.Submit(id, someParams()))
	mark := c.Contract.Mark(id, muster.RequestUnacknowledged)
	var revert *contracts.RevertError
	err := c.Contract.Try(ctx, c.Submitter.Address(), mark)
	if !errors.Is(err, evm.ErrReverted) || !errors.As(err, &revert) || revert.Name != "ProofRequestDeadlineNotPassed" {
		t.Errorf("marked too early: %v", err)
	}
	c.Pass(3 * time.Minute)
	if err := c.Contract.Try(ctx, c.Submitter.Address(), mark); err != nil {
		t.Errorf("marked in time: %v", err)
	}
	if err := c.Contract.Try(ctx, c.Networks[0].Address(), mark); !errors.Is(err, evm.ErrReverted) {
		t.Errorf("marked by a network: %v", err)
	}
	if r := c.Request(id); r.State != muster.RequestUnacknowledged {
		t.Errorf("%s after its time", r.State)
	}
}

func TestOpenRefusesWrongAddresses(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	for name, at := range map[string]common.Address{
		"nothing": common.HexToAddress("0x1234"), "an account": c.Submitter.Address(), "the token": c.Token,
	} {
		if _, err := market.Open(t.Context(), c.Client(), at); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	down := downNode{c.Client()}
	if _, err := market.Open(t.Context(), down, c.Contract.Address()); err == nil || muster.CodeOf(err) == muster.CodeInvalid {
		t.Errorf("a node that is down is taken for a wrong address: %v", err)
	}
}

var errDown = errors.New("connection refused")

// downNode is a node that went down after the contract's code was read.
type downNode struct{ evm.Backend }

func (downNode) CallContract(context.Context, ethereum.CallMsg, *big.Int) ([]byte, error) {
	return nil, errDown
}

// scripted answers every call with the same bytes.
type scripted struct {
	evm.Backend
	answer []byte
}

func (s scripted) CallContract(context.Context, ethereum.CallMsg, *big.Int) ([]byte, error) {
	return s.answer, nil
}

func (s scripted) CodeAt(context.Context, common.Address, *big.Int) ([]byte, error) {
	return []byte{1}, nil
}

func packed(words ...uint64) []byte {
	var b []byte
	for _, w := range words {
		b = append(b, common.BigToHash(new(big.Int).SetUint64(w)).Bytes()...)
	}
	return b
}

func opened(t testing.TB) *market.Contract {
	t.Helper()
	c, err := market.Open(context.Background(), scripted{answer: packed(1)}, common.Address{1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUnknownStateIsAnErrorAndNoMissingRequest(t *testing.T) {
	//         version  state network attempt … with state 9, which is none
	answer := packed(0, 1, 0, 9, 1, 1, 100, 1, 600, 0, 5, 1, 0, 0, 0)
	node := &switching{scripted{answer: packed(1)}}
	c, err := market.Open(t.Context(), node, common.Address{1})
	if err != nil {
		t.Fatal(err)
	}
	node.answer = answer
	if _, err := c.Request(t.Context(), requestID(t)); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("state 9: %v", err)
	}
	node.answer = packed(0, 1, 0, 0, 1, 1, 100, 1, 600, 0, 5, 1, 0, 0, 0)
	if r, err := c.Request(t.Context(), requestID(t)); err != nil || r.State != muster.RequestPending {
		t.Errorf("state 0: %v (%v)", r.State, err)
	}
	for name, wrong := range map[string][]byte{"nothing": nil, "half": answer[:200], "beyond a byte": packed(0, 1, 0, 0, 256, 1, 100, 1, 600, 0, 5, 1, 0, 0, 0)} {
		node.answer = wrong
		if r, err := c.Request(t.Context(), requestID(t)); err == nil || errors.Is(err, muster.ErrNotFound) {
			t.Errorf("%s: %+v (%v)", name, r, err)
		}
	}
}

// switching is a scripted node whose answer can be changed.
type switching struct{ scripted }

func TestHugeBalancesDoNotPanic(t *testing.T) {
	most := bytes.Repeat([]byte{0xff}, 32)
	node := &switching{scripted{answer: packed(1)}}
	c, err := market.Open(t.Context(), node, common.Address{1})
	if err != nil {
		t.Fatal(err)
	}
	node.answer = most
	if got, err := c.Claimable(t.Context(), 1); err != nil || got != market.USDC(^uint64(0)) {
		t.Errorf("%d (%v)", got, err)
	}
	if balance, bound, err := c.Funds(t.Context()); err != nil || balance != bound || balance != market.USDC(^uint64(0)) {
		t.Errorf("%d, %d (%v)", balance, bound, err)
	}
}

func TestEventsThatCannotBeReadAreLeftOut(t *testing.T) {
	c := opened(t)
	abi, err := contracts.ProofManagerMetaData.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range abi.Events {
		topics := []common.Hash{e.ID, {31: 1}, {31: 2}, {31: 3}}
		for _, l := range []types.Log{
			{Address: c.Address(), Topics: topics[:1]},
			{Address: c.Address(), Topics: topics}, // without its data
			{Address: c.Address(), Topics: topics, Data: bytes.Repeat([]byte{0xff}, 320)},
			{Address: c.Address(), Topics: topics, Data: make([]byte, 31)},
		} {
			c.Decode(&l)
			l.Removed = true
			if _, ok := c.Decode(&l); ok {
				t.Errorf("%s: a log that was reorganised away was read", name)
			}
			l.Removed, l.Address = false, common.Address{9}
			if _, ok := c.Decode(&l); ok {
				t.Errorf("%s: a log of another contract was read", name)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	abi, err := contracts.ProofManagerMetaData.ParseABI()
	if err != nil {
		f.Fatal(err)
	}
	var ids []common.Hash
	for _, e := range abi.Events {
		ids = append(ids, e.ID)
		f.Add(uint8(len(ids)), make([]byte, 96), make([]byte, 320))
		f.Add(uint8(len(ids)), make([]byte, 64), bytes.Repeat([]byte{0xff}, 64))
		f.Add(uint8(len(ids)), []byte{}, []byte{})
	}
	c := opened(f)
	f.Fuzz(func(t *testing.T, event uint8, indexed, data []byte) {
		l := types.Log{Address: c.Address(), Topics: []common.Hash{ids[int(event)%len(ids)]}, Data: data}
		for len(indexed) >= 32 && len(l.Topics) < 4 {
			l.Topics = append(l.Topics, common.BytesToHash(indexed[:32]))
			indexed = indexed[32:]
		}
		e, ok := c.Decode(&l)
		if ok && e.Proven != nil && len(e.Proven.Proof) > market.MostProofBytes {
			t.Errorf("a proof of %d bytes", len(e.Proven.Proof))
		}
	})
}

// stingy is a node that gives the events of few blocks at once.
type stingy struct {
	evm.Backend
	most uint64
}

func (s stingy) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if q.ToBlock.Uint64()-q.FromBlock.Uint64() >= s.most {
		return nil, evm.ErrTooMany
	}
	return s.Backend.FilterLogs(ctx, q)
}

func TestProofFromAStingyNode(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	id, proof := requestID(t), []byte("a proof")
	c.Submitter.Must(c.Contract.Submit(id, someParams()))
	c.AssignedTo(id).Must(c.Contract.Acknowledge(id, true))
	for range 20 {
		if err := c.Mine(1); err != nil {
			t.Fatal(err)
		}
	}
	c.AssignedTo(id).Must(c.Contract.Prove(id, proof, 1))
	for most, want := range map[uint64]error{3: nil, 1: nil, 0: evm.ErrTooMany} {
		on, err := market.Open(t.Context(), stingy{c.Client(), most}, c.Contract.Address())
		if err != nil {
			t.Fatal(err)
		}
		got, err := on.ProofOf(t.Context(), c.Request(id), c.Head().Number.Uint64())
		if !errors.Is(err, want) || want == nil && !bytes.Equal(got, proof) {
			t.Errorf("%d blocks at once: proof %q (%v)", most, got, err)
		}
	}
}
