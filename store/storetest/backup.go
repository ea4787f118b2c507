package storetest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// Backup tests a store that can copy itself; openFile opens a copy.
func Backup(t *testing.T, open Opener, openFile func(t testing.TB, path string) muster.Store) {
	for name, test := range map[string]func(*fixture, muster.BackupStore){
		"CopyGoesOn": func(f *fixture, s muster.BackupStore) {
			b, _ := f.proving(4, 2)
			circuit := f.register("square", "1.0.0", "a")
			leased := f.lease("worker_1", 2)
			f.accept(leased[0])
			path := filepath.Join(f.TempDir(), "copy.db")
			f.ok(s.Backup(f.ctx, path))
			if mode, err := os.Stat(path); err != nil || mode.Mode().Perm() != 0o600 {
				f.Errorf("the copy's mode: %v, %v", mode.Mode(), err)
			}
			want, last := mustList(f, b.ID), f.lastEvent()
			attempts := f.attempts(leased[1].ID)

			// What happens to the original after the copy is not in it.
			f.accept(leased[1])
			f.complete()
			f.same("the original", f.getBatch(b.ID).State, muster.BatchCompleted)

			f.ok(f.s.Close())
			f.s = openFile(f, path)
			f.same("tasks", mustList(f, b.ID), want)
			f.same("attempts", f.attempts(leased[1].ID), attempts)
			f.same("circuits", f.circuits(), []muster.Circuit{circuit})
			f.same("last event", f.lastEvent(), last)
			_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.tick(time.Hour)})
			f.ok(err)
			f.complete()
			f.same("the copy", f.getBatch(b.ID).State, muster.BatchCompleted)
			f.same("next sequence", f.insert(f.batch()).Sequence, b.Sequence+1)
		},
		"SettlementsAndHoldsGoOn": func(f *fixture, s muster.BackupStore) {
			b := f.settling("l1", "l2")
			p := f.attemptParams(b, "l1", 1)
			_, err := f.s.SettlementAttempt(f.ctx, p)
			f.ok(err)
			held, _ := f.proving(2, 2)
			f.holdBatch(held, f.now.Add(time.Hour))
			want := f.settlements(muster.SettlementFilter{})
			path := filepath.Join(f.TempDir(), "copy.db")
			f.ok(s.Backup(f.ctx, path))
			f.bring(b, "l1", muster.SettlementFinal)

			f.ok(f.s.Close())
			f.s = openFile(f, path)
			f.same("settlements", f.settlements(muster.SettlementFilter{}), want)
			all, err := f.s.SettlementAttempts(f.ctx, b.ID, "l1")
			f.ok(err)
			f.same("the transaction, to be sent again", all[0].Raw, p.Attempt.Raw)
			other := f.settling("l1")
			_, err = f.attempt(other, "l1", 1)
			f.code(err, muster.CodeConflict) // the nonce is still taken
			f.same("held", len(f.lease("worker_1", 10)), 0)
			f.release(held)
			f.same("released", len(f.lease("worker_1", 10)), 2)
		},
		"RefusesAnExistingFile": func(f *fixture, s muster.BackupStore) {
			path := filepath.Join(f.TempDir(), "copy.db")
			f.ok(os.WriteFile(path, nil, 0o600))
			f.code(s.Backup(f.ctx, path), muster.CodeConflict)
			if text, err := os.ReadFile(path); err != nil || len(text) != 0 {
				f.Errorf("the file was touched: %d bytes, %v", len(text), err)
			}
			if err := s.Backup(f.ctx, filepath.Join(f.TempDir(), "no such folder", "copy.db")); err == nil {
				f.Error("a copy into no folder succeeded")
			}
			f.onlyFiles(filepath.Dir(path), "copy.db")
		},
		"ConsistentWhileWorkGoesOn": func(f *fixture, s muster.BackupStore) {
			folder := f.TempDir()
			stop := make(chan struct{})
			var wg sync.WaitGroup
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					f.proving(2, 2)
					for _, task := range f.lease("worker_1", 1) {
						f.accept(task)
					}
				}
			})
			for n := range 3 {
				if err := s.Backup(f.ctx, filepath.Join(folder, fmt.Sprintf("copy%d.db", n))); err != nil {
					f.Errorf("backup: %v", err)
				}
			}
			close(stop)
			wg.Wait()
			f.onlyFiles(folder, "copy0.db", "copy1.db", "copy2.db")
			for n := range 3 {
				f.ok(f.s.Close())
				f.s = openFile(f, filepath.Join(folder, fmt.Sprintf("copy%d.db", n)))
				batches, err := f.s.BatchList(f.ctx, muster.BatchFilter{Limit: 1000})
				f.ok(err)
				for _, b := range batches {
					checkTree(f, b.ID)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, open)
			s, ok := f.s.(muster.BackupStore)
			if !ok {
				t.Fatalf("%T can't copy itself", f.s)
			}
			test(f, s)
		})
	}
}

func (f *fixture) lastEvent() int64 {
	f.Helper()
	last, err := f.s.EventLast(f.ctx)
	f.ok(err)
	return last
}

// onlyFiles checks that nothing else was left in a folder.
func (f *fixture) onlyFiles(folder string, want ...string) {
	f.Helper()
	entries, err := os.ReadDir(folder)
	f.ok(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	f.same("files", names, want)
}
