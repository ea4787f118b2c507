package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/backend/noir"
	example "github.com/muster-zk/muster/examples/noir"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
)

// noirCircuitName is what the demonstration calls the example's program.
const noirCircuitName = "transfers"

// noirDemo proves a batch of transfers, written in Noir, with UltraHonk.
func (a *App) noirDemo(ctx context.Context, _ demoOptions) error {
	wrong, err := overdrawn()
	if err != nil {
		return err
	}
	d := &proverDemo{
		App: a, circuit: noirCircuitName, backend: "noir", by: "bb", slow: "who starts Node.js takes longer",
		batch: example.Batch, about: "12 transfers in 3 slices, each from the balances that the one before ends with, which stay secret",
		install: installNoir, load: a.transfers, verify: verifyTransfers,
		size:  func(c muster.Circuit) string { return fmt.Sprintf("program %d kB", c.Program.Size>>10) },
		wrong: wrong, wrongAbout: "a transfer of more than there is",
		next: `  bin/muster proof verify %[1]s/set.json
  bin/muster circuit add --help                                        # a program of your own: docs/peers/noir.md`,
	}
	return d.run(ctx)
}

// installNoir sees that what proves is installed.
func installNoir(ctx context.Context, w io.Writer) (string, error) {
	n, err := node.Find(ctx)
	if err != nil {
		return "", err
	}
	if _, err := noir.Packages.Locate(); err != nil {
		if _, err := noir.Packages.Install(ctx, "", w); err != nil {
			return "", err
		}
	}
	bb, err := noir.BB()
	if err != nil {
		return "", err
	}
	packages, err := noir.Packages.Packages()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s with its bb, %s on Node.js %s; bb is %s", packages[0], packages[1], n.Version, bb), nil
}

// transfers has bb make the verifying key of the example's program.
func (a *App) transfers(ctx context.Context, dir string) (localCircuit, error) {
	path := filepath.Join(dir, noirCircuitName+".json")
	if err := os.WriteFile(path, example.Program, 0o600); err != nil {
		return localCircuit{}, err
	}
	return a.noirCircuit(ctx, path, sunspotFiles{})
}

// verifyTransfers verifies the final proof offline, and sees that the slices are
// a chain.
func verifyTransfers(ctx context.Context, d *proverDemo, final muster.FinalProof, circuit muster.Circuit, children []set.Child) error {
	options := bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}, External: externalSystems}
	if err := bundle.Verify(ctx, final, options); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	const head, word = 12, 32
	after := func(i int) []byte { return children[i].Statement.Public[head+word : head+2*word] }
	for i := 1; i < len(children); i++ {
		if before := children[i].Statement.Public[head : head+word]; !bytes.Equal(before, after(i-1)) {
			return fmt.Errorf("slice %d does not begin where slice %d ends", i, i-1)
		}
	}
	d.say("6. verified    offline, by bb verify, against key %s: a set of %d proofs of %d bytes, from balances %x… to %x…",
		circuit.VerifyingKey.Digest.Short(), len(children), len(children[0].Proof), children[0].Statement.Public[head:head+4], after(len(children) - 1)[:4])
	// A set is checked proof by proof: one bit, in the last of them.
	final.Proof = slices.Clone(final.Proof)
	final.Proof[len(final.Proof)-1] ^= 1
	if err := bundle.Verify(ctx, final, options); muster.CodeOf(err) != muster.CodeInvalidProof {
		return fmt.Errorf("the proof was not refused with one bit flipped: %w", err)
	}
	d.say("               and refused with one bit flipped")
	return nil
}

// overdrawn is the example's first slice with a transfer of more than its
// account holds.
func overdrawn() ([]byte, error) {
	var batch struct {
		Slices []struct {
			Circuit string         `json:"circuit"`
			Public  []string       `json:"public"`
			Input   map[string]any `json:"input"`
		} `json:"slices"`
	}
	if err := json.Unmarshal(example.Batch, &batch); err != nil {
		return nil, err
	}
	batch.Slices = batch.Slices[:1]
	list, _ := batch.Slices[0].Input["list"].([]any)
	if len(list) == 0 {
		return nil, errors.New("the example has no transfers")
	}
	first, _ := list[0].(map[string]any)
	first["amount"] = new(big.Int).SetUint64(1 << 63).String()
	return json.Marshal(batch)
}
