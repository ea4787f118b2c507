// Package signer is a node of a committee: it holds a share of the committee's
// key, takes part in making it, and signs for batches that it has verified.
//
// Signing goes in two rounds (FROST, RFC 9591). With the first, the signer is
// told a batch. It fetches that batch's final proof from the muster that it was
// configured with, verifies it under the circuits that it was configured with,
// and works out by itself what there is to sign; nobody sends it a message. It
// draws two nonces for this message and answers with commitments to them. With
// the second it gets the commitments of a threshold of signers, each signed by
// its signer's identity for this session and message, and answers with its share
// of the signature.
//
// Nonces are in memory only, serve for one message, and are erased with the one
// answer they are for. Before that answer goes out it is written down durably
// that this committee's batch has this message: a signer never signs two
// different results of one batch, whatever it is told.
//
// A key is made by all signers together (blind/dkg). Their messages are signed
// by their identities and go through an organiser, who can stop a ceremony and
// learn nothing from it: secrets are sealed from signer to signer. Or a dealer
// makes it, and each signer imports a share that is sealed to it.
package signer
