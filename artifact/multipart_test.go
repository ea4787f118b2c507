package artifact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/muster-zk/muster"
)

// large is an artifact of three parts of the least size, the last a short one.
func large(seed byte) ([]byte, muster.Artifact) {
	b := bytes.Repeat([]byte{seed, 1, 2, 3, 4, 5, 6, 7}, (2*minPartSize+4096)/8)
	for i := 0; i < len(b); i += 512 {
		b[i] = byte(i >> 9)
	}
	return b, muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
}

func inParts(place string) string { return place + "&part_size=5MiB" }

func sign(t *testing.T, s *Store, a muster.Artifact) muster.Upload {
	t.Helper()
	up, err := s.SignPut(t.Context(), a, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return up
}

func sendPart(t *testing.T, up muster.Upload, i int, b []byte) int {
	t.Helper()
	p := up.Parts[i]
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, p.URL, bytes.NewReader(b[p.Offset:p.Offset+p.Size]))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range up.Headers {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func stored(t *testing.T, s *Store, want []byte) {
	t.Helper()
	r, err := s.Get(t.Context(), muster.DigestOf(want))
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes came back, %v", len(got), err)
	}
}

// leftInS3 counts what a finished upload must not leave.
func leftInS3(t *testing.T, b *s3Bucket) int {
	t.Helper()
	uploads, err := b.uploads(t.Context(), uploadsPrefix, false)
	if err != nil {
		t.Fatal(err)
	}
	n := len(uploads)
	for _, err := range listed(t, b.b) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestS3Parts(t *testing.T) {
	server := startS3(t)
	t.Run("resumed", func(t *testing.T) { partsResumed(t, server) })
	t.Run("wrong bytes", func(t *testing.T) { partsWrong(t, server) })
	t.Run("two uploads of one artifact", func(t *testing.T) { partsTwice(t, server) })
	t.Run("finished at once by many", func(t *testing.T) { partsFinishedAtOnce(t, server) })
	t.Run("cut anew", func(t *testing.T) { partsCutAnew(t, server) })
	t.Run("cleaned", func(t *testing.T) { partsCleaned(t, server) })
	t.Run("server killed", func(t *testing.T) { partsServerKilled(t, server) })
}

// partsResumed is a worker that restarts after it sent two parts of three, and
// asks another coordinator.
func partsResumed(t *testing.T, server *s3Server) {
	place := inParts(server.bucket(t)) + "&prefix=some/prefix/"
	s := open(t, place)
	b, a := large(1)
	up := sign(t, s, a)
	if len(up.Parts) != 3 || up.Parts[2].Size != 4096 {
		t.Fatalf("%d parts", len(up.Parts))
	}
	for _, i := range []int{2, 0} {
		if status := sendPart(t, up, i, b); status != http.StatusOK {
			t.Fatalf("part %d: status %d", i, status)
		}
	}
	if err := s.Finish(t.Context(), a); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("finish with a part missing: %v", err)
	}
	s = open(t, place)
	again := sign(t, s, a)
	if len(again.Parts) != 1 || again.Parts[0].Offset != minPartSize {
		t.Fatalf("to be sent after a restart: %+v", again.Parts)
	}
	if status := sendPart(t, again, 0, b); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if up := sign(t, s, a); len(up.Parts) != 0 {
		t.Errorf("all was sent, and %d parts are asked for", len(up.Parts))
	}
	if _, err := s.Stat(t.Context(), a.Digest); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("found before it was finished: %v", err)
	}
	for range 2 {
		if err := s.Finish(t.Context(), a); err != nil {
			t.Fatalf("finish: %v", err)
		}
		stored(t, s, b)
	}
	if n := leftInS3(t, s.blobs.(*s3Bucket)); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
}

func partsWrong(t *testing.T, server *s3Server) {
	s := open(t, inParts(server.bucket(t)))
	b, a := large(2)
	wrong := bytes.Clone(b)
	wrong[minPartSize+1] ^= 1
	up := sign(t, s, a)
	for i := range up.Parts {
		sendPart(t, up, i, wrong)
	}
	if err := s.Finish(t.Context(), a); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("finish with other bytes: %v", err)
	}
	if _, err := s.Stat(t.Context(), a.Digest); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("stat: %v", err)
	}
	// A part of another length is refused, whatever comes.
	up = sign(t, s, a)
	if len(up.Parts) != 3 {
		t.Fatalf("parts of wrong bytes are kept: %d to be sent", len(up.Parts))
	}
	short := muster.Upload{Parts: []muster.UploadPart{{URL: up.Parts[0].URL, Size: 100}}, Headers: up.Headers}
	if status := sendPart(t, short, 0, b); status/100 != 4 {
		t.Errorf("a short part: status %d", status)
	}
	for i := range up.Parts {
		sendPart(t, up, i, b)
	}
	if err := s.Finish(t.Context(), a); err != nil {
		t.Fatalf("finish: %v", err)
	}
	stored(t, s, b)
}

