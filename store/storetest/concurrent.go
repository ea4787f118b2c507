package storetest

import (
	"fmt"
	"sync"

	"github.com/muster-zk/muster"
)

var concurrentTests = map[string]func(*fixture){
	"NoTaskIsLeasedTwice": func(f *fixture) {
		b, tasks := f.proving(60, 4)
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var mu sync.Mutex
		leases := make(map[string]muster.WorkerID)
		accepted := make(map[muster.TaskID]int)
		var wg sync.WaitGroup
		for i := range 12 {
			s := []muster.Store{f.s, other}[i%2]
			w := muster.WorkerID(fmt.Sprintf("worker_%d", i))
			ids := newIDs(uint64(100 + i))
			wg.Go(func() {
				for idle := 0; idle < 40; {
					p := f.leaseParams(w, 1+i%3)
					p.NewAttempt = ids.Attempt
					got, err := s.TaskLease(f.ctx, p)
					if err != nil {
						f.Errorf("lease: %v", err)
						return
					}
					if len(got) == 0 {
						// Others hold what is left, or it is done.
						now, err := s.BatchGet(f.ctx, b.ID)
						if err != nil || now.State != muster.BatchProving {
							return
						}
						idle++
						continue
					}
					idle = 0
					for _, task := range got {
						mu.Lock()
						key := fmt.Sprintf("%s %d", task.ID, task.Fence)
						if by, ok := leases[key]; ok {
							f.Errorf("%s fence %d was leased to %s and %s", task.Name, task.Fence, by, w)
						}
						leases[key] = w
						mu.Unlock()
						_, err := s.TaskAccept(f.ctx, muster.TaskAcceptParams{
							Task: task.ID, Fence: task.Fence, Worker: w, Now: f.now,
							Output: muster.Artifact{Digest: muster.DigestOf([]byte(key)), Size: 1},
						})
						if err != nil {
							f.Errorf("accept: %v", err)
							return
						}
						mu.Lock()
						accepted[task.ID]++
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		f.complete() // what the workers gave up waiting for
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		f.same("leases", len(leases) <= len(tasks), true)
		for id, n := range accepted {
			if n != 1 {
				f.Errorf("task %s was accepted %d times", id, n)
			}
		}
		checkTree(f, b.ID)
	},
	"OneResultOfManyCounts": func(f *fixture) {
		b, tasks := f.proving(8, 8)
		leased := f.lease("worker_1", 8)
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var mu sync.Mutex
		won := make(map[muster.TaskID][]muster.Artifact)
		var wg sync.WaitGroup
		for i := range 8 {
			s := []muster.Store{f.s, other}[i%2]
			wg.Go(func() {
				for _, task := range leased {
					out := muster.Artifact{Digest: muster.DigestOf([]byte{byte(i)}), Size: 1}
					_, err := s.TaskAccept(f.ctx, muster.TaskAcceptParams{Task: task.ID, Fence: 1, Worker: "worker_1", Output: out, Now: f.now})
					switch muster.CodeOf(err) {
					case "":
						mu.Lock()
						won[task.ID] = append(won[task.ID], out)
						mu.Unlock()
					case muster.CodeState:
					default:
						f.Errorf("accept: %v", err)
					}
				}
			})
		}
		wg.Wait()
		for _, task := range leased {
			f.same("winners", won[task.ID], []muster.Artifact{f.getTask(task.ID).Output})
		}
		f.same("root", f.getTask(tasks[8].ID).State, muster.TaskReady)
		checkTree(f, b.ID)
	},
	"SameInsertGivesOneBatch": func(f *fixture) {
		in := f.batch()
		var mu sync.Mutex
		fresh := 0
		seen := make(map[muster.BatchID]bool)
		var wg sync.WaitGroup
		for range 8 {
			mine := in
			mine.ID = f.ids.Batch()
			wg.Go(func() {
				got, isNew, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: mine, Now: f.now})
				if err != nil {
					f.Errorf("insert: %v", err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				seen[got.ID] = true
				if isNew {
					fresh++
				}
			})
		}
		wg.Wait()
		f.same("new", fresh, 1)
		f.same("batches", len(seen), 1)
	},
	"EventsHaveNoGapsForAnyReader": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		const writers, each = 8, 20
		stop := make(chan struct{})
		var readers, wg sync.WaitGroup
		for _, s := range []muster.Store{f.s, other} {
			readers.Go(func() {
				for after, last := int64(0), false; ; {
					select {
					case <-stop:
						last = true // once more, for what came before the stop
					default:
					}
					events, err := s.EventList(f.ctx, muster.EventFilter{After: after})
					if err != nil {
						f.Errorf("list: %v", err)
						return
					}
					for _, e := range events {
						if e.Cursor != after+1 {
							f.Errorf("event %d came after %d", e.Cursor, after)
							return
						}
						after = e.Cursor
					}
					if last {
						if after != 2*writers*each {
							f.Errorf("read up to %d, want %d", after, 2*writers*each)
						}
						return
					}
				}
			})
		}
		for i := range writers {
			s := []muster.Store{f.s, other}[i%2]
			var batches []muster.Batch
			for range each {
				batches = append(batches, f.batch())
			}
			wg.Go(func() {
				for _, b := range batches {
					if _, _, err := s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: b, Now: f.now}); err != nil {
						f.Errorf("insert: %v", err)
					}
					if _, err := s.BatchStart(f.ctx, move(b.ID, f.now)); err != nil {
						f.Errorf("start: %v", err)
					}
				}
			})
		}
		wg.Wait()
		close(stop)
		readers.Wait()
	},
	"CancelAgainstWorkers": func(f *fixture) {
		for range 5 {
			b, _ := f.proving(20, 4)
			var wg sync.WaitGroup
			for i := range 4 {
				w := muster.WorkerID(fmt.Sprintf("worker_%d", i))
				ids := newIDs(uint64(200 + i))
				wg.Go(func() {
					for range 10 {
						p := f.leaseParams(w, 2)
						p.NewAttempt = ids.Attempt
						got, err := f.s.TaskLease(f.ctx, p)
						if err != nil {
							f.Errorf("lease: %v", err)
						}
						for _, task := range got {
							_, err := f.s.TaskAccept(f.ctx, muster.TaskAcceptParams{
								Task: task.ID, Fence: task.Fence, Worker: w, Now: f.now,
								Output: muster.Artifact{Digest: muster.DigestOf([]byte(task.ID)), Size: 1},
							})
							if code := muster.CodeOf(err); code != "" && code != muster.CodeState {
								f.Errorf("accept: %v", err)
							}
						}
					}
				})
			}
			wg.Go(func() {
				// The workers may be done before it comes.
				_, err := f.s.BatchCancel(f.ctx, move(b.ID, f.now))
				if code := muster.CodeOf(err); code != "" && code != muster.CodeState {
					f.Errorf("cancel: %v", err)
				}
			})
			wg.Wait()
			for _, task := range mustList(f, b.ID) {
				if !task.State.Terminal() {
					f.Errorf("%s is %s after the cancel", task.Name, task.State)
				}
				for _, a := range f.attempts(task.ID) {
					if !a.State.Terminal() {
						f.Errorf("an attempt on %s is %s after the cancel", task.Name, a.State)
					}
				}
			}
		}
	},
}

// checkTree checks the one number that is stored: each task's open inputs are
// its children that are not done.
func checkTree(f *fixture, b muster.BatchID) {
	f.Helper()
	open := make(map[muster.TaskID]int)
	tasks := mustList(f, b)
	for _, task := range tasks {
		if task.Parent != "" && task.State != muster.TaskDone {
			open[task.Parent]++
		}
	}
	for _, task := range tasks {
		if task.OpenInputs != open[task.ID] {
			f.Errorf("%s has %d open inputs, %d children are not done", task.Name, task.OpenInputs, open[task.ID])
		}
		if (task.State == muster.TaskBlocked) != (open[task.ID] > 0) && task.State != muster.TaskCancelled {
			f.Errorf("%s is %s with %d open inputs", task.Name, task.State, open[task.ID])
		}
	}
}
