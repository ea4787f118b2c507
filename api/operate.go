package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// PriorityRequest is the body of a change of priority.
type PriorityRequest struct {
	_        struct{} `additionalProperties:"false"`
	Priority string   `json:"priority" enum:"low,normal,high"`
}

// DeadlineRequest is the body of a change of deadline.
type DeadlineRequest struct {
	_        struct{} `additionalProperties:"false"`
	Deadline string   `json:"deadline" doc:"A time to come, RFC 3339; empty for none"`
}

// QuarantineRequest is the body of a quarantine.
type QuarantineRequest struct {
	_      struct{} `additionalProperties:"false"`
	Reason string   `json:"reason" doc:"Why, for people"`
}

// GroupsRequest is the body that replaces all groups.
type GroupsRequest struct {
	_      struct{}       `additionalProperties:"false"`
	Groups []muster.Group `json:"groups"`
}

// GroupList is all groups.
type GroupList struct {
	Groups []muster.Group `json:"groups" doc:"By name"`
}

// GCRequest is the body of a clean-up.
type GCRequest struct {
	_      struct{} `additionalProperties:"false"`
	DryRun bool     `json:"dry_run,omitempty" doc:"Only say what would be deleted"`
}

type batchBody struct {
	BatchPath
	rawBody
}

type taskBody struct {
	TaskPath
	rawBody
}

type statsInput struct {
	Window string `query:"window" default:"1h" doc:"How far back, as 15m, 1h or 24h; at most a week"`
}

// subject is what an input names, for the audit log.
type subject interface{ subject() string }

func (p BatchPath) subject() string  { return p.ID }
func (p TaskPath) subject() string   { return p.ID }
func (p workerPath) subject() string { return p.ID }

// audit writes who did what into the log: every call that changes something,
// but for submissions, which are batches of their own.
func (a *API) audit(ctx context.Context, op string, p auth.Principal, in any, err error) {
	who := p.Credential
	if p.Open {
		who = "open access"
	}
	attrs := []any{"verb", op, "by", who, "role", p.Role, "tenant", p.Tenant}
	if s, ok := in.(subject); ok {
		attrs = append(attrs, "subject", s.subject())
	}
	if err != nil {
		a.log.WarnContext(ctx, "audit", append(attrs, "refused", muster.CodeOf(err))...)
		return
	}
	a.log.InfoContext(ctx, "audit", attrs...)
}

func (a *API) registerOperations() {
	handle(a, huma.Operation{
		OperationID: "explain-batch", Method: http.MethodGet, Path: "/v1/batches/{id}/explanation", Tags: []string{"batches"},
		Summary:     "Say why a batch is not proven, and what to do",
		Description: "The first finding is the cause, its `cause` a stable word.",
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.Explanation], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.Explain(ctx, b.ID))
	})
	handle(a, huma.Operation{
		OperationID: "retry-batch", Method: http.MethodPost, Path: "/v1/batches/{id}/retry", Tags: []string{"batches"},
		Summary:     "Bring a failed batch back",
		Description: "Quarantined tasks get fresh attempts, and what is done stays done. A batch that failed before it was planned is prepared again.",
	}, auth.RightOperate, func(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.RetryBatch(ctx, b.ID))
	})
	handleBody(a, huma.Operation{
		OperationID: "set-batch-priority", Method: http.MethodPost, Path: "/v1/batches/{id}/priority", Tags: []string{"batches"},
		Summary: "Move a batch to another class of priority",
	}, auth.RightOperate, smallBody, func(ctx context.Context, p auth.Principal, in batchBody, body *PriorityRequest) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		var priority muster.Priority
		if body.Priority == "" {
			return nil, muster.InvalidField("priority", "low, normal or high", "")
		}
		if err := priority.UnmarshalText([]byte(body.Priority)); err != nil {
			return nil, err
		}
		return answered(a.svc.SetPriority(ctx, b.ID, priority))
	})
	handleBody(a, huma.Operation{
		OperationID: "set-batch-deadline", Method: http.MethodPost, Path: "/v1/batches/{id}/deadline", Tags: []string{"batches"},
		Summary:     "Give a batch another deadline, or none",
		Description: "A deadline moves the batch forward in the line where that is needed, never backward.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, p auth.Principal, in batchBody, body *DeadlineRequest) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		var deadline time.Time
		if body.Deadline != "" {
			if deadline, err = time.Parse(time.RFC3339, body.Deadline); err != nil {
				return nil, muster.InvalidField("deadline", "a time such as 2006-01-02T15:04:05Z, or nothing", body.Deadline)
			}
		}
		return answered(a.svc.SetDeadline(ctx, b.ID, deadline))
	})
	a.registerTaskVerbs()
	a.registerPlane()
}

