package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "muster.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLaterSourcesWin(t *testing.T) {
	file := write(t, "workers: 3\nlisten: 127.0.0.1:1\nlease: 20s\nlog-level: warn\n")
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.Int("workers", 2, "")
	flags.String("listen", "", "")
	if err := flags.Parse([]string{"--workers", "5"}); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file, []string{"MUSTER_LISTEN=127.0.0.1:2", "MUSTER_WORKERS=4", "PATH=/bin"}, flags)
	if err != nil {
		t.Fatal(err)
	}
	if c.Workers != 5 || c.Listen != "127.0.0.1:2" || c.LogLevel != "warn" || c.LeaseFor.String() != "20s" {
		t.Errorf("got workers %d, listen %s, level %s, lease %s", c.Workers, c.Listen, c.LogLevel, c.LeaseFor)
	}
	if c.Server != Default().Server {
		t.Errorf("server = %q, want the default", c.Server)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	tests := []struct {
		name, file string
		environ    []string
		want       string
	}{
		{"unknown key", "worker: 3\n", nil, `"worker"`},
		{"not YAML", "a: [", nil, "muster.yaml"},
		{"unknown variable", "", []string{"MUSTER_WORKER=3"}, "MUSTER_WORKER"},
		{"not a number", "workers: many\n", nil, "workers"},
		{"out of range", "workers: -1\n", nil, "workers"},
		{"no slot", "slots: 0\n", nil, "slots"},
		{"level", "log-level: loud\n", nil, "log-level"},
		{"store", "store: mysql://x\n", nil, "store"},
		{"mock in production", "production: true\nmock-prover: true\n", nil, "mock-prover"},
		{"Forge's mock in production", "production: true\n", []string{"MOCK_PROVER=true"}, "mock-prover"},
		{"mock settlement in production", "production: true\nmock-settlement: true\n", nil, "mock-settlement"},
		{"Forge's mock settlement in production", "production: true\n", []string{"MOCK_SETTLEMENT=1"}, "mock-settlement"},
		{"no URL", "forge-workers: [prover:9001]\n", nil, "forge-workers"},
		{"open in production", "production: true\nopen: true\n", nil, "open"},
		{"Forge worker without a scheme", "forge-workers: prover:9001\n", nil, "forge-workers"},
		{"Forge worker with a password", "forge-workers: http://me:hunter2@prover:9001\n", nil, "FORGE_WORKER_TOKEN"},
		{"half of TLS", "tls-cert: a.pem\n", nil, "tls-key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(write(t, tt.file), tt.environ, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want an error naming %s", err, tt.want)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil, nil); err == nil {
		t.Error("Load of a missing file gave no error")
	}
}

// Forge's defect 9: by default it settles on a mock and calls four fixed workers.
func TestDefect9NothingOfForgeIsOnUnasked(t *testing.T) {
	c, err := Load("", nil, nil)
	if err != nil || c.MockProver || c.MockSettlement || len(c.ForgeWorkers) != 0 || len(c.ForgeSettle) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestForgesNamesOfTheMockModes(t *testing.T) {
	for value, on := range map[string]bool{"1": true, "true": true, "0": false, "false": false, "": false, "yes": false} {
		c, err := Load("", []string{"MOCK_PROVER=" + value, "MOCK_SETTLEMENT=" + value}, nil)
		if err != nil || c.MockProver != on || c.MockSettlement != on {
			t.Errorf("%q: prover %t, settlement %t, %v", value, c.MockProver, c.MockSettlement, err)
		}
	}
	c, err := Load("", []string{"MUSTER_FORGE_STATE=a.json,b.json", "MUSTER_FORGE_WORKERS=http://a:9001"}, nil)
	if err != nil || len(c.ForgeState) != 2 || len(c.ForgeWorkers) != 1 || c.MockProver || c.MockSettlement {
		t.Errorf("%+v, %v", c, err)
	}
}
