package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

// verifyForeign runs a command of `muster proof`.
func verifyForeign(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	a := &App{Args: append([]string{"--data-dir", t.TempDir(), "proof"}, args...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out}
	return a.Run(t.Context()), out.String()
}

func TestForeignProofsAreRefused(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	unknown := write("vk.bin", sp1test.New(t, sp1.Groth16, false).Key)
	garbage := write("proof.json", []byte("{}"))
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"verify-sp1", garbage}, exitUsage, "--key"},
		{[]string{"verify-sp1", garbage, "--key", filepath.Join(dir, "none")}, exitFailed, "no such file"},
		{[]string{"verify-sp1", garbage, "--key", unknown}, exitRefused, "key"},
		{[]string{"verify-risc0", garbage, "--key", garbage}, exitRefused, "key"},
		{[]string{"verify-risc0", garbage, "--key", garbage, "--release", "9.9"}, exitUsage, "9.9"},
	} {
		if code, said := verifyForeign(t, tt.args...); code != tt.code || !strings.Contains(said, tt.says) {
			t.Errorf("%v: exit code %d, %q", tt.args[:1], code, said)
		}
	}
}

func TestForeignProofsOfOthersVerify(t *testing.T) {
	dir := os.Getenv("MUSTER_FIXTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("NOT TESTED ON REAL PROOFS OF SP1 AND RISC ZERO: %v", err)
	}
	file := func(elem ...string) string { return filepath.Join(append([]string{dir}, elem...)...) }
	for _, args := range [][]string{
		{"verify-sp1", file("sp1", "sp1_v4.0.0_groth16.json"), "--key", file("sp1", "sp1_v4.0.0_groth16_vk.bin")},
		{"verify-sp1", file("sp1", "sp1_v6.0.0_groth16.json"), "--key", file("sp1", "sp1_v6.0.0_groth16_vk.bin")},
		{"verify-sp1", file("sp1", "sp1_v6.0.0_plonk.json"), "--key", file("sp1", "sp1_v6.0.0_plonk_vk.bin")},
		{"verify-risc0", file("risc0", "risc0_receipt_V3_0.json"), "--key", file("risc0", "risc0_groth16_vk.json")},
		{"verify-risc0", file("risc0", "risc0_receipt_V2_0.json"), "--key", file("risc0", "risc0_groth16_vk.json"), "--release", "2.0"},
	} {
		if code, said := verifyForeign(t, args...); code != exitOK || !strings.Contains(said, "valid") {
			t.Errorf("%s: exit code %d, %s", filepath.Base(args[1]), code, said)
		}
	}
	for says, args := range map[string][]string{
		"advisor": {"verify-risc0", file("risc0", "risc0_receipt_V2_0.json"), "--key", file("risc0", "risc0_groth16_vk.json")},
		"v4":      {"verify-sp1", file("sp1", "sp1_v4.0.0_groth16.json"), "--key", file("sp1", "sp1_v6.0.0_groth16_vk.bin")},
	} {
		if code, said := verifyForeign(t, args...); code != exitRefused || !strings.Contains(strings.ToLower(said), says) {
			t.Errorf("%s: exit code %d, %s", filepath.Base(args[1]), code, said)
		}
	}
}
