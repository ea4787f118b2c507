package schnorr

import (
	"crypto/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

// dealt is a secret split among n nodes.
type dealt struct {
	Statement
	shares []Scalar
}

func deal(t testing.TB, secret Scalar, circuit Circuit, threshold, n int) dealt {
	t.Helper()
	shares, err := Split(secret, threshold, n, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return dealt{Statement{"session-1", circuit, Commit([]byte("witness"), [32]byte{1}), Generator(), Generator().Mul(secret)}, shares}
}

// answers plays the nodes with these indices.
func (d dealt) answers(t testing.TB, nodes []uint32) []Fragment {
	t.Helper()
	nonces, fragments := make([]Scalar, len(nodes)), make([]Fragment, len(nodes))
	commitments := make([]Point, len(nodes))
	for i, n := range nodes {
		var err error
		if nonces[i], err = Random(rand.Reader); err != nil {
			t.Fatal(err)
		}
		commitments[i] = d.Generator.Mul(nonces[i])
		fragments[i] = Fragment{Node: n, Commitment: commitments[i]}
	}
	sum, err := Together(nodes, commitments)
	if err != nil {
		t.Fatal(err)
	}
	c := Challenge(d.Statement, sum)
	for i, n := range nodes {
		fragments[i].Response.Mul(&c.Element, &d.shares[n-1].Element)
		fragments[i].Response.Add(&fragments[i].Response.Element, &nonces[i].Element)
		if err := fragments[i].Verify(d.Generator, d.Generator.Mul(d.shares[n-1]), c); err != nil {
			t.Fatal(err)
		}
	}
	return fragments
}

func TestAnyThresholdProves(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "nodes")
		threshold := rapid.IntRange(1, n).Draw(r, "threshold")
		nodes := make([]uint32, n)
		for i := range nodes {
			nodes[i] = uint32(i + 1)
		}
		nodes = rapid.Permutation(nodes).Draw(r, "order")[:rapid.IntRange(1, n).Draw(r, "answering")]
		secret, err := Random(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		d := deal(t, secret, CircuitSchnorr, threshold, n)
		_, err = Assemble(d.Statement, d.answers(t, nodes))
		if enough := len(nodes) >= threshold; enough != (err == nil) {
			t.Fatalf("%d of %d nodes, threshold %d: %v", len(nodes), n, threshold, err)
		}
	})
}

func TestProofRefused(t *testing.T) {
	secret := PreimageSecret([]byte("witness"))
	d := deal(t, secret, CircuitPreimage, 2, 3)
	good, err := Assemble(d.Statement, d.answers(t, []uint32{1, 3}))
	if err != nil {
		t.Fatal(err)
	}
	if err := good.VerifyReveal([]byte("witness"), [32]byte{1}); err != nil {
		t.Fatal(err)
	}
	other, err := Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(p *Proof){
		"session":    func(p *Proof) { p.Session = "session-2" },
		"circuit":    func(p *Proof) { p.Circuit = CircuitSchnorr },
		"witness":    func(p *Proof) { p.Witness.Hash[0] ^= 1 },
		"generator":  func(p *Proof) { p.Generator = p.Generator.Mul(other) },
		"public key": func(p *Proof) { p.PublicKey = p.PublicKey.Mul(other) },
		"commitment": func(p *Proof) { p.Commitment = p.Commitment.Mul(other) },
		"challenge":  func(p *Proof) { p.Challenge = other },
		"response":   func(p *Proof) { p.Response = other },
		"infinity":   func(p *Proof) { p.PublicKey = Point{} },
	} {
		p := good
		change(&p)
		if err := p.Verify(); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("%s changed: %v", name, err)
		}
	}
	// A public key that is made to fit after commitment and response were
	// chosen: the challenge is bound to the key.
	forged := good
	forged.Response = other
	forged.Challenge = Challenge(forged.Statement, forged.Commitment)
	if err := forged.Verify(); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("forged: %v", err)
	}
	for name, c := range map[string]struct {
		witness string
		salt    byte
	}{"witness": {"Witness", 1}, "salt": {"witness", 2}} {
		if err := good.VerifyReveal([]byte(c.witness), [32]byte{c.salt}); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("another %s revealed: %v", name, err)
		}
	}
	// Committed to one preimage, proven another.
	lie := deal(t, other, CircuitPreimage, 1, 1)
	p, err := Assemble(lie.Statement, lie.answers(t, []uint32{1}))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.VerifyReveal([]byte("witness"), [32]byte{1}); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("a secret that is not the preimage's: %v", err)
	}
}

func TestWrongFragmentNamesItsNode(t *testing.T) {
	secret, err := Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := deal(t, secret, CircuitSchnorr, 2, 3)
	f := d.answers(t, []uint32{1, 2})
	f[1].Response = secret
	if err := f[1].Verify(d.Generator, d.Generator.Mul(d.shares[1]), Challenge(d.Statement, f[0].Commitment)); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Error(err)
	}
	if _, err := Assemble(d.Statement, f); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Error(err)
	}
	for _, nodes := range [][]uint32{{1, 1}, {0, 1}} {
		if _, err := Weights(nodes); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%v: %v", nodes, err)
		}
	}
}

// Fewer shares than the threshold fit any secret at all.
func TestFewerSharesSayNothing(t *testing.T) {
	secret, err := Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shares, err := Split(secret, 3, 5, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	guess := func(nodes ...uint32) Scalar {
		w, err := Weights(nodes)
		if err != nil {
			t.Fatal(err)
		}
		var sum Scalar
		for i, n := range nodes {
			var part Scalar
			part.Mul(&w[i].Element, &shares[n-1].Element)
			sum.Add(&sum.Element, &part.Element)
		}
		return sum
	}
	if g := guess(1, 2); g.Equal(&secret.Element) {
		t.Error("two shares of three gave the secret")
	}
	for _, nodes := range [][]uint32{{1, 2, 3}, {5, 1, 4}, {1, 2, 3, 4, 5}} {
		if g := guess(nodes...); !g.Equal(&secret.Element) {
			t.Errorf("%v did not give the secret", nodes)
		}
	}
	for _, bad := range [][2]int{{0, 3}, {4, 3}, {1, MostNodes + 1}} {
		if _, err := Split(secret, bad[0], bad[1], rand.Reader); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if slices.ContainsFunc(shares, func(s Scalar) bool { return s.IsZero() }) {
		t.Error("a share is zero")
	}
}
