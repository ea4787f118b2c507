package registry

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Of CBOR (RFC 8949) what gnark writes: definite lengths only.

// Major types.
const (
	cborUint  = 0
	cborBytes = 2
	cborText  = 3
	cborArray = 4
	cborMap   = 5
	cborTag   = 6
)

// cborDepth is how deep items may be nested.
const cborDepth = 64

var errCBOR = errors.New("not as gnark encodes it")

// cborHead reads the head of an item: its major type and its number, which is
// a value, a length or a count.
func cborHead(r *bufio.Reader) (major byte, n uint64, err error) {
	first, err := r.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	major, info := first>>5, first&0x1f
	if info < 24 {
		return major, uint64(info), nil
	}
	if info > 27 {
		return 0, 0, errCBOR
	}
	var b [8]byte
	size := 1 << (info - 24)
	if _, err := io.ReadFull(r, b[8-size:]); err != nil {
		return 0, 0, err
	}
	return major, binary.BigEndian.Uint64(b[:]), nil
}

// cborSkip steps over an item, however long, without keeping it. Every item has
// a byte at least, so a false count ends with the bytes.
func cborSkip(r *bufio.Reader, depth int) error {
	if depth > cborDepth {
		return errCBOR
	}
	major, n, err := cborHead(r)
	if err != nil {
		return err
	}
	items := uint64(0)
	switch major {
	case cborBytes, cborText:
		return skip(r, n)
	case cborArray:
		items = n
	case cborMap:
		if n > 1<<62 {
			return errCBOR
		}
		items = 2 * n
	case cborTag:
		items = 1
	}
	for range items {
		if err := cborSkip(r, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// cborString reads a text of at most most bytes.
func cborString(r *bufio.Reader, most int) (string, error) {
	major, n, err := cborHead(r)
	if err != nil {
		return "", err
	}
	if major != cborText || n > uint64(most) {
		return "", errCBOR
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	return string(b), nil
}

// cborNumber reads a number from 0 up.
func cborNumber(r *bufio.Reader) (uint64, error) {
	major, n, err := cborHead(r)
	if err == nil && major != cborUint {
		err = errCBOR
	}
	return n, err
}

// cborLength reads the length of an array and steps over the array. An absent
// one is empty.
func cborLength(r *bufio.Reader) (uint64, error) {
	const null = 7<<5 | 22
	if next, err := r.Peek(1); err != nil {
		return 0, err
	} else if next[0] == null {
		_, err := r.ReadByte()
		return 0, err
	}
	major, n, err := cborHead(r)
	if err != nil {
		return 0, err
	}
	if major != cborArray {
		return 0, errCBOR
	}
	for range n {
		if err := cborSkip(r, 1); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// skip discards n bytes.
func skip(r *bufio.Reader, n uint64) error {
	if n > 1<<62 {
		return io.ErrUnexpectedEOF
	}
	_, err := io.CopyN(io.Discard, r, int64(n))
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}
