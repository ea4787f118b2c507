package submitter

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Inputs puts the documents that say what to prove where networks can fetch
// them. The URLs stand on the chain for anybody to read, so documents are public.
type Inputs interface {
	// Put stores a document durably and returns a URL that serves it for as long
	// as a request for it may take. The same document again is no error.
	Put(ctx context.Context, doc []byte) (url string, err error)
}

// Artifacts keeps documents in a store of artifacts and gives out signed URLs.
// The store should not be one whose artifacts a muster cleans up: no batch names
// the documents.
type Artifacts struct {
	Store muster.Artifacts
	// Lasts is how long URLs are good for; 0 is the longest timeout of a request
	// and two hours more.
	Lasts time.Duration
	Now   func() time.Time // nil is time.Now
}

// Put implements Inputs.
func (a Artifacts) Put(ctx context.Context, doc []byte) (string, error) {
	now, lasts := time.Now, a.Lasts
	if a.Now != nil {
		now = a.Now
	}
	setDefault(&lasts, 2*market.LongestTimeout)
	stored, err := a.Store.Put(ctx, bytes.NewReader(doc), market.MostInputsBytes)
	if err != nil {
		return "", fmt.Errorf("store inputs: %w", err)
	}
	url, err := a.Store.SignGet(ctx, stored.Digest, now().Add(lasts))
	if err != nil {
		return "", fmt.Errorf("sign the URL of inputs: %w", err)
	}
	return url, nil
}

// inputsPath is where Folder serves documents, below its base URL.
const inputsPath = "/inputs/"

// Folder keeps documents as files and serves them itself: mount Handler where
// BaseURL points. Or have any web server serve the folder as BaseURL/inputs/.
type Folder struct {
	dir  string
	base string
}

// OpenFolder opens a folder, which it makes where there is none. Returns
// CodeInvalid for a base URL that is neither http nor https.
func OpenFolder(dir, baseURL string) (*Folder, error) {
	base := strings.TrimRight(baseURL, "/")
	if _, _, err := market.ParseInputsURL(market.InputsURL(base+inputsPath, muster.Digest{})); err != nil {
		return nil, muster.InvalidField("base_url", "a URL that starts with http:// or https://", baseURL)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for inputs: %w", err)
	}
	return &Folder{dir: dir, base: base}, nil
}

// Put implements Inputs.
func (f *Folder) Put(_ context.Context, doc []byte) (_ string, err error) {
	name := muster.DigestOf(doc).String()
	url := f.base + inputsPath + name
	path := filepath.Join(f.dir, name)
	if _, err := os.Stat(path); err == nil {
		now := time.Now() // it is as young as if put now: Clean leaves it
		if err := os.Chtimes(path, now, now); err != nil {
			return "", fmt.Errorf("store inputs: %w", err)
		}
		return url, nil
	}
	part := path + ".part-" + rand.Text()
	defer func() {
		if err != nil {
			err = fmt.Errorf("store inputs: %w", errors.Join(err, os.Remove(part)))
		}
	}()
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	_, err = file.Write(doc)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", err
	}
	if err = os.Rename(part, path); err != nil {
		return "", err
	}
	return url, nil
}

// Handler serves GET /inputs/{digest}.
func (f *Folder) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+inputsPath+"{digest}", func(w http.ResponseWriter, r *http.Request) {
		d, err := muster.ParseDigest(r.PathValue("digest"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		file, err := os.Open(filepath.Join(f.dir, d.String()))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer file.Close() //nolint:errcheck // nothing is written
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "public, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, file)
	})
	return mux
}

const (
	cleanEach = time.Hour
	// keptFor is how long documents are kept: a request may wait for its block, and
	// its network may fetch its inputs until its deadline.
	keptFor = 2 * market.LongestTimeout
)

// KeepClean removes, until the context ends, what no request can need any more.
func (f *Folder) KeepClean(ctx context.Context, log *slog.Logger) {
	each := time.NewTicker(cleanEach)
	defer each.Stop()
	for {
		if err := f.Clean(time.Now().Add(-keptFor)); err != nil {
			log.WarnContext(ctx, "old inputs stay", "error", err)
		}
		select {
		case <-each.C:
		case <-ctx.Done():
			return
		}
	}
}

// Clean removes documents that were put last before a time, and what broken
// puts left. Requests may take market.LongestTimeout.
func (f *Folder) Clean(before time.Time) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return fmt.Errorf("clean inputs: %w", err)
	}
	var errs []error
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".part-")
		if _, err := muster.ParseDigest(name); err != nil {
			continue // not ours
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && info.ModTime().Before(before) {
			err = os.Remove(filepath.Join(f.dir, e.Name()))
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("clean inputs: %w", err)
	}
	return nil
}
