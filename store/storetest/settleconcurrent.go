package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var settleConcurrentTests = map[string]func(*fixture){
	// Settlers of two processes that both believe in themselves: only who holds
	// the office when its transaction commits has written anything.
	"OnlyTheHolderWrites": func(f *fixture) {
		const rounds = 20
		batches := make([]muster.Batch, rounds)
		for i := range batches {
			batches[i] = f.settling(fmt.Sprintf("l%d", i))
		}
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		for i, b := range batches {
			chain := fmt.Sprintf("l%d", i)
			var wg sync.WaitGroup
			for n, s := range []muster.Store{f.s, other} {
				holder := fmt.Sprint("settler ", n)
				now := f.now
				wg.Go(func() {
					// Each is elected again and again; the time of one that was is
					// over at once, so that they take it from each other.
					for try := range 5 {
						now = now.Add(time.Duration(n+1) * time.Millisecond)
						_, err := s.LeaderHold(f.ctx, muster.LeaderHoldParams{Office: office, Holder: holder, For: time.Millisecond, Now: now})
						if err != nil {
							f.Errorf("hold: %v", err)
							return
						}
						_, err = s.SettlementAttempt(f.ctx, muster.SettlementAttemptParams{
							Attempt: muster.SettlementAttempt{
								Batch: b.ID, Chain: chain, Sender: holder, Nonce: uint64(i), TxHash: fmt.Sprintf("0x%d%d%d", i, n, try),
								Raw: []byte{1}, Fees: muster.Fees{Cap: "1", Tip: "1"}, SignedAt: now,
							},
							Office: office, Holder: holder, Now: now,
						})
						if c := muster.CodeOf(err); err != nil && c != muster.CodeLeaseLost {
							f.Errorf("attempt: %v", err)
						}
					}
				})
			}
			wg.Wait()
			got := f.settlement(b, chain)
			all, err := f.s.SettlementAttempts(f.ctx, b.ID, chain)
			f.ok(err)
			f.same("attempts", len(all), got.Attempts)
			for n, a := range all {
				f.same("number", a.Number, n+1)
			}
			if len(all) > 0 {
				f.same("the last one's", []any{got.Sender, got.State}, []any{all[len(all)-1].Sender, muster.SettlementSubmitted})
			}
		}
	},
	"Invariant10_TwoSettlementsNeverShareANonce": func(f *fixture) {
		const settlements, nonces = 8, 4
		batches := make([]muster.Batch, settlements)
		for i := range batches {
			batches[i] = f.settling("l1")
		}
		for i, b := range batches { // all are out, so that none waits for another
			_, err := f.attempt(b, "l1", uint64(1000+i))
			f.ok(err)
		}
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var mu sync.Mutex
		owner := make(map[uint64]muster.BatchID)
		var wg sync.WaitGroup
		for i, b := range batches {
			s := []muster.Store{f.s, other}[i%2]
			p := f.attemptParams(b, "l1", 0)
			wg.Go(func() {
				for nonce := range uint64(nonces) {
					p.Attempt.Nonce, p.Attempt.TxHash = nonce, fmt.Sprintf("0x%d-%d", i, nonce)
					_, err := s.SettlementAttempt(f.ctx, p)
					switch muster.CodeOf(err) {
					case "":
						mu.Lock()
						if by, taken := owner[nonce]; taken {
							f.Errorf("nonce %d was given to %s and %s", nonce, by, b.ID)
						}
						owner[nonce] = b.ID
						mu.Unlock()
					case muster.CodeConflict:
					default:
						f.Errorf("attempt: %v", err)
					}
				}
			})
		}
		wg.Wait()
		f.same("each has one", len(owner), nonces)
	},
	"OneProofCounts": func(f *fixture) {
		// The own fleet and a network bring theirs at the same time.
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		for range 10 {
			b := f.provingTo("l1")
			accept := f.acceptParams(f.leaseOne("worker_1"))
			prove := f.proveParams(b)
			var accepted, proven error
			var wg sync.WaitGroup
			wg.Go(func() { _, accepted = f.s.TaskAccept(f.ctx, accept) })
			wg.Go(func() { _, proven = other.BatchProve(f.ctx, prove) })
			wg.Wait()
			want := accept.Output
			if accepted != nil {
				f.code(accepted, muster.CodeState)
				f.ok(proven)
				want = prove.Proof
			} else {
				f.code(proven, muster.CodeState)
			}
			got := f.getBatch(b.ID)
			f.same("proof", []any{got.State, got.Proof, f.getTask(b.Root).Output}, []any{muster.BatchSettling, want, want})
			f.same("settlement", f.settlement(b, "l1").State, muster.SettlementPrepared)
			f.abandonAll()
		}
	},
	"HoldsWhileTheFleetLeases": func(f *fixture) {
		b, _ := f.proving(200, 20)
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var wg sync.WaitGroup
		for i := range 3 {
			w := muster.WorkerID(fmt.Sprintf("worker_%d", i))
			p := f.leaseParams(w, 2)
			p.NewAttempt = newIDs(uint64(50 + i)).Attempt
			s := []muster.Store{f.s, other}[i%2]
			wg.Go(func() {
				for range 50 {
					got, err := s.TaskLease(f.ctx, p)
					if err != nil {
						f.Errorf("lease: %v", err)
						return
					}
					for _, task := range got {
						_, err := s.TaskAccept(f.ctx, muster.TaskAcceptParams{
							Task: task.ID, Fence: task.Fence, Worker: w, Now: p.Now, Output: muster.Artifact{Digest: muster.DigestOf([]byte(task.ID)), Size: 1},
						})
						if err != nil {
							f.Errorf("accept: %v", err)
						}
					}
				}
			})
		}
		wg.Go(func() {
			for i := range 10 {
				until := f.now
				if i%2 == 0 {
					until = f.now.Add(time.Duration(i+1) * time.Hour)
				}
				_, err := other.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.ID, Hold: muster.Hold{Until: until}, Now: f.now})
				if c := muster.CodeOf(err); err != nil && c != muster.CodeState {
					f.Errorf("hold: %v", err)
				}
			}
		})
		wg.Wait()
		f.complete()
		f.same("batch", f.getBatch(b.ID).State, muster.BatchCompleted)
		checkTree(f, b.ID)
	},
}
