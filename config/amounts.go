package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// units are what a number of bytes may be followed by.
var units = map[string]int64{"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}

// ParseBytes reads a number of bytes such as 512MiB.
func ParseBytes(s string) (int64, error) {
	digits := strings.TrimRight(s, "BKMGTi")
	unit, ok := units[s[len(digits):]]
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err != nil || !ok || n < 0 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("expected a number of bytes such as 512MiB, got %q", s)
	}
	return n * unit, nil
}

// parseCount reads a whole number.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("expected a whole number, got %q", s)
	}
	return n, nil
}

// perTenant reads amounts by tenant, such as "acme=10GiB,*=100GiB"; * stands
// for every tenant that is not named.
func perTenant(s string, parse func(string) (int64, error)) (map[string]int64, error) {
	out := make(map[string]int64)
	for entry := range strings.SplitSeq(s, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		name, amount, ok := strings.Cut(entry, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, fmt.Errorf("expected tenant=amount, got %q", entry)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("tenant %q is named twice", name)
		}
		n, err := parse(strings.TrimSpace(amount))
		if err != nil {
			return nil, fmt.Errorf("tenant %s: %w", name, err)
		}
		out[name] = n
	}
	return out, nil
}

// TenantQuotas returns the bytes that tenants may keep, by tenant.
func (c Config) TenantQuotas() (map[string]int64, error) {
	q, err := perTenant(c.TenantQuota, ParseBytes)
	if err != nil {
		return nil, fmt.Errorf("tenant-quota: %w", err)
	}
	return q, nil
}

// TenantOpens returns how many batches tenants may have open, by tenant.
func (c Config) TenantOpens() (map[string]int64, error) {
	q, err := perTenant(c.TenantOpen, parseCount)
	if err != nil {
		return nil, fmt.Errorf("tenant-open: %w", err)
	}
	return q, nil
}

// ArtifactRoom returns the most bytes of the artifact folder, 0 without a
// limit, and the bytes of its file system that are to stay free.
func (c Config) ArtifactRoom() (limit, reserve int64, err error) {
	if c.ArtifactLimit != "" {
		if limit, err = ParseBytes(c.ArtifactLimit); err != nil {
			return 0, 0, fmt.Errorf("artifact-limit: %w", err)
		}
	}
	if c.ArtifactReserve != "" {
		if reserve, err = ParseBytes(c.ArtifactReserve); err != nil {
			return 0, 0, fmt.Errorf("artifact-reserve: %w", err)
		}
	}
	return limit, reserve, nil
}

// checkAmounts returns what is wrong with the quotas.
func (c Config) checkAmounts() []error {
	_, bytes := c.TenantQuotas()
	_, open := c.TenantOpens()
	_, _, room := c.ArtifactRoom()
	var errs []error
	for _, err := range []error{bytes, open, room} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}
