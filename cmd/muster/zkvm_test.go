package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// TestZkVMs: a worker's own program brings proofs of SP1 and RISC Zero, which
// count for the run that was asked for and for no other.
func TestZkVMs(t *testing.T) {
	dir := os.Getenv("MUSTER_FIXTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("NOT TESTED ON REAL PROOFS OF SP1 AND RISC ZERO: %v", err)
	}
	read := func(path string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	o := emptyOwn(t)
	bin := t.TempDir()
	// prover is a program that has been proving for long: it has its proof at hand.
	prover := func(name string, proof []byte) string {
		t.Helper()
		path := filepath.Join(bin, name)
		if err := os.WriteFile(path+".proof", proof, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, fmt.Appendf(nil, "#!/bin/sh\nexec cp %q output\n", path+".proof"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	vm, err := sp1.ParseFile(read("sp1/sp1_v6.0.0_groth16.json"))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := risc0.ReadReceipt(read("risc0/risc0_receipt_V3_0.json"))
	if err != nil {
		t.Fatal(err)
	}
	o.add("--name", "sp1", "--sp1", filepath.Join(dir, "sp1", "sp1_v6.0.0_groth16_vk.bin"))
	o.add("--name", "risc0", "--risc0", filepath.Join(dir, "risc0", "risc0_groth16_vk.json"))
	start(t, "worker", "--server", o.url, "--backends", "set", "--name", "zkvms", "--data-dir", filepath.Join(t.TempDir(), "worker"), "--log-format", "json",
		"--exec", "sp1="+prover("sp1", vm.Proof), "--exec", "risc0="+prover("risc0", receipt.Seal))
	sp1Run := client.Witness{Circuit: "sp1", Run: &client.Run{Program: fmt.Sprintf("0x%x", vm.Program), Values: vm.PublicValues}, Input: []byte("stdin")}
	risc0Run := client.Witness{Circuit: "risc0", Run: &client.Run{Program: fmt.Sprintf("%x", receipt.ImageID), Values: receipt.Journal}, Input: []byte("stdin")}

	file, _ := o.verify(o.accepted("circuit:sp1+risc0", sp1Run, risc0Run), "sp1", "risc0")
	if code, said := o.verifyFile(file, "sp1"); code != exitRefused {
		t.Errorf("with one of two keys trusted: exit code %d, %s", code, said)
	}

	// Another run: the proof that the worker has is none of it.
	other := *sp1Run.Run
	other.Values = append([]byte{1}, other.Values...)
	id := o.accepted("circuit:sp1", client.Witness{Circuit: "sp1", Run: &other, Input: []byte("stdin")})
	until(t, o.process, "the worker is told that its proof does not hold", func() (bool, error) {
		tasks, err := o.c.Tasks(t.Context(), muster.TaskFilter{Batch: id})
		if err != nil || len(tasks) != 1 {
			return false, err
		}
		attempts, err := o.c.Attempts(t.Context(), id, tasks[0].ID, 10)
		for _, a := range attempts {
			if a.Class == muster.FailInvalidProof {
				return true, err
			}
		}
		return false, err
	})
	if b, err := o.c.Batch(t.Context(), id); err != nil || b.State == muster.BatchCompleted {
		t.Errorf("another run's batch is %s (%v)", b.State, err)
	}
	if _, code, said := o.submit("circuit:sp1", client.Witness{Circuit: "sp1", Run: &client.Run{Program: strings.Repeat("f", 64)}, Input: []byte("stdin")}); code == exitOK || !strings.Contains(said, "no scalar") {
		t.Errorf("a program that none can be: exit code %d, %s", code, said)
	}
}
