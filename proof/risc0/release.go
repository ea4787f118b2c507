package risc0

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// Selector begins a seal and tells its release.
type Selector [4]byte

// String returns eight hexadecimal digits.
func (s Selector) String() string { return hex.EncodeToString(s[:]) }

// fake begins what RISC Zero's dev mode makes in place of a seal.
var fake = Selector{0xff, 0xff, 0xff, 0xff}

// Release is a version of RISC Zero's circuits.
type Release struct {
	// Name is the version of receipts, as RISC Zero's verifier contracts have
	// it. Versions of its other parts count on their own.
	Name string
	// ControlRoot is the root over the recursion circuits that were allowed.
	ControlRoot [32]byte
	// ControlID is of the circuit that the proof wraps: a scalar, big endian.
	ControlID [32]byte
	// Advisory names what is published about a fault by which a false claim can
	// be proven, "" where nothing is known.
	Advisory string
}

// Selector returns how seals of the release begin under a key of this digest,
// see [Key.Digest].
func (r Release) Selector(key muster.Digest) Selector {
	parameters := tagged("risc0.Groth16ReceiptVerifierParameters", []muster.Digest{
		r.ControlRoot, muster.Digest(reversed(r.ControlID[:])), key,
	})
	return Selector(parameters[:4])
}

// inputs returns the release's public inputs: the control root's two before,
// the control id behind those of the claim.
func (r Release) inputs() (before [2]*big.Int, behind *big.Int) {
	return halves(r.ControlRoot), new(big.Int).SetBytes(r.ControlID[:])
}

// halves returns a digest as two public inputs.
func halves(d [32]byte) [2]*big.Int {
	return [2]*big.Int{new(big.Int).SetBytes(reversed(d[:16])), new(big.Int).SetBytes(reversed(d[16:]))}
}

// Pins are what a verifier trusts.
type Pins struct {
	// Key is the verifying key, by RISC Zero's own digest of it.
	Key muster.Digest
	// Releases are those whose seals are believed.
	Releases []Release
}

// The control id since 1.2.
const publishedControlID = "04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0"

// Published returns what RISC Zero has published: its key and the releases from
// 2.0 to 5.0. Two of them have an advisory, see [Pins.Sound].
func Published() Pins {
	release := func(name, controlRoot, advisory string) Release {
		return Release{Name: name, ControlRoot: constant(controlRoot), ControlID: constant(publishedControlID), Advisory: advisory}
	}
	return Pins{
		Key: constant("21c5fdd9b4d576b17581f50b755482ba7a2134a3b5186e8e454acfa1f69511ab"),
		Releases: []Release{
			release("2.0", "539032186827b06719244873b17b2d4c122e2d02cfb1994fe958b2523b844576", "GHSA-g3qg-6746-3mg9"),
			release("2.1", "884389273e128b32475b334dec75ee619b77cb33d41c332021fe7e44c746ee60", "GHSA-f6rc-24x4-ppxp"),
			release("2.2", "ce52bf56033842021af3cf6db8a50d1b7535c125a34f1a22c6fdcf002c5a1529", ""),
			release("3.0", "a54dc85ac99f851c92d7c96d7318af41dbe7c0194edfcc37eb4d422a998c1f56", ""),
			release("5.0.0-rc.1", "b1f64013f70bbb386a8b3a3d63552c5cb5ea4a549ec7fb1ecc2a031dbf488167", ""),
		},
	}
}

// constant reads a digest written in this file.
func constant(digits string) muster.Digest {
	d, err := muster.ParseDigest(digits)
	if err != nil {
		panic(fmt.Sprintf("risc0: constant: %v", err))
	}
	return d
}

// Sound returns the pins without the releases that have an advisory.
func (p Pins) Sound() Pins {
	p.Releases = slices.DeleteFunc(slices.Clone(p.Releases), func(r Release) bool { return r.Advisory != "" })
	return p
}

// Only returns the pins with these releases alone. One that the pins do not
// have is CodeInvalid.
func (p Pins) Only(names ...string) (Pins, error) {
	var some []Release
	for _, name := range names {
		i := slices.IndexFunc(p.Releases, func(r Release) bool { return r.Name == name })
		if i < 0 {
			return Pins{}, muster.InvalidField("release", "one of "+p.names(), name)
		}
		some = append(some, p.Releases[i])
	}
	p.Releases = some
	return p, nil
}

// names lists the releases with their selectors, for errors.
func (p Pins) names() string {
	if len(p.Releases) == 0 {
		return "none"
	}
	names := make([]string, len(p.Releases))
	for i, r := range p.Releases {
		names[i] = fmt.Sprintf("%s (%s)", r.Name, r.Selector(p.Key))
	}
	return strings.Join(names, ", ")
}

// find returns the release of a selector. The error says which releases are
// believed, and what is known of one that is not.
func (p Pins) find(s Selector) (Release, error) {
	for _, r := range p.Releases {
		if r.Selector(p.Key) == s {
			return r, nil
		}
	}
	if s == fake {
		return Release{}, fmt.Errorf("selector %s: made in dev mode, it proves nothing", s)
	}
	published := Published()
	for _, r := range published.Releases {
		if r.Selector(published.Key) != s {
			continue
		}
		why := ""
		if r.Advisory != "" {
			why = ", it has the advisory " + r.Advisory
		}
		return Release{}, fmt.Errorf("selector %s: release %s is not accepted here%s; accepted: %s", s, r.Name, why, p.names())
	}
	return Release{}, fmt.Errorf("selector %s: no release that is known; accepted: %s", s, p.names())
}
