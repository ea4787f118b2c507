package bench

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// Measures of the chart, in pixels.
const (
	chartWidth  = 880
	chartMargin = 24
	chartAxis   = 64  // room for the numbers beside the upper plot
	chartNames  = 150 // room for the names beside the lower one
	chartPlot   = 240
	chartRow    = 26
)

// chartStyle reads on light and on dark pages, as the drawings of pipelines do.
const chartStyle = `
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #57606a; }
  .head { font-size: 17px; font-weight: 600; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; fill: #24292f; }
  .end { text-anchor: end; }
  .mid { text-anchor: middle; }
  .grid { stroke: #8b949e; stroke-opacity: .3; }
  .accepted { fill: none; stroke: #2f81f7; stroke-width: 2; }
  .area { fill: #2f81f7; fill-opacity: .12; }
  .empty { fill: #d29922; }
  .error { fill: #f85149; }
  .range { stroke: #2f81f7; stroke-width: 6; stroke-linecap: round; stroke-opacity: .35; }
  .dot { fill: #2f81f7; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9aa4af; }
    .head, .title { fill: #e6edf3; }
  }
`

// chart builds the drawing and keeps how far down it has come.
type chart struct {
	b strings.Builder
	y int
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

// DrawSVG writes a report as an image: above, accepted tasks per second over
// the run, with marks at seconds that had empty answers or errors; below, the
// percentiles of each latency on a logarithmic scale.
func DrawSVG(w io.Writer, r Report) error {
	c := &chart{y: chartMargin}
	c.text("head", chartMargin, float64(c.y+12), fmt.Sprintf("muster bench: %s, %d workers", r.Config.Pipeline, r.Config.Workers))
	c.y += 32
	c.text("", chartMargin, float64(c.y+4), summary(r))
	c.y += 32
	c.throughput(r)
	c.latencies(r)
	var out strings.Builder
	height := c.y + chartMargin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="Throughput and latencies of a muster under load">`+"\n",
		chartWidth, height, chartWidth, height)
	fmt.Fprintf(&out, "  <style>%s  </style>\n%s</svg>\n", chartStyle, c.b.String())
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write chart: %w", err)
	}
	return nil
}

func summary(r Report) string {
	s := fmt.Sprintf("%d tasks in %.1f s: %.0f per second; %d empty answers while work was ready",
		r.Tasks.Accepted, r.Working, r.Tasks.PerSecond, r.Empty.WhileReady)
	if r.Coordinator != nil {
		s += fmt.Sprintf("; coordinator %.2f cores, %.0f MiB", r.Coordinator.Cores, float64(r.Coordinator.Peak)/(1<<20))
	}
	return s
}

// step is a round number of which about four make up the given span.
func step(most float64) float64 {
	if most <= 0 {
		return 1
	}
	size := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, n := range []float64{1, 2, 5, 10} {
		if n*size*4.5 >= most {
			return n * size
		}
	}
	return 10 * size
}

func (c *chart) throughput(r Report) {
	most := 1.0
	for _, s := range r.Timeline {
		most = max(most, float64(s.Accepted))
	}
	by := step(most)
	top := math.Ceil(most/by) * by
	c.text("title", chartMargin, float64(c.y), "Accepted tasks per second")
	c.y += 16
	left, right := float64(chartMargin+chartAxis), float64(chartWidth-chartMargin)
	base := float64(c.y + chartPlot)
	at := func(v float64) float64 { return base - v/top*chartPlot }
	for v := 0.0; v <= top; v += by {
		c.line("grid", left, at(v), right, at(v))
		c.text("end", left-8, at(v)+4, number(v))
	}
	n := max(len(r.Timeline), 1)
	x := func(i float64) float64 { return left + i/float64(n)*(right-left) }
	var path strings.Builder
	for i, s := range r.Timeline { // a step for each second, since it is a count
		fmt.Fprintf(&path, " L%.1f %.1f L%.1f %.1f", x(float64(i)), at(float64(s.Accepted)), x(float64(i+1)), at(float64(s.Accepted)))
		if s.Empty > 0 {
			c.mark("empty", x(float64(i)+.5), base+6, fmt.Sprintf("%d empty answers in second %d", s.Empty, i))
		}
		if s.Errors > 0 {
			c.mark("error", x(float64(i)+.5), base+14, fmt.Sprintf("%d errors in second %d", s.Errors, i))
		}
	}
	if d := strings.TrimPrefix(path.String(), " L"); d != "" {
		fmt.Fprintf(&c.b, `  <path class="area" d="M%.1f %.1f L%s L%.1f %.1f Z"/>`+"\n", left, base, d, x(float64(n)), base)
		fmt.Fprintf(&c.b, `  <path class="accepted" d="M%s"/>`+"\n", d)
	}
	bySeconds := max(step(float64(n)), 1)
	for s := 0.0; s <= float64(n); s += bySeconds {
		c.text("mid", x(s), base+32, number(s)+" s")
	}
	c.y += chartPlot + 68
}

// mark draws a dot that says what it is for when pointed at.
func (c *chart) mark(class string, x, y float64, title string) {
	fmt.Fprintf(&c.b, `  <circle class="%s" cx="%.1f" cy="%.1f" r="3"><title>%s</title></circle>`+"\n", class, x, y, title)
}

func (c *chart) latencies(r Report) {
	names := r.Timings()
	if len(names) == 0 {
		return
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, name := range names {
		l := r.Latency[name]
		low, high = min(low, floor(l.P50)), max(high, floor(l.Max))
	}
	from, to := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	to = max(to, from+1)
	left, right := float64(chartMargin+chartNames), float64(chartWidth-chartMargin-120)
	x := func(v float64) float64 { return left + (math.Log10(floor(v))-from)/(to-from)*(right-left) }
	c.text("title", chartMargin, float64(c.y), "Latencies: p50, p90, p99 and the longest")
	c.text("end", float64(chartWidth-chartMargin), float64(c.y), "p50 / p99")
	c.y += 14
	bottom := float64(c.y + chartRow*len(names))
	for e := from; e <= to; e++ {
		v := math.Pow(10, e)
		c.line("grid", x(v), float64(c.y), x(v), bottom)
		c.text("mid", x(v), bottom+18, short(v))
	}
	for _, name := range names {
		l := r.Latency[name]
		y := float64(c.y) + chartRow/2
		c.text("", chartMargin, y+4, name)
		c.line("range", x(l.P50), y, x(l.P99), y)
		for _, v := range []float64{l.P50, l.P90, l.P99} {
			fmt.Fprintf(&c.b, `  <circle class="dot" cx="%.1f" cy="%.1f" r="4"/>`+"\n", x(v), y)
		}
		c.line("grid", x(l.Max), y-6, x(l.Max), y+6)
		c.text("end", float64(chartWidth-chartMargin), y+4, short(l.P50)+" / "+short(l.P99))
		c.y += chartRow
	}
	c.y += 28
}

// floor keeps a latency that is too short to measure on a logarithmic scale.
func floor(ms float64) float64 { return max(ms, .001) }

// short says milliseconds for people.
func short(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.3g ms", ms)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}

func number(v float64) string {
	if v >= 10_000 {
		return fmt.Sprintf("%gk", v/1000)
	}
	return fmt.Sprintf("%g", v)
}
