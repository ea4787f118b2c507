package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/internal/sse"
	"github.com/muster-zk/muster/pipeline"
)

// Service is what the API asks of the coordinator.
type Service interface {
	batchService
	fleetService
	operatorService
	settlementService
	sourcingService
	circuitService
	sse.Log
	// Ready reports whether the coordinator can serve.
	Ready(ctx context.Context) error
}

type batchService interface {
	Submit(ctx context.Context, s muster.Submission) (b muster.Batch, created bool, err error)
	// FindBatch returns a batch without looking at its tasks.
	FindBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error)
	Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error)
	Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
	Task(ctx context.Context, id muster.TaskID) (muster.Task, error)
	Tasks(ctx context.Context, f muster.TaskFilter) ([]muster.Task, error)
	Attempts(ctx context.Context, b muster.BatchID, t muster.TaskID, limit int) ([]muster.Attempt, error)
}

type operatorService interface {
	Explain(ctx context.Context, id muster.BatchID) (muster.Explanation, error)
	RetryBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	SetPriority(ctx context.Context, id muster.BatchID, p muster.Priority) (muster.Batch, error)
	SetDeadline(ctx context.Context, id muster.BatchID, deadline time.Time) (muster.Batch, error)
	ReleaseTask(ctx context.Context, id muster.TaskID) (muster.Task, error)
	RetryTask(ctx context.Context, id muster.TaskID) (muster.Task, error)
	QuarantineTask(ctx context.Context, id muster.TaskID, reason string) (muster.Task, error)
	Groups(ctx context.Context) ([]muster.Group, error)
	ApplyGroups(ctx context.Context, groups []muster.Group) ([]muster.Group, error)
	QueueReport(ctx context.Context) (muster.QueueReport, error)
	Stats(ctx context.Context, window time.Duration) (muster.Stats, error)
	GC(ctx context.Context, dryRun bool) (muster.GCReport, error)
}

type settlementService interface {
	Settlements(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error)
	Settlement(ctx context.Context, b muster.BatchID, chain string) (muster.SettlementDetail, error)
	RetrySettlement(ctx context.Context, b muster.BatchID, chain string) (muster.Settlement, error)
	AbandonSettlement(ctx context.Context, b muster.BatchID, chain, reason string) (muster.Settlement, error)
}

type sourcingService interface {
	Hold(ctx context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error)
	Release(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Bring(ctx context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error)
	// OpenInput opens a batch's input, of the artifact's size.
	OpenInput(ctx context.Context, id muster.BatchID) (muster.Artifact, io.ReadCloser, error)
}

type circuitService interface {
	// UploadCircuitFile returns what takes a file of a circuit that is to be
	// registered.
	UploadCircuitFile(ctx context.Context, a muster.Artifact) (muster.Upload, error)
	RegisterCircuit(ctx context.Context, c muster.Circuit) (stored muster.Circuit, created bool, err error)
	Circuits(ctx context.Context) ([]muster.Circuit, error)
	// Circuit returns a circuit; of an empty version the newest that is not
	// retired.
	Circuit(ctx context.Context, name, version string) (muster.Circuit, error)
	RetireCircuit(ctx context.Context, name, version string) (muster.Circuit, error)
}

type fleetService interface {
	Workers(ctx context.Context) ([]muster.Worker, error)
	Worker(ctx context.Context, id muster.WorkerID) (muster.Worker, error)
	DrainWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error)
	ResumeWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error)
	SuspendWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error)
	Pipelines(ctx context.Context) ([]*pipeline.Pipeline, error)
	IssueCredential(ctx context.Context, role muster.Role, tenant, note string, once bool, life time.Duration) (secret string, c muster.Credential, err error)
	Credentials(ctx context.Context) ([]muster.Credential, error)
	RevokeCredential(ctx context.Context, id string) error
}

// Authenticator puts the caller's auth.Principal into the context of requests,
// or refuses them. auth.Auth is one.
type Authenticator interface {
	Clients(refuse auth.Refuse, next http.Handler) http.Handler
}

// Config is what the API is made of. Service, Auth and Logger are required.
type Config struct {
	Service Service
	Auth    Authenticator
	Logger  *slog.Logger
	// InputLimit is the most bytes a batch's input may have; default 64 MiB.
	InputLimit int64
	// ProofLimit is the most bytes of a final proof that is brought; default
	// 64 MiB.
	ProofLimit int64
	// Closing ends all event streams, so that a server can shut down; nil for
	// never.
	Closing context.Context
	// Backup copies the plane; nil where the store can't copy itself.
	Backup Backup
	// Checks are what /readyz asks beside the service.
	Checks []Check
	// Version is the program's, for the OpenAPI document; default "dev".
	Version string
}
