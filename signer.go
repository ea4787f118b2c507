package muster

// SessionState is the state of a blind session on a signer.
type SessionState string

// States of a blind session. A signer forgets share and nonce when it leaves
// for idle, and never takes the session's name again.
const (
	SessionIdle      SessionState = "idle"
	SessionShared    SessionState = "share_assigned"
	SessionCommitted SessionState = "commitment_generated"
	SessionAnswered  SessionState = "fragment_generated"
)

// SessionTransitions is the table of a blind session. Each state falls back to
// idle when the session's time is over.
var SessionTransitions = Transitions[SessionState]{
	SessionIdle:      {SessionShared},
	SessionShared:    {SessionCommitted, SessionIdle},
	SessionCommitted: {SessionAnswered, SessionIdle},
	SessionAnswered:  {SessionIdle},
}
