package submitter

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market/markettest"
)

// A request that no block takes while its batch is held is taken back: the own
// fleet's batch is not asked for.
func TestAStuckRequestIsTakenBackBeforeTheHoldEnds(t *testing.T) {
	for _, sourcing := range []muster.Sourcing{muster.SourceMarketFirst, muster.SourceMarketOnly} {
		t.Run(string(sourcing), func(t *testing.T) {
			w := newWorld(t, markettest.Start(t, markettest.Options{}))
			b := nextBatch()
			w.muster.add(b, sourcing)
			asked := 0
			w.send = func(_ context.Context, c evm.Call) (*types.Receipt, error) {
				asked++
				if end := w.muster.peek(b).Hold.Until; !c.Until.Equal(end.Add(-takeBackFor)) || c.Until.Sub(w.now()) < sendFor/2 {
					t.Errorf("it is %s: until %s, held until %s", w.now(), c.Until, end)
				}
				if sourcing == muster.SourceMarketFirst {
					w.chain.Pass(c.Until.Sub(w.now()))
				}
				return nil, fmt.Errorf("ask: %w", evm.ErrExpired)
			}
			w.turns(1)
			w.chain.Pass(defaultAskWithin + time.Second)
			w.turns(2)
			if w.request(b) != nil || asked == 0 {
				t.Fatalf("asked %d times", asked)
			}
			if sourcing == muster.SourceMarketFirst {
				if w.muster.held(b) || asked != 1 {
					t.Errorf("held: %v, asked %d times\n%s", w.muster.held(b), asked, w.log)
				}
				return
			}
			w.send = nil
			w.chain.Pass(longestPause)
			w.turns(2)
			w.wantRequest(b, muster.RequestPending)
		})
	}
}
