package audit_test

import (
	"context"
	"errors"
	"math/big"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market/audit"
)

// node is a chain's node that answers otherwise.
type node struct {
	audit.Node
	logs    func(q ethereum.FilterQuery, honest []types.Log) ([]types.Log, error)
	header  func(number *big.Int, honest *types.Header) (*types.Header, error)
	code    func(block *big.Int) error
	queries []ethereum.FilterQuery
}

func (n *node) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	n.queries = append(n.queries, q)
	logs, err := n.Node.FilterLogs(ctx, q)
	if err != nil || n.logs == nil {
		return logs, err
	}
	return n.logs(q, logs)
}

func (n *node) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	h, err := n.Node.HeaderByNumber(ctx, number)
	if err != nil || n.header == nil {
		return h, err
	}
	return n.header(number, h)
}

func (n *node) CodeAt(ctx context.Context, account common.Address, block *big.Int) ([]byte, error) {
	if n.code != nil {
		if err := n.code(block); err != nil {
			return nil, err
		}
	}
	return n.Node.CodeAt(ctx, account, block)
}

// story is a short month: one request that is paid, one that is refused and
// asked again, one that times out, a key that changes, and one that nobody had.
func story(t *testing.T, names ...string) *chain {
	t.Helper()
	c := start(t, names...)
	at := begin
	tick := func() time.Time { at = at.Add(10 * time.Second); return at }
	paid := c.ask(tick(), time.Hour)
	c.do(tick(), c.networks[0], c.contract.Acknowledge(paid, true))
	c.do(tick(), c.networks[0], c.contract.Prove(paid, []byte("proof"), 1_500_000))
	c.do(tick(), c.submitter, c.contract.Judge(paid, true))
	c.do(tick(), c.networks[0], c.contract.Claim())
	again := c.ask(tick(), time.Hour)
	c.do(tick(), c.networks[1], c.contract.Acknowledge(again, false))
	c.askAgain(tick(), again, 10*time.Minute)
	c.do(tick(), c.networks[0], c.contract.Acknowledge(again, true))
	c.do(tick(), c.admin, c.contract.SetAddress(1, c.spare[0].at))
	at = at.Add(10 * time.Minute)
	c.do(tick(), c.submitter, c.contract.Mark(again, muster.RequestTimedOut))
	bad := c.ask(tick(), time.Hour)
	c.do(tick(), c.networks[1], c.contract.Acknowledge(bad, true))
	c.do(tick(), c.networks[1], c.contract.Prove(bad, []byte("rubbish"), 1_000_000))
	c.do(tick(), c.submitter, c.contract.Judge(bad, false))
	last := c.ask(tick(), time.Hour)
	c.do(tick(), c.spare[0], c.contract.Acknowledge(last, false))
	c.ask(tick(), time.Hour) // open
	return c
}

func collect(t *testing.T, c *chain, n *node) (audit.Report, error) {
	t.Helper()
	n.Node = c.node
	s := c.source()
	s.Node = n
	l, err := audit.Collect(t.Context(), s, month)
	return audit.Compute(l, month, audit.Rules{}), err
}

