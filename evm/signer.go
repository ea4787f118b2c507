package evm

import (
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
)

// Key is a private key in this process's memory. It prints as its address.
type Key struct {
	private *ecdsa.PrivateKey
	address common.Address
}

// KeyOf makes a signer of a private key.
func KeyOf(private *ecdsa.PrivateKey) *Key {
	return &Key{private, crypto.PubkeyToAddress(private.PublicKey)}
}

// KeyFromHex reads a private key of 64 hexadecimal digits, with or without 0x.
// Returns CodeInvalid for other texts, without the text.
func KeyFromHex(text string) (*Key, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "0x")
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 {
		return nil, muster.Errorf(muster.CodeInvalid, "private key: expected 64 hexadecimal digits, got %d characters", len(text))
	}
	private, err := crypto.ToECDSA(raw)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "private key: the number is not a key of secp256k1")
	}
	return KeyOf(private), nil
}

// KeyFile reads a file with a private key in hexadecimal. Returns CodeForbidden
// where others than its owner may read the file.
func KeyFile(path string) (*Key, error) {
	raw, err := readSecret(path, 1024)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	key, err := KeyFromHex(string(raw))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return key, nil
}

// OpenKeystore reads a key from a keystore file of geth's format (version 3),
// whose password is the first line of another file. Returns CodeForbidden where
// others than their owner may read one of them, CodeUnauthenticated for a wrong
// password and CodeInvalid for what is no keystore file.
func OpenKeystore(file, passwordFile string) (*Key, error) {
	raw, err := readSecret(file, 64<<10)
	if err != nil {
		return nil, fmt.Errorf("keystore: %w", err)
	}
	password, err := readSecret(passwordFile, 4<<10)
	if err != nil {
		return nil, fmt.Errorf("keystore's password: %w", err)
	}
	line, _, _ := strings.Cut(string(password), "\n")
	key, err := keystore.DecryptKey(raw, strings.TrimSuffix(line, "\r"))
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, muster.Errorf(muster.CodeUnauthenticated, "keystore %s: the password in %s is wrong", file, passwordFile)
	}
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "keystore %s: not a keystore file of version 3: %w", file, err)
	}
	return KeyOf(key.PrivateKey), nil
}

// SignerConfig says where an account's key is. One of Keystore, KeyFile and Env
// is set.
type SignerConfig struct {
	Keystore     string // file of geth's format
	PasswordFile string // the keystore's
	KeyFile      string // file with the key in hexadecimal
	Env          string // name of an environment variable with the key in hexadecimal
}

// SignerFromConfig opens an account. getenv is os.Getenv outside of tests.
// Errors are those of OpenKeystore, KeyFile and KeyFromHex.
func SignerFromConfig(c SignerConfig, getenv func(string) string) (Signer, error) {
	set := 0
	for _, s := range []string{c.Keystore, c.KeyFile, c.Env} {
		if s != "" {
			set++
		}
	}
	if set != 1 {
		return nil, muster.Errorf(muster.CodeInvalid, "signer: expected one of a keystore file, a key file and an environment variable, got %d", set)
	}
	switch {
	case c.Keystore != "":
		if c.PasswordFile == "" {
			return nil, muster.Errorf(muster.CodeInvalid, "signer: keystore %s needs a password file", c.Keystore)
		}
		return signer(OpenKeystore(c.Keystore, c.PasswordFile))
	case c.KeyFile != "":
		return signer(KeyFile(c.KeyFile))
	}
	text := getenv(c.Env)
	if text == "" {
		return nil, muster.Errorf(muster.CodeInvalid, "signer: environment variable %s is empty", c.Env)
	}
	key, err := KeyFromHex(text)
	if err != nil {
		return nil, fmt.Errorf("environment variable %s: %w", c.Env, err)
	}
	return key, nil
}

// signer keeps a nil key from becoming a signer that is not nil.
func signer(k *Key, err error) (Signer, error) {
	if err != nil {
		return nil, err
	}
	return k, nil
}

// readSecret reads a file that only its owner may read.
func readSecret(path string, most int64) (_ []byte, err error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrPermission) {
		return nil, muster.Errorf(muster.CodeForbidden, "%w: this process may not read it", err)
	}
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, muster.Errorf(muster.CodeInvalid, "%s is not a file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, muster.Errorf(muster.CodeForbidden, "%s: others may read or write it (mode %04o): chmod 600 it", path, mode)
	}
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if int64(len(raw)) > most {
		return nil, muster.Errorf(muster.CodeTooLarge, "%s: more than %d bytes", path, most)
	}
	return raw, nil
}

// Address returns the account.
func (k *Key) Address() common.Address { return k.address }

// SignTx signs a transaction. The same transaction gives the same signature.
func (k *Key) SignTx(tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(chainID), k.private)
	if err != nil {
		return nil, fmt.Errorf("sign transaction: %w", err)
	}
	return signed, nil
}

// String returns the address.
func (k *Key) String() string { return k.address.Hex() }

// GoString returns the address.
func (k *Key) GoString() string { return "evm.Key(" + k.address.Hex() + ")" }

// Format writes the address, whatever the verb.
func (k *Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.address.Hex()) }

// LogValue returns the address.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.address.Hex()) }

// MarshalText writes the address.
func (k *Key) MarshalText() ([]byte, error) { return []byte(k.address.Hex()), nil }
