package main

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/artifact"
)

func (a *App) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup DIR",
		Short: "Copy the embedded plane into a new folder, while it runs",
		Long: `Copy database, artifacts and configured pipelines of the server into a new folder on
this machine, while it runs. The copy is consistent: every artifact that the copied
database names is in it. Circuits' keys are not: keep imported keys elsewhere, too.

A server on PostgreSQL refuses: back the database up with its own tools, and the
bucket with those of its provider.`,
		Example: "  muster backup /var/backups/muster-2026-11-21",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := filepath.Clean(args[0])
			if err := isNew(dir); err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			var m manifest
			if err := c.Backup(cmd.Context(), func(r io.Reader) (err error) {
				m, err = receive(r, dir)
				return err
			}); err != nil {
				return fmt.Errorf("backup: %w", err)
			}
			return a.showBackup(m, dir, "copied")
		},
	}
}

// isNew returns an error unless there is nothing, or an empty folder.
func isNew(dir string) error {
	held, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(held) > 0:
		return fmt.Errorf("%s holds something already; nothing is overwritten, name a new folder", dir)
	}
	return nil
}

// receive unpacks a backup beside the folder and puts it in its place when it is
// whole.
func receive(r io.Reader, dir string) (m manifest, err error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return m, err
	}
	partial, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".partial-")
	if err != nil {
		return m, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(partial))
		}
	}()
	for _, sub := range []string{backupArtifacts, backupPipelines} {
		if err := os.Mkdir(filepath.Join(partial, sub), 0o700); err != nil {
			return m, err
		}
	}
	got := make(map[string]manifestFile)
	in := tar.NewReader(r)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, fmt.Errorf("the archive is not whole: %w", err)
		}
		f, err := unpack(in, partial, h.Name)
		if err != nil {
			return m, err
		}
		got[h.Name] = f
	}
	if m, err = readManifest(partial); err != nil {
		return m, fmt.Errorf("the archive is not whole: %w", err)
	}
	for _, f := range m.Files {
		if got[f.Name] != f {
			return m, fmt.Errorf("%s did not arrive as it was sent", f.Name)
		}
	}
	for _, d := range m.Damaged {
		if err := os.Remove(filepath.Join(partial, filepath.FromSlash(artifactName(d)))); err != nil {
			return m, err
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	return m, os.Rename(partial, dir)
}

// unpack writes one file of an archive and syncs it.
func unpack(r io.Reader, dir, name string) (_ manifestFile, err error) {
	clean := filepath.FromSlash(name)
	parent := filepath.Dir(clean)
	if !filepath.IsLocal(clean) || (parent != "." && parent != backupArtifacts && parent != backupPipelines) {
		return manifestFile{}, fmt.Errorf("the archive holds %.100q, which has no place in a backup", name)
	}
	f, err := os.OpenFile(filepath.Join(dir, clean), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return manifestFile{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := &hashed{Writer: f, sum: sha256.New()}
	if _, err := io.Copy(h, r); err != nil {
		return manifestFile{}, fmt.Errorf("write %s: %w", name, err)
	}
	if err := f.Sync(); err != nil {
		return manifestFile{}, fmt.Errorf("sync %s: %w", name, err)
	}
	return manifestFile{Name: name, Size: h.size, SHA256: muster.Digest(h.sum.Sum(nil))}, nil
}

func readManifest(dir string) (m manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, backupManifest))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s: %w", backupManifest, err)
	}
	if m.Format != backupFormat {
		return m, fmt.Errorf("%s: format %d, and this program reads %d; use muster %s", backupManifest, m.Format, backupFormat, m.Version)
	}
	return m, nil
}

func (a *App) showBackup(m manifest, dir, did string) error {
	if a.asJSON {
		return a.printJSON(m)
	}
	_, database := m.count(backupDatabase)
	artifacts, bytes := m.count(backupArtifacts)
	pipelines, _ := m.count(backupPipelines)
	fmt.Fprintf(a.Stdout, "%s a database of %s, %d artifacts of %s and %d pipelines; %s\n",
		did, bytesOf(database), artifacts, bytesOf(bytes), pipelines, dir)
	if len(m.Damaged) > 0 {
		return fmt.Errorf("%d artifacts are damaged where they are stored and not in the backup; the first is %s", len(m.Damaged), m.Damaged[0])
	}
	return nil
}

