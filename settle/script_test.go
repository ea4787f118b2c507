package settle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settletest"
)

// TestScripts runs testdata/scripts/*.txt on a chain in memory, whose blocks are final
// below four others, and whose account has one ether. Commands:
//
//	new      a new world; policy=(bump=200,ceiling=30,retries=1,maxlag=-1s)
//	batch    name [state=n]: the chain's state that it starts from [invalid] [unproven]
//	prove    name
//	poll     once, and tell what is done and why the chain's line waits
//	run      duration [every=2s] [blocks=12s]: polls and blocks in turn
//	advance  duration
//	rival    n: another account sends what settles the chain's n-th state
//	inject   n: attempt n of the first batch is in the node's pool
//	faulty   n: so many settlements revert that should not
//	mine     [n]; reorg n [lost]; drop n [lost]; lose; spend
//	fees     base=gwei [tip=gwei]; balance ether=x; skew duration
//	fail     method how=unavailable|exhausted|internal|forbidden|text [done] [times=n]; heal
//	crash    step: signed, stored, send, sent, move, moved, the next time
//	restart
//	account  name: that signs from here on
//	retry, abandon   name: an operator's
//	show     settlements and their attempts
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/scripts", func(t *testing.T, path string) {
		w := newWorld()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return run(t, &w, d) })
	})
}

func run(t *testing.T, at **world, d *datadriven.TestData) string {
	t.Helper()
	w := *at
	w.trace.Reset()
	first := ""
	if len(d.CmdArgs) > 0 {
		first = d.CmdArgs[0].Key
	}
	has := func(key string) bool {
		return slices.ContainsFunc(d.CmdArgs, func(a datadriven.CmdArg) bool { return a.Key == key })
	}
	text := func(key, or string) string {
		for _, a := range d.CmdArgs {
			if a.Key == key && len(a.Vals) > 0 {
				return a.Vals[0]
			}
		}
		return or
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		return n
	}
	duration := func(s string) time.Duration {
		v, err := time.ParseDuration(s)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		return v
	}
	id := muster.BatchID(first)
	move := func(to muster.SettlementState) {
		if _, err := w.store.SettlementMove(context.Background(), muster.SettlementMoveParams{Batch: id, Chain: chainName, To: to, Now: w.now}); err != nil {
			w.printf("%v\n", err)
		}
	}
	switch d.Cmd {
	case "new":
		w = newWorld()
		*at = w
		w.policy = settle.Policy{Bump: number(text("bump", "0")), Retries: number(text("retries", "0")), MaxLag: duration(text("maxlag", "1h"))}
		if c := text("ceiling", ""); c != "" {
			w.policy.Ceiling = muster.Wei(c + "000000000")
		}
	case "batch":
		state := number(text("state", strconv.Itoa(len(w.claims))))
		w.claims[id] = settletest.ClaimOf(id, state)
		if has("invalid") {
			w.claims[id] = settletest.InvalidOf(id, state)
		}
		w.store.Insert(id, w.now, chainName)
		if !has("unproven") {
			w.store.Prove(id, w.now)
		}
	case "prove":
		w.store.Prove(id, w.now)
	case "poll":
		w.polled(false)
	case "run":
		every, blocks := duration(text("every", "2s")), duration(text("blocks", "12s"))
		for until, from := w.now.Add(duration(first)), w.now; w.now.Before(until); {
			w.now = w.now.Add(every)
			if w.now.Sub(from)%blocks == 0 {
				w.fake.Mine(1)
			}
			w.polled(true)
		}
	case "advance":
		w.now = w.now.Add(duration(first))
	case "mine":
		n := 1
		if first != "" {
			n = number(first)
		}
		w.fake.Mine(n)
	case "reorg":
		w.fake.Reorg(number(first), has("lost"))
	case "drop":
		w.fake.Drop(number(first), has("lost"))
	case "lose":
		w.fake.Lose()
	case "spend":
		w.fake.Spend(account)
	case "fees":
		w.fake.SetFees(int64(number(text("base", "10"))), int64(number(text("tip", "1"))))
	case "balance":
		f, err := strconv.ParseFloat(text("ether", ""), 64)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		w.fake.SetBalance(text("of", account), muster.Wei(strconv.FormatInt(int64(f*1e18), 10)))
	case "inject":
		for _, a := range w.list(false, 1000)[0].Tries {
			if a.Number == number(first) {
				if err := w.fake.As(account).Send(t.Context(), a.Raw); err != nil {
					d.Fatalf(t, "%v", err)
				}
			}
		}
	case "faulty":
		w.fake.SetFaulty(number(first))
	case "rival":
		w.fake.SetBalance("rival", ether)
		rival := w.fake.As("rival")
		a, err := rival.Sign(t.Context(), settletest.ClaimOf("rival's", number(first)), 0, w.last.Fees)
		if err == nil {
			err = rival.Send(t.Context(), a.Raw)
		}
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
	case "skew":
		w.fake.SetSkew(duration(first))
	case "fail":
		times := number(text("times", "-1"))
		failure := failures(text("how", ""))
		w.fake.Hook(func(c settletest.Call) error {
			if c.Method != first || c.Done != has("done") || times == 0 {
				return nil
			}
			times--
			return failure
		})
	case "heal":
		w.fake.Hook(nil)
	case "crash":
		w.crash = func(step string) bool {
			if step != first {
				return false
			}
			w.crash = nil
			return true
		}
	case "restart":
		w.restart()
	case "account":
		w.sender = first
		w.fake.SetBalance(first, ether)
	case "retry":
		move(muster.SettlementPrepared)
	case "abandon":
		move(muster.SettlementAbandoned)
	case "show":
		w.show()
	default:
		d.Fatalf(t, "no such command")
	}
	if w.trace.Len() == 0 {
		return "ok\n"
	}
	return w.trace.String()
}

