package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/keys/devsetup"
	state "github.com/muster-zk/muster/rollup"
)

// booleans is a circuit with public inputs, for keys that take no time.
type booleans struct {
	Public []frontend.Variable `gnark:",public"`
}

func (c *booleans) Define(api frontend.API) error {
	for _, v := range c.Public {
		api.AssertIsBoolean(v)
	}
	return nil
}

func smallKey(t *testing.T, inputs int) groth16.VerifyingKey {
	t.Helper()
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &booleans{Public: make([]frontend.Variable, inputs)})
	if err != nil {
		t.Fatal(err)
	}
	_, vk, err := devsetup.UnsafeSetup(t.Context(), ccs, rand.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	return vk
}

func deployer(t *testing.T) deployment {
	t.Helper()
	chain, err := devchain.InProcess(devchain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	return deployment{
		chain: config.Chain{Name: "dev", ChainID: devchain.ChainID, MaxFee: big.NewInt(500e9), BumpPercent: 15}, backend: chain.Client(), signer: chain.Accounts()[0],
		setup: evm.SettlementSetup{StateRoot: common.HexToHash("0x01"), ShieldedRoot: common.HexToHash("0x02"), Settler: common.HexToAddress("0x5e")},
		circuits: []namedCircuit{
			{"wrap", evm.Circuit{ProtocolVersion: "0.1.0", Digest: muster.DigestOf([]byte("wrap")), Key: smallKey(t, 7)}},
			{"fold", evm.Circuit{ProtocolVersion: "0.1.0", Digest: muster.DigestOf([]byte("fold")), Key: smallKey(t, 8), FoldKey: big.NewInt(77)}},
		},
		log: slog.New(slog.DiscardHandler),
	}
}

func TestSettlementDeploy(t *testing.T) {
	d := deployer(t)
	var out bytes.Buffer
	a := App{Stdout: &out, log: d.log}
	if err := a.deploy(t.Context(), d, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"chain      dev (1337)", "nonce 0, has 1000 ether", "1. deploy the settlement contract: state root 0x0000000000000000000000000000000000000000000000000000000000000001",
		"2. deploy the verifier of circuit wrap (", "3. name it to the contract for circuit wrap", "5. name it to the contract for circuit fold", "with fold key 0x4d", "nothing was signed",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the plan does not say %q:\n%s", want, out.String())
		}
	}
	if nonce, err := d.backend.NonceAt(t.Context(), d.signer.Address(), nil); err != nil || nonce != 0 {
		t.Fatalf("a dry run sent %d transactions, %v", nonce, err)
	}

	out.Reset()
	if err := a.deploy(t.Context(), d, true); err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(out.String(), "    settlement: ")
	if !ok {
		t.Fatalf("no line for the file of chains:\n%s", out.String())
	}
	at := common.HexToAddress(strings.TrimSpace(text))
	if !strings.Contains(out.String(), "verifier of circuit fold at 0x") {
		t.Errorf("no verifier is named:\n%s", out.String())
	}
	if code, err := d.backend.CodeAt(t.Context(), at, nil); err != nil || len(code) == 0 {
		t.Errorf("there is no contract at %s: %v", at, err)
	}

	// A further circuit, for a later protocol version.
	d.chain.Settlement, d.add = at.Hex(), true
	d.circuits = d.circuits[:1]
	d.circuits[0].ProtocolVersion = "0.2.0"
	out.Reset()
	if err := a.deploy(t.Context(), d, true); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, "deploy the settlement contract") || !strings.Contains(got, "at protocol version 0.2.0") || strings.Contains(got, "    settlement: ") {
		t.Errorf("added:\n%s", got)
	}
}

func TestSettlementDeployOnAnotherChain(t *testing.T) {
	d := deployer(t)
	d.chain.ChainID = 1
	if _, err := d.plan(t.Context()); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "the node serves chain 1337, the file says 1") {
		t.Errorf("%v", err)
	}
}

func TestGenesisRoots(t *testing.T) {
	b, err := state.Generate(1, 7, state.ShieldedMix(3))
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	root, shielded, err := genesisRoots(input)
	if err != nil {
		t.Fatal(err)
	}
	s, err := state.NewState(b.Accounts, b.Notes...)
	if err != nil {
		t.Fatal(err)
	}
	wantRoot, wantShielded := s.Root(), s.ShieldedRoot()
	if root != common.Hash(wantRoot.Bytes()) || shielded != common.Hash(wantShielded.Bytes()) || wantShielded.IsZero() {
		t.Errorf("roots %s and %s, want %s and %s", root, shielded, wantRoot.Text(16), wantShielded.Text(16))
	}
	if _, _, err := genesisRoots([]byte("{")); err == nil {
		t.Error("no batch gave roots")
	}
}

func TestSettlementDeployRefuses(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const entry = "chains:\n  - {name: l1, rpc: 'http://127.0.0.1:1', chain_id: 5, key_env: NO_KEY}\n" +
		"  - {name: l2, rpc: 'http://127.0.0.1:1', chain_id: 5, key_env: NO_KEY, settlement: '0x00000000000000000000000000000000000000aa'}\n"
	chains := file("chains.yaml", entry)
	for name, tt := range map[string]struct {
		args []string
		want string
		code int
	}{
		"no file":           {[]string{"l1"}, "--chains: expected the file of chains", exitUsage},
		"another chain":     {[]string{"l3", "--chains", chains}, `CHAIN: expected one of l1, l2, got "l3"`, exitUsage},
		"a bad file":        {[]string{"l1", "--chains", file("bad.yaml", "chains: 1\n")}, "bad.yaml:1: chains: expected at least one chain", exitFailed},
		"no roots":          {[]string{"l1", "--chains", chains}, "--first-batch: expected the first batch's input, or its roots", exitUsage},
		"a short root":      {[]string{"l1", "--chains", chains, "--state-root", "0x1"}, "--state-root: expected 0x and 64 hexadecimal digits", exitUsage},
		"it is there":       {[]string{"l2", "--chains", chains, "--state-root", "0x1"}, "chain l2 has a settlement contract", exitUsage},
		"nothing to add to": {[]string{"l1", "--chains", chains, "--add"}, "chain l1 has no settlement contract yet", exitUsage},
		"a wrong checksum": {
			[]string{"l1", "--chains", chains, "--state-root", "0x" + strings.Repeat("0", 64), "--owner", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}, "has a wrong checksum", exitUsage,
		},
		"no key": {[]string{"l1", "--chains", chains, "--state-root", "0x" + strings.Repeat("0", 64)}, "environment variable NO_KEY is empty", exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			app := App{Args: append([]string{"settlement", "deploy", "--data-dir", dir}, tt.args...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
			if code := app.Run(context.Background()); code != tt.code || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("ended with %d: %s", code, errs.String())
			}
		})
	}
}
