package settle

import (
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/muster-zk/muster"
)

const (
	// tellAhead is how many of the line's first settlements say what they wait
	// for. Thousands behind a batch that is not proven would say the same.
	tellAhead = 8
	// refreshAfter is when a text is written again whose figures change all the
	// time.
	refreshAfter = 10 * time.Minute
	// maxText is the most bytes of what a settlement says.
	maxText = 1000
)

// Decide returns what to do next for the settlements of a chain. It is a
// function of its arguments alone.
func Decide(now time.Time, p Policy, s Situation) Decision {
	d := &decider{now: now, p: p.withDefaults(), s: &s, o: &s.Seen}
	class, text := d.trouble()
	if class == "" {
		d.past()
	}
	for i := range s.Line {
		e := &s.Line[i]
		d.at()
		if class != "" {
			d.endure(e, class, text)
		} else {
			d.step(e)
		}
		d.tell(e)
		if e.State != muster.SettlementIncluded {
			d.open++
		}
	}
	return d.out
}

// decider is one decision on its way.
type decider struct {
	now time.Time
	p   Policy
	s   *Situation
	o   *Observation
	out Decision

	// blocker is the first settlement of the line that those behind it wait for.
	blocker *muster.SettlementDetail
	open    int    // settlements before it that no block holds
	deeply  string // what is wrong with settlements that were final

	// Of the settlement that it is at:
	noted bool
	class Class
	text  string
	moved bool
	kept  bool // what it says it waits for holds until more is known
}

// at begins with a settlement.
func (d *decider) at() { d.noted, d.class, d.text, d.moved, d.kept = false, "", "", false, false }

// trouble returns what keeps the whole chain from going on.
func (d *decider) trouble() (Class, string) {
	if err := d.s.Failure; err != nil {
		class := ClassNodeDown
		switch muster.CodeOf(err) {
		case muster.CodeExhausted:
			class = ClassRateLimited
		case muster.CodeInvalid, muster.CodeUnsupported:
			class = ClassWrongChain
		default:
		}
		return class, err.Error()
	}
	age := d.now.Sub(d.o.HeadTime)
	if d.p.MaxLag > 0 && age > d.p.MaxLag {
		return ClassNodeBehind, fmt.Sprintf("its newest block, %d, is %s old; or the chain stands still, or our clock is ahead", d.o.Head, age.Round(time.Second))
	}
	if -age > d.p.MaxSkew {
		return ClassClock, fmt.Sprintf("the newest block, %d, lies %s in the future", d.o.Head, (-age).Round(time.Second))
	}
	return "", ""
}

// endure has a settlement wait for trouble of the whole chain to pass.
func (d *decider) endure(e *muster.SettlementDetail, class Class, text string) {
	d.report(class, say(class, text))
	told := d.s.Failing.IsZero() || d.now.Sub(d.s.Failing) >= d.p.TellAfter
	switch {
	case e.State == muster.SettlementWaiting || e.State == muster.SettlementFailed:
		d.kept = true
	case !told || e.State == muster.SettlementPrepared && d.blocker != nil:
		d.kept = true
	default:
		d.note(class, text)
	}
	if e.State != muster.SettlementIncluded {
		d.block(e)
	}
}

// step decides about one settlement.
func (d *decider) step(e *muster.SettlementDetail) {
	if d.deeply != "" && d.blocker == nil && (e.State == muster.SettlementPrepared || e.State == muster.SettlementSubmitted) {
		d.note(ClassDeepReorg, d.deeply)
	}
	switch e.State {
	case muster.SettlementWaiting:
		d.kept = true
		d.block(e)
	case muster.SettlementFailed:
		d.kept = true
		d.report(ClassFailed, say(ClassFailed, fmt.Sprintf("%s: %s", e.Batch, e.Failure)))
		d.block(e)
	case muster.SettlementPrepared:
		d.prepared(e)
		d.block(e)
	case muster.SettlementSubmitted:
		d.submitted(e)
		d.block(e)
	case muster.SettlementIncluded:
		d.included(e)
	default: // ended: not in the line
	}
}

