package contracts_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/keys/devsetup"
)

// powers proves knowledge of X with Public[i] = X^(i+1).
type powers struct {
	X      frontend.Variable
	Public []frontend.Variable `gnark:",public"`

	commit func(api frontend.API, c *powers) []frontend.Variable
}

func (c *powers) Define(api frontend.API) error {
	power := frontend.Variable(1)
	for i := range c.Public {
		power = api.Mul(power, c.X)
		api.AssertIsEqual(power, c.Public[i])
	}
	if c.commit == nil {
		return nil
	}
	commitment, err := api.(frontend.Committer).Commit(c.commit(api, c)...)
	if err != nil {
		return err
	}
	api.AssertIsDifferent(commitment, 0)
	return nil
}

func toPrivate(api frontend.API, c *powers) []frontend.Variable {
	return []frontend.Variable{c.X, api.Mul(c.X, 7)}
}

func toPublicToo(_ frontend.API, c *powers) []frontend.Variable {
	return []frontend.Variable{c.X, c.Public[2], c.Public[5]}
}

func toPrivateOnly(_ frontend.API, c *powers) []frontend.Variable {
	return []frontend.Variable{c.X}
}

// proven is a circuit's key with a proof and its public witness.
type proven struct {
	vk             groth16.VerifyingKey
	proof, witness []byte
}

