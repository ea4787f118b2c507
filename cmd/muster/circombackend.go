package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/pipeline"
)

// circomBackend proves circom circuits with snarkjs. As many processes stay as
// tasks run at once.
func (a *App) circomBackend(source muster.KeySource, _ []*pipeline.Pipeline) (muster.Backend, error) {
	dir := filepath.Join(a.cfg.DataDir, "jobs")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder for jobs: %w", err)
	}
	return circom.New(context.Background(), circom.Options{Keys: source, Processes: a.cfg.Slots, Dir: dir, Log: a.log})
}
