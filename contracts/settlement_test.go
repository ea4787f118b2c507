package contracts_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/keys/devsetup"
)

var settlement = contracts.NewSettlement()

// anyBatch proves that a secret is the sum of the public inputs, so that there
// is a proof for any inputs, and has one commitment as a real final proof.
type anyBatch struct {
	Inputs []frontend.Variable `gnark:",public"`
	Sum    frontend.Variable
}

func (c *anyBatch) Define(api frontend.API) error {
	commitment, err := api.(frontend.Committer).Commit(c.Sum, c.Inputs[0])
	if err != nil {
		return err
	}
	api.AssertIsDifferent(commitment, 0)
	var sum frontend.Variable = 0
	for _, in := range c.Inputs {
		sum = api.Add(sum, in)
	}
	api.AssertIsEqual(sum, c.Sum)
	return nil
}

// final is a circuit of final proofs, with its keys.
type final struct {
	inputs int
	ccs    constraint.ConstraintSystem
	pk     groth16.ProvingKey
	key    contracts.Key
}

func newFinal(t *testing.T, inputs int) final {
	t.Helper()
	return newFinalFrom(t, inputs, rand.Reader)
}

func newFinalFrom(t *testing.T, inputs int, random io.Reader) final {
	t.Helper()
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &anyBatch{Inputs: make([]frontend.Variable, inputs)})
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := devsetup.UnsafeSetup(t.Context(), ccs, random, nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := contracts.KeyOf(vk)
	if err != nil {
		t.Fatal(err)
	}
	return final{inputs, ccs, pk, key}
}

// batchInputs are the public inputs of a batch's final proof.
type batchInputs struct {
	before, after                 int64
	shieldedBefore, shieldedAfter int64
	withdrawals, hash, number     int64
	foldKey                       int64
}

func (b batchInputs) list(count int) []*big.Int {
	list := make([]*big.Int, 0, 8)
	for _, v := range []int64{b.before, b.after, b.shieldedBefore, b.shieldedAfter, b.withdrawals, b.hash, b.number, b.foldKey} {
		list = append(list, big.NewInt(v))
	}
	return list[:count]
}

func (f final) prove(t *testing.T, b batchInputs) contracts.Call {
	t.Helper()
	return f.proveInputs(t, b.list(f.inputs))
}

