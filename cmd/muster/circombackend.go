package main

import (
	"context"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/pipeline"
)

// circomBackend proves circom circuits with snarkjs. As many processes stay as
// tasks run at once.
func (a *App) circomBackend(source muster.KeySource, _ []*pipeline.Pipeline) (muster.Backend, error) {
	dir, err := a.jobsDir()
	if err != nil {
		return nil, err
	}
	return circom.New(context.Background(), circom.Options{Keys: source, Processes: a.cfg.Slots, Dir: dir, Log: a.log})
}
