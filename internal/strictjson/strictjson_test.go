package strictjson_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
)

type inner struct {
	Amount uint64 `json:"amount"`
	Index  uint8  `json:"index,omitempty"`
}

type outer struct {
	Name   string            `json:"name"`
	Count  int               `json:"count,omitempty"`
	On     bool              `json:"on,omitempty"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	Bytes  []byte            `json:"bytes,omitempty"`
	At     time.Time         `json:"at,omitzero"`
	Labels map[string]string `json:"labels,omitempty"`
	Items  []inner           `json:"items,omitempty"`
	Maybe  *int              `json:"maybe,omitempty"`
}

func TestUnmarshal(t *testing.T) {
	five := 5
	tests := []struct {
		name, in string
		want     outer
	}{
		{"least", `{"name":"a"}`, outer{Name: "a"}},
		{"all", ` {"name":"a","count":-3,"on":true,"raw":{"x": [1, 2]},"bytes":"aGk=","at":"2026-01-02T03:04:05Z",
			"labels":{"k":"v"},"items":[{"amount":18446744073709551615,"index":255},{"amount":0}],"maybe":5} `,
			outer{Name: "a", Count: -3, On: true, Raw: json.RawMessage(`{"x": [1, 2]}`), Bytes: []byte("hi"),
				At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Labels: map[string]string{"k": "v"},
				Items: []inner{{Amount: 1<<64 - 1, Index: 255}, {}}, Maybe: &five}},
		{"null pointer and null raw", `{"name":"a","maybe":null,"raw":null}`, outer{Name: "a", Raw: json.RawMessage("null")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got outer
			if err := strictjson.Unmarshal([]byte(tt.in), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	tests := []struct{ name, in, field, expected, got string }{
		{"empty", ``, "body", "well-formed JSON", "ends too early"},
		{"cut", `{"name":"a"`, "body", "well-formed JSON", "ends too early"},
		{"syntax", `{"name":}`, "body", "well-formed JSON", "at byte 8"},
		{"not an object", `[1]`, "body", "an object", "an array"},
		{"null", `null`, "body", "an object", "null"},
		{"trailing", `{"name":"a"} {}`, "body", "nothing after", "byte"},
		{"trailing garbage", `{"name":"a"}]`, "body", "nothing after", "byte"},
		{"unknown", `{"name":"a","nmae":{"x":[1]}}`, "nmae", "one of the fields name, count", "nmae"},
		{"other case", `{"Name":"a"}`, "Name", "one of the fields", "Name"},
		{"twice", `{"name":"a","name":"b"}`, "name", "each field once", "twice"},
		{"missing", `{}`, "name", "a string", "nothing"},
		{"missing deep", `{"name":"a","items":[{"amount":1},{}]}`, "items[1].amount", "an integer from 0 to 18446744073709551615", "nothing"},
		{"null string", `{"name":null}`, "name", "a string", "null"},
		{"number for string", `{"name":7}`, "name", "a string", "a number"},
		{"negative", `{"name":"a","items":[{"amount":-1}]}`, "items[0].amount", "an integer from 0", "-1"},
		{"fraction", `{"name":"a","items":[{"amount":1.5}]}`, "items[0].amount", "an integer from 0", "1.5"},
		{"exponent", `{"name":"a","items":[{"amount":1e3}]}`, "items[0].amount", "an integer from 0", "1e3"},
		{"over u64", `{"name":"a","items":[{"amount":18446744073709551616}]}`, "items[0].amount", "an integer from 0", "18446744073709551616"},
		{"over u8", `{"name":"a","items":[{"amount":1,"index":256}]}`, "items[0].index", "an integer from 0 to 255", "256"},
		{"object for array", `{"name":"a","items":{}}`, "items", "an array", "an object"},
		{"base64", `{"name":"a","bytes":"%%"}`, "bytes", "a base64 string", "%%"},
		{"time", `{"name":"a","at":"yesterday"}`, "at", "a time such as", "yesterday"},
		{"label", `{"name":"a","labels":{"k":1}}`, "labels.k", "a string", "a number"},
		{"label twice", `{"name":"a","labels":{"k":"1","k":"2"}}`, "labels.k", "once", "twice"},
		{"bad utf8", "{\"name\":\"\xff\"}", "body", "UTF-8", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v outer
			err := strictjson.Unmarshal([]byte(tt.in), &v)
			var e *muster.Error
			if !errors.As(err, &e) || e.Code != muster.CodeInvalid || len(e.Fields) == 0 {
				t.Fatalf("got %v", err)
			}
			f := e.Fields[0]
			if f.Field != tt.field || !strings.Contains(f.Expected, tt.expected) || !strings.Contains(f.Got, tt.got) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestUnmarshalNamesEveryWrongField(t *testing.T) {
	var v outer
	err := strictjson.Unmarshal([]byte(`{"count":"x","items":[{"amount":"1"}],"maybe":{"a":[{}]}}`), &v)
	var e *muster.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"count", "items[0].amount", "maybe", "name"}, fields); diff != "" {
		t.Error(diff)
	}
}

func TestUnmarshalBoundsItsError(t *testing.T) {
	var v outer
	err := strictjson.Unmarshal([]byte(`{"name":"a","items":[`+strings.Repeat("1,", 999)+`1]}`), &v)
	var e *muster.Error
	if !errors.As(err, &e) || len(e.Fields) != 20 || !strings.Contains(e.Message, "999 more") {
		t.Fatalf("got %v", err)
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"name":"a","items":[{"amount":1}],"raw":[[[]]]}`))
	f.Add([]byte(`{"name":{"a":[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v outer
		if err := strictjson.Unmarshal(data, &v); err == nil {
			// What is taken here, encoding/json takes with the same meaning.
			var w outer
			if err := json.Unmarshal(data, &w); err != nil {
				t.Fatalf("taken, but not JSON: %v", err)
			}
			if diff := cmp.Diff(w, v); diff != "" {
				t.Fatal(diff)
			}
		} else if muster.CodeOf(err) != muster.CodeInvalid {
			t.Fatalf("uncoded: %v", err)
		}
	})
}
