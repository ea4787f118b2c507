// Package config reads muster's configuration: defaults, then a YAML file, then
// the environment (MUSTER_…), then flags, each over the one before.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/muster-zk/muster"
)

// Config is the configuration of every role. Keys are the same in the file
// (data-dir: …), the environment (MUSTER_DATA_DIR) and as flags (--data-dir).
type Config struct {
	DataDir       string        `koanf:"data-dir"`       // state, artifacts and keys, where nothing else is said
	Listen        string        `koanf:"listen"`         // address of the HTTP server
	PublicURL     string        `koanf:"public-url"`     // how workers reach the server; default http://<listen>
	Store         string        `koanf:"store"`          // postgres://…; empty: a SQLite file in the data directory
	Artifacts     string        `koanf:"artifacts"`      // s3://…; empty: a folder in the data directory
	KeysDir       string        `koanf:"keys-dir"`       // circuits and their keys; empty: a folder in the data directory
	Pipelines     []string      `koanf:"pipelines"`      // further pipeline files
	Workers       int           `koanf:"workers"`        // of an all-in-one process
	Slots         int           `koanf:"slots"`          // tasks that one worker runs at once
	LogLevel      string        `koanf:"log-level"`      // debug, info, warn, error
	LogFormat     string        `koanf:"log-format"`     // auto, text, json
	MockProver    bool          `koanf:"mock-prover"`    // proofs that prove nothing
	MockDelay     time.Duration `koanf:"mock-delay"`     // how long a mock proof takes
	Production    bool          `koanf:"production"`     // refuses mocks, open access and development keys
	Open          bool          `koanf:"open"`           // no credentials, on loopback only
	LeaseFor      time.Duration `koanf:"lease"`          // how long a silent worker keeps a task
	DrainFor      time.Duration `koanf:"drain"`          // how long a shutdown waits for running tasks
	InputLimit    int64         `koanf:"input-limit"`    // bytes of one batch's input
	OutputLimit   int64         `koanf:"output-limit"`   // bytes of one task's output
	CircuitLimit  int64         `koanf:"circuit-limit"`  // bytes of one file of a registered circuit
	TenantQuota   string        `koanf:"tenant-quota"`   // bytes that tenants may keep, "acme=10GiB,*=100GiB"
	TenantOpen    string        `koanf:"tenant-open"`    // open batches of tenants, "acme=10,*=100"
	RetainBatches time.Duration `koanf:"retain-batches"` // how long ended batches are kept; 0 is for ever
	GCGrace       time.Duration `koanf:"gc-grace"`       // age from which artifacts that nothing names are deleted
	TLSCert       string        `koanf:"tls-cert"`
	TLSKey        string        `koanf:"tls-key"`

	ArtifactLimit   string `koanf:"artifact-limit"`   // most bytes of the artifact folder; empty: none
	ArtifactReserve string `koanf:"artifact-reserve"` // bytes to stay free beside it for running tasks

	Chains     string        `koanf:"chains"`      // file of the chains that batches are settled on; empty: none
	Sourcing   string        `koanf:"sourcing"`    // where proofs come from, of batches that don't say
	PickWithin time.Duration `koanf:"pick-within"` // how long a market-first batch is held for a submitter to take it

	MockSettlement bool     `koanf:"mock-settlement"` // a chain "mock" that settles nothing
	ForgeState     []string `koanf:"forge-state"`     // files of accounts that Forge's swarm batches may begin with
	ForgeSettle    []string `koanf:"forge-settle"`    // chains that Forge's swarm batches are settled on
	ForgeWorkers   []string `koanf:"forge-workers"`   // URLs of Forge-style workers that a worker has prove

	Backends []string `koanf:"backends"` // what workers run, in order: kinds that muster brings, and Provers
	Exec     []string `koanf:"exec"`     // further ones, as NAME=COMMAND
	Provers  []Prover `koanf:"-"`        // all that are programs, by name

	Committees     []string `koanf:"committees"`      // files of the committees that attest batches
	CommitteeToken string   `koanf:"committee-token"` // what signers ask for, and who calls them gives

	Server string `koanf:"server"` // URL of the coordinator, for clients and workers
	APIKey string `koanf:"api-key"`
}

