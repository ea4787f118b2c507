package circom

import (
	"encoding/binary"
	"errors"

	"github.com/muster-zk/muster"
)

// The parts of a wasm module that are looked at.
const (
	wasmImports = 2
	wasmExports = 7
	wasmCode    = 10
	wasmFunc    = 0 // kind of an import or an export
)

var errWasm = errors.New("it is cut off or malformed")

// WitnessSize returns how many wires the witness has that a program of circom
// makes. It is what the function getWitnessSize returns, which circom 2 writes
// as a constant; ok is false where it can't be read off. What is no wasm is
// CodeInvalid.
func WitnessSize(wasm []byte) (size int, ok bool, err error) {
	if len(wasm) < 8 || string(wasm[:8]) != "\x00asm\x01\x00\x00\x00" {
		return 0, false, muster.Errorf(muster.CodeInvalid, "no wasm file: it does not begin as one")
	}
	size, ok, err = witnessSize(module{b: wasm[8:]})
	if err != nil {
		return 0, false, muster.Errorf(muster.CodeInvalid, "wasm file: %w", err)
	}
	return size, ok, nil
}

func witnessSize(m module) (int, bool, error) {
	imported, wanted := 0, -1
	for len(m.b) > 0 && m.err == nil {
		id, body := m.byte(), module{b: m.bytes(int(m.unsigned()))}
		switch id {
		case wasmImports:
			for range body.count() {
				body.name()
				body.name()
				kind := body.byte()
				if kind == wasmFunc {
					imported++
				}
				body.importType(kind)
			}
		case wasmExports:
			for range body.count() {
				name := body.name()
				kind, index := body.byte(), int(body.unsigned())
				if kind == wasmFunc && name == "getWitnessSize" {
					wanted = index - imported
				}
			}
		case wasmCode:
			for i := range body.count() {
				code := module{b: body.bytes(int(body.unsigned()))}
				if i == wanted {
					n, ok := code.constant()
					return n, ok, errors.Join(m.err, body.err)
				}
			}
		}
		m.err = errors.Join(m.err, body.err)
	}
	return 0, false, m.err
}

// module reads a wasm module. After the first error all that is read is zero.
type module struct {
	b   []byte
	err error
}

func (m *module) bytes(n int) []byte {
	if n < 0 || n > len(m.b) {
		m.err, m.b = errWasm, nil
		return nil
	}
	b := m.b[:n]
	m.b = m.b[n:]
	return b
}

func (m *module) byte() byte {
	if b := m.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// unsigned reads a number of at most 32 bits.
func (m *module) unsigned() uint32 {
	v, n := binary.Uvarint(m.b[:min(len(m.b), 5)])
	if n <= 0 || v > 1<<32-1 {
		m.err, m.b = errWasm, nil
		return 0
	}
	m.b = m.b[n:]
	return uint32(v)
}

// count reads the length of a list, each of whose items has a byte at least.
func (m *module) count() int {
	n := m.unsigned()
	if uint64(n) > uint64(len(m.b)) {
		m.err, m.b = errWasm, nil
		return 0
	}
	return int(n)
}

func (m *module) name() string { return string(m.bytes(int(m.unsigned()))) }

// importType reads what an import is of.
func (m *module) importType(kind byte) {
	switch kind {
	case wasmFunc:
		m.unsigned()
	case 1: // table
		m.byte()
		m.limits()
	case 2: // memory
		m.limits()
	case 3: // global
		m.bytes(2)
	default:
		m.err, m.b = errWasm, nil
	}
}

func (m *module) limits() {
	flags := m.byte()
	m.unsigned()
	if flags&1 != 0 {
		m.unsigned()
	}
}

// constant returns the number that a function's body is, where it is no more
// than that: no locals, i32.const, end.
func (m *module) constant() (int, bool) {
	const i32const, end = 0x41, 0x0b
	if m.byte() != 0 || m.byte() != i32const {
		return 0, false
	}
	n, shift := int64(0), 0
	for {
		b := m.byte()
		n |= int64(b&0x7f) << shift
		if shift += 7; b&0x80 == 0 || shift > 35 {
			if b&0x40 != 0 {
				n -= 1 << shift
			}
			break
		}
	}
	return int(n), m.byte() == end && m.err == nil && n > 0
}
