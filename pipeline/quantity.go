package pipeline

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

var sizeUnits = []struct {
	suffix string
	bytes  int64
}{
	{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
}

// ParseSize reads a number of bytes: digits, or digits with KiB, MiB, GiB or
// TiB behind them ("512MiB"). Decimal units are refused because the same
// letters mean different amounts to different people.
func ParseSize(s string) (int64, error) {
	unit := int64(1)
	digits := s
	for _, u := range sizeUnits {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			unit, digits = u.bytes, strings.TrimRight(rest, " ")
			break
		}
	}
	n, ok := decimal(digits)
	if !ok || n < 0 || int64(n) > math.MaxInt64/unit {
		return 0, fmt.Errorf("size %q: expected a number of bytes such as 512MiB or 4GiB", shorten(s))
	}
	return int64(n) * unit, nil
}

// FormatSize writes a number of bytes in the largest unit that divides it.
func FormatSize(n int64) string {
	for _, u := range sizeUnits {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.suffix
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

// decimal reads an optional minus and digits, and nothing else that YAML calls
// an integer (hexadecimal, octal, underscores).
func decimal(s string) (int, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 18 {
		return 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
	}
	if len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// VersionRange is a range of protocol versions: From ≤ version < Before. An
// empty bound is open.
type VersionRange struct {
	From   string `json:"from,omitempty"`
	Before string `json:"before,omitempty"`
}

// Includes reports whether the pipeline serves a protocol version. Without
// bounds it serves any text; with them the version must be MAJOR.MINOR.PATCH,
// and what follows a "-" or "+" does not count.
func (r VersionRange) Includes(version string) bool {
	if r == (VersionRange{}) {
		return true
	}
	core, _, _ := strings.Cut(version, "+")
	core, _, _ = strings.Cut(core, "-")
	v, ok := parseVersion(core)
	if !ok {
		return false
	}
	if from, ok := parseVersion(r.From); ok && v.less(from) {
		return false
	}
	if before, ok := parseVersion(r.Before); ok && !v.less(before) {
		return false
	}
	return true
}

// String gives the range for people.
func (r VersionRange) String() string {
	switch {
	case r.From != "" && r.Before != "":
		return "from " + r.From + ", before " + r.Before
	case r.From != "":
		return "from " + r.From
	case r.Before != "":
		return "before " + r.Before
	}
	return "any"
}

type version [3]int

func parseVersion(s string) (version, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return version{}, false
	}
	var v version
	for i, part := range parts {
		n, ok := decimal(part)
		if !ok || n < 0 || n > math.MaxInt32 {
			return version{}, false
		}
		v[i] = n
	}
	return v, true
}

func (v version) less(w version) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

// shorten cuts what came from outside to a length fit for a message.
func shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
