package sp1_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

var (
	program = [32]byte{1: 0x56, 31: 0x7d}
	values  = []byte("twenty is the number, and 6765 its Fibonacci")
)

// kinds are the circuits that a release may have.
var kinds = []struct {
	name   string
	system string
	six    bool
}{
	{"groth16 v5", sp1.Groth16, false},
	{"groth16 v6", sp1.Groth16, true},
	{"plonk v5", sp1.PLONK, false},
	{"plonk v6", sp1.PLONK, true},
}

func parse(t testing.TB, c *sp1test.Circuit) *sp1.Key {
	t.Helper()
	key, err := sp1.ParseKey(c.Key, c.Release)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// refuseChanges changes every byte of a proof, of its program and of its public
// values, cuts and appends: none of it may hold. With MUSTER_SLOW=1 every byte
// becomes every other one, which takes minutes.
func refuseChanges(t *testing.T, key *sp1.Key, proof []byte, program [32]byte, values []byte) {
	t.Helper()
	if err := sp1.Verify(key, proof, program, values); err != nil {
		t.Fatalf("the real one: %v", err)
	}
	refused := func(what string, at int, err error, codes ...muster.Code) {
		t.Helper()
		for _, c := range codes {
			if muster.CodeOf(err) == c {
				return
			}
		}
		t.Errorf("%s %d: code %q (%v)", what, at, muster.CodeOf(err), err)
	}
	masks := []byte{0x01, 0x80, 0xff}
	if os.Getenv("MUSTER_SLOW") != "" {
		masks = masks[:0]
		for mask := byte(1); mask != 0; mask++ {
			masks = append(masks, mask)
		}
	}
	for _, mask := range masks {
		for i := range proof {
			changed := bytes.Clone(proof)
			changed[i] ^= mask
			refused("proof byte", i, sp1.Verify(key, changed, program, values), muster.CodeInvalidProof)
		}
		for i := range program {
			changed := program
			changed[i] ^= mask
			refused("program byte", i, sp1.Verify(key, proof, changed, values), muster.CodeInvalidProof, muster.CodeInvalid)
		}
		for i := range values {
			changed := bytes.Clone(values)
			changed[i] ^= mask
			refused("byte of public values", i, sp1.Verify(key, proof, program, changed), muster.CodeInvalidProof)
		}
	}
	for i := range proof {
		refused("cut to", i, sp1.Verify(key, proof[:i], program, values), muster.CodeInvalidProof)
	}
	refused("longer by", 1, sp1.Verify(key, append(bytes.Clone(proof), 0), program, values), muster.CodeInvalidProof)
	refused("longer by", 1<<20, sp1.Verify(key, append(bytes.Clone(proof), make([]byte, 1<<20)...), program, values), muster.CodeInvalidProof)
	refused("without public values", 0, sp1.Verify(key, proof, program, nil), muster.CodeInvalidProof)
	refused("longer public values", 1, sp1.Verify(key, proof, program, append(bytes.Clone(values), 0)), muster.CodeInvalidProof)
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := sp1test.New(t, k.system, k.six)
			refuseChanges(t, parse(t, c), c.Prove(t, program, values), program, values)
		})
	}
}

// TestHead: proofs that hold in their circuit, and show something else.
func TestHead(t *testing.T) {
	for _, system := range []string{sp1.Groth16, sp1.PLONK} {
		c := sp1test.New(t, system, true)
		key := parse(t, c)
		for name, v := range map[string]struct {
			head sp1test.Head
			want string // what the error says, "" where it holds
		}{
			"any nonce":      {sp1test.Head{Root: sp1test.Root, Nonce: [32]byte{1: 0xff, 31: 1}}, ""},
			"no nonce":       {sp1test.Head{Root: sp1test.Root}, ""},
			"an exit code":   {sp1test.Head{ExitCode: [32]byte{31: 3}, Root: sp1test.Root}, "exit code 0x03, expected 0"},
			"a larger code":  {sp1test.Head{ExitCode: [32]byte{1: 1}, Root: sp1test.Root}, "exit code"},
			"another root":   {sp1test.Head{Root: [32]byte{31: 78}}, "4e, expected 00"},
			"no root":        {sp1test.Head{}, "root of the recursion keys"},
			"code and root":  {sp1test.Head{ExitCode: [32]byte{31: 1}}, "exit code"},
			"nonce as large": {sp1test.Head{Root: sp1test.Root, Nonce: [32]byte{0: 0x20}}, ""},
		} {
			err := sp1.Verify(key, c.ProveHead(t, program, values, v.head), program, values)
			if v.want == "" && err != nil {
				t.Errorf("%s, %s: %v", system, name, err)
			}
			if v.want != "" && (muster.CodeOf(err) != muster.CodeInvalidProof || !strings.Contains(err.Error(), v.want)) {
				t.Errorf("%s, %s: %v", system, name, err)
			}
		}
	}
}

// TestErrorsNameBothSides is about proofs of another release.
func TestErrorsNameBothSides(t *testing.T) {
	five, six := sp1test.New(t, sp1.Groth16, false), sp1test.New(t, sp1.Groth16, true)
	key := parse(t, five)
	p := five.Prove(t, program, values)
	of := func(selector ...byte) []byte { return append(selector, p[4:]...) }
	for name, v := range map[string]struct {
		proof []byte
		want  []string
	}{
		"v6.0's":    {of(0x0e, 0x78, 0xf4, 0xdb), []string{"SP1 v6.0 groth16", "0e78f4db", "test of v5"}},
		"v6.4's":    {of(0x43, 0x88, 0xa2, 0x1c), []string{"v6.1 to v6.4"}},
		"plonk's":   {of(0xbb, 0x1a, 0x6f, 0x29), []string{"SP1 v6.0 plonk", "test of v5 groth16"}},
		"nobody's":  {of(0xde, 0xad, 0xbe, 0xef), []string{"no known release", "deadbeef", "test of v5"}},
		"a new one": {six.Prove(t, program, values), []string{"no known release"}},
		"cut":       {p[:3], []string{"3 bytes, expected 260"}},
		"cut later": {p[:259], []string{"259 bytes, expected 260"}},
		"nothing":   {nil, []string{"0 bytes, expected 260"}},
	} {
		err := sp1.Verify(key, v.proof, program, values)
		if muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("%s: code %q", name, muster.CodeOf(err))
			continue
		}
		for _, want := range v.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is not in: %v", name, want, err)
			}
		}
	}
}
