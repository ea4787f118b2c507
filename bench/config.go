package bench

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// Config is what to do to a muster. Defaults says what is usual.
type Config struct {
	Server   string `json:"server"`
	Pipeline string `json:"pipeline"`
	// Size is the number of slices of a batch, dealt in turn to the circuits of
	// the pipeline's base round.
	Size int `json:"size"`
	// Slices, where given, are the numbers by circuit instead.
	Slices map[string]int `json:"slices,omitempty"`
	// Batches is how many are submitted; 0 is as many as fit into Duration.
	Batches int `json:"batches"`
	// Open is how many batches are under way at once, in the closed loop.
	Open int `json:"open"`
	// Rate, where not 0, is the number of batches submitted per second, however
	// many are open, at random moments.
	Rate float64 `json:"rate,omitempty"`
	// Duration ends the run; 0 waits until all batches have ended.
	Duration time.Duration `json:"duration_ns"`
	// Planned keeps the workers from leasing until all the batches that are open
	// at first are planned.
	Planned bool `json:"planned,omitempty"`

	Workers int `json:"workers"`
	// Lease is how many tasks a worker leases, and runs, at once.
	Lease int           `json:"lease"`
	Wait  time.Duration `json:"wait_ns"`
	// Beat is the period of heartbeats; 0 sends none.
	Beat time.Duration `json:"beat_ns"`
	// Took is how long a lease's tasks take, together; Jitter is by what share
	// of it that differs, evenly to both sides.
	Took   time.Duration `json:"took_ns"`
	Jitter float64       `json:"jitter"`
	// Failures is the share of tasks that fail instead, as transient.
	Failures float64 `json:"failures"`
	// Inputs has the workers fetch their inputs.
	Inputs bool `json:"inputs"`
	// Inline has them send small outputs with the completion where the server
	// offers it, as workers do, rather than upload them.
	Inline bool   `json:"inline"`
	Group  string `json:"group,omitempty"`
	Zone   string `json:"zone,omitempty"`

	// Multiplex speaks HTTP/2, in the clear too.
	Multiplex bool `json:"multiplex"`
	// Connections is over how many transports the workers are spread.
	Connections int    `json:"connections"`
	Seed        uint64 `json:"seed"`
}

// Defaults returns what is usual: two ZKsync batches of 1,000 base proofs each.
func Defaults() Config {
	return Config{
		Pipeline: "zksync", Size: 1000, Batches: 2, Open: 1,
		Workers: 16, Lease: 16, Wait: 30 * time.Second, Beat: 3 * time.Second, Inputs: true, Inline: true, Connections: 1, Seed: 1,
	}
}

// Check returns CodeInvalid where the configuration makes no sense.
func (c Config) Check() error {
	for _, r := range []struct {
		field string
		ok    bool
		want  string
		got   any
	}{
		{"pipeline", c.Pipeline != "", "a pipeline's name", c.Pipeline},
		{"size", c.Size >= 1 || len(c.Slices) > 0, "at least 1", c.Size},
		{"batches", c.Batches >= 0 && (c.Batches > 0 || c.Duration > 0), "at least 1, or a duration", c.Batches},
		{"open", c.Open >= 1, "at least 1", c.Open},
		{"rate", c.Rate >= 0, "0 or more", c.Rate},
		{"duration", c.Duration >= 0, "0 or more", c.Duration},
		{"workers", c.Workers >= 0 && c.Workers <= 100_000, "0 to 100000", c.Workers},
		{"lease", c.Lease >= 1 && c.Lease <= 256, "1 to 256", c.Lease},
		{"wait", c.Wait >= 0 && c.Wait <= time.Minute, "0 to 1m", c.Wait},
		{"beat", c.Beat >= 0, "0 or more", c.Beat},
		{"took", c.Took >= 0, "0 or more", c.Took},
		{"jitter", c.Jitter >= 0 && c.Jitter <= 1, "0 to 1", c.Jitter},
		{"failures", c.Failures >= 0 && c.Failures < 1, "0 to less than 1", c.Failures},
		{"connections", c.Connections >= 1 && c.Connections <= 10_000, "1 to 10000", c.Connections},
	} {
		if !r.ok {
			return muster.InvalidField(r.field, r.want, fmt.Sprint(r.got))
		}
	}
	return nil
}
