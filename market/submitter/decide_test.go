package submitter

import (
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// t0 is now in the tables, and behind is how far the chain's clock is behind
// ours, so that nothing is right by taking one for the other.
var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const behind = 7 * time.Minute

func testPolicy(t testing.TB) Policy {
	t.Helper()
	p, err := Policy{Price: Price{Fixed: 2_000_000}, Timeout: time.Hour, Reserve: 10 * time.Minute}.complete()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// batch is a batch that is being proven and was planned a minute ago.
func viewOf(s muster.Sourcing) View {
	v := View{
		Chain: t0.Add(-behind), Sourcing: s, Tasks: 12, Free: 100_000_000, Network: "lagrange",
		Batch: muster.Batch{
			ID: "batch_0123456789abcdef0123456789abcdef", State: muster.BatchProving, Sourcing: s,
			Statement: muster.Statement{System: "groth16"}, CreatedAt: t0.Add(-2 * time.Minute), PreparedAt: t0.Add(-time.Minute),
		},
	}
	v.ID, _ = market.RequestFor(1337, v.Batch.ID)
	switch s {
	case muster.SourceMarketFirst:
		v.Batch.Hold = muster.Hold{Until: t0.Add(3 * time.Minute), Reason: "a submitter may take it"}
	case muster.SourceMarketOnly:
		v.Batch.Hold = muster.Hold{Until: t0.Add(longest - time.Hour), Reason: "it is proven by the market only"}
	case muster.SourceOwnFirst:
		v.Batch.Deadline = t0.Add(3 * time.Hour)
		v.OwnEnd = t0.Add(time.Hour)
	case muster.SourceOwnOnly:
	}
	return v
}

// with gives a view a request that was submitted so long ago, by the chain's
// clock, for half an hour.
func (v View) with(s muster.RequestState, ago time.Duration) View {
	at := v.Chain.Add(-ago)
	r := market.Request{
		ID: v.ID, State: s, Number: 5, Attempt: 1, Network: 2, SubmittedAt: at, Block: 100, ProveBy: at.Add(30 * time.Minute), MaxReward: 2_000_000,
	}
	switch s {
	case muster.RequestProven, muster.RequestValidated, muster.RequestValidationFailed, muster.RequestPaid:
		r.ProvenAt, r.ProofHash = at.Add(5*time.Minute), common.Hash{1}
	default:
	}
	v.Request = &r
	v.Firm = &r
	return v
}

type change func(*View)

func but(v View, all ...change) View {
	for _, c := range all {
		c(&v)
	}
	return v
}

func state(s muster.BatchState) change { return func(v *View) { v.Batch.State = s } }
func unheld(v *View)                   { v.Batch.Hold = muster.Hold{} }
func heldFor(d time.Duration) change {
	return func(v *View) { v.Batch.Hold = muster.Hold{Until: t0.Add(d), Reason: "r"} }
}
func verdict(d Verdict) change { return func(v *View) { v.Verdict = d } }
func unmarked(v *View)         { v.Unmarked = true }
func sending(v *View)          { v.Sending = true }
func notFirm(v *View)          { v.Firm = nil }
func poor(v *View)             { v.Free = 1_999_999 }
func pausedMarket(v *View)     { v.Paused = true }
func nobodyAssigned(v *View)   { v.Request.Network = 0 }
func attempt(n int) change     { return func(v *View) { v.Request.Attempt = n } }
func deadline(d time.Duration) change {
	return func(v *View) { v.Batch.Deadline = t0.Add(d) }
}
func planned(ago time.Duration) change {
	return func(v *View) { v.Batch.PreparedAt = t0.Add(-ago) }
}
func trouble(d time.Duration, refused bool) change {
	return func(v *View) { v.Trouble = Trouble{Until: t0.Add(d), Reason: "the node is away", Refused: refused} }
}
func ownEnd(d time.Duration) change { return func(v *View) { v.OwnEnd = t0.Add(d) } }
func noEstimate(v *View)            { v.OwnEnd = time.Time{} }
func unsaid(v *View)                { v.Batch.Sourcing, v.Batch.Hold = "", muster.Hold{} }

func TestDecide(t *testing.T) {
	const (
		first = muster.SourceMarketFirst
		only  = muster.SourceMarketOnly
		own   = muster.SourceOwnFirst
	)
	tests := map[string]struct {
		view    View
		kind    Kind
		says    string        // in the reason or alert
		within  time.Duration // of Wait: wakes after at most; of Hold: its length
		reward  market.USDC
		timeout time.Duration
		valid   bool
	}{
		// Nobody was asked yet.
		"market-first, being prepared":                      {view: but(viewOf(first), state(muster.BatchPreparing)), kind: Wait, within: soon},
		"market-first, prepared for long":                   {view: but(viewOf(first), state(muster.BatchPreparing), heldFor(time.Minute)), kind: Hold, within: 5 * time.Minute},
		"market-first, hold ran out while prepared":         {view: but(viewOf(first), state(muster.BatchPending), heldFor(-time.Minute)), kind: Hold, within: 5 * time.Minute},
		"market-first, released by a person while prepared": {view: but(viewOf(first), state(muster.BatchPreparing), unheld), kind: Wait, within: soon},
		"market-first, planned":                             {view: viewOf(first), kind: Ask, reward: 2_000_000, timeout: time.Hour},
		"market-first, planned, hold about to end":          {view: but(viewOf(first), heldFor(30*time.Second)), kind: Hold, within: 4 * time.Minute},
		"market-first, deadline shortens":                   {view: but(viewOf(first), deadline(30*time.Minute)), kind: Ask, reward: 2_000_000, timeout: 30*time.Minute - 15*time.Second - 10*time.Minute},
		"market-first, deadline too near":                   {view: but(viewOf(first), deadline(13*time.Minute)), kind: Release, says: "deadline"},
		"market-first, no funds":                            {view: but(viewOf(first), poor), kind: Release, says: "funds"},
		"market-first, paused":                              {view: but(viewOf(first), pausedMarket), kind: Release, says: "paused"},
		"market-first, no statement":                        {view: but(viewOf(first), func(v *View) { v.Batch.Statement = muster.Statement{} }), kind: Release, says: "no proof"},
		"market-first, node away":                           {view: but(viewOf(first), trouble(20*time.Second, false)), kind: Wait, within: 20 * time.Second},
		"market-first, node away for too long":              {view: but(viewOf(first), trouble(20*time.Second, false), planned(6*time.Minute)), kind: Release, says: "the node is away"},
		"market-first, refused by the contract":             {view: but(viewOf(first), trouble(20*time.Second, true)), kind: Release, says: "can't be asked for"},
		"market-first, being asked for":                     {view: but(viewOf(first), sending, planned(time.Hour)), kind: Wait, within: look},
		"market-first, the own fleet has it":                {view: but(viewOf(first), unheld), kind: Wait, within: look},
		"market-first, hold ran out":                        {view: but(viewOf(first), heldFor(-time.Second)), kind: Wait, within: look},
		"market-first by default, just admitted":            {view: but(viewOf(first), unsaid), kind: Hold, within: 5 * time.Minute},
		"market-first by default, long ago":                 {view: but(viewOf(first), unsaid, func(v *View) { v.Batch.CreatedAt = t0.Add(-time.Hour) }), kind: Wait, within: look},
		"market-first by default, released by a person":     {view: but(viewOf(first), unsaid, func(v *View) { v.Held = true }), kind: Wait, within: look},
		"market-first, reorganised away":                    {view: but(viewOf(first).with(muster.RequestPending, 0), func(v *View) { v.Request = nil }), kind: Wait, within: soon},
		"market-first, cancelled before it was asked for":   {view: but(viewOf(first), state(muster.BatchCancelled)), kind: Done},
		"market-first, completed before it was asked for":   {view: but(viewOf(first), state(muster.BatchCompleted)), kind: Done},
		"own-first, in time":                                {view: viewOf(own), kind: Wait, within: look},
		"own-first, being prepared":                         {view: but(viewOf(own), state(muster.BatchPreparing)), kind: Wait, within: look},
		"own-first, without a deadline":                     {view: but(viewOf(own), func(v *View) { v.Batch.Deadline, v.Idle = time.Time{}, true }), kind: Wait, within: look},
		"own-first, late":                                   {view: but(viewOf(own), ownEnd(4*time.Hour)), kind: Hold, within: 4 * time.Minute},
		"own-first, late by less than the margin":           {view: but(viewOf(own), ownEnd(3*time.Hour-30*time.Second)), kind: Hold, within: 4 * time.Minute},
		"own-first, held and late":                          {view: but(viewOf(own), ownEnd(4*time.Hour), heldFor(4*time.Minute)), kind: Ask, reward: 2_000_000, timeout: time.Hour},
		"own-first, no workers":                             {view: but(viewOf(own), noEstimate, func(v *View) { v.Idle = true }), kind: Hold, within: 4 * time.Minute},
		"own-first, nobody can say, early":                  {view: but(viewOf(own), noEstimate), kind: Wait, within: look},
		"own-first, nobody can say, the last moment":        {view: but(viewOf(own), noEstimate, deadline(time.Hour)), kind: Hold, within: 4 * time.Minute},
		"own-first, late, deadline too near":                {view: but(viewOf(own), ownEnd(4*time.Hour), deadline(2*time.Minute)), kind: Wait, within: look},
		"own-first, late, no funds":                         {view: but(viewOf(own), ownEnd(4*time.Hour), poor), kind: Wait, says: "funds", within: look},
		"own-first, held, no funds any more":                {view: but(viewOf(own), heldFor(4*time.Minute), poor), kind: Release, says: "funds"},
		"own-first, held, node away":                        {view: but(viewOf(own), heldFor(4*time.Minute), trouble(time.Second, false)), kind: Release, says: "node"},
		"own-first, held, being asked for":                  {view: but(viewOf(own), heldFor(4*time.Minute), sending), kind: Wait, within: look},
		"market-only, planned":                              {view: viewOf(only), kind: Ask, reward: 2_000_000, timeout: time.Hour},
		"market-only, deadline missed anyway":               {view: but(viewOf(only), deadline(-time.Minute)), kind: Ask, reward: 2_000_000, timeout: time.Hour},
		"market-only, no funds":                             {view: but(viewOf(only), poor), kind: Hold, says: "funds", within: longest},
		"market-only, node away":                            {view: but(viewOf(only), trouble(time.Second, false)), kind: Hold, says: "node", within: longest},
		"market-only, given to the own fleet by a person":   {view: but(viewOf(only), unheld), kind: Wait, within: look},
		"market-only by default":                            {view: but(viewOf(only), unsaid, state(muster.BatchPending)), kind: Hold, within: longest},
		"own-only":                                          {view: viewOf(muster.SourceOwnOnly), kind: Done},
		// A network is to acknowledge.
		"market-first, asked":                          {view: viewOf(first).with(muster.RequestPending, 30*time.Second), kind: Hold, within: 90*time.Second + 15*time.Second, says: "asked of network lagrange"},
		"market-first, asked, the own fleet has it":    {view: but(viewOf(first).with(muster.RequestPending, 0), unheld), kind: Wait, within: look},
		"market-first, asked, proven by the own fleet": {view: but(viewOf(first).with(muster.RequestPending, 0), state(muster.BatchCompleted)), kind: Wait, within: look},
		"market-only, asked":                           {view: viewOf(only).with(muster.RequestPending, 0), kind: Hold, within: longest, says: "asked of"},
		// A network has committed.
		"market-first, committed":                    {view: viewOf(first).with(muster.RequestCommitted, time.Minute), kind: Hold, within: 29*time.Minute + 15*time.Second, says: "is with network lagrange until"},
		"market-first, committed after the fallback": {view: but(viewOf(first).with(muster.RequestCommitted, time.Minute), unheld), kind: Wait, within: look},
		"market-first, committed, hold ran out":      {view: but(viewOf(first).with(muster.RequestCommitted, time.Minute), heldFor(-1)), kind: Wait, within: look},
		"market-first, committed, its time is over":  {view: viewOf(first).with(muster.RequestCommitted, 31*time.Minute), kind: Wait, within: look},
		"own-first, committed":                       {view: but(viewOf(own).with(muster.RequestCommitted, time.Minute), heldFor(time.Minute)), kind: Hold, within: 29*time.Minute + 15*time.Second},
		"own-first, committed, not held":             {view: viewOf(own).with(muster.RequestCommitted, time.Minute), kind: Wait, within: look},
		"market-first, committed, cancelled":         {view: but(viewOf(first).with(muster.RequestCommitted, 0), state(muster.BatchCancelled)), kind: Wait, within: look},
		// It came to nothing.
		"market-first, refused":                            {view: viewOf(first).with(muster.RequestRefused, 0), kind: Release, says: "Refused"},
		"market-first, assigned to nobody":                 {view: but(viewOf(first).with(muster.RequestRefused, 0), nobodyAssigned), kind: Release, says: "nobody"},
		"market-first, refused, not firm":                  {view: but(viewOf(first).with(muster.RequestRefused, 0), notFirm), kind: Release, says: "Refused"},
		"market-first, unacknowledged":                     {view: but(viewOf(first).with(muster.RequestUnacknowledged, 3*time.Minute), unmarked), kind: Release, says: "Unacknowledged"},
		"market-first, unacknowledged, released":           {view: but(viewOf(first).with(muster.RequestUnacknowledged, 3*time.Minute), unmarked, unheld), kind: Mark},
		"market-first, timed out, released":                {view: but(viewOf(first).with(muster.RequestTimedOut, time.Hour), unmarked, unheld), kind: Mark},
		"market-first, timed out, being marked":            {view: but(viewOf(first).with(muster.RequestTimedOut, time.Hour), unmarked, unheld, sending), kind: Wait, within: look},
		"market-first, timed out, marked":                  {view: but(viewOf(first).with(muster.RequestTimedOut, time.Hour), unheld), kind: Wait, within: look},
		"market-first, timed out, proven by the own fleet": {view: but(viewOf(first).with(muster.RequestTimedOut, time.Hour), state(muster.BatchCompleted), unmarked), kind: Mark},
		"market-first, timed out, marked, proven":          {view: but(viewOf(first).with(muster.RequestTimedOut, time.Hour), state(muster.BatchCompleted)), kind: Done},
		"market-first, refused, proven, not firm":          {view: but(viewOf(first).with(muster.RequestRefused, 0), state(muster.BatchCompleted), notFirm), kind: Wait, within: soon},
		"market-first, validation failed":                  {view: viewOf(first).with(muster.RequestValidationFailed, time.Hour), kind: Release, says: "ValidationFailed"},
		"own-first, refused":                               {view: but(viewOf(own).with(muster.RequestRefused, 0), heldFor(time.Minute)), kind: Release, says: "Refused"},
		"own-first, refused, late all the same":            {view: but(viewOf(own).with(muster.RequestRefused, 0), ownEnd(5*time.Hour)), kind: Wait, within: look},
		"market-only, refused just now":                    {view: viewOf(only).with(muster.RequestRefused, 10*time.Second), kind: Hold, within: longest, says: "attempt 1"},
		"market-only, refused a while ago":                 {view: viewOf(only).with(muster.RequestRefused, 40*time.Second), kind: Ask, reward: 2_000_000, timeout: time.Hour},
		"market-only, refused, not firm":                   {view: but(viewOf(only).with(muster.RequestRefused, 40*time.Second), notFirm), kind: Wait, within: soon},
		"market-only, second refusal":                      {view: but(viewOf(only).with(muster.RequestRefused, 40*time.Second), attempt(2)), kind: Hold, within: longest, says: "attempt 2"},
		"market-only, timed out, unmarked":                 {view: but(viewOf(only).with(muster.RequestTimedOut, 40*time.Minute), unmarked), kind: Mark},
		"market-only, all attempts spent":                  {view: but(viewOf(only).with(muster.RequestTimedOut, time.Hour), attempt(3)), kind: Hold, within: longest, says: "3 attempts"},
		"market-only, dead, completed":                     {view: but(viewOf(only).with(muster.RequestTimedOut, time.Hour), state(muster.BatchCompleted)), kind: Done},
		// It is proven.
		"market-first, proven":                              {view: viewOf(first).with(muster.RequestProven, 10*time.Minute), kind: Bring},
		"market-first, proven, not firm":                    {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), notFirm), kind: Bring},
		"market-first, proven, brought":                     {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictValid), state(muster.BatchCompleted)), kind: Judge, valid: true},
		"market-first, proven, brought, not firm":           {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictValid), state(muster.BatchCompleted), notFirm), kind: Wait, within: soon},
		"market-first, proven, brought, being judged":       {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictValid), state(muster.BatchCompleted), sending), kind: Wait, within: look},
		"market-first, proven, invalid":                     {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictInvalid)), kind: Release, says: "not valid"},
		"market-first, proven, invalid, released":           {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictInvalid), unheld), kind: Judge, valid: false},
		"market-first, proven, invalid, not firm":           {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), verdict(VerdictInvalid), unheld, notFirm), kind: Wait, within: soon},
		"market-first, proven, invalid, too late":           {view: but(viewOf(first).with(muster.RequestProven, 25*time.Hour), verdict(VerdictInvalid), unheld), kind: Wait, within: look, says: "too late"},
		"market-first, proven after the fallback":           {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), unheld), kind: Bring},
		"market-first, proven, cancelled":                   {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), state(muster.BatchCancelled)), kind: Bring},
		"market-first, proven, cancelled, can't be checked": {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), state(muster.BatchCancelled), verdict(VerdictNone)), kind: Wait, within: look, says: "can't be verified"},
		"market-only, proven, invalid":                      {view: but(viewOf(only).with(muster.RequestProven, 10*time.Minute), verdict(VerdictInvalid)), kind: Judge, valid: false},
		"own-first, proven, late, valid":                    {view: but(viewOf(own).with(muster.RequestProven, 10*time.Minute), verdict(VerdictValid), state(muster.BatchCompleted)), kind: Judge, valid: true},
		"market-first, proven, bringing failed":             {view: but(viewOf(first).with(muster.RequestProven, 10*time.Minute), trouble(9*time.Second, false)), kind: Wait, within: 9 * time.Second},
		// It is paid.
		"market-first, validated":                          {view: but(viewOf(first).with(muster.RequestValidated, time.Hour), state(muster.BatchCompleted)), kind: Done},
		"market-first, validated, not firm":                {view: but(viewOf(first).with(muster.RequestValidated, time.Hour), state(muster.BatchCompleted), notFirm), kind: Wait, within: soon},
		"market-first, paid, and the batch lost the proof": {view: viewOf(first).with(muster.RequestPaid, time.Hour), kind: Bring},
		"market-first, paid by time, invalid":              {view: but(viewOf(first).with(muster.RequestPaid, time.Hour), verdict(VerdictInvalid)), kind: Release, says: "paid for"},
		"market-only, paid by time, invalid":               {view: but(viewOf(only).with(muster.RequestPaid, time.Hour), verdict(VerdictInvalid)), kind: Hold, within: longest, says: "paid for"},
		"a state from the future":                          {view: viewOf(first).with("Disputed", time.Hour), kind: Wait, within: look, says: "does not know"},
	}
	p := testPolicy(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := Decide(t0, p, test.view)
			if a.Kind != test.kind {
				t.Fatalf("%+v, expected %s", a, test.kind)
			}
			if says := a.Reason + a.Alert; !strings.Contains(says, test.says) {
				t.Errorf("it says %q, expected %q", says, test.says)
			}
			switch a.Kind {
			case Wait:
				if d := a.Wake.Sub(t0); d <= 0 || d > test.within {
					t.Errorf("wakes after %s, expected at most %s", d, test.within)
				}
			case Hold:
				if d := a.Until.Sub(t0); d != test.within || a.Reason == "" {
					t.Errorf("held for %s (%q), expected %s", d, a.Reason, test.within)
				}
			case Ask:
				if a.Ask.Reward != test.reward || a.Ask.Timeout != test.timeout {
					t.Errorf("asked %+v, expected %s and %s", a.Ask, test.reward, test.timeout)
				}
			case Mark:
				if a.Mark != test.view.Request.State {
					t.Errorf("marks %s", a.Mark)
				}
			case Judge:
				if a.Valid != test.valid {
					t.Errorf("judged valid: %t", a.Valid)
				}
			case Done, Release, Bring:
			}
		})
	}
}

