package audit

import (
	"strings"
	"unicode"
)

// mostName is how much of a network's name is shown, in characters.
const mostName = 40

// clean makes a network's name, which its administrator chose, fit to be shown:
// on one line, without what steers terminals or turns the direction of writing,
// and not longer than a table bears.
func clean(name string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(name, "�") {
		if n++; n > mostName {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) {
			r = '�'
		}
		b.WriteRune(r)
	}
	return b.String()
}
