package postgres_test

import (
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/storetest"
)

// Bento's tables of tasks and streams were unlogged: a crash of PostgreSQL
// emptied them, and the jobs stayed "running" for ever. Here the server is
// killed in the midst of work; what was acknowledged is there afterwards, and
// nothing is there by half.
func TestIncident_DatabaseCrashEmptiesNothing(t *testing.T) {
	server := dbtest.Own(t)
	storetest.Crash(t, func(t testing.TB) func() muster.Store { return opener(t, server.URL()) }, func() {
		server.Kill()
		server.Start()
	})
}