func (d *decider) block(e *muster.SettlementDetail) {
	if d.blocker == nil {
		d.blocker = e
	}
}

// blocked reports whether an earlier settlement keeps this one from going on,
// and says which.
func (d *decider) blocked() bool {
	b := d.blocker
	if b == nil {
		return false
	}
	why := "is in no block yet"
	switch b.State {
	case muster.SettlementWaiting:
		why = "is not proven yet"
	case muster.SettlementFailed:
		why = "has failed, and waits for an operator"
	case muster.SettlementIncluded:
		why = "is in a block that the node does not show"
	default:
	}
	d.note(ClassBlocked, fmt.Sprintf("%s, which %s", b.Batch, why))
	return true
}

// note has the settlement say what it waits for.
func (d *decider) note(class Class, text string) {
	if d.noted {
		return
	}
	d.noted, d.class, d.text = true, class, say(class, text)
	if class != ClassBlocked {
		d.report(class, d.text)
	}
}

// say puts the phrase of a class before a text, once.
func say(class Class, text string) string {
	return plain(phrases[class] + ": " + strings.TrimPrefix(text, phrases[class]+": "))
}

// plain returns a text as every store holds it: what nodes say may be long and
// odd, and a text that comes back changed would be written again and again.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text)
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// report says what is wrong with the chain, the first in line before others.
func (d *decider) report(class Class, text string) {
	if d.out.Class == "" || class == ClassDeepReorg {
		d.out.Class, d.out.Text = class, text
	}
}

// tell records what was noted, where that is worth a write.
func (d *decider) tell(e *muster.SettlementDetail) {
	if d.moved || d.kept && !d.noted || d.text == e.Waiting || d.open >= tellAhead && e.Waiting == "" {
		return
	}
	if d.noted && ClassOf(e.Waiting) == d.class && d.class.lasting() && d.now.Sub(e.Since) < refreshAfter {
		return
	}
	m := d.same(e)
	m.Waiting, m.Class = d.text, d.class
	d.do(m)
}

// same returns a move that changes nothing, but for a block that holds its
// transaction no more.
func (d *decider) same(e *muster.SettlementDetail) Move {
	m := Move{From: e.State, SettlementMoveParams: muster.SettlementMoveParams{
		Batch: e.Batch, Chain: e.Chain, To: e.State, Waiting: e.Waiting, Failure: e.Failure,
		TxHash: e.TxHash, Block: e.Block, BlockHash: e.BlockHash, GasUsed: e.GasUsed, Fee: e.Fee, Now: d.now,
	}}
	if e.State == muster.SettlementSubmitted && d.s.Failure == nil && d.asked(e) && !d.o.Seen[e.TxHash].Mined {
		unheld(&m)
	}
	return m
}

func (d *decider) do(a Action) { d.out.Actions = append(d.out.Actions, a) }

// move moves the settlement to another state, of which it says what is noted.
func (d *decider) move(e *muster.SettlementDetail, to muster.SettlementState, change func(*Move)) {
	m := d.same(e)
	m.To, m.Waiting, m.Failure = to, "", ""
	if d.noted {
		m.Waiting, m.Class = d.text, d.class
	}
	change(&m)
	d.moved = true
	d.do(m)
}

// held records the block that holds an attempt.
func held(hash string, s Sighting) func(*Move) {
	return func(m *Move) {
		m.TxHash, m.Block, m.BlockHash, m.GasUsed, m.Fee = hash, s.Block, s.BlockHash, s.GasUsed, string(s.Fee)
	}
}

// unheld records that no block holds an attempt.
func unheld(m *Move) { held("", Sighting{})(m) }

// afford reports whether the account can pay so much, and notes where not.
func (d *decider) afford(gas uint64, f muster.Fees) bool {
	need, have := most(gas, f).Big(), d.o.Balance.Big()
	if have.Cmp(need) >= 0 {
		return true
	}
	missing := muster.WeiOf(new(big.Int).Sub(need, have))
	d.note(ClassOutOfFunds, fmt.Sprintf("%s lacks %s ether: it has %s", d.s.Sender, inEther(missing), inEther(d.o.Balance)))
	return false
}
