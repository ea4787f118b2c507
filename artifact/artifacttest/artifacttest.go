// Package artifacttest holds every store of artifacts to the same behaviour.
package artifacttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/muster-zk/muster"
)

// Subject is a store under test.
type Subject struct {
	Artifacts muster.Artifacts
	// Damage changes the stored bytes of an artifact behind the store's back.
	Damage func(t *testing.T, d muster.Digest, b []byte)
	// Leftovers returns what a refused or broken Put has left behind.
	Leftovers func(t *testing.T) []string
	// ChecksNoSignatures says that signed URLs are served by an emulator that
	// takes any.
	ChecksNoSignatures bool
}

// Exercise runs the suite. Open returns an empty store whose signed URLs are
// served while the test lasts.
func Exercise(t *testing.T, open func(t *testing.T) Subject) {
	t.Run("Put", func(t *testing.T) { exercisePut(t, open(t)) })
	t.Run("PutRefused", func(t *testing.T) { exercisePutRefused(t, open(t)) })
	t.Run("PutAtOnce", func(t *testing.T) { exercisePutAtOnce(t, open(t)) })
	t.Run("NotFound", func(t *testing.T) { exerciseNotFound(t, open(t)) })
	t.Run("Damaged", func(t *testing.T) { exerciseDamaged(t, open(t)) })
	t.Run("SignedGet", func(t *testing.T) { exerciseSignedGet(t, open(t)) })
	t.Run("SignedPut", func(t *testing.T) { exerciseSignedPut(t, open(t)) })
	t.Run("SignedPutRefused", func(t *testing.T) { exerciseSignedPutRefused(t, open(t)) })
	t.Run("List", func(t *testing.T) { exerciseList(t, open(t)) })
	t.Run("Delete", func(t *testing.T) { exerciseDelete(t, open(t)) })
	t.Run("DeleteAgainstPut", func(t *testing.T) { exerciseDeleteAgainstPut(t, open(t)) })
	t.Run("Clean", func(t *testing.T) { exerciseClean(t, open(t)) })
}

// tick is how exactly services tell ages.
const tick = time.Second

// bytesOf returns n bytes that no other n gives.
func bytesOf(n int) []byte {
	b := make([]byte, n)
	x := uint32(n) + 1
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
	return b
}

func named(b []byte) muster.Artifact {
	return muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
}

func exercisePut(t *testing.T, s Subject) {
	ctx := t.Context()
	for _, n := range []int{0, 1, 324, 1 << 16, 9<<20 + 1} {
		b := bytesOf(n)
		for range 2 { // putting again is no different
			a, err := s.Artifacts.Put(ctx, iotest.OneByteReader(bytes.NewReader(b[:min(n, 10)])), 10)
			if n <= 10 && (err != nil || a != named(b)) {
				t.Fatalf("put %d bytes: %v, %v", n, a, err)
			}
			a, err = s.Artifacts.Put(ctx, bytes.NewReader(b), int64(n))
			if err != nil || a != named(b) {
				t.Fatalf("put %d bytes: %v, %v", n, a, err)
			}
		}
		if a, err := s.Artifacts.Stat(ctx, muster.DigestOf(b)); err != nil || a != named(b) {
			t.Errorf("stat %d bytes: %v, %v", n, a, err)
		}
		if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
			t.Errorf("%d bytes came back as %d others", n, len(got))
		}
	}
}

