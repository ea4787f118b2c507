package coordinator

import (
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

func TestCommitteeOfPipeline(t *testing.T) {
	for name, c := range map[string]struct {
		has    []string
		attest *pipeline.Attest
		want   string
		code   muster.Code
	}{
		"none wanted":            {[]string{"a"}, nil, "", ""},
		"the only one":           {[]string{"a"}, &pipeline.Attest{}, "a", ""},
		"named":                  {[]string{"a", "b"}, &pipeline.Attest{Committee: "b"}, "b", ""},
		"not there":              {[]string{"a"}, &pipeline.Attest{Committee: "b"}, "", muster.CodeUnavailable},
		"one of two, not which":  {[]string{"a", "b"}, &pipeline.Attest{}, "", muster.CodeUnavailable},
		"wanted, and none there": {nil, &pipeline.Attest{}, "", muster.CodeUnavailable},
	} {
		k := &Coordinator{cfg: Config{Committees: c.has}}
		got, err := k.committeeOf(&pipeline.Pipeline{Name: "p", Attest: c.attest})
		if got != c.want || muster.CodeOf(err) != c.code {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
