package config

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Chain is a chain that batches are settled on, as a file of chains says it.
// It holds no secret: only where secrets are.
type Chain struct {
	Name string // as batches name it in their targets
	Kind string // "evm"
	// One of these says where the node is: several URLs of one chain are
	// separated by commas. A URL with credentials belongs into a file or a
	// variable.
	RPC, RPCFile, RPCEnv string
	ChainID              uint64
	Settlement           string // address of the contract, 0x…; empty before it is deployed

	// One of the first, KeyFile and KeyEnv says where the account's key is.
	Keystore     string // geth's format
	PasswordFile string // the keystore's
	KeyFile      string // the key in hexadecimal
	KeyEnv       string // name of the variable with the key in hexadecimal

	Confirmations uint64
	Finality      string        // FinalityTag or FinalityDepth
	MaxFee        *big.Int      // wei for each unit of gas
	BumpPercent   int           // by how much a replacement offers more
	ReplaceAfter  time.Duration // how long a transaction waits for a block before one with higher fees replaces it
	ResendAfter   time.Duration // the pause before the same transaction is sent again
	// MaxLag is how old the newest block may be before the node is taken to be
	// behind; below 0 on chains that make blocks only for transactions.
	MaxLag time.Duration
	Poll   time.Duration
}

// How it is known that a block stays.
const (
	FinalityTag   = "tag"   // the chain says so: the block tag "finalized"
	FinalityDepth = "depth" // it and those on top of it are Confirmations blocks
)

// Defaults of a chain.
const (
	defaultConfirmations = 12
	defaultMaxFeeGwei    = 200
	defaultBumpPercent   = 15
	defaultReplaceAfter  = 30 * time.Second
	defaultResendAfter   = 10 * time.Second
	defaultMaxLag        = 5 * time.Minute
	defaultPoll          = 2 * time.Second
	mostChains           = 64
	secretLimit          = 4 << 10
)

