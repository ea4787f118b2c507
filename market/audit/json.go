package audit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// WriteJSON writes a report as JSON, with the fields that Report documents.
func WriteJSON(w io.Writer, r Report) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write the audit as JSON: %w", err)
	}
	if _, err := io.WriteString(w, ascii(text)+"\n"); err != nil {
		return fmt.Errorf("write the audit as JSON: %w", err)
	}
	return nil
}

// ascii writes all other characters of a JSON text as escapes, so that names
// are exact and steer no terminal.
func ascii(text []byte) string {
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case r < 0x7f:
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// csvColumns are the columns of WriteCSV: those of ReportVersion, further ones
// at the end. They are named as in JSON.
var csvColumns = []string{
	"month", "chain_id", "contract", "head", "differences", "number", "name", "address", "active", "preferred",
	"assigned", "repeated", "committed", "refused", "unacknowledged", "timed_out", "proven", "validated", "validation_failed",
	"paid", "open", "open_at_end", "unmarked", "deadlines_missed",
	"acknowledge_min", "acknowledge_mean", "acknowledge_p50", "acknowledge_p95", "acknowledge_max",
	"prove_min", "prove_mean", "prove_p50", "prove_p95", "prove_max",
	"earned", "earned_paid", "price", "success_rate", "success_bound", "recommended",
}

// WriteCSV writes a report as a table with a row for each network, and one with
// number 0 for requests assigned to nobody. Amounts are in millionths of a USDC,
// times in seconds; "differences" is their number.
func WriteCSV(w io.Writer, r Report) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return fmt.Errorf("write the audit as CSV: %w", err)
	}
	for _, n := range append([]Network{nobody(r)}, r.Networks...) {
		if err := out.Write(csvRow(r, n)); err != nil {
			return fmt.Errorf("write the audit as CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the audit as CSV: %w", err)
	}
	return nil
}

// nobody is what requests without a network add up to.
func nobody(r Report) Network {
	n := Network{Name: "nobody", Counts: r.Total}
	for _, other := range r.Networks {
		n.subtract(other.Counts)
	}
	return n
}

func csvRow(r Report, n Network) []string {
	row := []string{title(r.Period), fmt.Sprint(r.Chain), r.Contract.Hex(), fmt.Sprint(r.Head.Number), strconv.Itoa(len(r.Differences)),
		fmt.Sprint(n.Number), cell(n.Name), n.Address.Hex(), strconv.FormatBool(n.Active), strconv.FormatBool(n.Preferred)}
	for _, c := range []int{
		n.Assigned, n.Repeated, n.Committed, n.Refused, n.Unacknowledged, n.TimedOut, n.Proven, n.Validated, n.ValidationFailed,
		n.Paid, n.Open, n.OpenAtEnd, n.Unmarked, n.DeadlinesMissed,
	} {
		row = append(row, strconv.Itoa(c))
	}
	for _, t := range []Times{n.Acknowledge, n.Prove} {
		row = append(row, fmt.Sprint(t.Min), number(t.Mean), fmt.Sprint(t.P50), fmt.Sprint(t.P95), fmt.Sprint(t.Max))
	}
	recommended := r.Recommendation.Action != ActionNone && r.Recommendation.Network == n.Number
	return append(row, micros(n.Earned), micros(n.PaidOf), micros(n.Price), number(n.Success), number(n.Bound), strconv.FormatBool(recommended))
}

func micros[T ~uint64](n T) string { return strconv.FormatUint(uint64(n), 10) }

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// cell keeps a spreadsheet from taking a name for a formula.
func cell(name string) string {
	name = clean(name)
	if strings.ContainsAny(name[:min(1, len(name))], "=+-@") {
		return "'" + name
	}
	return name
}