func (f final) proveInputs(t *testing.T, inputs []*big.Int) contracts.Call {
	t.Helper()
	assignment := &anyBatch{Inputs: make([]frontend.Variable, f.inputs)}
	sum := new(big.Int)
	for i, v := range inputs {
		assignment.Inputs[i] = v
		sum.Add(sum, v)
	}
	assignment.Sum = sum
	full, err := frontend.NewWitness(assignment, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	made, err := groth16.Prove(f.ccs, f.pk, full, solidity.WithProverTargetSolidityVerifier(backend.GROTH16))
	if err != nil {
		t.Fatal(err)
	}
	public, err := full.Public()
	if err != nil {
		t.Fatal(err)
	}
	witness, err := public.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := made.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	call, err := contracts.CallOf(raw.Bytes(), witness)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

// rollup is a Settlement with a verifier of plain and one of folded proofs.
type rollup struct {
	*chain
	at            common.Address
	plain, folded final
	plainVerifier common.Address
	foldVerifier  common.Address
}

var (
	version                   = contracts.ProtocolVersion(0, 29, 1)
	plainCircuit, foldCircuit = [32]byte{1}, [32]byte{2}
)

const foldKey = 77

func newRollup(t *testing.T) *rollup {
	t.Helper()
	r := &rollup{chain: newChain(t), plain: newFinal(t, 7), folded: newFinal(t, 8)}
	r.plainVerifier = r.deploy(contracts.Groth16VerifierCode(r.plain.key))
	r.foldVerifier = r.deploy(contracts.Groth16VerifierCode(r.folded.key))
	r.at = r.deploy(contracts.SettlementCode(root(10), root(20), addressOf("owner"), addressOf("submitter")))
	r.must("owner", settlement.PackSetVerifier(version, plainCircuit, r.plainVerifier, new(big.Int)))
	r.must("owner", settlement.PackSetVerifier(version, foldCircuit, r.foldVerifier, big.NewInt(foldKey)))
	return r
}

func root(v int64) [32]byte { return common.BigToHash(big.NewInt(v)) }

func (r *rollup) must(who string, data []byte) *types.Receipt {
	r.t.Helper()
	receipt, err := r.send(who, &r.at, data)
	if err != nil {
		r.t.Fatalf("%s: %v", who, err)
	}
	return receipt
}

func (r *rollup) state() (stateRoot, shieldedRoot [32]byte, last int64) {
	r.t.Helper()
	return read(r.chain, r.at, settlement.PackStateRoot(), settlement.UnpackStateRoot),
		read(r.chain, r.at, settlement.PackShieldedRoot(), settlement.UnpackShieldedRoot),
		read(r.chain, r.at, settlement.PackLastBatch(), settlement.UnpackLastBatch).Int64()
}

func (r *rollup) withdrawals(number int64) [32]byte {
	r.t.Helper()
	return read(r.chain, r.at, settlement.PackWithdrawalRoots(big.NewInt(number)), settlement.UnpackWithdrawalRoots)
}

func TestSettling(t *testing.T) {
	r := newRollup(t)
	tests := []struct {
		circuit [32]byte
		f       final
		batch   batchInputs
	}{
		{plainCircuit, r.plain, batchInputs{10, 11, 20, 20, 30, 40, 1, 0}},
		{foldCircuit, r.folded, batchInputs{11, 12, 20, 21, 31, 41, 2, foldKey}},
		{plainCircuit, r.plain, batchInputs{12, 12, 21, 21, 32, 42, 5, 0}}, // changes nothing; 3 and 4 are no batches of this rollup
	}
	for _, tt := range tests {
		receipt := r.must("submitter", tt.f.prove(t, tt.batch).PackSettle(version, tt.circuit))
		e := events(receipt, settlement.UnpackBatchSettledEvent)
		if len(e) != 1 || e[0].BatchNumber.Int64() != tt.batch.number || e[0].BatchHash != root(tt.batch.hash) || e[0].StateRoot != root(tt.batch.after) ||
			e[0].ShieldedRoot != root(tt.batch.shieldedAfter) || e[0].WithdrawalRoot != root(tt.batch.withdrawals) {
			t.Errorf("settled: %+v", e)
		}
		state, shielded, last := r.state()
		if state != root(tt.batch.after) || shielded != root(tt.batch.shieldedAfter) || last != tt.batch.number || r.withdrawals(tt.batch.number) != root(tt.batch.withdrawals) {
			t.Errorf("batch %d: roots %x and %x, last %d", tt.batch.number, state, shielded, last)
		}
	}
	if r.withdrawals(1) != root(30) || r.withdrawals(3) != [32]byte{} {
		t.Errorf("withdrawals %x of batch 1, %x of a batch that there is not", r.withdrawals(1), r.withdrawals(3))
	}
}

func TestSettlingIsRefused(t *testing.T) {
	r := newRollup(t)
	r.must("submitter", r.plain.prove(t, batchInputs{10, 11, 20, 20, 30, 40, 7, 0}).PackSettle(version, plainCircuit))
	r.must("submitter", r.plain.prove(t, batchInputs{11, 11, 20, 20, 30, 40, 8, 0}).PackSettle(version, plainCircuit))

	order := ecc.BN254.ScalarField()
	next := batchInputs{11, 12, 20, 21, 31, 41, 9, foldKey}
	good := r.plain.prove(t, next)
	with := func(edit func(*batchInputs)) contracts.Call {
		b := next
		edit(&b)
		return r.plain.prove(t, b)
	}
	// mutated changes one number of a good proof, where others share none.
	mutated := func(edit func(c *contracts.Call)) contracts.Call {
		c := good
		c.Inputs = append([]*big.Int(nil), good.Inputs...)
		edit(&c)
		return c
	}
	plus := func(v *big.Int, more *big.Int) *big.Int { return new(big.Int).Add(v, more) }
	folded := func(key int64) contracts.Call {
		b := next
		b.foldKey = key
		return r.folded.prove(t, b)
	}
	one := big.NewInt(1)
	type refusal struct {
		name    string
		who     string
		version *big.Int
		circuit [32]byte
		call    contracts.Call
		want    string
	}
	tests := []refusal{
		{"by a stranger", "stranger", version, plainCircuit, good, "OnlySettlerAllowed"},
		{"by the owner", "owner", version, plainCircuit, good, "OnlySettlerAllowed"},
		{"a protocol version without verifier", "submitter", contracts.ProtocolVersion(0, 29, 2), plainCircuit, good, "UnknownVerifier"},
		{"a circuit without verifier", "submitter", version, [32]byte{3}, good, "UnknownVerifier"},
		{"a plain proof for the folded circuit", "submitter", version, foldCircuit, good, "WrongInputCount"},
		{"a folded proof for the plain circuit", "submitter", version, plainCircuit, folded(foldKey), "WrongInputCount"},
		{"another fold key", "submitter", version, foldCircuit, folded(foldKey + 1), "FoldKeyMismatch"},
		{"from another state", "submitter", version, plainCircuit, with(func(b *batchInputs) { b.before = 10 }), "StateRootMismatch"},
		{"from another shielded state", "submitter", version, plainCircuit, with(func(b *batchInputs) { b.shieldedBefore = 21 }), "ShieldedRootMismatch"},
		{"a batch again", "submitter", version, plainCircuit, r.plain.prove(t, batchInputs{10, 11, 20, 20, 30, 40, 7, 0}), "StateRootMismatch"},
		{"a batch without effect again", "submitter", version, plainCircuit, r.plain.prove(t, batchInputs{11, 11, 20, 20, 30, 40, 8, 0}), "BatchNumberNotNext"},
		{"the last one's number", "submitter", version, plainCircuit, with(func(b *batchInputs) { b.number = 8 }), "BatchNumberNotNext"},
		{"a number before it", "submitter", version, plainCircuit, with(func(b *batchInputs) { b.number = 1 }), "BatchNumberNotNext"},
		{"number 0", "submitter", version, plainCircuit, with(func(b *batchInputs) { b.number = 0 }), "BatchNumberNotNext"},
		{"a commitment off the curve", "submitter", version, plainCircuit, mutated(func(c *contracts.Call) { c.Commitment[0] = plus(c.Commitment[0], one) }), "CommitmentInvalid"},
		{"another proof of knowledge", "submitter", version, plainCircuit, mutated(func(c *contracts.Call) { c.CommitmentPok = c.Commitment }), "CommitmentInvalid"},
		{"no commitment", "submitter", version, plainCircuit, mutated(func(c *contracts.Call) {
			c.Commitment, c.CommitmentPok = [2]*big.Int{new(big.Int), new(big.Int)}, [2]*big.Int{new(big.Int), new(big.Int)}
		}), "ProofInvalid"},
		{"another proof's commitment", "submitter", version, plainCircuit, mutated(func(c *contracts.Call) {
			other := with(func(b *batchInputs) { b.hash = 42 })
			c.Commitment, c.CommitmentPok = other.Commitment, other.CommitmentPok
		}), "ProofInvalid"},
	}
	for i := range good.Proof {
		tests = append(tests, refusal{"a mutated word of the proof", "submitter", version, plainCircuit,
			mutated(func(c *contracts.Call) { c.Proof[i] = plus(c.Proof[i], one) }), "ProofInvalid"})
	}
	// What the contract writes down must be what was proven, in the one form
	// that a number has.
	for _, i := range []int{1, 3, 4, 5, 6} {
		tests = append(tests, refusal{"another input", "submitter", version, plainCircuit,
			mutated(func(c *contracts.Call) { c.Inputs[i] = plus(c.Inputs[i], one) }), "ProofInvalid"})
		tests = append(tests, refusal{"an input that is not reduced", "submitter", version, plainCircuit,
			mutated(func(c *contracts.Call) { c.Inputs[i] = plus(c.Inputs[i], order) }), "PublicInputNotInField"})
	}
	for _, tt := range tests {
		_, err := r.try(addressOf(tt.who), r.at, tt.call.PackSettle(tt.version, tt.circuit))
		wants(t, tt.name, err, tt.want)
	}
	_, err := r.send("submitter", &r.at, tests[0].call.PackSettle(version, plainCircuit))
	wants(t, "the good one, of the plain circuit", err, "")
	_, err = r.send("submitter", &r.at, tests[0].call.PackSettle(version, plainCircuit))
	wants(t, "replayed", err, "StateRootMismatch")
}

func TestOwnersOfASettlement(t *testing.T) {
	r := newRollup(t)
	none := common.Address{}
	verifier := func(at common.Address, key int64) []byte {
		return settlement.PackSetVerifier(version, [32]byte{9}, at, big.NewInt(key))
	}
	usdc := r.deploy(common.FromHex(contracts.TestUSDCMetaData.Bin))
	tests := []struct {
		name, who string
		data      []byte
		want      string
	}{
		{"a verifier, by the settler", "submitter", verifier(r.plainVerifier, 0), "OwnableUnauthorizedAccount"},
		{"a settler, by the settler", "submitter", settlement.PackSetSettler(addressOf("stranger"), true), "OwnableUnauthorizedAccount"},
		{"a verifier that is no contract", "owner", verifier(addressOf("stranger"), 0), "NotAContract"},
		{"a verifier that is another contract", "owner", verifier(usdc, 0), "execution reverted"},
		{"a plain verifier with a fold key", "owner", verifier(r.plainVerifier, foldKey), "WrongInputCount"},
		{"a folded verifier without", "owner", verifier(r.foldVerifier, 0), "WrongInputCount"},
		{"a settler that is nobody", "owner", settlement.PackSetSettler(none, true), "AddressCannotBeZero"},
		{"a verifier", "owner", verifier(r.plainVerifier, 0), ""},
		{"another settler", "owner", settlement.PackSetSettler(addressOf("third"), true), ""},
		{"the settler no longer", "owner", settlement.PackSetSettler(addressOf("submitter"), false), ""},
	}
	for _, tt := range tests {
		_, err := r.send(tt.who, &r.at, tt.data)
		wants(t, tt.name, err, tt.want)
	}
	_, err := r.send("deployer", nil, contracts.SettlementCode(root(10), root(20), addressOf("owner"), none))
	wants(t, "deployed without settler", err, "AddressCannotBeZero")
	_, err = r.send("deployer", nil, contracts.SettlementCode(root(10), root(20), none, addressOf("submitter")))
	wants(t, "deployed without owner", err, "OwnableInvalidOwner")

	call := r.plain.prove(t, batchInputs{10, 11, 20, 20, 30, 40, 1, 0})
	_, err = r.send("submitter", &r.at, call.PackSettle(version, plainCircuit))
	wants(t, "settled by the former settler", err, "OnlySettlerAllowed")
	receipt := r.must("owner", settlement.PackSetVerifier(version, plainCircuit, none, new(big.Int)))
	if e := events(receipt, settlement.UnpackVerifierSetEvent); len(e) != 1 || e[0].Verifier != none || e[0].Circuit != plainCircuit || e[0].ProtocolVersion.Cmp(version) != 0 {
		t.Errorf("verifier: %+v", e)
	}
	_, err = r.send("third", &r.at, call.PackSettle(version, plainCircuit))
	wants(t, "settled with a verifier taken away", err, "UnknownVerifier")
	_, err = r.send("third", &r.at, call.PackSettle(version, [32]byte{9}))
	wants(t, "settled", err, "")

	// The owner hands over in two steps.
	r.must("owner", settlement.PackTransferOwnership(addressOf("stranger")))
	_, err = r.send("stranger", &r.at, settlement.PackSetSettler(addressOf("stranger"), true))
	wants(t, "the next owner before it accepts", err, "OwnableUnauthorizedAccount")
	_, err = r.send("third", &r.at, settlement.PackAcceptOwnership())
	wants(t, "accepted by another", err, "OwnableUnauthorizedAccount")
	r.must("owner", settlement.PackSetSettler(addressOf("first"), true))
	r.must("stranger", settlement.PackAcceptOwnership())
	_, err = r.send("owner", &r.at, settlement.PackSetSettler(addressOf("first"), false))
	wants(t, "the former owner", err, "OwnableUnauthorizedAccount")
	r.must("stranger", settlement.PackSetSettler(addressOf("first"), false))
}
