package market_test

import (
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func TestRequestOfABatchNamesTheBatch(t *testing.T) {
	for _, b := range []muster.BatchID{
		"batch_0123456789abcdef0123456789abcdef",
		"batch_00000000000000000000000000000001", // reads as a number of its own
		"batch_ffffffffffffffffffffffffffffffff",
	} {
		id, err := market.RequestFor(1337, b)
		if err != nil {
			t.Fatal(err)
		}
		if id.Batch() != b {
			t.Errorf("request %s is for %s, expected %s", id, id.Batch(), b)
		}
		back, err := market.ParseRequestID(id.String())
		if err != nil || back != id {
			t.Errorf("%s reads as %v (%v)", id, back, err)
		}
	}
	if _, err := market.RequestFor(1, "batch_1"); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a short batch id: %v", err)
	}
}

func TestRequestIDsReadWhatTheyWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := market.RequestID{Chain: rapid.Uint64().Draw(t, "chain")}
		n := rapid.SliceOfN(rapid.Byte(), 0, common.HashLength).Draw(t, "number")
		id.Block = common.BytesToHash(n)
		back, err := market.ParseRequestID(id.String())
		if err != nil || back != id {
			t.Fatalf("%s reads as %v (%v)", id, back, err)
		}
	})
}

func TestRequestIDRefusesOtherTexts(t *testing.T) {
	for _, s := range []string{
		"", "/", "1", "1/", "/1", "x/1", "-1/1", "1/-1", "1/batch_", "1/batch_zz", "18446744073709551616/1",
		"1/" + strings.Repeat("9", 78), "1/0x10",
	} {
		if id, err := market.ParseRequestID(s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q reads as %v (%v)", s, id, err)
		}
	}
}

func TestUSDCReadsWhatItWrites(t *testing.T) {
	for text, want := range map[string]market.USDC{"0": 0, "1": 1_000_000, "4.25": 4_250_000, "0.000001": 1, "25000": 25_000_000_000} {
		got, err := market.ParseUSDC(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q is %d (%v), written %q", text, got, err, got)
		}
	}
	for _, s := range []string{"", ".", ".5", "1.0000001", "-1", "+1", "1e3", "1 ", "18446744073710", "1.2.3"} {
		if got, err := market.ParseUSDC(s); err == nil {
			t.Errorf("%q is %d", s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		u := market.USDC(rapid.Uint64().Draw(t, "amount"))
		if back, err := market.ParseUSDC(u.String()); err != nil || back != u {
			t.Fatalf("%s reads as %d (%v)", u, back, err)
		}
	})
}
