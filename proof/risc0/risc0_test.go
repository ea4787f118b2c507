package risc0_test

import (
	"bytes"
	"fmt"
	"math/big"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/risc0"
)

var (
	image   = [32]byte(muster.DigestOf([]byte("a program")))
	journal = []byte("what the program says")
)

func TestVerifyEachRelease(t *testing.T) {
	p := testProver(t)
	for _, r := range p.pins.Releases {
		seal := p.seal(t, r, risc0.Success(image, journal))
		if len(seal) != risc0.SealSize {
			t.Fatalf("seal of %d bytes", len(seal))
		}
		if err := risc0.Verify(p.key, seal, image, journal); err != nil {
			t.Errorf("release %s: %v", r.Name, err)
		}
	}
}

// A journal may be empty; its digest is that of no bytes, not zero.
func TestVerifyEmptyJournal(t *testing.T) {
	p := testProver(t)
	seal := p.seal(t, p.pins.Releases[0], risc0.Success(image, nil))
	if err := risc0.Verify(p.key, seal, image, nil); err != nil {
		t.Error(err)
	}
	if err := risc0.Verify(p.key, seal, image, []byte{0}); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("another journal: %v", err)
	}
}

func TestVerifyClaim(t *testing.T) {
	p := testProver(t)
	c := risc0.Success(image, journal)
	c.System, c.User, c.Input, c.Post = risc0.Paused, 7, muster.DigestOf([]byte("input")), muster.DigestOf([]byte("post"))
	seal := p.seal(t, p.pins.Releases[0], c)
	if err := risc0.VerifyClaim(p.key, seal, c); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*risc0.Claim){
		"image":            func(c *risc0.Claim) { c.ImageID[31]++ },
		"journal":          func(c *risc0.Claim) { c.Journal[0]++ },
		"input":            func(c *risc0.Claim) { c.Input[0]++ },
		"post":             func(c *risc0.Claim) { c.Post[0]++ },
		"system exit code": func(c *risc0.Claim) { c.System = risc0.Halted },
		"user exit code":   func(c *risc0.Claim) { c.User++ },
		"both exit codes":  func(c *risc0.Claim) { c.System, c.User = risc0.Halted, 0 },
		"image and input":  func(c *risc0.Claim) { c.ImageID, c.Input = c.Input, c.ImageID },
		"all":              func(c *risc0.Claim) { *c = risc0.Success(image, journal) },
	} {
		changed := c
		change(&changed)
		if err := risc0.VerifyClaim(p.key, seal, changed); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("another %s: %v", name, err)
		}
	}
	c.System = 2
	if err := risc0.VerifyClaim(p.key, seal, c); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a run that was split: %v", err)
	}
}

func TestEveryByteCounts(t *testing.T) {
	p := testProver(t)
	seal := p.seal(t, p.pins.Releases[0], risc0.Success(image, journal))
	everyByteCounts(t, p.key, risc0.Receipt{Seal: seal, Journal: journal, ImageID: image})
}

// everyByteCounts changes each byte of a right receipt: in its lowest and its
// highest bit and in all of them, or, with MUSTER_SLOW=1, to all it can be.
func everyByteCounts(t *testing.T, key *risc0.Key, r risc0.Receipt) {
	t.Helper()
	if err := risc0.Verify(key, r.Seal, r.ImageID, r.Journal); err != nil {
		t.Fatalf("the receipt does not hold: %v", err)
	}
	masks := []byte{0x01, 0x80, 0xff}
	if os.Getenv("MUSTER_SLOW") != "" {
		masks = nil
		for mask := 1; mask < 256; mask++ {
			masks = append(masks, byte(mask))
		}
	}
	for _, mask := range masks {
		for i := range r.Seal {
			refused(t, key, fmt.Sprintf("byte %d of the seal with %#x", i, mask), changed(r.Seal, i, mask), r.ImageID, r.Journal)
		}
		for i := range r.Journal {
			refused(t, key, fmt.Sprintf("byte %d of the journal with %#x", i, mask), r.Seal, r.ImageID, changed(r.Journal, i, mask))
		}
		for i := range r.ImageID {
			refused(t, key, fmt.Sprintf("byte %d of the image id with %#x", i, mask), r.Seal, [32]byte(changed(r.ImageID[:], i, mask)), r.Journal)
		}
	}
}

func changed(b []byte, at int, mask byte) []byte {
	b = bytes.Clone(b)
	b[at] ^= mask
	return b
}

func refused(t *testing.T, key *risc0.Key, name string, seal []byte, imageID [32]byte, journal []byte) {
	t.Helper()
	if err := risc0.Verify(key, seal, imageID, journal); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("%s: code %q, expected %q (%v)", name, muster.CodeOf(err), muster.CodeInvalidProof, err)
	}
}

