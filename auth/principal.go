package auth

import (
	"context"
	"slices"

	"github.com/muster-zk/muster"
)

// DefaultTenant is the tenant of callers whose credential names none, and of
// open mode.
const DefaultTenant = "default"

// Right is one thing that a caller may be allowed to do.
type Right string

// The rights.
const (
	RightRead    Right = "read"    // see batches, tasks, workers, events and proofs
	RightSubmit  Right = "submit"  // submit batches and cancel one's own
	RightOperate Right = "operate" // release tasks, drain workers, issue credentials
	RightProve   Right = "prove"   // lease tasks and report on them
)

// Rights says which role may do what.
var Rights = map[muster.Role][]Right{
	muster.RoleViewer:    {RightRead},
	muster.RoleSubmitter: {RightRead, RightSubmit},
	muster.RoleOperator:  {RightRead, RightSubmit, RightOperate},
	muster.RoleProver:    {RightProve},
}

// Principal is an authenticated caller.
type Principal struct {
	Role   muster.Role
	Tenant string // never empty for a client
	// Credential is the id of the API key, or of the enrolment token that let a
	// new worker in; empty in open mode and for an enrolled worker.
	Credential string
	Worker     muster.WorkerID // of a worker; empty for a client
	PublicKey  []byte          // of a worker, ed25519
	Open       bool            // open mode let the caller in
}

// Can reports whether the principal has a right.
func (p Principal) Can(r Right) bool { return slices.Contains(Rights[p.Role], r) }

// Require returns CodeForbidden unless the principal has the right.
func (p Principal) Require(r Right) error {
	if p.Can(r) {
		return nil
	}
	return muster.Errorf(muster.CodeForbidden, "the role %q does not include the right to %s", p.Role, r)
}

// Sees reports whether the principal may see what belongs to a tenant:
// operators see all, others their own.
func (p Principal) Sees(tenant string) bool {
	return p.Role == muster.RoleOperator || p.Tenant == tenant
}

type principalKey struct{}

// NewContext returns a context that carries the principal.
func NewContext(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// FromContext returns the caller, or CodeUnauthenticated where no middleware
// put one in.
func FromContext(ctx context.Context) (Principal, error) {
	p, ok := ctx.Value(principalKey{}).(Principal)
	if !ok {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "no credentials were shown")
	}
	return p, nil
}
