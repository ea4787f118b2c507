package storetest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var smallTests = map[string]func(*fixture){
	"Invariant1_KeptByWhatAcceptsTheResult": func(f *fixture) {
		f.proving(2, 2)
		leased := f.lease("worker_1", 2)
		with, without := f.smallParams(leased[0], []byte{0, 1, 0xff, '\''}), f.acceptParams(leased[1])
		for _, p := range []muster.TaskAcceptParams{with, without} {
			_, err := f.s.TaskAccept(f.ctx, p)
			f.ok(err)
		}
		f.reopen()
		f.same("kept", f.smallGet(with.Output.Digest, without.Output.Digest, muster.Digest{}),
			map[muster.Digest][]byte{with.Output.Digest: with.Small})
		f.same("listed", f.smallList(), []muster.ArtifactInfo{{Artifact: with.Output, StoredAt: f.now}})
	},
	"OtherBytesAreRefused": func(f *fixture) {
		f.proving(2, 2)
		task := f.leaseOne("worker_1")
		for name, spoil := range map[string]func(p *muster.TaskAcceptParams){
			"other bytes": func(p *muster.TaskAcceptParams) { p.Small = []byte("prooF") },
			"fewer":       func(p *muster.TaskAcceptParams) { p.Small = p.Small[1:] },
			"other size":  func(p *muster.TaskAcceptParams) { p.Output.Size++ },
			"no output":   func(p *muster.TaskAcceptParams) { p.Output = muster.Artifact{} },
		} {
			p := f.smallParams(task, []byte("proof"))
			spoil(&p)
			_, err := f.s.TaskAccept(f.ctx, p)
			if muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
			if all := f.s.TaskAcceptAll(f.ctx, []muster.TaskAcceptParams{p}); muster.CodeOf(all[0].Err) != muster.CodeInvalid {
				f.Errorf("%s, of many: got %v, want invalid", name, all[0].Err)
			}
		}
		f.same("task", f.getTask(task.ID), task)
		f.same("kept", len(f.smallList()), 0)
	},
	"WhatDoesNotCountIsNotKept": func(f *fixture) {
		f.proving(2, 2)
		task := f.leaseOne("worker_1")
		stranger := f.smallParams(task, []byte("stranger's"))
		stranger.Fence++
		first, late := f.smallParams(task, []byte("first")), f.smallParams(task, []byte("late"))
		all := f.s.TaskAcceptAll(f.ctx, []muster.TaskAcceptParams{stranger, first, late})
		f.code(all[0].Err, muster.CodeLeaseLost)
		f.ok(all[1].Err)
		f.code(all[2].Err, muster.CodeState)
		first.Now = f.tick(time.Hour)
		again, err := f.s.TaskAccept(f.ctx, first)
		f.ok(err)
		f.same("again", again.Again, true)
		f.same("listed", f.smallList(), []muster.ArtifactInfo{{Artifact: first.Output, StoredAt: f.now.Add(-time.Hour)}})
	},
	"SameBytesAreKeptOnceAndYoung": func(f *fixture) {
		f.proving(4, 4)
		leased := f.lease("worker_1", 4)
		old := f.now
		together := []muster.TaskAcceptParams{f.smallParams(leased[0], []byte("same")), f.smallParams(leased[1], []byte("same"))}
		together[0].Now = old.Add(time.Second)
		for _, o := range f.s.TaskAcceptAll(f.ctx, together) {
			f.ok(o.Err)
		}
		f.same("stored", f.smallList()[0].StoredAt, old.Add(time.Second))
		f.tick(time.Hour)
		_, err := f.s.TaskAccept(f.ctx, f.smallParams(leased[2], []byte("same")))
		f.ok(err)
		f.same("stored again", f.smallList(), []muster.ArtifactInfo{{Artifact: together[0].Output, StoredAt: f.now}})
		// A coordinator whose clock is behind makes nothing older.
		p := f.smallParams(leased[3], []byte("same"))
		p.Now = old
		_, err = f.s.TaskAccept(f.ctx, p)
		f.ok(err)
		f.same("from a clock behind", f.smallList()[0].StoredAt, f.now)
	},
	"YoungOnesAreNotDeleted": func(f *fixture) {
		f.proving(3, 3)
		var kept []muster.Artifact
		for i, task := range f.lease("worker_1", 3) {
			p := f.smallParams(task, fmt.Appendf(nil, "output %d", i))
			_, err := f.s.TaskAccept(f.ctx, p)
			f.ok(err)
			kept = append(kept, p.Output)
			f.tick(time.Minute)
		}
		ask := []muster.Digest{kept[0].Digest, kept[2].Digest, muster.DigestOf([]byte("nobody's"))}
		gone, err := f.s.SmallDelete(f.ctx, ask, start.Add(90*time.Second))
		f.ok(err)
		f.same("deleted", gone, kept[:1])
		f.same("left", len(f.smallGet(kept[0].Digest, kept[1].Digest, kept[2].Digest)), 2)
		gone, err = f.s.SmallDelete(f.ctx, nil, f.now)
		f.ok(err)
		f.same("none", len(gone), 0)
	},
	"LargeGroupInPages": func(f *fixture) {
		const n = 1200
		f.proving(n, n)
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		want := make(map[muster.Digest][]byte)
		var all []muster.TaskAcceptParams
		for len(all) < n {
			for _, task := range f.lease("worker_1", 200) {
				output := bytes.Repeat(fmt.Appendf(nil, "%04d", len(all)), 1+len(all)%2048) // to 8 KiB
				p := f.smallParams(task, output)
				want[p.Output.Digest] = output
				all = append(all, p)
			}
		}
		var wg sync.WaitGroup
		for i, part := range slices.Collect(slices.Chunk(all, n/4)) {
			s := []muster.Store{f.s, other}[i%2]
			wg.Go(func() {
				for _, o := range s.TaskAcceptAll(f.ctx, part) {
					if o.Err != nil {
						f.Errorf("accept: %v", o.Err)
					}
				}
			})
		}
		wg.Wait()
		listed := f.smallList()
		f.same("listed", len(listed), n)
		var digests []muster.Digest
		for _, a := range listed {
			digests = append(digests, a.Digest)
		}
		if got := f.smallGet(digests...); !maps.EqualFunc(got, want, bytes.Equal) { // a comparison of each byte takes long
			f.Errorf("%d are kept, not the %d that were accepted", len(got), len(want))
		}
		gone, err := f.s.SmallDelete(f.ctx, digests, f.now.Add(time.Second))
		f.ok(err)
		f.same("deleted", len(gone), n)
		f.same("left", len(f.smallList()), 0)
		for _, limit := range []int{0, -1, 10_001} {
			_, err := f.s.SmallList(f.ctx, muster.Digest{}, limit)
			f.code(err, muster.CodeInvalid)
		}
	},
}

// smallParams accepts a task with an output that comes along.
func (f *fixture) smallParams(t muster.Task, output []byte) muster.TaskAcceptParams {
	p := f.acceptParams(t)
	p.Output, p.Small = muster.Artifact{Digest: muster.DigestOf(output), Size: int64(len(output))}, output
	return p
}

func (f *fixture) smallGet(digests ...muster.Digest) map[muster.Digest][]byte {
	f.Helper()
	got, err := f.s.SmallGet(f.ctx, digests)
	f.ok(err)
	return got
}

// smallList lists all small outputs, in pages.
func (f *fixture) smallList() (all []muster.ArtifactInfo) {
	f.Helper()
	const page = 500
	for after := (muster.Digest{}); ; after = all[len(all)-1].Digest {
		part, err := f.s.SmallList(f.ctx, after, page)
		f.ok(err)
		all = append(all, part...)
		if len(part) < page {
			return all
		}
	}
}
