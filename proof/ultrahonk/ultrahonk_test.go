package ultrahonk_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// bb skips the test where it is not installed, and fails it in CI.
func bb(t testing.TB) func() (string, error) {
	t.Helper()
	if _, err := noir.BB(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, NOTHING IS VERIFIED: %v (or: make tools)", err)
	}
	return noir.BB
}

func file(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// vector is proof i of testdata/transfers, two batches of examples/noir that
// bb 5.0.0 has proven.
func vector(t testing.TB, i int) (s muster.Statement, key, proof []byte) {
	t.Helper()
	const dir = "testdata/transfers"
	key = file(t, dir, "vk")
	s = muster.Statement{
		System: ultrahonk.System, Curve: "bn254", Circuit: muster.DigestOf(key), Public: file(t, dir, fmt.Sprint("public", i)),
	}
	return s, key, file(t, dir, fmt.Sprint("proof", i))
}

// square is the control's statement, a circuit with one public input.
func square(t testing.TB) (s muster.Statement, key, proof []byte) {
	t.Helper()
	key = file(t, "control", "vk")
	public := binary.BigEndian.AppendUint32(nil, 1)
	public = append(public, 0, 0, 0, 0, 0, 0, 0, 1)
	s = muster.Statement{
		System: ultrahonk.System, Curve: "bn254", Circuit: muster.DigestOf(key), Public: append(public, file(t, "control", "public_inputs")...),
	}
	return s, key, file(t, "control", "proof")
}

func TestVectors(t *testing.T) {
	s, key, p := vector(t, 0)
	other, _, second := vector(t, 1)
	foreign, foreignKey, third := square(t)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	keys.Set(foreign.Circuit, "bn254", foreignKey)
	cut := key[:len(key)-1]
	keys.Set(muster.DigestOf(cut), "bn254", cut)
	moved := bytes.Clone(key)
	moved[len(moved)-1] ^= 1 // off the curve
	keys.Set(muster.DigestOf(moved), "bn254", moved)
	// A key of the same form whose points are in another order.
	turned := bytes.Clone(key)
	copy(turned[96:160], key[160:224])
	copy(turned[160:224], key[96:160])
	keys.Set(muster.DigestOf(turned), "bn254", turned)
	damaged := muster.DigestOf([]byte("another key"))
	keys.Set(damaged, "bn254", key)
	elsewhere := muster.DigestOf([]byte("on another curve"))
	keys.Set(elsewhere, "bls12_377", []byte("on another curve"))

	with := func(change func(*muster.Statement)) muster.Statement {
		changed := s
		changed.Public = bytes.Clone(s.Public)
		change(&changed)
		return changed
	}
	of := func(circuit muster.Digest) muster.Statement {
		return with(func(s *muster.Statement) { s.Circuit = circuit })
	}
	type vector struct {
		name      string
		statement muster.Statement
		proof     []byte
		want      muster.Code
	}
	vectors := []vector{
		{"valid", s, p, ""},
		{"another valid one", other, second, ""},
		{"of another circuit", foreign, third, ""},
		{"another batch's proof", s, second, muster.CodeInvalidProof},
		{"another circuit's proof", s, third, muster.CodeInvalidProof},
		{"wrong key", with(func(s *muster.Statement) { s.Circuit, s.Public = foreign.Circuit, foreign.Public }), p, muster.CodeInvalidProof},
		{"wrong key of the same form", of(muster.DigestOf(turned)), p, muster.CodeInvalidProof},
		{"nothing", s, nil, muster.CodeInvalidProof},
		{"zeroes", s, make([]byte, len(p)), muster.CodeInvalidProof},
		{"ones", s, bytes.Repeat([]byte{0xff}, len(p)), muster.CodeInvalidProof},
		{"truncated by a byte", s, p[:len(p)-1], muster.CodeInvalidProof},
		{"truncated by a number", s, p[:len(p)-32], muster.CodeInvalidProof},
		{"half", s, p[:len(p)/64*32], muster.CodeInvalidProof},
		{"a byte behind", s, append(bytes.Clone(p), 0), muster.CodeInvalidProof},
		{"a megabyte behind", s, append(bytes.Clone(p), make([]byte, 1<<20)...), muster.CodeInvalidProof},
		{"with the public inputs in front", s, append(bytes.Clone(s.Public[12:]), p...), muster.CodeInvalidProof},
		{"wrong public input", with(func(s *muster.Statement) { s.Public[43] ^= 1 }), p, muster.CodeInvalidProof},
		{"swapped public inputs", with(func(c *muster.Statement) {
			copy(c.Public[12:44], s.Public[44:76])
			copy(c.Public[44:76], s.Public[12:44])
		}), p, muster.CodeInvalidProof},
		{"public input over the modulus", with(func(s *muster.Statement) {
			v := new(big.Int).SetBytes(s.Public[12:44])
			v.Add(v, ecc.BN254.ScalarField()).FillBytes(s.Public[12:44])
		}), p, muster.CodeInvalid},
		{"public inputs cut", with(func(s *muster.Statement) { s.Public = s.Public[:len(s.Public)-1] }), p, muster.CodeInvalid},
		{"no public inputs", with(func(s *muster.Statement) { s.Public = nil }), p, muster.CodeInvalid},
		{"other count", with(func(s *muster.Statement) { s.Public = foreign.Public }), p, muster.CodeInvalid},
		{"unknown key", of(muster.DigestOf(nil)), p, muster.CodeNotFound},
		{"key cut", of(muster.DigestOf(cut)), p, muster.CodeInternal},
		{"key off the curve", of(muster.DigestOf(moved)), p, muster.CodeInternal},
		{"key that is another", of(damaged), p, muster.CodeInternal},
		{"key on another curve", of(elsewhere), p, muster.CodeInternal},
		{"wrong curve", with(func(s *muster.Statement) { s.Curve = "bls12_377" }), p, muster.CodeInvalid},
		{"no curve", with(func(s *muster.Statement) { s.Curve = "" }), p, muster.CodeInvalid},
		{"for a contract", with(func(s *muster.Statement) { s.Target = muster.TargetSolidity }), p, muster.CodeInvalid},
		{"another system", with(func(s *muster.Statement) { s.System = "groth16" }), p, muster.CodeUnsupported},
	}
	// Every number of the proof: changed a little, made another's, and in a
	// second encoding. Few of them reach bb, which takes 20 ms for each.
	step := 8
	if os.Getenv("MUSTER_SLOW") != "" {
		step = 1
	}
	for i := 0; i < len(p); i += 32 {
		again := bytes.Clone(p)
		v := new(big.Int).SetBytes(p[i : i+32])
		v.Add(v, ecc.BN254.ScalarField()).FillBytes(again[i : i+32])
		vectors = append(vectors, vector{fmt.Sprintf("number %d over the modulus", i/32), s, again, muster.CodeInvalidProof})
		if i/32%step != 0 {
			continue
		}
		changed := bytes.Clone(p)
		changed[i+31] ^= 1
		vectors = append(vectors, vector{fmt.Sprintf("a bit of number %d", i/32), s, changed, muster.CodeInvalidProof})
		swapped := bytes.Clone(p)
		copy(swapped[i:i+32], p[(i+32)%len(p):])
		if !bytes.Equal(swapped, p) {
			vectors = append(vectors, vector{fmt.Sprintf("number %d by its neighbour", i/32), s, swapped, muster.CodeInvalidProof})
		}
	}
	v := ultrahonk.New(keys, ultrahonk.Options{BB: bb(t), Dir: t.TempDir()})
	for _, c := range vectors {
		err := v.Verify(t.Context(), c.statement, c.proof)
		if got := muster.CodeOf(err); got != c.want {
			t.Errorf("%s: code %q, expected %q (%v)", c.name, got, c.want, err)
		}
	}
}

// stand writes a program that takes bb's place.
func stand(t *testing.T, script string) func() (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bb")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return func() (string, error) { return path, nil }
}

// honest is a script that knows the control and nothing else: it tells the true
// one by its last byte.
const honest = `[ "$1" = verify ] || exit 9
n=$(wc -c <public_inputs)
if [ "$n" = 32 ]; then
  case "$(od -An -tu1 -j31 public_inputs | tr -d ' ')" in
  9) echo 'Proof verified successfully' >&2; exit 0 ;;
  *) echo 'Proof verification failed' >&2; exit 1 ;;
  esac
fi
`

// TestProgramsThatAreNoVerifier: whatever bb does, a proof is valid only when it
// says so in the right words, and refused only when it is surely the proof.
func TestProgramsThatAreNoVerifier(t *testing.T) {
	s, key, p := vector(t, 0)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	for name, c := range map[string]struct {
		script string
		want   muster.Code
		says   string
	}{
		"says yes to all":      {"echo 'Proof verified successfully' >&2", muster.CodeUnavailable, "no verifier"},
		"says nothing":         {"exit 0", muster.CodeUnavailable, "status 0"},
		"says no to all":       {"echo 'Proof verification failed' >&2; exit 1", muster.CodeUnavailable, "about one that holds"},
		"fails":                {"echo 'no such library' >&2; exit 127", muster.CodeUnavailable, "no such library"},
		"fails in other words": {"echo 'usage: bb' >&2; exit 1", muster.CodeUnavailable, "usage: bb"},
		"is killed":            {"kill -9 $$", muster.CodeUnavailable, "signal 9"},
		"crashes on the proof": {honest + "kill -11 $$", muster.CodeUnavailable, "signal 11"},
		"starves on the proof": {honest + "echo 'std::bad_alloc' >&2; exit 1", muster.CodeUnavailable, "memory"},
		"says both":            {honest + "echo 'Proof verified successfully' >&2; exit 1", muster.CodeUnavailable, "status 1"},
		"leaves with another":  {honest + "echo 'Proof verified successfully' >&2; exit 2", muster.CodeUnavailable, "status 2"},
		"says it and leaves 0": {honest + "echo 'Proof verification failed' >&2; exit 0", muster.CodeUnavailable, "status 0"},
		"floods":               {honest + "head -c 1000000 /dev/zero", muster.CodeUnavailable, "output"},
		"refuses":              {honest + "echo 'Proof verification failed' >&2; exit 1", muster.CodeInvalidProof, "verification failed"},
		"refuses in own words": {honest + "echo 'Deserialized point is not on the curve' >&2; exit 1", muster.CodeInvalidProof, "not on the curve"},
		"accepts":              {honest + "echo 'Proof verified successfully' >&2; exit 0", "", ""},
	} {
		v := ultrahonk.New(keys, ultrahonk.Options{BB: stand(t, c.script), Dir: t.TempDir()})
		for range 2 {
			err := v.Verify(t.Context(), s, p)
			if got := muster.CodeOf(err); got != c.want || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: code %q, expected %q with %q (%v)", name, got, c.want, c.says, err)
			}
		}
	}
}

