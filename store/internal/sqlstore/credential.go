package sqlstore

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
)

const credentialColumns = `id, secret, role, tenant, note, once, created_at, expires_at, revoked_at`

var (
	credentialInsert = both("credential insert", `INSERT INTO credentials (`+credentialColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	credentialBySecret = both("credential by secret", `SELECT `+credentialColumns+` FROM credentials WHERE secret = $1`)
	credentialList     = both("credential list", `SELECT `+credentialColumns+` FROM credentials ORDER BY created_at, id`)
	credentialDelete   = both("credential delete", `DELETE FROM credentials WHERE id = $1`)
	// The first time of revocation stays.
	credentialRevoke = both("credential revoke", `UPDATE credentials
		SET revoked_at = CASE WHEN revoked_at = 0 THEN $2 ELSE revoked_at END WHERE id = $1`)
)

func scanCredential(from scanner) (muster.Credential, error) {
	var c muster.Credential
	var secret string
	var once, created, expires, revoked int64
	if err := from.Scan(&c.ID, &secret, &c.Role, &c.Tenant, &c.Note, &once, &created, &expires, &revoked); err != nil {
		return c, err
	}
	c.Once = once != 0
	c.CreatedAt, c.ExpiresAt, c.RevokedAt = fromMicro(created), fromMicro(expires), fromMicro(revoked)
	return c, c.Secret.UnmarshalText([]byte(secret))
}

// CredentialPut stores a new credential. Returns ErrConflict if its id or its
// secret exists.
func (s *Store) CredentialPut(ctx context.Context, c muster.Credential) error {
	for field, text := range map[string]string{"id": c.ID, "tenant": c.Tenant, "note": c.Note} {
		if err := storable(field, text); err != nil {
			return err
		}
	}
	once := int64(0)
	if c.Once {
		once = 1
	}
	return s.update(ctx, "put credential", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, credentialInsert, c.ID, digestText(c.Secret), string(c.Role), c.Tenant, c.Note, once,
			micro(c.CreatedAt), micro(c.ExpiresAt), micro(c.RevokedAt))
		return err
	})
}

// CredentialUse returns the credential of a secret, and uses up one that is
// valid once. Others cost one read.
func (s *Store) CredentialUse(ctx context.Context, secret muster.Digest, now time.Time) (muster.Credential, error) {
	found, err := collect(ctx, s, scanCredential, credentialBySecret, digestText(secret))
	if err != nil {
		return muster.Credential{}, err
	}
	if secret.IsZero() || len(found) == 0 || !valid(found[0], now) {
		return muster.Credential{}, noCredential()
	}
	if !found[0].Once {
		return found[0], nil
	}
	err = s.update(ctx, "use credential", func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, credentialDelete, found[0].ID)
		if err == nil && n == 0 {
			err = noCredential() // another was faster
		}
		return err
	})
	if err != nil {
		return muster.Credential{}, err
	}
	return found[0], nil
}

// noCredential does not tell whether a credential is unknown, expired, revoked
// or used up: the caller is not known yet.
func noCredential() error {
	return &muster.Error{Code: muster.CodeNotFound, Message: "no such credential"}
}

func valid(c muster.Credential, now time.Time) bool {
	return c.RevokedAt.IsZero() && (c.ExpiresAt.IsZero() || now.Before(c.ExpiresAt))
}

// CredentialList returns all credentials, the oldest first.
func (s *Store) CredentialList(ctx context.Context) ([]muster.Credential, error) {
	return collect(ctx, s, scanCredential, credentialList)
}

// CredentialRevoke ends a credential.
func (s *Store) CredentialRevoke(ctx context.Context, id string, now time.Time) error {
	return s.update(ctx, "revoke credential", func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, credentialRevoke, id, micro(now))
		if err == nil && n == 0 {
			err = muster.Errorf(muster.CodeNotFound, "no credential %.80q", id)
		}
		return err
	})
}
