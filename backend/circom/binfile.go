package circom

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/snarkjs"
)

const (
	// maxSections is more than any file of circom's or snarkjs's has.
	maxSections = 64
	// maxSection is the most bytes of a section that is read into memory: that
	// of the points of 65,536 public inputs has 4 MiB.
	maxSection = 8 << 20
)

// sections finds the sections of a file in the form that circom and snarkjs
// share: four letters, a version, the number of sections, and for each its
// number, its length and its bytes.
func sections(r io.ReaderAt, size int64, what string) (map[uint32]*io.SectionReader, error) {
	var head [12]byte
	if _, err := r.ReadAt(head[:], 0); err != nil || string(head[:4]) != what {
		return nil, muster.Errorf(muster.CodeInvalid, "no %s file: it does not begin with %q", what, what)
	}
	n := binary.LittleEndian.Uint32(head[8:])
	if n > maxSections {
		return nil, muster.Errorf(muster.CodeInvalid, "%s file with %d sections, at most %d", what, n, maxSections)
	}
	all := make(map[uint32]*io.SectionReader)
	at := int64(len(head))
	for range n {
		var b [12]byte
		if _, err := r.ReadAt(b[:], at); err != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "%s file ends in its list of sections", what)
		}
		id, length := binary.LittleEndian.Uint32(b[:]), binary.LittleEndian.Uint64(b[4:])
		at += int64(len(b))
		if length > uint64(size-at) {
			return nil, muster.Errorf(muster.CodeInvalid, "%s file of %d bytes: section %d has %d bytes from %d", what, size, id, length, at)
		}
		if all[id] != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "%s file has section %d twice", what, id)
		}
		all[id] = io.NewSectionReader(r, at, int64(length))
		at += int64(length)
	}
	if at != size {
		return nil, muster.Errorf(muster.CodeInvalid, "%s file has %d bytes behind its sections", what, size-at)
	}
	return all, nil
}

// fields reads a section from its beginning. After the first error all that is
// read is zero.
type fields struct {
	b   []byte
	err error
}

func section(all map[uint32]*io.SectionReader, id uint32, what string) *fields {
	s := all[id]
	if s == nil {
		return &fields{err: muster.Errorf(muster.CodeInvalid, "%s: section %d is missing", what, id)}
	}
	if s.Size() > maxSection {
		return &fields{err: muster.Errorf(muster.CodeTooLarge, "%s: section %d has %d bytes, at most %d", what, id, s.Size(), maxSection)}
	}
	b := make([]byte, s.Size())
	if _, err := io.ReadFull(s, b); err != nil {
		return &fields{err: fmt.Errorf("read section %d of a %s file: %w", id, what, err)}
	}
	return &fields{b: b}
}

func (f *fields) bytes(n int) []byte {
	if f.err == nil && len(f.b) < n {
		f.err = muster.Errorf(muster.CodeInvalid, "a section ends too early")
	}
	if f.err != nil {
		return make([]byte, n)
	}
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

func (f *fields) uint32() uint32 { return binary.LittleEndian.Uint32(f.bytes(4)) }
func (f *fields) uint64() uint64 { return binary.LittleEndian.Uint64(f.bytes(8)) }

// prime reads the length of a prime and the prime, which has to be the given
// one.
func (f *fields) prime(want *big.Int, what string) {
	n := f.uint32()
	if f.err == nil && (n == 0 || n > 128 || n%8 != 0) {
		f.err = muster.Errorf(muster.CodeInvalid, "%s of %d bytes", what, n)
	}
	if f.err != nil {
		return
	}
	p := new(big.Int).SetBytes(reversed(f.bytes(int(n))))
	if f.err == nil && p.Cmp(want) != 0 {
		f.err = muster.Errorf(muster.CodeUnsupported, "%s is %s, that of bn128 (BN254) is %s", what, p, want)
	}
}

func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	return out
}