// partsTwice has two uploads begun for the same key, as two coordinators may.
func partsTwice(t *testing.T, server *s3Server) {
	s := open(t, inParts(server.bucket(t)))
	s3b := s.blobs.(*s3Bucket)
	b, a := large(3)
	first := sign(t, s, a)
	if _, err := s3b.client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{
		Bucket: &s3b.name, Key: s3b.object(uploadsPrefix + key(a.Digest)),
	}); err != nil {
		t.Fatal(err)
	}
	for i := range first.Parts {
		sendPart(t, first, i, b)
	}
	if err := s.Finish(t.Context(), a); err != nil {
		t.Fatalf("finish: %v", err)
	}
	stored(t, s, b)
	if n := leftInS3(t, s3b); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
}

func partsFinishedAtOnce(t *testing.T, server *s3Server) {
	place := inParts(server.bucket(t))
	s, other := open(t, place), open(t, place)
	b, a := large(4)
	up := sign(t, s, a)
	for i := range up.Parts {
		sendPart(t, up, i, b)
	}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			s := []*Store{s, other}[i%2]
			// One that comes too late for the upload and too early for the
			// artifact is told to try again, never that it is not there.
			for range 20 {
				err := s.Finish(t.Context(), a)
				if err == nil {
					return
				}
				if muster.CodeOf(err) != muster.CodeUnavailable {
					t.Errorf("finish: %v", err)
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Error("never finished")
		})
	}
	wg.Wait()
	stored(t, s, b)
}

// partsCutAnew restarts the coordinator with another size of parts.
func partsCutAnew(t *testing.T, server *s3Server) {
	place := server.bucket(t)
	s := open(t, place+"&part_size=8MiB")
	b, a := large(5)
	up := sign(t, s, a)
	sendPart(t, up, 0, b)
	s = open(t, inParts(place))
	up = sign(t, s, a)
	if len(up.Parts) != 3 {
		t.Fatalf("%d parts", len(up.Parts))
	}
	for i := range up.Parts {
		sendPart(t, up, i, b)
	}
	if err := s.Finish(t.Context(), a); err != nil {
		t.Fatalf("finish: %v", err)
	}
	stored(t, s, b)
	if n := leftInS3(t, s.blobs.(*s3Bucket)); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
}

