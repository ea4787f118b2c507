package node

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/internal/journal"
	"github.com/muster-zk/muster/blind/schnorr"
)

// Bounds.
const (
	defaultSessions = 1000
	defaultLife     = 5 * time.Minute
	mostSessionName = 256 // bytes
)

// Names takes the names of sessions for ever: *journal.Journal does.
type Names interface {
	// Set takes a name and reports whether it was free. When it has returned,
	// the name is taken after a crash too.
	Set(name, value []byte) (bool, error)
	// Has reports whether a name is taken.
	Has(name []byte) bool
}

// OpenNames opens the file in which a node takes its sessions' names.
func OpenNames(path string) (*journal.Journal, error) { return journal.Open(path) }

// Config is what a node is made of.
type Config struct {
	ID       uint32 // the node's own number, from 1 on
	Names    Names
	Sessions int           // most that are open at once; default 1000
	Life     time.Duration // of a session, from its share on; default 5 min
	Now      func() time.Time
	Random   io.Reader // of nonces; default crypto/rand
}

// Share is what a client assigns to a node. The JSON is Forge's.
type Share struct {
	Session    string                    `json:"session_id"`
	Node       uint32                    `json:"node_id"`
	Index      uint32                    `json:"share_index"`
	Value      schnorr.Scalar            `json:"share_value"`
	Generator  schnorr.Point             `json:"generator"`
	Commitment schnorr.WitnessCommitment `json:"witness_commitment"`
	Circuit    schnorr.Circuit           `json:"circuit_type"`
}

// session is one that is not idle.
type session struct {
	state   muster.SessionState
	share   Share
	nonce   schnorr.Scalar
	point   schnorr.Point // the nonce's commitment
	expires time.Time
}

// Node is safe for concurrent use.
type Node struct {
	cfg      Config
	mu       sync.Mutex
	sessions map[string]*session
	told     Counts
}

// Counts is what a node has done since it started, for metrics.
type Counts struct {
	Shares, Commitments, Fragments, Refused, Expired int64
	Open                                             int // sessions
}

// New returns a node without sessions.
func New(c Config) (*Node, error) {
	if c.ID == 0 {
		return nil, muster.InvalidField("node id", "a number from 1 on", "0")
	}
	c.Sessions, c.Life = cmp.Or(c.Sessions, defaultSessions), cmp.Or(c.Life, defaultLife)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	return &Node{cfg: c, sessions: make(map[string]*session)}, nil
}

// move sets a state that the table allows.
func (s *session) move(to muster.SessionState) error {
	if !muster.SessionTransitions.Allows(s.state, to) {
		return muster.Errorf(muster.CodeState, "Session is at %s and can't go to %s", s.state, to)
	}
	s.state = to
	return nil
}

// erase overwrites the secrets.
func (s *session) erase() {
	s.share.Value.SetZero()
	s.nonce.SetZero()
}

// expire ends the sessions whose time is over. To be called with the lock.
func (n *Node) expire(now time.Time) {
	for name, s := range n.sessions {
		if !now.Before(s.expires) {
			s.erase()
			delete(n.sessions, name)
			n.told.Expired++
		}
	}
}

