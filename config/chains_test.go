package config

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const oneChain = `
chains:
  - name: l1
    rpc: https://a.example/key,wss://b.example
    chain_id: 1
    settlement: 0x00000000000000000000000000000000000000aa
    keystore: keys/settler.json
    password_file: /etc/muster/password
    confirmations: 3
    finality: depth
    max_fee_gwei: 12.5
    bump_percent: 20
    replace_after: 90s
    resend_after: 3s
    max_lag: none
    poll: 500ms
`

func TestChains(t *testing.T) {
	got, err := ParseChains("/etc/muster/chains.yaml", []byte(oneChain+`
  - {name: l2, kind: evm, rpc_env: L2_URL, chain_id: 10, settlement: "0xAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", key_env: L2_KEY}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Chain{
		{
			Name: "l1", Kind: "evm", RPC: "https://a.example/key,wss://b.example", ChainID: 1, Settlement: "0x00000000000000000000000000000000000000aa",
			Keystore: "/etc/muster/keys/settler.json", PasswordFile: "/etc/muster/password", Confirmations: 3, Finality: FinalityDepth,
			MaxFee: big.NewInt(12_500_000_000), BumpPercent: 20, ReplaceAfter: 90 * time.Second,
			ResendAfter: 3 * time.Second, MaxLag: -1, Poll: 500 * time.Millisecond,
		},
		{
			Name: "l2", Kind: "evm", RPCEnv: "L2_URL", ChainID: 10, Settlement: "0xAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", KeyEnv: "L2_KEY",
			Confirmations: 12, Finality: FinalityTag, MaxFee: big.NewInt(200_000_000_000), BumpPercent: 15, ReplaceAfter: 30 * time.Second,
			ResendAfter: 10 * time.Second, MaxLag: 5 * time.Minute, Poll: 2 * time.Second,
		},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })); diff != "" {
		t.Error(diff)
	}
}

func TestChainsNamesWhatIsWrong(t *testing.T) {
	edit := func(old, text string) string {
		if !strings.Contains(oneChain, old) {
			t.Fatalf("the sample has no %q", old)
		}
		return strings.Replace(oneChain, old, text, 1)
	}
	for name, tt := range map[string]struct{ src, want string }{
		"empty":                    {"", "expected a list of chains, got an empty file"},
		"not YAML":                 {"chains: [", "c.yaml"},
		"two documents":            {oneChain + "---\na: b\n", "got a second one"},
		"no list":                  {"chains: l1\n", "c.yaml:1: chains: expected at least one chain"},
		"no chain":                 {"chains: []\n", "c.yaml:1: chains: expected at least one chain"},
		"another field above":      {"chain: []\n", "c.yaml:1: chain: expected one of the fields chains"},
		"no mapping":               {"chains: [l1]\n", "c.yaml:1: chains[0]: expected the fields name"},
		"an unknown field":         {edit("poll:", "pol:"), "c.yaml:16: chains[0].pol: expected one of the fields"},
		"a field twice":            {edit("poll: 500ms", "poll: 1s\n    poll: 1s"), "c.yaml:17: chains[0].poll: expected each field once; it is in line 16"},
		"a name twice":             {oneChain + strings.TrimPrefix(oneChain, "\nchains:\n"), "another name than the chain of line 3"},
		"no name":                  {edit("name: l1", "kind: evm"), "chains[0].name: expected a lower-case letter"},
		"a bad name":               {edit("l1", "L1/main"), `chains[0].name: expected a lower-case letter, then up to 31 letters, digits or -, got "L1/main"`},
		"another kind":             {edit("name: l1", "name: l1\n    kind: solana"), "chains[0].kind: expected evm"},
		"no node":                  {edit("rpc: https://a.example/key,wss://b.example", "kind: evm"), "expected one of rpc, rpc_file and rpc_env"},
		"two nodes":                {edit("chain_id", "rpc_env: X\n    chain_id"), "expected one of rpc, rpc_file and rpc_env"},
		"no URL":                   {edit("wss://b.example", "b.example"), "chains[0].rpc: expected a URL that starts with http://"},
		"no chain id":              {edit("chain_id: 1", "kind: evm"), "chains[0].chain_id: expected the number"},
		"chain id 0":               {edit("chain_id: 1", "chain_id: 0"), "chains[0].chain_id: expected a whole number from 1"},
		"a short address":          {edit("0x00000000000000000000000000000000000000aa", "0xaa"), "chains[0].settlement: expected the contract's address"},
		"no key":                   {edit("keystore: keys/settler.json\n    password_file: /etc/muster/password\n", "kind: evm\n"), "expected one of keystore, key_file and key_env"},
		"two keys":                 {edit("confirmations", "key_file: k\n    confirmations"), "expected one of keystore, key_file and key_env"},
		"no password":              {edit("password_file: /etc/muster/password\n", "kind: evm\n"), "chains[0].password_file: expected together with keystore"},
		"the key itself":           {edit("keystore: keys/settler.json\n    password_file: /etc/muster/password\n", "key_env: \"0xdeadbeef\"\n"), "the name of an environment variable, not its value"},
		"no confirmations":         {edit("confirmations: 3", "confirmations: 0"), "chains[0].confirmations: expected a whole number from 1"},
		"negative":                 {edit("confirmations: 3", "confirmations: -1"), "chains[0].confirmations"},
		"another finality":         {edit("depth", "soon"), `chains[0].finality: expected tag (the chain says what is final) or depth (what has that many confirmations), got "soon"`},
		"a fee of nothing":         {edit("12.5", "0"), "chains[0].max_fee_gwei: expected a decimal number of gwei over 0"},
		"a fee with an exponent":   {edit("12.5", "1e3"), "chains[0].max_fee_gwei"},
		"a fee below a wei":        {edit("12.5", "0.0000000001"), "chains[0].max_fee_gwei"},
		"a bump that nodes refuse": {edit("bump_percent: 20", "bump_percent: 9"), "chains[0].bump_percent: expected a whole number from 10"},
		"no duration":              {edit("90s", "90"), "chains[0].replace_after: expected a duration from 1s"},
		"too often":                {edit("500ms", "1ms"), "chains[0].poll: expected a duration from 50ms"},
		"a number for a name":      {edit("name: l1", "name: 1"), "chains[0].name: expected a name (in quotes if it looks like a number)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseChains("c.yaml", []byte(tt.src))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			if text := err.Error(); strings.Contains(text, "a.example/key") || strings.Contains(text, "deadbeef") {
				t.Errorf("a secret is told: %v", err)
			}
		})
	}
}

func FuzzChains(f *testing.F) {
	f.Add([]byte(oneChain))
	f.Add([]byte("chains:\n- &a {name: *a}\n"))
	f.Fuzz(func(_ *testing.T, src []byte) { _, _ = ParseChains("c.yaml", src) })
}

func TestWhereTheNodeIs(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "url")
	put := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	env := func(name string) string {
		return map[string]string{"URL": "https://x.example/secret\n", "BAD": "x.example/secret"}[name]
	}
	put("wss://y.example/secret\n", 0o600)
	for _, tt := range []struct {
		c    Chain
		want string
		fail string
	}{
		{Chain{RPC: "http://127.0.0.1:8545"}, "http://127.0.0.1:8545", ""},
		{Chain{RPCEnv: "URL"}, "https://x.example/secret", ""},
		{Chain{RPCFile: file}, "wss://y.example/secret", ""},
		{Chain{Name: "l1", RPCEnv: "NONE"}, "", "chain l1: rpc_env: the variable NONE is empty"},
		{Chain{Name: "l1", RPCEnv: "BAD"}, "", "chain l1: the node's URL: expected a URL"},
		{Chain{Name: "l1", RPCFile: filepath.Join(dir, "none")}, "", "chain l1: rpc_file"},
	} {
		got, err := tt.c.URL(env)
		if got != tt.want || (err == nil) != (tt.fail == "") || err != nil && (!strings.Contains(err.Error(), tt.fail) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%+v: %q %v", tt.c, got, err)
		}
	}
	put("wss://y.example/secret\n", 0o644)
	if _, err := (Chain{RPCFile: file}).URL(env); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that all may read: %v", err)
	}
}
