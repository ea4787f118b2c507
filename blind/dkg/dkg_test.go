package dkg

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/bytemare/frost"
	"github.com/bytemare/secret-sharing/keys"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// ceremony begins with all participants.
func ceremony(t testing.TB, threshold, total int) (map[uint16]*Participant, []Offer, Params) {
	t.Helper()
	p := Params{"test", threshold, total}
	all := map[uint16]*Participant{}
	var offers []Offer
	for id := uint16(1); int(id) <= total; id++ {
		d, err := New(p, id)
		if err != nil {
			t.Fatal(err)
		}
		all[id] = d
		offers = append(offers, d.Offer())
	}
	return all, offers, p
}

// exchange returns the secrets by receiver and sender.
func exchange(t testing.TB, all map[uint16]*Participant, offers []Offer) map[uint16]map[uint16][]byte {
	t.Helper()
	to := map[uint16]map[uint16][]byte{}
	for from, d := range all {
		shares, err := d.Shares(offers)
		if err != nil {
			t.Fatal(err)
		}
		for id, s := range shares {
			if to[id] == nil {
				to[id] = map[uint16][]byte{}
			}
			to[id][from] = s
		}
	}
	return to
}

func TestKeysSign(t *testing.T) {
	for _, c := range [][2]int{{2, 2}, {3, 5}} {
		all, offers, p := ceremony(t, c[0], c[1])
		to := exchange(t, all, offers)
		made := map[uint16]*Key{}
		for id, d := range all {
			k, err := d.Finish(to[id])
			if err != nil {
				t.Fatal(err)
			}
			made[id] = k
			if !k.Group.Equal(made[id].Group) || !k.Shares[id].Equal(committee.Group.Base().Multiply(k.Secret)) {
				t.Errorf("participant %d has another key", id)
			}
		}
		conf := &frost.Configuration{Ciphersuite: committee.Suite, Threshold: uint16(p.Threshold), MaxSigners: uint16(p.Total), VerificationKey: made[1].Group}
		for id := uint16(1); int(id) <= p.Total; id++ {
			share, err := keys.NewPublicKeyShare(committee.Group, id, made[2].Shares[id], nil)
			if err != nil {
				t.Fatal(err)
			}
			conf.SignerPublicKeyShares = append(conf.SignerPublicKeyShares, share)
		}
		var list frost.CommitmentList
		signers := map[uint16]*frost.Signer{}
		for id := uint16(p.Total - p.Threshold + 1); int(id) <= p.Total; id++ {
			k, err := keys.NewKeyShare(committee.Group, id, made[id].Secret, made[id].Group, nil)
			if err != nil {
				t.Fatal(err)
			}
			if signers[id], err = conf.Signer(k); err != nil {
				t.Fatal(err)
			}
			list = append(list, signers[id].Commit())
		}
		var shares []*frost.SignatureShare
		for _, c := range list {
			s, err := signers[c.SignerID].Sign([]byte("m"), list)
			if err != nil {
				t.Fatal(err)
			}
			shares = append(shares, s)
		}
		if _, err := conf.AggregateSignatures([]byte("m"), shares, list, true); err != nil {
			t.Errorf("%d of %d: %v", p.Threshold, p.Total, err)
		}
	}
}

func TestCheatersAreNamed(t *testing.T) {
	for name, cheat := range map[string]func(o *Offer){
		"one commitment less":       func(o *Offer) { o.Commitments = o.Commitments[:1] },
		"a commitment that is none": func(o *Offer) { o.Commitments[1] = bytes.Repeat([]byte{0xff}, 32) },
		"the identity":              func(o *Offer) { o.Commitments[1] = append([]byte{1}, make([]byte, 31)...) },
		// A point of order 8.
		"a point of small order": func(o *Offer) {
			o.Commitments[1], _ = hex.DecodeString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
		},
		"another's constant": func(o *Offer) { o.Commitments[0] = committee.Group.Base().Encode() },
		"another proof":      func(o *Offer) { o.Z = committee.Group.NewScalar().Random().Encode() },
		"a long proof":       func(o *Offer) { o.Z = append(o.Z, 0) },
	} {
		all, offers, _ := ceremony(t, 2, 3)
		spoiled := offers[1]
		spoiled.Commitments = append([][]byte(nil), spoiled.Commitments...)
		cheat(&spoiled)
		offers[1] = spoiled
		_, err := all[1].Shares(offers)
		if f := (*Fault)(nil); !errors.As(err, &f) || f.Participant != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The constant of another's offer with another's proof: the rogue-key attack
// that the proof is there against.
func TestCopiedOffer(t *testing.T) {
	all, offers, _ := ceremony(t, 2, 3)
	copied := offers[0]
	copied.From = 2
	offers[1] = copied
	_, err := all[3].Shares(offers)
	if f := (*Fault)(nil); !errors.As(err, &f) || f.Participant != 2 {
		t.Error(err)
	}
	_, err = all[2].Shares(offers)
	if f := (*Fault)(nil); !errors.As(err, &f) || f.Participant != 2 {
		t.Errorf("its own offer was changed: %v", err)
	}
}

func TestWrongSharesAreNamed(t *testing.T) {
	all, offers, p := ceremony(t, 2, 3)
	to := exchange(t, all, offers)
	for name, bad := range map[string][]byte{"another": to[2][1], "too large": bytes.Repeat([]byte{0xff}, 32), "short": {1}} {
		to[1][3] = bad
		_, err := all[1].Finish(to[1])
		if f := (*Fault)(nil); !errors.As(err, &f) || f.Participant != 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
	delete(to[1], 3)
	if _, err := all[1].Finish(to[1]); muster.CodeOf(err) != muster.CodeInvalid {
		t.Error(err)
	}
	fresh, err := New(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.Finish(nil); muster.CodeOf(err) != muster.CodeState {
		t.Error(err)
	}
}

func TestTranscript(t *testing.T) {
	_, offers, p := ceremony(t, 2, 3)
	is := Transcript(p, offers)
	if Transcript(p, []Offer{offers[2], offers[0], offers[1]}) != is {
		t.Error("the order counts")
	}
	other := p
	other.Ceremony = "another"
	if Transcript(other, offers) == is || Transcript(p, offers[:2]) == is {
		t.Error("two ceremonies have one transcript")
	}
}

func TestParams(t *testing.T) {
	for _, p := range []Params{{"", 2, 3}, {"c", 1, 3}, {"c", 4, 3}, {"c", 2, 1}, {"c", 2, committee.MostMembers + 1}} {
		if _, err := New(p, 1); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%+v: %v", p, err)
		}
	}
	for _, id := range []uint16{0, 4} {
		if _, err := New(Params{"c", 2, 3}, id); muster.CodeOf(err) != muster.CodeInvalid {
			t.Error(fmt.Sprint(id, err))
		}
	}
	_, offers, _ := ceremony(t, 2, 3)
	d, err := New(Params{"c", 2, 3}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range [][]Offer{offers[:2], {offers[0], offers[0], offers[1]}} {
		if _, err := d.Shares(o); err == nil {
			t.Errorf("%d offers are taken", len(o))
		}
	}
}
