package worker

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/muster-zk/muster"
)

// KeyLookup finds circuits' files on the local disk, for example in the key
// store of the same machine.
type KeyLookup func(d muster.Digest) (path string, ok bool)

// KeyOpener streams a circuit's file by digest; a Coordinator is one.
type KeyOpener interface {
	OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error)
}

// keyResumer is a KeyOpener that can start in the middle (rpc.Client).
type keyResumer interface {
	OpenKeyAt(ctx context.Context, a muster.Artifact, from int64) (io.ReadCloser, int64, error)
}

// KeysConfig configures a cache of keys.
type KeysConfig struct {
	Dir   string      // of downloaded files; workers on one machine may share it
	Local []KeyLookup // asked first, in order
	From  KeyOpener   // where files are downloaded; nil: only local ones are found
	Limit int64       // bytes kept in Dir, least recently used go first; 0: no limit

	Log     *slog.Logger // nil discards
	Metrics Metrics      // nil counts nothing
	Jitter  func() float64
}

// Keys is a muster.KeySource that looks on the local disk first and downloads
// what is not there. It is safe for concurrent use, also by several processes
// in one folder.
type Keys struct {
	cfg KeysConfig

	mu      sync.Mutex
	turns   map[muster.Digest]chan struct{} // one at a time looks after a file
	checked map[string]bool                 // paths whose bytes were hashed by this process
}

var _ muster.KeySource = (*Keys)(nil)

const (
	partSuffix   = ".part"
	keyTries     = 5
	lockInterval = 200 * time.Millisecond
	// mostKey bounds a download whose size was not told.
	mostKey = 64 << 30
)

// NewKeys returns a cache in a folder, which is made where it does not exist.
func NewKeys(cfg KeysConfig) (*Keys, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NoMetrics{}
	}
	if cfg.Jitter == nil {
		cfg.Jitter = func() float64 { return 0.5 }
	}
	if cfg.Dir != "" {
		if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("key cache: %w", err)
		}
	}
	return &Keys{cfg: cfg, turns: make(map[muster.Digest]chan struct{}), checked: make(map[string]bool)}, nil
}

// Path implements muster.KeySource. The bytes are hashed once per process.
// Errors: ErrNotFound where nobody has the file, CodeStorageFull without room
// for it, CodeUnavailable when it could not be fetched whole and right.
func (k *Keys) Path(ctx context.Context, a muster.Artifact) (string, error) {
	if a.IsZero() {
		return "", muster.Errorf(muster.CodeInvalid, "the circuit names no such file")
	}
	release, err := k.turn(ctx, a.Digest)
	if err != nil {
		return "", err
	}
	defer release()
	for _, path := range k.places(a.Digest) {
		err := k.check(path, a)
		if err == nil {
			k.touch(path)
			return path, nil
		}
		k.cfg.Log.WarnContext(ctx, "circuit file not usable", "path", path, "error", err)
		if path == k.cached(a.Digest) {
			if err := os.Remove(path); err != nil {
				return "", fmt.Errorf("remove broken circuit file: %w", err)
			}
		}
	}
	if k.cfg.From == nil || k.cfg.Dir == "" {
		return "", muster.Errorf(muster.CodeNotFound, "circuit file %s is not on this machine", a.Digest.Short())
	}
	path, err := k.download(ctx, a)
	if errors.Is(err, syscall.ENOSPC) {
		return "", muster.Errorf(muster.CodeStorageFull, "download circuit file: %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("download circuit file %s: %w", a.Digest.Short(), err)
	}
	return path, nil
}

// Open implements muster.KeySource.
func (k *Keys) Open(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	path, err := k.Path(ctx, a)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open circuit file: %w", err)
	}
	return &verifiedFile{file: f, sum: sha256.New(), want: a.Digest}, nil
}

// verifiedFile hashes what is read and fails at the end when it is not what
// was asked for: a disk may go bad after the file was checked.
type verifiedFile struct {
	file *os.File // not embedded: its other ways to be read would go unhashed
	sum  hash.Hash
	want muster.Digest
}

