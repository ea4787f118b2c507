package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/attest"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/signer"
)

// attester is the loop of a plane, which may have no committee.
type attester struct{ attest.Loop }

// run returns what the leader calls, nil without committees.
func (l *attester) run() func(context.Context) error {
	if len(l.Committees) == 0 {
		return nil
	}
	return l.Step
}

// openCommittees reads the committees of the configuration.
func (a *App) openCommittees() ([]string, *attester, error) {
	l := &attester{attest.Loop{Committees: make(map[string]*attest.Committee), Now: time.Now, Logger: a.log}}
	var names []string
	for _, file := range a.cfg.Committees {
		c, err := committee.Load(file)
		if err != nil {
			return nil, nil, err
		}
		if l.Committees[c.Name] != nil {
			return nil, nil, fmt.Errorf("committee file %s: there is another committee %q already", file, c.Name)
		}
		if l.Committees[c.Name], err = attest.New(c, attest.Options{Token: a.cfg.CommitteeToken}); err != nil {
			return nil, nil, err
		}
		names = append(names, c.Name)
	}
	return names, l, nil
}

// rosterFile is who is to be a committee.
type rosterFile struct {
	Name      string             `yaml:"name"`
	Threshold int                `yaml:"threshold"`
	Members   []committee.Member `yaml:"members"`
}

const rosterLimit = 1 << 20

func (a *App) readRoster(path string) (rosterFile, error) {
	var r rosterFile
	b, err := a.readInput(path, rosterLimit)
	if err != nil {
		return r, err
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("roster %s: %w", path, err)
	}
	for i := range r.Members {
		if r.Members[i].ID == 0 {
			r.Members[i].ID = uint16(i + 1)
		}
		if r.Members[i].Share != "" {
			return r, fmt.Errorf("roster %s: members[%d].share: a roster has no shares yet", path, i)
		}
	}
	return r, nil
}

func (a *App) committeeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "committee",
		Short: "Set up committees of signers that attest batches",
		Long: `A committee has one key, of which each of its signers holds a share; a threshold
of them signs. Its roster says who is to be on it, by address and by the identity
that "muster signer keygen" printed:

  name: watch
  threshold: 3
  members:
    - {url: https://signer1.example, identity: 3f0a…}
    - {url: https://signer2.example, identity: 91c2…}

The committee's file, which comes of it, is public: coordinators name it with
--committees, and its key is what anybody verifies attestations with.`,
	}
	cmd.AddCommand(a.committeeCreateCommand(), a.committeeDealCommand(), a.committeeShowCommand())
	return cmd
}

func (a *App) committeeCreateCommand() *cobra.Command {
	var roster, out string
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Have the signers of a roster make a key together, which nobody ever has",
		Long: `Organise the signers' key generation. All of them have to run. They exchange
their messages through this command, signed and their secrets sealed to each
other; it learns nothing, and stores nothing but the committee's public file.`,
		Example: `  muster committee create --roster roster.yaml --out committee.yaml`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.readRoster(roster)
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), wait)
			defer cancel()
			c, err := a.createCommittee(ctx, r)
			if err != nil {
				return err
			}
			return a.writeCommittee(out, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&roster, "roster", "", "who is to be on the committee; - for standard input")
	f.StringVar(&out, "out", "", "file to write; standard output where left out")
	f.DurationVar(&wait, "wait", time.Minute, "how long the signers may take")
	f.String("committee-token", "", "credential of the signers; better in MUSTER_COMMITTEE_TOKEN")
	mustRequire(cmd, "roster")
	return cmd
}

func (a *App) createCommittee(ctx context.Context, r rosterFile) (*committee.Committee, error) {
	var clients []signer.Client
	for _, m := range r.Members {
		clients = append(clients, signer.Client{URL: m.URL, Token: a.cfg.CommitteeToken})
	}
	return signer.Organise(ctx, signer.Roster{Name: r.Name, Threshold: r.Threshold, Members: r.Members}, clients)
}

