package keda

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"connectrpc.com/connect"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/rpc/gen/externalscaler"
	"github.com/muster-zk/muster/rpc/gen/externalscaler/externalscalerconnect"
)

const (
	// fresh is how old a report may be. Kubernetes asks for each deployment, and
	// twice, in intervals of many seconds.
	fresh = 2 * time.Second
	// follow is how often a stream looks whether there is work.
	follow = 5 * time.Second
	// requestLimit is the most bytes of one request.
	requestLimit = 64 << 10
)

// Service is the coordinator as the scaler sees it.
type Service interface {
	QueueReport(ctx context.Context) (muster.QueueReport, error)
	Groups(ctx context.Context) ([]muster.Group, error)
}

// Authenticator knows who calls. auth.Auth is one.
type Authenticator interface {
	Client(r *http.Request) (auth.Principal, error)
	Key(ctx context.Context, secret auth.Secret) (auth.Principal, error)
}

// Config is what a scaler is made of. Closing, which may be nil, ends all
// streams, so that a server can shut down.
type Config struct {
	Service Service
	Auth    Authenticator
	Logger  *slog.Logger
	Closing context.Context
}

// scaler implements the service. The report is shared by all who ask within a
// short time.
type scaler struct {
	cfg Config

	mu     sync.Mutex
	at     time.Time
	report muster.QueueReport
	groups []muster.Group
}

// NewHandler returns the external scaler and the path to serve it under. KEDA
// speaks gRPC: the server must take HTTP/2, in the clear where it has no TLS.
func NewHandler(cfg Config) (string, http.Handler) {
	if cfg.Closing == nil {
		cfg.Closing = context.Background()
	}
	s := &scaler{cfg: cfg}
	opts := []connect.HandlerOption{
		connect.WithReadMaxBytes(requestLimit),
		connect.WithRecover(func(ctx context.Context, spec connect.Spec, _ http.Header, v any) error {
			cfg.Logger.ErrorContext(ctx, "scaler call panicked", "call", spec.Procedure, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			return connect.NewError(connect.CodeInternal, errors.New("panic"))
		}),
	}
	route, handler := externalscalerconnect.NewExternalScalerHandler(s, opts...)
	writer := connect.NewErrorWriter(opts...)
	return route, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Where nothing was shown here, the metadata must hold a key.
		p, err := cfg.Auth.Client(r)
		switch {
		case err == nil:
			r = r.WithContext(auth.NewContext(r.Context(), p))
		case r.Header.Get("Authorization") != "" || muster.CodeOf(err) != muster.CodeUnauthenticated:
			// Write fails only when the caller is gone.
			_ = writer.Write(w, r, s.refuse(r.Context(), "authenticate", err))
			return
		}
		handler.ServeHTTP(w, r)
	})
}

var rpcCodes = map[muster.Code]connect.Code{
	muster.CodeInvalid: connect.CodeInvalidArgument, muster.CodeUnauthenticated: connect.CodeUnauthenticated,
	muster.CodeForbidden: connect.CodePermissionDenied, muster.CodeNotFound: connect.CodeNotFound,
	muster.CodeUnavailable: connect.CodeUnavailable,
}

// refuse says of an error what the caller may see, and logs the rest.
func (s *scaler) refuse(ctx context.Context, call string, err error) error {
	if ctx.Err() != nil {
		return connect.NewError(connect.CodeCanceled, errors.New("the call ended"))
	}
	var coded *muster.Error
	if errors.As(err, &coded) {
		if c, ok := rpcCodes[coded.Code]; ok {
			return connect.NewError(c, errors.New(coded.Message))
		}
	}
	s.cfg.Logger.ErrorContext(ctx, "scaler call went wrong", "call", call, "error", err)
	return connect.NewError(connect.CodeInternal, errors.New("internal error; the coordinator's log says more"))
}