func exercisePutRefused(t *testing.T, s Subject) {
	b := bytesOf(5 << 20)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("the source broke")
	for _, c := range []struct {
		name string
		ctx  context.Context
		r    io.Reader
		want func(error) bool
	}{
		{"one byte over the limit", t.Context(), bytes.NewReader(append(b, 0)), func(err error) bool { return muster.CodeOf(err) == muster.CodeTooLarge }},
		{"far over the limit", t.Context(), io.MultiReader(bytes.NewReader(b), bytes.NewReader(b)), func(err error) bool { return muster.CodeOf(err) == muster.CodeTooLarge }},
		{"the source fails", t.Context(), io.MultiReader(bytes.NewReader(b[:1000]), iotest.ErrReader(broken)), func(err error) bool { return errors.Is(err, broken) }},
		{"the context has ended", cancelled, bytes.NewReader(b), func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		a, err := s.Artifacts.Put(c.ctx, c.r, int64(len(b)))
		if err == nil || !c.want(err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !a.IsZero() {
			t.Errorf("%s: answered %v beside the error", c.name, a)
		}
		for _, kept := range [][]byte{b, append(b, 0), b[:1000]} {
			if _, err := s.Artifacts.Stat(t.Context(), muster.DigestOf(kept)); !errors.Is(err, muster.ErrNotFound) {
				t.Errorf("%s: %d bytes were kept (%v)", c.name, len(kept), err)
			}
		}
	}
	if left := s.Leftovers(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func exercisePutAtOnce(t *testing.T, s Subject) {
	b := bytesOf(100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if a, err := s.Artifacts.Put(t.Context(), bytes.NewReader(b), 1<<20); err != nil || a != named(b) {
				t.Errorf("put: %v, %v", a, err)
			}
		})
	}
	wg.Wait()
	if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
		t.Errorf("other bytes came back")
	}
}

func exerciseNotFound(t *testing.T, s Subject) {
	d := muster.DigestOf([]byte("never stored"))
	if _, err := s.Artifacts.Stat(t.Context(), d); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("stat: %v", err)
	}
	if r, err := s.Artifacts.Get(t.Context(), d); !errors.Is(err, muster.ErrNotFound) || r != nil {
		t.Errorf("get: %v, %v", r, err)
	}
	u, err := s.Artifacts.SignGet(t.Context(), d, time.Now().Add(time.Minute))
	if err == nil {
		if status, _ := request(t, http.MethodGet, u, nil); status != http.StatusNotFound {
			t.Errorf("GET: status %d", status)
		}
	} else if !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("sign: %v", err)
	}
}

func exerciseDamaged(t *testing.T, s Subject) {
	b := bytesOf(300_000)
	put(t, s.Artifacts, b)
	flipped := bytes.Clone(b)
	flipped[len(b)-1] ^= 1
	for name, stored := range map[string][]byte{
		"one bit": flipped, "cut": b[:len(b)-1], "longer": append(bytes.Clone(b), 0), "empty": nil,
	} {
		s.Damage(t, muster.DigestOf(b), stored)
		r, err := s.Artifacts.Get(t.Context(), muster.DigestOf(b))
		if err != nil {
			t.Fatalf("%s: get: %v", name, err)
		}
		got, err := io.ReadAll(r)
		closed(t, r)
		if err == nil || len(got) >= len(stored) && len(stored) > 0 {
			t.Errorf("%s: all %d bytes were given, error %v", name, len(got), err)
		}
		if name == "longer" {
			continue // what comes first is right
		}
		// A reader that stops at the size it knows must not be deceived.
		r, err = s.Artifacts.Get(t.Context(), muster.DigestOf(b))
		if err != nil {
			t.Fatalf("%s: get: %v", name, err)
		}
		if _, err := io.ReadFull(r, make([]byte, len(b))); err == nil {
			t.Errorf("%s: a reader of the exact size saw no error", name)
		}
		closed(t, r)
	}
	// Putting the right bytes again mends it.
	put(t, s.Artifacts, b)
	if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
		t.Error("not mended")
	}
}

func exerciseSignedGet(t *testing.T, s Subject) {
	for _, n := range []int{0, 324, 1 << 20} {
		b := bytesOf(n)
		put(t, s.Artifacts, b)
		u, err := s.Artifacts.SignGet(t.Context(), muster.DigestOf(b), time.Now().Add(time.Minute))
		if err != nil {
			t.Fatalf("sign: %v", err)
		}
		if status, got := request(t, http.MethodGet, u, nil); status != http.StatusOK || !bytes.Equal(got, b) {
			t.Errorf("GET of %d bytes: status %d, %d bytes", n, status, len(got))
		}
		if s.ChecksNoSignatures {
			continue
		}
		if status, _ := request(t, http.MethodPut, u, b); status/100 != 4 && status != 0 {
			t.Errorf("PUT to a URL signed for GET: status %d", status)
		}
		other := muster.DigestOf([]byte("other")).String()
		own := muster.DigestOf(b).String()
		for _, changed := range []string{
			strings.Replace(u, own, other, 1),
			strings.Replace(u, own[:2]+"/"+own[2:], other[:2]+"/"+other[2:], 1),
			strings.Replace(u, "ignature=", "ignature=00", 1),
			strings.Replace(strings.Replace(u, "xpires=", "xpires=9", 1), "Expires=", "Expires=9", 1),
			u[:strings.Index(u, "?")],
		} {
			if changed == u {
				continue // this kind of store has no such part
			}
			if status, got := request(t, http.MethodGet, changed, nil); status/100 != 4 {
				t.Errorf("GET %s: status %d, %d bytes", changed, status, len(got))
			}
		}
	}
	if _, err := s.Artifacts.SignGet(t.Context(), muster.DigestOf(nil), time.Now().Add(-time.Second)); err == nil {
		t.Error("a URL was signed that has expired already")
	}
}