// Whatever log a node leaves out, the audit fails or says so.
func TestEveryLogThatIsLeftOutIsNoticed(t *testing.T) {
	c := story(t, "one", "two")
	var all []types.Log
	honest, err := collect(t, c, &node{logs: func(_ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
		all = append(all, logs...)
		return logs, nil
	}})
	if err != nil || len(honest.Differences) > 0 {
		t.Fatal(err, honest.Differences)
	}
	told := 0
	for i := range all {
		e, known := c.contract.Decode(&all[i])
		if !known {
			continue
		}
		told++
		r, err := collect(t, c, &node{logs: func(_ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
			return slices.DeleteFunc(logs, func(l types.Log) bool { return l.BlockNumber == all[i].BlockNumber && l.Index == all[i].Index }), nil
		}})
		if err != nil || len(r.Differences) > 0 {
			continue
		}
		// That somebody marked what time had ended already changes nothing else.
		r.Total.Unmarked, r.Networks[0].Unmarked = honest.Total.Unmarked, honest.Networks[0].Unmarked
		if e.TimedOut == nil || r.Total != honest.Total {
			t.Errorf("log %d of block %d was left out, and nobody noticed: %+v", all[i].Index, all[i].BlockNumber, e)
		}
	}
	check(t, "events", told, 21)
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	c := story(t, "one", "two")
	honest, err := collect(t, c, &node{})
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewSource(7))
	r, err := collect(t, c, &node{logs: func(_ ethereum.FilterQuery, logs []types.Log) ([]types.Log, error) {
		logs = append(logs, logs[len(logs)/3:]...)
		rnd.Shuffle(len(logs), func(i, j int) { logs[i], logs[j] = logs[j], logs[i] })
		return logs, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "report", asJSON(t, r), asJSON(t, honest))
}

func TestLogsThatCanNotBeAreErrors(t *testing.T) {
	c := story(t, "one", "two")
	for name, lie := range map[string]func([]types.Log) []types.Log{
		"of another contract": func(l []types.Log) []types.Log { l[0].Address = common.Address{1}; return l },
		"of another block":    func(l []types.Log) []types.Log { l[0].BlockNumber = 1 << 40; return l },
		"reorganised away":    func(l []types.Log) []types.Log { l[0].Removed = true; return l },
		"two of one place": func(l []types.Log) []types.Log {
			other := l[len(l)-1]
			other.Data = append(slices.Clone(other.Data), 0)
			return append(l, other)
		},
		"two blocks of one number": func(l []types.Log) []types.Log {
			other := l[len(l)-1]
			other.BlockHash, other.Index = common.Hash{1}, 99
			return append(l, other)
		},
	} {
		if _, err := collect(t, c, &node{logs: func(_ ethereum.FilterQuery, l []types.Log) ([]types.Log, error) { return lie(l), nil }}); err == nil {
			t.Errorf("logs %s are taken", name)
		}
	}
}

func TestEventsThatCanNotBeReadAreCounted(t *testing.T) {
	c := story(t, "one", "two")
	r, err := collect(t, c, &node{logs: func(_ ethereum.FilterQuery, l []types.Log) ([]types.Log, error) {
		for i := range l {
			if e, ok := c.contract.Decode(&l[i]); ok && e.Proven != nil {
				l[i].Data = l[i].Data[:31]
			}
		}
		return l, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "unreadable", r.Unreadable, 2)
	if len(r.Differences) == 0 || r.Recommendation.Action == audit.ActionPrefer {
		t.Errorf("the gap is not noticed: %+v", r.Recommendation)
	}
}

// A node that gives five blocks at once, and now and then is busy.
func TestANodeWithLimits(t *testing.T) {
	c := story(t, "one", "two")
	want, err := collect(t, c, &node{})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	n := &node{logs: func(q ethereum.FilterQuery, l []types.Log) ([]types.Log, error) {
		asked++
		switch {
		case asked%7 == 0:
			return nil, errors.New("429 Too Many Requests")
		case new(big.Int).Sub(q.ToBlock, q.FromBlock).Int64() >= 5:
			return nil, errors.New("query returned more than 10000 results")
		}
		return l, nil
	}}
	got, err := collect(t, c, n)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "report", asJSON(t, got), asJSON(t, want))
	blocks := int(want.Head.Number - c.block + 1)
	if len(n.queries) > blocks {
		t.Errorf("%d queries for %d blocks", len(n.queries), blocks)
	}
}

func TestANodeThatGivesUp(t *testing.T) {
	c := story(t, "one", "two")
	for _, says := range []string{"query returned more than 10000 results", "internal error", "rate limit"} {
		n := &node{logs: func(ethereum.FilterQuery, []types.Log) ([]types.Log, error) { return nil, errors.New(says) }}
		if _, err := collect(t, c, n); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v", says, err)
		}
		if len(n.queries) > 20 {
			t.Errorf("%q: asked %d times", says, len(n.queries))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := c.source()
	s.Node = &node{Node: c.node, logs: func(ethereum.FilterQuery, []types.Log) ([]types.Log, error) {
		cancel()
		return nil, context.Canceled
	}}
	if _, err := audit.Collect(ctx, s, month); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Block times come from headers where logs do not have them; a node without an
// archive has no code of the past.
func TestAnOldNodeWithoutArchive(t *testing.T) {
	c := story(t, "one", "two")
	want, err := collect(t, c, &node{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(t, c, &node{
		code: func(*big.Int) error { return errors.New("missing trie node") },
		logs: func(_ ethereum.FilterQuery, l []types.Log) ([]types.Log, error) {
			for i := range l {
				l[i].BlockTimestamp = 0
			}
			return l, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "report", asJSON(t, got), asJSON(t, want))
}

func TestAHeadThatIsReorganisedAway(t *testing.T) {
	c := story(t, "one", "two")
	read := 0
	head := c.head().Number
	_, err := collect(t, c, &node{header: func(number *big.Int, h *types.Header) (*types.Header, error) {
		if number != nil && number.Cmp(head) == 0 {
			if read++; read > 1 {
				h = types.CopyHeader(h)
				h.Extra = []byte("another")
			}
		}
		return h, nil
	}})
	if muster.CodeOf(err) != muster.CodeUnavailable {
		t.Fatalf("got %v", err)
	}
	for name, lie := range map[string]*types.Header{"none": nil, "without number": {}, "another": {Number: big.NewInt(1)}} {
		_, err := collect(t, c, &node{header: func(*big.Int, *types.Header) (*types.Header, error) { return lie, nil }})
		if err == nil {
			t.Errorf("header %q is taken", name)
		}
	}
}

// A depth of finality hides the newest blocks, and all that is compared is of
// the same block.
func TestConfirmations(t *testing.T) {
	c := story(t, "one", "two")
	for depth := range uint64(20) {
		s := c.source()
		s.Confirmations = depth
		r := c.audit(s)
		check(t, "head", r.Head.Number, c.head().Number.Uint64()-depth)
		if len(r.Differences) > 0 {
			t.Errorf("depth %d: %q", depth, r.Differences)
		}
	}
}

func TestPeriodsWithoutRequests(t *testing.T) {
	c := story(t, "one", "two")
	past := audit.Month(begin.AddDate(0, -1, 0))
	// The contract was deployed in that month, an hour before its end.
	l, err := audit.Collect(t.Context(), c.source(), past)
	if err != nil {
		t.Fatal(err)
	}
	r := audit.Compute(l, past, audit.Rules{})
	check(t, "complete", r.Complete, true)
	check(t, "requests", r.Total, audit.Counts{})
	check(t, "networks", len(r.Networks), 2)
	check(t, "differences", len(r.Differences), 0)
	check(t, "action", r.Recommendation.Action, audit.ActionNone)

	if _, err := audit.Collect(t.Context(), c.source(), audit.Month(month.To)); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a month to come: got %v", err)
	}
	s := c.source()
	s.FirstBlock = 1 << 40
	if _, err := audit.Collect(t.Context(), s, month); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a first block to come: got %v", err)
	}
	if _, err := audit.Collect(t.Context(), c.source(), audit.Period{From: begin, To: begin}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("no period: got %v", err)
	}
}
