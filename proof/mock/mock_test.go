package mock

import (
	"bytes"
	"testing"

	"github.com/muster-zk/muster"
)

func TestVerify(t *testing.T) {
	s := muster.Statement{System: System, Curve: "c", Circuit: muster.DigestOf([]byte("circuit")), Public: []byte("public"), Target: "t"}
	p := Prove(s)
	if err := (Verifier{}).Verify(t.Context(), s, p); err != nil {
		t.Errorf("valid: %v", err)
	}
	if !bytes.Contains(p, []byte("PROVES NOTHING")) {
		t.Error("it does not say what it is")
	}
	for name, change := range map[string]func(*muster.Statement){
		"circuit": func(s *muster.Statement) { s.Circuit[0]++ },
		"public":  func(s *muster.Statement) { s.Public = []byte("publik") },
		"target":  func(s *muster.Statement) { s.Target = "" },
		"curve":   func(s *muster.Statement) { s.Curve = "" },
		"border":  func(s *muster.Statement) { s.Curve, s.Public = "cp", []byte("ublic") },
	} {
		other := s
		change(&other)
		if err := (Verifier{}).Verify(t.Context(), other, p); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("another %s: %v", name, err)
		}
	}
	for _, bad := range [][]byte{nil, p[:len(p)-1], append(bytes.Clone(p), 0), make([]byte, len(p))} {
		if err := (Verifier{}).Verify(t.Context(), s, bad); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	s.System = "groth16"
	if err := (Verifier{}).Verify(t.Context(), s, Prove(s)); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("a statement of another system: %v", err)
	}
}
