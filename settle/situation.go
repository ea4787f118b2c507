package settle

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// ErrNoProof says that the proof of a batch could not be read, so that nothing
// was checked or signed.
var ErrNoProof = errors.New("the proof can't be read")

// ErrHeldBack says that the store does not take a transaction of a settlement,
// because it is not its turn or its batch has failed.
var ErrHeldBack = errors.New("the plane does not let it go")

// Situation is all that a decision depends on.
type Situation struct {
	Chain  string
	Sender string
	// Line are the open settlements of the chain by Sequence: waiting, prepared,
	// submitted, included, failed.
	Line []muster.SettlementDetail
	// Past are ended settlements whose transactions still matter: abandoned ones
	// that may yet be mined, and the last ones that became final.
	Past []muster.SettlementDetail
	// Seen is the last observation, and Asked the attempts, by TxHash, that it
	// was about. What was not asked for is not missing.
	Seen  Observation
	Asked map[string]bool
	Memory
}

// Memory is what a settler remembers between two decisions. It may be lost at
// any time: nothing that keeps settlements safe is in it. The zero value is an
// empty memory.
type Memory struct {
	Checks map[muster.BatchID]Verdict
	Signs  map[muster.BatchID]Trial // that failed
	Sends  map[string]Trial         // by TxHash
	Taken  map[uint64]bool          // nonces that the store has given to others
	// Failure is why the chain could not be observed last, nil where it could,
	// and Failing since when that is so.
	Failure error
	Failing time.Time
}

// Verdict is what came of a check.
type Verdict struct {
	At   time.Time
	Head uint64 // that the chain had at least
	Err  error
	// Of the first of the refusals for good that followed each other up to this
	// one.
	FirstAt   time.Time
	FirstHead uint64
}

// Trial is what came of signing or sending a transaction last.
type Trial struct {
	At  time.Time
	Err error
}

// Observed notes that the chain could be observed, or why not.
func (m *Memory) Observed(now time.Time, err error) {
	switch {
	case err == nil:
		m.Failing = time.Time{}
	case m.Failure == nil:
		m.Failing = now
	}
	m.Failure = err
}

// Checked notes what came of a check at a head.
func (m *Memory) Checked(b muster.BatchID, head uint64, now time.Time, err error) {
	v := Verdict{At: now, Head: head, Err: err, FirstAt: now, FirstHead: head}
	if last, ok := m.Checks[b]; ok && refused(last.Err) && refused(err) {
		v.FirstAt, v.FirstHead = last.FirstAt, last.FirstHead
	}
	if m.Checks == nil {
		m.Checks = map[muster.BatchID]Verdict{}
	}
	m.Checks[b] = v
}

// Sent notes what came of sending a transaction.
func (m *Memory) Sent(hash string, now time.Time, err error) {
	if m.Sends == nil {
		m.Sends = map[string]Trial{}
	}
	m.Sends[hash] = Trial{At: now, Err: err}
}

// Unsigned notes why a transaction for a batch could not be signed.
func (m *Memory) Unsigned(b muster.BatchID, now time.Time, err error) {
	if m.Signs == nil {
		m.Signs = map[muster.BatchID]Trial{}
	}
	m.Signs[b] = Trial{At: now, Err: err}
}

// Conflicted notes that the store has given a nonce to another settlement.
func (m *Memory) Conflicted(nonce uint64) {
	if m.Taken == nil {
		m.Taken = map[uint64]bool{}
	}
	m.Taken[nonce] = true
}

// Keep forgets all that is not about the settlements of the line and the past.
func (m *Memory) Keep(s Situation) {
	batches, hashes := map[muster.BatchID]bool{}, map[string]bool{}
	for _, d := range slices.Concat(s.Line, s.Past) {
		batches[d.Batch] = d.State == muster.SettlementPrepared || d.State == muster.SettlementSubmitted
		for _, a := range d.Tries {
			hashes[a.TxHash] = true
		}
	}
	maps.DeleteFunc(m.Checks, func(b muster.BatchID, _ Verdict) bool { return !batches[b] })
	maps.DeleteFunc(m.Signs, func(b muster.BatchID, _ Trial) bool { return !batches[b] })
	maps.DeleteFunc(m.Sends, func(h string, _ Trial) bool { return !hashes[h] })
	maps.DeleteFunc(m.Taken, func(n uint64, _ bool) bool { return n < s.Seen.Nonce })
}

// Over reports whether, as far as the chain's finality goes, no transaction of a
// settlement can be mined any more that is not mined yet, or come back. The
// observation is of an account's, and about the settlement's attempts.
func Over(d muster.SettlementDetail, o Observation, sender string) bool {
	type key struct {
		sender string
		nonce  uint64
	}
	used := map[key]bool{}
	for _, a := range d.Tries {
		s := o.Seen[a.TxHash]
		if s.Mined && s.Block <= o.Final || a.Sender == sender && a.Nonce < o.FinalNonce {
			used[key{a.Sender, a.Nonce}] = true
		}
	}
	for _, a := range d.Tries {
		if !used[key{a.Sender, a.Nonce}] {
			return false
		}
	}
	return true
}

// away reports whether an error says that the node can't be used for now.
func away(err error) bool {
	c := muster.CodeOf(err)
	return c == muster.CodeUnavailable || c == muster.CodeExhausted
}

// refused reports whether a check's error is for good.
func refused(err error) bool {
	return err != nil && !away(err) && !errors.Is(err, ErrNotNext) && !errors.Is(err, ErrNoProof) && muster.CodeOf(err) != muster.CodeInternal
}
