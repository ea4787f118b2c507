package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/muster-zk/muster/proof/bundle"
)

// TestSignerDemo runs five signers as processes: with two killed the result of a
// real batch is attested, with three nothing is.
func TestSignerDemo(t *testing.T) {
	t.Setenv(asProgram, "1")
	dir := t.TempDir()
	code, out, errs := run(t, "signer", "demo", "--data-dir", dir)
	if code != exitOK {
		t.Fatalf("ended with %d\n%s\n%s", code, out, errs)
	}
	for _, want := range []string{"killed      signers 1 and 4", "attested    by signers [2 3 5]", "refused: 2 signers answer, it takes 3", "no blind proof either"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	keys := regexp.MustCompile(`proof verify (\S+) --key ([0-9a-f]{64}) --committee ([0-9a-f]{64})`).FindStringSubmatch(out)
	if keys == nil {
		t.Fatalf("it does not say how to verify:\n%s", out)
	}
	file, key, committee := keys[1], keys[2], keys[3]
	if code, out, errs := run(t, "proof", "verify", file, "--key", key, "--committee", committee); code != exitOK || !strings.Contains(out, "attested by committee "+committee) {
		t.Errorf("verify ended with %d: %s%s", code, out, errs)
	}
	for name, other := range map[string]struct {
		committee string
		code      int
	}{"another committee": {key, exitRefused}, "no key": {"abc", exitUsage}, "a variable that is not set": {"", exitUsage}} {
		if code, _, errs := run(t, "proof", "verify", file, "--key", key, "--committee", other.committee); code != other.code {
			t.Errorf("%s: verify ended with %d: %s", name, code, errs)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := bundle.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	f.Attestation = nil
	bare := filepath.Join(dir, "bare.json")
	var text bytes.Buffer
	if err := bundle.Write(&text, f); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bare, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(t, "proof", "verify", bare, "--committee", committee); code != exitRefused || !strings.Contains(errs, "no committee has attested it") {
		t.Errorf("without an attestation verify ended with %d: %s", code, errs)
	}
	foreign := filepath.Join(dir, "snarkjs.json")
	if err := os.WriteFile(foreign, []byte(`{"pi_a":["1","2","1"],"pi_b":[["1","2"],["1","2"],["1","0"]],"pi_c":["1","2","1"],"protocol":"groth16","curve":"bn128"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(t, "proof", "verify", foreign, "--committee", committee); code != exitUsage || !strings.Contains(errs, "carries no attestation") {
		t.Errorf("a proof of snarkjs: verify ended with %d: %s", code, errs)
	}
}

// TestCommitteeByDealer sets a committee up on the command line.
func TestCommitteeByDealer(t *testing.T) {
	dir := t.TempDir()
	roster := "name: watch\nthreshold: 2\nmembers:\n"
	for i := range 3 {
		signer := filepath.Join(dir, fmt.Sprint("signer", i+1))
		var printed string
		for range 2 { // the second time it is shown again
			code, out, errs := run(t, "signer", "keygen", "--dir", signer)
			if code != exitOK || printed != "" && out != printed {
				t.Fatalf("keygen ended with %d: %s%s", code, out, errs)
			}
			printed = out
		}
		roster += fmt.Sprintf("  - {url: \"http://127.0.0.1:1\", identity: %q}\n", strings.TrimSpace(printed))
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("roster.yaml"), []byte(roster), 0o600); err != nil {
		t.Fatal(err)
	}
	must := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := run(t, args...)
		if code != want {
			t.Fatalf("muster %s ended with %d: %s%s", strings.Join(args, " "), code, out, errs)
		}
		return out + errs
	}
	must(exitOK, "committee", "deal", "--roster", in("roster.yaml"), "--out", in("watch.yaml"), "--shares", in("shares"))
	if out := must(exitOK, "committee", "show", in("watch.yaml")); !strings.Contains(out, "committee watch, 2 of 3") || !strings.Contains(out, "no answer") {
		t.Errorf("show: %s", out)
	}
	must(exitFailed, "signer", "import", "--dir", in("signer2"), in("shares/watch-1.json"))
	if out := must(exitOK, "signer", "import", "--dir", in("signer1"), in("shares/watch-1.json")); !strings.Contains(out, "signer 1 of committee watch (2 of 3)") {
		t.Errorf("import: %s", out)
	}
	if out := must(exitUsage, "signer", "--dir", in("signer1"), "--listen", "0.0.0.0:0"); !strings.Contains(out, "MUSTER_COMMITTEE_TOKEN") {
		t.Errorf("open to the world: %s", out)
	}
	if err := os.Chmod(in("signer1/identity"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := must(exitFailed, "signer", "--dir", in("signer1"), "--listen", "127.0.0.1:0"); !strings.Contains(out, "chmod 600") {
		t.Errorf("an identity that all can read: %s", out)
	}
	must(exitFailed, "committee", "create", "--roster", in("roster.yaml"), "--wait", "5s")
}

// TestSignerProcess: a token is asked for, and a SIGTERM ends it well.
func TestSignerProcess(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := run(t, "signer", "keygen", "--dir", dir); code != exitOK {
		t.Fatal(errs)
	}
	p := launch(t, "signer", "--dir", dir, "--listen", "127.0.0.1:0", "--committee-token", "xyzzy", "--log-format", "json")
	until(t, p, "it serves", func() (bool, error) { return strings.Contains(p.log(), "signer serves"), nil })
	p.terminate()
	if code := p.cmd.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("ended with %d: %s", code, p.log())
	}
}
