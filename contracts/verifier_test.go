package contracts_test

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/keys/devsetup"
)

// square proves X·X = Y and commits to X as often as told.
type square struct {
	X frontend.Variable
	Y frontend.Variable `gnark:",public"`

	Commitments int
}

func (s *square) Define(api frontend.API) error {
	for range s.Commitments {
		commitment, err := api.(frontend.Committer).Commit(s.X, s.Y)
		if err != nil {
			return err
		}
		api.AssertIsDifferent(commitment, 0)
	}
	api.AssertIsEqual(api.Mul(s.X, s.X), s.Y)
	return nil
}

func keyPair(t *testing.T, commitments int) (vk groth16.VerifyingKey, proof, witness []byte) {
	t.Helper()
	field := ecc.BN254.ScalarField()
	ccs, err := frontend.Compile(field, r1cs.NewBuilder, &square{Commitments: commitments})
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := devsetup.UnsafeSetup(t.Context(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	full, err := frontend.NewWitness(&square{X: 9, Y: 81}, field)
	if err != nil {
		t.Fatal(err)
	}
	made, err := groth16.Prove(ccs, pk, full, solidity.WithProverTargetSolidityVerifier(backend.GROTH16))
	if err != nil {
		t.Fatal(err)
	}
	public, err := full.Public()
	if err != nil {
		t.Fatal(err)
	}
	if witness, err = public.MarshalBinary(); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := made.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	return vk, raw.Bytes(), witness
}

// deployer deploys to a chain in this process.
type deployer struct {
	t       *testing.T
	chain   *simulated.Backend
	account *bind.TransactOpts
}

func newDeployer(t *testing.T) deployer {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	from := crypto.PubkeyToAddress(key.PublicKey)
	chain := simulated.NewBackend(types.GenesisAlloc{from: {Balance: new(big.Int).Mul(big.NewInt(100), big.NewInt(params.Ether))}})
	t.Cleanup(func() {
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	return deployer{t, chain, bind.NewKeyedTransactor(key, big.NewInt(1337))}
}

func (d deployer) deploy(key contracts.Key) (common.Address, error) {
	address, _, err := bind.DeployContract(d.account, common.FromHex(contracts.Groth16VerifierMetaData.Bin), d.chain.Client(), key.Constructor())
	d.chain.Commit()
	return address, err
}

func (d deployer) call(to common.Address, data []byte) []byte {
	d.t.Helper()
	answer, err := d.chain.Client().CallContract(d.t.Context(), ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer
}

func TestDeployedVerifierStatesItsKey(t *testing.T) {
	d := newDeployer(t)
	verifier := contracts.NewGroth16Verifier()
	for _, commitments := range []int{0, 1} {
		vk, proof, witness := keyPair(t, commitments)
		key, err := contracts.KeyOf(vk)
		if err != nil {
			t.Fatal(err)
		}
		at, err := d.deploy(key)
		if err != nil {
			t.Fatal(err)
		}
		hash, err := verifier.UnpackKeyHash(d.call(at, verifier.PackKeyHash()))
		if err != nil || hash != key.Hash() {
			t.Errorf("key hash %x (%v), expected %s", hash, err, key.Hash())
		}
		inputs, err := verifier.UnpackInputs(d.call(at, verifier.PackInputs()))
		if err != nil || inputs.Int64() != 1 {
			t.Errorf("%s inputs (%v)", inputs, err)
		}

		call, err := contracts.CallOf(proof, witness)
		if err != nil {
			t.Fatal(err)
		}
		d.call(at, call.PackVerify())
		for _, want := range []bool{true, false} {
			answer := d.call(at, verifier.PackVerifyProofView(call.Proof, call.Commitment, call.CommitmentPok, call.Inputs))
			if got, err := verifier.UnpackVerifyProofView(answer); err != nil || got != want {
				t.Errorf("the view says %v (%v) where %v is right", got, err, want)
			}
			call.Inputs[0] = big.NewInt(82)
		}
	}
}

func TestDeploymentRefusesBadKeys(t *testing.T) {
	d := newDeployer(t)
	vk, _, _ := keyPair(t, 1)
	good, err := contracts.KeyOf(vk)
	if err != nil {
		t.Fatal(err)
	}
	swap := func(i, j int) func(*contracts.Key) {
		return func(k *contracts.Key) { k.Words[i], k.Words[j] = k.Words[j], k.Words[i] }
	}
	set := func(i int, v *big.Int) func(*contracts.Key) {
		return func(k *contracts.Key) { k.Words[i] = v }
	}
	field := ecc.BN254.BaseField()
	tests := []struct {
		name  string
		spoil func(*contracts.Key)
	}{
		{"real and imaginary part of δ swapped", swap(0, 1)},
		{"coordinates of α swapped", swap(4, 5)},
		{"γ with another's coordinate", set(14, good.Words[8])},
		{"the commitment's base off the curve", set(24, big.NewInt(5))},
		{"K off the curve", set(28, big.NewInt(1))},
		{"a coordinate that is not reduced", func(k *contracts.Key) { k.Words[30] = new(big.Int).Add(k.Words[30], field) }},
		{"a gap that is filled", set(10, big.NewInt(1))},
		{"an index beyond the inputs", set(len(good.Words)-1, big.NewInt(1))},
		{"words missing", func(k *contracts.Key) { k.Words = k.Words[:30] }},
		{"two commitments", func(k *contracts.Key) { k.Commitments = 2 }},
		{"more inputs than points", func(k *contracts.Key) { k.Inputs = 3 }},
		{"too many inputs", func(k *contracts.Key) { k.Inputs = 1001 }},
		{"words left over without commitment", func(k *contracts.Key) { k.Commitments = 0 }},
	}
	for _, tt := range tests {
		key := contracts.Key{Inputs: good.Inputs, Commitments: good.Commitments, Words: slices.Clone(good.Words)}
		tt.spoil(&key)
		_, err := d.deploy(key)
		if revert := contracts.RevertOf(err); revert == nil || revert.Name != "KeyInvalid" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := d.deploy(good); err != nil {
		t.Errorf("the key itself: %v", err)
	}
}

func TestKeysThatDoNotFitAreRefused(t *testing.T) {
	vk, _, _ := keyPair(t, 2)
	if _, err := contracts.KeyOf(vk); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("two commitments: %v", err)
	}
	if _, err := contracts.KeyOf(groth16.NewVerifyingKey(ecc.BW6_761)); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("another curve: %v", err)
	}
	if _, err := contracts.KeyOf(groth16.NewVerifyingKey(ecc.BN254)); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("an empty key: %v", err)
	}
}

func FuzzCallOf(f *testing.F) {
	f.Add(make([]byte, 388), make([]byte, 12))
	f.Add(make([]byte, 324), []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 31: 1})
	f.Fuzz(func(t *testing.T, proof, witness []byte) {
		c, err := contracts.CallOf(proof, witness)
		if err != nil {
			return
		}
		if len(c.PackAccept()) != 4+32*(8+2+2+1+1+len(c.Inputs)) {
			t.Errorf("call of %d bytes for %d inputs", len(c.PackAccept()), len(c.Inputs))
		}
	})
}
