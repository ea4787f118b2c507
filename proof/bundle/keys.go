package bundle

import (
	"context"
	"slices"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/set"
)

// keys is a registry of the keys that a bundle brings, by the digest of their
// bytes.
type keys map[muster.Digest]key

type key struct {
	curve string
	bytes []byte
}

// VerifyingKey implements proof.VerifyingKeys.
func (k keys) VerifyingKey(_ context.Context, circuit muster.Digest) (string, []byte, error) {
	found, ok := k[circuit]
	if !ok {
		return "", nil, muster.Errorf(muster.CodeNotFound, "no circuit %s in this proof file", circuit)
	}
	return found.curve, found.bytes, nil
}

// keysOf collects the keys for the circuits that a bundle's proof is about. A
// circuit that is not trusted, a set's proof without its key and a key that
// nothing asks for are CodeInvalidProof.
func keysOf(p muster.FinalProof, o Options) (keys, error) {
	trusted := func(s muster.Statement) error {
		if len(o.TrustedKeys) > 0 && !slices.Contains(o.TrustedKeys, s.Circuit) {
			return muster.Errorf(muster.CodeInvalidProof, "it is for circuit %s, trusted is %s", s.Circuit, listed(o.TrustedKeys))
		}
		return nil
	}
	if p.Statement.System != set.System {
		if len(p.Keys) > 0 {
			return nil, muster.Errorf(muster.CodeInvalidProof, "it brings %d keys beside its own, and is no set", len(p.Keys))
		}
		return keys{p.Statement.Circuit: {p.Statement.Curve, p.VerifyingKey}}, trusted(p.Statement)
	}
	children, err := set.Decode(p.Proof)
	if err != nil {
		return nil, err
	}
	brought := make(map[muster.Digest][]byte, len(p.Keys))
	for _, b := range p.Keys {
		brought[muster.DigestOf(b)] = b
	}
	k := make(keys)
	for _, c := range children {
		s := c.Statement
		if s.System == mock.System {
			if !o.AllowMock {
				return nil, muster.Errorf(muster.CodeInvalidProof, "a proof in it was made by the mock prover and proves nothing")
			}
			continue
		}
		if err := trusted(s); err != nil {
			return nil, err
		}
		b, ok := brought[s.Circuit]
		if !ok {
			return nil, muster.Errorf(muster.CodeInvalidProof, "it has a proof for circuit %s and does not bring that key", s.Circuit)
		}
		if _, known := k[s.Circuit]; !known {
			k[s.Circuit] = key{s.Curve, b}
		}
	}
	if len(k) != len(p.Keys) {
		return nil, muster.Errorf(muster.CodeInvalidProof, "it brings %d keys, and its proofs are of %d circuits", len(p.Keys), len(k))
	}
	return k, nil
}

func listed(digests []muster.Digest) string {
	if len(digests) == 1 {
		return digests[0].String()
	}
	text := "one of"
	for _, d := range digests {
		text += " " + d.String()
	}
	return text
}