func TestRefusedSeals(t *testing.T) {
	p := testProver(t)
	first, second := p.pins.Releases[0], p.pins.Releases[1]
	seal := p.seal(t, first, risc0.Success(image, journal))
	other, err := newProver(first.Name)
	if err != nil {
		t.Fatal(err)
	}
	fromOther := other.seal(t, first, risc0.Success(image, journal))
	otherSelector := second.Selector(p.pins.Key)
	points := func(b []byte) []byte { return append(bytes.Clone(seal[:4]), b...) }
	for name, b := range map[string][]byte{
		"nothing":                            nil,
		"a selector":                         seal[:4],
		"without its selector":               seal[4:],
		"without its last byte":              seal[:len(seal)-1],
		"a byte behind":                      append(bytes.Clone(seal), 0),
		"twice":                              append(bytes.Clone(seal), seal...),
		"a megabyte behind":                  append(bytes.Clone(seal), make([]byte, 1<<20)...),
		"zeroes":                             make([]byte, len(seal)),
		"zeroes behind the selector":         points(make([]byte, 256)),
		"ones behind the selector":           points(bytes.Repeat([]byte{0xff}, 256)),
		"another release's selector":         append(otherSelector[:], seal[4:]...),
		"another key's points":               points(fromOther[4:]),
		"another key's":                      fromOther,
		"another claim's":                    p.seal(t, first, risc0.Success(image, nil)),
		"real part of B first":               points(swapped(seal[4:], 64, 96, 32)),
		"A and C swapped":                    points(swapped(seal[4:], 0, 192, 64)),
		"coordinates of A swapped":           points(swapped(seal[4:], 0, 32, 32)),
		"A at infinity":                      points(zeroed(seal[4:], 0, 64)),
		"B at infinity":                      points(zeroed(seal[4:], 64, 192)),
		"C at infinity":                      points(zeroed(seal[4:], 192, 256)),
		"a coordinate of A over the modulus": points(overModulus(seal[4:], 0)),
		"a coordinate of B over the modulus": points(overModulus(seal[4:], 64)),
		"a coordinate of C over the modulus": points(overModulus(seal[4:], 192)),
		"B outside of the subgroup":          points(outside(t, seal[4:])),
	} {
		refused(t, p.key, name, b, image, journal)
	}
}

// swapped exchanges the n bytes at i and at j.
func swapped(b []byte, i, j, n int) []byte {
	out := bytes.Clone(b)
	copy(out[i:i+n], b[j:])
	copy(out[j:j+n], b[i:])
	return out
}

func zeroed(b []byte, from, to int) []byte {
	b = bytes.Clone(b)
	clear(b[from:to])
	return b
}

// overModulus writes the coordinate at i as the same residue once more.
func overModulus(b []byte, i int) []byte {
	b = bytes.Clone(b)
	x := new(big.Int).SetBytes(b[i : i+32])
	x.Add(x, ecc.BN254.BaseField()).FillBytes(b[i : i+32])
	return b
}

// outside replaces B by a point of the curve that is not in the subgroup.
func outside(t *testing.T, b []byte) []byte {
	t.Helper()
	var p bn254.G2Affine
	for i := uint64(1); i < 1000; i++ {
		// y² = x³ + 3/(9+u)
		var b2, y bn254.E2
		b2.A0.SetUint64(9)
		b2.A1.SetOne()
		b2.Inverse(&b2)
		var three fp.Element
		three.SetUint64(3)
		b2.MulByElement(&b2, &three)
		p.X.A0.SetUint64(i)
		y.Square(&p.X).Mul(&y, &p.X).Add(&y, &b2)
		if y.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&y)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			return bytes.Join([][]byte{b[:64], p.Marshal(), b[192:]}, nil)
		}
	}
	t.Fatal("no point outside of the subgroup")
	return nil
}

// A proof can be turned into others of the same statement without the witness:
// whoever counts seals must count claims.
func TestSealIsNoIdentity(t *testing.T) {
	p := testProver(t)
	s, points := decodeSeal(t, p.seal(t, p.pins.Releases[0], risc0.Success(image, journal)))
	points.Ar.Neg(&points.Ar)
	points.Bs.Neg(&points.Bs)
	if err := risc0.Verify(p.key, encodeSeal(s, points), image, journal); err != nil {
		t.Errorf("(-A, -B, C): %v", err)
	}
	points.Krs.Neg(&points.Krs)
	refused(t, p.key, "(-A, -B, -C)", encodeSeal(s, points), image, journal)
}

