package noir

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	execbackend "github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

// standInSunspot is `sunspot prove` as it is written down: four files by their
// endings, a gzipped witness of format 3, gnark's proof and public witness beside
// the constraint system. Its circuit is prooftest's, in the place of what Sunspot
// makes of testdata/powers.
func standInSunspot(args []string) error {
	if len(args) != 5 || args[0] != "prove" {
		return fmt.Errorf("unknown command %q", args)
	}
	for i, ending := range []string{".json", ".gz", ".ccs", ".pk"} {
		if filepath.Ext(args[i+1]) != ending {
			return fmt.Errorf("invalid input file: %s (must end with %s)", args[i+1], ending)
		}
	}
	program, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	var acir struct {
		Version string `json:"noir_version"`
		Hash    string `json:"hash"`
	}
	if err := json.Unmarshal(program, &acir); err != nil || acir.Version == "" || acir.Hash == "" {
		return fmt.Errorf("failed to load ACIR: %w", err)
	}
	values, err := witnessValues(args[2])
	if err != nil {
		return fmt.Errorf("failed to get witness: %w", err)
	}
	ccs, pk := groth16.NewCS(ecc.BN254), groth16.NewProvingKey(ecc.BN254)
	for path, to := range map[string]io.ReaderFrom{args[3]: ccs, args[4]: pk} {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, err := to.ReadFrom(bytes.NewReader(b)); err != nil {
			return fmt.Errorf("failed to read %s: %w", path, err)
		}
	}
	full, err := frontend.NewWitness(prooftest.Powers(values[1], values[2], values[0]), ecc.BN254.ScalarField())
	if err != nil {
		return err
	}
	made, err := groth16.Prove(ccs, pk, full)
	if err != nil {
		return fmt.Errorf("failed to generate proof: %w", err)
	}
	base := strings.TrimSuffix(args[3], ".ccs")
	var out bytes.Buffer
	if _, err := made.WriteRawTo(&out); err != nil {
		return err
	}
	if err := os.WriteFile(base+".proof", out.Bytes(), 0o600); err != nil {
		return err
	}
	public, err := full.Public()
	if err != nil {
		return err
	}
	encoded, err := public.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(base+".pw", encoded, 0o600)
}

// witnessValues reads the first three values of a witness that noir_js wrote:
// gzip, a byte that tells the format, msgpack with a map from number to 32 bytes.
func witnessValues(path string) ([]*big.Int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || b[0] != 3 {
		return nil, errors.New("not of format 3")
	}
	var values []*big.Int
	for i := range byte(3) {
		_, rest, found := bytes.Cut(b, []byte{i, 0xc4, 0x20}) // i, binary of 32 bytes
		if !found || len(rest) < 32 {
			return nil, fmt.Errorf("no value %d", i)
		}
		values = append(values, new(big.Int).SetBytes(rest[:32]))
		b = rest[32:]
	}
	return values, nil
}