func (a *App) writeCommittee(out string, c *committee.Committee) error {
	if out == "" {
		if a.asJSON {
			return a.printJSON(c)
		}
		return c.Write(a.Stdout)
	}
	if err := writeFile(out, a.Stdout, func(w io.Writer) error { return c.Write(w) }); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "committee %s, %d of %d, key %s, in %s\n", c.Name, c.Threshold, len(c.Members), c.Key, out)
	return nil
}

func (a *App) committeeDealCommand() *cobra.Command {
	var roster, out, shares, secretFile string
	cmd := &cobra.Command{
		Use:   "deal",
		Short: "Make a committee's key here and deal it: this machine has all of it for a moment",
		Long: `Make a key, or take the one of --secret, split it, and seal each signer's share
to its identity. Give each signer its file, for "muster signer import". Whoever
runs this could keep the key; "committee create" needs nobody to be trusted so.`,
		Example: `  muster committee deal --roster roster.yaml --out committee.yaml --shares shares/`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			r, err := a.readRoster(roster)
			if err != nil {
				return err
			}
			c := &committee.Committee{Name: r.Name, Threshold: r.Threshold, Members: r.Members}
			dealt, err := a.deal(c, secretFile)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(shares, 0o700); err != nil {
				return err
			}
			for _, d := range dealt {
				b, err := json.MarshalIndent(d, "", "  ")
				if err != nil {
					return err
				}
				if err := committee.WriteSecret(filepath.Join(shares, fmt.Sprintf("%s-%d.json", c.Name, d.ID)), b); err != nil {
					return err
				}
			}
			return a.writeCommittee(out, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&roster, "roster", "", "who is to be on the committee; - for standard input")
	f.StringVar(&out, "out", "", "file to write; standard output where left out")
	f.StringVar(&shares, "shares", ".", "folder for the sealed shares")
	f.StringVar(&secretFile, "secret", "", "file of the key to deal, an Ed25519 scalar in 64 hexadecimal digits; drawn where left out")
	mustRequire(cmd, "roster")
	return cmd
}

func (a *App) deal(c *committee.Committee, secretFile string) ([]signer.Dealt, error) {
	if secretFile == "" {
		return signer.Deal(c, nil)
	}
	b, err := committee.ReadSecret(secretFile)
	if err != nil {
		return nil, err
	}
	secret, err := signer.ParseSecret(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, err
	}
	return signer.Deal(c, secret)
}

func (a *App) committeeShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show FILE",
		Short:   "Check a committee's file and show who is on it, and who answers",
		Example: "  muster committee show committee.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := committee.Load(args[0])
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			fmt.Fprintf(a.Stdout, "committee %s, %d of %d\nkey %s\n\n", c.Name, c.Threshold, len(c.Members), c.Key)
			var rows [][]string
			for _, m := range c.Members {
				rows = append(rows, []string{fmt.Sprint(m.ID), m.URL, m.Identity[:16], alive(cmd.Context(), m.URL)})
			}
			return a.table([]string{"SIGNER", "URL", "IDENTITY", "NOW"}, rows)
		},
	}
}

// alive says whether a signer answers.
func alive(ctx context.Context, url string) string {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(url, "/")+"/health", nil)
	if err != nil {
		return "no URL"
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "no answer"
	}
	_ = resp.Body.Close() // nothing of it is read
	if resp.StatusCode != http.StatusOK {
		return resp.Status
	}
	return "answers"
}

func mustRequire(cmd *cobra.Command, names ...string) {
	for _, n := range names {
		if err := cmd.MarkFlagRequired(n); err != nil {
			panic(err) // a flag that is not there
		}
	}
}

// verifyCommittee checks the attestation that a final proof carries.
func verifyCommittee(f muster.FinalProof, key string) error {
	k, err := muster.ParseCommitteeKey(key)
	if err != nil {
		return usage{fmt.Errorf("--committee: %w", err)}
	}
	if err := f.VerifyAttestation(k); err != nil {
		return refused{err}
	}
	return nil
}
