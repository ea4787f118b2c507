package pipeline

import (
	"fmt"
	"strings"
)

// Severity says whether a problem keeps a pipeline from being used.
type Severity string

// Severities.
const (
	SeverityError   Severity = "error"   // the file is refused
	SeverityWarning Severity = "warning" // the file works, and probably not as meant
)

// Problem is one thing wrong with a pipeline file.
type Problem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`  // from 1; 0 where it concerns the file as a whole
	Field    string   `json:"field"` // path, e.g. "rounds[1].arity"; empty for the file as a whole
	Message  string   `json:"message"`
	Severity Severity `json:"severity"`
}

// String gives "file:line: field: message", with "warning: " before the
// message of a warning.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	if p.Severity == SeverityWarning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is what Parse found wrong, in the order of the file's lines. It is
// never empty where it is an error.
type Problems []Problem

// Error lists the problems, one per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
