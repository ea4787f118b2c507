package forge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/dialect/forge/ledger"
)

const (
	swarmPrefix = "forge-swarm:"
	// Labels of swarm batches, by which the state behind a root is found again.
	labelPre  = "forge_initial_root"
	labelPost = "forge_post_root"

	// mostStates is how many states behind roots stay in memory.
	mostStates = 8
	// overlap is how many batches before the newest one known are looked at
	// again: their rows may have become visible out of order.
	overlap  = 256
	pageSize = 1000
	// mostNames is how many batches the index holds before it looks which of them
	// are still stored.
	mostNames = 100_000
)

// swarmIndex knows which batch has which name and which one leads to which
// root. It holds nothing that the stored batches do not say: it is read from
// them when something is not found, so that a restart and other coordinators
// change nothing.
type swarmIndex struct {
	svc    Service
	states []*ledger.State // an operator's

	mu    sync.Mutex // guards what follows; held while batches are listed
	most  int        // with so many names it begins anew
	seen  int64      // Sequence of the newest batch looked at
	names map[swarmName]muster.Batch
	roots map[swarmName][]muster.BatchID // batches that lead to a root
	fresh []keptState                    // used last, last
}

// swarmName is a tenant's name of a batch, or its root.
type swarmName struct{ tenant, name string }

// keptState is a state in memory. It is its tenant's: anybody may give a batch
// of theirs a label with another's root.
type keptState struct {
	tenant string
	state  *ledger.State
}

func newSwarmIndex(svc Service, states []*ledger.State) *swarmIndex {
	return &swarmIndex{svc: svc, states: states, most: mostNames, names: make(map[swarmName]muster.Batch), roots: make(map[swarmName][]muster.BatchID)}
}

// nameOf returns the client's name of a swarm batch.
func nameOf(b muster.Batch) (string, bool) {
	rest, ours := strings.CutPrefix(b.Key, swarmPrefix)
	name, _, _ := strings.Cut(rest, againMark)
	return name, ours
}

// add enters a batch; one of a name that is there replaces an older one.
func (x *swarmIndex) add(b muster.Batch) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.renew()
	x.enter(b)
}

// renew empties an index that has become large, so that batches that are not
// stored any more don't stay in it. The next look reads the others again.
func (x *swarmIndex) renew() {
	if len(x.names) < x.most {
		return
	}
	clear(x.names)
	clear(x.roots)
	x.seen = 0
}

func (x *swarmIndex) enter(b muster.Batch) {
	name, ours := nameOf(b)
	if !ours {
		return
	}
	at := swarmName{b.Tenant, name}
	if old, ok := x.names[at]; !ok || b.Sequence >= old.Sequence {
		x.names[at] = muster.Batch{ID: b.ID, Sequence: b.Sequence}
	}
	root := swarmName{b.Tenant, b.Labels[labelPost]}
	if !slices.Contains(x.roots[root], b.ID) {
		x.roots[root] = append(x.roots[root], b.ID)
	}
}

// look enters the batches that came since the last look.
func (x *swarmIndex) look(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.renew()
	newest, before := x.seen, int64(0)
	for {
		page, err := x.svc.Batches(ctx, muster.BatchFilter{Before: before, Limit: pageSize})
		if err != nil {
			return fmt.Errorf("look for swarm batches: %w", err)
		}
		for _, b := range page {
			newest, before = max(newest, b.Sequence), b.Sequence
			x.enter(b)
		}
		if len(page) < pageSize || before <= x.seen-overlap {
			x.seen, x.most = newest, max(x.most, 2*len(x.names))
			return nil
		}
	}
}

// batch returns the newest batch of a name, or CodeNotFound.
func (x *swarmIndex) batch(ctx context.Context, tenant, name string) (muster.BatchID, error) {
	at := swarmName{tenant, name}
	for _, again := range []bool{true, false} {
		x.mu.Lock()
		b, ok := x.names[at]
		x.mu.Unlock()
		if ok {
			return b.ID, nil
		}
		if again {
			if err := x.look(ctx); err != nil {
				return "", err
			}
		}
	}
	return "", errNoBatch
}

// state returns the state behind a root: an operator's, or what an earlier batch
// of the tenant leaves. A batch that failed or was cancelled leaves nothing.
func (x *swarmIndex) state(ctx context.Context, tenant, root string) (*ledger.State, error) {
	if len(x.states) == 0 {
		return nil, muster.Errorf(muster.CodeUnsupported, "no accounts are known here that a batch could begin with: start muster with --forge-state FILE")
	}
	for _, s := range x.states {
		if s.Root() == root {
			return s, nil
		}
	}
	if err := x.look(ctx); err != nil {
		return nil, err
	}
	x.mu.Lock()
	ids := append([]muster.BatchID(nil), x.roots[swarmName{tenant, root}]...)
	x.mu.Unlock()
	var ended muster.Batch
	for i := len(ids) - 1; i >= 0; i-- {
		b, err := x.svc.Batch(ctx, ids[i])
		switch {
		case errors.Is(err, muster.ErrNotFound): // its time is over
			continue
		case err != nil:
			return nil, err
		case b.State == muster.BatchFailed || b.State == muster.BatchCancelled:
			ended = b.Batch
			continue
		}
		if s := x.kept(tenant, root); s != nil {
			return s, nil
		}
		return x.read(ctx, b.Batch, root)
	}
	if ended.ID != "" {
		name, _ := nameOf(ended)
		return nil, muster.InvalidField("batch.initial_root", fmt.Sprintf("a state that stands, and batch %s, which would leave this one, is %s", name, ended.State), root)
	}
	known := "the root of --forge-state, " + x.states[0].Root() + ", or what an earlier batch leaves"
	return nil, muster.InvalidField("batch.initial_root", known, root)
}

// read replays a stored batch.
func (x *swarmIndex) read(ctx context.Context, b muster.Batch, root string) (*ledger.State, error) {
	a, r, err := x.svc.OpenInput(ctx, b.ID)
	if err != nil {
		return nil, fmt.Errorf("open batch %s: %w", b.ID, err)
	}
	input, err := io.ReadAll(io.LimitReader(r, a.Size+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("read batch %s: %w", b.ID, err)
	}
	s, err := ledger.After(input)
	if err != nil {
		return nil, fmt.Errorf("replay batch %s: %w", b.ID, err)
	}
	if s.Root() != root {
		return nil, fmt.Errorf("batch %s leads to %s, its label says %s", b.ID, s.Root(), root)
	}
	x.keep(b.Tenant, s)
	return s, nil
}

// keep has a tenant's state stay in memory.
func (x *swarmIndex) keep(tenant string, s *ledger.State) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.touch(keptState{tenant, s})
}

func (x *swarmIndex) touch(s keptState) {
	fresh := make([]keptState, 0, mostStates+1)
	for _, k := range x.fresh {
		if k.tenant != s.tenant || k.state.Root() != s.state.Root() {
			fresh = append(fresh, k)
		}
	}
	fresh = append(fresh, s)
	x.fresh = fresh[max(0, len(fresh)-mostStates):]
}

// kept returns a tenant's state from memory, nil where it is not there.
func (x *swarmIndex) kept(tenant, root string) *ledger.State {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.fresh {
		if s.tenant == tenant && s.state.Root() == root {
			x.touch(s)
			return s.state
		}
	}
	return nil
}
