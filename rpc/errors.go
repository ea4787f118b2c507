package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/muster-zk/muster"
	workerv1 "github.com/muster-zk/muster/rpc/gen/muster/worker/v1"
)

// codes maps each code to an RPC code. Where several share one, the error's
// detail tells them apart; without a detail (a proxy's error) the first wins.
var codes = []struct {
	code muster.Code
	rpc  connect.Code
}{
	{muster.CodeInvalid, connect.CodeInvalidArgument},
	{muster.CodeUnauthenticated, connect.CodeUnauthenticated},
	{muster.CodeForbidden, connect.CodePermissionDenied},
	{muster.CodeNotFound, connect.CodeNotFound},
	{muster.CodeConflict, connect.CodeAlreadyExists},
	{muster.CodeState, connect.CodeFailedPrecondition},
	{muster.CodeLeaseLost, connect.CodeAborted},
	{muster.CodeTooLarge, connect.CodeOutOfRange},
	{muster.CodeExhausted, connect.CodeResourceExhausted},
	{muster.CodeUnsupported, connect.CodeUnimplemented},
	{muster.CodeUnavailable, connect.CodeUnavailable},
	{muster.CodeStorageFull, connect.CodeResourceExhausted},
	{muster.CodeInvalidProof, connect.CodeInvalidArgument},
	{muster.CodeInternal, connect.CodeInternal},
	// These come back only from in between; asking again is all one can do.
	{muster.CodeUnavailable, connect.CodeDeadlineExceeded},
	{muster.CodeUnavailable, connect.CodeCanceled},
	{muster.CodeInternal, connect.CodeUnknown},
	{muster.CodeInternal, connect.CodeDataLoss},
}

func rpcCode(c muster.Code) connect.Code {
	for _, e := range codes {
		if e.code == c {
			return e.rpc
		}
	}
	return connect.CodeInternal
}

func musterCode(c connect.Code) muster.Code {
	for _, e := range codes {
		if e.rpc == c {
			return e.code
		}
	}
	return muster.CodeInternal
}

func knownCode(c muster.Code) bool {
	for _, e := range codes {
		if e.code == c {
			return true
		}
	}
	return false
}

const internalMessage = "internal error; the coordinator's log says more"

// encodeError turns an error into what the caller may see of it. What stays
// inside is logged here.
func encodeError(ctx context.Context, log *slog.Logger, call string, err error) *connect.Error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return connect.NewError(connect.CodeCanceled, errors.New("the call ended"))
	}
	detail, message := describe(ctx, log, call, err)
	out := connect.NewError(rpcCode(muster.Code(detail.GetCode())), errors.New(message))
	if d, err := connect.NewErrorDetail(detail); err == nil {
		out.AddDetail(d)
	}
	return out
}

// describe says of an error what the caller may see, and logs the rest.
func describe(ctx context.Context, log *slog.Logger, call string, err error) (*workerv1.ErrorDetail, string) {
	var coded *muster.Error
	if !errors.As(err, &coded) || coded.Code == muster.CodeInternal {
		log.ErrorContext(ctx, "worker call went wrong", "call", call, "error", err)
		coded = &muster.Error{Code: muster.CodeInternal, Message: internalMessage}
	}
	detail := &workerv1.ErrorDetail{Code: string(coded.Code)}
	if coded.RetryAfter > 0 {
		detail.RetryAfter = durationpb.New(coded.RetryAfter)
	}
	for _, f := range coded.Fields {
		detail.Fields = append(detail.Fields, &workerv1.FieldError{Field: f.Field, Expected: f.Expected, Got: f.Got})
	}
	return detail, coded.Message
}

// decodeError is the inverse of encodeError on the worker's side. A coordinator
// that can't be reached is CodeUnavailable; the end of ctx is ctx's error.
func decodeError(ctx context.Context, call string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", call, ctx.Err())
	}
	var ce *connect.Error
	if !errors.As(err, &ce) {
		return muster.Errorf(muster.CodeUnavailable, "%s: %w", call, err)
	}
	if !connect.IsWireError(err) {
		code := muster.CodeUnavailable
		if ce.Code() == connect.CodeResourceExhausted { // our own limit on a message's size
			code = muster.CodeTooLarge
		}
		return muster.Errorf(code, "%s: %w", call, err)
	}
	out := &muster.Error{Code: musterCode(ce.Code()), Message: call + ": " + ce.Message(), Err: err}
	for _, d := range ce.Details() {
		v, err := d.Value()
		if err != nil {
			continue
		}
		if detail, ok := v.(*workerv1.ErrorDetail); ok {
			apply(out, detail)
		}
	}
	return out
}

// apply adds to an error what an RPC code can't carry.
func apply(out *muster.Error, detail *workerv1.ErrorDetail) {
	if c := muster.Code(detail.GetCode()); knownCode(c) {
		out.Code = c
	}
	if r := detail.GetRetryAfter(); r != nil {
		out.RetryAfter = max(r.AsDuration(), 0)
	}
	for _, f := range detail.GetFields() {
		out.Fields = append(out.Fields, muster.FieldError{Field: f.GetField(), Expected: f.GetExpected(), Got: f.GetGot()})
	}
}
