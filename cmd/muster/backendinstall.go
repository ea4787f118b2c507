package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/backend/noir"
)

// nodeSets are the sets of npm packages that backends need, by what the command
// calls them.
var nodeSets = map[string]node.Set{
	"circom": circom.Packages,
	"noir":   noir.Packages,
}

func (a *App) backendInstallCommand() *cobra.Command {
	names := slices.Sorted(maps.Keys(nodeSets))
	var dir string
	cmd := &cobra.Command{
		Use:   "install NAME…",
		Short: "Install the npm packages that a backend needs",
		Long: `Install the npm packages that a backend needs on this machine: ` + strings.Join(names, ", ") + `.
Versions are pinned, with their hashes, by this program; no package's scripts are
run. Node.js 18 or later and npm have to be there.`,
		Example:   "  muster backend install circom",
		ValidArgs: names,
		Args:      cobra.MatchAll(cobra.MinimumNArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if _, err := nodeSets[name].Install(cmd.Context(), dir, a.Stdout); err != nil {
					return fmt.Errorf("backend %s: %w", name, err)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "folder to install into; default npm in $MUSTER_TOOLS, else in your cache folder")
	return cmd
}
