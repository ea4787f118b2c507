package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/config"
)

func (a *App) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check the configuration",
	}
	check := &cobra.Command{
		Use:     "check",
		Short:   "Read file, environment and flags, and print what holds",
		Example: "  muster config check --config muster.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := a.pipelines(); err != nil {
				return err
			}
			if err := a.checkBackends(); err != nil {
				return err
			}
			if a.cfg.Chains != "" {
				if _, err := config.LoadChains(a.cfg.Chains); err != nil {
					return err
				}
			}
			c := a.cfg
			if c.CommitteeToken != "" {
				c.CommitteeToken = "[secret]"
			}
			if c.APIKey != "" {
				c.APIKey = "[secret]"
			}
			c.Store = withoutPassword(c.Store)
			if a.asJSON {
				return a.printJSON(c.Values())
			}
			rows := [][]string{
				{"data-dir", c.DataDir}, {"listen", c.Listen}, {"public-url", c.PublicURL}, {"store", withoutPassword(c.StoreURL())},
				{"artifacts", c.ArtifactsURL()}, {"keys-dir", c.Keys()}, {"workers", fmt.Sprint(c.Workers)},
				{"pipelines", fmt.Sprint(c.Pipelines)}, {"lease", c.LeaseFor.String()}, {"drain", c.DrainFor.String()},
				{"input-limit", bytesOf(c.InputLimit)}, {"output-limit", bytesOf(c.OutputLimit)}, {"circuit-limit", bytesOf(c.CircuitLimit)},
				{"retain-batches", c.RetainBatches.String()}, {"gc-grace", c.GCGrace.String()},
				{"tenant-quota", c.TenantQuota}, {"tenant-open", c.TenantOpen},
				{"artifact-limit", c.ArtifactLimit}, {"artifact-reserve", c.ArtifactReserve},
				{"chains", c.Chains}, {"sourcing", c.Sourcing}, {"pick-within", c.PickWithin.String()},
				{"forge-state", fmt.Sprint(c.ForgeState)}, {"forge-settle", fmt.Sprint(c.ForgeSettle)}, {"forge-workers", fmt.Sprint(c.ForgeWorkers)},
				{"backends", fmt.Sprint(c.Backends)},
				{"mock-prover", fmt.Sprint(c.MockProver)}, {"mock-settlement", fmt.Sprint(c.MockSettlement)}, {"production", fmt.Sprint(c.Production)},
				{"log-level", c.LogLevel}, {"log-format", c.LogFormat}, {"server", c.Server}, {"api-key", c.APIKey},
				{"committees", strings.Join(c.Committees, ", ")}, {"committee-token", c.CommitteeToken},
			}
			if err := a.table([]string{"KEY", "VALUE"}, rows); err != nil {
				return err
			}
			_, err := fmt.Fprintln(a.Stdout, "the configuration is right")
			return err
		},
	}
	cmd.AddCommand(check)
	return cmd
}

// withoutPassword hides the password of a URL.
func withoutPassword(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.User == nil {
		return s
	}
	return u.Redacted()
}
