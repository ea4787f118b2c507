package schnorr

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/muster-zk/muster"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The encodings of small multiples of the generator (1, 2), which are written
// down from the definition: x little endian, 0x80 where y is the larger.
func TestPointVectors(t *testing.T) {
	g := Generator()
	var minus, none, double Point
	minus.Neg(&g.G1Affine)
	double = g.Plus(g)
	for name, c := range map[string]struct {
		p    Point
		want string
	}{
		"generator": {g, "0100000000000000000000000000000000000000000000000000000000000000"},
		"negated":   {minus, "0100000000000000000000000000000000000000000000000000000000000080"},
		"infinity":  {none, "0000000000000000000000000000000000000000000000000000000000000040"},
		// 2G = (0x030644e7…cfd3, 0x15ed738c…79bc), whose y is the smaller.
		"doubled": {double, "d3cf876dc108c2d33a81c8164f7de5e0d7d9e7b06c5e7d6c0f5d6ce744640603"},
	} {
		got := hex.EncodeToString(c.p.Bytes())
		if name == "doubled" {
			x, want := c.p.X.Bytes(), unhex(t, got)
			for i := range x {
				if x[i] != want[Size-1-i] {
					t.Fatalf("%s: %x is not the reverse of %s", name, x, got)
				}
			}
		} else if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		back, err := PointOf(unhex(t, got))
		if err != nil || !back.Same(c.p) {
			t.Errorf("%s: read back as %v, %v", name, back, err)
		}
	}
}

// Points that arkworks wrote, as Forge's own serialization test has them.
func TestPointsOfArkworks(t *testing.T) {
	for _, s := range []string{"UhF68/hjj8EuRL4QVaJNhocrPS8pZXRsWQ9BSGe7siE=", "movK/pLt15Epf+6K6JDfctB15qizej2eR03adak2voI="} {
		var p Point
		if err := p.UnmarshalText([]byte(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if !p.IsOnCurve() {
			t.Errorf("%s is not on the curve", s)
		}
		if again, err := p.MarshalText(); err != nil || string(again) != s {
			t.Errorf("%s is written as %s, %v", s, again, err)
		}
	}
	for _, s := range []string{"IKywDagq3iPnpnTuOP9edexiYnx9ruvih7sYcKHJZQA=", "K33KdeHWC5KN/sh7IznyBvFxJ7RryIpJXvcrsx9nJy4="} {
		var x Scalar
		if err := json.Unmarshal([]byte(`"`+s+`"`), &x); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if again, err := json.Marshal(x); err != nil || string(again) != `"`+s+`"` {
			t.Errorf("%s is written as %s, %v", s, again, err)
		}
	}
}

func TestEncodingsRefused(t *testing.T) {
	// The orders of the fields, little endian.
	order := "010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430"
	prime := "47fd7cd8168c203c8dca7168916a81975d588181b64550b829a031e1724e6430"
	for _, s := range []string{order, prime, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "01", ""} {
		if _, err := ScalarOf(unhex(t, s)); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("scalar %s: %v", s, err)
		}
	}
	for name, s := range map[string]string{
		"coordinate of the prime":     prime,
		"both flags":                  "00000000000000000000000000000000000000000000000000000000000000c0",
		"infinity with a coordinate":  "0100000000000000000000000000000000000000000000000000000000000040",
		"x without a y":               "0400000000000000000000000000000000000000000000000000000000000000",
		"short":                       "0100",
		"one byte more than it takes": "010000000000000000000000000000000000000000000000000000000000000000",
	} {
		if _, err := PointOf(unhex(t, s)); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range []string{"", "!", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", "AQAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAA="} {
		var p Point
		if err := p.UnmarshalText([]byte(s)); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestEncodingRoundTrip(t *testing.T) {
	for range 50 {
		s, err := Random(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ScalarOf(s.Bytes()); err != nil || !back.Equal(&s.Element) {
			t.Fatalf("scalar %s: %v", s.String(), err)
		}
		p := Generator().Mul(s)
		if back, err := PointOf(p.Bytes()); err != nil || !back.Same(p) {
			t.Fatalf("point %s: %v", p.String(), err)
		}
	}
}

func FuzzPoint(f *testing.F) {
	f.Add(Generator().Bytes())
	f.Add(Point{}.Bytes())
	f.Add(bytes.Repeat([]byte{0xff}, Size))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := PointOf(b)
		if err != nil {
			return
		}
		if !p.IsOnCurve() || !p.IsInSubGroup() {
			t.Errorf("%x is no point of the group", b)
		}
		if !bytes.Equal(p.Bytes(), b) {
			t.Errorf("%x is written as %x", b, p.Bytes())
		}
	})
}

func FuzzProof(f *testing.F) {
	g := base64.StdEncoding.EncodeToString(Generator().Bytes())
	f.Add([]byte(`{"session_id":"s","circuit_type":"schnorr","witness_commitment":{"hash":"` + Hash{}.String() + `"},"generator":"` + g + `","public_key":"` + g + `","commitment":"` + g + `","challenge":"","response":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p Proof
		if json.Unmarshal(b, &p) == nil && p.Verify() == nil && p.Challenge.IsZero() {
			t.Errorf("a proof with challenge 0 is taken: %s", b)
		}
	})
}

// String is for the tests' seeds.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }
