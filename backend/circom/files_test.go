package circom

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	example "github.com/muster-zk/muster/examples/circom"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// TestFilesFitTogether: what examples/circom/build.sh made, and lies in the
// repository, is of one circuit each.
func TestFilesFitTogether(t *testing.T) {
	for name, c := range map[string]struct {
		wasm, zkey, r1cs, key []byte
		want                  R1CS
	}{
		"factors": {example.Program, example.ProvingKey, example.ConstraintSystem, example.VerifyingKey, R1CS{Wires: 72, Public: 1, Constraints: 71}},
		"slow":    {read(t, "slow.wasm"), read(t, "slow.zkey"), read(t, "slow.r1cs"), read(t, "verification_key.json"), R1CS{Wires: 6, Public: 2, Constraints: 2}},
	} {
		z, err := ReadZKey(bytes.NewReader(c.zkey), int64(len(c.zkey)))
		if err != nil {
			t.Fatal(err)
		}
		k, err := snarkjs.ParseKey(c.key)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := z.Key.Encode()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := k.Encode()
		if err != nil || !bytes.Equal(ours, theirs) {
			t.Errorf("%s: the zkey's verification key is another: %v", name, err)
		}
		r, err := ReadR1CS(bytes.NewReader(c.r1cs), int64(len(c.r1cs)))
		if err != nil || r != c.want || r.Wires != z.Wires || r.Public != z.Key.Public() {
			t.Errorf("%s: r1cs %+v, zkey of %d wires and %d public signals, %v", name, r, z.Wires, z.Key.Public(), err)
		}
		if n, ok, err := WitnessSize(c.wasm); !ok || n != z.Wires || err != nil {
			t.Errorf("%s: wasm for a witness of %d, %t, %v", name, n, ok, err)
		}
	}
	var input map[string]string
	if err := json.Unmarshal(example.Input, &input); err != nil || len(input) != 3 {
		t.Errorf("input.json: %v, %v", input, err)
	}
}

func TestZKeyThatIsRefused(t *testing.T) {
	good := example.ProvingKey
	put := func(at int, v uint32) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	// After the file's head of 12 bytes and a section's of 12: the protocol. The
	// next section's head follows it.
	const protocol, header = 24, 28 + 12
	for name, c := range map[string]struct {
		zkey []byte
		want muster.Code
		says string
	}{
		"PLONK":             {put(protocol, 2), muster.CodeUnsupported, "plonk"},
		"unknown protocol":  {put(protocol, 77), muster.CodeUnsupported, "protocol 77"},
		"another field":     {put(header+4, 7), muster.CodeUnsupported, "base field of the zkey"},
		"a field too long":  {put(header, 1<<30), muster.CodeInvalid, "bytes"},
		"another public":    {put(header+72+4, 2), muster.CodeInvalid, "2 public signals"},
		"a point off curve": {put(header+72+12, 7), muster.CodeInvalid, "not on BN254"},
		"an r1cs":           {example.ConstraintSystem, muster.CodeInvalid, `no zkey file`},
		"cut off":           {good[:len(good)-1], muster.CodeInvalid, "section"},
		"longer":            {append(bytes.Clone(good), 0), muster.CodeInvalid, "behind"},
		"many sections":     {put(8, 1<<31), muster.CodeInvalid, "sections"},
		"empty":             {nil, muster.CodeInvalid, "no zkey file"},
		"no contribution":   {bare(t, good), muster.CodeInvalid, "zkey contribute"},
	} {
		_, err := ReadZKey(bytes.NewReader(c.zkey), int64(len(c.zkey)))
		if muster.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, expected %s that says %q", name, err, c.want, c.says)
		}
	}
	if _, _, err := WitnessSize(good); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a zkey for a wasm: %v", err)
	}
}

// bare is a zkey with δ as before the first contribution.
func bare(t *testing.T, zkey []byte) []byte {
	t.Helper()
	z := bytes.Clone(zkey)
	const at = 28 + 12 + 72 + 12 + 64 + 64 + 128 // of γ
	copy(z[at+128+64:at+128+64+128], z[at:at+128])
	return z
}

func FuzzFiles(f *testing.F) {
	f.Add(example.ProvingKey[:2000])
	f.Add(read(f, "slow.zkey"))
	f.Add(read(f, "slow.r1cs"))
	f.Add([]byte("zkey\x01\x00\x00\x00\xff\x00\x00\x00"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x0a\xff\xff\xff\xff\x0f"))
	if b, err := os.ReadFile("testdata/slow/slow.wasm"); err == nil {
		f.Add(b[:4000])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		check := func(err error) {
			if err == nil {
				return
			}
			switch muster.CodeOf(err) {
			case muster.CodeInvalid, muster.CodeUnsupported, muster.CodeTooLarge:
			default:
				t.Errorf("code %q: %v", muster.CodeOf(err), err)
			}
		}
		z, err := ReadZKey(bytes.NewReader(b), int64(len(b)))
		check(err)
		if err == nil {
			if vk, err := z.Key.Encode(); err != nil {
				t.Error(err)
			} else if _, err := snarkjs.DecodeKey(vk); err != nil {
				t.Errorf("a key that is not one: %v", err)
			}
		}
		_, err = ReadR1CS(bytes.NewReader(b), int64(len(b)))
		check(err)
		_, _, err = WitnessSize(b)
		check(err)
	})
}
