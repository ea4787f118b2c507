package evm_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster/evm"
)

func wei(n int64) *big.Int { return big.NewInt(n) }

func TestMarket(t *testing.T) {
	tests := []struct {
		policy           evm.FeePolicy
		base, tip        *big.Int
		wantCap, wantTip int64
	}{
		{evm.FeePolicy{}, wei(100), wei(5), 205, 5},
		{evm.FeePolicy{}, wei(100), nil, 200, 0},
		{evm.FeePolicy{MinTip: wei(7)}, wei(100), wei(5), 207, 7},
		{evm.FeePolicy{Ceiling: wei(150)}, wei(100), wei(5), 150, 5},
		{evm.FeePolicy{Ceiling: wei(3)}, wei(100), wei(5), 3, 3},
		{evm.FeePolicy{}, nil, wei(5), 5, 5},
	}
	for _, tt := range tests {
		if got := tt.policy.Market(tt.base, tt.tip); got.Cap.Int64() != tt.wantCap || got.Tip.Int64() != tt.wantTip {
			t.Errorf("%+v, base %s, tip %s: %s and %s", tt.policy, tt.base, tt.tip, got.Cap, got.Tip)
		}
	}
}

func TestBump(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int64Range(0, 1<<50)
		old := evm.Fees{Cap: wei(number.Draw(t, "cap")), Tip: wei(number.Draw(t, "tip"))}
		if old.Tip.Cmp(old.Cap) > 0 {
			old.Tip = old.Cap
		}
		policy := evm.FeePolicy{BumpPercent: rapid.IntRange(-5, 200).Draw(t, "percent")}
		if rapid.Bool().Draw(t, "with a ceiling") {
			policy.Ceiling = wei(number.Draw(t, "ceiling"))
		}
		market := policy.Market(wei(number.Draw(t, "base")), wei(number.Draw(t, "market's tip")))
		got, ok := policy.Bump(old, market)
		if !ok {
			if policy.Ceiling == nil {
				t.Fatal("refused without a ceiling")
			}
			return
		}
		for _, p := range [][2]*big.Int{{old.Cap, got.Cap}, {old.Tip, got.Tip}} {
			// A node asks for 110 %, rounded down.
			least := new(big.Int).Div(new(big.Int).Mul(p[0], wei(110)), wei(100))
			if p[1].Cmp(least) < 0 || p[1].Cmp(p[0]) <= 0 {
				t.Fatalf("%s after %s", p[1], p[0])
			}
		}
		if got.Cap.Cmp(market.Cap) < 0 || got.Tip.Cmp(got.Cap) > 0 || (policy.Ceiling != nil && got.Cap.Cmp(policy.Ceiling) > 0) {
			t.Fatalf("cap %s, tip %s, market %s, ceiling %s", got.Cap, got.Tip, market.Cap, policy.Ceiling)
		}
	})
}
