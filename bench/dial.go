package bench

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/rpc"
	"github.com/muster-zk/muster/worker"
)

// enrolFor is how long the key is valid that enrols the workers.
const enrolFor = time.Hour

// Dial returns the server of a configuration as a target. With an API key,
// which must be an operator's, it issues a key that enrols the workers and
// revokes it when closed; without one the server must be open. Closing it
// waits for nobody.
func Dial(ctx context.Context, cfg Config, apiKey string) (_ Target, err error) {
	bytes := new(traffic)
	clients := transports(cfg.Connections, cfg.Multiplex, bytes)
	api, err := client.New(cfg.Server, client.Options{APIKey: apiKey, HTTP: clients[0]})
	if err != nil {
		return Target{}, err
	}
	t := Target{
		Plane: api, Bytes: func() (int64, int64) { return bytes.in.Load(), bytes.out.Load() },
		Usage: func(ctx context.Context) (Usage, error) { return usage(ctx, clients[0], cfg.Server) },
	}
	if t.Circuits, err = baseCircuits(ctx, api, cfg.Pipeline); err != nil {
		return Target{}, err
	}
	var enrolment auth.Secret
	var credential string
	if apiKey != "" {
		secret, c, err := api.IssueCredential(ctx, muster.RoleProver, "", "muster bench", false, enrolFor)
		if err != nil {
			return Target{}, fmt.Errorf("issue a key for the workers: %w", err)
		}
		enrolment, credential = auth.Secret(secret), c.ID
	}
	t.Close = func(ctx context.Context) error {
		var err error
		if credential != "" {
			err = api.RevokeCredential(ctx, credential)
		}
		for _, c := range clients {
			c.CloseIdleConnections()
		}
		return err
	}
	t.Worker = func(n int) (Coordinator, worker.Transfer, error) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, fmt.Errorf("make a key: %w", err)
		}
		c := clients[n%len(clients)]
		coordinator, err := rpc.NewClient(cfg.Server, c, auth.NewIdentity(key, enrolment, time.Now))
		return coordinator, worker.NewHTTPTransfer(c), err
	}
	return t, nil
}

// baseCircuits returns the circuits of a pipeline's base round.
func baseCircuits(ctx context.Context, api *client.Client, name string) ([]string, error) {
	all, err := api.Pipelines(ctx)
	if err != nil {
		return nil, fmt.Errorf("list pipelines: %w", err)
	}
	var names []string
	for _, p := range slices.Backward(all) {
		names = append(names, p.Name)
		if p.Name != name {
			continue
		}
		if p.Program != "counts" {
			return nil, muster.InvalidField("pipeline", "one whose program is counts, so that a load can be made up", p.Program)
		}
		var rounds []struct {
			Circuits []string `json:"circuits"`
		}
		if err := json.Unmarshal(p.Rounds, &rounds); err != nil || len(rounds) == 0 || len(rounds[0].Circuits) == 0 {
			return nil, fmt.Errorf("pipeline %s: no circuits in its base round: %w", name, err)
		}
		return rounds[0].Circuits, nil
	}
	return nil, muster.InvalidField("pipeline", "one of the server's: "+strings.Join(names, ", "), name)
}

// usage reads the coordinator's own metrics.
func usage(ctx context.Context, c *http.Client, server string) (_ Usage, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(server, "/")+"/metrics", nil)
	if err != nil {
		return Usage{}, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return Usage{}, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return Usage{}, muster.Errorf(muster.CodeUnavailable, "metrics: %s", resp.Status)
	}
	return readUsage(resp.Body)
}

func readUsage(r io.Reader) (Usage, error) {
	var u Usage
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if name != "process_cpu_seconds_total" && name != "process_resident_memory_bytes" {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return Usage{}, fmt.Errorf("metrics: %s: %w", name, err)
		}
		if name == "process_cpu_seconds_total" {
			u.CPU = time.Duration(v * float64(time.Second))
		} else {
			u.Resident = int64(v)
		}
	}
	return u, lines.Err()
}
