package sqlstore

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muster-zk/muster"
)

// micro is the stored form of a time.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicro reads the stored form of a time.
func fromMicro(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// toJSON is the stored form of a structure that is never searched. Values of
// the vocabulary always marshal.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sqlstore: marshal %T: %v", v, err))
	}
	return string(b)
}

// fromJSON reads the stored form; empty text leaves v as it is.
func fromJSON(text string, v any) error {
	if text == "" || text == "null" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("read stored %T: %w", v, err)
	}
	return nil
}

// digestText is the stored form of a digest, empty for an unset one.
func digestText(d muster.Digest) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// maxMessage is the most bytes that are kept of what a worker said.
const maxMessage = 4 << 10

// clip makes text storable (valid UTF-8 without NUL) and at most limit bytes
// long. What is too long keeps its beginning, which says what went wrong, and
// its end, where a log's cause stands, with a mark between them.
func clip(text string, limit int) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	if len(text) <= limit {
		return text
	}
	const mark = "\n[… cut …]\n"
	head := (limit - len(mark)) / 4
	tail := len(text) - (limit - len(mark) - head)
	for head > 0 && !utf8.RuneStart(text[head]) {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	return text[:head] + mark + text[tail:]
}

// storable refuses text that PostgreSQL can't hold, in both databases alike.
func storable(field, text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return muster.InvalidField(field, "UTF-8 text without NUL", fmt.Sprintf("%q", text))
	}
	return nil
}

// limit returns the size of a page, or CodeInvalid over the most.
func limit(n, standard, most int) (int, error) {
	switch {
	case n == 0:
		return standard, nil
	case n < 0 || n > most:
		return 0, muster.InvalidField("limit", fmt.Sprintf("0 to %d", most), fmt.Sprint(n))
	}
	return n, nil
}