// Assign takes a share for a session that is not known yet. The same share once
// more changes nothing. Messages are Forge's where Forge has one.
func (n *Node) Assign(a Share) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(n.cfg.Now())
	switch {
	case a.Node != n.cfg.ID:
		return "", n.refuse(muster.CodeInvalid, "Node ID mismatch: expected %d, got %d", n.cfg.ID, a.Node)
	case a.Session == "" || len(a.Session) > mostSessionName:
		return "", n.refuse(muster.CodeInvalid, "session_id: expected 1 to %d bytes", mostSessionName)
	case a.Index == 0:
		return "", n.refuse(muster.CodeInvalid, "share_index: expected a number from 1 on")
	case a.Generator.IsInfinity():
		return "", n.refuse(muster.CodeInvalid, "generator: expected a point other than infinity")
	case !a.Circuit.Known():
		return "", n.refuse(muster.CodeInvalid, "circuit_type: expected schnorr or hash-preimage, got %.40q", a.Circuit)
	}
	answer := fmt.Sprintf("Blind share assigned to node %d (public witness HIDDEN)", n.cfg.ID)
	if s, ok := n.sessions[a.Session]; ok {
		if s.state != muster.SessionShared || s.share != a {
			return "", n.refuse(muster.CodeConflict, "Session %q has another share already", a.Session)
		}
		return answer, nil
	}
	if len(n.sessions) >= n.cfg.Sessions {
		return "", n.refuse(muster.CodeExhausted, "Node %d at capacity (%d/%d sessions)", n.cfg.ID, len(n.sessions), n.cfg.Sessions)
	}
	fresh, err := n.cfg.Names.Set([]byte(a.Session), nil)
	if err != nil {
		return "", fmt.Errorf("take the session's name: %w", err)
	}
	if !fresh {
		return "", n.refuse(muster.CodeConflict, "Session %q is over; a name is used once", a.Session)
	}
	s := &session{state: muster.SessionIdle, share: a, expires: n.cfg.Now().Add(n.cfg.Life)}
	if err := s.move(muster.SessionShared); err != nil {
		return "", err
	}
	n.sessions[a.Session] = s
	n.told.Shares++
	return answer, nil
}

// Commit draws the session's nonce and returns the commitment to it; asked
// again before the fragment, the same one.
func (n *Node) Commit(name string) (schnorr.Point, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(n.cfg.Now())
	s, err := n.find(name, "No share assigned to this node")
	if err != nil {
		return schnorr.Point{}, err
	}
	if s.state == muster.SessionCommitted {
		return s.point, nil
	}
	nonce, err := schnorr.Random(n.cfg.Random)
	if err != nil {
		return schnorr.Point{}, err
	}
	if err := s.move(muster.SessionCommitted); err != nil {
		return schnorr.Point{}, err
	}
	s.nonce, s.point = nonce, s.share.Generator.Mul(nonce)
	n.told.Commitments++
	return s.point, nil
}

// Answer returns nonce + challenge·share, once; the session is over then.
func (n *Node) Answer(name string, challenge schnorr.Scalar) (schnorr.Scalar, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(n.cfg.Now())
	s, err := n.find(name, fmt.Sprintf("No commitment found for session %s", name))
	if err != nil {
		return schnorr.Scalar{}, err
	}
	if s.state != muster.SessionCommitted {
		return schnorr.Scalar{}, n.refuse(muster.CodeState, "No commitment found for session %s", name)
	}
	if challenge.IsZero() {
		return schnorr.Scalar{}, n.refuse(muster.CodeInvalid, "challenge: expected another number than 0")
	}
	var response schnorr.Scalar
	response.Mul(&challenge.Element, &s.share.Value.Element)
	response.Add(&response.Element, &s.nonce.Element)
	if err := s.move(muster.SessionAnswered); err != nil {
		return schnorr.Scalar{}, err
	}
	s.erase()
	if err := s.move(muster.SessionIdle); err != nil {
		return schnorr.Scalar{}, err
	}
	delete(n.sessions, name)
	n.told.Fragments++
	return response, nil
}

// find returns an open session, or why there is none.
func (n *Node) find(name, otherwise string) (*session, error) {
	if s, ok := n.sessions[name]; ok {
		return s, nil
	}
	if n.cfg.Names.Has([]byte(name)) {
		return nil, n.refuse(muster.CodeState, "Session %q is over; a name is used once", name)
	}
	return nil, n.refuse(muster.CodeState, "%s", otherwise)
}

func (n *Node) refuse(code muster.Code, format string, args ...any) error {
	n.told.Refused++
	return muster.Errorf(code, format, args...)
}

// State returns where a session stands.
func (n *Node) State(name string) muster.SessionState {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(n.cfg.Now())
	if s, ok := n.sessions[name]; ok {
		return s.state
	}
	return muster.SessionIdle
}

// Counts returns what the node has done.
func (n *Node) Counts() Counts {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.expire(n.cfg.Now())
	c := n.told
	c.Open = len(n.sessions)
	return c
}

// Ready reports whether a share is assigned, which is what Forge means by it.
func (n *Node) Ready() bool { return n.Counts().Open > 0 }

// Close ends all sessions.
func (n *Node) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.sessions {
		s.erase()
	}
	clear(n.sessions)
}
