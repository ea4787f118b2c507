package contracts_test

import (
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster/contracts"
)

var updateFlag = flag.Bool("update", false, "write testdata/gas.golden again")

// figures are lines of the golden file.
type figures struct{ strings.Builder }

func (f *figures) add(what string, gas uint64) { fmt.Fprintf(f, "%-62s %8d\n", what, gas) }

func TestGas(t *testing.T) {
	var f figures
	f.WriteString("# Gas by the rules of the Osaka fork; sizes in bytes of code. A proof counts as without noughts.\n")
	marketGas(t, &f)
	settlementGas(t, &f)
	const path = "testdata/gas.golden"
	if *updateFlag {
		if err := os.WriteFile(path, []byte(f.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.String(); got != string(golden) {
		t.Errorf("run go test ./contracts -run TestGas -update where this is meant; got\n%s\nexpected\n%s", got, golden)
	}
}

func (c *chain) size(of common.Address) uint64 {
	c.t.Helper()
	code, err := c.backend.Client().CodeAt(c.t.Context(), of, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return uint64(len(code))
}

func marketGas(t *testing.T, f *figures) {
	c := newChain(t)
	implementation := c.deploy(contracts.ProofManagerCode())
	f.add("ProofManager: size", c.size(implementation))
	f.add("ProofManager: deploy", c.gas)
	m := c.market(marketOptions{})
	f.add("ProofManager: deploy a proxy and initialise, two networks", deployGas(c, m))
	m.fund(1000 * usdc)
	m.must("administrator", manager.PackUpdatePreferredProvingNetwork(1))
	m.must("administrator", manager.PackUpdateProvingNetworkStatus(2, 1))

	// What comes first touches storage for the first time: not measured.
	m.validated(usdc)
	m.must("first", manager.PackClaimReward())
	m.request()

	m.request()
	f.add("request", m.gas)
	unanswered := m.request()
	refused := m.request()
	m.must("first", manager.PackAcknowledgeProofRequest(refused, false))
	f.add("acknowledge: refuse", m.gas)
	m.submit(refused)
	f.add("request again what was refused", m.gas)
	unproven := m.committed()
	f.add("acknowledge: commit", m.gas)
	bad := m.proven(usdc)
	f.add("submit a proof of 388 bytes", m.gas)
	m.must("submitter", manager.PackSubmitProofValidationResult(bad, false))
	f.add("validate: not valid", m.gas)
	m.validated(usdc)
	m.validated(usdc)
	f.add("validate: valid", m.gas)
	m.until(m.get(unanswered).SubmittedAt + ackTimeout + 1)
	m.must("submitter", manager.PackMarkUnacknowledged(unanswered))
	f.add("mark unacknowledged", m.gas)
	m.until(m.get(unproven).SubmittedAt + 3601)
	m.must("submitter", manager.PackMarkTimedOut(unproven))
	f.add("mark timed out", m.gas)
	m.must("first", manager.PackClaimReward())
	m.validated(usdc)
	m.must("first", manager.PackClaimReward())
	f.add("claim for 1 request", m.gas)
	for range 10 {
		m.validated(usdc)
	}
	m.must("first", manager.PackClaimReward())
	f.add("claim for 10 requests", m.gas)
	late := m.proven(usdc)
	m.until(m.get(late).ProvenAt + verdictTime + 1)
	m.must("first", manager.PackClaimValidation(late))
	f.add("take for valid", m.gas)
	byName := m.request()
	m.must("first", manager.PackAcknowledgeAttempt(byName, m.get(byName).RequestId, true))
	f.add("acknowledge an attempt: commit", m.gas)
	m.must("first", manager.PackProveAttempt(byName, m.get(byName).RequestId, proof, big.NewInt(usdc)))
	f.add("prove an attempt, 388 bytes", m.gas)
	m.must("submitter", manager.PackJudgeProof(byName, m.get(byName).ProofHash, true))
	f.add("judge a proof: valid", m.gas)
	m.must("administrator", withdraw(m, usdc))
	m.must("administrator", withdraw(m, usdc))
	f.add("withdraw", m.gas)
	m.must("administrator", manager.PackUpdateProvingNetworkAddress(1, addressOf("third")))
	f.add("update a network's address", m.gas)

	// The longest walk round: all but the last of the networks inactive.
	list := make([]contracts.Network, 64)
	for i := range list {
		list[i] = contracts.Network{Name: "n", Address: common.BytesToAddress([]byte{1, byte(i)}), Weight: 1}
	}
	m = c.market(marketOptions{networks: list, funds: 1000 * usdc})
	m.request()
	m.request()
	f.add("request, 64 networks", m.gas)
	for i := range list[:63] {
		m.must("administrator", manager.PackUpdateProvingNetworkStatus(uint8(i+1), 1))
	}
	m.request()
	m.request()
	f.add("request, 64 networks of which the last is active", m.gas)
}

// deployGas makes a market's proxy again, alone.
func deployGas(c *chain, m *market) uint64 {
	c.t.Helper()
	implementation := c.deploy(contracts.ProofManagerCode())
	init := contracts.ProofManagerInit(networksOf(1, 1), contracts.DefaultPreferredWeight, m.token, addressOf("submitter"), addressOf("administrator"))
	c.deploy(contracts.ProxyConstructor(implementation, addressOf("owner"), init))
	return c.gas
}

func settlementGas(t *testing.T, f *figures) {
	c := newChain(t)
	for _, inputs := range []int{7, 8} {
		circuit := newFinalFrom(t, inputs, rand.NewChaCha8([32]byte{byte(inputs)}))
		verifier := c.deploy(contracts.Groth16VerifierCode(circuit.key))
		name := fmt.Sprintf("Groth16Verifier of %d inputs and a commitment: ", inputs)
		f.add(name+"size", c.size(verifier))
		f.add(name+"deploy", c.gas)

		element := func(name string) *big.Int {
			v := new(big.Int).SetBytes(crypto.Keccak256([]byte(name)))
			return v.Mod(v, ecc.BN254.ScalarField())
		}
		key := new(big.Int)
		if inputs == 8 {
			key = element("fold key")
		}
		r := &rollup{chain: c, at: c.deploy(contracts.SettlementCode([32]byte(common.BigToHash(element("state 0"))), [32]byte(common.BigToHash(element("shielded"))), addressOf("owner"), addressOf("submitter")))}
		if inputs == 7 {
			f.add("Settlement: size", c.size(r.at))
			f.add("Settlement: deploy", c.gas)
		}
		r.must("owner", settlement.PackSetVerifier(version, plainCircuit, verifier, key))
		if inputs == 7 {
			f.add("Settlement: set a verifier", c.gas)
		}
		for batch := range 2 {
			call := circuit.proveInputs(t, []*big.Int{
				element(fmt.Sprintf("state %d", batch)), element(fmt.Sprintf("state %d", batch+1)), element("shielded"), element("shielded"),
				element(fmt.Sprintf("withdrawals %d", batch)), element(fmt.Sprintf("batch %d", batch)), big.NewInt(int64(batch + 1)), key}[:inputs])
			r.must("submitter", call.PackSettle(version, plainCircuit))
			if batch > 0 { // the first one's number takes a slot of its own
				f.add(fmt.Sprintf("settle a batch, %d inputs", inputs), c.gas+noughts(call))
			}
		}
	}
}

// noughts is what the noughts in a proof's numbers save: a proof has now more,
// now fewer of them, and the golden file counts none.
func noughts(c contracts.Call) (saved uint64) {
	numbers := append(c.Proof[:], append(c.Commitment[:], c.CommitmentPok[:]...)...)
	for _, n := range numbers {
		for _, b := range common.BigToHash(n) {
			if b == 0 {
				saved += 12
			}
		}
	}
	return saved
}
