package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/muster-zk/muster/keys"
)

// keyProgress shows how keys are made: one line per circuit, redrawn in place
// on a terminal, a line per step elsewhere.
type keyProgress struct {
	w      io.Writer
	title  string // written before the first line, if there is one
	now    func() time.Time
	redraw bool

	mu      sync.Mutex
	circuit string
	step    keys.Step
	began   time.Time
	drawn   time.Time
	open    bool // a line waits for its end
	told    bool // the title was written
}

func newKeyProgress(w io.Writer, title string, now func() time.Time) *keyProgress {
	f, ok := w.(*os.File)
	return &keyProgress{w: w, title: title, now: now, redraw: ok && term.IsTerminal(int(f.Fd()))}
}

func (k *keyProgress) update(circuit string, p keys.Progress) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if circuit != k.circuit {
		k.close()
		k.circuit, k.began, k.step = circuit, now, ""
	}
	if p.Step == keys.StepCheck && k.step == "" {
		return // what is there is compared with its checksums, in no time
	}
	if !k.told {
		k.told = true
		fmt.Fprintln(k.w, k.title)
	}
	fresh := p.Step != k.step
	k.step = p.Step
	line := fmt.Sprintf("  %-10s %-10s", circuit, p.Step)
	if p.Total > 0 {
		line += fmt.Sprintf(" %3d %%", 100*p.Done/p.Total)
	}
	line += fmt.Sprintf("  %.1f s", now.Sub(k.began).Seconds())
	switch {
	case k.redraw && (fresh || now.Sub(k.drawn) > 100*time.Millisecond):
		k.drawn, k.open = now, true
		fmt.Fprintf(k.w, "\r\x1b[K%s", line)
	case !k.redraw && fresh:
		fmt.Fprintln(k.w, line)
	}
}

// close ends the line of a circuit.
func (k *keyProgress) close() {
	if k.circuit == "" || k.step == "" {
		return
	}
	took := k.now().Sub(k.began).Seconds()
	if k.redraw && k.open {
		fmt.Fprint(k.w, "\r\x1b[K")
	}
	fmt.Fprintf(k.w, "  %-10s ready in %.1f s\n", k.circuit, took)
	k.open = false
}

// end ends the last line.
func (k *keyProgress) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.close()
	k.circuit = ""
}
