package sp1

import (
	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/guard"
	"github.com/muster-zk/muster/proof/plonk"
)

// maxKeyBytes is the most a verifying key's file may have. A PLONK key has 34 kB.
const maxKeyBytes = 64 << 10

// Key is a verifying key of SP1. It is safe for concurrent use.
type Key struct {
	Release Release

	groth16 groth16.Key
	plonk   plonk.Key
}

// ParseKey reads a verifying key's file, such as groth16_vk.bin, which has to be
// the key of one of the releases. Without any, those of Releases are taken.
// Another key is CodeUnsupported; one that is too long CodeTooLarge; a release
// whose key can't be what it says CodeInvalid.
func ParseKey(b []byte, releases ...Release) (*Key, error) {
	if len(b) > maxKeyBytes {
		return nil, muster.Errorf(muster.CodeTooLarge, "verifying key of SP1: %d bytes, at most %d", len(b), maxKeyBytes)
	}
	if len(releases) == 0 {
		releases = known
	}
	digest := muster.DigestOf(b)
	for _, r := range releases {
		if r.Key == digest {
			return decodeKey(b, r)
		}
	}
	for _, r := range releases {
		if digestSelector := [4]byte(digest[:4]); digestSelector == r.Selector() {
			return nil, muster.Errorf(muster.CodeUnsupported, "verifying key has the selector of %s, and is another: SHA-256 %s, expected %s", r, digest, r.Key)
		}
	}
	return nil, muster.Errorf(muster.CodeUnsupported, "verifying key of %d bytes with SHA-256 %s is of %s", len(b), digest, describe(digest[:4]))
}

func decodeKey(b []byte, r Release) (*Key, error) {
	k := &Key{Release: r}
	var public, commitments int
	err := guard.Run(func() (err error) {
		switch r.System {
		case Groth16:
			k.groth16, err = groth16.DecodeKey(ecc.BN254, b)
			public, commitments = k.groth16.Public, k.groth16.Commitments
		case PLONK:
			k.plonk, err = plonk.DecodeKey(ecc.BN254, b)
			public = k.plonk.Public
		default:
			err = muster.Errorf(muster.CodeInvalid, "expected proof system %s or %s, got %.40q", Groth16, PLONK, r.System)
		}
		return err
	})
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "verifying key of %s: %w", r, err)
	}
	if public != r.inputs() || commitments != 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "verifying key of %s: %d public inputs and %d commitments, expected %d and 0",
			r, public, commitments, r.inputs())
	}
	return k, nil
}
