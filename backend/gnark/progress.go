package gnark

import (
	"time"

	"github.com/muster-zk/muster"
)

// stageCount is how many stages a job has at most.
const stageCount = 8

// stage is a part of a job.
type stage struct {
	percent int
	message string
	until   int           // percent when it is over; 0: it has no length
	lasts   time.Duration // expected
}

// progress turns stages and passing time into reports. The percentage never
// falls.
type progress struct {
	report func(int, string)
	last   int
	now    stage
	passed time.Duration
}

func (p *progress) step(s stage) {
	p.now, p.passed = s, 0
	p.tell(s.percent)
}

// pass tells that time went by in the same stage.
func (p *progress) pass(d time.Duration) {
	p.passed += d
	if p.now.lasts <= 0 {
		return
	}
	share := min(1, float64(p.passed)/float64(p.now.lasts))
	p.tell(p.now.percent + int(share*float64(p.now.until-p.now.percent)))
}

func (p *progress) tell(percent int) {
	p.last = max(p.last, percent)
	if p.report != nil {
		p.report(p.last, p.now.message)
	}
}

// perConstraint is how long a proof takes on two cores, before a circuit's own
// proofs were seen.
var perConstraint = map[string]time.Duration{
	"bn254": 11 * time.Microsecond, "bls12_377": 26 * time.Microsecond, "bls12_381": 26 * time.Microsecond, "bw6_761": 75 * time.Microsecond,
}

// estimate says how long a proof will take.
func (b *Backend) estimate(c muster.CircuitFiles, loaded *circuit) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if d, ok := b.took[c.VerifyingKey.Digest]; ok {
		return d
	}
	return time.Duration(loaded.constraints()) * perConstraint[c.Curve]
}

func (b *Backend) learn(c muster.CircuitFiles, took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took[c.VerifyingKey.Digest] = took
}