func (a *API) registerTaskVerbs() {
	a.taskVerb("release-task", "release", "Give a quarantined task fresh attempts", "Its batch goes on where it was.", a.svc.ReleaseTask)
	a.taskVerb("retry-task", "retry", "Have a task leased anew at once",
		"Takes a leased task from its worker, or ends the pause of a ready one. It spends no attempt, and a valid proof that the old worker brings still counts.", a.svc.RetryTask)
	handleBody(a, huma.Operation{
		OperationID: "quarantine-task", Method: http.MethodPost, Path: "/v1/tasks/{id}/quarantine", Tags: []string{"tasks"},
		Summary: "Give a ready or leased task up", Description: "It fails the batch, until the task is released.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, p auth.Principal, in taskBody, body *QuarantineRequest) (*answer[muster.Task], error) {
		t, err := a.task(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.QuarantineTask(ctx, t.ID, body.Reason))
	})
}

func (a *API) taskVerb(id, verb, summary, description string, do func(context.Context, muster.TaskID) (muster.Task, error)) {
	handle(a, huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: "/v1/tasks/{id}/" + verb, Tags: []string{"tasks"},
		Summary: summary, Description: description,
	}, auth.RightOperate, func(ctx context.Context, p auth.Principal, in *TaskPath) (*answer[muster.Task], error) {
		t, err := a.task(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(do(ctx, t.ID))
	})
}

func (a *API) registerPlane() {
	handle(a, huma.Operation{
		OperationID: "list-groups", Method: http.MethodGet, Path: "/v1/groups", Tags: []string{"workers"},
		Summary: "List the groups of workers",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[GroupList], error) {
		groups, err := a.svc.Groups(ctx)
		return answered(GroupList{orEmpty(groups)}, err)
	})
	handleBody(a, huma.Operation{
		OperationID: "apply-groups", Method: http.MethodPut, Path: "/v1/groups", Tags: []string{"workers"},
		Summary:     "Replace the groups of workers",
		Description: "Workers of a group serve its pairs of round and circuit alone; an empty circuit stands for all of the round. Workers of no group, or of one that is not defined, serve all.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, _ auth.Principal, _ rawBody, body *GroupsRequest) (*answer[GroupList], error) {
		groups, err := a.svc.ApplyGroups(ctx, body.Groups)
		return answered(GroupList{orEmpty(groups)}, err)
	})
	handle(a, huma.Operation{
		OperationID: "get-queue", Method: http.MethodGet, Path: "/v1/queue", Tags: []string{"tasks"},
		Summary:     "Get the backlog, as an autoscaler reads it",
		Description: "Ready and leased tasks by pool, group and protocol version, with ages and estimates, and the fleet by zone. Durations are nanoseconds.",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[muster.QueueReport], error) {
		return answered(a.svc.QueueReport(ctx))
	})
	handle(a, huma.Operation{
		OperationID: "get-stats", Method: http.MethodGet, Path: "/v1/stats", Tags: []string{"tasks"},
		Summary: "Get throughput, failures and durations of a window of time",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, in *statsInput) (*answer[muster.Stats], error) {
		window, err := time.ParseDuration(in.Window)
		if err != nil {
			return nil, muster.InvalidField("window", "a duration such as 15m, 1h or 24h", in.Window)
		}
		return answered(a.svc.Stats(ctx, window))
	})
	handleBody(a, huma.Operation{
		OperationID: "collect-garbage", Method: http.MethodPost, Path: "/v1/gc", Tags: []string{"plane"},
		Summary:     "Delete what is over its time and what nothing names",
		Description: "Ended batches older than retain-batches, and artifacts that no batch and no task names. The coordinator does this by itself from time to time.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, _ auth.Principal, _ rawBody, body *GCRequest) (*answer[muster.GCReport], error) {
		return answered(a.svc.GC(ctx, body.DryRun))
	})
	handle(a, huma.Operation{
		OperationID: "get-backup", Method: http.MethodGet, Path: "/v1/backup", Tags: []string{"plane"},
		Summary:     "Get a consistent copy of the embedded plane",
		Description: "A tar archive of the database, the artifacts and the configured pipelines; its last entry is manifest.json, and an archive without it is not whole. 422 where the store is not the embedded one.",
		Responses: map[string]*huma.Response{"200": {
			Description: "The archive",
			Content:     map[string]*huma.MediaType{"application/x-tar": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
		}},
	}, auth.RightOperate, a.getBackup)
}

func (a *API) getBackup(ctx context.Context, p auth.Principal, in *struct{}) (*huma.StreamResponse, error) {
	if a.backup == nil {
		return nil, muster.Errorf(muster.CodeUnsupported, "this server's store is not the embedded one: use its own tools (for PostgreSQL pg_dump or a base backup)")
	}
	write, err := a.backup(ctx)
	a.audit(ctx, "get-backup", p, in, err)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		hctx.SetHeader("Content-Type", "application/x-tar")
		if err := write(hctx.BodyWriter()); err != nil {
			a.log.ErrorContext(ctx, "backup broke off", "error", err)
			panic(http.ErrAbortHandler) // the archive is not whole, and the client has to see that
		}
	}}, nil
}

// Backup prepares a copy of the plane and returns what writes it as a tar
// archive; that is called once.
type Backup func(ctx context.Context) (write func(io.Writer) error, err error)

// answered makes what a service gave an output.
func answered[T any](v T, err error) (*answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &answer[T]{v}, nil
}
