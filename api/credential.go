package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

const (
	mostNote = 256 // bytes of a tenant's name or a note
	mostTTL  = 10 * 365 * 24 * 3600
)

// CredentialRequest asks for a credential.
type CredentialRequest struct {
	_      struct{} `additionalProperties:"false"`
	Role   string   `json:"role" enum:"viewer,submitter,operator,prover"`
	Tenant string   `json:"tenant,omitempty" doc:"Whose batches a client sees; the default tenant where left out"`
	Note   string   `json:"note,omitempty" doc:"What it is for"`
	Once   bool     `json:"once,omitempty" doc:"Gone after one use: an enrolment token, for the role prover only"`
	TTL    int64    `json:"ttl_seconds,omitempty" minimum:"0" doc:"How long it lives; 0 is until revoked"`
}

// IssuedCredential is a new credential with its secret, which is shown here and
// never again.
type IssuedCredential struct {
	Secret     string            `json:"secret"`
	Credential muster.Credential `json:"credential"`
}

// CredentialList is all credentials, without secrets.
type CredentialList struct {
	Credentials []muster.Credential `json:"credentials"`
}

type credentialPath struct {
	ID string `path:"id" maxLength:"64" doc:"Credential id, key_… or token_…"`
}

func (a *API) registerCredentials() {
	tags := []string{"credentials"}
	handleBody(a, huma.Operation{
		OperationID: "issue-credential", Method: http.MethodPost, Path: "/v1/credentials", Tags: tags,
		Summary: "Issue an API key or an enrolment token", DefaultStatus: http.StatusCreated,
	}, auth.RightOperate, smallBody, a.issueCredential)
	handle(a, huma.Operation{
		OperationID: "list-credentials", Method: http.MethodGet, Path: "/v1/credentials", Tags: tags,
		Summary: "List credentials",
	}, auth.RightOperate, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[CredentialList], error) {
		credentials, err := a.svc.Credentials(ctx)
		if err != nil {
			return nil, err
		}
		return &answer[CredentialList]{CredentialList{orEmpty(credentials)}}, nil
	})
	handle(a, huma.Operation{
		OperationID: "revoke-credential", Method: http.MethodDelete, Path: "/v1/credentials/{id}", Tags: tags,
		Summary: "End a credential", DefaultStatus: http.StatusNoContent,
	}, auth.RightOperate, func(ctx context.Context, _ auth.Principal, in *credentialPath) (*struct{}, error) {
		if err := a.svc.RevokeCredential(ctx, in.ID); err != nil {
			return nil, err
		}
		return nil, nil
	})
}

func (a *API) issueCredential(ctx context.Context, _ auth.Principal, _ rawBody, body *CredentialRequest) (*answer[IssuedCredential], error) {
	role := muster.Role(body.Role)
	if _, known := auth.Rights[role]; !known {
		return nil, muster.InvalidField("role", "viewer, submitter, operator or prover", body.Role)
	}
	if body.Once && role != muster.RoleProver {
		return nil, muster.InvalidField("once", "false, but for the role prover", "true")
	}
	for name, s := range map[string]string{"tenant": body.Tenant, "note": body.Note} {
		if len(s) > mostNote {
			return nil, muster.InvalidField(name, fmt.Sprintf("at most %d bytes", mostNote), s)
		}
	}
	if body.TTL < 0 || body.TTL > mostTTL {
		return nil, muster.InvalidField("ttl_seconds", fmt.Sprintf("0 to %d", int64(mostTTL)), strconv.FormatInt(body.TTL, 10))
	}
	secret, c, err := a.svc.IssueCredential(ctx, role, body.Tenant, body.Note, body.Once, time.Duration(body.TTL)*time.Second)
	if err != nil {
		return nil, err
	}
	return &answer[IssuedCredential]{IssuedCredential{Secret: secret, Credential: c}}, nil
}
