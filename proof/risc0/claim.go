package risc0

import (
	"encoding/binary"

	"github.com/muster-zk/muster"
)

// The ways in which a program's run ends.
const (
	Halted uint32 = 0 // for good
	Paused uint32 = 1 // it can be resumed from the state it left
)

// publicSize is the length of an encoded claim in bytes.
const publicSize = 4*32 + 2*4

// Claim is what a receipt proves. It depends on no other receipts: RISC Zero's
// conditional receipts are to be resolved before.
type Claim struct {
	ImageID [32]byte      // the program: the digest of its memory before the run
	Journal muster.Digest // SHA-256 of what the program made public
	Input   [32]byte      // digest of public input; all zero, as RISC Zero's host leaves it
	Post    [32]byte      // digest of the state it left
	System  uint32        // how it ended: Halted or Paused
	User    uint32        // the program's own exit code
}

// Success is the claim that a program halted with exit code 0 and this journal.
func Success(imageID [32]byte, journal []byte) Claim {
	return Claim{ImageID: imageID, Journal: muster.DigestOf(journal), Post: halted()}
}

// halted is the digest of the state that a program leaves when it halts: no
// memory, program counter 0.
func halted() [32]byte {
	return tagged("risc0.SystemState", []muster.Digest{{}}, 0)
}

// Digest returns RISC Zero's digest of the claim.
func (c Claim) Digest() muster.Digest {
	// The second digest is of the assumptions: there are none.
	output := tagged("risc0.Output", []muster.Digest{c.Journal, {}})
	return tagged("risc0.ReceiptClaim", []muster.Digest{c.Input, c.ImageID, c.Post, output}, c.System, c.User)
}

// Public encodes the claim for Statement.Public: image id, journal, input and
// post state, then both exit codes, big endian.
func (c Claim) Public() []byte {
	b := make([]byte, 0, publicSize)
	for _, d := range [][32]byte{c.ImageID, c.Journal, c.Input, c.Post} {
		b = append(b, d[:]...)
	}
	b = binary.BigEndian.AppendUint32(b, c.System)
	return binary.BigEndian.AppendUint32(b, c.User)
}

// DecodeClaim reads what Claim.Public gives. Another length, or an end that
// leaves no journal, is CodeInvalid.
func DecodeClaim(b []byte) (Claim, error) {
	if len(b) != publicSize {
		return Claim{}, muster.Errorf(muster.CodeInvalid, "claim of a RISC Zero receipt: %d bytes, expected %d", len(b), publicSize)
	}
	c := Claim{
		ImageID: [32]byte(b[:32]), Journal: muster.Digest(b[32:64]), Input: [32]byte(b[64:96]), Post: [32]byte(b[96:128]),
		System: binary.BigEndian.Uint32(b[128:]), User: binary.BigEndian.Uint32(b[132:]),
	}
	return c, c.check()
}

func (c Claim) check() error {
	if c.System != Halted && c.System != Paused {
		return muster.Errorf(muster.CodeInvalid, "claim of a RISC Zero receipt: system exit code %d, expected %d (halted) or %d (paused)", c.System, Halted, Paused)
	}
	return nil
}
