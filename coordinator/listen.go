package coordinator

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
)

// Pauses before the store is listened to again.
const (
	firstListenPause = 100 * time.Millisecond
	mostListenPause  = 5 * time.Second
)

// listenLoop rings the bells for what other coordinators committed. Notices may
// be lost: whatever broke, everyone is told to look when it is mended.
func (c *Coordinator) listenLoop(ctx context.Context) error {
	pause := firstListenPause
	silent := false // the store does not speak, as already logged
	for {
		err := c.cfg.Store.Listen(ctx, func(n muster.Notice) {
			if silent {
				silent = false
				c.log.InfoContext(ctx, "the store speaks again")
				c.tasks.ring()
				c.prepares.ring()
				c.changed()
			}
			pause = firstListenPause
			c.heard(ctx, n)
		})
		if ctx.Err() != nil {
			return nil
		}
		if !silent {
			silent = true
			c.log.WarnContext(ctx, "listen to the store; work is looked for each second meanwhile", "error", err)
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
		pause = min(2*pause, mostListenPause)
		// What was committed meanwhile told nobody.
		c.tasks.ring()
		c.prepares.ring()
		c.changed()
	}
}

// heard rings for one notice.
func (c *Coordinator) heard(ctx context.Context, n muster.Notice) {
	if len(n.Pools) > 0 {
		c.tasks.openSome(ctx, n.Pools)
	}
	if n.Batches {
		c.prepares.ring()
	}
	if n.Events {
		c.changed()
	}
}
