package chaos

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// shelf is an artifact store that survives everything but sometimes has no
// room.
type shelf struct {
	*faults
	mu   sync.Mutex
	held map[muster.Digest][]byte
	at   map[muster.Digest]time.Time
}

func (s *shelf) Put(_ context.Context, r io.Reader, limit int64) (muster.Artifact, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return muster.Artifact{}, err
	case int64(len(b)) > limit:
		return muster.Artifact{}, muster.Errorf(muster.CodeTooLarge, "over %d bytes", limit)
	case s.strike(30):
		return muster.Artifact{}, muster.Errorf(muster.CodeStorageFull, "no room for artifacts")
	}
	d := muster.DigestOf(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[d], s.at[d] = b, time.Now()
	return muster.Artifact{Digest: d, Size: int64(len(b))}, nil
}

func (s *shelf) get(d muster.Digest) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.held[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no artifact %s", d.Short())
	}
	return b, nil
}

func (s *shelf) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	b, err := s.get(d)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *shelf) Stat(_ context.Context, d muster.Digest) (muster.Artifact, error) {
	b, err := s.get(d)
	return muster.Artifact{Digest: d, Size: int64(len(b))}, err
}

func (s *shelf) SignGet(context.Context, muster.Digest, time.Time) (string, error) {
	return "shelf:", nil
}

func (s *shelf) Finish(_ context.Context, a muster.Artifact) error {
	_, err := s.get(a.Digest)
	return err
}

func (s *shelf) SignPut(context.Context, muster.Artifact, time.Time) (muster.Upload, error) {
	return muster.Upload{}, nil
}

func (s *shelf) List(_ context.Context, f func(muster.ArtifactInfo) error) error {
	s.mu.Lock()
	var all []muster.ArtifactInfo
	for d, b := range s.held {
		all = append(all, muster.ArtifactInfo{Artifact: muster.Artifact{Digest: d, Size: int64(len(b))}, StoredAt: s.at[d]})
	}
	s.mu.Unlock()
	for _, a := range all {
		if err := f(a); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Delete(_ context.Context, d muster.Digest, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at[d].After(before) {
		return muster.Errorf(muster.CodeState, "artifact %s was put later", d.Short())
	}
	delete(s.held, d)
	delete(s.at, d)
	return nil
}

func (s *shelf) Clean(context.Context, time.Time) error { return nil }