func partsCleaned(t *testing.T, server *s3Server) {
	s := open(t, inParts(server.bucket(t)))
	b, a := large(6)
	up := sign(t, s, a)
	sendPart(t, up, 0, b)
	if err := s.Clean(t.Context(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if up := sign(t, s, a); len(up.Parts) != 2 {
		t.Errorf("a young upload was cleaned away: %d parts to be sent", len(up.Parts))
	}
	if err := s.Clean(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := leftInS3(t, s.blobs.(*s3Bucket)); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
}

// partsServerKilled kills the service between two parts and starts it again:
// what it answered is durable, and the upload goes on.
func partsServerKilled(t *testing.T, server *s3Server) {
	s := open(t, inParts(server.bucket(t)))
	b, a := large(7)
	up := sign(t, s, a)
	if status := sendPart(t, up, 0, b); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	server.kill()
	if status := sendPart(t, up, 1, b); status != 0 {
		t.Fatalf("a dead server answers %d", status)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, err := s.SignPut(ctx, a, time.Now().Add(time.Minute)); err == nil {
		t.Error("signed without knowing what is there")
	}
	server.start(t)
	up = sign(t, s, a)
	if len(up.Parts) != 2 {
		t.Errorf("%d parts to be sent after the restart, want 2", len(up.Parts))
	}
	for i := range up.Parts {
		sendPart(t, up, i, b)
	}
	if err := s.Finish(t.Context(), a); err != nil {
		t.Fatalf("finish: %v", err)
	}
	stored(t, s, b)
}

// TestS3SignaturesExpire waits a second, which is the least that S3 knows.
func TestS3SignaturesExpire(t *testing.T) {
	s := open(t, startS3(t).bucket(t))
	b := []byte("too late")
	a, err := s.Put(t.Context(), bytes.NewReader(b), 100)
	if err != nil {
		t.Fatal(err)
	}
	get, err := s.SignGet(t.Context(), a.Digest, time.Now().Add(1500*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	up, err := s.SignPut(t.Context(), a, time.Now().Add(1500*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2500 * time.Millisecond)
	if resp := do(t, http.MethodGet, get, nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("GET too late: %s", resp.Status)
	}
	if status := sendPart(t, up, 0, b); status != http.StatusForbidden {
		t.Errorf("PUT too late: %d", status)
	}
}

// TestS3ComparesChecksums: this service does, so that uploads go straight to
// their place and need no copy; and what it would not compare goes through
// uploads/, as with services that do not.
func TestS3ComparesChecksums(t *testing.T) {
	server := startS3(t)
	s := open(t, server.bucket(t))
	b := s.blobs.(*s3Bucket)
	content := []byte("a proof")
	a := muster.Artifact{Digest: muster.DigestOf(content), Size: int64(len(content))}
	up := sign(t, s, a)
	if up.Headers["X-Amz-Checksum-Sha256"] == "" || !strings.Contains(up.Parts[0].URL, "/"+key(a.Digest)) || strings.Contains(up.Parts[0].URL, uploadsPrefix) {
		t.Errorf("upload %+v", up)
	}
	if b.compares.Load() != comparesYes {
		t.Fatal("the service was not found to compare checksums")
	}
	stripped := muster.Upload{Parts: up.Parts} // without the header that was signed
	if status := sendPart(t, stripped, 0, content); status/100 != 4 {
		t.Errorf("without its checksum: status %d", status)
	}
	if n := leftInS3(t, b); n != 0 {
		t.Errorf("trying it out left %d objects", n)
	}

	b.compares.Store(comparesNo)
	up = sign(t, s, a)
	if !strings.Contains(up.Parts[0].URL, uploadsPrefix) {
		t.Errorf("upload %+v", up)
	}
	if status := sendPart(t, up, 0, []byte("a prooF")); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if err := s.Finish(t.Context(), a); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("finish with other bytes: %v", err)
	}
	sendPart(t, up, 0, content)
	if err := s.Finish(t.Context(), a); err != nil {
		t.Errorf("finish: %v", err)
	}
	stored(t, s, content)
	if n := leftInS3(t, b); n != 0 {
		t.Errorf("%d objects are left", n)
	}
}

// TestS3Faults puts a proxy before the service that fails as a service does.
func TestS3Faults(t *testing.T) {
	server := startS3(t)
	target, err := url.Parse(server.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	var fault atomic.Pointer[http.HandlerFunc]
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := fault.Load(); f != nil {
			(*f)(w, r)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	place := strings.Replace(server.bucket(t), url.QueryEscape(server.endpoint), url.QueryEscape(proxy.URL), 1)
	s := open(t, place)
	b := []byte("bytes")
	a, err := s.Put(t.Context(), bytes.NewReader(b), 100)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `<Error><Code>%s</Code><Message>no</Message></Error>`, code)
		}
	}
	for name, c := range map[string]struct {
		fault http.HandlerFunc
		put   muster.Code
	}{
		"full":      {refuse(http.StatusInsufficientStorage, "XMinioStorageFull"), muster.CodeStorageFull},
		"quota":     {refuse(http.StatusForbidden, "QuotaExceeded"), muster.CodeStorageFull},
		"forbidden": {refuse(http.StatusForbidden, "AccessDenied"), muster.CodeInternal},
		"broken":    {refuse(http.StatusNotImplemented, "NotImplemented"), muster.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			fault.Store(&c.fault)
			defer fault.Store(nil)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if _, err := s.Put(ctx, strings.NewReader("other bytes "+name), 100); muster.CodeOf(err) != c.put {
				t.Errorf("put: %v, want %s", err, c.put)
			}
		})
	}
	stored(t, s, b)

	// A download that is cut is no artifact.
	cut := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5")
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
		w.Write([]byte("byt"))
		panic(http.ErrAbortHandler)
	})
	fault.Store(&cut)
	r, err := s.Get(t.Context(), a.Digest)
	if err == nil {
		_, err = io.ReadAll(r)
		r.Close()
	}
	if err == nil {
		t.Error("half an artifact was given")
	}
	fault.Store(nil)
	stored(t, s, b)
}
