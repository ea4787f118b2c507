package pipeline

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// svgTexts returns the texts of a drawing, and fails where it is not XML.
func svgTexts(t *testing.T, svg []byte) []string {
	t.Helper()
	var texts []string
	in := false
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatalf("drawing is not XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = token.Name.Local == "text"
		case xml.CharData:
			if in {
				texts = append(texts, string(token))
			}
		case xml.EndElement:
			in = false
		}
	}
}

func TestDrawSVGShowsEveryRoundWithItsCount(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	plan, err := p.Plan(Input{Slices: zksyncSlices(p, 10_000)})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := DrawSVG(&b, p, plan); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(svgTexts(t, b.Bytes()), "\n")
	for _, want := range []string{
		"0  basic\n10000 proofs", "1  leaf\n105 proofs", "2  node, level 0\n18 proofs", "2  node, level 1\n1 proof",
		"3  recursion_tip\n1 proof", "5  compressor\n1 proof", "final proof", "up to 100 proofs", "main_vm 7500",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in the drawing:\n%s", want, got)
		}
	}
}

func TestDrawSVGOfEveryShippedPipeline(t *testing.T) {
	for _, name := range BuiltinNames() {
		p := builtinOrFail(t, name)
		var b bytes.Buffer
		if err := DrawSVG(&b, p, nil); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(svgTexts(t, b.Bytes()), "\n")
		for _, round := range p.Rounds {
			if !strings.Contains(got, round.Name) {
				t.Errorf("%s: round %s is not drawn", name, round.Name)
			}
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestDrawingTellsThatItCouldNotBeWritten(t *testing.T) {
	p := builtinOrFail(t, "rollup")
	if err := DrawSVG(brokenWriter{}, p, nil); err == nil {
		t.Error("SVG: no error")
	}
	if err := DrawText(brokenWriter{}, p, nil); err == nil {
		t.Error("text: no error")
	}
}
