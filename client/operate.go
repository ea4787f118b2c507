package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/muster-zk/muster"
)

// Explain says why a batch is not proven, and what to do.
func (c *Client) Explain(ctx context.Context, id muster.BatchID) (muster.Explanation, error) {
	return get[muster.Explanation](ctx, c, batchPath(id)+"/explanation", nil)
}

// RetryBatch brings a failed batch back. Returns CodeState unless it failed.
func (c *Client) RetryBatch(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	return post[muster.Batch](ctx, c, batchPath(id)+"/retry", nil)
}

// SetPriority moves a batch that has not ended to another class.
func (c *Client) SetPriority(ctx context.Context, id muster.BatchID, p muster.Priority) (muster.Batch, error) {
	return post[muster.Batch](ctx, c, batchPath(id)+"/priority", struct {
		Priority muster.Priority `json:"priority"`
	}{p})
}

// SetDeadline gives a batch that has not ended another deadline; the zero time
// is none.
func (c *Client) SetDeadline(ctx context.Context, id muster.BatchID, deadline time.Time) (muster.Batch, error) {
	text := ""
	if !deadline.IsZero() {
		text = deadline.Format(time.RFC3339)
	}
	return post[muster.Batch](ctx, c, batchPath(id)+"/deadline", struct {
		Deadline string `json:"deadline"`
	}{text})
}

// ReleaseTask gives a quarantined task fresh attempts. Returns CodeState if it
// is not quarantined.
func (c *Client) ReleaseTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	return post[muster.Task](ctx, c, taskPath(id)+"/release", nil)
}

// RetryTask has a leased or pausing task leased anew at once. Returns CodeState
// for any other.
func (c *Client) RetryTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	return post[muster.Task](ctx, c, taskPath(id)+"/retry", nil)
}

// QuarantineTask gives a ready or leased task up, which fails its batch until
// the task is released.
func (c *Client) QuarantineTask(ctx context.Context, id muster.TaskID, reason string) (muster.Task, error) {
	return post[muster.Task](ctx, c, taskPath(id)+"/quarantine", struct {
		Reason string `json:"reason"`
	}{reason})
}

func taskPath(id muster.TaskID) string { return "/v1/tasks/" + url.PathEscape(string(id)) }

type groups struct {
	Groups []muster.Group `json:"groups"`
}

// Groups returns the groups of workers by name.
func (c *Client) Groups(ctx context.Context) ([]muster.Group, error) {
	list, err := get[groups](ctx, c, "/v1/groups", nil)
	return list.Groups, err
}

// ApplyGroups replaces all groups and returns them. CodeInvalid names every
// wrong field.
func (c *Client) ApplyGroups(ctx context.Context, all []muster.Group) ([]muster.Group, error) {
	if all == nil {
		all = []muster.Group{}
	}
	list, err := call[groups](ctx, c, request{method: http.MethodPut, path: "/v1/groups", body: groups{all}})
	return list.Groups, err
}

// QueueReport returns the backlog with who may work on it.
func (c *Client) QueueReport(ctx context.Context) (muster.QueueReport, error) {
	return get[muster.QueueReport](ctx, c, "/v1/queue", nil)
}

// Stats says how the plane did in the window before now, at most a week.
func (c *Client) Stats(ctx context.Context, window time.Duration) (muster.Stats, error) {
	return get[muster.Stats](ctx, c, "/v1/stats", url.Values{"window": {window.String()}})
}

// GC deletes what is over its time and what nothing names, or with dryRun says
// what it would delete.
func (c *Client) GC(ctx context.Context, dryRun bool) (muster.GCReport, error) {
	return post[muster.GCReport](ctx, c, "/v1/gc", struct {
		DryRun bool `json:"dry_run"`
	}{dryRun})
}

// Backup gives read a tar archive of the embedded plane; the last entry is
// manifest.json, and an archive without it is not whole. Returns CodeUnsupported
// where the server's store is not the embedded one.
func (c *Client) Backup(ctx context.Context, read func(io.Reader) error) (err error) {
	resp, err := c.send(ctx, request{method: http.MethodGet, path: "/v1/backup"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	return read(resp.Body)
}
