package storetest

import (
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var workerTests = map[string]func(*fixture){
	"PutKeepsEveryField": func(f *fixture) {
		in := muster.Worker{
			ID: f.ids.Worker(), Name: "box", PublicKey: []byte{1, 2, 0, 255}, Version: "v1", Group: "gpu", Zone: "z", Region: "r",
			Capabilities: muster.Capabilities{Backends: []string{"gnark"}, Circuits: []muster.Digest{muster.DigestOf(nil)}, Memory: 1 << 40, GPU: true},
		}
		want := in
		want.State, want.CreatedAt, want.SeenAt, want.StateAt = muster.WorkerOnline, f.now, f.now, f.now
		got, err := f.s.WorkerPut(f.ctx, in, f.now)
		f.ok(err)
		f.same("put", got, want)
		got, err = f.s.WorkerGet(f.ctx, in.ID)
		f.ok(err)
		f.same("stored", got, want)

		in.Name, in.PublicKey, in.Capabilities = "new box", nil, muster.Capabilities{Cores: 3}
		want.Name, want.PublicKey, want.Capabilities, want.SeenAt = in.Name, in.PublicKey, in.Capabilities, f.tick(time.Second)
		got, err = f.s.WorkerPut(f.ctx, in, f.now)
		f.ok(err)
		f.same("renewed", got, want)
		got, err = f.s.WorkerGet(f.ctx, in.ID)
		f.ok(err)
		f.same("stored", got, want)
		in.Zone = "\x00"
		_, err = f.s.WorkerPut(f.ctx, in, f.now)
		f.code(err, muster.CodeInvalid)
	},
	"PutKeepsDrainingAndSuspended": func(f *fixture) {
		for was, want := range map[muster.WorkerState]muster.WorkerState{
			muster.WorkerOnline: muster.WorkerOnline, muster.WorkerOffline: muster.WorkerOnline,
			muster.WorkerDraining: muster.WorkerDraining, muster.WorkerSuspended: muster.WorkerSuspended,
		} {
			w := f.workerIn(was)
			got, err := f.s.WorkerPut(f.ctx, w, f.now)
			f.ok(err)
			f.same(string(was), got.State, want)
		}
	},
	"OnlyAllowedTransitions": func(f *fixture) {
		for from := range muster.WorkerTransitions {
			for to := range muster.WorkerTransitions {
				w := f.workerIn(from)
				got, err := f.s.WorkerMove(f.ctx, w.ID, to, f.tick(time.Second))
				if muster.WorkerTransitions.Allows(from, to) {
					f.ok(err)
					f.same("moved", got.State, to)
				} else {
					f.code(err, muster.CodeState)
					to = from
				}
				got, err = f.s.WorkerGet(f.ctx, w.ID)
				f.ok(err)
				f.same("stored", got.State, to)
			}
		}
		_, err := f.s.WorkerMove(f.ctx, f.ids.Worker(), muster.WorkerOnline, f.now)
		f.code(err, muster.CodeNotFound)
		_, err = f.s.WorkerGet(f.ctx, f.ids.Worker())
		f.code(err, muster.CodeNotFound)
	},
	"ListCountsWhatIsHeld": func(f *fixture) {
		f.proving(3, 3)
		for _, id := range []muster.WorkerID{"worker_b", "worker_a"} {
			_, err := f.s.WorkerPut(f.ctx, muster.Worker{ID: id}, f.now)
			f.ok(err)
		}
		f.accept(f.lease("worker_b", 3)[0])
		got, err := f.s.WorkerList(f.ctx)
		f.ok(err)
		f.same("ids", []muster.WorkerID{got[0].ID, got[1].ID}, []muster.WorkerID{"worker_a", "worker_b"})
		f.same("held", []int{got[0].Held, got[1].Held}, []int{0, 2})
	},
	"StateAtIsWhenTheStateChanged": func(f *fixture) {
		w := f.workerIn(muster.WorkerOnline)
		since := f.now
		f.tick(time.Minute)
		got, err := f.s.WorkerPut(f.ctx, w, f.now)
		f.ok(err)
		f.same("online as before", got.StateAt, since)
		f.tick(time.Minute)
		got, err = f.s.WorkerMove(f.ctx, w.ID, muster.WorkerOffline, f.now)
		f.ok(err)
		f.same("offline", got.StateAt, f.now)
		f.tick(time.Minute)
		got, err = f.s.WorkerPut(f.ctx, w, f.now)
		f.ok(err)
		f.same("online again", got.StateAt, f.now)
		lost, err := f.s.WorkerLost(f.ctx, f.now.Add(time.Second), f.tick(time.Minute))
		f.ok(err)
		f.same("lost", lost[0].StateAt, f.now)
		got, err = f.s.WorkerGet(f.ctx, w.ID)
		f.ok(err)
		f.same("stored", got.StateAt, f.now)
	},
	"SeenIsTheLatestWord": func(f *fixture) {
		first, second, silent := f.workerIn(muster.WorkerOnline), f.workerIn(muster.WorkerOnline), f.workerIn(muster.WorkerOnline)
		early := f.tick(time.Second)
		late := f.tick(time.Second)
		f.ok(f.s.WorkerSeen(f.ctx, nil))
		f.ok(f.s.WorkerSeen(f.ctx, map[muster.WorkerID]time.Time{first.ID: late, second.ID: early, f.ids.Worker(): late}))
		f.ok(f.s.WorkerSeen(f.ctx, map[muster.WorkerID]time.Time{first.ID: early, second.ID: late}))
		for id, want := range map[muster.WorkerID]time.Time{first.ID: late, second.ID: late, silent.ID: silent.SeenAt} {
			w, err := f.s.WorkerGet(f.ctx, id)
			f.ok(err)
			f.same("seen", w.SeenAt, want)
		}
		list, err := f.s.WorkerList(f.ctx)
		f.ok(err)
		f.same("workers", len(list), 3)
		lost, err := f.s.WorkerLost(f.ctx, late, f.tick(time.Second))
		f.ok(err)
		f.same("lost", len(lost), 1)
		f.same("who", lost[0].ID, silent.ID)
	},
	"BlameIsCountedUntilItIsForgiven": func(f *fixture) {
		_, err := f.s.WorkerBlame(f.ctx, f.ids.Worker(), f.now)
		f.code(err, muster.CodeNotFound)
		w := f.workerIn(muster.WorkerOnline)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := f.s.WorkerBlame(f.ctx, w.ID, f.now); err != nil {
					f.Errorf("blame: %v", err)
				}
			})
		}
		wg.Wait()
		want, err := f.s.WorkerGet(f.ctx, w.ID)
		f.ok(err)
		f.same("count", want.InvalidProofs, 4)
		want.InvalidProofs = 5
		got, err := f.s.WorkerBlame(f.ctx, w.ID, f.now)
		f.ok(err)
		f.same("blamed", got, want)
		count := func(to muster.WorkerState) int {
			f.Helper()
			moved, err := f.s.WorkerMove(f.ctx, w.ID, to, f.now)
			f.ok(err)
			stored, err := f.s.WorkerGet(f.ctx, w.ID)
			f.ok(err)
			f.same("stored", stored, moved)
			return moved.InvalidProofs
		}
		f.same("draining", count(muster.WorkerDraining), 5)
		f.same("online without a suspension", count(muster.WorkerOnline), 5)
		f.same("suspended", count(muster.WorkerSuspended), 5)
		w.InvalidProofs = 0 // what a worker says of itself does not count
		put, err := f.s.WorkerPut(f.ctx, w, f.now)
		f.ok(err)
		f.same("registered again", put.InvalidProofs, 5)
		f.same("forgiven", count(muster.WorkerOnline), 0)
	},
	"LostWorkersGoOffline": func(f *fixture) {
		var want []muster.WorkerID
		for state := range muster.WorkerTransitions {
			w := f.workerIn(state)
			if state == muster.WorkerOnline || state == muster.WorkerDraining {
				want = append(want, w.ID)
			}
		}
		since := f.tick(time.Second)
		f.workerIn(muster.WorkerOnline)
		got, err := f.s.WorkerLost(f.ctx, since, f.now)
		f.ok(err)
		f.same("lost", len(got), len(want))
		for _, w := range got {
			f.same("state", w.State, muster.WorkerOffline)
			stored, err := f.s.WorkerGet(f.ctx, w.ID)
			f.ok(err)
			f.same("stored", stored, w)
		}
		got, err = f.s.WorkerLost(f.ctx, since, f.now)
		f.ok(err)
		f.same("lost again", got, []muster.Worker(nil))
	},
}

// workerIn makes a worker of that state.
func (f *fixture) workerIn(state muster.WorkerState) muster.Worker {
	f.Helper()
	w, err := f.s.WorkerPut(f.ctx, muster.Worker{ID: f.ids.Worker()}, f.now)
	f.ok(err)
	if state != muster.WorkerOnline {
		w, err = f.s.WorkerMove(f.ctx, w.ID, state, f.now)
		f.ok(err)
	}
	return w
}
