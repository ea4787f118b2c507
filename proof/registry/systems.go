package registry

import (
	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/guard"
	"github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// Systems returns the proof systems that are verified without any other
// program, with their keys from the registry. Receipts of RISC Zero are believed
// of releases without a published fault.
func Systems(keys proof.VerifyingKeys) []proof.System {
	return []proof.System{
		groth16.New(keys), groth16.NewSHA256(keys), plonk.New(keys), sp1.New(sp1.Groth16, keys), sp1.New(sp1.PLONK, keys),
		risc0.New(keys, risc0.Published().Sound()),
	}
}

// Key checks the verifying key of a circuit that is to be registered, and
// returns the circuit with what the key says of it: its number of public inputs
// where the system counts them, the release where it is one's.
type Key func(c muster.Circuit, key []byte) (muster.Circuit, error)

// PureKeys are the checks of Systems, by the systems' names.
func PureKeys() map[string]Key {
	groth16Key := fieldKey(func(curve ecc.ID, b []byte) (int, error) {
		k, err := groth16.DecodeKey(curve, b)
		return k.Public, err
	})
	return map[string]Key{
		groth16.System: groth16Key, groth16.SHA256System: groth16Key,
		plonk.System: fieldKey(func(curve ecc.ID, b []byte) (int, error) {
			k, err := plonk.DecodeKey(curve, b)
			return k.Public, err
		}),
		sp1.Groth16: sp1Key, sp1.PLONK: sp1Key,
		risc0.System: risc0Key,
	}
}

// fieldKey checks a key whose circuit's public inputs are scalars of its curve.
// Decode may panic.
func fieldKey(decode func(curve ecc.ID, b []byte) (int, error)) Key {
	return func(c muster.Circuit, key []byte) (muster.Circuit, error) {
		curve, err := proof.ParseCurve(c.Curve)
		if err != nil {
			return c, err
		}
		var public int
		err = guard.Run(func() (err error) {
			public, err = decode(curve, key)
			return err
		})
		if err != nil {
			return c, muster.Errorf(muster.CodeInvalid, "verifying_key: no key of %s on %s: %w", c.System, c.Curve, err)
		}
		return counted(c, public)
	}
}

// counted compares the number of public inputs with what was said of it.
func counted(c muster.Circuit, public int) (muster.Circuit, error) {
	if c.Public != 0 && c.Public != public {
		return c, muster.Errorf(muster.CodeInvalid, "public: the circuit is said to have %d public inputs, its verifying key has %d", c.Public, public)
	}
	c.Public = public
	return c, nil
}

// UltraHonkKey checks verifying keys of Noir's proofs where bb, which verifies
// them, is found.
func UltraHonkKey(bb func() (string, error)) Key {
	check := fieldKey(func(_ ecc.ID, b []byte) (int, error) {
		k, err := ultrahonk.DecodeKey(b)
		return k.Public, err
	})
	return func(c muster.Circuit, key []byte) (muster.Circuit, error) {
		if err := onBN254(&c); err != nil {
			return c, err
		}
		if _, err := bb(); err != nil {
			return c, muster.Errorf(muster.CodeUnsupported, "system: proofs of %s are verified by bb, which this coordinator does not have: %w", c.System, err)
		}
		return check(c, key)
	}
}

func sp1Key(c muster.Circuit, key []byte) (muster.Circuit, error) {
	if err := onBN254(&c); err != nil {
		return c, err
	}
	k, err := sp1.ParseKey(key)
	if err != nil {
		return c, err
	}
	if k.Release.System != c.System {
		return c, muster.Errorf(muster.CodeInvalid, "verifying_key: it is of %s, the circuit of %s", k.Release, c.System)
	}
	return released(c, k.Release.String())
}

func risc0Key(c muster.Circuit, key []byte) (muster.Circuit, error) {
	if err := onBN254(&c); err != nil {
		return c, err
	}
	_, err := risc0.Published().Sound().DecodeKey(key)
	return c, err
}

// onBN254 sets the curve where it is not told.
func onBN254(c *muster.Circuit) error {
	if c.Curve == "" {
		c.Curve = ecc.BN254.String()
	}
	if c.Curve != ecc.BN254.String() {
		return muster.Errorf(muster.CodeInvalid, "curve: proofs of %s are on bn254, the circuit says %.40q", c.System, c.Curve)
	}
	return nil
}

func released(c muster.Circuit, release string) (muster.Circuit, error) {
	if c.Release != "" && c.Release != release {
		return c, muster.Errorf(muster.CodeInvalid, "release: the circuit says %.64q, its verifying key is of %s", c.Release, release)
	}
	c.Release = release
	return c, nil
}
