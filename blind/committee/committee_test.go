package committee

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bytemare/ecc"

	"github.com/muster-zk/muster"
)

// dealt is a committee with the shares of a polynomial.
func dealt(t testing.TB, threshold, n int) *Committee {
	t.Helper()
	points := make([]*ecc.Element, threshold)
	for i := range points {
		points[i] = Group.Base().Multiply(Group.NewScalar().Random())
	}
	c := &Committee{Name: "watch", Key: points[0].Hex(), Threshold: threshold}
	for i := range n {
		p, err := NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		id := uint16(i + 1)
		c.Members = append(c.Members, Member{ID: id, URL: fmt.Sprintf("https://signer%d.example", id), Identity: p.Public().String(), Share: At(points, id).Hex()})
	}
	return c
}

func TestFileRoundTrip(t *testing.T) {
	for _, s := range [][2]int{{2, 2}, {3, 5}, {5, 5}} {
		c := dealt(t, s[0], s[1])
		var file bytes.Buffer
		if err := c.Write(&file); err != nil {
			t.Fatal(err)
		}
		back, err := Parse(file.Bytes())
		if err != nil {
			t.Fatalf("%v: %v\n%s", s, err, &file)
		}
		if fmt.Sprint(back) != fmt.Sprint(c) {
			t.Errorf("read back as %v", back)
		}
		if _, err := back.Frost(); err != nil {
			t.Error(err)
		}
	}
}

func TestFilesRefused(t *testing.T) {
	other := dealt(t, 2, 3)
	for name, change := range map[string]func(c *Committee){
		"name":             func(c *Committee) { c.Name = "Watch" },
		"key":              func(c *Committee) { c.Key = other.Key },
		"key that is none": func(c *Committee) { c.Key = strings.Repeat("f", 64) },
		"threshold of one": func(c *Committee) { c.Threshold = 1 },
		"threshold above":  func(c *Committee) { c.Threshold = 4 },
		"lower threshold":  func(c *Committee) { c.Threshold-- },
		"share":            func(c *Committee) { c.Members[2].Share = other.Members[2].Share },
		"shares swapped":   func(c *Committee) { c.Members[0].Share, c.Members[1].Share = c.Members[1].Share, c.Members[0].Share },
		"share of small order": func(c *Committee) {
			c.Members[0].Share = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
		},
		"id":                    func(c *Committee) { c.Members[1].ID = 3 },
		"url":                   func(c *Committee) { c.Members[1].URL = "signer" },
		"url with a credential": func(c *Committee) { c.Members[1].URL = "http://a:b@signer" },
		"identity":              func(c *Committee) { c.Members[1].Identity = "ab" },
		"an identity twice":     func(c *Committee) { c.Members[1].Identity = c.Members[0].Identity },
		"key in capitals":       func(c *Committee) { c.Key = strings.ToUpper(c.Key) },
		"an identity twice, once in capitals": func(c *Committee) {
			c.Members[1].Identity = strings.ToUpper(c.Members[0].Identity)
		},
		"one member": func(c *Committee) { c.Members = c.Members[:1] },
	} {
		c := dealt(t, 3, 3)
		change(c)
		if err := c.Check(); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse([]byte("nane: x")); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("an unknown field: %v", err)
	}
	if _, err := Parse(make([]byte, fileLimit+1)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("too large: %v", err)
	}
}

func TestIdentity(t *testing.T) {
	path := filepath.Join(t.TempDir(), "identity")
	p, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	if err := p.Save(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saved over another: %v", err)
	}
	if s := fmt.Sprintf("%v %+v %#v", p, p, p); strings.Contains(s, "seed") || len(s) > 200 {
		t.Errorf("it prints %s", s)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside it there is %v, %v", left, err)
	}
	back, err := LoadIdentity(path)
	if err != nil || back.Public().String() != p.Public().String() {
		t.Fatalf("read back: %v", err)
	}
	sealed, err := p.Public().Seal("this", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := back.Open("this", sealed); err != nil || string(b) != "secret" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := back.Open("that", sealed); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("opened for something else: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadIdentity(path); muster.CodeOf(err) != muster.CodeForbidden {
		t.Errorf("a file that others can read: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	var file bytes.Buffer
	if err := dealt(f, 2, 3).Write(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte("name: a\nmembers: [{}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			return
		}
		if _, err := c.Frost(); err != nil {
			t.Errorf("a committee that is taken can't sign: %v", err)
		}
	})
}

func FuzzPoint(f *testing.F) {
	f.Add(Group.Base().Encode())
	f.Add(append([]byte{1}, make([]byte, 31)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Point(b); err == nil && !bytes.Equal(p.Encode(), b) {
			t.Errorf("%x is read as %x", b, p.Encode())
		}
	})
}
