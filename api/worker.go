package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/pipeline"
)

// WorkerList is all workers.
type WorkerList struct {
	Workers []muster.Worker `json:"workers"`
}

// PipelineList is all pipelines offered.
type PipelineList struct {
	Pipelines []*pipeline.Pipeline `json:"pipelines"`
}

type workerPath struct {
	ID string `path:"id" doc:"Worker id, worker_…"`
}

func (a *API) registerWorkers() {
	handle(a, huma.Operation{
		OperationID: "list-workers", Method: http.MethodGet, Path: "/v1/workers", Tags: []string{"workers"},
		Summary: "List workers",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[WorkerList], error) {
		workers, err := a.svc.Workers(ctx)
		if err != nil {
			return nil, err
		}
		return &answer[WorkerList]{WorkerList{orEmpty(workers)}}, nil
	})
	a.workerOperation("get-worker", http.MethodGet, "/v1/workers/{id}", "Get a worker", auth.RightRead, a.svc.Worker)
	a.workerOperation("drain-worker", http.MethodPost, "/v1/workers/{id}/drain",
		"Let a worker finish what it holds and give it no more", auth.RightOperate, a.svc.DrainWorker)
	a.workerOperation("resume-worker", http.MethodPost, "/v1/workers/{id}/resume",
		"End a drain or a suspension", auth.RightOperate, a.svc.ResumeWorker)
	a.workerOperation("suspend-worker", http.MethodPost, "/v1/workers/{id}/suspend",
		"Give a worker nothing until it is resumed", auth.RightOperate, a.svc.SuspendWorker)
	handle(a, huma.Operation{
		OperationID: "list-pipelines", Method: http.MethodGet, Path: "/v1/pipelines", Tags: []string{"pipelines"},
		Summary: "List pipelines",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[PipelineList], error) {
		pipelines, err := a.svc.Pipelines(ctx)
		if err != nil {
			return nil, err
		}
		return &answer[PipelineList]{PipelineList{orEmpty(pipelines)}}, nil
	})
}

func (a *API) workerOperation(id, method, path, summary string, right auth.Right, do func(context.Context, muster.WorkerID) (muster.Worker, error)) {
	handle(a, huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"workers"}, Summary: summary}, right,
		func(ctx context.Context, _ auth.Principal, in *workerPath) (*answer[muster.Worker], error) {
			worker, err := muster.ParseWorkerID(in.ID)
			if err != nil {
				return nil, muster.InvalidField("id", `"worker_" and 32 lower-case hexadecimal digits`, in.ID)
			}
			w, err := do(ctx, worker)
			if err != nil {
				return nil, err
			}
			return &answer[muster.Worker]{w}, nil
		})
}
