package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/evm/devchain/gethtest"
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

// settledPlane opens a plane over SQLite, with or without a file of chains.
func settledPlane(t *testing.T, dir string, change func(*App), chains ...settledChain) *plane {
	t.Helper()
	app := &App{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, cfg: config.Default(), log: slog.New(slog.DiscardHandler)}
	app.cfg.DataDir, app.cfg.Listen, app.cfg.Open, app.cfg.Workers = dir, "127.0.0.1:0", true, 0
	if change != nil {
		change(app)
	}
	p, err := app.openPlane(t.Context(), chains...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Errorf("close the plane: %v", err)
		}
	})
	return p
}

// contractFor deploys a contract that takes proofs of the circuit from an
// account.
func (e provenElsewhere) contractFor(t *testing.T, c config.Chain, b evm.Backend, owner evm.Signer, account common.Address) common.Address {
	t.Helper()
	deployed, err := deployment{
		chain: c, backend: b, signer: owner, setup: evm.SettlementSetup{Settler: account},
		circuits: []namedCircuit{{"booleans", evm.Circuit{ProtocolVersion: "0.1.0", Digest: e.statement.Circuit, Key: e.key}}},
	}.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return deployed.Settlement
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
	}
	dev.Settlement = e.contractFor(t, dev, node.Client(), owner, account.Address()).Hex()
	p := settledPlane(t, dbtest.Dir(t), nil, settledChain{dev, node.Client(), account})
	// Before the coordinator runs, which would prepare them.
	id, again := e.settle(t, p.store, "dev"), e.settle(t, p.store, "dev")
	runMock(t, p)
	settlesOnce(t, p, id, again, account.Address())
}

// The same over HTTP on a real node, which is away when the plane starts.
func TestThePlaneSettlesOnGeth(t *testing.T) {
	g := gethtest.Start(t, devchain.GethOptions{Period: time.Second})
	client, err := evm.Dial(t.Context(), g.URL(), evm.Options{ChainID: devchain.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	private, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	account := crypto.PubkeyToAddress(private.PublicKey)
	sender, err := evm.NewSender(evm.SenderConfig{Backend: client, Signer: g.Account(), ChainID: devchain.ChainID, Poll: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sender.Send(t.Context(), evm.Call{To: account, Value: big.NewInt(params.Ether), Label: "give the settler money"}); err != nil {
		t.Fatal(err)
	}
	e := proveBooleans(t)
	at := e.contractFor(t, config.Chain{ChainID: devchain.ChainID, Poll: 50 * time.Millisecond}, client, g.Account(), account)

	file := filepath.Join(t.TempDir(), "chains.yaml")
	text := fmt.Sprintf("chains:\n  - {name: dev, rpc: %q, chain_id: %d, settlement: %q, key_env: SETTLER, confirmations: 2, finality: depth, max_lag: none, poll: 100ms}\n",
		g.URL(), devchain.ChainID, at.Hex())
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	p := settledPlane(t, t.TempDir(), func(a *App) {
		a.cfg.Chains, a.Env = file, []string{"SETTLER=" + hex.EncodeToString(crypto.FromECDSA(private))}
	})
	id, again := e.settle(t, p.store, "dev"), e.settle(t, p.store, "dev")
	runMock(t, p)
	if err := g.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	settlesOnce(t, p, id, again, account)

	raw, err := client.CallContract(t.Context(), ethereum.CallMsg{To: &at, Data: contracts.NewSettlement().PackLastBatch()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last, err := contracts.NewSettlement().UnpackLastBatch(raw); err != nil || last.Int64() != 1 {
		t.Errorf("the contract's last batch is %s, %v", last, err)
	}
}

// settlesOnce follows a batch until it is final, and one with the same statement
// until it is seen not to follow.
func settlesOnce(t *testing.T, p *plane, id, again muster.BatchID, account common.Address) {
	t.Helper()
	c := clientOf(t, p)
	completed(t, c, id)
	d, err := c.Settlement(t.Context(), id, "dev")
	if err != nil || d.State != muster.SettlementFinal || len(d.Tries) != 1 || d.Sender != account.Hex() || d.Block == 0 || muster.Wei(d.Fee).Big().Sign() == 0 {
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
