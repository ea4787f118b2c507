package muster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

func testTable[S ~string](t *testing.T, name string, table Transitions[S], first S) {
	t.Run(name, func(t *testing.T) {
		reached := map[S]bool{first: true}
		for queue := []S{first}; len(queue) > 0; queue = queue[1:] {
			for _, next := range table[queue[0]] {
				if _, ok := table[next]; !ok {
					t.Errorf("%s leads to %s, which is not in the table", queue[0], next)
				}
				if !table.Allows(queue[0], next) {
					t.Errorf("Allows(%s, %s) = false", queue[0], next)
				}
				if !reached[next] {
					reached[next] = true
					queue = append(queue, next)
				}
			}
		}
		for s := range table {
			if !reached[s] {
				t.Errorf("nothing leads from %s to %s", first, s)
			}
		}
	})
}

func TestTransitionTables(t *testing.T) {
	testTable(t, "batch", BatchTransitions, BatchPending)
	testTable(t, "task", TaskTransitions, TaskBlocked)
	testTable(t, "attempt", AttemptTransitions, AttemptRunning)
	testTable(t, "worker", WorkerTransitions, WorkerOnline)

	for _, s := range []BatchState{BatchCompleted, BatchFailed, BatchCancelled} {
		if !s.Terminal() {
			t.Errorf("%s is not terminal", s)
		}
	}
	if len(TaskTransitions[TaskDone]) != 0 {
		t.Error("invariant 2: done must be final")
	}
	if BatchTransitions.Allows(BatchSettling, BatchCancelled) {
		t.Error("a settling batch must not be cancelled")
	}
}

func TestIDs(t *testing.T) {
	now := time.UnixMilli(1_700_000_000_000)
	ids := IDs{Now: func() time.Time { return now }, Rand: rand.New(rand.NewSource(1))}
	first := ids.Batch()
	now = now.Add(time.Millisecond)
	second := ids.Batch()
	if first >= second {
		t.Errorf("%s made before %s does not sort before it", first, second)
	}
	if _, err := ParseBatchID(string(first)); err != nil {
		t.Error(err)
	}
	if first[len(batchPrefix)+12] != '7' {
		t.Errorf("%s is no UUIDv7", first)
	}
	for _, bad := range []string{"", "batch_", "task_" + string(first)[6:], string(first) + "0", strings.ToUpper(string(first)), "batch_zz" + string(first)[8:]} {
		if _, err := ParseBatchID(bad); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseBatchID(%q) = %v, want an invalid error", bad, err)
		}
	}
}

func TestDigestText(t *testing.T) {
	d := DigestOf([]byte("muster"))
	b, err := json.Marshal(struct{ A, B Digest }{A: d})
	if err != nil {
		t.Fatal(err)
	}
	var back struct{ A, B Digest }
	if err := json.Unmarshal(b, &back); err != nil || back.A != d || !back.B.IsZero() {
		t.Errorf("%s came back as %+v, %v", b, back, err)
	}
	for _, bad := range []string{"12", strings.Repeat("g", 64), d.String() + "00"} {
		if _, err := ParseDigest(bad); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseDigest(%q) = %v, want an invalid error", bad, err)
		}
	}
}

func TestErrorsKeepCodeAndCause(t *testing.T) {
	cause := errors.New("disk on fire")
	err := fmt.Errorf("store batch: %w", Errorf(CodeStorageFull, "no room: %w", cause))
	if CodeOf(err) != CodeStorageFull || !errors.Is(err, cause) {
		t.Errorf("%v: code %s", err, CodeOf(err))
	}
	if CodeOf(cause) != CodeInternal || CodeOf(nil) != "" {
		t.Error("an uncoded error is internal, and no error has no code")
	}
	if !errors.Is(Errorf(CodeNotFound, "batch 7"), ErrNotFound) || errors.Is(err, ErrNotFound) {
		t.Error("sentinels match by code")
	}
	f := InvalidField("transactions[3].amount", "a positive number", strings.Repeat("9", 1000))
	if len(f.Message) > 300 || !strings.Contains(f.Message, "transactions[3].amount") {
		t.Errorf("message %q", f.Message)
	}
}

func TestPoolsAreEqualNeeds(t *testing.T) {
	a := Needs{Backend: "gnark", Round: 1, CircuitName: "aggregate", Stage: "prove", Memory: 1 << 30}
	b := a
	if a.Pool() != b.Pool() {
		t.Error("equal needs gave two pools")
	}
	b.Memory++
	if a.Pool() == b.Pool() {
		t.Error("other needs gave the same pool")
	}
	if bytes.Contains([]byte(a.Pool()), []byte("gnark")) || len(a.Pool()) != 32 {
		t.Errorf("pool id %q", a.Pool())
	}
}
