package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/muster-zk/muster"
)

// Check is one thing that the process needs in order to serve.
type Check struct {
	Name  string // e.g. "keys"
	Ready func(ctx context.Context) error
}

const checkFor = 5 * time.Second

// healthz answers 200 as long as the process lives.
func healthz() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeHealth(w, http.StatusOK, map[string]any{"status": "ok"})
	})
}

// readyz answers 200 when every check passes and 503 otherwise, naming those
// that do not. Of an uncoded error it tells nothing and logs it.
func readyz(log *slog.Logger, checks []Check) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkFor)
		defer cancel()
		status, word := http.StatusOK, "ready"
		results := make(map[string]string, len(checks))
		for _, c := range checks {
			results[c.Name] = "ok"
			if err := c.Ready(ctx); err != nil {
				status, word = http.StatusServiceUnavailable, "not ready"
				results[c.Name] = problemOf(err).Detail
				var coded *muster.Error
				if !errors.As(err, &coded) {
					log.ErrorContext(ctx, "check failed", "check", c.Name, "error", err)
				}
			}
		}
		writeHealth(w, status, map[string]any{"status": word, "checks": results})
	})
}

func writeHealth(w http.ResponseWriter, status int, body map[string]any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic("api: health is always marshalled: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client is gone when this fails
}
