package audit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Measures of the chart, in pixels.
const (
	chartWidth  = 880
	chartMargin = 24
	chartNames  = 190 // room for the names beside the plots
	chartEnd    = 140 // room for the figures behind them
	chartBar    = 18
	chartRow    = 30
)

// chartStyle reads on light and on dark pages.
const chartStyle = `
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #57606a; }
  .head { font-size: 17px; font-weight: 600; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; fill: #24292f; }
  .alarm { font-weight: 600; fill: #cf222e; }
  .end { text-anchor: end; }
  .mid { text-anchor: middle; }
  .grid { stroke: #8b949e; stroke-opacity: .3; }
  .validated { fill: #3fb950; }
  .open { fill: #8b949e; }
  .refused { fill: #d29922; }
  .unacknowledged { fill: #db6d28; }
  .timed { fill: #f85149; }
  .failed { fill: #a371f7; }
  .range { stroke: #2f81f7; stroke-width: 6; stroke-linecap: round; stroke-opacity: .35; }
  .dot { fill: #2f81f7; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9aa4af; }
    .head, .title { fill: #e6edf3; }
    .alarm { fill: #ff7b72; }
  }
`

// parts are the outcomes as the chart stacks them.
var parts = []struct {
	class, name string
	of          func(Counts) int
}{
	{"validated", "validated", func(c Counts) int { return c.Validated }},
	{"open", "open", func(c Counts) int { return c.Open }},
	{"refused", "refused", func(c Counts) int { return c.Refused }},
	{"unacknowledged", "unacknowledged", func(c Counts) int { return c.Unacknowledged }},
	{"timed", "timed out", func(c Counts) int { return c.TimedOut }},
	{"failed", "validation failed", func(c Counts) int { return c.ValidationFailed }},
}

// chart builds the drawing and keeps how far down it has come.
type chart struct {
	b strings.Builder
	y float64
}

func (c *chart) text(class string, x, y float64, text string) {
	fmt.Fprintf(&c.b, `  <text class="%s" x="%.1f" y="%.1f">`, class, x, y)
	// A strings.Builder takes every write.
	_ = xml.EscapeText(&c.b, []byte(text))
	c.b.WriteString("</text>\n")
}

func (c *chart) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&c.b, `  <line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, x1, y1, x2, y2)
}

func (c *chart) dot(x, y float64) {
	fmt.Fprintf(&c.b, `  <circle class="dot" cx="%.1f" cy="%.1f" r="4"/>`+"\n", x, y)
}

// DrawSVG writes a report as an image: above, how each network's requests came
// out; below, how long its proofs took, from the submission on.
func DrawSVG(w io.Writer, r Report) error {
	c := &chart{y: chartMargin}
	c.text("head", chartMargin, c.y+12, "Proving networks, "+title(r.Period))
	c.y += 34
	c.text("", chartMargin, c.y+4, fmt.Sprintf("%s on chain %d, as of block %d%s", r.Contract, r.Chain, r.Head.Number, openNote(r)))
	c.y += 22
	if n := len(r.Differences); n > 0 {
		c.text("alarm", chartMargin, c.y+4, fmt.Sprintf("The books do not balance; differences: %d", n))
		c.y += 22
	}
	c.y += 16
	c.outcomes(r)
	c.times(r)
	var out strings.Builder
	height := c.y + chartMargin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %.0f" width="%d" height="%.0f" role="img" aria-label="Outcomes of proof requests and times to prove, by network">`+"\n",
		chartWidth, height, chartWidth, height)
	fmt.Fprintf(&out, "  <style>%s  </style>\n%s</svg>\n", chartStyle, c.b.String())
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write the audit's chart: %w", err)
	}
	return nil
}

func (c *chart) outcomes(r Report) {
	c.text("title", chartMargin, c.y, "Requests by outcome")
	c.text("end", chartWidth-chartMargin, c.y, "validated of ended")
	c.y += 14
	x := float64(chartMargin)
	for _, p := range parts { // the legend
		fmt.Fprintf(&c.b, `  <rect class="%s" x="%.1f" y="%.1f" width="10" height="10" rx="2"/>`+"\n", p.class, x, c.y)
		c.text("", x+15, c.y+10, p.name)
		x += 32 + 7.2*float64(len(p.name))
	}
	c.y += 26
	most := 1
	for _, n := range r.Networks {
		most = max(most, n.Assigned)
	}
	left, right := float64(chartMargin+chartNames), float64(chartWidth-chartMargin-chartEnd)
	for _, n := range r.Networks {
		c.text("", chartMargin, c.y+14, cut(label(n)+marks(n), mostLabel))
		at := left
		for _, p := range parts {
			count := p.of(n.Counts)
			if count == 0 {
				continue
			}
			width := float64(count) / float64(most) * (right - left)
			fmt.Fprintf(&c.b, `  <rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%d"><title>%d %s</title></rect>`+"\n",
				p.class, at, c.y, width, chartBar, count, p.name)
			at += width
		}
		c.text("end", chartWidth-chartMargin, c.y+14, tally(n))
		c.y += chartRow
	}
	c.y += 26
}

// tally says how many of a network's requests were validated.
func tally(n Network) string {
	if n.Ended() == 0 {
		return "-"
	}
	return fmt.Sprintf("%d / %d, %s", n.Validated, n.Ended(), percent(n.Success, n.Ended()))
}

func (c *chart) times(r Report) {
	most := int64(1)
	for _, n := range r.Networks {
		most = max(most, n.Prove.Max)
	}
	by := step(most)
	left, right := float64(chartMargin+chartNames), float64(chartWidth-chartMargin-chartEnd)
	top := (most + by - 1) / by * by
	x := func(seconds int64) float64 { return left + float64(seconds)/float64(top)*(right-left) }
	c.text("title", chartMargin, c.y, "Time to prove: p50, p95 and the longest")
	c.text("end", chartWidth-chartMargin, c.y, "p50 / p95, s")
	c.y += 16
	bottom := c.y + chartRow*float64(len(r.Networks))
	for s := int64(0); s <= top; s += by {
		c.line("grid", x(s), c.y, x(s), bottom)
		c.text("mid", x(s), bottom+18, fmt.Sprintf("%d s", s))
	}
	for _, n := range r.Networks {
		y := c.y + chartRow/2
		c.text("", chartMargin, y+4, cut(label(n)+marks(n), mostLabel))
		if n.Prove.Count > 0 {
			c.line("range", x(n.Prove.P50), y, x(n.Prove.P95), y)
			c.dot(x(n.Prove.P50), y)
			c.dot(x(n.Prove.P95), y)
			c.line("grid", x(n.Prove.Max), y-6, x(n.Prove.Max), y+6)
			c.text("end", chartWidth-chartMargin, y+4, fmt.Sprintf("%d / %d", n.Prove.P50, n.Prove.P95))
		}
		c.y += chartRow
	}
	c.y += 40
	c.text("", chartMargin, c.y+12, cut("Preferred network: "+verdict(r.Recommendation), mostVerdict))
	c.y += 18
}

// step is a round number of seconds of which at most six make up a span.
func step(most int64) int64 {
	for size := int64(1); ; size *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if n*size*6 >= most {
				return n * size
			}
		}
	}
}

// Characters that there is room for.
const (
	mostLabel   = 26
	mostVerdict = 125
)

func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