var (
	chainName    = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	address      = regexp.MustCompile(`^0x[0-9a-fA-F]{40}$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// LoadChains reads a file of chains. Paths in it are relative to its folder.
// The error joins everything that is wrong, each with its line.
func LoadChains(file string) ([]Chain, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("chains: %w", err)
	}
	if st.Size() > fileLimit {
		return nil, fmt.Errorf("chains: %s: %d bytes, at most %d are read", file, st.Size(), fileLimit)
	}
	src, err := os.ReadFile(file) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fmt.Errorf("chains: %w", err)
	}
	return ParseChains(file, src)
}

// ParseChains is LoadChains for a file that was read.
func ParseChains(file string, src []byte) ([]Chain, error) {
	r := &reader{file: file}
	n := r.root(src, "a list of chains")
	if n == nil {
		return nil, errors.Join(r.wrong...)
	}
	top := r.object(n, "", "chains")
	if len(r.wrong) > 0 {
		return nil, errors.Join(r.wrong...)
	}
	items := top.list("chains", "at least one chain")
	if len(items) > mostChains {
		top.bad("chains", "at most %d chains, got %d", mostChains, len(items))
		return nil, errors.Join(r.wrong...)
	}
	var chains []Chain
	lines := make(map[string]int)
	for i, item := range items {
		at := fmt.Sprintf("chains[%d]", i)
		c := r.chain(item, at, filepath.Dir(file))
		if first, twice := lines[c.Name]; twice && c.Name != "" {
			r.bad(item.Line, at+".name", "another name than the chain of line %d has, got %q", first, c.Name)
		}
		lines[c.Name] = item.Line
		chains = append(chains, c)
	}
	return chains, errors.Join(r.wrong...)
}

func (r *reader) chain(n *yaml.Node, at, dir string) Chain {
	o := r.object(n, at, "name", "kind", "rpc", "rpc_file", "rpc_env", "chain_id", "settlement", "keystore", "password_file", "key_file", "key_env",
		"confirmations", "finality", "max_fee_gwei", "bump_percent", "replace_after", "resend_after", "max_lag", "poll")
	if n.Kind != yaml.MappingNode {
		return Chain{}
	}
	path := func(name string) string {
		p := o.text(name, "a file")
		if p != "" && !filepath.IsAbs(p) {
			p = filepath.Join(dir, p)
		}
		return p
	}
	c := Chain{
		Name: o.text("name", "a name"), Kind: "evm", RPC: o.text("rpc", "a URL"), RPCFile: path("rpc_file"), RPCEnv: o.text("rpc_env", "the name of a variable"),
		ChainID: o.number("chain_id", 0, 1, 1<<53-1), Settlement: o.hex("settlement", "the contract's address"),
		Keystore: path("keystore"), PasswordFile: path("password_file"), KeyFile: path("key_file"), KeyEnv: o.text("key_env", "the name of a variable"),
		Confirmations: o.number("confirmations", defaultConfirmations, 1, 100_000), Finality: FinalityTag, MaxFee: o.gwei("max_fee_gwei"),
		BumpPercent:  int(o.number("bump_percent", defaultBumpPercent, 10, 1000)), //nolint:gosec // at most 1000
		ReplaceAfter: o.duration("replace_after", defaultReplaceAfter, time.Second, 24*time.Hour),
		ResendAfter:  o.duration("resend_after", defaultResendAfter, time.Second, 24*time.Hour),
		MaxLag:       o.maxLag(),
		Poll:         o.duration("poll", defaultPoll, 50*time.Millisecond, time.Hour),
	}
	if !chainName.MatchString(c.Name) {
		o.bad("name", "a lower-case letter, then up to 31 letters, digits or -, got %.40q", c.Name)
	}
	if o.has("kind") && o.text("kind", "evm") != "evm" {
		o.bad("kind", "evm")
	}
	if !o.has("chain_id") {
		o.bad("chain_id", "the number that the chain's nodes answer to eth_chainId")
	}
	if o.has("finality") {
		if c.Finality = o.text("finality", "tag or depth"); c.Finality != FinalityTag && c.Finality != FinalityDepth {
			o.bad("finality", "tag (the chain says what is final) or depth (what has that many confirmations), got %.40q", c.Finality)
		}
	}
	if c.MaxFee == nil {
		c.MaxFee = new(big.Int).Mul(big.NewInt(defaultMaxFeeGwei), big.NewInt(1e9))
	}
	if o.has("settlement") && !address.MatchString(c.Settlement) {
		o.bad("settlement", "the contract's address, 0x and 40 hexadecimal digits, got %.60q", c.Settlement)
	}
	o.checkNode(c)
	o.checkSigner(c)
	return c
}

func (o object) maxLag() time.Duration {
	if n := o.found["max_lag"]; n != nil && n.Value == "none" {
		return -1
	}
	return o.duration("max_lag", defaultMaxLag, time.Second, 24*time.Hour)
}

// checkNode never repeats a URL, which may hold credentials.
func (o object) checkNode(c Chain) {
	if one(o, "rpc", "rpc_file", "rpc_env") != 1 {
		o.bad("rpc", "one of rpc, rpc_file and rpc_env")
		return
	}
	if o.has("rpc") && checkURLs(c.RPC) != nil {
		o.bad("rpc", "a URL that starts with http://, https://, ws:// or wss://, or several separated by commas")
	}
	o.checkVariable("rpc_env", c.RPCEnv)
}

func (o object) checkSigner(c Chain) {
	if one(o, "keystore", "key_file", "key_env") != 1 {
		o.bad("keystore", "one of keystore, key_file and key_env, which say where the account's key is")
		return
	}
	if o.has("keystore") != o.has("password_file") {
		o.bad("password_file", "together with keystore")
	}
	o.checkVariable("key_env", c.KeyEnv)
}

// checkVariable does not repeat the value either: some write the key itself.
func (o object) checkVariable(field, name string) {
	if o.has(field) && !variableName.MatchString(name) {
		o.bad(field, "the name of an environment variable, not its value")
	}
}

func one(o object, names ...string) int {
	n := 0
	for _, name := range names {
		if o.has(name) {
			n++
		}
	}
	return n
}

func checkURLs(list string) error {
	for u := range strings.SplitSeq(list, ",") {
		p, err := url.Parse(strings.TrimSpace(u))
		if err != nil || p.Host == "" || !slices.Contains([]string{"http", "https", "ws", "wss"}, p.Scheme) {
			return errors.New("expected a URL that starts with http://, https://, ws:// or wss://")
		}
	}
	return nil
}

// URL returns where the chain's node is, from the file or the variable where it
// is kept. getenv is os.Getenv outside of tests. Errors do not repeat it.
func (c Chain) URL(getenv func(string) string) (string, error) {
	u := c.RPC
	switch {
	case c.RPCFile != "":
		b, err := readSecret(c.RPCFile)
		if err != nil {
			return "", fmt.Errorf("chain %s: rpc_file: %w", c.Name, err)
		}
		u = strings.TrimSpace(string(b))
	case c.RPCEnv != "":
		u = strings.TrimSpace(getenv(c.RPCEnv))
		if u == "" {
			return "", fmt.Errorf("chain %s: rpc_env: the variable %s is empty", c.Name, c.RPCEnv)
		}
	}
	if err := checkURLs(u); err != nil {
		return "", fmt.Errorf("chain %s: the node's URL: %w", c.Name, err)
	}
	return u, nil
}

// readSecret reads a small file that only its owner may read.
func readSecret(path string) (_ []byte, err error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: others than its owner may read it: chmod 600 it", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, secretLimit+1))
	if err == nil && len(b) > secretLimit {
		err = fmt.Errorf("%s: more than %d bytes", path, secretLimit)
	}
	return b, err
}