// element reads a coordinate: four little-endian words of its Montgomery form,
// which is gnark's own.
func (f *fields) element(e *fp.Element) {
	b := f.bytes(fp.Bytes)
	if f.err == nil && new(big.Int).SetBytes(reversed(b)).Cmp(ecc.BN254.BaseField()) >= 0 {
		f.err = muster.Errorf(muster.CodeInvalid, "a coordinate is not less than the field's order")
	}
	for i := range e {
		e[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
}

func (f *fields) pointG1() (p bn254.G1Affine) {
	f.element(&p.X)
	f.element(&p.Y)
	if f.err == nil && !p.IsOnCurve() {
		f.err = muster.Errorf(muster.CodeInvalid, "a point is not on BN254")
	}
	return p
}

func (f *fields) pointG2() (p bn254.G2Affine) {
	for _, e := range []*fp.Element{&p.X.A0, &p.X.A1, &p.Y.A0, &p.Y.A1} {
		f.element(e)
	}
	if f.err == nil && (!p.IsOnCurve() || !p.IsInSubGroup()) {
		f.err = muster.Errorf(muster.CodeInvalid, "a point is not in the subgroup of BN254's twist")
	}
	return p
}

// ZKey is what a proving key says of its circuit.
type ZKey struct {
	Wires int // variables, the constant 1 among them
	Key   *snarkjs.Key
}

// ReadZKey reads the head of a zkey and the verification key in it. The points
// by which proofs are made are not read. A zkey of another protocol or curve is
// CodeUnsupported, all else that is wrong CodeInvalid.
func ReadZKey(r io.ReaderAt, size int64) (*ZKey, error) {
	all, err := sections(r, size, "zkey")
	if err != nil {
		return nil, err
	}
	f := section(all, 1, "zkey")
	protocol := f.uint32()
	if f.err != nil {
		return nil, f.err
	}
	if name, ok := map[uint32]string{2: "plonk", 10: "fflonk"}[protocol]; ok || protocol != 1 {
		return nil, muster.Errorf(muster.CodeUnsupported, "zkey of protocol %d %s: muster proves groth16 with snarkjs only", protocol, name)
	}
	f = section(all, 2, "zkey")
	f.prime(ecc.BN254.BaseField(), "base field of the zkey")
	f.prime(ecc.BN254.ScalarField(), "scalar field of the zkey")
	wires, public, _ := f.uint32(), f.uint32(), f.uint32()
	k := &snarkjs.Key{Alpha: f.pointG1()}
	f.pointG1() // β in G1
	k.Beta, k.Gamma = f.pointG2(), f.pointG2()
	f.pointG1() // δ in G1
	k.Delta = f.pointG2()
	if f.err != nil {
		return nil, fmt.Errorf("zkey: %w", f.err)
	}
	if points := all[3]; points == nil || public > 1<<16 || points.Size() != int64(public+1)*2*fp.Bytes {
		return nil, muster.Errorf(muster.CodeInvalid, "zkey: %d public signals do not fit the section of their points", public)
	}
	f = section(all, 3, "zkey")
	for range public + 1 {
		k.IC = append(k.IC, f.pointG1())
	}
	if f.err != nil {
		return nil, fmt.Errorf("zkey: %w", f.err)
	}
	if err := k.Check(); err != nil {
		return nil, fmt.Errorf("zkey: %w", err)
	}
	return &ZKey{Wires: int(wires), Key: k}, nil
}

// R1CS is what a constraint system says of its circuit.
type R1CS struct{ Wires, Public, Constraints int }

// ReadR1CS reads the head of an r1cs file, with the errors of ReadZKey.
func ReadR1CS(r io.ReaderAt, size int64) (R1CS, error) {
	all, err := sections(r, size, "r1cs")
	if err != nil {
		return R1CS{}, err
	}
	f := section(all, 1, "r1cs")
	f.prime(ecc.BN254.ScalarField(), "field of the r1cs")
	wires, outputs, inputs := f.uint32(), f.uint32(), f.uint32()
	f.uint32() // private inputs
	f.uint64() // labels
	constraints := f.uint32()
	if f.err != nil {
		return R1CS{}, fmt.Errorf("r1cs: %w", f.err)
	}
	return R1CS{Wires: int(wires), Public: int(outputs) + int(inputs), Constraints: int(constraints)}, nil
}
