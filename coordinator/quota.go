package coordinator

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Quotas limit what tenants keep and have under way. A submission over one is
// refused with CodeExhausted; nothing is evicted or cut for another.
type Quotas struct {
	Bytes map[string]int64 // of all batches that are kept, by tenant; "*" is every other
	Open  map[string]int64 // batches that are not terminal, by tenant; "*" is every other
}

// of returns a tenant's limit, and false without one.
func of(limits map[string]int64, tenant string) (int64, bool) {
	n, ok := limits[tenant]
	if !ok {
		n, ok = limits["*"]
	}
	return n, ok
}

const (
	// usageFor is how long what the store said of a tenant is used again, with
	// what was admitted here since.
	usageFor = time.Second
	// mostUsages bounds what is remembered, in tenants.
	mostUsages = 10_000

	openAgain  = 10 * time.Second // until a batch may have ended
	bytesAgain = time.Minute      // until retention may have deleted some
)

// usages remembers what tenants use. Submissions at once in one process can't
// pass a limit together; in several processes they can, by what each admits
// within usageFor.
type usages struct {
	mu sync.Mutex
	of map[string]*usage
}

// usage is what one tenant uses: what the store said, and what this process
// admitted that the store may not have counted.
type usage struct {
	mu                          sync.Mutex
	asked                       time.Time
	bytes, open                 int64 // as the store said
	recentBytes, recentOpen     int64 // stored since
	underwayBytes, underwayOpen int64 // not stored yet
}

func (u *usages) tenant(name string) *usage {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.of == nil || len(u.of) >= mostUsages {
		u.of = make(map[string]*usage) // the store is asked again, no more
	}
	if u.of[name] == nil {
		u.of[name] = &usage{}
	}
	return u.of[name]
}

// reserve looks for room, checks a tenant's quotas for a submission of so many
// bytes and holds its place until done is called, with whether the batch was
// stored.
func (c *Coordinator) reserve(ctx context.Context, tenant string, size int64) (done func(stored bool), err error) {
	if r, ok := c.cfg.Artifacts.(roomer); ok {
		if err := r.Room(ctx); err != nil {
			return nil, err
		}
	}
	mostBytes, limitBytes := of(c.cfg.Quotas.Bytes, tenant)
	mostOpen, limitOpen := of(c.cfg.Quotas.Open, tenant)
	if !limitBytes && !limitOpen {
		return func(bool) {}, nil
	}
	u := c.usages.tenant(tenant)
	u.mu.Lock()
	defer u.mu.Unlock()
	now := c.now()
	if age := now.Sub(u.asked); u.asked.IsZero() || age >= usageFor || age < 0 {
		if u.bytes, err = c.cfg.Store.TenantBytes(ctx, tenant); err != nil {
			return nil, fmt.Errorf("sum bytes of tenant: %w", err)
		}
		open, err := c.cfg.Store.BatchCount(ctx, tenant, openStates)
		if err != nil {
			return nil, fmt.Errorf("count open batches of tenant: %w", err)
		}
		u.open, u.asked, u.recentBytes, u.recentOpen = int64(open), now, 0, 0
	}
	bytes, open := u.bytes+u.recentBytes+u.underwayBytes, u.open+u.recentOpen+u.underwayOpen
	if limitOpen && open >= mostOpen {
		return nil, &muster.Error{
			Code: muster.CodeExhausted, RetryAfter: openAgain,
			Message: fmt.Sprintf("%s has %d open batches, its limit is %d; come back when one has ended", tenantName(tenant), open, mostOpen),
		}
	}
	if limitBytes && (size > mostBytes || bytes > mostBytes-size) {
		return nil, &muster.Error{
			Code: muster.CodeExhausted, RetryAfter: bytesAgain,
			Message: fmt.Sprintf("%s keeps %d of %d bytes, and %d more are asked for; its quota has room again when old batches are deleted",
				tenantName(tenant), bytes, mostBytes, size),
		}
	}
	u.underwayBytes += size
	u.underwayOpen++
	return func(stored bool) {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.underwayBytes -= size
		u.underwayOpen--
		if stored {
			u.recentBytes += size
			u.recentOpen++
		}
	}, nil
}

var openStates = []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling}

func tenantName(tenant string) string {
	if tenant == "" {
		return "the tenant without a name"
	}
	return "tenant " + tenant
}

// roomer is an artifact store that knows when it should take no new work, while
// there is room for the results of what runs.
type roomer interface {
	// Room returns CodeExhausted when new work should wait.
	Room(ctx context.Context) error
}
