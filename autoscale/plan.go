package autoscale

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// Input is what a plan is made from.
type Input struct {
	Config Config // checked
	Report muster.QueueReport
	Groups []muster.Group
	// Estimates are what was learned about durations; without them the report's
	// averages count.
	Estimates []muster.Estimate
	// Last is the answer of the plan before, nil for the first.
	Last []Target
	Now  time.Time
}

// Target is how many workers a place is to have, and what the next plan has to
// remember of it.
type Target struct {
	Group    string `json:"group"`
	Zone     string `json:"zone"`
	Region   string `json:"region,omitempty"`
	Cluster  string `json:"cluster,omitempty"`
	Hardware string `json:"hardware,omitempty"`
	Workers  int    `json:"workers"` // to run
	Online   int    `json:"online"`  // that run now
	// Wanted is what the backlog alone asks for. Workers is more while they are
	// held.
	Wanted int     `json:"wanted"`
	Cost   float64 `json:"cost"` // of Workers, per hour
	Why    string  `json:"why"`

	// LowerSince is since when fewer have been wanted than Workers, and
	// LowerMost the most that was wanted since.
	LowerSince time.Time `json:"lower_since,omitzero"`
	LowerMost  int       `json:"lower_most,omitempty"`
	// MissingSince is since when workers have been asked for and none came.
	MissingSince time.Time `json:"missing_since,omitzero"`
	// ShortUntil is how long the place is taken to be out of stock.
	ShortUntil time.Time `json:"short_until,omitzero"`
}

func (t Target) key() key { return key{t.Group, t.Zone, t.Hardware} }

// Gap is work that no place can do.
type Gap struct {
	Pool  muster.PoolID `json:"pool"`
	Needs muster.Needs  `json:"needs"`
	Tasks int           `json:"tasks"` // too many
	Why   string        `json:"why"`
}

// Plan returns the targets of all places, in the order of the configuration.
// Give them back as Last the next time.
func Plan(in Input) []Target {
	p := newPlan(in)
	p.place()
	p.calm()
	p.fit()
	return p.targets()
}

// Gaps returns the pools whose backlog is more than their places can work off
// within the horizon, or that have no place at all.
func Gaps(in Input) []Gap {
	p := newPlan(in)
	p.place()
	return p.gaps
}

// site is a place while it is being planned.
type site struct {
	Place
	last    Target
	known   bool          // it has a last target
	online  int           // workers there
	short   bool          // out of stock
	lasts   time.Duration // that a worker works within the horizon, once it is up
	load    time.Duration // laid on it so far
	wanted  int
	workers int
	tasks   float64 // laid on it, for people
	target  Target
}

type plan struct {
	in     Input
	cfg    Config
	groups sched.Groups
	mean   map[muster.EstimateKey]muster.Durations
	sites  []*site
	gaps   []Gap
}

func newPlan(in Input) *plan {
	p := &plan{in: in, cfg: in.Config.Defaults(), groups: sched.NewGroups(in.Groups), mean: make(map[muster.EstimateKey]muster.Durations)}
	for _, e := range in.Estimates {
		for _, k := range []muster.EstimateKey{e.EstimateKey, {Circuit: e.Circuit, Stage: e.Stage}} {
			sum := muster.Durations{}
			sum.Merge(p.mean[k])
			sum.Merge(e.Durations)
			p.mean[k] = sum
		}
	}
	last := make(map[key]Target, len(in.Last))
	for _, t := range in.Last {
		last[t.key()] = t
	}
	for _, place := range p.cfg.Places {
		s := &site{Place: place, lasts: time.Duration(p.cfg.Horizon - place.StartUp)}
		for _, z := range in.Report.Zones {
			if z.Group == place.Group && z.Zone == place.Zone && (place.Hardware == "" || z.Class == place.Hardware) {
				s.online += z.Online
			}
		}
		s.last, s.known = last[place.key()]
		if !s.known { // what runs already is kept until less has been enough for a while
			s.last.Workers = s.online
		}
		s.short = p.outOfStock(s)
		s.wanted = place.Min
		if s.short {
			s.wanted = min(s.wanted, s.online)
		}
		p.sites = append(p.sites, s)
	}
	return p
}

// outOfStock reports whether workers that were asked for at a place do not come.
func (p *plan) outOfStock(s *site) bool {
	if s.last.ShortUntil.After(p.in.Now) {
		return true
	}
	if s.last.MissingSince.IsZero() || s.online >= s.last.Workers || s.online > s.last.Online {
		return false
	}
	return p.in.Now.Sub(s.last.MissingSince) > time.Duration(s.StartUp+p.cfg.Grace)
}

