package rpc

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
)

// allCodes reads the codes from their declaration, so that a new one can't be
// forgotten here.
func allCodes(t *testing.T) []muster.Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []muster.Code
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "Code" {
			text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, muster.Code(text))
		}
		return true
	})
	if len(out) < 10 {
		t.Fatalf("found only the codes %v", out)
	}
	return out
}

func TestErrorsKeepTheirMeaning(t *testing.T) {
	f := setUp(t)
	for _, code := range allCodes(t) {
		t.Run(string(code), func(t *testing.T) {
			if !knownCode(code) {
				t.Fatal("the code has no place in the table")
			}
			sent := &muster.Error{
				Code: code, Message: "the message", RetryAfter: 3 * time.Second,
				Fields: []muster.FieldError{{Field: "a[1].b", Expected: "less", Got: "more"}, {Field: "c", Expected: "x"}},
			}
			f.service.err = fmt.Errorf("around it: %w", sent)
			err := f.client.Fail(t.Context(), muster.FailureReport{Task: someTask})
			var got *muster.Error
			if !errors.As(err, &got) || got.Code != code {
				t.Fatalf("error %v of code %q", err, muster.CodeOf(err))
			}
			if code == muster.CodeInternal {
				if strings.Contains(err.Error(), sent.Message) {
					t.Errorf("the text of an internal error got out: %v", err)
				}
				return
			}
			if diff := cmp.Diff(sent.Fields, got.Fields); diff != "" || got.RetryAfter != sent.RetryAfter || !strings.HasSuffix(got.Message, sent.Message) {
				t.Errorf("error %+v: %s", got, diff)
			}
			if strings.Contains(err.Error(), "around it") {
				t.Errorf("what was wrapped around the error got out: %v", err)
			}
		})
	}
}

func TestUncodedErrorsStayInside(t *testing.T) {
	f := setUp(t)
	f.service.err = errors.New("pq: password is hunter2")
	err := f.client.Fail(t.Context(), muster.FailureReport{Task: someTask})
	if muster.CodeOf(err) != muster.CodeInternal || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(f.log.String(), "hunter2") {
		t.Error("the log does not tell")
	}
}
