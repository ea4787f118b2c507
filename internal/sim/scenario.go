package sim

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Scenario is what a run is made of.
type Scenario struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description"`
	Seed        uint64 `yaml:"seed"`
	// Pipeline is the name of one that comes with muster, or Rounds declares
	// one.
	Pipeline string         `yaml:"pipeline"`
	Rounds   []Round        `yaml:"rounds"`
	Params   map[string]int `yaml:"params"`

	Fleets    []Fleet    `yaml:"fleets"`
	Durations []Duration `yaml:"durations"` // the first that matches counts
	Batches   []Load     `yaml:"batches"`

	// Lease is how long a silent worker keeps a task; default 12 s.
	Lease time.Duration `yaml:"lease"`
	// Heartbeats sends each worker's heartbeat every third of a lease through
	// the coordinator, and leaves lost workers to its reaper. Without it, which
	// is much faster, a lost worker's attempt is reported as failed at the time
	// when its lease would have run out.
	Heartbeats bool `yaml:"heartbeats"`
	// Hedge lets stragglers be leased twice.
	Hedge bool `yaml:"hedge"`
}

// Round is a level of a tree in short: so many jobs over the round before.
type Round struct {
	Name  string `yaml:"name"`
	Arity int    `yaml:"arity"` // inputs of a job; 0 in the base round
}

// Fleet is a number of like workers.
type Fleet struct {
	Name     string   `yaml:"name"`
	Count    int      `yaml:"count"`
	Region   string   `yaml:"region"`
	Zone     string   `yaml:"zone"`
	Group    string   `yaml:"group"`
	Hardware string   `yaml:"hardware"` // class, as estimates are learned by
	GPU      bool     `yaml:"gpu"`
	VRAM     string   `yaml:"vram"`
	Memory   string   `yaml:"memory"`
	Cores    int      `yaml:"cores"`
	Stages   []string `yaml:"stages"` // empty: all
	Speed    float64  `yaml:"speed"`  // durations are divided by it; default 1
	Cost     float64  `yaml:"cost"`   // of one worker and hour
	// Failures is the share of attempts that end with a transient failure,
	// somewhere before their end.
	Failures float64 `yaml:"failures"`
	// Stragglers is the share of attempts that take ten times as long.
	Stragglers float64 `yaml:"stragglers"`
	// Lost is the share of workers that go away for good at some time within
	// the first hour without a word.
	Lost float64 `yaml:"lost"`
	// PreemptEvery is the mean time between preemptions of one worker, 0 for
	// none; it is gone for Restart (default 2 m) and says goodbye before.
	PreemptEvery time.Duration `yaml:"preempt_every"`
	Restart      time.Duration `yaml:"restart"`
}

// Duration says how long attempts take at speed 1.
type Duration struct {
	Round   string        `yaml:"round"`   // name; empty: any
	Circuit string        `yaml:"circuit"` // likewise
	Stage   string        `yaml:"stage"`   // likewise
	Mean    time.Duration `yaml:"mean"`
	// Spread is the standard deviation over the mean (of a log-normal).
	Spread float64 `yaml:"spread"`
}

// Load is a series of batches.
type Load struct {
	Tenant   string         `yaml:"tenant"`
	Count    int            `yaml:"count"` // default 1
	Start    time.Duration  `yaml:"start"`
	Every    time.Duration  `yaml:"every"` // between two
	Slices   map[string]int `yaml:"slices"`
	Priority string         `yaml:"priority"`
	Deadline time.Duration  `yaml:"deadline"` // after submission
	Regions  []string       `yaml:"regions"`
}

//go:embed scenarios/*.yaml
var builtin embed.FS

