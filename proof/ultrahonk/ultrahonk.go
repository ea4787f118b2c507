package ultrahonk

import (
	"context"
	"os"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/cache"
)

const (
	// System is what statements call these proofs.
	System = "ultrahonk"
	// Curve is the only one they are on, by gnark's name.
	Curve = "bn254"
)

// Options of New.
type Options struct {
	// BB finds the program. Its error says what to install; it becomes
	// CodeUnavailable, where it is not CodeUnsupported.
	BB func() (string, error)
	// Dir is where the files of a verification are made; empty means the
	// system's folder for temporary files.
	Dir string
}

// Verifier implements proof.System. It is safe for concurrent use: at most as
// many programs as there are processors run at once, and no two share a file.
type Verifier struct {
	keys *cache.Keys[Key]
	tool tool
}

var _ proof.System = (*Verifier)(nil)

// New returns a verifier that finds its keys in the registry. Nothing is run
// before the first proof.
func New(keys proof.VerifyingKeys, opts Options) *Verifier {
	if opts.Dir == "" {
		opts.Dir = os.TempDir()
	}
	return &Verifier{
		keys: cache.New(keys, func(_ ecc.ID, b []byte) (Key, error) { return DecodeKey(b) }),
		tool: tool{find: opts.BB, dir: opts.Dir, slots: make(chan struct{}, runtime.GOMAXPROCS(0))},
	}
}

// Name implements proof.System.
func (*Verifier) Name() string { return System }

// Verify implements muster.Verifier. A statement that no proof could hold for
// is CodeInvalid; a proof that could not be checked, for want of bb or by a
// fault of its, is CodeUnavailable or CodeUnsupported.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	switch {
	case s.System != System:
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not %s", s.System, System)
	case s.Curve != Curve:
		return muster.Errorf(muster.CodeInvalid, "curve %.40q: proofs of %s are on %s", s.Curve, System, Curve)
	case s.Target != "":
		return muster.Errorf(muster.CodeInvalid, "target %.40q: proofs of %s have none, no contract of ours verifies them", s.Target, System)
	}
	key, err := v.keys.Get(ctx, s.Circuit, ecc.BN254)
	if err != nil {
		return err
	}
	public, err := proof.DecodePublic(ecc.BN254, s.Public)
	if err != nil {
		return err
	}
	if len(public) != key.Public {
		return muster.Errorf(muster.CodeInvalid, "statement has %d public inputs, circuit %s has %d", len(public), s.Circuit.Short(), key.Public)
	}
	if err := checkProof(key, encoded); err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "ultrahonk proof: %w", err)
	}
	return v.tool.verify(ctx, claim{key: key.bytes, public: s.Public[publicHeader:], proof: encoded})
}

// publicHeader is the length of a public witness's header; behind it are the
// numbers as bb has them in its file.
const publicHeader = 12
