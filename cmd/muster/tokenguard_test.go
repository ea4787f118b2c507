package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTokenGuard(t *testing.T) {
	served := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, c := range []struct {
		token, header string
		want          int
	}{
		{"", "", http.StatusTeapot}, {"a", "Bearer a", http.StatusTeapot}, {"a", "", http.StatusUnauthorized},
		{"a", "Bearer b", http.StatusUnauthorized}, {"a", "a", http.StatusUnauthorized}, {"a", "Bearer ", http.StatusUnauthorized},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("POST", "/share", nil)
		if c.header != "" {
			r.Header.Set("Authorization", c.header)
		}
		tokenGuard(c.token)(served).ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("token %q, header %q: %d", c.token, c.header, w.Code)
		}
	}
}
