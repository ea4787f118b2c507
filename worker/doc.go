// Package worker is the agent that leases tasks, runs them on backends and
// delivers what they make.
//
//	    lease            slot free          backend done
//	──────────▶ queued ───────────▶ running ───────────▶ delivering ──▶ gone
//	              │                    │ failed               ▲
//	              │ stop               ├────────▶ reporting ──┼──▶ gone
//	              ▼                    │ stop                 │ result all the same
//	             gone                  └────────▶ stopped ────┘
//
// One goroutine owns this table. Everything slow (leasing, heartbeats, running,
// delivering) happens in goroutines of their own, which post what came of it
// back to that one.
//
// # What goes wrong
//
//   - The coordinator is away: what runs goes on, results are offered until they
//     are taken or refused, and the worker registers anew where it has been
//     forgotten. A valid proof counts however late.
//   - An answer to a lease call is lost: the next call asks again for what the
//     worker holds.
//   - The worker is killed: its id comes from its key, so after the restart the
//     coordinator delivers again what it held. Results that were made and not
//     yet delivered lie in the state folder and are delivered first.
//   - A lease is no longer held: work on it is cancelled with the answer that
//     says so. A backend that can't be stopped keeps its slot until it returns,
//     and a result it makes all the same is offered, unless the task is over.
//
// # Ending
//
// Drain stops leasing and lets Run return once nothing is held. The end of
// Run's context drains too, for at most the grace period; Interrupt ends at
// once. What is not finished is given back as interrupted, which costs the task
// no attempt. A drain commanded by the coordinator stops leasing too, but the
// worker stays and goes on when the command is lifted.
package worker