// Default is the configuration where nothing else is said.
func Default() Config {
	dir := "muster-data"
	if home, err := os.UserHomeDir(); err == nil {
		dir = filepath.Join(home, ".muster")
	}
	return Config{
		DataDir: dir, Listen: "127.0.0.1:7070", Workers: 2, Slots: 1, LogLevel: "info", LogFormat: "auto",
		RetainBatches: 30 * 24 * time.Hour, GCGrace: 24 * time.Hour,
		LeaseFor: 12 * time.Second, DrainFor: 30 * time.Second, InputLimit: 64 << 20, OutputLimit: 64 << 20, CircuitLimit: 4 << 30,
		ArtifactReserve: "256MiB", Backends: DefaultBackends,
		Sourcing: string(muster.SourceOwnOnly), PickWithin: 5 * time.Minute,
		Server: "http://127.0.0.1:7070",
	}
}

const (
	// leastRetained leaves time to fetch a final proof.
	leastRetained = time.Minute
	// leastGrace is longer than bytes are on their way between being stored and
	// being named by a batch or a task.
	leastGrace = 10 * time.Minute
	// mostForge bounds lists of Forge's things.
	mostForge = 256
)

// Values maps each key there is to its value.
func (c Config) Values() map[string]any {
	return map[string]any{
		"data-dir": c.DataDir, "listen": c.Listen, "public-url": c.PublicURL, "store": c.Store, "artifacts": c.Artifacts,
		"keys-dir": c.KeysDir, "pipelines": c.Pipelines, "workers": c.Workers, "slots": c.Slots, "log-level": c.LogLevel,
		"log-format": c.LogFormat, "mock-prover": c.MockProver, "mock-delay": c.MockDelay, "production": c.Production, "open": c.Open,
		"lease": c.LeaseFor, "drain": c.DrainFor, "input-limit": c.InputLimit, "output-limit": c.OutputLimit, "circuit-limit": c.CircuitLimit,
		"tenant-quota": c.TenantQuota, "tenant-open": c.TenantOpen,
		"artifact-limit": c.ArtifactLimit, "artifact-reserve": c.ArtifactReserve,
		"mock-settlement": c.MockSettlement, "forge-state": c.ForgeState, "forge-settle": c.ForgeSettle, "forge-workers": c.ForgeWorkers,
		"chains": c.Chains, "sourcing": c.Sourcing, "pick-within": c.PickWithin,
		"retain-batches": c.RetainBatches, "gc-grace": c.GCGrace,
		"tls-cert": c.TLSCert, "tls-key": c.TLSKey, "backends": c.Backends, "exec": c.Exec, "server": c.Server, "api-key": c.APIKey,
		"committees": c.Committees, "committee-token": c.CommitteeToken,
	}
}

// fileLimit is the most bytes a configuration file may have.
const fileLimit = 1 << 20

