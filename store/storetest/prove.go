package storetest

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var proveTests = map[string]func(*fixture){
	"FinishesTheBatch": func(f *fixture) {
		b, tasks := f.proving(4, 2)
		leased := f.lease("worker_1", 2)
		f.accept(leased[0])
		f.tick(time.Second)
		p := f.proveParams(b)
		got, err := f.s.BatchProve(f.ctx, p)
		f.ok(err)
		stored := f.getBatch(b.ID)
		f.same("result", got, muster.BatchProveResult{Batch: stored})
		f.same("batch", []any{stored.State, stored.Proof, stored.CompletedAt, stored.UpdatedAt}, []any{muster.BatchCompleted, p.Proof, f.now, f.now})
		root := f.getTask(b.Root)
		f.same("root", []any{root.State, root.Output, root.DoneAt, root.Progress, root.Worker}, []any{muster.TaskDone, p.Proof, f.now, 100, muster.WorkerID("")})
		f.same("states", f.states(b.ID), []muster.TaskState{
			muster.TaskDone, muster.TaskCancelled, muster.TaskCancelled, muster.TaskCancelled,
			muster.TaskCancelled, muster.TaskCancelled, muster.TaskDone,
		})
		f.same("attempts", []muster.AttemptState{f.attempts(leased[0].ID)[0].State, f.attempts(leased[1].ID)[0].State},
			[]muster.AttemptState{muster.AttemptSucceeded, muster.AttemptSuperseded})
		status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
			Worker: "worker_1", Leases: []muster.LeaseProgress{{Task: leased[1].ID, Fence: 1}}, Now: f.now,
		})
		f.ok(err)
		f.same("its worker hears of it", status, []muster.LeaseStatus{{Task: leased[1].ID, State: muster.TaskCancelled}})
		_, err = f.s.TaskAccept(f.ctx, f.acceptParams(leased[1]))
		f.code(err, muster.CodeState)
		f.same("nothing is ready", len(f.lease("worker_2", 10)), 0)
		_, err = f.s.TaskRelease(f.ctx, tasks[1].ID, f.now)
		f.code(err, muster.CodeState)
		states := f.told(b.ID, muster.EventBatchState)
		f.same("event", states[len(states)-1], `{"state":"completed","tasks":5,"from":"network 7"}`)
		done := f.told(b.ID, muster.EventTaskState)
		f.same("the root's", done[len(done)-1], `{"state":"done","name":"prove/2/chunk/0","round":2,"circuit":"chunk","stage":"prove"}`)
	},
	"WhateverTheRootIs": func(f *fixture) {
		for name, prepare := range map[string]func(){
			"ready":  func() {},
			"leased": func() { f.leaseOne("worker_1") },
			"hedged": func() {
				f.leaseOne("worker_1")
				f.tick(time.Second)
				hedged, err := f.s.TaskHedge(f.ctx, muster.TaskHedgeParams{
					Worker: "worker_2", Since: map[muster.PoolID]time.Time{needs(0).Pool(): f.now}, Max: 1,
					LeaseFor: time.Minute, NewAttempt: f.ids.Attempt, Now: f.now,
				})
				f.ok(err)
				f.same("hedged", len(hedged), 1)
			},
			"paused": func() {
				p := f.failParams(f.leaseOne("worker_1"))
				p.NotBefore = f.now.Add(time.Hour)
				_, err := f.s.TaskFail(f.ctx, p)
				f.ok(err)
			},
			"held": func() {
				all, err := f.s.BatchList(f.ctx, muster.BatchFilter{Limit: 1})
				f.ok(err)
				f.holdBatch(all[0], f.now.Add(time.Hour))
			},
		} {
			b, tasks := f.proving(1, 2)
			prepare()
			f.prove(b)
			root := f.getTask(tasks[0].ID)
			f.same(name, []any{root.State, root.NotBefore, root.Worker, root.Line}, []any{muster.TaskDone, time.Time{}, muster.WorkerID(""), b.Line})
			for _, a := range f.attempts(root.ID) {
				f.same(name+": ended", a.State.Terminal(), true)
			}
			f.same(name, f.getBatch(b.ID).State, muster.BatchCompleted)
		}
	},
	"SettlesWhatWaits": func(f *fixture) {
		b := f.provingTo("l1")
		got := f.prove(b)
		f.same("batch", []any{got.Batch.State, got.Batch.CompletedAt}, []any{muster.BatchSettling, time.Time{}})
		f.same("settlement", f.settlement(b, "l1").State, muster.SettlementPrepared)
		f.bring(b, "l1", muster.SettlementFinal)
		f.same("settled", f.getBatch(b.ID).State, muster.BatchCompleted)
		alone := f.provingTo("l1")
		f.moveTo(alone, "l1", muster.SettlementAbandoned)
		f.same("nothing to settle", f.prove(alone).Batch.State, muster.BatchCompleted)
	},
	"TheSameProofAgain": func(f *fixture) {
		b := f.provingTo("l1")
		p := f.proveParams(b)
		first, err := f.s.BatchProve(f.ctx, p)
		f.ok(err)
		last := f.lastEvent()
		p.Now = f.tick(time.Second)
		again, err := f.s.BatchProve(f.ctx, p)
		f.ok(err)
		f.same("again", again, muster.BatchProveResult{Batch: first.Batch, Again: true})
		f.same("no event", f.lastEvent(), last)
		_, err = f.s.BatchProve(f.ctx, f.proveParams(b)) // another one
		f.code(err, muster.CodeState)
		f.ok(f.moves()["fail"](b.ID))
		again, err = f.s.BatchProve(f.ctx, p)
		f.ok(err)
		f.same("it has it", []any{again.Again, again.Batch.State}, []any{true, muster.BatchFailed})

		own, _ := f.proving(1, 2)
		r := f.acceptParams(f.leaseOne("worker_1"))
		_, err = f.s.TaskAccept(f.ctx, r)
		f.ok(err)
		again, err = f.s.BatchProve(f.ctx, muster.BatchProveParams{ID: own.ID, Proof: r.Output, Now: f.now})
		f.ok(err)
		f.same("the own fleet's", again.Again, true)
	},
	"OnlyProvingBatches": func(f *fixture) {
		for state := range muster.BatchTransitions {
			b := f.inState(state)
			_, err := f.s.BatchProve(f.ctx, f.proveParams(b))
			if state == muster.BatchProving {
				f.ok(err)
				continue
			}
			f.code(err, muster.CodeState)
			f.same("batch", f.getBatch(b.ID), b)
		}
		_, err := f.s.BatchProve(f.ctx, f.proveParams(muster.Batch{ID: f.ids.Batch()}))
		f.code(err, muster.CodeNotFound)
	},
	"KeepsSmallProofs": func(f *fixture) {
		b, _ := f.proving(1, 2)
		p := f.proveParams(b)
		p.Inline = []byte("a proof of few bytes")
		for _, wrong := range []muster.Artifact{{}, {Digest: muster.DigestOf(p.Inline), Size: 3}, {Digest: muster.DigestOf(nil), Size: int64(len(p.Inline))}} {
			p.Proof = wrong
			_, err := f.s.BatchProve(f.ctx, p)
			f.code(err, muster.CodeInvalid)
		}
		p.Proof = muster.Artifact{Digest: muster.DigestOf(p.Inline), Size: int64(len(p.Inline))}
		_, err := f.s.BatchProve(f.ctx, p)
		f.ok(err)
		f.reopen()
		kept, err := f.s.SmallGet(f.ctx, []muster.Digest{p.Proof.Digest})
		f.ok(err)
		f.same("kept", kept, map[muster.Digest][]byte{p.Proof.Digest: p.Inline})
		used := make(map[muster.Digest]bool)
		f.ok(f.s.ArtifactsInUse(f.ctx, func(d muster.Digest) error { used[d] = true; return nil }))
		f.same("in use", used[p.Proof.Digest], true)
	},
	"OpensWhatWaitsForIt": func(f *fixture) {
		first, _ := f.proving(4, 2)
		b := f.preparing(f.batch(first.ID))
		tasks := tree(f.ids, 2, 2)
		tasks[0].References = []int{0}
		f.plan(b, tasks)
		got := f.prove(first)
		f.same("opened", got.Opened, []muster.PoolID{needs(0).Pool()})
		inputs, err := f.s.TaskInputs(f.ctx, tasks[0].ID)
		f.ok(err)
		f.same("input", inputs[0].Artifact, got.Batch.Proof)
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
	},
	"BeforeWhatItReferences": func(f *fixture) {
		first, _ := f.proving(1, 2)
		b := f.preparing(f.batch(first.ID))
		tasks := tree(f.ids, 2, 2)
		tasks[0].References, tasks[2].References = []int{0}, []int{0}
		f.plan(b, tasks)
		f.prove(b)
		f.complete()
		f.same("the referenced", f.getBatch(first.ID).State, muster.BatchCompleted)
		f.same("states", f.states(b.ID), []muster.TaskState{muster.TaskCancelled, muster.TaskCancelled, muster.TaskDone})
		f.same("pruned", len(f.prune(f.tick(time.Hour), 10)), 2)
	},
}

// proveParams are those of a proof that no other call returns.
func (f *fixture) proveParams(b muster.Batch) muster.BatchProveParams {
	return muster.BatchProveParams{ID: b.ID, Proof: f.output(), From: fmt.Sprint("network ", 7), Now: f.now}
}

func (f *fixture) prove(b muster.Batch) muster.BatchProveResult {
	f.Helper()
	got, err := f.s.BatchProve(f.ctx, f.proveParams(b))
	f.ok(err)
	return got
}
