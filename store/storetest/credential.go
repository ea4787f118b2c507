package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

var credentialTests = map[string]func(*fixture){
	"PutUseListRevoke": func(f *fixture) {
		c := f.credential("key_1")
		c.ExpiresAt = f.now.Add(time.Hour)
		f.ok(f.s.CredentialPut(f.ctx, c))
		for range 2 {
			got, err := f.s.CredentialUse(f.ctx, c.Secret, f.now)
			f.ok(err)
			f.same("used", got, c)
		}
		list, err := f.s.CredentialList(f.ctx)
		f.ok(err)
		f.same("list", list, []muster.Credential{c})
		for _, secret := range []muster.Digest{muster.DigestOf([]byte("guess")), {}} {
			_, err = f.s.CredentialUse(f.ctx, secret, f.now)
			f.code(err, muster.CodeNotFound)
		}
		_, err = f.s.CredentialUse(f.ctx, c.Secret, c.ExpiresAt)
		f.code(err, muster.CodeNotFound)
		f.ok(f.s.CredentialRevoke(f.ctx, c.ID, f.tick(time.Second)))
		c.RevokedAt = f.now
		f.ok(f.s.CredentialRevoke(f.ctx, c.ID, f.tick(time.Second)))
		_, err = f.s.CredentialUse(f.ctx, c.Secret, f.now)
		f.code(err, muster.CodeNotFound)
		list, err = f.s.CredentialList(f.ctx)
		f.ok(err)
		f.same("list", list, []muster.Credential{c})
		f.code(f.s.CredentialRevoke(f.ctx, "key_9", f.now), muster.CodeNotFound)
	},
	"PutRefusesWhatExists": func(f *fixture) {
		c := f.credential("key_1")
		f.ok(f.s.CredentialPut(f.ctx, c))
		f.code(f.s.CredentialPut(f.ctx, f.credential("key_1")), muster.CodeConflict)
		other := f.credential("key_2")
		other.Secret = c.Secret
		f.code(f.s.CredentialPut(f.ctx, other), muster.CodeConflict)
	},
	"OnceIsUsedByOneOnly": func(f *fixture) {
		c := f.credential("token_1")
		c.Once = true
		f.ok(f.s.CredentialPut(f.ctx, c))
		var used atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := f.s.CredentialUse(f.ctx, c.Secret, f.now)
				switch {
				case err == nil:
					used.Add(1)
				case muster.CodeOf(err) != muster.CodeNotFound:
					f.Errorf("got %v, want not_found", err)
				}
			})
		}
		wg.Wait()
		f.same("used", used.Load(), int32(1))
	},
}

func (f *fixture) credential(id string) muster.Credential {
	f.n++
	return muster.Credential{
		ID: id, Secret: muster.DigestOf([]byte{byte(f.n)}), Role: muster.RoleSubmitter, Tenant: "acme",
		Note: "test", CreatedAt: f.now,
	}
}
