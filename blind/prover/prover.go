package prover

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/internal/quorum"
	"github.com/muster-zk/muster/blind/node"
	"github.com/muster-zk/muster/blind/schnorr"
)

// defaultWait is how long a node is waited for in each step.
const defaultWait = 5 * time.Second

// Prover makes blind proofs with a set of nodes. It is safe for concurrent use.
type Prover struct {
	Nodes     []Node
	Threshold int           // nodes that it takes, 1 to their number
	Wait      time.Duration // for each node in each step; default 5 s
	Random    io.Reader     // of shares and names of sessions; default crypto/rand
}

// Secret is what a client wants proven.
type Secret struct {
	Circuit schnorr.Circuit
	Value   schnorr.Scalar
	// Commitment is to the public witness, which stays with the client.
	Commitment schnorr.WitnessCommitment
	// Generator is that of the usual group where it is left out.
	Generator schnorr.Point
}

// Dealt is a session whose shares are assigned. It is public.
type Dealt struct {
	schnorr.Statement
	Threshold int
	// Keys are the public keys of the shares, by node.
	Keys map[uint32]schnorr.Point
}

// Deal splits a secret among the nodes and assigns the shares. It returns the
// session, and what went wrong with single nodes; an error if less than a
// threshold of them took their share.
func (p *Prover) Deal(ctx context.Context, s Secret) (Dealt, []*Fault, error) {
	if s.Generator.IsInfinity() {
		s.Generator = schnorr.Generator()
	}
	if s.Value.IsZero() {
		return Dealt{}, nil, muster.InvalidField("secret", "another number than 0", "0")
	}
	random := p.Random
	if random == nil {
		random = rand.Reader
	}
	ids := make([]uint32, len(p.Nodes))
	for i, n := range p.Nodes {
		ids[i] = n.ID
	}
	if _, err := schnorr.Weights(ids); err != nil { // distinct, and none is 0
		return Dealt{}, nil, err
	}
	if slices.Max(append(ids, 0)) > schnorr.MostNodes {
		return Dealt{}, nil, muster.InvalidField("nodes", fmt.Sprintf("numbers up to %d", schnorr.MostNodes), fmt.Sprint(ids))
	}
	if p.Threshold < 1 || p.Threshold > len(p.Nodes) {
		return Dealt{}, nil, muster.InvalidField("threshold", fmt.Sprintf("1 to %d, the number of nodes", len(p.Nodes)), fmt.Sprint(p.Threshold))
	}
	shares, err := schnorr.Split(s.Value, p.Threshold, int(slices.Max(ids)), random)
	if err != nil {
		return Dealt{}, nil, err
	}
	defer clear(shares)
	var name [16]byte
	if _, err := io.ReadFull(random, name[:]); err != nil {
		return Dealt{}, nil, fmt.Errorf("draw the session's name: %w", err)
	}
	d := Dealt{
		Statement: schnorr.Statement{
			Session: fmt.Sprintf("session-%x", name), Circuit: s.Circuit, Witness: s.Commitment,
			Generator: s.Generator, PublicKey: s.Generator.Mul(s.Value),
		},
		Threshold: p.Threshold, Keys: make(map[uint32]schnorr.Point),
	}
	took, faults := quorum.Ask(ctx, cmp.Or(p.Wait, defaultWait), p.Nodes, idOf, func(ctx context.Context, n Node) (string, *Fault) {
		var answer string
		return answer, n.call(ctx, "/share", node.Share{
			Session: d.Session, Node: n.ID, Index: n.ID, Value: shares[n.ID-1], Generator: d.Generator,
			Commitment: d.Witness, Circuit: d.Circuit,
		}, &answer)
	}, len(p.Nodes))
	for id := range took {
		d.Keys[id] = d.Generator.Mul(shares[id-1])
	}
	if len(took) < p.Threshold {
		return Dealt{}, faults, tooFew("took their share", len(took), p.Threshold, faults)
	}
	return d, faults, nil
}

