package storetest

import (
	"encoding/json"
	"fmt"

	"github.com/muster-zk/muster"
)

var eventTests = map[string]func(*fixture){
	"LifeOfABatch": func(f *fixture) {
		last, err := f.s.EventLast(f.ctx)
		f.ok(err)
		f.same("empty log", last, int64(0))
		b, _ := f.proving(2, 2)
		leased := f.lease("worker_1", 2)
		f.accept(leased[0])
		_, err = f.s.TaskFail(f.ctx, f.failParams(leased[1]))
		f.ok(err)
		f.complete()
		other, _ := f.proving(1, 2)
		f.ok(f.moves()["cancel"](other.ID))

		events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: b.ID})
		f.ok(err)
		var told []string
		for _, e := range events {
			var d struct {
				State, Name, Class, Message, Circuit, Stage string
				Round                                       *int
			}
			f.ok(json.Unmarshal(e.Data, &d))
			line := fmt.Sprintf("%s %s", e.Kind, d.State)
			if e.Kind == muster.EventTaskState {
				line = fmt.Sprintf("%s %s %s", d.Name, d.State, d.Class)
				if d.Round == nil || d.Circuit == "" || d.Stage == "" || e.Task == "" {
					f.Errorf("event %d lacks a field: %s", e.Cursor, e.Data)
				}
			}
			f.same("at", e.At, f.now)
			told = append(told, line)
		}
		f.same("events", told, []string{
			"batch.state pending", "batch.state preparing", "batch.state proving",
			"prove/0/chunk/0 leased ", "prove/0/chunk/1 leased ",
			"prove/0/chunk/0 done ", "prove/0/chunk/1 ready transient",
			"prove/0/chunk/1 leased ", "prove/0/chunk/1 done ", "prove/1/chunk/0 ready ",
			"prove/1/chunk/0 leased ", "prove/1/chunk/0 done ", "batch.state completed",
		})
		all, err := f.s.EventList(f.ctx, muster.EventFilter{})
		f.ok(err)
		for i, e := range all {
			f.same("cursor", e.Cursor, int64(i+1))
		}
		last, err = f.s.EventLast(f.ctx)
		f.ok(err)
		f.same("last", last, int64(len(all)))
		f.same("the other's", len(all), len(events)+4)
		page, err := f.s.EventList(f.ctx, muster.EventFilter{After: 2, Limit: 3})
		f.ok(err)
		f.same("page", page, all[2:5])
		page, err = f.s.EventList(f.ctx, muster.EventFilter{After: last})
		f.ok(err)
		f.same("end", page, []muster.Event(nil))
	},
	"OnlyWhatChanged": func(f *fixture) {
		b := f.preparing(f.batch())
		w := f.workerIn(muster.WorkerOnline)
		last, err := f.s.EventLast(f.ctx)
		f.ok(err)
		_, err = f.s.BatchStart(f.ctx, move(b.ID, f.now)) // is preparing
		f.ok(err)
		_, err = f.s.WorkerPut(f.ctx, w, f.now) // is online
		f.ok(err)
		f.lease("worker_1", 5) // finds nothing
		after, err := f.s.EventLast(f.ctx)
		f.ok(err)
		f.same("last", after, last)
		_, err = f.s.WorkerMove(f.ctx, w.ID, muster.WorkerDraining, f.now)
		f.ok(err)
		events, err := f.s.EventList(f.ctx, muster.EventFilter{After: last})
		f.ok(err)
		f.same("event", events, []muster.Event{{
			Cursor: last + 1, At: f.now, Kind: muster.EventWorkerState, Worker: w.ID,
			Data: json.RawMessage(`{"state":"draining","name":""}`),
		}})
	},
}
