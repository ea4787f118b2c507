package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Submit submits a batch and reports whether it is new. The tenant is the
// credential's; Submission.Tenant is not sent. Errors: CodeInvalid names the
// fields, CodeConflict for a used key with other content, CodeExhausted with a
// retry hint over capacity.
func (c *Client) Submit(ctx context.Context, s muster.Submission) (muster.Batch, bool, error) {
	input := s.Input
	if input == nil {
		input = []byte{} // null is not an input
	}
	body := struct {
		Pipeline   string            `json:"pipeline"`
		Version    string            `json:"version,omitempty"`
		Params     map[string]int    `json:"params,omitempty"`
		Input      []byte            `json:"input_base64"`
		Key        string            `json:"key,omitempty"`
		Priority   muster.Priority   `json:"priority"`
		Deadline   time.Time         `json:"deadline,omitzero"`
		Labels     map[string]string `json:"labels,omitempty"`
		References []muster.BatchID  `json:"references,omitempty"`
		Regions    []string          `json:"regions,omitempty"`
		Targets    []string          `json:"targets,omitempty"`
		Sourcing   muster.Sourcing   `json:"sourcing,omitempty"`
	}{
		s.Pipeline, s.PipelineVersion, s.Params, input, s.Key, s.Priority, s.Deadline, s.Labels, s.References, s.Regions,
		s.Targets, s.Sourcing,
	}
	b, status, err := callStatus[muster.Batch](ctx, c, request{method: http.MethodPost, path: "/v1/batches", body: body})
	return b, status == http.StatusCreated, err
}

// Batch returns a batch and how far it is, or CodeNotFound.
func (c *Client) Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	return get[muster.BatchStatus](ctx, c, batchPath(id), nil)
}

// Batches returns one page of batches, the newest first; with the last one's
// Sequence as Before follows the next page.
func (c *Client) Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	q := make(url.Values)
	set(q, "tenant", f.Tenant)
	set(q, "state", joined(f.States))
	setInt(q, "cursor", f.Before)
	setInt(q, "limit", int64(f.Limit))
	page, err := get[struct {
		Batches []muster.Batch `json:"batches"`
	}](ctx, c, "/v1/batches", q)
	return page.Batches, err
}

// AllBatches iterates over all batches that match, page by page, the newest
// first. An error ends it.
func (c *Client) AllBatches(ctx context.Context, f muster.BatchFilter) iter.Seq2[muster.Batch, error] {
	const page = 500
	return func(yield func(muster.Batch, error) bool) {
		f.Limit = page
		for {
			batches, err := c.Batches(ctx, f)
			if err != nil {
				yield(muster.Batch{}, err)
				return
			}
			for _, b := range batches {
				if !yield(b, nil) {
					return
				}
			}
			if len(batches) < page {
				return
			}
			f.Before = batches[len(batches)-1].Sequence
		}
	}
}

// Cancel cancels a batch. Returns CodeState when it is settling, completed or
// failed.
func (c *Client) Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	return post[muster.Batch](ctx, c, batchPath(id)+"/cancel", nil)
}

// Proof returns the final proof, or CodeState when the batch is not proven.
// It is not verified here.
func (c *Client) Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error) {
	return get[muster.FinalProof](ctx, c, batchPath(id)+"/proof", nil)
}

// Task returns a task with its attempts, or CodeNotFound.
func (c *Client) Task(ctx context.Context, id muster.TaskID) (TaskDetail, error) {
	return get[TaskDetail](ctx, c, taskPath(id), nil)
}

// TaskDetail is a task with its attempts, oldest first.
type TaskDetail struct {
	muster.Task
	History []muster.Attempt `json:"history"`
}

// Tasks returns one page of a batch's tasks by round and index; with the last
// one's id as After follows the next page. Without a batch it is operators'.
func (c *Client) Tasks(ctx context.Context, f muster.TaskFilter) ([]muster.Task, error) {
	q := make(url.Values)
	set(q, "state", joined(f.States))
	set(q, "cursor", string(f.After))
	setInt(q, "limit", int64(f.Limit))
	if f.Round != nil {
		q.Set("round", strconv.Itoa(*f.Round))
	}
	path := "/v1/tasks"
	if f.Batch != "" {
		path = batchPath(f.Batch) + "/tasks"
	}
	page, err := get[struct {
		Tasks []muster.Task `json:"tasks"`
	}](ctx, c, path, q)
	return page.Tasks, err
}

// AllTasks iterates over all tasks that match, page by page. An error ends it.
func (c *Client) AllTasks(ctx context.Context, f muster.TaskFilter) iter.Seq2[muster.Task, error] {
	const page = 5000
	return func(yield func(muster.Task, error) bool) {
		f.Limit = page
		for {
			tasks, err := c.Tasks(ctx, f)
			if err != nil {
				yield(muster.Task{}, err)
				return
			}
			for _, t := range tasks {
				if !yield(t, nil) {
					return
				}
			}
			if len(tasks) < page {
				return
			}
			f.After = tasks[len(tasks)-1].ID
		}
	}
}

// Attempts returns the attempts of a task or, where it is empty, of a batch,
// oldest first, at most limit; 0 is the server's default.
func (c *Client) Attempts(ctx context.Context, b muster.BatchID, t muster.TaskID, limit int) ([]muster.Attempt, error) {
	if t != "" {
		d, err := c.Task(ctx, t)
		if limit > 0 && len(d.History) > limit {
			d.History = d.History[:limit]
		}
		return d.History, err
	}
	q := make(url.Values)
	setInt(q, "limit", int64(limit))
	list, err := get[struct {
		Attempts []muster.Attempt `json:"attempts"`
	}](ctx, c, batchPath(b)+"/attempts", q)
	return list.Attempts, err
}

func batchPath(id muster.BatchID) string { return "/v1/batches/" + url.PathEscape(string(id)) }

func set(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

func setInt(q url.Values, name string, value int64) {
	if value != 0 {
		q.Set(name, strconv.FormatInt(value, 10))
	}
}

func joined[S ~string](states []S) string {
	s := make([]string, len(states))
	for i := range states {
		s[i] = string(states[i])
	}
	return strings.Join(s, ",")
}
