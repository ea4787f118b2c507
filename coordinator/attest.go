package coordinator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// attestEvery is the pause between two looks for batches to be attested.
const attestEvery = time.Second

// committeeOf returns the committee that attests a pipeline's batches, "" for
// none. A pipeline that wants one that this coordinator does not have takes no
// batches: CodeUnavailable.
func (c *Coordinator) committeeOf(p *pipeline.Pipeline) (string, error) {
	if p.Attest == nil {
		return "", nil
	}
	names := c.cfg.Committees
	if p.Attest.Committee == "" && len(names) == 1 {
		return names[0], nil
	}
	if slices.Contains(names, p.Attest.Committee) {
		return p.Attest.Committee, nil
	}
	has := "none"
	if len(names) > 0 {
		has = strings.Join(names, ", ")
	}
	wanted := "a committee, and does not say which"
	if p.Attest.Committee != "" {
		wanted = "committee " + p.Attest.Committee
	}
	return "", muster.Errorf(muster.CodeUnavailable, "pipeline %s is attested by %s; this coordinator has %s (--committees)", p.Name, wanted, has)
}

// AttestationDue returns batches that are proven and not attested yet.
func (c *Coordinator) AttestationDue(ctx context.Context, after int64, limit int) ([]muster.Due, error) {
	return c.cfg.Store.AttestationDue(ctx, after, limit)
}

// AttestationPut stores what a committee signed for a batch, after verifying it
// under the key it names. Whether that is the committee's, whoever asked the
// committee knows.
func (c *Coordinator) AttestationPut(ctx context.Context, id muster.BatchID, a muster.Attestation) error {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	key, err := muster.ParseCommitteeKey(a.GroupKey)
	if err != nil {
		return err
	}
	f := muster.FinalProof{Batch: id, Statement: b.Statement, Result: b.Result, Attestation: &a}
	if err := f.VerifyAttestation(key); err != nil {
		return fmt.Errorf("attestation of %s: %w", id, err)
	}
	return c.cfg.Store.AttestationPut(ctx, muster.AttestationPutParams{Batch: id, Attestation: a, Now: c.now()})
}

// AttestationFailed notes why a batch could not be attested, for Explain.
func (c *Coordinator) AttestationFailed(ctx context.Context, id muster.BatchID, why string) error {
	return c.cfg.Store.AttestationFail(ctx, muster.AttestationFailParams{Batch: id, Failure: why, Now: c.now()})
}

// sampleAttestation finds out whether a proven batch waits for its committee.
func (c *Coordinator) sampleAttestation(ctx context.Context, s *snapshot) (err error) {
	if s.batch.Proof.IsZero() {
		return nil
	}
	if s.unattested, err = c.cfg.Store.AttestationOpen(ctx, s.batch.ID); err != nil {
		return fmt.Errorf("look up the attestation: %w", err)
	}
	return nil
}

// attested tells why a proven batch has no attestation, where it is to have
// one. It is proven all the same: this is never the first finding.
func (d *diagnosis) attested() {
	a := d.unattested
	if a == nil {
		return
	}
	why, who, _ := strings.Cut(a.Failure, "\n")
	if why == "" {
		d.find(muster.CauseUnattested, fmt.Sprintf("It is not attested yet: committee %s is asked.", a.Committee))
	} else {
		text := fmt.Sprintf("It is not attested yet: %s ago it came to this: %s. It is tried again.", span(d.now.Sub(a.TriedAt)), oneLine(why))
		var details []string
		for line := range strings.Lines(who) {
			details = append(details, oneLine(line))
		}
		d.find(muster.CauseUnattested, text, details...)
	}
	d.advise("see which signers of the committee answer; the file is one of the coordinator's --committees", "muster committee show FILE")
}
