// Package auth says who calls.
//
// Clients show an API key, "muster_<role>_<random>", of which only the SHA-256
// is stored. Workers own an ed25519 key whose digest is their id: the first
// registration shows a one-time enrolment token beside the key, every later
// call a short-lived token that the key signed for that one call. What a worker
// reports is bound to the id in its token, never to a message's content.
//
// Open mode asks for no credentials and makes every caller an operator. It
// exists for trying things out on one machine, so it is refused unless both
// ends of the connection are loopback, and it turns away what a browser sends
// on behalf of another site, as well as anything that came through a proxy.
//
// What a stolen worker token allows: the one call it was signed for, for at
// most five minutes, and no result that would not verify. Tokens are not
// remembered, so TLS is what keeps them from being replayed within that time.
package auth
