package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// sending shows how files are sent: one line for each, redrawn on a terminal.
// Elsewhere, and of what takes no time, it says nothing before the end.
type sending struct {
	w      io.Writer
	now    func() time.Time
	redraw bool

	file       string
	size, sent int64
	began      time.Time
	drawn      time.Time
}

func newSending(w io.Writer, now func() time.Time) *sending {
	f, ok := w.(*os.File)
	return &sending{w: w, now: now, redraw: ok && term.IsTerminal(int(f.Fd()))}
}

func (s *sending) update(file string, sent, size int64) {
	now := s.now()
	if file != s.file {
		s.end()
		s.file, s.began = file, now
	}
	s.sent, s.size = sent, size
	if s.redraw && now.Sub(s.drawn) > 100*time.Millisecond {
		s.drawn = now
		fmt.Fprintf(s.w, "\r\x1b[K  %-18s %3d %% of %s", s.file, 100*sent/max(size, 1), bytesOf(size))
	}
}

// end ends the line of a file.
func (s *sending) end() {
	if s.file == "" {
		return
	}
	if s.redraw {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
	if s.sent == s.size {
		fmt.Fprintf(s.w, "  %-18s %s in %.1f s\n", s.file, bytesOf(s.size), s.now().Sub(s.began).Seconds())
	} else {
		fmt.Fprintf(s.w, "  %-18s %s of %s were sent\n", s.file, bytesOf(s.sent), bytesOf(s.size))
	}
	s.file = ""
}
