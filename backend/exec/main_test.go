package exec

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/muster-zk/muster/proof/mock"
)

// TestMain is the prover of the tests too: the test binary runs itself.
func TestMain(m *testing.M) {
	if os.Getenv("MUSTER_TEST_PROVER") != "" {
		os.Exit(prover())
	}
	goleak.VerifyTestMain(m)
}

// prover does as the circuit's name says.
func prover() int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	text, err := os.ReadFile("task.json")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Transient
	}
	var t Task
	if err := json.Unmarshal(text, &t); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Deterministic
	}
	fmt.Println(`{"progress": 10, "message": "at work"}`)
	switch t.Circuit.Name {
	case "slow":
		select {
		case <-stop:
			return Interrupted
		case <-time.After(time.Hour):
		}
	case "unsatisfied":
		fmt.Println(`{"error": "constraint 7 is not satisfied"}`)
		return Deterministic
	case "hungry":
		return Resource
	case "shy":
		return Done
	}
	if err := os.WriteFile(t.Output, mock.Prove(t.Statement), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Transient
	}
	return Done
}
