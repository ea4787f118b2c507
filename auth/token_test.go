package auth

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

func TestATokenServesForAWhile(t *testing.T) {
	m := newMemory()
	now := epoch
	tick := func() time.Time { return now }
	a := New(Config{Store: m, Now: tick})
	i := NewIdentity(newKey(1), "", tick)
	m.workers[i.ID()] = muster.Worker{ID: i.ID(), PublicKey: i.PublicKey()}

	first := signed(t, i, "Lease")
	check := func(what string, call string, want muster.Code) {
		t.Helper()
		if p, err := a.Worker(first, call); muster.CodeOf(err) != want || err == nil && p.Worker != i.ID() {
			t.Errorf("%s: %+v, %v", what, p, err)
		}
	}
	check("at first", "Lease", "")
	check("again", "Lease", "")
	check("for another call", "Complete", muster.CodeUnauthenticated)
	if signed(t, i, "Lease").Header.Get("Authorization") != first.Header.Get("Authorization") {
		t.Error("a new token was signed at once")
	}
	if signed(t, i, "Complete").Header.Get("Authorization") == first.Header.Get("Authorization") {
		t.Error("two calls share a token")
	}
	now = epoch.Add(tokenReuse)
	if signed(t, i, "Lease").Header.Get("Authorization") == first.Header.Get("Authorization") {
		t.Error("no new token was signed after a while")
	}
	now = epoch.Add(-time.Hour)
	if signed(t, i, "Lease").Header.Get("Authorization") == first.Header.Get("Authorization") {
		t.Error("a token is used that was signed in an hour's time")
	}
	now = epoch.Add(tokenLife + leeway - time.Second)
	check("until it ends", "Lease", "")
	now = epoch.Add(tokenLife + leeway + time.Second)
	check("after its end", "Lease", muster.CodeUnauthenticated)
}

func TestATokenEndsWithItsWorker(t *testing.T) {
	m := newMemory()
	now := epoch
	a := New(Config{Store: m, Now: func() time.Time { return now }})
	i := NewIdentity(newKey(1), "", clock)
	m.workers[i.ID()] = muster.Worker{ID: i.ID(), PublicKey: i.PublicKey()}
	r := signed(t, i, "Lease")
	now = epoch.Add(keyLife - time.Second) // the key is read, the token kept no longer than it
	if _, err := a.Worker(r, "Lease"); err != nil {
		t.Fatal(err)
	}
	delete(m.workers, i.ID())
	if _, err := a.Worker(r, "Lease"); err != nil {
		t.Errorf("at once: %v", err)
	}
	now = now.Add(keyLife)
	if _, err := a.Worker(r, "Lease"); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("after a minute: %v", err)
	}
}