// Names lists the scenarios that come with muster.
func Names() []string {
	entries, err := builtin.ReadDir("scenarios")
	if err != nil {
		panic("sim: the embedded folder is always there: " + err.Error())
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// Builtin returns a scenario that comes with muster, or CodeNotFound naming
// those there are.
func Builtin(name string) (Scenario, error) {
	src, err := builtin.ReadFile("scenarios/" + name + ".yaml")
	if err != nil {
		return Scenario{}, muster.Errorf(muster.CodeNotFound, "no scenario %.80q: expected a file or one of %s", name, strings.Join(Names(), ", "))
	}
	return Parse(name+".yaml", src)
}

// Parse reads a scenario. Errors are CodeInvalid and name file and field.
func Parse(file string, src []byte) (Scenario, error) {
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	var s Scenario
	if err := d.Decode(&s); err != nil {
		return Scenario{}, muster.Errorf(muster.CodeInvalid, "scenario %s: %w", file, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Scenario{}, muster.Errorf(muster.CodeInvalid, "scenario %s: expected one document", file)
	}
	if s.Lease == 0 {
		s.Lease = 12 * time.Second
	}
	if err := s.check(); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", file, err)
	}
	return s, nil
}

func (s *Scenario) check() error {
	if (s.Pipeline == "") == (len(s.Rounds) == 0) {
		return muster.InvalidField("pipeline", "a pipeline's name, or rounds", s.Pipeline)
	}
	if len(s.Fleets) == 0 || len(s.Fleets) > 1000 {
		return muster.InvalidField("fleets", "1 to 1000 fleets", fmt.Sprint(len(s.Fleets)))
	}
	if s.Lease < time.Second {
		return muster.InvalidField("lease", "at least 1s", s.Lease.String())
	}
	workers := 0
	for i := range s.Fleets {
		f := &s.Fleets[i]
		field := fmt.Sprintf("fleets[%d].", i)
		if f.Count < 1 {
			return muster.InvalidField(field+"count", "at least 1", fmt.Sprint(f.Count))
		}
		workers += f.Count
		for name, v := range map[string]float64{"failures": f.Failures, "lost": f.Lost, "stragglers": f.Stragglers} {
			if v < 0 || v > 1 {
				return muster.InvalidField(field+name, "a share from 0 to 1", fmt.Sprint(v))
			}
		}
		if f.Speed < 0 || f.Cost < 0 || f.PreemptEvery < 0 || f.Restart < 0 {
			return muster.InvalidField(field+"speed", "nothing negative", "")
		}
		if f.Speed == 0 {
			f.Speed = 1
		}
		if f.Restart == 0 {
			f.Restart = 2 * time.Minute
		}
		for name, v := range map[string]string{"vram": f.VRAM, "memory": f.Memory} {
			if _, err := size(v); err != nil {
				return muster.InvalidField(field+name, "a size such as 24GiB", v)
			}
		}
	}
	if workers > 100_000 {
		return muster.InvalidField("fleets", "at most 100000 workers", fmt.Sprint(workers))
	}
	if len(s.Durations) == 0 {
		return muster.InvalidField("durations", "at least one", "none")
	}
	for i, d := range s.Durations {
		if d.Mean <= 0 || d.Spread < 0 || d.Spread > 5 {
			return muster.InvalidField(fmt.Sprintf("durations[%d]", i), "a positive mean and a spread from 0 to 5", fmt.Sprint(d.Mean, " ", d.Spread))
		}
	}
	if len(s.Batches) == 0 {
		return muster.InvalidField("batches", "at least one", "none")
	}
	for i := range s.Batches {
		b := &s.Batches[i]
		if b.Count == 0 {
			b.Count = 1
		}
		if b.Count < 0 || b.Count > 100_000 || b.Every < 0 || b.Start < 0 {
			return muster.InvalidField(fmt.Sprintf("batches[%d]", i), "1 to 100000 batches, and times that are not negative", "")
		}
		var p muster.Priority
		if err := p.UnmarshalText([]byte(b.Priority)); err != nil {
			return fmt.Errorf("batches[%d]: %w", i, err)
		}
	}
	return nil
}

func size(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	return pipeline.ParseSize(s)
}

// backend is what every stage of a simulated pipeline says that it runs on.
const backend = "exec"

// pipeline returns the scenario's pipeline with every stage on the modelled
// provers.
func (s *Scenario) pipeline() (*pipeline.Pipeline, error) {
	if s.Pipeline != "" {
		p, err := pipeline.Builtin(s.Pipeline)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		if p.Program != "counts" {
			return nil, muster.InvalidField("pipeline", "one whose batches are given by counts (zksync, scroll-chunk, …)", s.Pipeline)
		}
		for i := range p.Rounds {
			for j := range p.Rounds[i].Stages {
				p.Rounds[i].Stages[j].Backend = backend
			}
		}
		return p, nil
	}
	most := 1
	for _, b := range s.Batches {
		n := 0
		for _, slices := range b.Slices {
			n += slices
		}
		most = max(most, n)
	}
	var y strings.Builder
	fmt.Fprintf(&y, "name: sim\nversion: 1.0.0\nprogram: counts\nlimits: {slices: %d, input: 1MiB}\ndefaults: {backend: %s, max_attempts: 10}\nrounds:\n", most, backend)
	for i, r := range s.Rounds {
		fmt.Fprintf(&y, "  - name: %s\n", r.Name)
		if i > 0 {
			fmt.Fprintf(&y, "    arity: %d\n", r.Arity)
		}
		y.WriteString("    stages: [{name: prove}]\n")
	}
	p, err := pipeline.Parse("rounds", []byte(y.String()))
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.Name, err)
	}
	return p, nil
}