// trigger reads who asks for what. Errors are coded.
func (s *scaler) trigger(ctx context.Context, ref *externalscaler.ScaledObjectRef) (Trigger, error) {
	t, err := Parse(ref.GetScalerMetadata())
	if err != nil {
		return t, err
	}
	var p auth.Principal
	if t.key != "" {
		p, err = s.cfg.Auth.Key(ctx, t.key)
	} else if p, err = auth.FromContext(ctx); err != nil {
		err = muster.Errorf(muster.CodeUnauthenticated, "no credentials: put a viewer's API key into the trigger's metadata, as %s", keyKeyEnv)
	}
	if err != nil {
		return t, err
	}
	return t, p.Require(auth.RightRead)
}

// load returns what waits for a trigger's deployment.
func (s *scaler) load(ctx context.Context, t Trigger) (Load, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); now.Sub(s.at) >= fresh {
		q, err := s.cfg.Service.QueueReport(ctx)
		if err != nil {
			return Load{}, fmt.Errorf("report the queue: %w", err)
		}
		groups, err := s.cfg.Service.Groups(ctx)
		if err != nil {
			return Load{}, fmt.Errorf("list groups: %w", err)
		}
		s.report, s.groups, s.at = q, groups, now
	}
	return t.LoadOf(s.report, s.groups), nil
}

func (s *scaler) active(ctx context.Context, t Trigger) (bool, error) {
	l, err := s.load(ctx, t)
	return l.Pending > t.Active, err
}

// IsActive implements the service.
func (s *scaler) IsActive(ctx context.Context, ref *externalscaler.ScaledObjectRef) (*externalscaler.IsActiveResponse, error) {
	t, err := s.trigger(ctx, ref)
	if err != nil {
		return nil, s.refuse(ctx, "IsActive", err)
	}
	active, err := s.active(ctx, t)
	if err != nil {
		return nil, s.refuse(ctx, "IsActive", err)
	}
	return &externalscaler.IsActiveResponse{Result: active}, nil
}

// StreamIsActive implements the service: it says how it is, then each change.
func (s *scaler) StreamIsActive(ctx context.Context, ref *externalscaler.ScaledObjectRef, stream *connect.ServerStream[externalscaler.IsActiveResponse]) error {
	t, err := s.trigger(ctx, ref)
	if err != nil {
		return s.refuse(ctx, "StreamIsActive", err)
	}
	tick := time.NewTicker(follow)
	defer tick.Stop()
	for said, before := false, false; ; {
		active, err := s.active(ctx, t)
		if err != nil {
			return s.refuse(ctx, "StreamIsActive", err)
		}
		if !said || active != before {
			if err := stream.Send(&externalscaler.IsActiveResponse{Result: active}); err != nil {
				return err
			}
			said, before = true, active
		}
		select {
		case <-tick.C:
		case <-s.cfg.Closing.Done():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// GetMetricSpec implements the service.
func (s *scaler) GetMetricSpec(ctx context.Context, ref *externalscaler.ScaledObjectRef) (*externalscaler.GetMetricSpecResponse, error) {
	t, err := s.trigger(ctx, ref)
	if err != nil {
		return nil, s.refuse(ctx, "GetMetricSpec", err)
	}
	name, target := t.Metric()
	return &externalscaler.GetMetricSpecResponse{MetricSpecs: []*externalscaler.MetricSpec{{
		// The whole number is for versions of KEDA that do not know the other.
		MetricName: name, TargetSize: max(int64(math.Round(target)), 1), TargetSizeFloat: target,
	}}}, nil
}

// GetMetrics implements the service.
func (s *scaler) GetMetrics(ctx context.Context, m *externalscaler.GetMetricsRequest) (*externalscaler.GetMetricsResponse, error) {
	t, err := s.trigger(ctx, m.GetScaledObjectRef())
	if err != nil {
		return nil, s.refuse(ctx, "GetMetrics", err)
	}
	name, _ := t.Metric()
	if asked := m.GetMetricName(); asked != "" && asked != name {
		return nil, s.refuse(ctx, "GetMetrics", muster.InvalidField("metricName", name, asked))
	}
	l, err := s.load(ctx, t)
	if err != nil {
		return nil, s.refuse(ctx, "GetMetrics", err)
	}
	v := t.value(l)
	return &externalscaler.GetMetricsResponse{MetricValues: []*externalscaler.MetricValue{{
		MetricName: name, MetricValue: int64(math.Ceil(v)), MetricValueFloat: v,
	}}}, nil
}
