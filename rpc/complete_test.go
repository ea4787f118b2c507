package rpc

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// choosy answers completions by task.
type choosy struct{ *service }

func (choosy) Complete(_ context.Context, c muster.Completion) (muster.CompletionAnswer, error) {
	switch c.Fence {
	case 1:
		return muster.CompletionAnswer{Accepted: true}, nil
	case 2:
		return muster.CompletionAnswer{Reason: "done already"}, nil
	case 3:
		return muster.CompletionAnswer{}, &muster.Error{Code: muster.CodeLeaseLost, Message: "lost", RetryAfter: 3 * time.Second}
	case 4:
		return muster.CompletionAnswer{}, muster.Errorf(muster.CodeInternal, "secret of the house")
	}
	panic("fence")
}

func TestCompleteAllTellsEachOutcome(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	id := auth.NewIdentity(key, "", time.Now)
	mux := http.NewServeMux()
	Mount(mux, choosy{&service{}}, auth.New(auth.Config{Store: state{id.PublicKey()}, Now: time.Now}), discard())
	server := httptest.NewServer(mux)
	defer server.Close()
	c, err := NewClient(server.URL, server.Client(), id)
	if err != nil {
		t.Fatal(err)
	}
	result := func(fence int64) muster.Completion {
		return muster.Completion{Task: someTask, Fence: fence, Output: blob}
	}
	bad := result(1)
	bad.Task = "nonsense"
	got, err := c.CompleteAll(t.Context(), []muster.Completion{result(1), result(2), result(3), result(4), result(5), bad, result(1)})
	if err != nil {
		t.Fatal(err)
	}
	var answers []muster.CompletionAnswer
	var codes []muster.Code
	for _, o := range got {
		answers, codes = append(answers, o.Answer), append(codes, muster.CodeOf(o.Err))
		if o.Err != nil && strings.Contains(o.Err.Error(), "house") {
			t.Errorf("it tells %v", o.Err)
		}
	}
	if diff := cmp.Diff([]muster.CompletionAnswer{{Accepted: true}, {Reason: "done already"}, {}, {}, {}, {}, {Accepted: true}}, answers); diff != "" {
		t.Error(diff)
	}
	want := []muster.Code{"", "", muster.CodeLeaseLost, muster.CodeInternal, muster.CodeInternal, muster.CodeInvalid, ""}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Error(diff)
	}
	if _, err := c.CompleteAll(t.Context(), nil); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("nothing to complete: %v", err)
	}
	if _, err := c.CompleteAll(t.Context(), make([]muster.Completion, mostLeases+1)); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("too much to complete: %v", err)
	}
}

func TestSmallOutputsComeAlong(t *testing.T) {
	f := setUp(t)
	inline := muster.Completion{Worker: f.id.ID(), Task: someTask, Fence: 7, Output: blob, Inline: []byte("blob")}
	if _, err := f.client.Complete(t.Context(), inline); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any(inline), f.service.last()); diff != "" {
		t.Errorf("the service got (-want +got):\n%s", diff)
	}
	f.service.got = nil
	large := bytes.Repeat([]byte{1}, inlineLimit+1)
	for name, c := range map[string]muster.Completion{
		"other bytes": {Task: someTask, Output: blob, Inline: []byte("glob")},
		"fewer":       {Task: someTask, Output: blob, Inline: []byte("b")},
		"too many":    {Task: someTask, Output: muster.Artifact{Digest: muster.DigestOf(large), Size: int64(len(large))}, Inline: large},
	} {
		if _, err := f.client.Complete(t.Context(), c); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
		all, err := f.client.CompleteAll(t.Context(), []muster.Completion{c})
		if err != nil || muster.CodeOf(all[0].Err) != muster.CodeInvalid {
			t.Errorf("%s among several: %v, %v", name, all, err)
		}
	}
	if got := f.service.last(); got != nil {
		t.Errorf("the service got %+v", got)
	}
}