// Load reads the configuration. File may be empty; flags may be nil. Unknown
// keys in the file or the environment are errors that name the key.
func Load(file string, environ []string, flags *pflag.FlagSet) (Config, error) {
	k := koanf.New(".")
	def := Default().Values()
	if err := k.Load(confmap.Provider(def, ""), nil); err != nil {
		return Config{}, fmt.Errorf("load defaults: %w", err)
	}
	var provers []Prover
	if file != "" {
		var err error
		if provers, err = loadFile(k, file, def); err != nil {
			return Config{}, err
		}
	}
	if err := loadEnv(k, environ, def); err != nil {
		return Config{}, err
	}
	if flags != nil {
		if err := k.Load(posflag.ProviderWithFlag(flags, ".", k, func(f *pflag.Flag) (string, any) {
			if _, ok := def[f.Name]; !ok {
				return "", nil
			}
			return f.Name, posflag.FlagVal(flags, f)
		}), nil); err != nil {
			return Config{}, fmt.Errorf("load flags: %w", err)
		}
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	if len(c.ForgeWorkers) > 0 && !slices.Contains(c.Backends, "forge") {
		c.Backends = append(slices.Clone(c.Backends), "forge")
	}
	if err := c.settleBackends(provers); err != nil {
		return Config{}, err
	}
	return c, c.Check()
}

// loadFile reads the file and returns the programs among its backends.
func loadFile(k *koanf.Koanf, file string, def map[string]any) ([]Prover, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	if st.Size() > fileLimit {
		return nil, fmt.Errorf("configuration file %s: %d bytes, at most %d are read", file, st.Size(), fileLimit)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	in := koanf.New(".")
	if err := in.Load(rawbytes.Provider(b), yaml.Parser()); err != nil {
		return nil, fmt.Errorf("configuration file %s: %w", file, err)
	}
	for _, key := range in.Keys() {
		if _, ok := def[key]; !ok {
			return nil, fmt.Errorf("configuration file %s: unknown key %q; known are %s", file, key, known(def))
		}
	}
	names, provers, err := takeBackends(file, b)
	if err != nil {
		return nil, err
	}
	if in.Delete("backends"); len(names) > 0 {
		if err := in.Set("backends", names); err != nil {
			return nil, fmt.Errorf("configuration file %s: %w", file, err)
		}
	}
	return provers, k.Merge(in)
}

const envPrefix = "MUSTER_"

// envElsewhere are variables with our prefix that are no configuration keys.
var envElsewhere = []string{
	"MUSTER_CONFIG", "MUSTER_TOOLS", "MUSTER_GETH", "MUSTER_REQUIRE_GETH", "MUSTER_FIXTURES", "MUSTER_KEYS",
	"MUSTER_SLOW", "MUSTER_SEED", "MUSTER_SEEDS", "MUSTER_ROUNDS", "MUSTER_NODE", "MUSTER_BB", "MUSTER_NOIR_CRS", "MUSTER_SUNSPOT",
}

func loadEnv(k *koanf.Koanf, environ []string, def map[string]any) error {
	var unknown []string
	err := k.Load(env.Provider(".", env.Opt{
		Prefix:      envPrefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			if slices.Contains(envElsewhere, name) {
				return "", nil
			}
			key := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, envPrefix)), "_", "-")
			if _, ok := def[key]; !ok {
				unknown = append(unknown, name)
				return "", nil
			}
			if _, list := def[key].([]string); list {
				return key, strings.Split(value, ",")
			}
			return key, value
		},
	}), nil)
	if err != nil {
		return fmt.Errorf("load environment: %w", err)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("environment: unknown variable %s; known are %s with the prefix %s, upper case and _ for -",
			strings.Join(unknown, ", "), known(def), envPrefix)
	}
	return loadForge(k, environ)
}

