package signer

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/muster-zk/muster/blind/committee"
)

// FuzzBodies sees that whatever is sent is answered, and never by a fault of
// ours.
func FuzzBodies(f *testing.F) {
	me, err := committee.NewIdentity()
	if err != nil {
		f.Fatal(err)
	}
	s, err := Open(Config{Dir: f.TempDir(), Identity: me, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	other, err := committee.NewIdentity()
	if err != nil {
		f.Fatal(err)
	}
	roster := Roster{Ceremony: "c", Name: "n", Threshold: 2, Members: []committee.Member{
		{ID: 1, URL: "http://a", Identity: me.Public().String()}, {ID: 2, URL: "http://b", Identity: other.Public().String()},
	}}
	offer, err := s.Begin(roster)
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []any{
		roster, CommitRequest{Committee: "k", Session: "s", Batch: "b"}, SignRequest{Committee: "k", Session: "s", Commitments: []Commitment{{Signer: 1}}},
		ExchangeRequest{"c", []SignedOffer{offer, offer}}, FinishRequest{Ceremony: "c", Confirmations: []Confirmation{{From: 1}}, Sealed: map[uint16][]byte{2: {1}}},
	} {
		b, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	mux := http.NewServeMux()
	s.Mount(mux, func(h http.Handler) http.Handler { return h })
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"/v1/frost/commit", "/v1/frost/sign", "/v1/ceremony/begin", "/v1/ceremony/exchange", "/v1/ceremony/finish"} {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader(body)))
			if w.Code >= 500 {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

func FuzzDealt(f *testing.F) {
	f.Add([]byte(`{"committee":{"name":"a"},"id":1,"sealed":"AA=="}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := ParseDealt(b)
		if err == nil && d.Committee.Check() != nil {
			t.Error("a share of no committee is taken")
		}
	})
}
