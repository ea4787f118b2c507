// Package rpc is the face that workers call: the Connect service
// muster.worker.v1 (Connect, gRPC and gRPC-Web on one port, binary or JSON),
// and GET /keys/{digest}, which streams the files of circuits.
//
// A worker asks for tasks by a long poll, tells of its progress by heartbeats,
// uploads outputs to signed URLs, and names them in Complete. Who it is comes
// from the token that signs each call (package auth), never from a message.
//
// Generated types and those of connect stay inside this package; both ends of
// it speak the vocabulary of package muster. An error keeps its code, fields
// and retry hint across the wire; the text of an internal one stays here, in
// the log. Points in time travel as durations, so clocks need not agree.
package rpc

//go:generate ./generate.sh
