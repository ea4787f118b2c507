package coordinator

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/muster-zk/muster"
)

func TestRecentOutputsAreKeptWithinTheirRoom(t *testing.T) {
	var r recent
	of := func(i int) ([]byte, muster.Digest) {
		b := bytes.Repeat(binary.BigEndian.AppendUint32(nil, uint32(i)), 1000)
		return b, muster.DigestOf(b)
	}
	const n = 20_000 // several times the room
	for i := range n {
		b, d := of(i)
		r.add(d, b)
		r.add(d, b) // again changes nothing
		if !bytes.Equal(r.get(d), b) {
			t.Fatalf("the output that came last is not kept: %d", i)
		}
	}
	kept := 0
	for i := range n {
		b, d := of(i)
		switch got := r.get(d); {
		case got == nil && kept > 0:
			t.Fatalf("output %d is gone, an older one is not", i)
		case got != nil && !bytes.Equal(got, b):
			t.Fatalf("output %d is another", i)
		case got != nil:
			kept++
		}
	}
	if want := mostRecent / (4000 + recentCost); kept != want || len(r.of) != kept || len(r.order) > 2*kept+2 {
		t.Errorf("%d are kept, %d in order, expected %d", kept, len(r.order), want)
	}
}
