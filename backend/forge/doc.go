// Package forge is a backend that has workers of Zelana's Forge prove: muster's
// worker leases a chunk of the built-in rollup and sends it to one of a list of
// URLs, by POST /prove, and takes the proof that comes back.
//
// A request holds Forge's fields (chunk_id, pre_root, post_root, transactions),
// with each transfer's accounts named as in Forge's core API, and one more,
// "chunk", which is the chunk as muster has it. A worker that proves another
// statement than the task's is of no use, so the public inputs that come back
// are compared with the statement, and the proof is verified, before either
// leaves this package.
//
// Workers are asked for their health before their first chunk and every few
// seconds while they have work. One that does not answer, or that answers
// wrongly, is left alone for a while, and the chunk goes to another; only when
// none is left does the job fail. When a job is stopped its request is cut off.
package forge
