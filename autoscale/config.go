package autoscale

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Duration is a time.Duration that is written as text, e.g. "10m".
type Duration time.Duration

// MarshalText writes it like time.Duration.String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what time.ParseDuration reads.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("parse duration: %w", err)
	}
	*d = Duration(v)
	return nil
}

// Config says where workers may run and how calmly their number follows the
// backlog. Zero durations stand for their defaults.
type Config struct {
	// Horizon is how long it may take to work off what waits now; 30m.
	Horizon Duration `json:"horizon,omitempty" yaml:"horizon"`
	// Hold is how long fewer workers must have been enough before any is
	// stopped; 10m.
	Hold Duration `json:"hold,omitempty" yaml:"hold"`
	// Grace is how long after its start-up time a worker may be missing before
	// its place counts as out of stock; 5m.
	Grace Duration `json:"grace,omitempty" yaml:"grace"`
	// Retry is how long a place that is out of stock is left alone; 30m.
	Retry Duration `json:"retry,omitempty" yaml:"retry"`
	// Guess is how long a task takes of which nothing was learned; 1m.
	Guess    Duration            `json:"guess,omitempty" yaml:"guess"`
	Hardware map[string]Hardware `json:"hardware,omitempty" yaml:"hardware"` // by class
	Limits   []Limit             `json:"limits,omitempty" yaml:"limits"`
	Places   []Place             `json:"places" yaml:"places"`
}

// Hardware describes the machines of a class, as their workers would. The class
// is what Capabilities.Class returns for them.
type Hardware struct {
	// Speed relates the class to the average of all that durations were learned
	// on: 2 takes half as long. 0: what was learned on the class itself counts.
	Speed   float64 `json:"speed,omitempty" yaml:"speed"`
	Slots   int     `json:"slots,omitempty" yaml:"slots"`   // tasks that a worker runs at once; 0 stands for 1
	Memory  int64   `json:"memory,omitempty" yaml:"memory"` // bytes; 0: enough for anything
	VRAM    int64   `json:"vram,omitempty" yaml:"vram"`     // bytes
	GPU     bool    `json:"gpu,omitempty" yaml:"gpu"`
	GPUArch string  `json:"gpu_arch,omitempty" yaml:"gpu_arch"` // empty with a GPU: any
	Cores   int     `json:"cores,omitempty" yaml:"cores"`       // 0: enough for anything
}

// Limit bounds the workers of all places of a cluster, of a zone, or of a zone
// within a cluster.
type Limit struct {
	Cluster string `json:"cluster,omitempty" yaml:"cluster"`
	Zone    string `json:"zone,omitempty" yaml:"zone"`
	Max     int    `json:"max" yaml:"max"`
}

// Place is where a group's workers of one hardware class run.
type Place struct {
	Group    string   `json:"group,omitempty" yaml:"group"` // empty: workers that serve all
	Zone     string   `json:"zone" yaml:"zone"`
	Region   string   `json:"region,omitempty" yaml:"region"`
	Cluster  string   `json:"cluster,omitempty" yaml:"cluster"`
	Hardware string   `json:"hardware,omitempty" yaml:"hardware"` // class; empty: whatever the workers there are
	Versions []string `json:"versions,omitempty" yaml:"versions"` // protocol versions of the workers' program; empty: any
	Min      int      `json:"min,omitempty" yaml:"min"`
	Max      int      `json:"max" yaml:"max"`
	// Cost is that of one worker for an hour, in any currency.
	Cost float64 `json:"cost,omitempty" yaml:"cost"`
	// StartUp is how long it takes from asking for a worker to its first task.
	StartUp Duration `json:"start_up,omitempty" yaml:"start_up"`
	// Preference: places of a smaller one are filled first, whatever they cost.
	Preference int `json:"preference,omitempty" yaml:"preference"`
}

// Defaults returns the configuration with zero durations replaced.
func (c Config) Defaults() Config {
	for _, d := range []struct {
		field *Duration
		value time.Duration
	}{
		{&c.Horizon, 30 * time.Minute}, {&c.Hold, 10 * time.Minute}, {&c.Grace, 5 * time.Minute},
		{&c.Retry, 30 * time.Minute}, {&c.Guess, time.Minute},
	} {
		if *d.field == 0 {
			*d.field = Duration(d.value)
		}
	}
	return c
}

