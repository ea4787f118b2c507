package recursion

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster/keys/devsetup"
)

// stage is a compiled circuit with development keys.
type stage struct {
	prover
	curve ecc.ID
	name  string
}

func newStage(t *testing.T, name string, curve ecc.ID, circuit frontend.Circuit) stage {
	t.Helper()
	start := time.Now()
	ccs, err := frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d constraints, compiled in %s", name, ccs.GetNbConstraints(), time.Since(start))
	start = time.Now()
	pk, vk, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: set up in %s, peak memory %s", name, time.Since(start), peakMemory())
	return stage{prover{ccs, pk, vk}, curve, name}
}

// prove proves assignment and carries the proof over as bytes, as the
// pipeline does.
func (s stage) prove(t *testing.T, assignment frontend.Circuit, prove []backend.ProverOption, verify []backend.VerifierOption) Child {
	t.Helper()
	w, err := frontend.NewWitness(assignment, s.curve.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	proof, err := groth16.Prove(s.ccs, s.pk, w, prove...)
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	t.Logf("%s: proved in %s, peak memory %s", s.name, time.Since(start), peakMemory())
	public, err := w.Public()
	if err != nil {
		t.Fatal(err)
	}
	if err := groth16.Verify(proof, s.vk, public, verify...); err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	var data bytes.Buffer
	if _, err := proof.WriteRawTo(&data); err != nil {
		t.Fatal(err)
	}
	inputs, err := public.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	child, err := DecodeChild(s.curve, data.Bytes(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

// peakMemory is the most memory this process has held, as Linux tells it.
func peakMemory() string {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown"
}

// TestPipeline proves three wraps of one batch and folds them, the second
// fold over the first, up to a root for the Solidity verifier.
func TestPipeline(t *testing.T) {
	if os.Getenv("MUSTER_SLOW") == "" {
		t.Skip("takes minutes and gigabytes; set MUSTER_SLOW=1")
	}
	const arity = 2
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	circuit, err := NewAggregate(chunk.vk, arity, emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	aggregate := newStage(t, "aggregate", ecc.BW6_761, circuit)
	wrapCircuit, err := NewWrap(aggregate.vk)
	if err != nil {
		t.Fatal(err)
	}
	wrap := newStage(t, "wrap", ecc.BN254, wrapCircuit)
	inner := []backend.ProverOption{InnerProver()}
	innerVerify := []backend.VerifierOption{InnerVerifier()}
	var wraps []Child
	for g := range 3 {
		assignment, err := AssignAggregate(proveChunks(t, chunk, 0, groupInputs(g, arity)), emptyWithdrawals)
		if err != nil {
			t.Fatal(err)
		}
		child := aggregate.prove(t, assignment, nil, nil)
		wrapped, err := AssignWrap(child)
		if err != nil {
			t.Fatal(err)
		}
		wraps = append(wraps, wrap.prove(t, wrapped, inner, innerVerify))
	}
	wrap.pk = nil

	foldCircuit, err := NewFold(wrap.vk)
	if err != nil {
		t.Fatal(err)
	}
	fold := newStage(t, "fold", ecc.BN254, foldCircuit)
	first, err := AssignFold(wraps[0], wraps[1], fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	below := fold.prove(t, first, inner, innerVerify)
	root, err := AssignFold(below, wraps[2], fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	top := fold.prove(t, root, []backend.ProverOption{RootProver()}, []backend.VerifierOption{RootVerifier()})

	digest, err := VerifyingKeyDigest(fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	if top.Public[KeyDigest].Cmp(digest) != 0 {
		t.Errorf("root states key digest %s, want %s", top.Public[KeyDigest], digest)
	}
	if top.Public[PreState].Cmp(wraps[0].Public[PreState]) != 0 || top.Public[PostState].Cmp(wraps[2].Public[PostState]) != 0 {
		t.Error("root does not span the batch")
	}
}
