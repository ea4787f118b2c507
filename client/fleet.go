package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/muster-zk/muster"
)

// Workers returns all workers.
func (c *Client) Workers(ctx context.Context) ([]muster.Worker, error) {
	list, err := get[struct {
		Workers []muster.Worker `json:"workers"`
	}](ctx, c, "/v1/workers", nil)
	return list.Workers, err
}

// Worker returns a worker, or CodeNotFound.
func (c *Client) Worker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return get[muster.Worker](ctx, c, workerPath(id), nil)
}

// DrainWorker lets a worker finish what it holds and gives it no more.
func (c *Client) DrainWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return post[muster.Worker](ctx, c, workerPath(id)+"/drain", nil)
}

// ResumeWorker ends a drain or a suspension.
func (c *Client) ResumeWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return post[muster.Worker](ctx, c, workerPath(id)+"/resume", nil)
}

// SuspendWorker gives a worker nothing until it is resumed.
func (c *Client) SuspendWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return post[muster.Worker](ctx, c, workerPath(id)+"/suspend", nil)
}

func workerPath(id muster.WorkerID) string { return "/v1/workers/" + url.PathEscape(string(id)) }

// Pipeline is a pipeline that the server offers.
type Pipeline struct {
	Name        string          `json:"name"`
	Version     string          `json:"version"`
	Description string          `json:"description,omitempty"`
	Program     string          `json:"program"`
	Params      []PipelineParam `json:"params,omitempty"`
	Limits      struct {
		Input int64 `json:"input"` // bytes
	} `json:"limits"`
	Target string          `json:"target,omitempty"`
	Rounds json.RawMessage `json:"rounds"`
}

// PipelineParam is a number that a batch may override where Override is set.
type PipelineParam struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Default     int    `json:"default"`
	Override    bool   `json:"override,omitempty"`
	Min         int    `json:"min"`
	Max         int    `json:"max"`
}

// Pipelines returns the pipelines that the server offers.
func (c *Client) Pipelines(ctx context.Context) ([]Pipeline, error) {
	list, err := get[struct {
		Pipelines []Pipeline `json:"pipelines"`
	}](ctx, c, "/v1/pipelines", nil)
	return list.Pipelines, err
}

// Queue returns the backlog by pool.
func (c *Client) Queue(ctx context.Context) ([]muster.PoolCount, error) {
	list, err := get[struct {
		Pools []struct {
			muster.Pool
			Ready  int       `json:"ready"`
			Leased int       `json:"leased"`
			Oldest time.Time `json:"oldest"`
		} `json:"pools"`
	}](ctx, c, "/v1/queue", nil)
	counts := make([]muster.PoolCount, 0, len(list.Pools))
	for _, p := range list.Pools {
		counts = append(counts, muster.PoolCount{Pool: p.Pool, Ready: p.Ready, Leased: p.Leased, Oldest: p.Oldest})
	}
	return counts, err
}

// IssueCredential makes an API key or, with once, an enrolment token. The
// secret is shown here and never again. A life of 0 lasts until revoked.
func (c *Client) IssueCredential(ctx context.Context, role muster.Role, tenant, note string, once bool, life time.Duration) (string, muster.Credential, error) {
	issued, err := post[struct {
		Secret     string            `json:"secret"`
		Credential muster.Credential `json:"credential"`
	}](ctx, c, "/v1/credentials", struct {
		Role   muster.Role `json:"role"`
		Tenant string      `json:"tenant,omitempty"`
		Note   string      `json:"note,omitempty"`
		Once   bool        `json:"once,omitempty"`
		TTL    int64       `json:"ttl_seconds,omitempty"`
	}{role, tenant, note, once, int64(life / time.Second)})
	return issued.Secret, issued.Credential, err
}

// Credentials returns all credentials, without secrets.
func (c *Client) Credentials(ctx context.Context) ([]muster.Credential, error) {
	list, err := get[struct {
		Credentials []muster.Credential `json:"credentials"`
	}](ctx, c, "/v1/credentials", nil)
	return list.Credentials, err
}

// RevokeCredential ends a credential, or returns CodeNotFound.
func (c *Client) RevokeCredential(ctx context.Context, id string) error {
	_, err := call[json.RawMessage](ctx, c, request{method: http.MethodDelete, path: "/v1/credentials/" + url.PathEscape(id)})
	return err
}
