package risc0_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
)

func TestClaim(t *testing.T) {
	c := risc0.Success(image, journal)
	// The digest of a halted program's state, as in RISC Zero's contracts.
	if got, want := hex.EncodeToString(c.Post[:]), "a3acc27117418996340b84e5a90f3ef4c49d22c79e44aad822ec9c313e1eb8e2"; got != want {
		t.Errorf("post state %s, expected %s", got, want)
	}
	c.Input, c.System, c.User = muster.DigestOf(nil), risc0.Paused, 1<<31
	again, err := risc0.DecodeClaim(c.Public())
	if err != nil || again != c {
		t.Errorf("%+v, %v", again, err)
	}
	for i := range c.Public() {
		changed, err := risc0.DecodeClaim(changed(c.Public(), i, 0x10))
		if err == nil && changed.Digest() == c.Digest() {
			t.Errorf("byte %d does not count", i)
		}
	}
}

func TestReadReceipt(t *testing.T) {
	seal := hex.EncodeToString(make([]byte, risc0.SealSize))
	id := hex.EncodeToString(image[:])
	file := func(seal, journal, id any) []byte {
		b, err := json.Marshal(map[string]any{"seal": seal, "journal": journal, "imageId": id})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, b := range [][]byte{file(seal, "6162", id), file("0x"+seal, "0x6162", "0x"+id)} {
		r, err := risc0.ReadReceipt(b)
		if err != nil || len(r.Seal) != risc0.SealSize || string(r.Journal) != "ab" || r.ImageID != image {
			t.Errorf("%+v, %v", r, err)
		}
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "null": []byte("null"), "a list": []byte("[]"), "no field": []byte("{}"), "another field": []byte(`{"inner": {}}`),
		"more behind": append(file(seal, "", id), '}'), "no seal": file(nil, "", id), "no journal": file(seal, nil, id), "no image id": file(seal, "", nil),
		"a short seal": file(seal[2:], "", id), "a long image id": file(seal, "", id+"00"), "a short image id": file(seal, "", id[2:]),
		"not hexadecimal": file(seal, "xy", id), "half a byte": file(seal, "a", id), "a number": file(seal, 1, id),
	} {
		if _, err := risc0.ReadReceipt(b); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := risc0.ReadReceipt(make([]byte, 33<<20)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("33 MiB: %v", err)
	}
}
