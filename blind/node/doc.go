// Package node is Forge's blind node: it holds one share of somebody's secret
// for the length of one session, and answers as Forge's prover-node does.
//
// A session goes through the states of muster.SessionTransitions:
//
//	idle → share_assigned → commitment_generated → fragment_generated → idle
//
// Its name is taken for ever with its first step, durably and before the answer
// goes out, so that nothing of a session can be played again, after a restart
// either. Shares and nonces are in memory only. A nonce is erased with the one
// answer that it is for, before that is sent; a node that crashes has forgotten
// it. So no nonce can serve twice, whatever was answered before a crash.
//
// What was answered may get lost on its way. Asking again for the step that the
// session stands at gives the same answer, but for the last: a fragment is
// answered once.
//
// It differs from Forge's in what it refuses: Forge's node keeps one share for
// all sessions, makes another commitment whenever it is asked, and takes a
// session's name again.
package node
