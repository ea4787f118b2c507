package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/muster-zk/muster/proof/snarkjs"
)

// verifySnarkjs verifies a proof of snarkjs, which is three files: itself, its
// public inputs and a verification key.
func (a *App) verifySnarkjs(ctx context.Context, name string, file []byte, kind snarkjs.Kind, public string, keys []string) error {
	if kind != snarkjs.KindProof {
		return usage{fmt.Errorf("%s holds the %s of snarkjs: the proof is to be named, and --public and --key name what it is verified by", name, kind)}
	}
	if public == "" || len(keys) != 1 {
		return usage{errors.New("a proof of snarkjs is verified with --public public.json --key verification_key.json")}
	}
	inputs, err := a.readInput(public, snarkjs.MaxPublic)
	if err != nil {
		return fmt.Errorf("--public: %w", err)
	}
	key, err := a.readInput(keys[0], snarkjs.MaxKey)
	if err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	s, err := snarkjs.Verify(ctx, key, inputs, file)
	if err != nil {
		return refused{err}
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"valid": true, "statement": s})
	}
	fmt.Fprintf(a.Stdout, "valid: %s for the public inputs in %s\nkey    %s, from %s\n", systemOf(s), public, s.Circuit, keys[0])
	return nil
}
