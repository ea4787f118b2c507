// Package attest has a committee attest the batches whose pipelines want it.
//
// It drives one signature at a time through a threshold of the committee's
// signers. Who does not answer is replaced, and who answers wrongly is named and
// left out; as long as a threshold is alive and honest the signature comes
// about. It holds no key, and what it sends a signer is no more than a batch's
// id: each signer works out by itself what it signs.
package attest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bytemare/frost"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/internal/quorum"
	"github.com/muster-zk/muster/blind/signer"
)

// defaultWait is how long a signer is waited for in each round. In the first it
// fetches a proof and verifies it.
const defaultWait = 20 * time.Second

// Fault is what a signer did wrong, or did not do.
type Fault struct {
	Signer uint16
	Lying  bool // it answered, and wrongly; else it gave no answer, or refused
	Err    error
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("signer %d: %v", f.Signer, f.Err) }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Committee is a committee that can be asked. It is safe for concurrent use.
type Committee struct {
	*committee.Committee
	conf    *frost.Configuration
	clients []signer.Client // by member
	wait    time.Duration
}

// Options are what a committee is asked with.
type Options struct {
	Token string        // bearer credential of the signers
	HTTP  *http.Client  // nil for one that follows no redirect
	Wait  time.Duration // for a signer in each round; default 20 s
}

// New returns a committee.
func New(c *committee.Committee, o Options) (*Committee, error) {
	conf, err := c.Frost()
	if err != nil {
		return nil, err
	}
	a := &Committee{Committee: c, conf: conf, wait: cmp.Or(o.Wait, defaultWait)}
	for _, m := range c.Members {
		a.clients = append(a.clients, signer.Client{URL: m.URL, Token: o.Token, HTTP: o.HTTP})
	}
	return a, nil
}

// Attest asks a threshold of the signers to attest a final proof. The signature
// is verified. It returns what went wrong with single signers also where the
// attestation came about; CodeUnavailable where too few are left.
func (c *Committee) Attest(ctx context.Context, p muster.FinalProof, now func() time.Time) (muster.Attestation, []*Fault, error) {
	message := muster.AttestationMessage(p.Batch, p.Statement, p.Result)
	left := slices.Clone(c.Members)
	var faults []*Fault
	for {
		signers, signature, more, err := c.try(ctx, left, p.Batch, message)
		faults = append(faults, more...)
		if err == nil {
			return muster.Attestation{
				Committee: c.Name, GroupKey: c.Key, Threshold: c.Threshold, Signers: signers, Signature: signature, SignedAt: now().UTC(),
			}, faults, nil
		}
		before := len(left)
		left = slices.DeleteFunc(left, func(m committee.Member) bool {
			return slices.ContainsFunc(more, func(f *Fault) bool { return f.Signer == m.ID })
		})
		if ctx.Err() != nil || len(left) < c.Threshold || len(left) == before {
			return muster.Attestation{}, faults, &muster.Error{
				Code: muster.CodeUnavailable, Err: err,
				Message: fmt.Sprintf("committee %s can't attest it: %v", c.Name, err),
			}
		}
	}
}

// try makes one signature with the first threshold of members that commit.
func (c *Committee) try(ctx context.Context, members []committee.Member, batch muster.BatchID, message []byte) ([]int, []byte, []*Fault, error) {
	type committed struct {
		word signer.Commitment
		is   *frost.Commitment
	}
	name := rand.Text()
	commitments, faults := quorum.Ask(ctx, c.wait, members, idOf, func(ctx context.Context, m committee.Member) (committed, *Fault) {
		word, err := c.clients[m.ID-1].Commit(ctx, signer.CommitRequest{Committee: c.Key, Session: name, Batch: batch})
		if err != nil {
			return committed{}, &Fault{Signer: m.ID, Err: err}
		}
		if word.Signer != m.ID {
			return committed{}, &Fault{m.ID, true, fmt.Errorf("it answered as signer %d", word.Signer)}
		}
		is, err := word.Decode(c.Committee, name, message)
		if err != nil {
			// Another message, honestly signed, is no lie: its muster tells it so.
			return committed{}, &Fault{m.ID, muster.CodeOf(err) != muster.CodeConflict, err}
		}
		return committed{word, is}, nil
	}, c.Threshold)
	if len(commitments) < c.Threshold {
		return nil, nil, faults, fmt.Errorf("%d signers committed, it takes %d", len(commitments), c.Threshold)
	}
	var words []signer.Commitment
	var list frost.CommitmentList
	var chosen []committee.Member
	for _, m := range members {
		if k, ok := commitments[m.ID]; ok && len(chosen) < c.Threshold {
			words, list, chosen = append(words, k.word), append(list, k.is), append(chosen, m)
		}
	}
	list.Sort()
	shares, more := quorum.Ask(ctx, c.wait, chosen, idOf, func(ctx context.Context, m committee.Member) (*frost.SignatureShare, *Fault) {
		a, err := c.clients[m.ID-1].Sign(ctx, signer.SignRequest{Committee: c.Key, Session: name, Commitments: words})
		if err != nil {
			return nil, &Fault{Signer: m.ID, Err: err}
		}
		var s frost.SignatureShare
		if len(a.Share) == 0 || a.Share[0] != byte(committee.Group) || s.Decode(a.Share) != nil || s.SignerIdentifier != m.ID {
			return nil, &Fault{m.ID, true, errors.New("its share of the signature is none")}
		}
		committee.Frost.Lock()
		defer committee.Frost.Unlock()
		if err := c.conf.VerifySignatureShare(&s, message, list); err != nil {
			return nil, &Fault{m.ID, true, fmt.Errorf("its share of the signature is wrong: %w", err)}
		}
		return &s, nil
	}, len(chosen))
	faults = append(faults, more...)
	if len(shares) < c.Threshold {
		return nil, nil, faults, fmt.Errorf("%d signers signed, it takes %d", len(shares), c.Threshold)
	}
	var parts []*frost.SignatureShare
	var ids []int
	for _, m := range chosen {
		parts, ids = append(parts, shares[m.ID]), append(ids, int(m.ID))
	}
	committee.Frost.Lock()
	whole, err := c.conf.AggregateSignatures(message, parts, list, false)
	committee.Frost.Unlock()
	if err != nil {
		return nil, nil, faults, fmt.Errorf("add up the signature: %w", err)
	}
	signature := append(whole.R.Encode(), whole.Z.Encode()...)
	if !ed25519.Verify(c.PublicKey(), message, signature) {
		return nil, nil, faults, muster.Errorf(muster.CodeInternal, "shares that verify made a signature that does not")
	}
	return ids, signature, faults, nil
}

func idOf(m committee.Member) uint16 { return m.ID }