// place lays the backlog on the places.
func (p *plan) place() {
	type job struct {
		pool  muster.QueuePool
		sites []*site
		each  map[*site]time.Duration
	}
	var jobs []job
	for _, pool := range p.in.Report.Pools {
		if pool.Ready+pool.Leased <= 0 {
			continue
		}
		j := job{pool: pool, each: make(map[*site]time.Duration)}
		workers := make([]muster.Worker, len(p.sites))
		for i, s := range p.sites {
			workers[i] = p.worker(s, pool.Needs)
			if sched.Unmet(workers[i], pool.Needs, p.groups) == "" {
				j.sites = append(j.sites, s)
				j.each[s] = p.each(s, pool)
			}
		}
		if len(j.sites) == 0 {
			why := "there are no places"
			if w, unmet, ok := sched.Nearest(workers, pool.Needs, p.groups); ok {
				why = "no place can do it; the nearest, " + w.Name + ": " + unmet
			}
			p.gaps = append(p.gaps, Gap{Pool: pool.ID, Needs: pool.Needs, Tasks: pool.Ready + pool.Leased, Why: why})
			continue
		}
		slices.SortStableFunc(j.sites, func(a, b *site) int {
			return before(a, b, a.Cost*j.each[a].Seconds(), b.Cost*j.each[b].Seconds())
		})
		jobs = append(jobs, j)
	}
	// What few places can do is laid first, so that it is not crowded out.
	slices.SortStableFunc(jobs, func(a, b job) int {
		if d := len(a.sites) - len(b.sites); d != 0 {
			return d
		}
		return strings.Compare(string(a.pool.ID), string(b.pool.ID))
	})
	for _, j := range jobs {
		tasks := float64(j.pool.Ready+j.pool.Leased) * p.urgency(j.pool)
		for _, s := range j.sites {
			tasks -= p.lay(s, tasks, j.each[s])
		}
		if left := int(tasks + 0.5); left > 0 {
			p.gaps = append(p.gaps, Gap{Pool: j.pool.ID, Needs: j.pool.Needs, Tasks: min(left, j.pool.Ready+j.pool.Leased), Why: "its places are at their limits or out of stock"})
		}
	}
}

// before orders places: by preference, by what a task costs there, by name.
func before(a, b *site, costA, costB float64) int {
	switch {
	case a.Preference != b.Preference:
		return a.Preference - b.Preference
	case costA < costB:
		return -1
	case costA > costB:
		return 1
	}
	return strings.Compare(a.key().String(), b.key().String())
}

// lay puts up to so many tasks on a place and returns how many fit.
func (p *plan) lay(s *site, tasks float64, each time.Duration) float64 {
	room := float64(p.most(s))*float64(s.lasts) - float64(s.load)
	fit := min(tasks, room/float64(each))
	if fit <= 0 {
		return 0
	}
	s.load += time.Duration(fit * float64(each))
	s.tasks += fit
	workers := int((s.load + s.lasts - 1) / s.lasts)
	// Rounding may not ask for one more than there is room for.
	s.wanted = max(s.wanted, min(workers, p.most(s)))
	return fit
}

// most is how many workers a place may have, given what all have by now.
func (p *plan) most(s *site) int {
	most := s.Max
	if s.short {
		most = min(most, s.online)
	}
	for _, l := range p.cfg.Limits {
		if !l.covers(s.Place) {
			continue
		}
		room := l.Max
		for _, o := range p.sites {
			if o != s && l.covers(o.Place) {
				room -= o.wanted
			}
		}
		most = min(most, room)
	}
	return max(most, s.wanted)
}

// worker returns a worker as the place's are. What the configuration does not
// say of them is taken to be enough for the needs.
func (p *plan) worker(s *site, n muster.Needs) muster.Worker {
	h := p.cfg.Hardware[s.Hardware]
	c := muster.Capabilities{
		Backends: []string{n.Backend}, ProtocolVersions: s.Versions,
		Memory: h.Memory, VRAM: h.VRAM, GPU: h.GPU, GPUArch: h.GPUArch, Cores: h.Cores,
	}
	if s.Hardware == "" {
		c.VRAM, c.GPU = n.VRAM, true
	}
	if c.GPU && c.GPUArch == "" && len(n.GPUArchs) > 0 {
		c.GPUArch = n.GPUArchs[0]
	}
	return muster.Worker{
		Name: s.key().String(), State: muster.WorkerOnline,
		Group: s.Group, Zone: s.Zone, Region: s.Region, Capabilities: c,
	}
}