func (v *verifiedFile) Read(p []byte) (int, error) {
	n, err := v.file.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && muster.Digest(v.sum.Sum(nil)) != v.want {
		return n, fmt.Errorf("circuit file %s: the bytes on disk do not hash to it", v.want.Short())
	}
	return n, err
}

// Close closes the file.
func (v *verifiedFile) Close() error { return v.file.Close() }

// turn waits until no one else looks after a file.
func (k *Keys) turn(ctx context.Context, d muster.Digest) (release func(), err error) {
	k.mu.Lock()
	c, ok := k.turns[d]
	if !ok {
		c = make(chan struct{}, 1)
		k.turns[d] = c
	}
	k.mu.Unlock()
	select {
	case c <- struct{}{}:
		return func() { <-c }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (k *Keys) cached(d muster.Digest) string { return filepath.Join(k.cfg.Dir, d.String()) }

// places lists where a file lies already.
func (k *Keys) places(d muster.Digest) []string {
	var out []string
	for _, lookup := range k.cfg.Local {
		if path, ok := lookup(d); ok {
			out = append(out, path)
		}
	}
	if k.cfg.Dir != "" {
		if _, err := os.Stat(k.cached(d)); err == nil {
			out = append(out, k.cached(d))
		}
	}
	return out
}

// check compares a file with what it should be, once.
func (k *Keys) check(path string, a muster.Artifact) error {
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	if a.Size > 0 && st.Size() != a.Size {
		return fmt.Errorf("%d bytes, expected %d", st.Size(), a.Size)
	}
	k.mu.Lock()
	done := k.checked[path]
	k.mu.Unlock()
	if done {
		return nil
	}
	got, _, err := hashFile(path)
	if err != nil {
		return err
	}
	if muster.Digest(got.Sum(nil)) != a.Digest {
		return fmt.Errorf("the bytes hash to %s", muster.Digest(got.Sum(nil)).Short())
	}
	k.trust(path)
	return nil
}

func (k *Keys) trust(path string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.checked[path] = true
}

// hashFile hashes what there is of a file; one that does not exist is empty.
func hashFile(path string) (h hash.Hash, size int64, err error) {
	h = sha256.New()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err = io.Copy(h, f)
	return h, size, err
}

// touch marks a cached file as used.
func (k *Keys) touch(path string) {
	if filepath.Dir(path) == filepath.Clean(k.cfg.Dir) {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // it only orders what goes first
	}
}

// download fetches a file into the cache, going on where an earlier try ended.
func (k *Keys) download(ctx context.Context, a muster.Artifact) (string, error) {
	unlock, err := k.lock(ctx, a.Digest)
	if err != nil {
		return "", err
	}
	defer unlock()
	path := k.cached(a.Digest)
	if k.check(path, a) == nil { // by another process, in the meantime
		return path, nil
	}
	start := time.Now()
	retry := backoff{first: 500 * time.Millisecond, most: 10 * time.Second, jitter: k.cfg.Jitter}
	for try := 1; ; try++ {
		err = k.continueDownload(ctx, a, path+partSuffix)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if try == keyTries || final(muster.CodeOf(err)) || errors.Is(err, syscall.ENOSPC) {
			return "", err
		}
		k.cfg.Log.WarnContext(ctx, "circuit file not whole yet", "digest", a.Digest, "error", err)
		if err := pause(ctx, retry.after(err)); err != nil {
			return "", err
		}
	}
	if err := os.Rename(path+partSuffix, path); err != nil {
		return "", err
	}
	k.trust(path)
	k.cfg.Log.InfoContext(ctx, "circuit file downloaded", "digest", a.Digest, "bytes", a.Size, "seconds", time.Since(start).Seconds())
	k.evict(ctx, path)
	return path, nil
}

// lock keeps other processes from downloading the same file. Lock files stay:
// removing one would let two processes hold locks on different files of one
// name.
func (k *Keys) lock(ctx context.Context, d muster.Digest) (unlock func(), err error) {
	dir := filepath.Join(k.cfg.Dir, "locks")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, d.String()), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		ok, err := tryLock(f)
		if ok {
			return func() { _ = f.Close() }, nil // nothing was written
		}
		if err == nil {
			err = pause(ctx, lockInterval)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
}

// continueDownload appends to a part until it is whole, and checks it. A part
// that turns out wrong is removed.
func (k *Keys) continueDownload(ctx context.Context, a muster.Artifact, part string) (err error) {
	sum, have, err := hashFile(part)
	if err != nil {
		return err
	}
	if have > a.Size { // also where no size was told: one can't know what is missing
		sum, have = sha256.New(), 0
	}
	if a.Size == 0 || have < a.Size {
		if sum, have, err = k.fetch(ctx, a, part, sum, have); err != nil {
			return err
		}
	}
	if a.Size > 0 && have < a.Size {
		return muster.Errorf(muster.CodeUnavailable, "the stream ended at %d of %d bytes", have, a.Size)
	}
	if got := muster.Digest(sum.Sum(nil)); got != a.Digest {
		return errors.Join(muster.Errorf(muster.CodeUnavailable, "the bytes that came hash to %s", got.Short()), os.Remove(part))
	}
	return nil
}

// fetch streams the rest of a file behind what there is of it.
func (k *Keys) fetch(ctx context.Context, a muster.Artifact, part string, sum hash.Hash, have int64) (_ hash.Hash, _ int64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer watch.Stop()

	r, from, err := k.open(ctx, a, have)
	if err != nil {
		return nil, 0, err
	}
	defer r.Close() //nolint:errcheck // what counts is the hash
	flags := os.O_CREATE | os.O_WRONLY
	if from == have {
		flags |= os.O_APPEND
	} else {
		flags |= os.O_TRUNC
		sum, have = sha256.New(), 0
	}
	f, err := os.OpenFile(part, flags, 0o600)
	if err != nil {
		return nil, 0, err
	}
	limit := a.Size
	if limit == 0 {
		limit = mostKey
	}
	n, err := io.Copy(io.MultiWriter(f, sum), &movingReader{r: io.LimitReader(r, limit-have), moved: func(int) { watch.Reset(stall) }})
	k.cfg.Metrics.Transferred("key", n)
	return sum, have + n, errors.Join(err, f.Sync(), f.Close())
}

func (k *Keys) open(ctx context.Context, a muster.Artifact, have int64) (io.ReadCloser, int64, error) {
	if r, ok := k.cfg.From.(keyResumer); ok {
		return r.OpenKeyAt(ctx, a, have)
	}
	r, err := k.cfg.From.OpenKey(ctx, a)
	return r, 0, err
}

// evict makes room: the least recently used files go, but not the one just
// fetched. A file that is being read stays readable to its reader.
func (k *Keys) evict(ctx context.Context, keep string) {
	if k.cfg.Limit <= 0 {
		return
	}
	entries, err := os.ReadDir(k.cfg.Dir)
	if err != nil {
		k.cfg.Log.WarnContext(ctx, "key cache not tidied", "error", err)
		return
	}
	var files []fs.FileInfo
	var total int64
	for _, e := range entries {
		if st, err := e.Info(); err == nil && st.Mode().IsRegular() {
			total += st.Size()
			if _, err := muster.ParseDigest(e.Name()); err == nil && e.Name() != filepath.Base(keep) {
				files = append(files, st)
			}
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if total <= k.cfg.Limit {
			return
		}
		path := filepath.Join(k.cfg.Dir, f.Name())
		if err := os.Remove(path); err != nil {
			k.cfg.Log.WarnContext(ctx, "key cache not tidied", "error", err)
			return
		}
		total -= f.Size()
		k.mu.Lock()
		delete(k.checked, path)
		k.mu.Unlock()
		k.cfg.Log.InfoContext(ctx, "circuit file removed from the cache", "digest", f.Name(), "bytes", f.Size())
	}
}
