package settle

import (
	"math/big"
	"strings"

	"github.com/muster-zk/muster"
)

// bumped returns fees that may replace others: higher by so many permille,
// rounded up, and at least the chain's.
func bumped(f, market muster.Fees, permille int) muster.Fees {
	more := func(w, least muster.Wei) muster.Wei {
		n := new(big.Int).Mul(w.Big(), big.NewInt(int64(1000+permille)))
		n.Add(n, big.NewInt(999)).Div(n, big.NewInt(1000))
		if l := least.Big(); l.Cmp(n) > 0 {
			n = l
		}
		return muster.WeiOf(n)
	}
	return muster.Fees{Cap: more(f.Cap, market.Cap), Tip: more(f.Tip, market.Tip)}
}

// above reports whether one of the fees is higher than the other's.
func above(f, other muster.Fees) bool { return over(f.Cap, other.Cap) || over(f.Tip, other.Tip) }

func over(a, b muster.Wei) bool { return a.Big().Cmp(b.Big()) > 0 }

// most returns what a transaction of so much gas may cost.
func most(gas uint64, f muster.Fees) muster.Wei {
	return muster.WeiOf(new(big.Int).Mul(f.Cap.Big(), new(big.Int).SetUint64(gas)))
}

// inGwei writes an amount with at most three decimals.
func inGwei(w muster.Wei) string { return decimal(w, gwei, 3) }

// inEther writes an amount with at most six decimals, rounded up.
func inEther(w muster.Wei) string { return decimal(w, gwei*gwei, 6) }

func decimal(w muster.Wei, unit int64, places int) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n := new(big.Int).Mul(w.Big(), scale)
	n.Add(n, big.NewInt(unit-1)).Div(n, big.NewInt(unit))
	whole, rest := new(big.Int).QuoRem(n, scale, new(big.Int))
	digits := rest.String()
	digits = strings.Repeat("0", places-len(digits)) + digits
	return strings.TrimSuffix(whole.String()+"."+strings.TrimRight(digits, "0"), ".")
}
