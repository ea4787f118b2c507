package audit

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteTable writes a report as text for people.
func WriteTable(w io.Writer, r Report) error {
	var b strings.Builder
	heading(&b, r)
	outcomes(&b, r)
	performance(&b, r)
	unassigned(&b, r)
	fmt.Fprintf(&b, "Preferred network: %s\n", verdict(r.Recommendation))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the audit's table: %w", err)
	}
	return nil
}

func heading(b *strings.Builder, r Report) {
	fmt.Fprintf(b, "Proof Manager %s on chain %d, requests of %s\n", r.Contract, r.Chain, title(r.Period))
	fmt.Fprintf(b, "as of block %d, %s%s\n", r.Head.Number, stamp(r.Head.Time), openNote(r))
	if r.Unreadable > 0 {
		fmt.Fprintf(b, "%d events can't be read by this version and are left out\n", r.Unreadable)
	}
	if len(r.Differences) > 0 {
		b.WriteString("\nTHE BOOKS DO NOT BALANCE. The node left something out, or the contract is another:\n")
		for _, d := range r.Differences {
			fmt.Fprintf(b, "  ! %s\n", d)
		}
	}
	b.WriteByte('\n')
}

func openNote(r Report) string {
	switch {
	case r.Head.Time.Before(r.Period.To):
		return ": the period is not over"
	case r.Total.Open > 0:
		return fmt.Sprintf(": %d of its requests are still open", r.Total.Open)
	}
	return ""
}

func title(p Period) string {
	if p.Name != "" {
		return clean(p.Name)
	}
	return stamp(p.From) + " to " + stamp(p.To)
}

// columns writes aligned columns; the first is to the left, the others to the
// right.
func columns(b *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	b.WriteByte('\n')
}

func outcomes(b *strings.Builder, r Report) {
	rows := [][]string{{"OUTCOMES", "assigned", "validated", "refused", "unacknowledged", "timed out", "invalid", "open", "success", "worth"}}
	add := func(name string, c Counts, bound float64) {
		rows = append(rows, append(append([]string{name}, numbers(
			c.Assigned, c.Validated, c.Refused, c.Unacknowledged, c.TimedOut, c.ValidationFailed, c.Open)...),
			percent(share(c.Validated, c.Ended()), c.Ended()), percent(bound, c.Ended())))
	}
	for _, n := range r.Networks {
		add(label(n)+marks(n), n.Counts, n.Bound)
	}
	add("total", r.Total, lowerBound(r.Total.Validated, r.Total.Ended()))
	columns(b, rows)

	rows = [][]string{{"ON THE WAY", "committed", "proven", "paid", "repeated", "deadlines missed", "unmarked", "open at the period's end"}}
	step := func(name string, c Counts) {
		rows = append(rows, append([]string{name}, numbers(c.Committed, c.Proven, c.Paid, c.Repeated, c.DeadlinesMissed, c.Unmarked, c.OpenAtEnd)...))
	}
	for _, n := range r.Networks {
		step(label(n)+marks(n), n.Counts)
	}
	step("total", r.Total)
	columns(b, rows)
}

func numbers(all ...int) []string {
	cells := make([]string, len(all))
	for i, n := range all {
		cells[i] = fmt.Sprint(n)
	}
	return cells
}

// marks says what is special about a network at the head.
func marks(n Network) string {
	s := ""
	if n.Preferred {
		s += " preferred"
	}
	if !n.Active {
		s += " inactive"
	}
	return s
}

func percent(of float64, ended int) string {
	if ended == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*of)
}

func performance(b *strings.Builder, r Report) {
	for _, what := range []struct {
		head string
		of   func(Network) Times
	}{
		{"TO ACKNOWLEDGE, s", func(n Network) Times { return n.Acknowledge }},
		{"TO PROVE, s", func(n Network) Times { return n.Prove }},
	} {
		rows := [][]string{{what.head, "requests", "min", "mean", "p50", "p95", "max"}}
		for _, n := range r.Networks {
			t := what.of(n)
			row := []string{label(n) + marks(n), fmt.Sprint(t.Count), "-", "-", "-", "-", "-"}
			if t.Count > 0 {
				row = []string{row[0], row[1], fmt.Sprint(t.Min), fmt.Sprintf("%.1f", t.Mean), fmt.Sprint(t.P50), fmt.Sprint(t.P95), fmt.Sprint(t.Max)}
			}
			rows = append(rows, row)
		}
		columns(b, rows)
	}
	rows := [][]string{{"USDC", "price of a proof", "earned", "of it paid", "earned ever", "paid ever"}}
	for _, n := range r.Networks {
		price := "-"
		if n.Validated > 0 {
			price = n.Price.String()
		}
		rows = append(rows, []string{label(n) + marks(n), price, n.Earned.String(), n.PaidOf.String(), n.Books.Earned.String(), n.Books.Paid.String()})
	}
	columns(b, rows)
}

func unassigned(b *strings.Builder, r Report) {
	if len(r.Nobody) == 0 {
		return
	}
	b.WriteString("Assigned to nobody:\n")
	for _, u := range r.Nobody {
		fmt.Fprintf(b, "  %s, attempt %d, %s: %s\n", u.ID, u.Attempt, stamp(u.Submitted), u.State)
	}
	b.WriteByte('\n')
}

// verdict says a recommendation for people.
func verdict(r Recommendation) string {
	who := fmt.Sprintf("%d (%s)", r.Network, clean(r.Name))
	switch r.Action {
	case ActionPrefer:
		return "make it " + who + ": " + r.Reason
	case ActionKeep:
		return "keep " + who + ": " + r.Reason
	case ActionNone:
	}
	return "none: " + r.Reason
}
