package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/config"
)

func addBackendFlags(f *pflag.FlagSet) {
	f.StringSlice("backends", config.DefaultBackends, "backends that it runs: "+strings.Join(slices.Sorted(maps.Keys(backendKinds)), ", ")+
		", or what the configuration file describes")
	f.StringArray("exec", nil, "NAME=COMMAND: a program as a further backend (docs/backends.md); again for more")
}

// prover returns what the configuration says of a backend that is a program.
func (a *App) prover(name string) *config.Prover {
	for i := range a.cfg.Provers {
		if a.cfg.Provers[i].Name == name {
			return &a.cfg.Provers[i]
		}
	}
	return nil
}

// checkBackends returns everything that is wrong with the list of backends and
// what it names, but for the tools of those that muster brings.
func (a *App) checkBackends() error {
	var errs []error
	known := slices.Sorted(maps.Keys(backendKinds))
	for _, p := range a.cfg.Provers {
		if _, taken := backendKinds[p.Name]; taken || p.Name == "mock" {
			errs = append(errs, fmt.Errorf("backends: %s comes with muster; call your program something else", p.Name))
		}
		known = append(known, p.Name)
	}
	for i, name := range a.cfg.Backends {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("backends: expected some of %s, got %q", strings.Join(known, ", "), name))
		}
		if slices.Contains(a.cfg.Backends[:i], name) {
			errs = append(errs, fmt.Errorf("backends: %s is there twice", name))
		}
		if p := a.prover(name); p != nil {
			if err := a.execOptions(p, nil).Validate(); err != nil {
				errs = append(errs, fmt.Errorf("backends: %s: %w", name, err))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return usage{err}
	}
	return nil
}

func (a *App) execOptions(p *config.Prover, source muster.KeySource) exec.Options {
	return exec.Options{
		Name: p.Name, Command: p.Command, Parameters: p.Parameters, Env: p.Env, Keys: source, Log: a.log,
		Dir:    a.jobsPath(),
		Limits: exec.Limits{Time: p.Time, Memory: p.Memory, Output: p.Output, Directory: p.Directory},
		Warm:   exec.Warm{Processes: p.Processes, Idle: p.Idle, Jobs: p.Jobs, Memory: p.Bloated},
	}
}

func (a *App) jobsPath() string { return filepath.Join(a.cfg.DataDir, "jobs") }

// jobsDir makes the folder in which programs work.
func (a *App) jobsDir() (string, error) {
	if err := os.MkdirAll(a.jobsPath(), 0o700); err != nil {
		return "", fmt.Errorf("folder for jobs: %w", err)
	}
	return a.jobsPath(), nil
}

func (a *App) execBackend(p *config.Prover, source muster.KeySource) (muster.Backend, error) {
	if _, err := a.jobsDir(); err != nil {
		return nil, err
	}
	b, err := exec.New(a.execOptions(p, source))
	if err != nil {
		return nil, err
	}
	if p.Memory > 0 {
		a.log.Info("a prover's memory is limited", "backend", p.Name, "bytes", p.Memory, "by", exec.MemoryLimitedBy())
	}
	return b, nil
}
