package exec

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"unicode"

	"github.com/muster-zk/muster/internal/process"
)

const (
	// mostLine is the most bytes of a line on standard output.
	mostLine = 64 << 10
	// mostLogged is how many lines of a job go to the log.
	mostLogged = 1000
	// mostText is the most bytes kept of a message or an error.
	mostText = 2 << 10
)

// line is what a program may say in a line of standard output.
type line struct {
	Progress *float64 `json:"progress"`
	Message  string   `json:"message"`
	Log      string   `json:"log"`
	Level    string   `json:"level"`
	Error    string   `json:"error"`

	// Of warm processes alone.
	Job      string    `json:"job"`
	Status   *int      `json:"status"`
	Resident *[]string `json:"resident"`
}

var levels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// speech takes what a program says. Its fields belong to the readers until the
// process has been waited for.
type speech struct {
	progress *progress
	log      *slog.Logger
	logged   int
	reason   string // the last error that the program named
	last     []byte // the end of standard error
}

// lines reads standard output.
func (s *speech) lines(r io.Reader) {
	eachLine(r, func(text []byte, cut bool) { s.hear(text, cut) })
}

// eachLine reads lines to the end. A line over the limit is left out as a whole,
// which visit is told once.
func eachLine(r io.Reader, visit func(text []byte, cut bool)) {
	in := bufio.NewReaderSize(r, mostLine)
	for over := false; ; {
		text, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			if !over {
				visit(nil, true)
			}
			over = true
			continue
		case !over && len(text) > 0:
			visit(text, false)
		}
		if over = false; err != nil {
			return
		}
	}
}

// hear takes one line and returns it where it is one of the contract. What is
// not is logged as it is: many programs print.
func (s *speech) hear(text []byte, cut bool) (l line, ok bool) {
	if cut {
		s.say(slog.LevelWarn, "a line of more than 64 KiB, left out")
		return line{}, false
	}
	said := strings.TrimSpace(string(text))
	if said == "" {
		return line{}, false
	}
	if said[0] != '{' || json.Unmarshal(text, &l) != nil {
		s.say(slog.LevelDebug, said)
		return line{}, false
	}
	if l.Progress != nil {
		// A number that is none of a percentage must not pass as one.
		if *l.Progress >= 0 && *l.Progress <= 100 {
			s.progress.tell(int(*l.Progress), short(l.Message))
		} else {
			s.say(slog.LevelDebug, said)
		}
	}
	if l.Log != "" {
		s.say(levels[l.Level], l.Log)
	}
	if l.Error != "" {
		s.reason = short(l.Error)
	}
	return l, true
}

func (s *speech) say(level slog.Level, text string) {
	if s.logged++; s.logged > mostLogged {
		return
	}
	if s.logged == mostLogged {
		level, text = slog.LevelWarn, "more than the log takes of one job; the rest is left out"
	}
	s.log.Log(context.Background(), level, "prover says", "text", short(text))
}

// errors keeps the end of standard error.
func (s *speech) errors(r io.Reader) { s.last = process.Tail(r, mostText) }

// short bounds a text and keeps it plain.
func short(text string) string { return plain(text[:min(len(text), mostText)]) }

// plain makes text of bytes, without what could steer a terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// progress hands on percentages, which never fall. 100 is said by end alone:
// a proof that is not read yet is not done. One goroutine uses it at a time.
type progress struct {
	report  func(int, string)
	percent int
	message string
}

func (p *progress) tell(percent int, message string) {
	p.percent = max(p.percent, min(percent, 99))
	if message != "" {
		p.message = message
	}
	if p.report != nil {
		p.report(p.percent, p.message)
	}
}

func (p *progress) end() {
	if p.report != nil {
		p.report(100, "proven")
	}
}
