package muster

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

// Ids are written as 32 hexadecimal digits behind a prefix that says what they
// name, for example "batch_0192f3c4e5b67a8b9c0d1e2f3a4b5c6d". They sort by
// creation time. The digits are a UUIDv7 (RFC 9562), but for planned tasks,
// whose ids follow from their batch's.
type (
	// BatchID names a batch ("batch_…").
	BatchID string
	// TaskID names a task ("task_…").
	TaskID string
	// AttemptID names an attempt ("attempt_…").
	AttemptID string
	// WorkerID names a worker ("worker_…").
	WorkerID string
)

const (
	batchPrefix   = "batch_"
	taskPrefix    = "task_"
	attemptPrefix = "attempt_"
	workerPrefix  = "worker_"
)

// IDs makes ids from a clock and a source of randomness that the caller owns.
// It is safe for concurrent use when both of them are.
type IDs struct {
	Now  func() time.Time
	Rand io.Reader
}

// Batch returns a new batch id.
func (s IDs) Batch() BatchID { return BatchID(batchPrefix + s.uuid()) }

// Task returns a new task id.
func (s IDs) Task() TaskID { return TaskID(taskPrefix + s.uuid()) }

// Attempt returns a new attempt id.
func (s IDs) Attempt() AttemptID { return AttemptID(attemptPrefix + s.uuid()) }

// Worker returns a new worker id.
func (s IDs) Worker() WorkerID { return WorkerID(workerPrefix + s.uuid()) }

// uuid panics when the source of randomness fails: an id that is not unique
// would break every invariant, and a system without randomness can't go on.
func (s IDs) uuid() string {
	var u [16]byte
	if _, err := io.ReadFull(s.Rand, u[6:]); err != nil {
		panic(fmt.Sprintf("muster: read randomness for an id: %v", err))
	}
	ms := uint64(s.Now().UnixMilli())
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return hex.EncodeToString(u[:])
}

// ParseBatchID checks the form of a batch id that came from outside.
func ParseBatchID(s string) (BatchID, error) {
	if err := checkID(s, batchPrefix); err != nil {
		return "", err
	}
	return BatchID(s), nil
}

// ParseTaskID checks the form of a task id that came from outside.
func ParseTaskID(s string) (TaskID, error) {
	if err := checkID(s, taskPrefix); err != nil {
		return "", err
	}
	return TaskID(s), nil
}

// ParseWorkerID checks the form of a worker id that came from outside.
func ParseWorkerID(s string) (WorkerID, error) {
	if err := checkID(s, workerPrefix); err != nil {
		return "", err
	}
	return WorkerID(s), nil
}

func checkID(s, prefix string) error {
	digits, ok := strings.CutPrefix(s, prefix)
	if ok && len(digits) == 32 {
		if _, err := hex.DecodeString(digits); err == nil && digits == strings.ToLower(digits) {
			return nil
		}
	}
	return Errorf(CodeInvalid, "id %.80q: expected %q and 32 lower-case hexadecimal digits", s, prefix)
}

// Task returns the id of the batch's n-th planned task. It follows from both,
// so that planning a batch again gives its tasks the ids that they had.
func (b BatchID) Task(n int) TaskID {
	sum := DigestOf([]byte(b))
	digits := strings.TrimPrefix(string(b), batchPrefix)
	return TaskID(fmt.Sprintf("%s%.12s%08x%x", taskPrefix, digits, uint32(n), sum[:6]))
}
