package pipeline

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
)

// Measures of the drawing, in pixels.
const (
	svgWidth  = 880
	svgMargin = 24
	svgGap    = 40 // between rows
	svgLine   = 18
	svgPad    = 14  // inside a row
	svgFinal  = 360 // width of the last box
)

// svgStyle reads on light and on dark pages: one accent, and text colours that
// follow the reader's preference.
const svgStyle = `
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #57606a; }
  .title { font-size: 15px; font-weight: 600; fill: #24292f; }
  .count { font-size: 15px; font-weight: 600; fill: #24292f; text-anchor: end; }
  .head { font-size: 17px; font-weight: 600; fill: #24292f; }
  .box { fill: #8b949e; fill-opacity: .12; stroke: #8b949e; stroke-opacity: .6; }
  .final { fill: #2f81f7; fill-opacity: .16; stroke: #2f81f7; }
  .skipped { stroke-dasharray: 4 4; fill: none; }
  .flow { fill: #2f81f7; fill-opacity: .10; }
  .arrow { stroke: #8b949e; stroke-width: 1.5; fill: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9aa4af; }
    .title, .count, .head { fill: #e6edf3; }
  }
`

// svg builds the drawing and keeps how far down it has come.
type svg struct {
	b strings.Builder
	y int
}

func (s *svg) text(class string, x, y int, text string) {
	s.b.WriteString(`  <text`)
	if class != "" {
		fmt.Fprintf(&s.b, ` class="%s"`, class)
	}
	fmt.Fprintf(&s.b, ` x="%d" y="%d">`, x, y)
	// A strings.Builder takes every write.
	_ = xml.EscapeText(&s.b, []byte(text))
	s.b.WriteString("</text>\n")
}

// DrawSVG writes the proof tree as an SVG image: a row for each round from the
// base down to the final proof, narrowing with the number of proofs. With a
// plan it has the numbers of that batch.
func DrawSVG(w io.Writer, p *Pipeline, plan *Plan) error {
	s := &svg{y: svgMargin}
	s.text("head", svgMargin, s.y+12, headText(p, plan))
	s.y += 36
	all := rows(p, plan)
	widths := barWidths(all, plan)
	for i, r := range all {
		s.row(r, widths[i])
		next := svgFinal
		if i+1 < len(all) {
			next = widths[i+1]
		}
		s.flow(widths[i], next)
	}
	s.final(finalText(p))
	var out strings.Builder
	height := s.y + svgMargin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="Proof tree of pipeline %s">`+"\n",
		svgWidth, height, svgWidth, height, p.Name)
	fmt.Fprintf(&out, "  <style>%s  </style>\n%s</svg>\n", svgStyle, s.b.String())
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write drawing: %w", err)
	}
	return nil
}

// barWidths narrows the rows with the logarithm of the number of jobs, or
// evenly without a plan.
func barWidths(all []row, plan *Plan) []int {
	const full = svgWidth - 2*svgMargin
	widths := make([]int, len(all))
	most := 1
	for _, r := range all {
		most = max(most, r.jobs)
	}
	for i, r := range all {
		share := 1 - float64(i)/float64(len(all))
		if plan != nil {
			share = math.Log(float64(max(r.jobs, 1))+1) / math.Log(float64(most)+1)
		}
		// Text needs room, so even one job gets half of the width.
		widths[i] = full/2 + int(share*full/2)
	}
	return widths
}

func (s *svg) box(class string, width, height int) (x int) {
	x = (svgWidth - width) / 2
	fmt.Fprintf(&s.b, `  <rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="8"/>`+"\n", class, x, s.y, width, height)
	return x
}

func (s *svg) row(r row, width int) {
	inner := width - 2*svgPad
	const letter = 7.5 // mean width of a letter at 13 px
	perLine := int(float64(inner) / letter)
	var lines []string
	if !r.skipped {
		how := append([]string{r.arity}, r.rules...)
		lines = append(lines, wrapWords(how, ", ", perLine)...)
		lines = append(lines, clip(wrapWords(r.circuits, ", ", perLine))...)
		lines = append(lines, wrapWords(r.stages, " →", perLine)...)
	}
	class := "box"
	if r.skipped {
		class = "box skipped"
	}
	height := 2*svgPad + svgLine*(1+len(lines))
	x := s.box(class, width, height)
	s.text("title", x+svgPad, s.y+svgPad+14, fmt.Sprintf("%d  %s", r.round, r.title))
	switch {
	case r.skipped:
		s.text("count", x+width-svgPad, s.y+svgPad+14, "skipped")
	case r.jobs > 0:
		s.text("count", x+width-svgPad, s.y+svgPad+14, plural(r.jobs, "proof"))
	}
	for i, l := range lines {
		s.text("", x+svgPad, s.y+svgPad+14+svgLine*(i+1), l)
	}
	s.y += height
}

// clip keeps a long list of circuits from drowning the tree.
func clip(lines []string) []string {
	const most = 4
	if len(lines) <= most {
		return lines
	}
	out := append([]string(nil), lines[:most]...)
	out[most-1] += " …"
	return out
}

// flow joins two rows by a funnel and an arrow.
func (s *svg) flow(from, to int) {
	mid, top, bottom := svgWidth/2, s.y+2, s.y+svgGap-2
	fmt.Fprintf(&s.b, `  <path class="flow" d="M%d %d H%d L%d %d H%d Z"/>`+"\n",
		mid-from/2, top, mid+from/2, mid+to/2, bottom, mid-to/2)
	fmt.Fprintf(&s.b, `  <path class="arrow" d="M%d %d V%d M%d %d l5 6 l5 -6"/>`+"\n", mid, top+6, bottom-6, mid-5, bottom-12)
	s.y += svgGap
}

func (s *svg) final(text string) {
	height := 2*svgPad + svgLine
	x := s.box("box final", svgFinal, height)
	s.text("title", x+svgPad, s.y+svgPad+14, text)
	s.y += height
}
