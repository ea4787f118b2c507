package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

var durableTests = map[string]func(*fixture){
	"Invariant1_WhatIsAcknowledgedIsDurable": func(f *fixture) { f.durable(f.reopen) },
	"TwoStoresOnOneDatabase": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		b, _ := f.proving(2, 2)
		seen, err := other.BatchGet(f.ctx, b.ID)
		f.ok(err)
		f.same("seen", seen, b)
		got, err := other.TaskLease(f.ctx, f.leaseParams("worker_1", 1))
		f.ok(err)
		f.accept(got[0])
	},
	"EndedContextChangesNothing": func(f *fixture) {
		ctx, cancel := context.WithCancel(f.ctx)
		cancel()
		in := f.batch()
		_, _, err := f.s.BatchInsert(ctx, muster.BatchInsertParams{Batch: in, Now: f.now})
		if err == nil {
			f.Fatal("a call with an ended context succeeded")
		}
		_, err = f.s.BatchGet(f.ctx, in.ID)
		f.code(err, muster.CodeNotFound)
	},
	"TimesAreKeptToTheMicrosecond": func(f *fixture) {
		in := f.batch()
		in.Deadline = f.now.In(time.FixedZone("far", 9*3600)).Add(1500 * time.Nanosecond)
		got := f.insert(in)
		f.same("deadline", got.Deadline, f.now.Add(time.Microsecond))
	},
}

// Crash holds a driver to invariant 1 over a crash of its database: crash ends
// and restarts it in the midst of work, while the store is open.
func Crash(t *testing.T, open Opener, crash func()) {
	f := newFixture(t, open)
	f.durable(func() {
		crash()
		f.reopen()
	})
}

// durable does work, restarts, and looks whether all of it is there.
func (f *fixture) durable(restart func()) {
	settling := f.settling("l1")
	sent, err := f.attempt(settling, "l1", 1)
	f.ok(err)
	held, _ := f.proving(1, 2)
	f.holdBatch(held, f.now.Add(time.Hour))
	b, _ := f.proving(4, 2)
	leased := f.lease("worker_1", 3)
	f.accept(leased[0])
	_, err = f.s.TaskFail(f.ctx, f.failParams(leased[1]))
	f.ok(err)
	_, err = f.s.WorkerPut(f.ctx, muster.Worker{ID: "worker_1", Name: "box"}, f.now)
	f.ok(err)
	f.ok(f.s.CredentialPut(f.ctx, f.credential("key_1")))

	type state struct {
		Batches     []muster.Batch
		Tasks       []muster.Task
		Attempts    []muster.Attempt
		Events      []muster.Event
		Workers     []muster.Worker
		Pools       []muster.PoolCount
		Credentials []muster.Credential
		Settlements []muster.Settlement
		Signed      []muster.SettlementAttempt
	}
	read := func() (all state) {
		var errs [9]error
		all.Batches, errs[0] = f.s.BatchList(f.ctx, muster.BatchFilter{})
		all.Tasks, errs[1] = f.s.TaskList(f.ctx, muster.TaskFilter{})
		all.Attempts, errs[2] = f.s.AttemptList(f.ctx, b.ID, "", 0)
		all.Events, errs[3] = f.s.EventList(f.ctx, muster.EventFilter{})
		all.Workers, errs[4] = f.s.WorkerList(f.ctx)
		all.Pools, errs[5] = f.s.PoolCounts(f.ctx)
		all.Credentials, errs[6] = f.s.CredentialList(f.ctx)
		all.Settlements, errs[7] = f.s.SettlementList(f.ctx, muster.SettlementFilter{})
		all.Signed, errs[8] = f.s.SettlementAttempts(f.ctx, settling.ID, "l1")
		for _, err := range errs {
			f.ok(err)
		}
		return all
	}
	before := read()
	restart()
	f.same("after a restart", read(), before)
	f.same("settlement", before.Settlements, []muster.Settlement{sent})
	f.accept(leased[2])
	f.complete()
	f.bring(settling, "l1", muster.SettlementFinal)
	f.same("settled", f.getBatch(settling.ID).State, muster.BatchCompleted)
	f.same("held", f.getBatch(held.ID).State, muster.BatchProving)
	f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
}
