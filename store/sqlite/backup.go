package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/internal/sqlstore"
)

// store can copy itself.
type store struct {
	*sqlstore.Store
	path string
}

var _ muster.BackupStore = (*store)(nil)

// Backup writes a consistent copy to a file that does not exist yet, while the
// store goes on; its log can't be folded back until the copy is complete. The
// file appears under its name only when all of it is on the disk. Errors:
// CodeConflict if the file exists, CodeStorageFull without room for it.
//
// Who opens the copy goes on from the moment of the backup. Tasks that were
// leased then expire and are leased again; results that were accepted since are
// proven again, since the copy knows nothing of their leases.
func (s *store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		var coded *muster.Error
		if errors.As(err, &coded) {
			return err
		}
		return (sqlstore.Dialect{Classify: classify}).Coded("back up to "+path, err)
	}
	return nil
}

func (s *store) backup(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return exists(path, err)
	}
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, filepath.Base(path)+".*.partial") // of mode 0600: it holds digests of secrets
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	partial := file.Name()
	defer func() {
		err = errors.Join(err, file.Close())
		if gone := os.Remove(partial); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := s.vacuumInto(ctx, partial); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("sync the copy: %w", err)
	}
	if err := settle(partial, path); err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// vacuumInto copies what is committed into an empty file, on a connection of
// its own: a reader's can't write, and the writer's has other work.
func (s *store) vacuumInto(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(s.path, ""))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}

// settle gives the complete copy its name. A link never replaces a file; where
// the file system has none, the name is looked at once more.
func settle(partial, path string) error {
	err := os.Link(partial, path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return exists(path, nil)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return exists(path, err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("name the copy: %w", err)
	}
	return nil
}

// exists refuses a name that is taken, or that can't be looked at.
func exists(path string, err error) error {
	if err != nil {
		return fmt.Errorf("look at %s: %w", path, err)
	}
	return muster.Errorf(muster.CodeConflict, "back up: %s exists already", path)
}
