package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func read(t *testing.T, payload string) message {
	t.Helper()
	var m message
	if err := json.Unmarshal([]byte(payload), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// The first notice goes at once; those that come while one is on its way are
// joined; the last goes with Close, even after a message that was lost.
func TestNoticesAreJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent []message
		var at []time.Duration
		begin := time.Now()
		n := newNotices(func(_ context.Context, payload string) error {
			sent, at = append(sent, read(t, payload)), append(at, time.Since(begin))
			time.Sleep(time.Second)
			return errors.New("lost")
		})
		n.add(opened{}) // tells nothing
		synctest.Wait()
		n.add(opened{batches: true})
		synctest.Wait()
		for i := range 100 {
			n.add(opened{pools: map[muster.PoolID]bool{muster.PoolID(fmt.Sprint(i % 2)): true}})
			n.add(opened{events: true})
		}
		time.Sleep(1100 * time.Millisecond)
		n.add(opened{all: true})
		n.close()
		want := []message{
			{From: n.from, Notice: muster.Notice{Batches: true}},
			{From: n.from, Notice: muster.Notice{Pools: []muster.PoolID{"0", "1"}, Events: true}},
			{From: n.from, All: true},
		}
		if !reflect.DeepEqual(sent, want) {
			t.Errorf("sent %+v, want %+v", sent, want)
		}
		if at[0] != 0 || at[1] != time.Second+noticePause {
			t.Errorf("sent at %v", at)
		}
	})
}

// PostgreSQL takes no payload of 8,000 bytes.
func TestNoticeThatDoesNotFit(t *testing.T) {
	for _, pools := range []int{1, 200, 300} {
		var o opened
		o.events = true
		for i := range pools {
			o.pool(muster.Needs{Round: i}.Pool())
		}
		text := o.payload("somebody")
		if len(text) >= 8000 {
			t.Errorf("%d pools: %d bytes", pools, len(text))
		}
		m := read(t, text)
		if all := pools == 300; m.All != all || len(m.Pools) != map[bool]int{false: pools, true: 0}[all] || !m.Events {
			t.Errorf("%d pools: %d named, all %v, events %v", pools, len(m.Pools), m.All, m.Events)
		}
	}
}