// An error names the seal's release and those that are accepted.
func TestSelectorsInErrors(t *testing.T) {
	p := testProver(t)
	first, second := p.pins.Releases[0], p.pins.Releases[1]
	seal := p.seal(t, second, risc0.Success(image, journal))
	only, err := p.pins.Only(first.Name)
	if err != nil {
		t.Fatal(err)
	}
	key, err := only.ReadKey(p.file)
	if err != nil {
		t.Fatal(err)
	}
	published := risc0.Published()
	of := func(i int) risc0.Selector { return published.Releases[i].Selector(published.Key) }
	for _, c := range []struct {
		selector risc0.Selector
		want     []string
	}{
		{second.Selector(p.pins.Key), []string{"no release that is known"}},
		{risc0.Selector{1, 2, 3, 4}, []string{"01020304", "no release that is known"}},
		{risc0.Selector{0xff, 0xff, 0xff, 0xff}, []string{"dev mode"}},
		{of(0), []string{"9f39696c", "release 2.0", "GHSA-g3qg-6746-3mg9"}},
		{of(3), []string{"73c457ba", "release 3.0 is not accepted"}},
	} {
		err := risc0.Verify(key, append(c.selector[:], seal[4:]...), image, journal)
		if muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("selector %s: code %q (%v)", c.selector, muster.CodeOf(err), err)
			continue
		}
		if c.selector[0] != 0xff {
			c.want = append(c.want, c.selector.String(), "accepted: 9.8 ("+first.Selector(p.pins.Key).String()+")")
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("selector %s: %q does not say %q", c.selector, err, want)
			}
		}
	}
}

func TestVerifyStatement(t *testing.T) {
	p := testProver(t)
	claim := risc0.Success(image, journal)
	seal := p.seal(t, p.pins.Releases[0], claim)
	s := p.key.Statement(claim)
	foreign := prooftest.Groth16(t, ecc.BLS12_377, 0)
	alien := prooftest.Groth16(t, ecc.BN254, 0)
	keys := registry(p.key)
	keys.Set(foreign.Digest(), "bls12_377", foreign.Verifying)
	keys.Set(alien.Digest(), "bn254", alien.Verifying)
	registry := proof.New(risc0.New(keys, p.pins))
	for _, c := range []struct {
		name   string
		change func(*muster.Statement)
		want   muster.Code
	}{
		{"right", func(*muster.Statement) {}, ""},
		{"right, again", func(*muster.Statement) {}, ""},
		{"another claim", func(s *muster.Statement) { s.Public = risc0.Success(image, nil).Public() }, muster.CodeInvalidProof},
		{"no claim", func(s *muster.Statement) { s.Public = nil }, muster.CodeInvalid},
		{"half a claim", func(s *muster.Statement) { s.Public = s.Public[:64] }, muster.CodeInvalid},
		{"a claim with more behind", func(s *muster.Statement) { s.Public = append(s.Public, 0) }, muster.CodeInvalid},
		{"exit code of the system", func(s *muster.Statement) { s.Public[131] = 9 }, muster.CodeInvalid},
		{"no curve", func(s *muster.Statement) { s.Curve = "" }, muster.CodeInvalid},
		{"another curve", func(s *muster.Statement) { s.Curve = "bls12_377" }, muster.CodeInvalid},
		{"a target", func(s *muster.Statement) { s.Target = muster.TargetSolidity }, muster.CodeInvalid},
		{"another system", func(s *muster.Statement) { s.System = "groth16" }, muster.CodeUnsupported},
		{"unknown key", func(s *muster.Statement) { s.Circuit = muster.DigestOf(nil) }, muster.CodeNotFound},
		{"a key of our own", func(s *muster.Statement) { s.Circuit = alien.Digest() }, muster.CodeInvalid},
		{"a key on another curve", func(s *muster.Statement) { s.Circuit = foreign.Digest() }, muster.CodeInvalid},
	} {
		changed := s
		changed.Public = bytes.Clone(s.Public)
		c.change(&changed)
		if err := registry.Verify(t.Context(), changed, seal); muster.CodeOf(err) != c.want {
			t.Errorf("%s: code %q, expected %q (%v)", c.name, muster.CodeOf(err), c.want, err)
		}
	}
	if err := risc0.New(keys, p.pins).Verify(t.Context(), alien.Statement(t, 3, ""), seal); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("a statement of another system: %v", err)
	}
	for i := range s.Public {
		changed := s
		changed.Public = bytes.Clone(s.Public)
		changed.Public[i] ^= 1
		want := muster.CodeInvalidProof
		if _, err := risc0.DecodeClaim(changed.Public); err != nil {
			want = muster.CodeInvalid // no way in which a run ends
		}
		if err := registry.Verify(t.Context(), changed, seal); muster.CodeOf(err) != want {
			t.Errorf("byte %d of the claim: code %q, expected %q (%v)", i, muster.CodeOf(err), want, err)
		}
	}
}

func TestVerifyWithoutKey(t *testing.T) {
	for _, key := range []*risc0.Key{nil, {}} {
		if err := risc0.Verify(key, nil, image, nil); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%v: %v", key, err)
		}
	}
}

func TestVerifyAtOnce(t *testing.T) {
	p := testProver(t)
	claim := risc0.Success(image, journal)
	seal := p.seal(t, p.pins.Releases[0], claim)
	v := risc0.New(registry(p.key), p.pins)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if err := v.Verify(t.Context(), p.key.Statement(claim), seal); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkVerify(b *testing.B) {
	p := testProver(b)
	seal := p.seal(b, p.pins.Releases[0], risc0.Success(image, journal))
	for b.Loop() {
		if err := risc0.Verify(p.key, seal, image, journal); err != nil {
			b.Fatal(err)
		}
	}
}