// sunspotRig has circuits whose keys a gnark set-up made, as Sunspot's does.
func sunspotRig(t testing.TB, commitments int) *rig {
	t.Helper()
	tools(t)
	r := &rig{store: newStore(t), circuits: make(map[string]muster.CircuitFiles)}
	c := prooftest.Groth16(t, ecc.BN254, commitments)
	key, err := proofgroth16.ReadKey(ecc.BN254, c.Verifying)
	if err != nil {
		t.Fatal(err)
	}
	raw := func(w interface {
		WriteRawTo(io.Writer) (int64, error)
	}) []byte {
		var b bytes.Buffer
		if _, err := w.WriteRawTo(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var ccs bytes.Buffer
	if _, err := c.Constraints.WriteTo(&ccs); err != nil {
		t.Fatal(err)
	}
	r.circuits["powers"] = muster.CircuitFiles{
		Name: "powers", System: SystemOf(key), Curve: "bn254", Program: r.Put(t, programOf(t, "powers")),
		ConstraintSystem: r.Put(t, ccs.Bytes()), ProvingKey: r.Put(t, raw(c.Groth16)), VerifyingKey: r.Put(t, raw(key.Key)),
	}
	return r
}

func (r *rig) sunspot(t testing.TB, opts Options) *Backend {
	t.Helper()
	opts.Keys, opts.Dir = r.store, t.TempDir()
	if opts.Tool == "" {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		opts.Tool = standIn(t, `MUSTER_TEST_SUNSPOT=1 exec "`+self+`" "$@"`)
	}
	b, err := NewSunspot(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (r *rig) groth16() muster.Verifier {
	return proof.New(proofgroth16.New(r.store), proofgroth16.NewSHA256(r.store))
}

// TestSunspotConformance holds the backend to what every other is held to.
func TestSunspotConformance(t *testing.T) {
	r := sunspotRig(t, 1)
	other := sunspotRig(t, 1)
	r.Add(other.Shelf)
	with := func(change func(*muster.Job)) muster.Job {
		j := r.job(t, "powers", `{"root": 3, "square": 9, "cube": 27}`, 9, 27)
		change(&j)
		return j
	}
	good, slow := with(func(*muster.Job) {}), r.Put(t, programOf(t, "slowpowers"))
	tool := func(script string) *Backend { return r.sunspot(t, Options{Tool: standIn(t, script)}) }
	hangs := r.sunspot(t, Options{Tool: standIn(t, "exec sleep 600")})
	const writes = `pw() { printf '\000\000\000\002\000\000\000\000\000\000\000\002'; printf '%031d\011' 0 | tr 0 '\000'; printf '%031d\033' 0 | tr 0 '\000'; }; pw >c.pw; `
	bad := []backendtest.Bad{
		{Kind: backendtest.BadWitness, Job: with(func(j *muster.Job) { j.Slice = []byte(`{"root": 4, "square": 9, "cube": 27}`) }), Class: muster.FailDeterministic},
		{Kind: backendtest.BadWitness, Name: "another statement", Job: with(func(j *muster.Job) { j.Slice = []byte(`{"root": 2, "square": 4, "cube": 8}`) }), Class: muster.FailDeterministic},
		{Kind: backendtest.WrongKey, Job: with(func(j *muster.Job) { j.Circuit.ProvingKey = other.circuits["powers"].ProvingKey }), Class: muster.FailDeterministic},
		{Kind: backendtest.WrongKey, Name: "no proving key", Job: with(func(j *muster.Job) {
			j.Circuit.VerifyingKey = other.circuits["powers"].VerifyingKey
			j.Statement.Circuit, j.Circuit.ProvingKey = j.Circuit.VerifyingKey.Digest, muster.Artifact{}
		}), Class: muster.FailDeterministic},
		{Kind: backendtest.OutOfMemory, Job: good, Class: muster.FailResource, Backend: tool("echo 'fatal error: runtime: out of memory' >&2; exit 2")},
		{Kind: backendtest.Garbage, Job: good, Class: muster.FailDeterministic, Backend: tool(writes + "head -c 388 /dev/zero >c.proof")},
		{Kind: backendtest.Garbage, Name: "compressed", Job: good, Class: muster.FailDeterministic, Backend: tool(writes + "head -c 196 /dev/zero >c.proof")},
		{Kind: backendtest.Garbage, Name: "public witness", Job: good, Class: muster.FailDeterministic, Backend: tool("head -c 388 /dev/zero >c.proof; echo x >c.pw")},
		{Kind: backendtest.HugeOutput, Job: good, Class: muster.FailDeterministic,
			Backend: r.sunspot(t, Options{Tool: standIn(t, writes+"head -c 2000000 /dev/zero >c.proof"), Limits: execbackend.Limits{Output: 1 << 20}})},
		{Kind: backendtest.Hang, Job: good, Class: muster.FailTransient,
			Backend: r.sunspot(t, Options{Tool: standIn(t, "exec sleep 600"), Limits: execbackend.Limits{Time: 300 * time.Millisecond}})},
		{Kind: backendtest.Killed, Job: good, Class: muster.FailResource, During: backendtest.KillChildren, Backend: hangs},
	}
	backendtest.Exercise(t, func(t *testing.T) backendtest.Subject {
		return backendtest.Subject{
			Backend: r.sunspot(t, Options{}), Verifier: r.groth16(), Good: good, Bad: bad,
			Slow: with(func(j *muster.Job) { j.Circuit.Program = slow }),
		}
	})
}

// TestSunspotSizes: 388 bytes with a commitment, 324 without, and the public
// witness behind a header of 12.
func TestSunspotSizes(t *testing.T) {
	for commitments, want := range map[int]struct {
		size   int
		system string
	}{0: {324, proofgroth16.System}, 1: {388, proofgroth16.SHA256System}} {
		r := sunspotRig(t, commitments)
		j := r.job(t, "powers", `{"root": 3, "square": 9, "cube": 27}`, 9, 27)
		if j.Statement.System != want.system || len(j.Statement.Public) != 12+2*32 || binary.BigEndian.Uint32(j.Statement.Public) != 2 {
			t.Errorf("%d commitments: statement %+v", commitments, j.Statement)
		}
		out, err := r.sunspot(t, Options{}).Run(t.Context(), j, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != want.size {
			t.Errorf("%d commitments: a proof of %d bytes, expected %d", commitments, len(out), want.size)
		}
		if err := r.groth16().Verify(t.Context(), j.Statement, out); err != nil {
			t.Error(err)
		}
		j.Statement.Public[43] ^= 1
		if err := r.groth16().Verify(t.Context(), j.Statement, out); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("for another public input: %v", err)
		}
	}
}

func TestSunspotRefuses(t *testing.T) {
	r := sunspotRig(t, 1)
	b := r.sunspot(t, Options{})
	other := func(name, program string) muster.Job {
		c := r.circuits["powers"]
		c.Program = r.Put(t, programOf(t, program))
		r.circuits[name] = c
		return r.job(t, name, `{}`, 9, 27)
	}
	wrong := r.job(t, "powers", `{}`, 9, 27)
	wrong.Circuit.System, wrong.Statement.System = proofgroth16.System, proofgroth16.System
	for says, j := range map[string]muster.Job{
		"returns 1 values, and Sunspot's public inputs hold none of them":   other("returned", "returns"),
		"takes a str, which Sunspot counts as one value":                    other("texts", "texts"),
		"has 1 public inputs, its verifying key":                            other("mixed", "square"),
		"compiled by Noir 1.0.0-beta.15":                                    other("old", "old"),
		"its key has 1 commitments":                                         wrong,
		"public input cube is 0x1c by the statement and 0x1b by the inputs": r.job(t, "powers", `{"root": 3, "square": 9, "cube": 27}`, 9, 28),
	} {
		_, err := b.Run(t.Context(), j, nil)
		var f *muster.JobError
		if !errors.As(err, &f) || f.Class != muster.FailDeterministic || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, expected %q", err, says)
		}
	}
}

// TestRealSunspot goes the whole way with the tool itself: compile, setup, prove
// with this backend, and its own verify beside ours.
func TestRealSunspot(t *testing.T) {
	path, err := SunspotPath()
	if err != nil {
		t.Skipf("SKIPPED, Sunspot's contract is tested with a stand-in only: %v", err)
	}
	tools(t)
	for name, size := range map[string]int{"transfers": 388, "powers": 324} {
		r := &rig{store: newStore(t), circuits: make(map[string]muster.CircuitFiles)}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "c.json"), programOf(t, name), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(args ...string) {
			c := exec.CommandContext(t.Context(), path, args...)
			c.Dir = dir
			if said, err := c.CombinedOutput(); err != nil {
				t.Fatalf("sunspot %s: %v\n%s", args[0], err, said)
			}
		}
		run("compile", "c.json")
		run("setup", "c.ccs")
		vk := file(t, dir, "c.vk")
		key, err := proofgroth16.ReadKey(ecc.BN254, vk)
		if err != nil {
			t.Fatal(err)
		}
		r.circuits[name] = muster.CircuitFiles{
			Name: name, System: SystemOf(key), Curve: "bn254", Program: r.Put(t, programOf(t, name)),
			ConstraintSystem: r.Put(t, file(t, dir, "c.ccs")), ProvingKey: r.Put(t, file(t, dir, "c.pk")), VerifyingKey: r.Put(t, vk),
		}
		j := r.job(t, name, `{"root": 3, "square": 9, "cube": 27}`, 9, 27)
		if name == "transfers" {
			s := exampleSlices(t)[0]
			j = r.jobOf(t, name, string(s.Input), s.public(t))
		}
		out, err := r.sunspot(t, Options{Tool: path}).Run(t.Context(), j, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != size {
			t.Errorf("%s: %d bytes, expected %d", name, len(out), size)
		}
		if err := r.groth16().Verify(t.Context(), j.Statement, out); err != nil {
			t.Error(err)
		}
		for file, b := range map[string][]byte{"c.proof": out, "c.pw": slices.Clone(j.Statement.Public)} {
			if err := os.WriteFile(filepath.Join(dir, file), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run("verify", "c.vk", "c.proof", "c.pw")
	}
}
