package set

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/muster-zk/muster"
)

// System is what statements call sets.
const System = "set"

const (
	magic = "muster set 1\n"
	// mostText bounds the names in a child's statement, in bytes.
	mostText = 64
	// MostChildren is the most children of one set.
	MostChildren = 1 << 16
	// MostBytes is the most bytes of one set.
	MostBytes = 1 << 30
	// leastChild is what a child takes at least.
	leastChild = 3 + len(muster.Digest{}) + 4 + 4
)

// Key stands where other systems have a verifying key: it names the format.
func Key() []byte { return []byte(magic) }

// Circuit is the built-in circuit of sets.
func Circuit() muster.CircuitFiles {
	return muster.CircuitFiles{
		Name: System, System: System,
		VerifyingKey: muster.Artifact{Digest: muster.DigestOf(Key()), Size: int64(len(magic))},
	}
}

// Child is a proof in a set with what it proves.
type Child struct {
	Statement muster.Statement
	Proof     []byte
}

// Public returns the public input of the set of these statements, in this
// order. CodeInvalid where they can't be in a set.
func Public(children []muster.Statement) ([]byte, error) {
	if len(children) == 0 || len(children) > MostChildren {
		return nil, muster.Errorf(muster.CodeInvalid, "a set of %d proofs: expected 1 to %d", len(children), MostChildren)
	}
	h := sha256.New()
	h.Write([]byte(magic))
	h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(children))))
	for i, s := range children {
		if err := check(s); err != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "proof %d of a set: %w", i, err)
		}
		h.Write(appendStatement(nil, s))
	}
	return h.Sum(nil), nil
}

// check refuses statements that a set can't hold.
func check(s muster.Statement) error {
	if s.System == System || s.System == "" {
		return fmt.Errorf("its system is %q: expected one of proofs, and no set", s.System)
	}
	for _, text := range []string{s.System, s.Curve, s.Target} {
		if len(text) > mostText {
			return fmt.Errorf("%.20q… has %d bytes, at most %d", text, len(text), mostText)
		}
	}
	if len(s.Public) > MostBytes {
		return fmt.Errorf("public inputs of %d bytes", len(s.Public))
	}
	return nil
}

func appendStatement(b []byte, s muster.Statement) []byte {
	for _, text := range []string{s.System, s.Curve, s.Target} {
		b = append(append(b, byte(len(text))), text...)
	}
	b = append(b, s.Circuit[:]...)
	return appendBytes(b, s.Public)
}

func appendBytes(b, what []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(what))), what...)
}

// Encode returns the proof of a set. Children that can't be in one are
// CodeInvalid, too large ones CodeTooLarge.
func Encode(children []Child) ([]byte, error) {
	if len(children) == 0 || len(children) > MostChildren {
		return nil, muster.Errorf(muster.CodeInvalid, "a set of %d proofs: expected 1 to %d", len(children), MostChildren)
	}
	size := len(magic) + 4
	for i, c := range children {
		if err := check(c.Statement); err != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "proof %d of a set: %w", i, err)
		}
		s := c.Statement
		size += leastChild + len(s.System) + len(s.Curve) + len(s.Target) + len(s.Public) + len(c.Proof)
		if size > MostBytes {
			return nil, muster.Errorf(muster.CodeTooLarge, "a set of %d proofs: more than %d bytes", len(children), MostBytes)
		}
	}
	b := make([]byte, 0, size)
	b = append(b, magic...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(children)))
	for _, c := range children {
		b = appendBytes(appendStatement(b, c.Statement), c.Proof)
	}
	return b, nil
}

// Decode reads what Encode gives and nothing else. The children's bytes are
// those of the encoding, not copies. All else is CodeInvalidProof.
func Decode(b []byte) ([]Child, error) {
	if len(b) > MostBytes {
		return nil, muster.Errorf(muster.CodeInvalidProof, "set of %d bytes, at most %d", len(b), MostBytes)
	}
	rest, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok {
		return nil, muster.Errorf(muster.CodeInvalidProof, "it does not begin as a set does")
	}
	r := &reader{b: rest}
	n := r.uint32()
	if n == 0 || n > MostChildren || int64(n)*int64(leastChild) > int64(len(r.b)) {
		return nil, muster.Errorf(muster.CodeInvalidProof, "set of %d proofs in %d bytes", n, len(b))
	}
	children := make([]Child, n)
	for i := range children {
		c := &children[i]
		c.Statement.System, c.Statement.Curve, c.Statement.Target = r.text(), r.text(), r.text()
		copy(c.Statement.Circuit[:], r.take(len(c.Statement.Circuit)))
		c.Statement.Public = r.bytes()
		c.Proof = r.bytes()
		if r.short {
			return nil, muster.Errorf(muster.CodeInvalidProof, "the set ends in its proof %d of %d", i, n)
		}
		if err := check(c.Statement); err != nil {
			return nil, muster.Errorf(muster.CodeInvalidProof, "proof %d of the set: %w", i, err)
		}
	}
	if len(r.b) != 0 {
		return nil, muster.Errorf(muster.CodeInvalidProof, "%d bytes behind the set", len(r.b))
	}
	return children, nil
}

// Circuits returns the circuits of a set's children, each once, in the order in
// which they come first. Whoever verifies the set needs their verifying keys.
func Circuits(encoded []byte) ([]muster.Digest, error) {
	children, err := Decode(encoded)
	if err != nil {
		return nil, err
	}
	seen := make(map[muster.Digest]bool)
	var circuits []muster.Digest
	for _, c := range children {
		if !seen[c.Statement.Circuit] {
			seen[c.Statement.Circuit] = true
			circuits = append(circuits, c.Statement.Circuit)
		}
	}
	return circuits, nil
}

// reader steps over an encoding; short says that it ended too early.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n > len(r.b) {
		r.short = true
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) text() string {
	if n := r.take(1); n != nil {
		return string(r.take(int(n[0])))
	}
	return ""
}

func (r *reader) bytes() []byte {
	n := r.uint32()
	if uint64(n) > uint64(len(r.b)) {
		r.short = true
		return nil
	}
	return r.take(int(n))
}
