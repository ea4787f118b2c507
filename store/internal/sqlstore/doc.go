// Package sqlstore is the muster.Store over SQL. The drivers sqlite and postgres
// open a database, bring its schema up to date and hand it over together with a
// Dialect (a sql.DB, or a Server); all transactions are here, once.
//
// # How a transaction is written
//
// The state machine is Go: a method locks and loads the rows that it needs,
// changes them in memory, and writes them back with one statement per table
// (task save, attempt save). SQL selects and stores, it decides nothing. Only
// the end of a batch changes rows that were not loaded, since there may be a
// million of them.
//
// # Order of locks
//
// PostgreSQL runs transactions side by side. They take row locks in this order
// so that they seldom deadlock; those that do all the same are run again.
//
//  0. the office that a settler holds,
//  1. batches, older (smaller sequence) first; whoever changes a settlement holds
//     its batch,
//  2. tasks by id,
//  3. attempts by task and fence; whoever ends one holds its task, a heartbeat,
//     which only extends it, does not,
//  4. the event log, as the last statement but one before the commit.
//
// TaskLease is outside of the order: it takes ready tasks without waiting for
// any (SKIP LOCKED). Only a call that finds everything held by other processes
// waits, and holds nothing then.
//
// # Leases
//
// A lease is a running attempt. A task is leased while it has one; a hedge is a
// second. Heartbeats write the attempt alone, in columns without an index. The
// task names the lease that readers see, the newest.
//
// # Held tasks
//
// A batch that is held has its ready tasks stand at a line behind all others that
// says until when (heldLine). Who leases looks at the line up to what is over by
// now, so a million held tasks are not in anybody's way, and are free when their
// time comes though nobody does anything. The reaper then gives them their place
// back; batch_holds says whose tasks may stand there.
//
// # Group commit
//
// A durable commit costs a sync of the disk, so callers that wait at the same
// time share one (group). On SQLite, which has one writer, every writing method
// does. On PostgreSQL the calls of the hot path do, each kind by itself: results
// (TaskAccept), failures, heartbeats, and leases, which would contend for the
// head of the line side by side. A shared call costs a few entries in the arrays
// of a few statements, and the statements that need no answer travel together
// with the next one that does.
//
// # The head of the line
//
// Tasks that were taken leave dead entries in the index of ready tasks for as
// long as somebody's snapshot may see them. So the store begins to look where it
// left off (floors), and from the very beginning now and then, and always before
// it says that there is nothing.
//
// # Notices
//
// A transaction notes what it gives others to do (opened), and after the commit
// a goroutine of the store tells the other processes, one joined message at a
// time (notices). It does so outside of the transaction, since PostgreSQL lets
// transactions that notify commit only one after the other.
//
// # What takes long
//
// BatchReline, BatchHold and Prune touch as many rows as a batch has tasks. Their
// first transaction changes what others decide by: the batch's line or hold, or
// that there is such a batch. The rest follows in steps of some thousand rows, and
// a call that was cut short is ended by the next one. The lists of what is left
// (batch_holds, pruned) are in the database for that.
//
// # Values
//
// Times are microseconds since 1970 UTC, 0 for none; durations nanoseconds;
// digests hexadecimal; structures that are never searched JSON text.
package sqlstore
