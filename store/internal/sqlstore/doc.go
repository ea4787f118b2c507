// Package sqlstore is the muster.Store over database/sql. The drivers sqlite
// and postgres open a database, bring its schema up to date and hand it over
// together with a Dialect; all transactions are here, once.
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
//  1. batches, older (smaller sequence) first,
//  2. tasks by id; an attempt belongs to who holds its task,
//  3. the event counter, as the last statement before the commit.
//
// TaskLease is outside of the order: it takes ready tasks without waiting for
// any (SKIP LOCKED).
//
// # Group commit
//
// A durable commit costs a sync of the disk, so callers that wait at the same
// time share one (group). On SQLite, which has one writer, every writing method
// does; on PostgreSQL, whose server groups commits by itself, TaskAccept does, so
// that many results become few statements, and TaskLease, so that callers do not
// contend for the head of the line.
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
// BatchReline and Prune touch as many rows as a batch has tasks. Their first
// transaction changes what others decide by: the batch's line, or that there is
// such a batch. The rest follows in steps of some thousand rows, and a call that
// was cut short is ended by the next one. Prune's list of what is left (pruned)
// is in the database for that.
//
// # Values
//
// Times are microseconds since 1970 UTC, 0 for none; durations nanoseconds;
// digests hexadecimal; structures that are never searched JSON text.
package sqlstore