func exerciseSignedPut(t *testing.T, s Subject) {
	for _, n := range []int{1, 388, 6 << 20} {
		b := bytesOf(n)
		up := signPut(t, s.Artifacts, b)
		for range 2 { // an upload may be repeated
			if status, body := upload(t, up, b); status/100 != 2 {
				t.Fatalf("PUT of %d bytes: status %d, %s", n, status, body)
			}
			finish(t, s.Artifacts, b)
			finish(t, s.Artifacts, b)
			if a, err := s.Artifacts.Stat(t.Context(), muster.DigestOf(b)); err != nil || a != named(b) {
				t.Errorf("stat after upload: %v, %v", a, err)
			}
			if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
				t.Errorf("%d bytes came back as others", n)
			}
		}
	}
	if _, err := s.Artifacts.SignPut(t.Context(), muster.Artifact{Digest: muster.DigestOf(nil), Size: 1 << 50}, time.Now().Add(time.Minute)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("sign for a petabyte: %v", err)
	}
}

func exerciseSignedPutRefused(t *testing.T, s Subject) {
	b := bytesOf(5000)
	wrong := bytes.Clone(b)
	wrong[2500] ^= 1
	for name, body := range map[string][]byte{
		"other bytes of the same size": wrong, "too short": b[:4999], "too long": append(bytes.Clone(b), 0), "empty": {},
	} {
		up := signPut(t, s.Artifacts, b)
		// Whether the upload is refused or only what it left, it never counts.
		upload(t, muster.Upload{Parts: []muster.UploadPart{{URL: up.Parts[0].URL, Size: int64(len(body))}}, Headers: up.Headers}, body)
		if err := s.Artifacts.Finish(t.Context(), named(b)); err != nil && !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("%s: finish: %v", name, err)
		}
		if _, err := s.Artifacts.Stat(t.Context(), muster.DigestOf(b)); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("%s: stat: %v", name, err)
		}
		if _, err := s.Artifacts.Get(t.Context(), muster.DigestOf(b)); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("%s: get: %v", name, err)
		}
		if _, err := s.Artifacts.Stat(t.Context(), muster.DigestOf(body)); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("%s: the wrong bytes were kept: %v", name, err)
		}
		if status, _ := request(t, http.MethodGet, up.Parts[0].URL, nil); status/100 != 4 {
			t.Errorf("%s: GET of a URL signed for PUT: status %d", name, status)
		}
	}
	if left := s.Leftovers(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	// And the right bytes are still taken.
	if status, body := upload(t, signPut(t, s.Artifacts, b), b); status/100 != 2 {
		t.Fatalf("PUT: status %d, %s", status, body)
	}
	finish(t, s.Artifacts, b)
	if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
		t.Error("other bytes came back")
	}
}

