package noir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth of nested values in a slice.
const maxDepth = maxNesting

// exact returns a slice's inputs with every number as a text: JavaScript would
// round what has more than 53 bits. It has to be one JSON object, whose numbers
// are whole.
func exact(slice []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(slice))
	d.UseNumber()
	var inputs map[string]any
	if err := d.Decode(&inputs); err != nil {
		return nil, fmt.Errorf("inputs: expected a JSON object of the program's inputs by name: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("inputs: there is something behind the JSON object")
	}
	if inputs == nil {
		return nil, errors.New("inputs: expected a JSON object of the program's inputs by name, got null")
	}
	for name, v := range inputs {
		text, err := texts(v, name, 0)
		if err != nil {
			return nil, err
		}
		inputs[name] = text
	}
	return json.Marshal(inputs)
}

func texts(v any, at string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("input %.80q: nested deeper than %d", at, maxDepth)
	}
	var err error
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return nil, fmt.Errorf("input %.80q: expected a whole number, got %.40s", at, v)
		}
		return v.String(), nil
	case []any:
		for i := range v {
			if v[i], err = texts(v[i], fmt.Sprintf("%s[%d]", at, i), depth+1); err != nil {
				return nil, err
			}
		}
		return v, nil
	case map[string]any:
		for name := range v {
			if v[name], err = texts(v[name], at+"."+name, depth+1); err != nil {
				return nil, err
			}
		}
		return v, nil
	case nil:
		return nil, fmt.Errorf("input %.80q: expected a value, got null", at)
	default:
		return v, nil
	}
}
