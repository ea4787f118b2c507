package risc0_test

import (
	"encoding/json"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
)

// The selectors that RISC Zero's verifier contracts have.
func TestPublishedSelectors(t *testing.T) {
	want := map[string]string{"2.0": "9f39696c", "2.1": "f536085a", "2.2": "bb001d44", "3.0": "73c457ba", "5.0.0-rc.1": "c27d1bc0"}
	p := risc0.Published()
	for _, r := range p.Releases {
		if got := r.Selector(p.Key).String(); got != want[r.Name] {
			t.Errorf("release %s: selector %s, expected %s", r.Name, got, want[r.Name])
		}
		delete(want, r.Name)
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
}

func TestSound(t *testing.T) {
	p := risc0.Published()
	sound := p.Sound()
	if len(sound.Releases) != 3 || sound.Releases[0].Name != "2.2" || len(p.Releases) != 5 || p.Releases[0].Name != "2.0" {
		t.Errorf("%v of %v", sound.Releases, p.Releases)
	}
}

func TestOnly(t *testing.T) {
	p := risc0.Published()
	some, err := p.Only("3.0", "2.2")
	if err != nil || len(some.Releases) != 2 || some.Releases[0].Name != "3.0" || some.Key != p.Key {
		t.Errorf("%v, %v", some, err)
	}
	if _, err := p.Only("4.0"); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a release that is not there: %v", err)
	}
}

// Releases of RISC Zero's sources, by their tags, have the pinned parameters.
func TestPublishedControlIDs(t *testing.T) {
	var tags map[string]struct {
		ControlRoot muster.Digest `json:"controlRoot"`
		ControlID   muster.Digest `json:"bn254ControlId"`
	}
	if err := json.Unmarshal(fixture(t, "risc0_control_ids.json"), &tags); err != nil {
		t.Fatal(err)
	}
	of := map[string]string{"v2.0.0": "2.0", "v2.1.0": "2.0", "v2.2.0": "2.1", "v2.2.2": "2.2", "v3.0.0": "3.0", "HEAD": "5.0.0-rc.1"}
	for tag, name := range of {
		some, err := risc0.Published().Only(name)
		if err != nil {
			t.Fatal(err)
		}
		r := some.Releases[0]
		if got := tags[tag]; got.ControlRoot != r.ControlRoot || got.ControlID != r.ControlID {
			t.Errorf("%s: %s, %s; release %s has %x, %x", tag, got.ControlRoot, got.ControlID, name, r.ControlRoot, r.ControlID)
		}
	}
}

func TestPublishedKey(t *testing.T) {
	key, err := risc0.ReadKey(fixture(t, "risc0_groth16_vk.json"))
	if err != nil {
		t.Fatal(err)
	}
	if key.Digest() != risc0.Published().Key {
		t.Errorf("digest %s", key.Digest())
	}
}

// Receipts that RISC Zero made.
func TestPublishedReceipts(t *testing.T) {
	file := fixture(t, "risc0_groth16_vk.json")
	for _, name := range []string{"2.0", "3.0"} {
		t.Run(name, func(t *testing.T) {
			r, err := risc0.ReadReceipt(fixture(t, "risc0_receipt_V"+name[:1]+"_0.json"))
			if err != nil {
				t.Fatal(err)
			}
			key, err := risc0.ReadKey(file)
			if err != nil {
				t.Fatal(err)
			}
			everyByteCounts(t, key, r)
			only, err := risc0.Published().Only(name)
			if err != nil {
				t.Fatal(err)
			}
			if key, err = only.ReadKey(file); err != nil {
				t.Fatal(err)
			}
			if err := risc0.Verify(key, r.Seal, r.ImageID, r.Journal); err != nil {
				t.Errorf("by its own release alone: %v", err)
			}
			claim := risc0.Success(r.ImageID, r.Journal)
			if err := risc0.New(registry(key), risc0.Published()).Verify(t.Context(), key.Statement(claim), r.Seal); err != nil {
				t.Errorf("as a statement: %v", err)
			}
			sound, err := risc0.Published().Sound().ReadKey(file)
			if err != nil {
				t.Fatal(err)
			}
			want := muster.Code("")
			if name == "2.0" {
				want = muster.CodeInvalidProof
			}
			if err := risc0.Verify(sound, r.Seal, r.ImageID, r.Journal); muster.CodeOf(err) != want {
				t.Errorf("by sound releases: %v", err)
			}
		})
	}
}
