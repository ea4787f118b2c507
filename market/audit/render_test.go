package audit_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

var update = flag.Bool("update", false, "write the golden files anew")

var writers = map[string]func(io.Writer, audit.Report) error{
	"txt": audit.WriteTable, "json": audit.WriteJSON, "csv": audit.WriteCSV, "svg": audit.DrawSVG,
}

func asJSON(t *testing.T, r audit.Report) string {
	t.Helper()
	return written(t, audit.WriteJSON, r)
}

func written(t *testing.T, write func(io.Writer, audit.Report) error, r audit.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sample is a month with something of everything.
func sample() audit.Report {
	l := ledgerOf(400, 2, past{30, 29, 312, 2_500_000, false}, past{60, 55, 640, 3_000_000, false}, past{0, 0, 0, 0, true})
	at := month.From.Add(20 * 24 * time.Hour)
	ask := func(network byte) market.RequestID {
		l.Submitted++
		id := market.RequestID{Chain: 1, Block: common.BytesToHash([]byte{7, byte(l.Submitted)})}
		to := common.Address{network}
		l.Events = append(l.Events, market.Event{Block: 5000, Time: at, Submitted: &market.Submitted{
			ID: id, AssignedTo: to, Timeout: time.Hour, MaxReward: 5_000_000, Number: l.Submitted,
		}})
		return id
	}
	then := func(e market.Event) { e.Block, e.Time = 5000, at; l.Events = append(l.Events, e) }
	ask(2) // unacknowledged, and nobody marked it
	late, bad, nobody := ask(2), ask(2), ask(0)
	then(market.Event{Acknowledged: &market.Acknowledged{ID: late, Accepted: true, AssignedTo: common.Address{2}}})
	then(market.Event{TimedOut: &market.Assigned{ID: late, AssignedTo: common.Address{2}}})
	then(market.Event{Acknowledged: &market.Acknowledged{ID: bad, Accepted: true, AssignedTo: common.Address{2}}})
	then(market.Event{Proven: &market.Proven{ID: bad, AssignedTo: common.Address{2}, Reward: 1}})
	then(market.Event{Judged: &market.Judged{ID: bad, AssignedTo: common.Address{2}}})
	then(market.Event{Acknowledged: &market.Acknowledged{ID: nobody}})
	then(market.Event{Paid: &market.Paid{Network: 1, First: 1, Last: 10, Amount: 25_000_000}})
	l.Networks[0].Paid = 25_000_000
	at = month.To.Add(-time.Minute)
	ask(1) // open at the end, unacknowledged at the head
	l.Contract, l.Chain, l.Head.Hash = common.HexToAddress("0x5fbdb2315678afecb367f032d93f642f64180aa3"), 1337, common.Hash{0xab}
	return audit.Compute(l, month, audit.Rules{})
}

// nasty is sample of a contract whose networks' names and whose node are out to
// do harm.
func nasty() audit.Report {
	r := sample()
	r.Networks[0].Name = "</text><script>alert(1)</script>\x1b[2J\r\n\t\"'&"
	r.Networks[1].Name = "=HYPERLINK(\"http://x\")\u202egnp.exe" + strings.Repeat("é", 200)
	r.Networks[2].Name = "\xff\xfe\x00"
	r.Recommendation.Name = r.Networks[0].Name
	r.Differences = []string{"network 1: by the events its name is <b>, by the contract &"}
	r.Unreadable = 3
	return r
}

func TestGoldenFiles(t *testing.T) {
	for name, r := range map[string]audit.Report{"sample": sample(), "nasty": nasty(), "empty": audit.Compute(audit.Ledger{}, month, audit.Rules{})} {
		for kind, write := range writers {
			golden := filepath.Join("testdata", name+"."+kind)
			got := written(t, write, r)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; if it should, run the test with -update. Got:\n%s", golden, got)
			}
		}
	}
}

func TestNamesDoNoHarm(t *testing.T) {
	r := nasty()
	for kind, write := range writers {
		got := written(t, write, r)
		for _, c := range got {
			if c != '\n' && !unicode.IsPrint(c) {
				t.Errorf("%s: it has the character %q", kind, c)
			}
		}
	}
	d := xml.NewDecoder(strings.NewReader(written(t, audit.DrawSVG, r)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
			t.Error("the chart has a script")
		}
	}
	rows, err := csv.NewReader(strings.NewReader(written(t, audit.WriteCSV, r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	check(t, "rows", len(rows), 1+1+3)
	for _, row := range rows {
		if strings.HasPrefix(row[6], "=") {
			t.Errorf("a formula: %q", row[6])
		}
	}
	var back audit.Report
	if err := json.Unmarshal([]byte(written(t, audit.WriteJSON, sample())), &back); err != nil {
		t.Fatal(err)
	}
	check(t, "read back", asJSON(t, back), asJSON(t, sample()))
}

func TestWritersTellOfErrors(t *testing.T) {
	for kind, write := range writers {
		if err := write(full{}, sample()); err == nil {
			t.Errorf("%s: no error", kind)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }
