// Package admin is what the administrator of a Proof Manager does: networks,
// roles, funds, deployment and upgrades.
//
// Each action is planned first. A [Preview] says which account would sign which
// calls to which contract on which chain, whether it has the role for it, what
// changes from what to what as the chain is now, what it costs, and what the
// node answers to the very same call. Planning sends nothing and needs no key.
// Executing sends exactly what the preview shows, and only when told so.
package admin
