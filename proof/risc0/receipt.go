package risc0

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/muster-zk/muster"
)

// maxReceiptFile is the most a receipt's file may have, in bytes. Nearly all of
// it is the journal, in hexadecimal.
const maxReceiptFile = 32 << 20

// Receipt is a seal with what it is said to prove.
type Receipt struct {
	Seal    []byte
	Journal []byte
	ImageID [32]byte
}

// ReadReceipt reads a receipt from JSON with the fields seal, journal and
// imageId in hexadecimal, as RISC Zero's contracts have theirs for tests. It
// verifies nothing. Errors: CodeTooLarge, CodeInvalid.
func ReadReceipt(file []byte) (Receipt, error) {
	if len(file) > maxReceiptFile {
		return Receipt{}, muster.Errorf(muster.CodeTooLarge, "RISC Zero receipt: %d bytes, at most %d", len(file), maxReceiptFile)
	}
	var text struct {
		Seal    *string `json:"seal"`
		Journal *string `json:"journal"`
		ImageID *string `json:"imageId"`
	}
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&text); err != nil {
		return Receipt{}, muster.Errorf(muster.CodeInvalid, "RISC Zero receipt: expected JSON with seal, journal and imageId: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Receipt{}, muster.Errorf(muster.CodeInvalid, "RISC Zero receipt: more behind its end")
	}
	var r Receipt
	var err error
	if r.Seal, err = fromHex("seal", text.Seal); err != nil {
		return Receipt{}, err
	}
	if len(r.Seal) != SealSize {
		return Receipt{}, muster.Errorf(muster.CodeInvalid, "RISC Zero receipt: seal of %d bytes, expected %d", len(r.Seal), SealSize)
	}
	if r.Journal, err = fromHex("journal", text.Journal); err != nil {
		return Receipt{}, err
	}
	id, err := fromHex("imageId", text.ImageID)
	if err != nil {
		return Receipt{}, err
	}
	if copy(r.ImageID[:], id) != len(r.ImageID) || len(id) != len(r.ImageID) {
		return Receipt{}, muster.Errorf(muster.CodeInvalid, "RISC Zero receipt: image id of %d bytes, expected %d", len(id), len(r.ImageID))
	}
	return r, nil
}

func fromHex(field string, text *string) ([]byte, error) {
	if text == nil {
		return nil, muster.InvalidField(field, "hexadecimal digits", "")
	}
	b, err := hex.DecodeString(strings.TrimPrefix(*text, "0x"))
	if err != nil {
		return nil, muster.InvalidField(field, "hexadecimal digits", *text)
	}
	return b, nil
}