func TestJudgedAfterSettlement(t *testing.T) {
	p := testPolicy(t)
	p.JudgeAfter = AfterSettlement
	v := but(viewOf(muster.SourceMarketFirst).with(muster.RequestProven, 10*time.Minute), verdict(VerdictValid), state(muster.BatchSettling))
	if a := Decide(t0, p, v); a.Kind != Judge {
		t.Errorf("without targets: %+v", a)
	}
	v.Batch.Targets = []string{"l1"}
	if a := Decide(t0, p, v); a.Kind != Wait {
		t.Errorf("not settled: %+v", a)
	}
	settled := v
	settled.Settled = true
	if a := Decide(t0, p, settled); a.Kind != Judge || !a.Valid {
		t.Errorf("settled: %+v", a)
	}
	late := but(viewOf(muster.SourceMarketFirst).with(muster.RequestProven, 23*time.Hour+10*time.Minute), verdict(VerdictValid), state(muster.BatchSettling))
	late.Batch.Targets = v.Batch.Targets
	if a := Decide(t0, p, late); a.Kind != Judge || !a.Valid {
		t.Errorf("not settled for a day: %+v", a)
	}
}

func TestPrice(t *testing.T) {
	v := View{Tasks: 16, Work: 90 * time.Second}
	for name, test := range map[string]struct {
		price   Price
		highest market.USDC
		want    market.USDC
	}{
		"fixed":            {Price{Fixed: 1_500_000}, 0, 1_500_000},
		"per task":         {Price{PerTask: 100_000}, 0, 1_600_000},
		"per hour":         {Price{PerHour: 36_000_000}, 0, 900_000},
		"sum":              {Price{Fixed: 1, PerTask: 2, PerHour: 10_800}, 0, 1 + 32 + 270},
		"the contract's":   {Price{PerTask: 1_000_000}, 0, market.HighestReward},
		"the policy's":     {Price{PerTask: 1_000_000}, 3_000_000, 3_000_000},
		"no overflow":      {Price{Fixed: 1 << 63, PerTask: 1 << 62, PerHour: ^market.USDC(0)}, 0, market.HighestReward},
		"nothing is known": {Price{PerHour: 0, PerTask: 0, Fixed: 1}, 0, 1},
		"not rounded":      {Price{PerHour: 1_000}, 0, 25}, // less than a millionth each second,
	} {
		p, err := Policy{Price: test.price, Highest: test.highest}.complete()
		if err != nil {
			t.Fatal(err)
		}
		if got := p.reward(v); got != test.want {
			t.Errorf("%s: %d, expected %d", name, got, test.want)
		}
	}
	p := testPolicy(t)
	p.Price = Price{PerHour: 18_000}
	if got := p.reward(View{}); got != 1 {
		t.Errorf("%d offered where nothing is known", got)
	}
}

func TestPolicyRefusesWhatCannotBeMeant(t *testing.T) {
	good := Policy{Price: Price{Fixed: 1}}
	if _, err := good.complete(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Policy){
		"no price":          func(p *Policy) { p.Price = Price{} },
		"too high":          func(p *Policy) { p.Highest = market.HighestReward + 1 },
		"too short":         func(p *Policy) { p.Timeout = market.AcknowledgeWithin },
		"too long":          func(p *Policy) { p.Timeout = 3 * time.Hour },
		"unknown sourcing":  func(p *Policy) { p.Default = "market" },
		"unknown judgement": func(p *Policy) { p.JudgeAfter = "never" },
		"negative":          func(p *Policy) { p.Pause = -1 },
	} {
		p := good
		change(&p)
		if _, err := p.complete(); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
