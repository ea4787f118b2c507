package artifact

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// TestPutMeetsADeletion puts an artifact between a deletion's look at its age
// and the deletion itself: the put must wait for the deletion's end, see that
// its object is gone, and write it again.
func TestPutMeetsADeletion(t *testing.T) {
	s := open(t, "mem://")
	b := s.blobs.(*bucket)
	content := "put at the worst moment"
	d := muster.DigestOf([]byte(content))
	mark := deletionsPrefix + key(d)
	if err := b.b.WriteAll(t.Context(), mark, markBegun, nil); err != nil {
		t.Fatal(err)
	}
	put := make(chan error)
	go func() {
		_, err := s.Put(t.Context(), strings.NewReader(content), 100)
		put <- err
	}()
	for { // until it has written
		if ok, err := b.b.Exists(t.Context(), key(d)); err != nil {
			t.Fatal(err)
		} else if ok {
			break
		}
	}
	select {
	case err := <-put:
		t.Fatalf("put did not wait for the deletion: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if err := b.remove(t.Context(), key(d)); err != nil {
		t.Fatal(err)
	}
	if err := b.b.WriteAll(t.Context(), mark, markEnded, nil); err != nil {
		t.Fatal(err)
	}
	if err := <-put; err != nil {
		t.Fatal(err)
	}
	if got, err := b.b.ReadAll(t.Context(), key(d)); err != nil || !bytes.Equal(got, []byte(content)) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestPutOutlivesADeletion: one that was killed halfway stops no put for ever,
// and its mark is cleared away.
func TestPutOutlivesADeletion(t *testing.T) {
	s := open(t, "mem://")
	b := s.blobs.(*bucket)
	mark := deletionsPrefix + key(muster.DigestOf([]byte("bytes")))
	if err := b.b.WriteAll(t.Context(), mark, markBegun, nil); err != nil {
		t.Fatal(err)
	}
	b.now = func() time.Time { return time.Now().Add(2 * markLife) }
	if _, err := s.Put(t.Context(), strings.NewReader("bytes"), 100); err != nil {
		t.Fatal(err)
	}
	if err := s.Clean(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if ok, err := b.b.Exists(t.Context(), mark); err != nil || ok {
		t.Errorf("the mark is there: %v, %v", ok, err)
	}
}
