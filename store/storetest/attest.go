package storetest

import (
	"time"

	"github.com/muster-zk/muster"
)

// attested inserts a batch that a committee is to attest.
func (f *fixture) attested(committee string) muster.Batch {
	b, fresh, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: f.batch(), Attest: committee, Now: f.tick(time.Second)})
	f.ok(err)
	f.same("fresh", fresh, true)
	return b
}

// proven takes an inserted batch to its final proof.
func (f *fixture) proven(b muster.Batch) {
	f.Helper()
	b, err := f.s.BatchStart(f.ctx, muster.BatchMoveParams{ID: b.ID, Now: f.tick(time.Second)})
	f.ok(err)
	f.plan(b, tree(f.ids, 2, 2))
	f.complete()
}

func (f *fixture) due(after int64, limit int) []muster.Due {
	all, err := f.s.AttestationDue(f.ctx, after, limit)
	f.ok(err)
	return all
}

func attestation(f *fixture) muster.Attestation {
	return muster.Attestation{Committee: "c", GroupKey: "ab", Threshold: 2, Signers: []int{1, 3}, Signature: []byte{1, 0, 0xff}, SignedAt: f.now.UTC()}
}

var attestTests = map[string]func(*fixture){
	"DueWhenProven": func(f *fixture) {
		first, second := f.attested("c"), f.attested("d")
		f.insert(f.batch()) // of no committee
		f.same("due before the proof", len(f.due(0, 10)), 0)
		put := func(id muster.BatchID) error {
			return f.s.AttestationPut(f.ctx, muster.AttestationPutParams{Batch: id, Attestation: attestation(f), Now: f.now})
		}
		f.code(put(first.ID), muster.CodeState)
		f.code(put("batch_x"), muster.CodeNotFound)
		for _, b := range []muster.Batch{second, first} {
			f.proven(b)
		}
		want := []muster.Due{{Batch: first.ID, Sequence: first.Sequence, Committee: "c"}, {Batch: second.ID, Sequence: second.Sequence, Committee: "d"}}
		f.same("due", f.due(0, 10), want)
		f.same("due, a page", f.due(0, 1), want[:1])
		f.same("due, the next", f.due(first.Sequence, 10), want[1:])
		none, err := f.s.AttestationGet(f.ctx, first.ID)
		f.ok(err)
		f.same("before", none == nil, true)

		a := attestation(f)
		f.ok(put(first.ID))
		f.tick(time.Hour)
		f.ok(put(first.ID)) // the first stays
		f.reopen()
		got, err := f.s.AttestationGet(f.ctx, first.ID)
		f.ok(err)
		f.same("attestation", *got, a)
		f.same("due after it", f.due(0, 10), want[1:])
	},
	"WhyItIsNotAttested": func(f *fixture) {
		open := func(id muster.BatchID) *muster.Due {
			d, err := f.s.AttestationOpen(f.ctx, id)
			f.ok(err)
			return d
		}
		fail := func(id muster.BatchID, why string) error {
			return f.s.AttestationFail(f.ctx, muster.AttestationFailParams{Batch: id, Failure: why, Now: f.tick(time.Second)})
		}
		other, b := f.insert(f.batch()), f.attested("c")
		f.same("of no committee", open(other.ID) == nil, true)
		want := muster.Due{Batch: b.ID, Sequence: b.Sequence, Committee: "c"}
		f.same("before it is tried", *open(b.ID), want)
		f.proven(b)
		f.ok(fail(b.ID, "nobody answers"))
		f.ok(fail(b.ID, "two \x00answer\xff")) // what signers say is anything
		want.Failure, want.TriedAt = "two answer\uFFFD", f.now.UTC()
		f.reopen()
		f.same("after two tries", *open(b.ID), want)
		f.same("due", f.due(0, 10), []muster.Due{want})
		f.ok(fail(other.ID, "not to be attested"))
		f.ok(f.s.AttestationPut(f.ctx, muster.AttestationPutParams{Batch: b.ID, Attestation: attestation(f), Now: f.now}))
		f.ok(fail(b.ID, "too late"))
		f.same("attested", open(b.ID) == nil, true)
	},
	"GoneWithItsBatch": func(f *fixture) {
		b := f.attested("c")
		f.proven(b)
		gone, err := f.s.Prune(f.ctx, muster.PruneParams{Before: f.tick(time.Hour), Limit: 10, Now: f.now})
		f.ok(err)
		f.same("pruned", gone, []muster.BatchID{b.ID})
		f.same("due", len(f.due(0, 10)), 0)
		f.code(f.s.AttestationPut(f.ctx, muster.AttestationPutParams{Batch: b.ID, Attestation: attestation(f), Now: f.now}), muster.CodeNotFound)
	},
	"CancelledIsNeverDue": func(f *fixture) {
		b := f.attested("c")
		_, err := f.s.BatchCancel(f.ctx, muster.BatchMoveParams{ID: b.ID, Now: f.tick(time.Second)})
		f.ok(err)
		f.same("due", len(f.due(0, 10)), 0)
	},
	"LimitsReject": func(f *fixture) {
		for _, limit := range []int{0, 1001} {
			_, err := f.s.AttestationDue(f.ctx, 0, limit)
			f.code(err, muster.CodeInvalid)
		}
	},
}