func exerciseList(t *testing.T, s Subject) {
	want := make(map[muster.Artifact]bool)
	began := time.Now().Add(-2 * time.Second) // services tell whole seconds
	for n := range 30 {
		put(t, s.Artifacts, bytesOf(n))
		want[named(bytesOf(n))] = true
	}
	err := s.Artifacts.List(t.Context(), func(i muster.ArtifactInfo) error {
		if !want[i.Artifact] {
			t.Errorf("listed %v, which is not there or was listed", i.Artifact)
		}
		delete(want, i.Artifact)
		if i.StoredAt.Before(began) || i.StoredAt.After(time.Now().Add(time.Second)) {
			t.Errorf("%v was stored at %v", i.Artifact, i.StoredAt)
		}
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("list: %v; %d are missing", err, len(want))
	}
	enough, calls := errors.New("enough"), 0
	err = s.Artifacts.List(t.Context(), func(muster.ArtifactInfo) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("list with an end: %v after %d calls", err, calls)
	}
}

func exerciseDelete(t *testing.T, s Subject) {
	ctx, b := t.Context(), bytesOf(1000)
	d := muster.DigestOf(b)
	future := time.Now().Add(time.Hour)
	if err := s.Artifacts.Delete(ctx, d, future); err != nil {
		t.Errorf("delete what is not there: %v", err)
	}
	put(t, s.Artifacts, b)
	if err := s.Artifacts.Delete(ctx, d, time.Now().Add(-time.Hour)); !errors.Is(err, muster.ErrState) {
		t.Errorf("delete what was put since: %v", err)
	}
	if got := read(t, s.Artifacts, d); !bytes.Equal(got, b) {
		t.Error("deleted though put since")
	}
	for range 2 {
		if err := s.Artifacts.Delete(ctx, d, future); err != nil {
			t.Errorf("delete: %v", err)
		}
		if _, err := s.Artifacts.Stat(ctx, d); !errors.Is(err, muster.ErrNotFound) {
			t.Errorf("stat after delete: %v", err)
		}
	}
	put(t, s.Artifacts, b)
	if got := read(t, s.Artifacts, d); !bytes.Equal(got, b) {
		t.Error("put after delete: other bytes")
	}
	if left := s.Leftovers(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// exerciseDeleteAgainstPut collects garbage while the same bytes are put again.
// What is old when the deletion looks may be put before it acts; the put must
// count all the same.
func exerciseDeleteAgainstPut(t *testing.T, s Subject) {
	ctx := t.Context()
	var rounds sync.WaitGroup
	for round := range 10 {
		rounds.Go(func() {
			b := bytesOf(2000 + round)
			d := muster.DigestOf(b)
			put(t, s.Artifacts, b)
			time.Sleep(2 * tick)
			limit := time.Now()
			var wg sync.WaitGroup
			wg.Go(func() {
				for range 3 {
					if err := s.Artifacts.Delete(ctx, d, limit); err != nil && !errors.Is(err, muster.ErrState) {
						t.Errorf("delete: %v", err)
					}
				}
			})
			put(t, s.Artifacts, b)
			put(t, s.Artifacts, b)
			wg.Wait()
			if got := read(t, s.Artifacts, d); !bytes.Equal(got, b) {
				t.Error("an artifact that was put is gone")
			}
		})
	}
	rounds.Wait()
}

func exerciseClean(t *testing.T, s Subject) {
	b := bytesOf(3000)
	put(t, s.Artifacts, b)
	for _, before := range []time.Time{time.Now().Add(-time.Hour), time.Now().Add(48 * time.Hour)} {
		if err := s.Artifacts.Clean(t.Context(), before); err != nil {
			t.Errorf("clean: %v", err)
		}
	}
	if got := read(t, s.Artifacts, muster.DigestOf(b)); !bytes.Equal(got, b) {
		t.Error("an artifact was cleaned away")
	}
}

func signPut(t *testing.T, s muster.Artifacts, b []byte) muster.Upload {
	t.Helper()
	up, err := s.SignPut(t.Context(), named(b), time.Now().Add(time.Minute))
	if err != nil {
		t.Fatalf("sign upload: %v", err)
	}
	return up
}

// upload sends what an upload asks for and answers with the last status.
func upload(t *testing.T, up muster.Upload, b []byte) (status int, answer []byte) {
	t.Helper()
	status = http.StatusOK
	for _, p := range up.Parts {
		status, answer = send(t, http.MethodPut, p.URL, up.Headers, b[p.Offset:p.Offset+p.Size])
		if status/100 != 2 {
			break
		}
	}
	return status, answer
}

func finish(t *testing.T, s muster.Artifacts, b []byte) {
	t.Helper()
	if err := s.Finish(t.Context(), named(b)); err != nil {
		t.Fatalf("finish: %v", err)
	}
}

func put(t *testing.T, s muster.Artifacts, b []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatalf("put: %v", err)
	}
}

func read(t *testing.T, s muster.Artifacts, d muster.Digest) []byte {
	t.Helper()
	r, err := s.Get(t.Context(), d)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	defer closed(t, r)
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return b
}

// request answers with the status, 0 where the connection was cut.
func request(t *testing.T, method, url string, body []byte) (int, []byte) {
	t.Helper()
	return send(t, method, url, nil, body)
}

func send(t *testing.T, method, url string, headers map[string]string, body []byte) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if method == http.MethodPut { // as workers do; a signature must not stand in the way
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Append(nil, err)
	}
	defer closed(t, resp.Body)
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, fmt.Append(nil, err)
	}
	return resp.StatusCode, b
}

func closed(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
