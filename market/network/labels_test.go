package network

import (
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func TestLabelsTellTheRequest(t *testing.T) {
	contract := common.HexToAddress("0x42")
	r := market.Request{ID: market.RequestID{Chain: 1<<64 - 1, Block: common.MaxHash}, Attempt: 65535, Network: 64}
	s := theStatement
	s.System, s.Curve, s.Target = strings.Repeat("s", 1000), strings.Repeat("c", 1000), strings.Repeat("t", 1000)
	labels := labelsOf(contract, r, s, 3)
	for k, v := range labels {
		if len(k)+len(v) > 256 { // what a coordinator takes
			t.Errorf("label %s has %d bytes", k, len(k)+len(v))
		}
	}
	key := keyOf(contract, r, muster.DigestOf(nil), 3)
	if len(key) > 256 {
		t.Errorf("the key has %d bytes", len(key))
	}
	b := muster.Batch{Key: key, Labels: labels}
	o, ok := originOf(contract, 64, b)
	if !ok || o.id != r.ID || o.attempt != 65535 || o.take != 3 {
		t.Errorf("origin %+v, %t", o, ok)
	}
	if _, ok := originOf(contract, 1, b); ok {
		t.Error("another network's batch is taken for ours")
	}
	if _, ok := originOf(common.Address{}, 64, b); ok {
		t.Error("another contract's batch is taken for ours")
	}
	for _, broken := range []string{labelRequest, labelAttempt, labelTake} {
		labels := labelsOf(contract, r, s, 3)
		labels[broken] = "x"
		if _, ok := originOf(contract, 64, muster.Batch{Key: key, Labels: labels}); ok {
			t.Errorf("label %s is not looked at", broken)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	base := market.Request{ID: market.RequestID{Chain: 1, Block: common.HexToHash("0x1")}, Attempt: 1}
	next, other := base, base
	next.Attempt = 2
	other.ID.Block = common.HexToHash("0x2")
	in := muster.DigestOf([]byte("in"))
	keys := map[string]bool{}
	for _, k := range []string{
		keyOf(common.Address{}, base, in, 1), keyOf(common.Address{}, next, in, 1), keyOf(common.Address{}, other, in, 1),
		keyOf(common.Address{1}, base, in, 1), keyOf(common.Address{}, base, muster.DigestOf(nil), 1), keyOf(common.Address{}, base, in, 2),
	} {
		if keys[k] {
			t.Errorf("key %s comes twice", k)
		}
		keys[k] = true
	}
}