func failures(how string) error {
	switch how {
	case "unavailable", "exhausted", "internal", "forbidden":
		return muster.Errorf(muster.Code(how), "no answer (%s)", how)
	case "no_proof":
		return fmt.Errorf("%w: the artifact store is away", settle.ErrNoProof)
	default:
		return errors.New(how)
	}
}

// polled polls; many tells when, and nothing where nothing is done.
func (w *world) polled(many bool) {
	before := w.trace.Len()
	decision, err := w.poll(w.fake.As(w.sender))
	if !many {
		if err == nil && decision.Class != "" {
			w.printf("=> %s: %s\n", decision.Class, decision.Text)
		}
		return
	}
	if lines := w.trace.String()[before:]; lines != "" {
		all := w.trace.String()[:before]
		w.trace.Reset()
		w.trace.WriteString(all)
		for line := range strings.Lines(lines) {
			fmt.Fprintf(&w.trace, "%s block %d: %s", w.now.Format("15:04:05"), w.fake.Height(), line)
		}
	}
}

func (w *world) show() {
	for _, d := range w.list(false, 1000) {
		w.printf("%s %s", d.Batch, d.State)
		if d.Block != 0 {
			w.printf(" block=%d gas=%d", d.Block, d.GasUsed)
		}
		if d.Waiting != "" {
			w.printf(" since %s: %s", d.Since.Format("15:04:05"), d.Waiting)
		}
		if d.Failure != "" {
			w.printf(" failure: %s", d.Failure)
		}
		w.printf("\n")
		for _, a := range d.Tries {
			w.printf("  %d nonce=%d cap=%s gwei", a.Number, a.Nonce, a.Fees.Cap[:len(a.Fees.Cap)-9])
			if !a.SentAt.IsZero() {
				w.printf(" sent=%s", a.SentAt.Format("15:04:05"))
			}
			if a.Error != "" {
				w.printf(" error: %s", a.Error)
			}
			w.printf("\n")
		}
	}
	w.printf("%s at block %d\n", w.fake.State(), w.fake.Height())
}
