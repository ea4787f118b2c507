package coordinator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// claimOffices is how many batches all coordinators together prepare at a
	// time. Two batches may fall on one office; then one waits for the other.
	claimOffices = 64
	// claimFor is how long a coordinator that dies keeps others from preparing
	// what it was at.
	claimFor = 5 * time.Second
	// claimTimeout bounds giving a claim up.
	claimTimeout = time.Second
)

// errElsewhere says that another coordinator prepares a batch.
var errElsewhere = errors.New("another coordinator prepares it")

// claim keeps other coordinators from preparing the batch too, until it is
// released. It saves work and no more: preparing a batch twice at once is
// harmless. The context that it returns ends when the claim is lost. Returns
// errElsewhere if another one has it.
func (c *Coordinator) claim(ctx context.Context, id muster.BatchID) (_ context.Context, release func(), err error) {
	office := fmt.Sprintf("prepare/%02d", muster.DigestOf([]byte(id))[0]%claimOffices)
	hold := func(ctx context.Context) error {
		row, err := c.cfg.Store.LeaderHold(ctx, muster.LeaderHoldParams{Office: office, Holder: c.cfg.Name, For: claimFor, Now: c.now()})
		if err != nil {
			return fmt.Errorf("claim batch: %w", err)
		}
		if row.Holder != c.cfg.Name {
			return errElsewhere
		}
		return nil
	}
	if err := hold(ctx); err != nil {
		return nil, nil, err
	}
	held, lose := context.WithCancelCause(ctx)
	var renewal sync.WaitGroup
	renewal.Go(func() {
		tick := time.NewTicker(claimFor / 4)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-held.Done():
				return
			}
			// While the store is away nobody else can claim it either.
			if err := hold(held); errors.Is(err, errElsewhere) {
				lose(err)
				return
			}
		}
	})
	return held, func() {
		lose(nil)
		renewal.Wait()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTimeout)
		defer cancel()
		if err := c.cfg.Store.LeaderLeave(last, office, c.cfg.Name); err != nil {
			c.log.WarnContext(ctx, "leave a claim, which ends by itself", "batch", id, "error", err)
		}
	}, nil
}
