package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

const mostAttempts = 1000

// TaskList is a page of tasks.
type TaskList struct {
	Tasks []muster.Task `json:"tasks" doc:"By round and index"`
	Next  string        `json:"next,omitempty" doc:"Cursor of the next page; missing on the last"`
}

// TaskDetail is a task with its attempts.
type TaskDetail struct {
	muster.Task
	History []muster.Attempt `json:"history" doc:"Its attempts, oldest first"`
}

// AttemptList is a list of attempts.
type AttemptList struct {
	Attempts []muster.Attempt `json:"attempts" doc:"Oldest first"`
}

// TaskQuery selects tasks.
type TaskQuery struct {
	State  []string `query:"state" doc:"Only tasks in one of these states, separated by commas" enum:"blocked,ready,leased,verifying,done,quarantined,cancelled"`
	Round  int      `query:"round" minimum:"-1" default:"-1" doc:"Only tasks of this round; -1 for all"`
	Cursor string   `query:"cursor" doc:"The page before's next"`
	Limit  int      `query:"limit" minimum:"1" maximum:"10000" default:"1000"`
}

type batchTasksInput struct {
	BatchPath
	TaskQuery
}

type tasksInput struct {
	TaskQuery
}

type batchAttemptsInput struct {
	BatchPath
	Limit int `query:"limit" minimum:"1" maximum:"10000" default:"1000"`
}

// TaskPath names a task in a path.
type TaskPath struct {
	ID string `path:"id" doc:"Task id, task_…"`
}

func (a *API) registerTasks() {
	handle(a, huma.Operation{
		OperationID: "list-batch-tasks", Method: http.MethodGet, Path: "/v1/batches/{id}/tasks", Tags: []string{"tasks"},
		Summary: "List a batch's tasks",
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *batchTasksInput) (*answer[TaskList], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return a.listTasks(ctx, b.ID, in.TaskQuery)
	})
	handle(a, huma.Operation{
		OperationID: "list-batch-attempts", Method: http.MethodGet, Path: "/v1/batches/{id}/attempts", Tags: []string{"tasks"},
		Summary: "List the attempts of a batch's tasks",
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *batchAttemptsInput) (*answer[AttemptList], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		attempts, err := a.svc.Attempts(ctx, b.ID, "", in.Limit)
		if err != nil {
			return nil, err
		}
		return &answer[AttemptList]{AttemptList{orEmpty(attempts)}}, nil
	})
	handle(a, huma.Operation{
		OperationID: "list-tasks", Method: http.MethodGet, Path: "/v1/tasks", Tags: []string{"tasks"},
		Summary: "List tasks of all batches", Description: "For finding what is quarantined or held.",
	}, auth.RightOperate, func(ctx context.Context, _ auth.Principal, in *tasksInput) (*answer[TaskList], error) {
		return a.listTasks(ctx, "", in.TaskQuery)
	})
	handle(a, huma.Operation{
		OperationID: "get-task", Method: http.MethodGet, Path: "/v1/tasks/{id}", Tags: []string{"tasks"},
		Summary: "Get a task with its attempts",
	}, auth.RightRead, a.getTask)
}

func (a *API) listTasks(ctx context.Context, batch muster.BatchID, q TaskQuery) (*answer[TaskList], error) {
	f := muster.TaskFilter{Batch: batch, Limit: q.Limit}
	for _, s := range q.State {
		f.States = append(f.States, muster.TaskState(s))
	}
	if q.Round >= 0 {
		f.Round = &q.Round
	}
	if q.Cursor != "" {
		var err error
		if f.After, err = muster.ParseTaskID(q.Cursor); err != nil {
			return nil, muster.InvalidField("cursor", "the page before's next", q.Cursor)
		}
	}
	tasks, err := a.svc.Tasks(ctx, f)
	if err != nil {
		return nil, err
	}
	list := TaskList{Tasks: orEmpty(tasks)}
	if len(tasks) == f.Limit {
		list.Next = string(tasks[len(tasks)-1].ID)
	}
	return &answer[TaskList]{list}, nil
}

// task returns a task of a batch that the caller may see.
func (a *API) task(ctx context.Context, p auth.Principal, id string) (muster.Task, error) {
	parsed, err := muster.ParseTaskID(id)
	if err != nil {
		return muster.Task{}, muster.InvalidField("id", `"task_" and 32 lower-case hexadecimal digits`, id)
	}
	t, err := a.svc.Task(ctx, parsed)
	if err == nil && p.Role != muster.RoleOperator {
		_, err = a.find(ctx, p, string(t.Batch))
	}
	if muster.CodeOf(err) == muster.CodeNotFound {
		return muster.Task{}, muster.Errorf(muster.CodeNotFound, "there is no task %s", id)
	}
	return t, err
}

func (a *API) getTask(ctx context.Context, p auth.Principal, in *TaskPath) (*answer[TaskDetail], error) {
	t, err := a.task(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	attempts, err := a.svc.Attempts(ctx, t.Batch, t.ID, mostAttempts)
	if err != nil {
		return nil, err
	}
	return &answer[TaskDetail]{TaskDetail{Task: t, History: orEmpty(attempts)}}, nil
}
