package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

var noticeTests = map[string]func(*fixture){
	"ListenWaitsUntilItsContextEnds": func(f *fixture) {
		ctx, cancel := context.WithCancel(f.ctx)
		ended := make(chan error)
		go func() { ended <- f.s.Listen(ctx, func(muster.Notice) {}) }()
		f.preparing(f.batch())
		select {
		case err := <-ended:
			f.Fatalf("it ended by itself: %v", err)
		default:
		}
		cancel()
		f.ok(<-ended)
	},
}

// Notices tests that stores of several processes hear each other, which only
// some databases offer.
func Notices(t *testing.T, open Opener) {
	for name, test := range map[string]func(*fixture){
		"EachKindOfWorkIsHeard": func(f *fixture) {
			ear := f.listen()
			pool := func(round int) func(muster.Notice) bool {
				return func(n muster.Notice) bool { return slices.Contains(n.Pools, needs(round).Pool()) }
			}
			b := f.insert(f.batch())
			ear.until("a batch", func(n muster.Notice) bool { return n.Batches && n.Events })
			_, err := f.s.BatchStart(f.ctx, move(b.ID, f.now))
			f.ok(err)
			f.plan(b, tree(f.ids, 2, 2))
			ear.until("leaves", pool(0))
			leased := f.lease("worker_1", 2)
			_, err = f.s.TaskFail(f.ctx, f.failParams(leased[0]))
			f.ok(err)
			ear.until("a failed task", pool(0))
			f.accept(leased[1])
			f.leaseOne("worker_1")
			_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 10, Now: f.tick(time.Hour)})
			f.ok(err)
			ear.until("a reaped task", pool(0))
			last := f.leaseOne("worker_1")
			f.quarantine(last)
			_, err = f.s.TaskRelease(f.ctx, last.ID, f.now)
			f.ok(err)
			ear.until("a released task", pool(0))
			f.accept(f.leaseOne("worker_1"))
			ear.until("the parent", pool(1))
		},
		"WhatNobodyCanDoYetIsNotTold": func(f *fixture) {
			f.proving(1, 2)
			task := f.leaseOne("worker_1")
			ear := f.listen()
			p := f.failParams(task)
			p.NotBefore = f.now.Add(time.Minute)
			_, err := f.s.TaskFail(f.ctx, p)
			f.ok(err)
			f.insert(f.batch())
			for {
				n := ear.next("the batch")
				f.same("pools", n.Pools, []muster.PoolID(nil))
				if n.Batches {
					break
				}
			}
		},
		"NobodyHearsItself": func(f *fixture) {
			other := f.open()
			defer func() { f.ok(other.Close()) }()
			ctx, cancel := context.WithCancel(f.ctx)
			ear := f.listenTo(ctx, f.s)
			f.insert(f.batch())
			_, err := other.WorkerPut(f.ctx, muster.Worker{ID: "worker_1"}, f.now)
			f.ok(err)
			f.same("the other's notice", ear.next("the other's"), muster.Notice{Events: true})
			cancel()
			f.ok(<-ear.ended)
		},
	} {
		t.Run(name, func(t *testing.T) { test(newFixture(t, open)) })
	}
}

// ear keeps what a store heard.
type ear struct {
	f     *fixture
	heard chan muster.Notice
	ended chan error
}

// listen opens another store that hears of what the fixture's does, from now
// until the test ends.
func (f *fixture) listen() *ear {
	f.Helper()
	other := f.open()
	ctx, cancel := context.WithCancel(context.WithoutCancel(f.ctx))
	e := f.listenTo(ctx, other)
	f.Cleanup(func() {
		cancel()
		if err := <-e.ended; err != nil {
			f.Errorf("listen: %v", err)
		}
		if err := other.Close(); err != nil {
			f.Errorf("close: %v", err)
		}
	})
	return e
}

func (f *fixture) listenTo(ctx context.Context, s muster.Store) *ear {
	f.Helper()
	e := &ear{f: f, heard: make(chan muster.Notice, 1000), ended: make(chan error, 1)}
	go func() { e.ended <- s.Listen(ctx, func(n muster.Notice) { e.heard <- n }) }()
	// The first tells that it listens, and of all that it may have missed.
	first := e.next("everything")
	pools, err := s.PoolList(f.ctx)
	f.ok(err)
	if !first.Batches || !first.Events || len(first.Pools) != len(pools) {
		f.Fatalf("the first notice is %+v, want everything", first)
	}
	return e
}

func (e *ear) next(what string) muster.Notice {
	e.f.Helper()
	select {
	case n := <-e.heard:
		return n
	case err := <-e.ended:
		e.f.Fatalf("waiting for %s: listening ended: %v", what, err)
	case <-time.After(10 * time.Second):
		e.f.Fatalf("%s was not heard of", what)
	}
	return muster.Notice{}
}

// until waits for a notice that fits.
func (e *ear) until(what string, fits func(muster.Notice) bool) {
	e.f.Helper()
	for !fits(e.next(what)) {
	}
}