func (a *App) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore DIR",
		Short: "Bring a backup of the embedded plane back into an empty data directory",
		Long: `Check a backup and bring it back into the data directory, which must not hold a
database; nothing is overwritten. No server may run on it. Batches go on where they
were at the time of the backup.

Circuits' keys are not in a backup: bring them back before batches go on that were
planned with them.`,
		Example: "  muster restore /var/backups/muster-2026-11-21 --data-dir /var/lib/muster",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := a.restore(cmd.Context(), filepath.Clean(args[0]))
			if err != nil {
				return fmt.Errorf("restore: %w", err)
			}
			return a.showBackup(m, a.cfg.DataDir, "restored")
		},
	}
}

// restore checks a whole backup before it writes anything. The database comes
// last: without it the rest does not count, and restoring again goes on.
func (a *App) restore(ctx context.Context, dir string) (m manifest, err error) {
	database, ok := strings.CutPrefix(a.cfg.StoreURL(), "sqlite:")
	if !ok {
		return m, fmt.Errorf("the configured store is %s; a backup belongs into the embedded store, leave --store out", storeKind(a.cfg.StoreURL()))
	}
	if m, err = checkBackup(dir); err != nil {
		return m, err
	}
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return m, err
	}
	unlock, err := lockDir(a.cfg.DataDir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for _, name := range []string{database, database + "-wal", database + "-shm"} {
		if _, err := os.Lstat(name); err == nil {
			return m, fmt.Errorf("%s is there already; nothing is overwritten, name another --data-dir or move it away", name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return m, err
		}
	}
	to, err := artifact.Open(ctx, a.cfg.ArtifactsURL(), artifact.Options{})
	if err != nil {
		return m, fmt.Errorf("open artifacts: %w", err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	for _, f := range m.Files {
		if err := a.restoreFile(ctx, dir, f, to); err != nil {
			return m, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return m, copySynced(filepath.Join(dir, backupDatabase), database)
}

// checkBackup compares every file with the manifest.
func checkBackup(dir string) (manifest, error) {
	m, err := readManifest(dir)
	if err != nil {
		return m, fmt.Errorf("%s is no backup, or not a whole one: %w", dir, err)
	}
	if !slices.ContainsFunc(m.Files, func(f manifestFile) bool { return f.Name == backupDatabase }) {
		return m, fmt.Errorf("%s: the manifest names no database", dir)
	}
	for _, want := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(want.Name)) {
			return m, fmt.Errorf("%s: the manifest names %.100q, which is not in the folder", dir, want.Name)
		}
		got, err := sumOf(filepath.Join(dir, filepath.FromSlash(want.Name)))
		if err != nil {
			return m, err
		}
		if got != want.SHA256 {
			return m, fmt.Errorf("%s is damaged: its SHA-256 is %s, the manifest says %s", want.Name, got.Short(), want.SHA256.Short())
		}
	}
	return m, nil
}

func sumOf(path string) (_ muster.Digest, err error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return muster.Digest{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return muster.Digest{}, err
	}
	return muster.Digest(sum.Sum(nil)), nil
}

func (a *App) restoreFile(ctx context.Context, dir string, f manifestFile, to *artifact.Store) (err error) {
	path := filepath.Join(dir, filepath.FromSlash(f.Name))
	folder, name := filepath.Split(filepath.FromSlash(f.Name))
	switch filepath.Clean(folder) {
	case backupArtifacts:
		file, err := os.Open(filepath.Clean(path))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		got, err := to.Put(ctx, file, f.Size)
		if err != nil {
			return err
		}
		if got.Digest.String() != name {
			return fmt.Errorf("its SHA-256 is %s", got.Digest)
		}
		return nil
	case backupPipelines:
		out := filepath.Join(a.cfg.DataDir, backupPipelines)
		if err := os.MkdirAll(out, 0o700); err != nil {
			return err
		}
		to := filepath.Join(out, name)
		if there, err := sumOf(to); err == nil {
			if there == f.SHA256 {
				return nil
			}
			return fmt.Errorf("%s is there already, with other content", to)
		}
		return copySynced(path, to)
	}
	return nil // the database comes last
}

// copySynced copies a file that gets its name when it is whole and durable.
func copySynced(from, to string) (err error) {
	in, err := os.Open(filepath.Clean(from))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".restore-")
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	parent, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(parent.Sync(), parent.Close())
}