// loadForge reads Forge's own names for the mock modes, so that its compose files
// work unchanged.
func loadForge(k *koanf.Koanf, environ []string) error {
	for _, e := range environ {
		name, v, _ := strings.Cut(e, "=")
		key := map[string]string{"MOCK_PROVER": "mock-prover", "MOCK_SETTLEMENT": "mock-settlement"}[name]
		if key == "" || v != "true" && v != "1" {
			continue
		}
		if err := k.Set(key, true); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func known(def map[string]any) string {
	keys := make([]string, 0, len(def))
	for k := range def {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

// Check returns every contradiction in the configuration.
func (c Config) Check() error {
	var errs []error
	bad := func(key, expected, got string) {
		errs = append(errs, fmt.Errorf("%s: expected %s, got %q", key, expected, got))
	}
	if c.DataDir == "" {
		bad("data-dir", "a folder", "")
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		bad("listen", "host:port", c.Listen)
	}
	if c.Store != "" && !strings.HasPrefix(c.Store, "postgres://") && !strings.HasPrefix(c.Store, "postgresql://") && !strings.HasPrefix(c.Store, "sqlite:") {
		bad("store", "postgres://…, sqlite:<file> or nothing", c.Store)
	}
	for key, v := range map[string]string{"server": c.Server, "public-url": c.PublicURL} {
		if u, err := url.Parse(v); v != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
			bad(key, "an http:// or https:// URL", v)
		}
	}
	if c.Workers < 0 || c.Workers > 1024 {
		bad("workers", "0 to 1024", fmt.Sprint(c.Workers))
	}
	if c.Slots < 1 || c.Slots > 1024 {
		bad("slots", "1 to 1024", fmt.Sprint(c.Slots))
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel) {
		bad("log-level", "debug, info, warn or error", c.LogLevel)
	}
	if !slices.Contains([]string{"auto", "text", "json"}, c.LogFormat) {
		bad("log-format", "auto, text or json", c.LogFormat)
	}
	if c.LeaseFor < time.Second || c.LeaseFor > time.Hour {
		bad("lease", "1s to 1h", c.LeaseFor.String())
	}
	if c.RetainBatches != 0 && c.RetainBatches < leastRetained {
		bad("retain-batches", "0 for ever, or at least "+leastRetained.String(), c.RetainBatches.String())
	}
	if c.GCGrace < leastGrace {
		bad("gc-grace", "at least "+leastGrace.String(), c.GCGrace.String())
	}
	if !muster.Sourcing(c.Sourcing).Known() {
		bad("sourcing", fmt.Sprintf("one of %v", muster.Sourcings), c.Sourcing)
	}
	if c.PickWithin < time.Second || c.PickWithin > 24*time.Hour {
		bad("pick-within", "1s to 24h", c.PickWithin.String())
	}
	if c.DrainFor < 0 {
		bad("drain", "a duration", c.DrainFor.String())
	}
	if c.InputLimit <= 0 {
		bad("input-limit", "a number of bytes", fmt.Sprint(c.InputLimit))
	}
	if c.CircuitLimit <= 0 {
		bad("circuit-limit", "a number of bytes", fmt.Sprint(c.CircuitLimit))
	}
	if c.OutputLimit <= 0 {
		bad("output-limit", "a number of bytes", fmt.Sprint(c.OutputLimit))
	}
	errs = append(errs, c.checkAmounts()...)
	if (c.TLSCert == "") != (c.TLSKey == "") {
		bad("tls-key", "both of tls-cert and tls-key, or none", c.TLSKey)
	}
	if c.Production && c.MockProver {
		errs = append(errs, errors.New("mock-prover: refused with --production, its proofs prove nothing"))
	}
	if c.Production && c.MockSettlement {
		errs = append(errs, errors.New("mock-settlement: refused with --production, it settles nothing"))
	}
	if len(c.ForgeState) > mostForge || len(c.ForgeWorkers) > mostForge {
		bad("forge-state, forge-workers", fmt.Sprintf("at most %d each", mostForge), fmt.Sprint(len(c.ForgeState), ", ", len(c.ForgeWorkers)))
	}
	for _, v := range c.ForgeWorkers {
		u, err := url.Parse(v)
		switch {
		case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
			bad("forge-workers", "http:// or https:// URLs", v)
		case u.User != nil || u.RawQuery != "" || u.Fragment != "":
			bad("forge-workers", "URLs without a user, query or fragment; a token goes into FORGE_WORKER_TOKEN", u.Redacted())
		}
	}
	if c.Production && c.Open {
		errs = append(errs, errors.New("open: refused with --production, workers and clients need credentials"))
	}
	return errors.Join(errs...)
}

// Paths below the data directory.

// StoreURL returns the store to open: the configured one or the embedded file.
func (c Config) StoreURL() string {
	if c.Store != "" {
		return c.Store
	}
	return "sqlite:" + filepath.Join(c.DataDir, "muster.db")
}

// ArtifactsURL returns the artifact store to open.
func (c Config) ArtifactsURL() string {
	if c.Artifacts != "" {
		return c.Artifacts
	}
	return filepath.Join(c.DataDir, "artifacts")
}

// Keys returns the folder of circuits and keys.
func (c Config) Keys() string {
	if c.KeysDir != "" {
		return c.KeysDir
	}
	return filepath.Join(c.DataDir, "keys")
}
