package contracts_test

import (
	"math/big"
	"testing"

	"github.com/muster-zk/muster/contracts"
)

func TestProtocolVersions(t *testing.T) {
	for _, tt := range []struct {
		major, minor, patch uint32
		want                string
	}{
		{0, 0, 1, "1"},
		{0, 29, 1, "124554051585"},
		{1, 2, 3, "18446744082299486211"},
		{1<<32 - 1, 1<<32 - 1, 1<<32 - 1, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 96), big.NewInt(1)).String()},
	} {
		if got := contracts.ProtocolVersion(tt.major, tt.minor, tt.patch).String(); got != tt.want {
			t.Errorf("%d.%d.%d is %s, expected %s", tt.major, tt.minor, tt.patch, got, tt.want)
		}
	}
}
