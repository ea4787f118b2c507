package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/muster-zk/muster"
)

var (
	attestationInsert = both("attestation insert", `INSERT INTO attestations (batch, sequence, committee) VALUES ($1, $2, $3)`)
	attestationGet    = both("attestation get", `SELECT body FROM attestations WHERE batch = $1`)
	attestationSave   = both("attestation save", `UPDATE attestations SET body = $2, signed_at = $3 WHERE batch = $1 AND body = ''`)
	attestationFail   = both("attestation fail", `UPDATE attestations SET failure = $2, tried_at = $3 WHERE batch = $1 AND body = ''`)
	attestationOpen   = both("attestation open", `SELECT batch, sequence, committee, failure, tried_at FROM attestations WHERE batch = $1 AND body = ''`)
	attestationDelete = both("attestation delete", `DELETE FROM attestations WHERE batch = $1`)
	// A batch that has failed or was cancelled before it was proven never is due.
	attestationsDue = both("attestations due", `SELECT a.batch, a.sequence, a.committee, a.failure, a.tried_at FROM attestations a JOIN batches b ON b.id = a.batch
		WHERE a.body = '' AND a.sequence > $1 AND b.proof_digest <> '' ORDER BY a.sequence LIMIT $2`)
)

// mostDue is the most batches in one answer.
const mostDue = 1000

// insertAttestation notes that a new batch is to be attested.
func (t *tx) insertAttestation(ctx context.Context, b muster.Batch, committee string) error {
	if committee == "" {
		return nil
	}
	if err := storable("attest", committee); err != nil {
		return err
	}
	_, err := t.exec(ctx, attestationInsert, string(b.ID), b.Sequence, committee)
	return err
}

// AttestationDue returns batches that are proven and not attested yet.
func (s *Store) AttestationDue(ctx context.Context, after int64, limit int) ([]muster.Due, error) {
	if limit < 1 || limit > mostDue {
		return nil, fmt.Errorf("list attestations: %w", muster.InvalidField("limit", "1 to 1000", itoa(limit)))
	}
	return collect(ctx, s, scanDue, attestationsDue, after, limit)
}

func scanDue(row scanner) (d muster.Due, err error) {
	var tried int64
	err = row.Scan(&d.Batch, &d.Sequence, &d.Committee, &d.Failure, &tried)
	d.TriedAt = fromMicro(tried)
	return d, err
}

// AttestationFail notes why a batch is not attested.
func (s *Store) AttestationFail(ctx context.Context, p muster.AttestationFailParams) error {
	return s.update(ctx, "fail attestation", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, attestationFail, string(p.Batch), clip(p.Failure, maxMessage), micro(p.Now))
		return err
	})
}

// AttestationOpen returns what a batch that is to be attested waits for, or nil.
func (s *Store) AttestationOpen(ctx context.Context, id muster.BatchID) (*muster.Due, error) {
	found, err := collect(ctx, s, scanDue, attestationOpen, string(id))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// AttestationPut stores an attestation; the first one stays.
func (s *Store) AttestationPut(ctx context.Context, p muster.AttestationPutParams) error {
	body, err := json.Marshal(p.Attestation)
	if err != nil {
		return fmt.Errorf("encode attestation: %w", err)
	}
	if err := storable("attestation", string(body)); err != nil {
		return err
	}
	return s.update(ctx, "put attestation", func(ctx context.Context, t *tx) error {
		found, err := collect(ctx, t, scanText, attestationGet, string(p.Batch))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return muster.Errorf(muster.CodeNotFound, "batch %.80q is not to be attested", p.Batch)
		}
		b, err := t.lockBatch(ctx, p.Batch)
		if err != nil {
			return err
		}
		if b.Proof.IsZero() {
			return muster.Errorf(muster.CodeState, "batch %s is %s and not proven", b.ID, b.State)
		}
		_, err = t.exec(ctx, attestationSave, string(p.Batch), string(body), micro(p.Now))
		return err
	})
}

// AttestationGet returns a batch's attestation, or nil.
func (s *Store) AttestationGet(ctx context.Context, id muster.BatchID) (*muster.Attestation, error) {
	found, err := collect(ctx, s, scanText, attestationGet, string(id))
	if err != nil || len(found) == 0 || found[0] == "" {
		return nil, err
	}
	a := new(muster.Attestation)
	if err := json.Unmarshal([]byte(found[0]), a); err != nil {
		return nil, fmt.Errorf("decode the attestation of %s: %w", id, err)
	}
	return a, nil
}
