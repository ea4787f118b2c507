package main

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/keys/devsetup"
)

// provenElsewhere is a circuit's key with a statement of the rollup's shape and
// its proof: from root 0 to root 1, as batch 1.
type provenElsewhere struct {
	key       groth16.VerifyingKey
	statement muster.Statement
	proof     []byte
}

func proveBooleans(t *testing.T) provenElsewhere {
	t.Helper()
	field := ecc.BN254.ScalarField()
	ccs, err := frontend.Compile(field, r1cs.NewBuilder, &booleans{Public: make([]frontend.Variable, 7)})
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := devsetup.UnsafeSetup(t.Context(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	witness, err := frontend.NewWitness(&booleans{Public: []frontend.Variable{0, 1, 0, 0, 0, 1, 1}}, field)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(ccs, pk, witness, solidity.WithProverTargetSolidityVerifier(backend.GROTH16))
	if err != nil {
		t.Fatal(err)
	}
	public, err := witness.Public()
	if err != nil {
		t.Fatal(err)
	}
	b, err := public.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := proof.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	return provenElsewhere{vk, muster.Statement{
		System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("booleans")), Public: b, Target: muster.TargetSolidity,
	}, raw.Bytes()}
}

// settle stores a batch as it is when its root's proof was accepted.
func (e provenElsewhere) settle(t *testing.T, s muster.Store, chain string) muster.BatchID {
	t.Helper()
	now, ids := time.Now(), muster.IDs{Now: time.Now, Rand: rand.Reader}
	id := ids.Batch()
	b := muster.Batch{
		ID: id, Tenant: "default", Key: string(id), Content: muster.DigestOf([]byte(id)), Pipeline: "rollup", PipelineVersion: "1.0.0",
		ProtocolVersion: "0.1.0", Input: muster.Artifact{Digest: muster.DigestOf(nil)}, Targets: []string{chain},
	}
	if _, _, err := s.BatchInsert(t.Context(), muster.BatchInsertParams{Batch: b, Now: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BatchStart(t.Context(), muster.BatchMoveParams{ID: id, Now: now}); err != nil {
		t.Fatal(err)
	}
	root := muster.Task{
		ID: id.Task(0), Batch: id, Name: "root", Needs: muster.Needs{Backend: "nobody", CircuitName: "root", Stage: "prove"}, MaxAttempts: 1, Statement: e.statement,
	}
	if _, err := s.BatchPlan(t.Context(), muster.BatchPlanParams{ID: id, Line: 1, Tasks: []muster.Task{root}, Root: root.ID, Statement: e.statement, Now: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BatchProve(t.Context(), muster.BatchProveParams{
		ID: id, Proof: muster.Artifact{Digest: muster.DigestOf(e.proof), Size: int64(len(e.proof))}, Inline: e.proof, From: "test", Now: now,
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// The whole plane with a chain beside it: what is proven becomes final there,
// and whoever follows the batch hears of it.
func TestThePlaneSettles(t *testing.T) {
	node, err := devchain.InProcess(devchain.Options{Accounts: 2, Period: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Close(); err != nil {
			t.Error(err)
		}
	})
	e := proveBooleans(t)
	owner, account := node.Accounts()[0], node.Accounts()[1]
	dev := config.Chain{
		Name: "dev", Kind: "evm", ChainID: devchain.ChainID, Confirmations: 2, Finality: config.FinalityDepth, MaxFee: big.NewInt(500e9), BumpPercent: 15,
		ReplaceAfter: time.Minute, ResendAfter: 10 * time.Second, MaxLag: -1, Poll: 50 * time.Millisecond,
		// Where the owner's first transaction puts it.
		Settlement: crypto.CreateAddress(owner.Address(), 0).Hex(),
	}
	deployed, err := deployment{
		chain: dev, backend: node.Client(), signer: owner, setup: evm.SettlementSetup{Settler: account.Address()},
		circuits: []namedCircuit{{"booleans", evm.Circuit{ProtocolVersion: "0.1.0", Digest: e.statement.Circuit, Key: e.key}}},
	}.run(t.Context())
	if err != nil || deployed.Settlement != common.HexToAddress(dev.Settlement) {
		t.Fatalf("deployed at %s: %v", deployed.Settlement, err)
	}

	app := &App{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, cfg: config.Default(), log: slog.New(slog.DiscardHandler)}
	app.cfg.DataDir, app.cfg.Listen, app.cfg.Open, app.cfg.Workers = dbtest.Dir(t), "127.0.0.1:0", true, 0
	p, err := app.openPlane(t.Context(), settledChain{dev, node.Client(), account})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Errorf("close the plane: %v", err)
		}
	})
	// Before the coordinator runs, which would prepare them.
	id, again := e.settle(t, p.store, "dev"), e.settle(t, p.store, "dev")
	runMock(t, p)
	c := clientOf(t, p)
	completed(t, c, id)
	d, err := c.Settlement(t.Context(), id, "dev")
	if err != nil || d.State != muster.SettlementFinal || len(d.Tries) != 1 || d.Sender != account.Address().Hex() || d.Block == 0 || muster.Wei(d.Fee).Big().Sign() == 0 {
		t.Errorf("settlement %+v, %v", d, err)
	}
	w := recorded(t, p, "/metrics")
	for _, want := range []string{
		`muster_settler_actions_total{action="final",chain="dev"} 1`, `muster_batches_ended_total{state="completed"} 1`, `muster_settler_active{chain="dev"} 1`,
	} {
		if !strings.Contains(w, want+"\n") {
			t.Errorf("no metric %s", want)
		}
	}

	// The same again does not follow from what the chain has.
	for {
		x, err := c.Explain(t.Context(), again)
		if err != nil {
			t.Fatal(err)
		}
		if x.Cause == muster.CauseSettlementWaiting && strings.Contains(x.Summary, "the chain's state is not the one that the batch starts from") || x.Cause == muster.CauseSettlementFailed {
			break
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatalf("it is explained by %s: %s", x.Cause, x.Summary)
		}
	}
	if s, err := c.AbandonSettlement(t.Context(), again, "dev", "it was proven twice"); err != nil || s.State != muster.SettlementAbandoned {
		t.Errorf("abandoned: %+v %v", s, err)
	}
}

func recorded(t *testing.T, p *plane, path string) string {
	t.Helper()
	var b bytes.Buffer
	resp, err := http.Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := b.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
