package ownership

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster/rollup/circuits"
)

func TestX(t *testing.T) {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &Circuit{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(ccs.GetNbConstraints(), ccs.GetNbPublicVariables())
	var sk, bl fr.Element
	sk.SetRandom()
	bl.SetRandom()
	cm := circuits.NoteCommitment(circuits.NoteOwner(sk), 77, bl)
	c := Assign([3]fr.Element{cm, circuits.Nullifier(sk, cm, 5), circuits.BlindedProxy(sk, cm, 5)}, sk, bl, 77, 5)
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	if err := ccs.IsSolved(w); err != nil {
		t.Fatal(err)
	}
}