// Check returns an error of CodeInvalid that names every wrong field, or nil.
func (c Config) Check() error {
	c = c.Defaults()
	var wrong []muster.FieldError
	need := func(ok bool, field, expected string, got any) {
		if !ok {
			wrong = append(wrong, muster.FieldError{Field: field, Expected: expected, Got: fmt.Sprint(got)})
		}
	}
	for _, d := range []struct {
		name  string
		value Duration
	}{{"horizon", c.Horizon}, {"hold", c.Hold}, {"grace", c.Grace}, {"retry", c.Retry}, {"guess", c.Guess}} {
		need(d.value > 0, d.name, "a positive duration", time.Duration(d.value))
	}
	for _, class := range sortedKeys(c.Hardware) {
		h, at := c.Hardware[class], fmt.Sprintf("hardware[%s].", class)
		need(finite(h.Speed), at+"speed", "0 or more", h.Speed)
		need(h.Slots >= 0, at+"slots", "0 or more", h.Slots)
		need(h.Memory >= 0, at+"memory", "0 or more", h.Memory)
		need(h.VRAM >= 0, at+"vram", "0 or more", h.VRAM)
		need(h.Cores >= 0, at+"cores", "0 or more", h.Cores)
	}
	need(len(c.Places) > 0, "places", "at least one place", "none")
	seen := make(map[key]int)
	for i, p := range c.Places {
		at := fmt.Sprintf("places[%d].", i)
		need(p.Zone != "", at+"zone", "a zone", "none")
		need(p.Min >= 0, at+"min", "0 or more", p.Min)
		need(p.Max >= max(p.Min, 1), at+"max", fmt.Sprintf("%d or more", max(p.Min, 1)), p.Max)
		need(finite(p.Cost), at+"cost", "0 or more", p.Cost)
		need(p.StartUp >= 0 && (p.StartUp < c.Horizon || c.Horizon <= 0), at+"start_up", "from 0 to less than the horizon, "+time.Duration(c.Horizon).String(), time.Duration(p.StartUp))
		if _, ok := c.Hardware[p.Hardware]; !ok && p.Hardware != "" {
			need(false, at+"hardware", "a class of hardware: "+strings.Join(sortedKeys(c.Hardware), ", "), p.Hardware)
		}
		first, twice := seen[p.key()]
		need(!twice, at+"zone", fmt.Sprintf("another group, zone or hardware than places[%d]", first), p.key())
		if !twice {
			seen[p.key()] = i
		}
		if p.Hardware == "" { // it would count the workers of the others as its own
			j := slices.IndexFunc(c.Places, func(q Place) bool { return q.Group == p.Group && q.Zone == p.Zone && q.Hardware != "" })
			need(j < 0, at+"hardware", fmt.Sprintf("a class, as places[%d] of the same group and zone has one", j), "none")
		}
	}
	for i, l := range c.Limits {
		at := fmt.Sprintf("limits[%d].", i)
		need(l.Cluster != "" || l.Zone != "", at+"cluster", "a cluster or a zone", "none")
		covers, least := 0, 0
		for _, p := range c.Places {
			if l.covers(p) {
				covers, least = covers+1, least+p.Min
			}
		}
		need(covers > 0, at+"zone", "a cluster and zone that some place has", l.name())
		need(l.Max >= max(least, 0), at+"max", fmt.Sprintf("at least %d, what its places have as their min", least), l.Max)
	}
	if len(wrong) == 0 {
		return nil
	}
	err := muster.InvalidField(wrong[0].Field, wrong[0].Expected, wrong[0].Got)
	if err.Fields = wrong; len(wrong) > 1 {
		err.Message += fmt.Sprintf(", and %d more", len(wrong)-1)
	}
	return err
}

func finite(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }

// covers reports whether a limit counts the workers of a place.
func (l Limit) covers(p Place) bool {
	return (l.Cluster == "" || l.Cluster == p.Cluster) && (l.Zone == "" || l.Zone == p.Zone)
}

func (l Limit) name() string {
	switch {
	case l.Cluster == "":
		return "zone " + l.Zone
	case l.Zone == "":
		return "cluster " + l.Cluster
	}
	return "zone " + l.Zone + " of cluster " + l.Cluster
}

// key tells places apart.
type key struct{ group, zone, hardware string }

func (p Place) key() key { return key{p.Group, p.Zone, p.Hardware} }

// String names a place for people.
func (k key) String() string {
	group := k.group
	if group == "" {
		group = "(any)"
	}
	return strings.TrimSuffix(group+"/"+k.zone+"/"+k.hardware, "/")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
