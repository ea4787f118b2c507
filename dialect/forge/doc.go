// Package forge speaks the core API of Zelana's Forge prover network, so that a
// sequencer made for Forge works with muster unchanged:
//
//	POST   /v2/batch/prove
//	GET    /v2/batch/{job_id}/status   server-sent events
//	GET    /v2/batch/{job_id}/proof
//	DELETE /v2/batch/{job_id}
//	GET    /v2/health
//
// As in Forge, errors come with HTTP 200 inside an envelope; an unknown job's
// event stream is the exception, with 404. Beyond Forge, callers without valid
// credentials get 401 or 403.
//
// # What is stored
//
// A job is a batch, and its id holds the batch id's digits, so nothing is
// stored beside the batch. The input is the request in one canonical form, with
// all its entries. The idempotency key is "forge:<batch_id>": the same content
// joins the batch that is there, whatever its progress, and other content under
// the same number is the error CONFLICT. A batch that failed or was cancelled
// may be submitted again and is then proven anew, as another job.
//
// # States
//
//	muster                 Forge
//	pending                pending
//	preparing              preparing
//	proving, settling      proving
//	completed, failed, cancelled   likewise
//
// Only pending and preparing jobs can be cancelled, which is Forge's rule; the
// native API cancels proving ones too.
//
// # Events
//
// A subscriber first gets the job's status, however late it comes, then every
// change in order, and at the end "completed" or "failed". Nothing is dropped:
// the events are read from the log, not from a buffer.
//
// # Proofs
//
// A batch that one wrap proof holds has seven public inputs and so Forge's 236
// bytes of public witness. A larger one ends in a fold proof, whose witness has
// an eighth input behind the seven, the digest of the fold's verifying key.
package forge