func TestNoProgram(t *testing.T) {
	s, key, p := vector(t, 0)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	for want, find := range map[muster.Code]func() (string, error){
		muster.CodeUnavailable: func() (string, error) {
			return "", muster.Errorf(muster.CodeNotFound, "run `muster backend install noir`")
		},
		muster.CodeUnsupported: func() (string, error) { return "", muster.Errorf(muster.CodeUnsupported, "no bb for plan9") },
	} {
		v := ultrahonk.New(keys, ultrahonk.Options{BB: find})
		if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != want {
			t.Errorf("%v, expected %s", err, want)
		}
		// What can be known without it is.
		if err := v.Verify(t.Context(), s, p[1:]); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("a truncated proof: %v", err)
		}
	}
	v := ultrahonk.New(keys, ultrahonk.Options{BB: func() (string, error) { return filepath.Join(t.TempDir(), "none"), nil }})
	if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != muster.CodeUnavailable || !strings.Contains(err.Error(), "backend install noir") {
		t.Errorf("a path that leads nowhere: %v", err)
	}
}

// TestVerificationIsStopped: a hanging bb ends with the context.
func TestVerificationIsStopped(t *testing.T) {
	s, key, p := vector(t, 0)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	begun := filepath.Join(t.TempDir(), "begun")
	if err := syscall.Mkfifo(begun, 0o600); err != nil {
		t.Fatal(err)
	}
	v := ultrahonk.New(keys, ultrahonk.Options{BB: stand(t, honest+"echo >"+begun+"; exec sleep 600"), Dir: t.TempDir()})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.Verify(ctx, s, p) }()
	if _, err := os.ReadFile(begun); err != nil { // until it is written
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// TestNothingIsLeft: whatever the verdict, no file stays.
func TestNothingIsLeft(t *testing.T) {
	s, key, p := square(t)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	dir := t.TempDir()
	v := ultrahonk.New(keys, ultrahonk.Options{BB: stand(t, honest), Dir: dir})
	if err := v.Verify(t.Context(), s, p); err != nil {
		t.Error(err)
	}
	s.Public = append(s.Public[:len(s.Public)-1], 8)
	if err := v.Verify(t.Context(), s, p); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// BenchmarkVerify is one proof of 2^12 gates, with the start of bb.
func BenchmarkVerify(b *testing.B) {
	s, key, p := vector(b, 0)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	v := ultrahonk.New(keys, ultrahonk.Options{BB: bb(b)})
	for b.Loop() {
		if err := v.Verify(b.Context(), s, p); err != nil {
			b.Fatal(err)
		}
	}
}