// Coordinate makes the proof of a session. It returns what went wrong with
// single nodes also where the proof came about.
func (p *Prover) Coordinate(ctx context.Context, d Dealt) (schnorr.Proof, []*Fault, error) {
	var able []Node
	for _, n := range p.Nodes {
		if _, ok := d.Keys[n.ID]; ok {
			able = append(able, n)
		}
	}
	commitments, faults := quorum.Ask(ctx, cmp.Or(p.Wait, defaultWait), able, idOf, func(ctx context.Context, n Node) (schnorr.Point, *Fault) {
		var a node.CommitmentAnswer
		if f := n.call(ctx, "/commitment", node.SessionRequest{Session: d.Session}, &a); f != nil {
			return schnorr.Point{}, f
		}
		switch {
		case a.Node != n.ID || a.Session != d.Session:
			return schnorr.Point{}, n.lie("answered for node %d and session %.80q", a.Node, a.Session)
		case a.Commitment.IsInfinity():
			return schnorr.Point{}, n.lie("committed to nothing")
		}
		return a.Commitment, nil
	}, d.Threshold)
	if len(commitments) < d.Threshold {
		return schnorr.Proof{}, faults, tooFew("committed", len(commitments), d.Threshold, faults)
	}
	var chosen []Node
	var ids []uint32
	var points []schnorr.Point
	for _, n := range able {
		if c, ok := commitments[n.ID]; ok && len(chosen) < d.Threshold {
			chosen, ids, points = append(chosen, n), append(ids, n.ID), append(points, c)
		}
	}
	sum, err := schnorr.Together(ids, points)
	if err != nil {
		return schnorr.Proof{}, faults, err
	}
	challenge := schnorr.Challenge(d.Statement, sum)
	fragments, more := quorum.Ask(ctx, cmp.Or(p.Wait, defaultWait), chosen, idOf, func(ctx context.Context, n Node) (schnorr.Fragment, *Fault) {
		var a node.FragmentAnswer
		if f := n.call(ctx, "/fragment", node.FragmentRequest{Session: d.Session, Challenge: challenge}, &a); f != nil {
			return schnorr.Fragment{}, f
		}
		if a.Node != n.ID || a.Session != d.Session {
			return schnorr.Fragment{}, n.lie("answered for node %d and session %.80q", a.Node, a.Session)
		}
		f := schnorr.Fragment{Node: n.ID, Commitment: commitments[n.ID], Response: a.Response}
		if err := f.Verify(d.Generator, d.Keys[n.ID], challenge); err != nil {
			return schnorr.Fragment{}, n.lie("%w", err)
		}
		return f, nil
	}, len(chosen))
	faults = append(faults, more...)
	if len(fragments) < d.Threshold {
		return schnorr.Proof{}, faults, tooFew("answered rightly", len(fragments), d.Threshold, faults)
	}
	ordered := make([]schnorr.Fragment, len(ids))
	for i, id := range ids {
		ordered[i] = fragments[id]
	}
	proof, err := schnorr.Assemble(d.Statement, ordered)
	return proof, faults, err
}

// Prove deals and coordinates, anew without the nodes that failed as long as a
// threshold of others is left.
func (p *Prover) Prove(ctx context.Context, s Secret) (schnorr.Proof, []*Fault, error) {
	rest := *p
	var faults []*Fault
	for {
		d, more, err := rest.Deal(ctx, s)
		faults = append(faults, more...)
		if err != nil {
			return schnorr.Proof{}, faults, err
		}
		proof, more, err := rest.Coordinate(ctx, d)
		faults = append(faults, more...)
		if err == nil || ctx.Err() != nil || len(more) == 0 {
			return proof, faults, err
		}
		rest.Nodes = slices.DeleteFunc(slices.Clone(rest.Nodes), func(n Node) bool {
			return slices.ContainsFunc(more, func(f *Fault) bool { return f.Node == n.ID })
		})
		if len(rest.Nodes) < p.Threshold {
			return schnorr.Proof{}, faults, err
		}
	}
}

func tooFew(did string, n, threshold int, faults []*Fault) error {
	errs, told := make([]error, len(faults)), make([]string, len(faults))
	for i, f := range faults {
		errs[i], told[i] = f, f.Error()
	}
	return &muster.Error{
		Code: muster.CodeUnavailable, Err: errors.Join(errs...),
		Message: fmt.Sprintf("%d nodes %s, it takes %d: %s", n, did, threshold, strings.Join(told, "; ")),
	}
}

func idOf(n Node) uint32 { return n.ID }
