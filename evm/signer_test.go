package evm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
)

const (
	secret  = "b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291"
	account = "0x71562b71999873DB5b286dF957af199Ec94617F7"
)

func write(t *testing.T, name, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKeys(t *testing.T) {
	for _, text := range []string{secret, "0x" + secret, " " + secret + "\n"} {
		k, err := evm.KeyFromHex(text)
		if err != nil || k.Address().Hex() != account {
			t.Errorf("%v, %v", k, err)
		}
	}
	for _, text := range []string{"", "0x", secret[1:], secret + "00", strings.Repeat("0", 64), strings.Repeat("f", 64), "z" + secret[1:]} {
		_, err := evm.KeyFromHex(text)
		if muster.CodeOf(err) != muster.CodeInvalid || (len(text) > 8 && strings.Contains(err.Error(), text)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAKeyNeverPrints(t *testing.T) {
	k, err := evm.KeyFromHex(secret)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signer", "key", k, "in", struct{ Key *evm.Key }{k})
	slog.New(slog.NewTextHandler(&log, nil)).Info("signer", "key", k)
	encoded, err := json.Marshal(map[string]any{"key": k})
	if err != nil {
		t.Fatal(err)
	}
	number, _ := new(big.Int).SetString(secret, 16)
	texts := []string{log.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		texts = append(texts, fmt.Sprintf(verb, k), fmt.Sprintf(verb, []evm.Signer{k}))
	}
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), secret[:16]) || strings.Contains(text, number.String()[:16]) {
			t.Errorf("the key is shown: %s", text)
		}
		if !strings.Contains(text, account) {
			t.Errorf("the account is not: %s", text)
		}
	}
}

func TestSignerFromConfig(t *testing.T) {
	private, err := evm.KeyFromHex(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	made, err := keystore.StoreKey(dir, "right", keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		t.Fatal(err)
	}
	store, right := made.URL.Path, write(t, "password", "right\nsecond line\n", 0o600)
	env := func(name string) string { return map[string]string{"KEY": secret, "BAD": "12"}[name] }
	tests := []struct {
		name   string
		config evm.SignerConfig
		want   string // account
		code   muster.Code
		says   string
	}{
		{"keystore", evm.SignerConfig{Keystore: store, PasswordFile: right}, made.Address.Hex(), "", ""},
		{"wrong password", evm.SignerConfig{Keystore: store, PasswordFile: write(t, "p", "wrong", 0o600)}, "", muster.CodeUnauthenticated, "password"},
		{"no password file", evm.SignerConfig{Keystore: store}, "", muster.CodeInvalid, "password file"},
		{"password for all to read", evm.SignerConfig{Keystore: store, PasswordFile: write(t, "p", "right", 0o644)}, "", muster.CodeForbidden, "chmod 600"},
		{"no keystore file", evm.SignerConfig{Keystore: write(t, "k", "{}", 0o600), PasswordFile: right}, "", muster.CodeInvalid, "not a keystore file"},
		{"too long", evm.SignerConfig{KeyFile: write(t, "k", strings.Repeat("a", 5000), 0o600)}, "", muster.CodeTooLarge, "more than 1024 bytes"},
		{"file", evm.SignerConfig{KeyFile: write(t, "k", secret+"\n", 0o600)}, account, "", ""},
		{"file of the group", evm.SignerConfig{KeyFile: write(t, "k", secret, 0o640)}, "", muster.CodeForbidden, "chmod 600"},
		{"no file", evm.SignerConfig{KeyFile: filepath.Join(dir, "none")}, "", muster.CodeInvalid, "no such file"},
		{"a folder", evm.SignerConfig{KeyFile: dir}, "", muster.CodeInvalid, "not a file"},
		{"no key", evm.SignerConfig{KeyFile: write(t, "k", "hello", 0o600)}, "", muster.CodeInvalid, "64 hexadecimal digits"},
		{"environment", evm.SignerConfig{Env: "KEY"}, account, "", ""},
		{"empty environment", evm.SignerConfig{Env: "NONE"}, "", muster.CodeInvalid, "NONE is empty"},
		{"bad environment", evm.SignerConfig{Env: "BAD"}, "", muster.CodeInvalid, "BAD"},
		{"nothing", evm.SignerConfig{}, "", muster.CodeInvalid, "one of"},
		{"two", evm.SignerConfig{Env: "KEY", KeyFile: "k"}, "", muster.CodeInvalid, "got 2"},
	}
	for _, tt := range tests {
		s, err := evm.SignerFromConfig(tt.config, env)
		if tt.want != "" {
			if err != nil || s.Address().Hex() != tt.want {
				t.Errorf("%s: %v, %v", tt.name, s, err)
			}
			continue
		}
		if s != nil || muster.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v (%s)", tt.name, err, muster.CodeOf(err))
		}
	}
	tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), To: &target})
	one, err := private.SignTx(tx, big.NewInt(5))
	if err != nil {
		t.Fatal(err)
	}
	two, err := private.SignTx(tx, big.NewInt(5))
	if err != nil || one.Hash() != two.Hash() {
		t.Errorf("signatures differ (%v)", err)
	}
	if _, err := private.SignTx(tx, big.NewInt(6)); err == nil {
		t.Error("signed for another chain")
	}
}
