package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

// NewLogger returns a logger of the given level ("debug", "info", "warn",
// "error") and format ("text", "json", or "auto": coloured text on a terminal,
// JSON elsewhere).
func NewLogger(w io.Writer, level, format string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level %q: expected debug, info, warn or error", level)
	}
	f, isFile := w.(*os.File)
	terminal := isFile && term.IsTerminal(int(f.Fd()))
	if format == "auto" {
		format = "json"
		if terminal {
			format = "text"
		}
	}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})), nil
	case "text":
		return slog.New(tint.NewTextHandler(w, &tint.Options{Level: l, NoColor: !terminal, TimeFormat: "15:04:05.000"})), nil
	}
	return nil, fmt.Errorf("log format %q: expected auto, text or json", format)
}
