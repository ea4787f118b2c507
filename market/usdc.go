package market

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/muster-zk/muster"
)

// USDC is an amount of the payment token in its smallest unit, a millionth.
type USDC uint64

const usdcDecimals = 6

// String returns the amount in whole tokens, such as "4.25".
func (u USDC) String() string {
	s := fmt.Sprintf("%d.%06d", uint64(u)/1_000_000, uint64(u)%1_000_000)
	s = strings.TrimRight(s, "0")
	return strings.TrimSuffix(s, ".")
}

// ParseUSDC reads what String writes.
func ParseUSDC(s string) (USDC, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	bad := muster.InvalidField("amount", "USDC with at most 6 decimals, such as 4.25", s)
	if len(fraction) > usdcDecimals || whole == "" {
		return 0, bad
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", usdcDecimals-len(fraction)), 10, 64)
	if err != nil {
		return 0, bad
	}
	return USDC(n), nil
}

// Big returns the amount as contracts take it.
func (u USDC) Big() *big.Int { return new(big.Int).SetUint64(uint64(u)) }

// usdcOf reads an amount of the contract; one beyond 64 bits, 18 million
// million USDC, becomes the greatest.
func usdcOf(n *big.Int) USDC {
	if n == nil {
		return 0
	}
	if !n.IsUint64() {
		return USDC(^uint64(0))
	}
	return USDC(n.Uint64())
}
