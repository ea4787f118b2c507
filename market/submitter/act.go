package submitter

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// act does what was decided, up to a transaction, which it returns. An error
// means that it may not have been done, and is decided again.
func (s *Submitter) act(ctx context.Context, w *watch, v View, a Action) (*evm.Call, error) {
	switch a.Kind {
	case Hold:
		return nil, s.hold(ctx, w, v, a)
	case Release:
		return nil, s.release(ctx, w, v, a)
	case Ask:
		call, err := s.ask(ctx, w, v, a.Ask)
		if err != nil {
			s.troubled(ctx, w, Ask, err)
			return nil, nil
		}
		return &call, nil
	case Mark:
		call := s.chain.Mark(w.id, a.Mark)
		return &call, nil
	case Bring:
		verdict, err := s.bring(ctx, w, v)
		if err != nil {
			s.troubled(ctx, w, Bring, err)
			return nil, nil
		}
		w.verdict, w.judged = verdict, proofKey{v.Request.Number, v.Request.ProofHash}
		w.failures, w.trouble = 0, Trouble{}
	case Judge:
		call := s.chain.JudgeProof(*v.Request, a.Valid)
		return &call, nil
	case Wait, Done:
	}
	return nil, nil
}

func (s *Submitter) hold(ctx context.Context, w *watch, v View, a Action) error {
	_, err := s.cfg.Muster.Hold(ctx, w.batch, a.Until, a.Reason)
	if muster.CodeOf(err) == muster.CodeState { // proven or ended meanwhile
		return nil
	}
	if err != nil {
		s.muster.note(ctx, err)
		return fmt.Errorf("hold batch %s: %w", w.batch, err)
	}
	w.held = true
	if a.Fallback == fallbackSpent {
		s.observer.AttemptsSpent()
	}
	s.log.InfoContext(ctx, "batch held", append(w.attrs(v), "until", a.Until, "reason", a.Reason)...)
	return nil
}

func (s *Submitter) release(ctx context.Context, w *watch, v View, a Action) error {
	_, err := s.cfg.Muster.Release(ctx, w.batch)
	if muster.CodeOf(err) == muster.CodeState {
		return nil
	}
	if err != nil {
		s.muster.note(ctx, err)
		return fmt.Errorf("release batch %s: %w", w.batch, err)
	}
	s.observer.FellBack(a.Fallback)
	s.log.WarnContext(ctx, "batch given to the own fleet", append(w.attrs(v), "reason", a.Reason)...)
	return nil
}

// takeBackFor is how long before its batch's hold ends a request that no block
// took is taken back.
const takeBackFor = 30 * time.Second

// ask puts a batch's inputs where networks find them, and returns the call that
// submits the request.
func (s *Submitter) ask(ctx context.Context, w *watch, v View, o Offer) (evm.Call, error) {
	b := &v.Batch
	protocol, err := muster.ProtocolParts(b.ProtocolVersion)
	if err != nil {
		return evm.Call{}, err
	}
	input, err := s.cfg.Muster.Input(ctx, b.ID)
	if err != nil {
		return evm.Call{}, fmt.Errorf("fetch the input of batch %s: %w", b.ID, err)
	}
	doc, err := market.Inputs{
		Batch: b.ID, Pipeline: b.Pipeline, PipelineVersion: b.PipelineVersion, ProtocolVersion: b.ProtocolVersion,
		Params: b.Params, Statement: b.Statement, Input: input,
	}.Encode()
	if err != nil {
		return evm.Call{}, err
	}
	if len(doc) > market.MostInputsBytes {
		return evm.Call{}, muster.Errorf(muster.CodeTooLarge, "the inputs of batch %s have %d bytes, networks take %d", b.ID, len(doc), market.MostInputsBytes)
	}
	at, err := s.cfg.Inputs.Put(ctx, doc)
	if err != nil {
		return evm.Call{}, err
	}
	url := market.InputsURL(at, muster.DigestOf(doc))
	if _, _, err := market.ParseInputsURL(url); err != nil {
		return evm.Call{}, err
	}
	s.log.InfoContext(ctx, "network asked", append(w.attrs(v), "timeout", o.Timeout, "reward", o.Reward, "inputs_bytes", len(doc))...)
	call := s.chain.Submit(w.id, market.RequestParams{
		Protocol: protocol, InputsURL: url, Timeout: o.Timeout, MaxReward: o.Reward,
	})
	// Once the hold has ended, the own fleet has the batch: a request that no block
	// took is taken back before that.
	call.Until = b.Hold.Until.Add(-takeBackFor)
	return call, nil
}

// send sends a transaction beside the batch's steps, which go on.
func (s *Submitter) send(ctx context.Context, w *watch, kind Kind, c evm.Call) {
	answer := make(chan sent, 1)
	w.sent = answer
	s.spawn(func() {
		_, err := s.cfg.Sender.Send(ctx, c)
		answer <- sent{kind, err}
		w.wake()
	})
}

// collect takes what came of a transaction, if it has ended.
func (s *Submitter) collect(ctx context.Context, w *watch) {
	if w.sent == nil {
		return
	}
	select {
	case got := <-w.sent:
		w.sent = nil
		if got.err == nil {
			w.failures, w.trouble = 0, Trouble{}
			if got.kind == Mark {
				w.marked = s.cfg.Now()
			}
			s.observer.Sent(string(got.kind), "")
			s.log.InfoContext(ctx, "transaction confirmed", "batch", w.batch, "request", w.id, "kind", got.kind)
			return
		}
		if ctx.Err() == nil {
			s.observer.Sent(string(got.kind), failure(got.err))
			s.troubled(ctx, w, got.kind, got.err)
		}
	default:
	}
}

// failure names why a transaction failed, for metrics.
func failure(err error) string {
	switch {
	case errors.Is(err, evm.ErrNoFunds):
		return "no_funds"
	case errors.Is(err, evm.ErrReverted), revertName(err) != "":
		return "reverted"
	case errors.Is(err, evm.ErrExpired):
		return "expired"
	}
	return "error"
}

func revertName(err error) string {
	var revert *contracts.RevertError
	if errors.As(err, &revert) {
		return revert.Name
	}
	return ""
}

// troubled notes why a step did not work out, and when to try it again.
func (s *Submitter) troubled(ctx context.Context, w *watch, kind Kind, err error) {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return
	}
	w.failures++
	name := revertName(err)
	t := Trouble{Reason: shortened(err.Error())}
	first := soon
	switch {
	case name == "DuplicatedProofRequest" || strings.HasPrefix(name, "ProofRequest"):
		// The chain moved on between the look and the call: so will the next look.
		first = time.Second
	case name != "":
		t.Refused, t.Reason, first = true, "the contract answers "+name, longestPause/2
	case errors.Is(err, evm.ErrNoFunds):
		t.Refused, t.Reason, first = true, "the submitter's account has no funds for gas", longestPause/2
	case muster.CodeOf(err) == muster.CodeTooLarge || muster.CodeOf(err) == muster.CodeInvalid:
		t.Refused, first = true, longestPause/2
	}
	t.Until = s.cfg.Now().Add(max(pause(w.failures, first, longestPause), retryAfter(err)))
	w.trouble = t
	s.log.WarnContext(ctx, "it did not work out, and is tried again", "batch", w.batch, "request", w.id, "what", kind, "failures", w.failures, "error", err)
}

// shortened cuts a text from elsewhere to what a hold's reason has room for.
func shortened(s string) string {
	const most = 300
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strings.ToValidUTF8(s, "")
}
