package main

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/artifact"
)

// A backup is a folder: the database, artifacts by digest, the configured
// pipeline files, and the manifest, which is written last and names every file
// with its SHA-256.
const (
	backupManifest  = "manifest.json"
	backupDatabase  = "muster.db"
	backupArtifacts = "artifacts"
	backupPipelines = "pipelines"
	backupFormat    = 1
)

// manifest says what is in a backup.
type manifest struct {
	Format    int             `json:"format"`
	Version   string          `json:"version"` // of the program that made it
	CreatedAt time.Time       `json:"created_at"`
	Files     []manifestFile  `json:"files"`
	Damaged   []muster.Digest `json:"damaged,omitempty"` // artifacts that no longer hash to their digest; not copied
}

type manifestFile struct {
	Name   string        `json:"name"` // with slashes, inside the folder
	Size   int64         `json:"size"`
	SHA256 muster.Digest `json:"sha256"`
}

// count returns the number and bytes of a kind of files.
func (m manifest) count(folder string) (n int, bytes int64) {
	for _, f := range m.Files {
		if filepath.Dir(f.Name) == folder || folder == backupDatabase && f.Name == folder {
			n++
			bytes += f.Size
		}
	}
	return n, bytes
}

// artifactName is where a backup keeps an artifact.
func artifactName(d muster.Digest) string { return backupArtifacts + "/" + d.String() }

// backups returns what makes backups of the plane, nil where its store can't
// copy itself.
func (p *plane) backups() api.Backup {
	source, ok := p.store.(muster.BackupStore)
	if !ok {
		return nil
	}
	return func(ctx context.Context) (func(io.Writer) error, error) { return p.backup(ctx, source) }
}

// backup copies the database at once and returns what writes it and all else as
// a tar archive. Artifacts are not collected until that is done, so that every
// one that the copy names is in the archive: they were stored before it named
// them.
func (p *plane) backup(ctx context.Context, source muster.BackupStore) (func(io.Writer) error, error) {
	dir, err := os.MkdirTemp(p.app.cfg.DataDir, "backup-")
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	release := p.coordinator.HoldCollection()
	end := func() error {
		release()
		return os.RemoveAll(dir)
	}
	database := filepath.Join(dir, backupDatabase)
	if err := source.Backup(ctx, database); err != nil {
		return nil, errors.Join(fmt.Errorf("copy database: %w", err), end())
	}
	return func(w io.Writer) error {
		b := &backupWriter{tar: tar.NewWriter(w), m: manifest{Format: backupFormat, Version: version, CreatedAt: time.Now().UTC()}}
		return errors.Join(p.writeBackup(ctx, b, database), end())
	}, nil
}

func (p *plane) writeBackup(ctx context.Context, b *backupWriter, database string) error {
	if err := b.file(backupDatabase, database); err != nil {
		return fmt.Errorf("write database: %w", err)
	}
	for i, path := range p.app.cfg.Pipelines {
		if err := b.file(fmt.Sprintf("%s/%02d-%s", backupPipelines, i, filepath.Base(path)), path); err != nil {
			return fmt.Errorf("write pipeline: %w", err)
		}
	}
	if err := p.artifacts.List(ctx, func(a muster.ArtifactInfo) error { return b.artifact(ctx, p.artifacts, a.Artifact) }); err != nil {
		return fmt.Errorf("write artifacts: %w", err)
	}
	return b.end()
}

// backupWriter writes files into a tar archive and remembers them for the
// manifest.
type backupWriter struct {
	tar *tar.Writer
	m   manifest
}

func (b *backupWriter) header(name string, size int64) error {
	return b.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: b.m.CreatedAt})
}

func (b *backupWriter) file(name, path string) (err error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := b.header(name, info.Size()); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(b.tar, sum), f); err != nil {
		return err
	}
	b.m.Files = append(b.m.Files, manifestFile{Name: name, Size: info.Size(), SHA256: muster.Digest(sum.Sum(nil))})
	return nil
}

// artifact writes one artifact. One that is damaged is filled up and named in
// the manifest: a backup of all else is better than none.
func (b *backupWriter) artifact(ctx context.Context, from muster.Artifacts, a muster.Artifact) (err error) {
	r, err := from.Get(ctx, a.Digest)
	if errors.Is(err, muster.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := b.header(artifactName(a.Digest), a.Size); err != nil {
		return err
	}
	n, err := io.Copy(b.tar, io.LimitReader(r, a.Size))
	if err == nil && n == a.Size {
		_, err = r.Read(make([]byte, 1)) // the hash is checked at the end
		if errors.Is(err, io.EOF) {
			b.m.Files = append(b.m.Files, manifestFile{Name: artifactName(a.Digest), Size: a.Size, SHA256: a.Digest})
			return nil
		}
	}
	if err != nil && !errors.Is(err, artifact.ErrDamaged) {
		return fmt.Errorf("read artifact %s: %w", a.Digest.Short(), err)
	}
	b.m.Damaged = append(b.m.Damaged, a.Digest)
	_, err = io.CopyN(b.tar, zeros{}, a.Size-n)
	return err
}

func (b *backupWriter) end() error {
	text, err := json.MarshalIndent(b.m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := b.header(backupManifest, int64(len(text))); err != nil {
		return err
	}
	if _, err := b.tar.Write(text); err != nil {
		return err
	}
	return b.tar.Close()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// hashed counts and hashes what is written through it.
type hashed struct {
	io.Writer
	sum  hash.Hash
	size int64
}

func (h *hashed) Write(p []byte) (int, error) {
	n, err := h.Writer.Write(p)
	h.sum.Write(p[:n])
	h.size += int64(n)
	return n, err
}