// each is how long one of a worker's slots is taken by a task of the pool, in
// time of the worker. It is at most what a worker has: a task takes no more than
// one worker.
func (p *plan) each(s *site, pool muster.QueuePool) time.Duration {
	h := p.cfg.Hardware[s.Hardware]
	k := muster.EstimateKey{Circuit: pool.Needs.Circuit, Stage: pool.Needs.Stage}
	each := p.mean[k].Mean()
	if each == 0 {
		each = pool.Each
	}
	if each == 0 {
		each = time.Duration(p.cfg.Guess)
	}
	k.Class = s.Hardware
	if own := p.mean[k].Mean(); h.Speed == 0 && own > 0 {
		each = own
	}
	if h.Speed > 0 {
		each = time.Duration(float64(each) / h.Speed)
	}
	return max(min(each, s.lasts)/time.Duration(max(h.Slots, 1)), 1)
}

// urgency grows from 1 to 2 as the longest waiting task's age grows from one
// horizon to two: the durations must have been too low, or too much was ahead.
func (p *plan) urgency(pool muster.QueuePool) float64 {
	if pool.Oldest.IsZero() {
		return 1
	}
	age := float64(p.in.Now.Sub(pool.Oldest)) / float64(p.cfg.Horizon)
	return min(max(age, 1), 2)
}

// calm turns what is wanted into what is asked for: more at once, less after it
// has been enough for the hold time.
func (p *plan) calm() {
	missing := make(map[string]bool) // groups that wait for workers
	for _, s := range p.sites {
		if !s.short && s.wanted > s.online {
			missing[s.Group] = true
		}
	}
	for _, s := range p.sites {
		t := &s.target
		had := min(s.last.Workers, s.Max)
		if s.short {
			had = min(had, s.online)
		}
		if s.wanted >= had {
			s.workers = s.wanted
			continue
		}
		s.workers, t.LowerSince, t.LowerMost = had, s.last.LowerSince, max(s.wanted, s.last.LowerMost)
		if t.LowerSince.IsZero() {
			t.LowerSince, t.LowerMost = p.in.Now, s.wanted
		}
		if p.in.Now.Sub(t.LowerSince) < time.Duration(p.cfg.Hold) || missing[s.Group] {
			continue
		}
		s.workers = min(had, t.LowerMost)
		t.LowerSince, t.LowerMost = time.Time{}, 0
		if s.wanted < s.workers {
			t.LowerSince, t.LowerMost = p.in.Now, s.wanted
		}
	}
}

// fit lets workers that are only held give way where a limit is passed.
func (p *plan) fit() {
	for _, l := range p.cfg.Limits {
		over := -l.Max
		for _, s := range p.sites {
			if l.covers(s.Place) {
				over += s.workers
			}
		}
		for _, s := range slices.Backward(p.sites) {
			if give := min(over, s.workers-s.wanted); give > 0 && l.covers(s.Place) {
				s.workers -= give
				over -= give
			}
		}
	}
}

func (p *plan) targets() []Target {
	out := make([]Target, 0, len(p.sites))
	for _, s := range p.sites {
		t := s.target
		t.Group, t.Zone, t.Region, t.Cluster, t.Hardware = s.Group, s.Zone, s.Region, s.Cluster, s.Hardware
		t.Workers, t.Wanted, t.Online, t.Cost = s.workers, s.wanted, s.online, float64(s.workers)*s.Cost
		if t.Workers == t.Wanted {
			t.LowerSince, t.LowerMost = time.Time{}, 0
		}
		switch {
		case s.short:
			if t.ShortUntil = s.last.ShortUntil; !t.ShortUntil.After(p.in.Now) {
				t.ShortUntil = p.in.Now.Add(time.Duration(p.cfg.Retry))
			}
		case t.Workers > t.Online:
			t.MissingSince = s.last.MissingSince
			if t.MissingSince.IsZero() || s.online > s.last.Online {
				t.MissingSince = p.in.Now
			}
		}
		t.Why = p.why(s, t)
		out = append(out, t)
	}
	return out
}

// why says for people what a target follows from.
func (p *plan) why(s *site, t Target) string {
	var parts []string
	if s.load > 0 {
		parts = append(parts, fmt.Sprintf("%s of work (%.0f tasks) within %s",
			s.load.Round(time.Second), s.tasks, time.Duration(p.cfg.Horizon)))
	} else {
		parts = append(parts, "no work")
	}
	switch {
	case s.short:
		parts = append(parts, "out of stock until "+t.ShortUntil.UTC().Format(time.TimeOnly))
	case t.Workers > t.Wanted:
		parts = append(parts, fmt.Sprintf("%d held since %s", t.Workers-t.Wanted, t.LowerSince.UTC().Format(time.TimeOnly)))
	case t.Wanted == s.Max:
		parts = append(parts, "at its limit")
	case t.Wanted == s.Min && s.Min > 0:
		parts = append(parts, "its least")
	}
	return strings.Join(parts, "; ")
}
