package settle

import (
	"strings"
	"testing"

	"github.com/muster-zk/muster"
)

func TestEveryClassIsKnownByItsWords(t *testing.T) {
	if len(phrases) != len(Classes) {
		t.Errorf("%d classes, %d of them have words", len(Classes), len(phrases))
	}
	for _, c := range Classes {
		if got := ClassOf(say(c, "because")); got != c {
			t.Errorf("%s reads as %q", c, got)
		}
		if got := say(c, phrases[c]+": twice"); got != phrases[c]+": twice" {
			t.Errorf("%s says %q", c, got)
		}
	}
	if got := ClassOf("tired"); got != "" {
		t.Errorf("an unknown text reads as %q", got)
	}
}

func TestTextsArePlain(t *testing.T) {
	got := plain("a\x00b\nc\xff" + strings.Repeat("é", maxText))
	if !strings.HasPrefix(got, "a b c é") || !strings.HasSuffix(got, "é…") || len(got) > maxText+3 {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
	if again := plain(got[:100]); again != got[:100] {
		t.Errorf("a plain text becomes %q", again)
	}
}

func TestFees(t *testing.T) {
	fees := func(limit, tip muster.Wei) muster.Fees { return muster.Fees{Cap: limit, Tip: tip} }
	for _, tt := range []struct {
		old, market, want muster.Fees
		permille          int
	}{
		{fees("1000", "100"), fees("1", "1"), fees("1125", "113"), 125},
		{fees("1000", "100"), fees("5000", "1"), fees("5000", "113"), 125},
		{fees("1000", "100"), fees("5000", "700"), fees("5000", "700"), 125},
		{fees("1", "1"), fees("0", "0"), fees("2", "2"), 100},
		{fees("0", "0"), fees("0", "0"), fees("0", "0"), 100},
	} {
		if got := bumped(tt.old, tt.market, tt.permille); got != tt.want {
			t.Errorf("%v where the chain asks %v: %v, want %v", tt.old, tt.market, got, tt.want)
		}
	}
	for amount, want := range map[muster.Wei]string{"0": "0", "1": "0.001", "1000000000": "1", "1500000000": "1.5", "12345678900": "12.346", "none": "0"} {
		if got := inGwei(amount); got != want {
			t.Errorf("%s wei are %s gwei, want %s", amount, got, want)
		}
	}
	if got := inEther("1234567800000000000"); got != "1.234568" {
		t.Errorf("%s ether", got)
	}
}
