// Package api is the native HTTP API under /v1: batches go in, their state,
// events and proofs come out, and operators look after tasks, workers and
// credentials. It is a face of the coordinator, which it meets by the Service
// interface, and decides nothing itself but who may see what.
//
// The contract is the OpenAPI 3.1 document at /openapi.json. Errors are
// problem+json (RFC 9457) with a stable code and the fields that are wrong;
// what is not coded stays in the log. Bodies are read strictly and within
// limits, and nothing is stored when an answer is an error.
//
// # Events
//
// Event streams carry the log's cursor as their id. A new subscriber of a batch
// first gets its state ("batch"), then each change; one that comes back with
// Last-Event-ID gets what it missed. The stream ends after the batch has.
//
// # Who sees what
//
// A caller sees the batches of its own tenant; what belongs to another is not
// found. Operators see all.
package api
