package muster

import (
	"errors"
	"fmt"
	"time"
)

// Code classifies an error for the one who has to react to it. The faces map
// it to an HTTP status or an RPC code by one table each.
type Code string

// The codes. Everything uncoded is CodeInternal, and its text stays inside.
const (
	CodeInvalid         Code = "invalid"         // malformed or out of range; sending it again won't help
	CodeUnauthenticated Code = "unauthenticated" // no or bad credentials
	CodeForbidden       Code = "forbidden"       // known caller, not allowed
	CodeNotFound        Code = "not_found"       // no such thing
	CodeConflict        Code = "conflict"        // same key, other content
	CodeState           Code = "state"           // the thing is in a state that does not allow it
	CodeLeaseLost       Code = "lease_lost"      // the fencing token is not the current one
	CodeTooLarge        Code = "too_large"       // over a size limit
	CodeExhausted       Code = "exhausted"       // over capacity or quota; RetryAfter says when to come back
	CodeUnsupported     Code = "unsupported"     // understood, and not offered
	CodeUnavailable     Code = "unavailable"     // a dependency is down, or shutting down; try again
	CodeStorageFull     Code = "storage_full"    // no room to make it durable; nothing was stored
	CodeInvalidProof    Code = "invalid_proof"   // the proof does not verify against its statement
	CodeInternal        Code = "internal"        // a fault of ours
)

// FieldError says what is wrong with one field of an input.
type FieldError struct {
	Field    string `json:"field"`         // path, e.g. "transactions[3].amount"
	Expected string `json:"expected"`      // what would have been right
	Got      string `json:"got,omitempty"` // what came, shortened
}

// Error is an error that a caller may see and act on.
type Error struct {
	Code       Code
	Message    string
	Fields     []FieldError
	RetryAfter time.Duration
	Err        error // the cause, for our own logs
}

// Errorf makes a coded error. Use %w to keep a cause reachable.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// InvalidField is the error for one wrong field.
func InvalidField(field, expected, got string) *Error {
	const most = 120
	if len(got) > most {
		got = got[:most] + "…"
	}
	f := FieldError{Field: field, Expected: expected, Got: got}
	msg := fmt.Sprintf("%s: expected %s", field, expected)
	if got != "" {
		msg += fmt.Sprintf(", got %q", got)
	}
	return &Error{Code: CodeInvalid, Message: msg, Fields: []FieldError{f}}
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first coded error in err's chain, CodeInternal
// where there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Is lets errors.Is compare by code against the sentinels below.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Message == "" && t.Code == e.Code
}

// Sentinels for errors.Is: they match every error of their code.
var (
	ErrNotFound  error = &Error{Code: CodeNotFound}
	ErrConflict  error = &Error{Code: CodeConflict}
	ErrState     error = &Error{Code: CodeState}
	ErrLeaseLost error = &Error{Code: CodeLeaseLost}
)
