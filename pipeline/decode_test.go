package pipeline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "1": 1, "4096": 4096, "1KiB": 1 << 10, "512MiB": 512 << 20, "4GiB": 4 << 30, "4 GiB": 4 << 30, "2TiB": 2 << 40,
	} {
		if got, err := ParseSize(s); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "GiB", "4GB", "4G", "-1", "1.5GiB", "0x10", "010", "1_000", "9999999999TiB", "4gib", " 4GiB"} {
		if got, err := ParseSize(s); err == nil {
			t.Errorf("%q: got %d, want an error", s, got)
		}
	}
	for n, want := range map[int64]string{0: "0B", 1000: "1000B", 1 << 10: "1KiB", 1536 << 20: "1536MiB", 3 << 30: "3GiB"} {
		if got := FormatSize(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestVersionRange(t *testing.T) {
	for _, tc := range []struct {
		from, before, version string
		want                  bool
	}{
		{"", "", "anything at all", true},
		{"0.30.0", "", "0.30.0", true},
		{"0.30.0", "", "0.29.9", false},
		{"0.30.0", "0.31.0", "0.30.12", true},
		{"0.30.0", "0.31.0", "0.31.0", false},
		{"0.9.0", "", "0.10.0", true},
		{"", "2.0.0", "1.99.99", true},
		{"0.30.0", "", "0.30.0-rc1+build", true},
		{"0.30.0", "", "galileo", false},
		{"0.30.0", "", "0.30", false},
	} {
		if got := (VersionRange{tc.from, tc.before}).Includes(tc.version); got != tc.want {
			t.Errorf("[%s, %s) includes %q: got %v", tc.from, tc.before, tc.version, got)
		}
	}
}

func TestFileOverTheSizeLimitIsRefused(t *testing.T) {
	src := []byte("name: x\n" + strings.Repeat("#\n", MaxFileSize/2))
	problems := Lint("big.yaml", src)
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "256KiB") {
		t.Errorf("got %v", problems)
	}
}

// A hostile file must not make the list of problems as long as itself.
func TestProblemsAreBounded(t *testing.T) {
	var b strings.Builder
	for range 20_000 {
		b.WriteString("? [x]\n: 1\n")
	}
	if got := len(Lint("hostile.yaml", []byte(b.String()))); got == 0 || got > maxProblems {
		t.Errorf("%d problems", got)
	}
}

func TestParseLeavesWarningsToLint(t *testing.T) {
	src := []byte("name: x\nversion: 1.0.0\nprogram: counts\nlimits: {slices: 1, input: 1KiB}\nrounds:\n- {name: a, stages: [{name: prove, backend: mock, max_attempts: 1}]}\n")
	p, err := Parse("x.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Stage{{Name: "prove", Backend: "mock", MaxAttempts: 1}}, p.Rounds[0].Stages); diff != "" {
		t.Error(diff)
	}
	problems := Lint("x.yaml", src)
	if len(problems) != 1 || problems[0].Severity != SeverityWarning || problems[0].Line != 6 {
		t.Errorf("got %v, want one warning on line 6", problems)
	}
}
