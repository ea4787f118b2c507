package config

import (
	"maps"
	"testing"
)

func TestParseBytes(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "17": 17, "17B": 17, "3KiB": 3 << 10, "512MiB": 512 << 20, "10GiB": 10 << 30, "2TiB": 2 << 40, "1 MiB": 1 << 20,
		"": -1, "MiB": -1, "1MB": -1, "-1": -1, "1.5GiB": -1, "9999999999TiB": -1, "1MiBB": -1, "x": -1,
	} {
		got, err := ParseBytes(s)
		if (err != nil) != (want < 0) || (err == nil && got != want) {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
}

func TestTenantAmounts(t *testing.T) {
	c := Default()
	c.TenantQuota, c.TenantOpen = "acme=10GiB, *=100GiB", "acme=3"
	bytes, err := c.TenantQuotas()
	if err != nil || !maps.Equal(bytes, map[string]int64{"acme": 10 << 30, "*": 100 << 30}) {
		t.Errorf("%v, %v", bytes, err)
	}
	open, err := c.TenantOpens()
	if err != nil || !maps.Equal(open, map[string]int64{"acme": 3}) {
		t.Errorf("%v, %v", open, err)
	}
	for _, bad := range []string{"acme", "=3", "acme=x", "acme=1,acme=2", "acme=-1"} {
		c := Default()
		c.TenantOpen = bad
		if c.Check() == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
