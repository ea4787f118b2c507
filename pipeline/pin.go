package pipeline

import "strings"

const circuitRule = "a circuit's name, such as square, or with its version, such as square@1.2.3"

// pin is what the file says of a circuit's version.
type pin struct {
	version string // empty: the newest
	line    int    // where it was named first
}

// circuit reads the name of a circuit with the version that may be pinned
// behind it, and returns the name, empty where it is wrong. A pipeline has one
// version of a circuit: it is known by its name from here on.
func (r *reader) circuit(text string, line int, path string) string {
	name, version, pinned := strings.Cut(text, "@")
	if !validName(name) {
		if !pinned {
			r.errorf(line, path, "expected %s, got %s", nameRule, printable(text))
		} else {
			r.errorf(line, path, "expected %s, got %s", circuitRule, printable(text))
		}
		return ""
	}
	if pinned {
		if _, ok := parseVersion(version); !ok {
			r.errorf(line, path, "expected a version MAJOR.MINOR.PATCH behind %s@, got %s", name, printable(version))
			return ""
		}
		if name == CircuitSet {
			r.errorf(line, path, "expected %s without a version, since it is built in", CircuitSet)
			return ""
		}
	}
	before, known := r.pins[name]
	if known && before.version != version {
		says := "without a version"
		if before.version != "" {
			says = "as version " + before.version
		}
		r.errorf(line, path, "expected one version of a circuit, and %s is named on line %d %s", name, before.line, says)
		return ""
	}
	if !known {
		if r.pins == nil {
			r.pins = make(map[string]pin)
		}
		r.pins[name] = pin{version, line}
	}
	return name
}