func prove(t testing.TB, publics int, commit func(frontend.API, *powers) []frontend.Variable, opts ...backend.ProverOption) proven {
	t.Helper()
	field := ecc.BN254.ScalarField()
	ccs, err := frontend.Compile(field, r1cs.NewBuilder, &powers{Public: make([]frontend.Variable, publics), commit: commit})
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := devsetup.UnsafeSetup(t.Context(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	assignment := &powers{X: 3, Public: make([]frontend.Variable, publics)}
	for i, power := 0, 3; i < publics; i, power = i+1, power*3 {
		assignment.Public[i] = power
	}
	witness, err := frontend.NewWitness(assignment, field)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(ccs, pk, witness, opts...)
	if err != nil {
		t.Fatal(err)
	}
	public, err := witness.Public()
	if err != nil {
		t.Fatal(err)
	}
	publicBytes, err := public.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := proof.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	return proven{vk, raw.Bytes(), publicBytes}
}

var forSolidity = solidity.WithProverTargetSolidityVerifier(backend.GROTH16)

// verifierOf deploys a key's verifier.
func verifierOf(t *testing.T, d deployer, vk groth16.VerifyingKey) common.Address {
	t.Helper()
	key, err := contracts.KeyOf(vk)
	if err != nil {
		t.Fatal(err)
	}
	at, err := d.deploy(key)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// accept has a verifier take a proof in a transaction, and returns its receipt.
func (d deployer) accept(at common.Address, c contracts.Call) *types.Receipt {
	d.t.Helper()
	tx, err := bind.Transact(bind.NewBoundContract(at, abi.ABI{}, d.chain.Client(), d.chain.Client(), d.chain.Client()), d.account, c.PackAccept())
	if err != nil {
		d.t.Fatal(err)
	}
	d.chain.Commit()
	r, err := d.chain.Client().TransactionReceipt(d.t.Context(), tx.Hash())
	if err != nil || r.Status != types.ReceiptStatusSuccessful {
		d.t.Fatalf("%+v, %v", r, err)
	}
	return r
}

func TestProofsOfAllShapesAreAccepted(t *testing.T) {
	d := newDeployer(t)
	for _, tt := range []struct {
		name    string
		publics int
		commit  func(frontend.API, *powers) []frontend.Variable
		size    int    // of the proof, bytes
		gas     uint64 // most
	}{
		{"seven inputs, one commitment", 7, toPrivate, 388, 400_000},
		{"eight inputs, one commitment", 8, toPrivate, 388, 400_000},
		{"a commitment to inputs", 7, toPublicToo, 388, 400_000},
		{"no commitment", 7, nil, 324, 270_000},
		{"one input", 1, nil, 324, 230_000},
		{"no input", 0, toPrivateOnly, 388, 340_000},
	} {
		p := prove(t, tt.publics, tt.commit, forSolidity)
		if len(p.proof) != tt.size {
			t.Errorf("%s: proof of %d bytes", tt.name, len(p.proof))
		}
		call, err := contracts.CallOf(p.proof, p.witness)
		if err != nil {
			t.Fatal(err)
		}
		r := d.accept(verifierOf(t, d, p.vk), call)
		t.Logf("%s: %d gas", tt.name, r.GasUsed)
		if r.GasUsed > tt.gas || r.GasUsed < 100_000 {
			t.Errorf("%s: %d gas, expected at most %d", tt.name, r.GasUsed, tt.gas)
		}
		e, err := contracts.NewGroth16Verifier().UnpackProofAcceptedEvent(r.Logs[0])
		if err != nil {
			t.Fatal(err)
		}
		if want := crypto.Keccak256Hash(p.witness[12:]); e.PublicInputsHash != want {
			t.Errorf("%s: the event is about inputs %x, not %s", tt.name, e.PublicInputsHash, want)
		}
	}
}

func TestProofsThatDoNotHoldAreRefused(t *testing.T) {
	committed, plain := prove(t, 7, toPublicToo, forSolidity), prove(t, 7, nil, forSolidity)
	other := prove(t, 7, toPublicToo, forSolidity)
	longer := prove(t, 8, toPrivate, forSolidity)
	recursive := prove(t, 7, toPublicToo) // hashes its commitment in another way
	flip := func(b []byte, at int) []byte {
		changed := bytes.Clone(b)
		changed[at] ^= 1
		return changed
	}
	swap := func(b []byte, at int, with []byte) []byte {
		changed := bytes.Clone(b)
		copy(changed[at:], with)
		return changed
	}
	order := ecc.BN254.ScalarField().Bytes()

	tests := []struct {
		name    string
		key     groth16.VerifyingKey
		proof   []byte
		witness []byte
		want    string
	}{
		{"A off the curve", committed.vk, flip(committed.proof, 63), committed.witness, "ProofInvalid"},
		{"B off the curve", committed.vk, flip(committed.proof, 191), committed.witness, "ProofInvalid"},
		{"C off the curve", committed.vk, flip(committed.proof, 255), committed.witness, "ProofInvalid"},
		{"another proof's A", committed.vk, swap(committed.proof, 0, other.proof[:64]), committed.witness, "ProofInvalid"},
		{"another proof's B", committed.vk, swap(committed.proof, 64, other.proof[64:192]), committed.witness, "ProofInvalid"},
		{"another proof's C", committed.vk, swap(committed.proof, 192, other.proof[192:256]), committed.witness, "ProofInvalid"},
		{"commitment off the curve", committed.vk, flip(committed.proof, 323), committed.witness, "CommitmentInvalid"},
		{"another proof's commitment", committed.vk, swap(committed.proof, 260, other.proof[260:324]), committed.witness, "CommitmentInvalid"},
		{"proof of knowledge off the curve", committed.vk, flip(committed.proof, 387), committed.witness, "CommitmentInvalid"},
		{"another proof's proof of knowledge", committed.vk, swap(committed.proof, 324, other.proof[324:]), committed.witness, "CommitmentInvalid"},
		{"no commitment and no proof of knowledge", committed.vk, swap(committed.proof, 260, make([]byte, 128)), committed.witness, "ProofInvalid"},
		{"another key", other.vk, committed.proof, committed.witness, "CommitmentInvalid"},
		{"one input more", committed.vk, committed.proof, longer.witness, "WrongInputCount"},
		{"one input less", longer.vk, longer.proof, committed.witness, "WrongInputCount"},
		{"an input that is the order", committed.vk, committed.proof, swap(committed.witness, 12+32*3, order), "PublicInputNotInField"},
		{"the largest input word", committed.vk, committed.proof, swap(committed.witness, 12+32*6, bytes.Repeat([]byte{0xff}, 32)), "PublicInputNotInField"},
		{"a commitment where none is due", plain.vk, committed.proof, committed.witness, "CommitmentInvalid"},
		{"no commitment where one is due", committed.vk, plain.proof, plain.witness, "ProofInvalid"},
		{"A of a plain proof", plain.vk, swap(plain.proof, 0, committed.proof[:64]), plain.witness, "ProofInvalid"},
		{"a proof made to be folded", recursive.vk, recursive.proof, recursive.witness, "ProofInvalid"},
	}
	for i := range 7 { // every public input, covered by the commitment or not
		tests = append(tests, tests[0])
		last := &tests[len(tests)-1]
		last.name, last.proof, last.witness = "another input", committed.proof, flip(committed.witness, 12+32*i+31)
	}
	d := newDeployer(t)
	verifiers := map[groth16.VerifyingKey]common.Address{}
	for _, tt := range tests {
		at, ok := verifiers[tt.key]
		if !ok {
			at = verifierOf(t, d, tt.key)
			verifiers[tt.key] = at
		}
		call, err := contracts.CallOf(tt.proof, tt.witness)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		_, err = d.chain.Client().CallContract(t.Context(), ethereum.CallMsg{To: &at, Data: call.PackAccept()}, nil)
		if revert := contracts.RevertOf(err); revert == nil || revert.Name != tt.want {
			t.Errorf("%s: %v, expected %s", tt.name, err, tt.want)
		}
	}
}

func TestProofsThatCanNotBeReadAreRefused(t *testing.T) {
	p := prove(t, 7, toPrivate, forSolidity)
	badHead := bytes.Clone(p.witness)
	badHead[7] = 1
	tests := []struct {
		name           string
		proof, witness []byte
	}{
		{"no proof", nil, p.witness},
		{"a proof cut short", p.proof[:387], p.witness},
		{"a proof with a byte more", append(bytes.Clone(p.proof), 0), p.witness},
		{"two commitments", func() []byte { b := bytes.Clone(p.proof); b[259] = 2; return b }(), p.witness},
		{"no witness", p.proof, nil},
		{"a witness cut short", p.proof, p.witness[:len(p.witness)-1]},
		{"a witness with secrets", p.proof, badHead},
	}
	for _, tt := range tests {
		if _, err := contracts.CallOf(tt.proof, tt.witness); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}
